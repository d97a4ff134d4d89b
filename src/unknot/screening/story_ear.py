"""The patterns of one library, compiled once: what to look for in a story, and of which flag it speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from unknot.content.library import Library
from unknot.content.notation import HINT, Notation, NotationError, Part
from unknot.errors import ContentError, Problem
from unknot.screening.story_lexicon import Lexicon, Spellings
from unknot.screening.story_words import Vocabulary, said

LANGUAGE = ("fillers", "joints", "links", "run_together", "telling")
"""The cue classes by which a text is taken apart, in the order of `Vocabulary`."""
BODY = "body"
"""The class of the parts of a body."""


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """Chains of elements to be found near each other, by their names in the lexicon; `unless` void them."""

    chains: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """One way to speak of `flag`: every part must be said somewhere in the story."""

    flag: str
    reaches: str
    of_anyone: bool
    sure: bool
    parts: tuple[Sought, ...]
    names: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Ear:
    """What a library lets us hear. `elements` are found among the telling words, `exact` ones among all words.

    An entry that would be one telling word without its small words ("end it all") is meant exactly as it is written.
    """

    vocabulary: Vocabulary
    spellings: Spellings
    elements: Lexicon
    exact: Lexicon
    cues: Lexicon
    signs: tuple[Sign, ...]


@lru_cache(maxsize=8)
def ear_for(library: Library) -> Ear:
    """The compiled patterns of `library`. Raises `ContentError` naming every one that cannot be read."""
    return _Compiling(library).ear()


class _Compiling:
    def __init__(self, library: Library) -> None:
        self._library = library
        self._names: dict[tuple[str, ...], str] = {}
        self._problems: list[Problem] = []
        self._notation = Notation({id_: row.words for id_, row in library.word_classes.items()})
        self._classes = {name: self._class(name) for name in library.word_classes}

    def ear(self) -> Ear:
        classes = self._classes
        vocabulary = Vocabulary(*(frozenset(classes.get(f"cue_{name}", ())) for name in LANGUAGE))
        signs = tuple(self._signs())
        if self._problems:
            raise ContentError(*self._problems)
        wanted = {name: entries for entries, name in self._names.items()}
        wanted |= {BODY: classes.get(BODY, ())}
        whole = {name: _phrases(entries, vocabulary) for name, entries in wanted.items()}
        elements = {name: _telling(phrases, vocabulary) for name, phrases in whole.items()}
        exact = {name: _exact(phrases, vocabulary) for name, phrases in whole.items()}
        cues = {name: _phrases(entries, vocabulary) for name, entries in classes.items() if name.startswith("cue_")}
        right = {*classes.get("spelt_right", ()), *_whole_words((*whole.values(), *cues.values()))}
        spellings = Spellings(classes.get("spelling", ()), right)
        return Ear(vocabulary, spellings, Lexicon(elements), Lexicon(exact), Lexicon(cues), signs)

    def _class(self, name: str) -> tuple[str, ...]:
        """The entries of a class, those of the classes it names included."""
        try:
            return self._notation.entries_of(name)
        except NotationError as error:
            self._problems.append(Problem("content_bad_pattern", f"word_classes.{name}", str(error), HINT))
            return ()

    def _signs(self) -> Iterator[Sign]:
        for flag, row in self._library.story_signs.items():
            place = f"story_signs.{flag}"
            if flag not in self._library.flags:
                message = f"nothing is called {flag!r}"
                self._problems.append(Problem("content_dangling_id", place, message, "reinstall unknot"))
            for listed, patterns in (("patterns", row.patterns), ("hints", row.hints)):
                for number, pattern in enumerate(patterns):
                    sought = tuple(self._parts(pattern, f"{place}.{listed}.{number}"))
                    names = frozenset(name for part in sought for chain in part.chains for name in chain)
                    yield Sign(flag, row.reaches, row.told_of == "anyone", listed == "patterns", sought, names)

    def _parts(self, pattern: str, place: str) -> Iterator[Sought]:
        try:
            yield from map(self._sought, self._notation.parse(pattern))
        except NotationError as error:
            self._problems.append(Problem("content_bad_pattern", place, str(error), HINT))

    def _sought(self, part: Part) -> Sought:
        return Sought(
            tuple(tuple(map(self._name, chain)) for chain in part.chains), tuple(map(self._name, part.unless))
        )

    def _name(self, element: tuple[str, ...]) -> str:
        return self._names.setdefault(element, f"element {len(self._names)}")


def _phrases(entries: Iterable[str], vocabulary: Vocabulary) -> tuple[Phrase, ...]:
    """The entries as words, taken apart as a story is."""
    return tuple(said(entry, vocabulary) for entry in entries)


def _telling(phrases: Iterable[Phrase], vocabulary: Vocabulary) -> tuple[Phrase, ...]:
    """The phrases without words that carry little, save those that are meant exactly as they are written."""
    reduced = (
        tuple(word for word in phrase if word not in vocabulary.fillers)
        for phrase in phrases
        if not _is_exact(phrase, vocabulary)
    )
    return tuple(dict.fromkeys(reduced))


def _exact(phrases: Iterable[Phrase], vocabulary: Vocabulary) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in phrases if _is_exact(phrase, vocabulary))


def _is_exact(phrase: Phrase, vocabulary: Vocabulary) -> bool:
    """Whether the small words of a phrase are needed: fewer than two would be left, or it means "it" or "all"."""
    left = [word for word in phrase if word not in vocabulary.fillers]
    return len(phrase) > 1 and (len(left) < 2 or not vocabulary.telling.isdisjoint(phrase))


def _whole_words(lists: Iterable[Iterable[Phrase]]) -> set[str]:
    return {word for phrases in lists for phrase in phrases for word in phrase if word.isalpha()}
