"""Every flag is listened for in a story, in patterns that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.checks.subject import Check, Found, Sources, check
from unknot.content.notation import HINT, READER, Notation, NotationError, classes_named


@check(
    "cc_patterns_can_be_read",
    "Every word class and every pattern of a story can be read: it names only classes that exist, no class holds "
    "itself, and every entry holds a word that carries meaning.",
    HINT,
)
def patterns_can_be_read(sources: Sources) -> Iterator[Found]:
    notation = Notation({id_: row.words for id_, row in sources.library.word_classes.items()})
    for id_ in sources.library.word_classes:
        try:
            notation.entries_of(id_)
        except NotationError as error:
            yield sources.place("word_classes", id_, "words"), str(error)
    for id_, sign in sources.library.story_signs.items():
        for listed, patterns in (("patterns", sign.patterns), ("hints", sign.hints)):
            for number, pattern in enumerate(patterns):
                try:
                    notation.parse(pattern)
                except NotationError as error:
                    yield sources.place("story_signs", id_, f"{listed}.{number}"), str(error)


@check(
    "cc_flags_are_listened_for",
    "Every flag has patterns by which a story speaks of it, and patterns speak of flags only; every word class is "
    "used.",
    "add the row, correct its id, or drop the class",
)
def flags_are_listened_for(sources: Sources) -> Iterator[Found]:
    library = sources.library
    for flag in library.flags:
        sign = library.story_signs.get(flag)
        if sign is None or not (*sign.patterns, *sign.hints):
            yield f"story_signs:{flag}", "nothing is listened for"
    for id_ in library.story_signs:
        if id_ not in library.flags:
            yield sources.place("story_signs", id_), "is no flag"
    patterns = [pattern for sign in library.story_signs.values() for pattern in (*sign.patterns, *sign.hints)]
    entries = [entry for row in library.word_classes.values() for entry in row.words]
    used = classes_named((*patterns, *entries))
    for id_ in library.word_classes:
        if id_ not in used and not id_.startswith(READER):
            yield sources.place("word_classes", id_), "is used nowhere"


CHECKS: tuple[Check[Sources], ...] = (patterns_can_be_read, flags_are_listened_for)
