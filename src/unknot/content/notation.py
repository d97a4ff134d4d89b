"""The notation in which the content says how people speak of a danger (`data/screening/story.yaml`).

A word class is a list of entries; a pattern is a line of elements:

    {pressure} + {chest}                    both, near each other, in any order
    can not > feel > {foot}                 one after the other, with few words between them
    {needling} & {cough}                    anywhere in the story
    {tight} + {chest} ! bench press         void where the same sentence says this as well

An element is a class in braces, or words as they are said, other ways to say them after a slash. A word may end in
`*` for any ending; `#38-42` is a number from 38 to 42. An entry of a class may itself be a class in braces.
Words that carry little (the class `cue_fillers`) may be left out, but an entry must hold at least one other word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

CLASS = re.compile(r"\{([a-z0-9_]+)\}")
WORD = re.compile(r"'?[a-z]+(?:'[a-z]+)*|[a-z]{2,}\*|\d+|#\d+-\d+")
FILLERS = "cue_fillers"
HINT = "the notation stands in content/notation.py"
READER = ("cue_", "spelling", "spelt_right", "body")
"""How the classes are called that no pattern names: the reader itself looks for them."""


class NotationError(ValueError):
    """A pattern or an entry that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """Chains of elements that stand near each other, and elements that void them. An element is a list of entries."""

    chains: tuple[tuple[tuple[str, ...], ...], ...]
    unless: tuple[tuple[str, ...], ...]


class Notation:
    """Reads patterns with the word classes of one content, each class once."""

    def __init__(self, classes: Mapping[str, tuple[str, ...]]) -> None:
        self._classes = classes
        self._fillers = frozenset(classes.get(FILLERS, ()))
        self._entries: dict[str, tuple[str, ...]] = {}
        self._telling: set[str] = set()

    def parse(self, pattern: str) -> tuple[Part, ...]:
        """The parts of `pattern`, its classes replaced by their entries. Raises `NotationError`."""
        return tuple(self._part(part) for part in pattern.split(" & "))

    def entries_of(self, name: str, inside: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Every entry of the class `name`, those of the classes it names included. Raises `NotationError`."""
        if name in inside:
            raise NotationError(f"the class {name} holds itself")
        if name not in self._classes:
            raise NotationError(f"there is no class {name}")
        if name not in self._entries:
            self._entries[name] = tuple(dict.fromkeys(self._expanded(self._classes[name], (*inside, name))))
        return self._entries[name]

    def _part(self, part: str) -> Part:
        wanted, *unwanted = part.split(" ! ")
        return Part(
            chains=tuple(tuple(self._element(each) for each in chain.split(" > ")) for chain in wanted.split(" + ")),
            unless=tuple(self._element(each) for each in unwanted),
        )

    def _element(self, element: str) -> tuple[str, ...]:
        entries = tuple(dict.fromkeys(self._expanded(element.split("/"), ())))
        for entry in entries:
            if entry not in self._telling:
                if self._fillers.issuperset(entry.replace("'", " '").split()):
                    raise NotationError(f"{entry!r} holds only words that carry little")
                self._telling.add(entry)
        return entries

    def _expanded(self, said: Iterable[str], inside: tuple[str, ...]) -> Iterator[str]:
        for entry in said:
            if entry in self._telling:
                yield entry
            elif named := CLASS.fullmatch(entry):
                yield from self.entries_of(named.group(1), inside)
            elif all(WORD.fullmatch(word) for word in entry.split(" ")):
                yield entry
            else:
                raise NotationError(f"{entry!r} is neither a class in braces nor plain words")


def classes_named(entries: Iterable[str]) -> frozenset[str]:
    """The classes in braces that patterns or entries name."""
    return frozenset(name for entry in entries for name in CLASS.findall(entry))
