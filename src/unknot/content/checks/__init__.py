"""The checks of the content: one small function per rule, findings collected, nothing thrown.

    python -m unknot.content.checks

A check has a permanent id and a statement that is true of the content. The files are looked at first; the checks
that need the library wait until every file can be read and every row fits its record.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from unknot.content import build
from unknot.content.checks import (
    atlas,
    catalogue,
    conditions,
    numbers,
    references,
    safety,
    sentences,
    shape,
    story,
    techniques,
)
from unknot.content.checks.documents import Files, read
from unknot.content.checks.subject import Check, Found, Sources, check
from unknot.content.library import from_compiled
from unknot.errors import Problem

__all__ = ["CHECKS", "SHAPE_CHECKS", "Check", "Files", "Sources", "examine", "gather", "look_at_files", "read", "run"]

LANGUAGE = "en"


@check(
    "cc_compiled_equals_sources",
    "The compiled files are exactly what the YAML compiles to.",
    "run `python -m unknot.content.build`",
)
def compiled_equals_sources(sources: Sources) -> Iterator[Found]:
    on_disk, fresh = sources.files.compiled, sources.fresh
    for name in sorted(on_disk.keys() | fresh.keys()):
        if name not in on_disk:
            yield f"compiled/{name}", "is missing"
        elif name not in fresh:
            yield f"compiled/{name}", "comes from no YAML file"
        elif on_disk[name] != fresh[name]:
            yield f"compiled/{name}", "differs from what the YAML says"


SHAPE_CHECKS: tuple[Check[Files], ...] = shape.CHECKS
"""The checks that need nothing but the files."""

READABLE_ALL_THE_SAME = frozenset({shape.words_stay_words.id, shape.no_licensed_codes.id})
"""Checks of the files whose problems still leave a library to look at."""

CHECKS: tuple[Check[Sources], ...] = (
    compiled_equals_sources,
    *references.CHECKS,
    *conditions.CHECKS,
    *atlas.CHECKS,
    *safety.CHECKS,
    *story.CHECKS,
    *techniques.CHECKS,
    *catalogue.CHECKS,
    *numbers.CHECKS,
    *sentences.CHECKS,
)
"""The checks that need the library."""


def run(root: Path = build.DATA) -> list[Problem]:
    """Everything that is wrong with the content in the data folder `root`; empty if it may be shipped."""
    files = read(root)
    problems = look_at_files(files)
    if all(problem.code in READABLE_ALL_THE_SAME for problem in problems):
        problems.extend(examine(gather(root, files)))
    return problems


def look_at_files(files: Files) -> list[Problem]:
    """What the files alone show to be wrong."""
    return [problem for each in SHAPE_CHECKS for problem in each.problems(files)]


def examine(sources: Sources) -> list[Problem]:
    """What is wrong with content whose files are in order."""
    return [problem for each in CHECKS for problem in each.problems(sources)]


def gather(root: Path, files: Files) -> Sources:
    """The content of `root` in the form the checks look at. Raises `ContentError` if it cannot be compiled."""
    content, texts = build.compile_content(root)
    compiled = build.compiled_files(content, texts)
    return Sources(
        files=files,
        library=from_compiled(content, texts[LANGUAGE], LANGUAGE),
        settings=MappingProxyType({key: value for key, value in content.items() if key != "tables"}),
        fresh={name: build.as_json(value).encode() for name, value in compiled.items()},
        row_files={(str(file.table), id_): file.path for file in files.documents for id_ in file.rows},
        text_files={key: file.path for file in files.documents if file.is_text for key in file.data},
    )
