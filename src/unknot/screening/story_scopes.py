"""Of whom, when and whether a text speaks: the words that are denied, supposed, past, or told of somebody else.

The cue words stand in the content (`data/screening/story_cues.yaml`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from unknot.screening.story_lexicon import Span
from unknot.screening.story_words import Told

FURTHEST = 14
"""Words of a clause that are looked at."""
DENIED = 24
"""Words that one "no" reaches at most."""
LIST_ITEM = 3
"""Words of an item in a list that a "no" stands before."""
SUPPOSED = 6
"""Words that one "what if" reaches at most."""
NEAR = 3
"""Words within which two belong together: "began two years ago", "my old dad"."""
ANSWERS = frozenset(":=-–—")
"""What stands before an answer that is alone in its clause: "Fever: no"."""

Cues = Mapping[str, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Denial:
    """One denial, its words from `first` to `last`, and the words it denies; `apart` are those in other clauses."""

    first: int
    last: int
    denied: range
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Scopes:
    """What the words of a text are not said of: indices of words, with their denials where they are denied."""

    denials: Mapping[int, Sequence[Denial]]
    supposed: frozenset[int]
    of_others: frozenset[int]
    long_past: frozenset[int]
    past: frozenset[int]

    def denies(self, words: Collection[int]) -> bool:
        """Whether some of `words` are denied, by more than one word ("no trouble"), by one that is not among them, or
        from another clause ("no cough, peed fine")."""
        return any(
            denial.last > denial.first or denial.first not in words or word in denial.apart
            for word in words
            for denial in self.denials.get(word, ())
        )


def scopes_of(told: Told, cues: Cues) -> Scopes:
    """The scopes that the cue words of `told` open."""
    reader = _Reader(told, cues)
    denials: dict[int, list[Denial]] = {}
    for denial in reader.denials():
        for index in denial.denied:
            denials.setdefault(index, []).append(denial)
    long_past = frozenset((*reader.past("long_past"), *reader.past("used_to", forward_only=True)))
    return Scopes(
        denials=denials,
        supposed=frozenset(reader.supposed()),
        of_others=frozenset(reader.of_others()),
        long_past=long_past,
        past=long_past | frozenset(reader.past("past")),
    )


class _Text:
    """The words of a text and the cues among them."""

    def __init__(self, told: Told, cues: Cues) -> None:
        self.words = told.words
        self.cues = cues
        self._first = {name: frozenset(first for first, _ in spans) for name, spans in cues.items()}
        self._inside = {
            name: frozenset(index for first, last in spans for index in range(first, last + 1))
            for name, spans in cues.items()
        }

    def spans(self, name: str) -> Sequence[Span]:
        """The cues called `name`, in order."""
        return self.cues.get(f"cue_{name}", ())

    def starts(self, name: str, *indices: int) -> bool:
        """Whether a cue called `name` starts at one of `indices`."""
        return not self._first.get(f"cue_{name}", frozenset()).isdisjoint(indices)

    def holds(self, name: str, *indices: int) -> bool:
        """Whether one of `indices` lies in a cue called `name`."""
        return not self._inside.get(f"cue_{name}", frozenset()).isdisjoint(indices)

    def same_clause(self, one: int, other: int) -> bool:
        return self.words[one].clause == self.words[other].clause

    def same_sentence(self, one: int, other: int) -> bool:
        return self.words[one].sentence == self.words[other].sentence

    def before(self, index: int) -> list[int]:
        """The words of the clause before `index`, the nearest first."""
        near = range(index - 1, max(-1, index - 1 - FURTHEST), -1)
        return list(takewhile(lambda each: self.same_clause(each, index), near))

    def after(self, index: int, at_most: int = FURTHEST) -> list[int]:
        """The words of the clause after `index`."""
        near = range(index + 1, min(len(self.words), index + 1 + at_most))
        return list(takewhile(lambda each: self.same_clause(each, index), near))

    def clause_of(self, index: int) -> list[int]:
        return [*self.before(index), index, *self.after(index)]

    def ends_clause(self, index: int) -> bool:
        return not self.after(index, 1)


class _Denying(_Text):
    def denials(self) -> Iterator[Denial]:
        """Every denial: forward from "no"; back from "is not there", from "nothing new" and from an answer."""
        for first, last in self.spans("denial"):
            if self._answers(first, last):
                yield Denial(first, last, range(self._clause_start(self._asked(first)), first))
            elif self._denies(first, last):
                denied = range(first + 1, self._end(first, last))
                apart = frozenset(index for index in denied if not self.same_clause(index, first))
                yield Denial(first, last, denied, apart)
        for first, last in self.spans("absent"):
            if not self.starts("no_denial", first):
                yield Denial(first, last, range(self._clause_start(first), first))
        for first, last in self.spans("usual"):
            yield Denial(first, last, range(self._contrast_before(first, first), first))
        for first, last in self.spans("all_no"):
            yield Denial(first, last, range(self._contrast_before(first, max(0, first - 1)), first))

    def _answers(self, first: int, last: int) -> bool:
        """Whether the word answers what stands before it: after a question mark, or alone after a colon."""
        mark = self.words[first].mark
        return first > 0 and (mark == "?" or (mark in ANSWERS and self.ends_clause(last)))

    def _asked(self, first: int) -> int:
        """The last word of what the answer at `first` answers; "A:" belongs to neither."""
        return first - 1 - (self.words[first - 1].mark == "?" and self.starts("label", first - 1))

    def _clause_start(self, index: int) -> int:
        while index > 0 and self.same_clause(index - 1, index):
            index -= 1
        return index

    def _contrast_before(self, index: int, inside: int) -> int:
        """Where the sentence of `inside` begins, or goes on after its last contrast before `index`."""
        while index > 0 and self.same_sentence(index - 1, inside) and not self.holds("contrast", index - 1):
            index -= 1
        return index

    def _denies(self, first: int, last: int) -> bool:
        """Whether the word denies what follows: not in "not only", "cannot walk" or "cannot move without pain", "never
        had pain like this" or "pills do nothing"."""
        said = self.words[first].said
        unheard_of = said in ("never", "not") and self.starts("like_never", *self.after(last))
        if self.starts("no_denial", first) or unheard_of or (said == "nothing" and self.ends_clause(last)):
            return False
        if said == "not" and self.holds("able", *self.before(first)[:2]):
            return self.starts("perceive", first + 1, first + 2)
        return not (said == "without" and self.holds("unable", *self.before(first)))

    def _end(self, first: int, last: int) -> int:
        """The index after the last word that is denied."""
        end = min(len(self.words), last + 1 + DENIED)
        thinks = self.starts("perceive", last, last + 1, last + 2)
        for index in range(last + 1, end):
            if not self.same_sentence(index, first) or self.starts("ends_denial", index):
                return index
            if index == last + 1 and self.words[index].mark != ",":
                continue
            if self.words[index].said == "i" and not thinks and not self.starts("turned", index - 1):
                return index
            thinks = thinks and self.words[index].said != "i"
            if not self.same_clause(index, index - 1) and not self._goes_on(index):
                return index
        return end

    def _goes_on(self, index: int) -> bool:
        """Whether the clause that begins at `index` is one more item of a denied list."""
        if self.words[index].said in ("or", "nor"):
            return True
        item = [index, *self.after(index)]
        if self.words[index].mark not in ("", ",") or self.starts("clause_opens", index):
            return False
        if self.holds("clause", *item) or self.holds("denial", *item):
            return False
        later = self.words[index : index + DENIED]
        if item[-1] + 1 < len(self.words) and self.words[item[-1] + 1].said == "since":
            return False
        listed = any(word.said in ("or", "nor") and word.sentence == self.words[index].sentence for word in later)
        return listed or len(item) <= LIST_ITEM


class _Supposing(_Text):
    def supposed(self) -> Iterator[int]:
        """The words of and after "what if", "worried it might be", "googled"."""
        for first, last in self.spans("supposed"):
            if not self.starts("no_supposing", first):
                yield from range(first, last + 1)
                yield from takewhile(lambda each: not self.starts("ends_supposing", each), self.after(last, SUPPOSED))
        for first, last in self.spans("advised"):
            yield from range(first, last + 1)
            for index in range(last + 1, len(self.words)):
                if not self.same_sentence(index, last) or self.holds("oneself", index) or self.holds("contrast", index):
                    break
                yield index


class _Timing(_Text):
    def past(self, name: str, forward_only: bool = False) -> Iterator[int]:
        """The words that "years ago" and its like put into the past, unless something began then or is back."""
        for first, last in self.spans(name):
            if not self.holds("since", *range(max(0, first - NEAR), first)):
                if not forward_only:
                    yield from self._before(first, last)
                yield from self._until_now(last)

    def _before(self, first: int, last: int) -> list[int]:
        """The words before `first` in its clause; those of the clause before it where the cue stands alone."""
        before = self.before(first)
        if not before and self.ends_clause(last) and first > 0 and self.same_sentence(first - 1, first):
            return [first - 1, *self.before(first - 1)]
        return before

    def _until_now(self, last: int) -> list[int]:
        """The words from `last` to the end of the sentence, or to a clause that speaks of now."""
        reached: list[int] = []
        for index in range(last, len(self.words)):
            new_clause = index > last and not self.same_clause(index, index - 1)
            if not self.same_sentence(index, last) or (new_clause and self.holds("present", *self.clause_of(index))):
                break
            if self.words[index].said == "that" and self.holds("present", *self.after(index)):
                break
            if index > last and self.holds("now", index):
                return [each for each in reached if not self.same_clause(each, index)]
            reached.append(index)
        return reached


class _Telling(_Text):
    def of_others(self) -> Iterator[int]:
        """The words told of a relative, a friend or an animal, up to the next word of oneself; none where the story is
        told for another: because it says so, or because only another is in pain."""
        found: set[int] = set()
        for index in range(len(self.words)):
            other = index - 1 in found and self.same_sentence(index, index - 1)
            if self._is_of_other(index, other):
                found.add(index)
        in_pain = {first for first, _ in self.spans("complaint")}
        if not self.spans("proxy") and (not in_pain or not in_pain <= found):
            yield from found

    def _is_of_other(self, index: int, other: bool) -> bool:
        if self.starts("not_other", index):
            return False
        if self.holds("other", index):
            return self._is_subject(index)
        if self.holds("he_or_she", index):
            return other or self.words[index].said != "him"
        speaks = other and self.starts("says", index)
        of_mine = self.words[index].said == "mine" and self.words[index - 1].said == "of"
        oneself = self.holds("oneself", index) and not of_mine and not self.holds("other", *self.after(index, NEAR))
        return other and not speaks and not oneself

    def _is_subject(self, index: int) -> bool:
        """Whether the relative acts or owns here, and is not somebody the person acts on."""
        if self.holds("of_other", *self.after(index, NEAR)):
            return True
        return not any(self.words[each].said in ("i", "me", "we") for each in self.before(index))


class _Reader(_Denying, _Supposing, _Timing, _Telling):
    """Reads all four."""
