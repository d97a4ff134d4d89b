"""Phrases found in a list of words: whole words, beginnings of words and numbers; and words with one letter wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

LONG = 6
"""Letters from which on a word may be misspelt and still be understood."""
THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
SHORTEST = 2
"""Letters of the shortest beginning of a word."""

Span = tuple[int, int]
"""First and last index of what was found."""


class Lexicon:
    """A tree of phrases, each with the names it is found under. A word may end in `*` or be a range `#38-42`."""

    def __init__(self, phrases: Mapping[str, Iterable[tuple[str, ...]]]) -> None:
        self._root = _Node()
        for name, entries in phrases.items():
            for entry in entries:
                node = self._root
                for word in entry:
                    node = node.child(word)
                node.names.append(name)

    def find(self, words: Sequence[str], together: Sequence[int]) -> Iterator[tuple[Sequence[str], list[Span]]]:
        """The spans of every phrase that is said, with its names; no span crosses a change in `together`."""
        found: dict[_Node, list[Span]] = {}
        for first in range(len(words)):
            nodes, last = [self._root], first
            while nodes and last < len(words) and together[last] == together[first]:
                nodes = [deeper for node in nodes for deeper in node.after(words[last])]
                for node in nodes:
                    if node.names:
                        found.setdefault(node, []).append((first, last))
                last += 1
        return ((node.names, spans) for node, spans in found.items())


class _Node:
    """What may follow the words so far: whole words, beginnings of words, numbers; and the phrases that end here."""

    __slots__ = ("_begun", "_numbers", "_whole", "names")

    def __init__(self) -> None:
        self._whole: dict[str, _Node] = {}
        self._begun: dict[str, _Node] = {}
        self._numbers: dict[tuple[float, float], _Node] = {}
        self.names: list[str] = []

    def child(self, word: str) -> _Node:
        """The node after `word`, made if there is none."""
        if word.startswith("#"):
            low, high = word[1:].split("-")
            return self._numbers.setdefault((float(low), float(high)), _Node())
        if word.endswith("*"):
            return self._begun.setdefault(word[:-1], _Node())
        return self._whole.setdefault(word, _Node())

    def after(self, word: str) -> Iterator[_Node]:
        """Every node that `word` leads to."""
        if word in self._whole:
            yield self._whole[word]
        if self._begun:
            for length in range(SHORTEST, len(word) + 1):
                if word[:length] in self._begun:
                    yield self._begun[word[:length]]
        if self._numbers and word[0].isdecimal():
            number = _number(word)
            for (low, high), node in self._numbers.items():
                if low <= number <= high:
                    yield node


def _number(word: str) -> float:
    """The number that `word` states: "39,5" and "39.5" are the same, "10,000" is ten thousand."""
    whole, _, part = THOUSANDS.sub("", word).replace(",", ".").partition(".")
    return float(f"{whole}.{part.replace('.', '')}")


class Spellings:
    """The words that may be misspelt by one letter: left out, put in, exchanged or swapped with its neighbour."""

    def __init__(self, words: Iterable[str], right: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if len(word) >= LONG and word.isalpha())
        self._right = frozenset(right)
        self._shortened: dict[str, list[str]] = {}
        for word in sorted(self._words):
            for short in _shortened(word):
                self._shortened.setdefault(short, []).append(word)
        self.meant: Callable[[str], str | None] = lru_cache(maxsize=10_000)(self._meant)

    def _meant(self, word: str) -> str | None:
        """The one known word that `word` is a slip of; None where it is right as it is."""
        if len(word) < LONG - 1 or word in self._words or word in self._right or not word.isalpha():
            return None
        near = {each for short in (word, *_shortened(word)) for each in self._shortened.get(short, ())}
        near |= {short for short in _shortened(word) if short in self._words}
        return min((each for each in near if each[0] == word[0] and _one_slip(each, word)), default=None)


def _shortened(word: str) -> tuple[str, ...]:
    return tuple(word[:at] + word[at + 1 :] for at in range(1, len(word)))


def _one_slip(right: str, wrong: str) -> bool:
    """Whether one letter is left out, put in, exchanged, or swapped with its neighbour."""
    at = next((at for at, (one, other) in enumerate(zip(right, wrong, strict=False)) if one != other), None)
    if at is None:
        return abs(len(right) - len(wrong)) == 1
    swapped = right[at + 1 : at + 2] + right[at] + right[at + 2 :] == wrong[at:]
    return swapped or wrong[at:] in (right[at + 1 :], wrong[at] + right[at + 1 :], wrong[at] + right[at:])
