"""Which red flags a person's own words speak of: as present, and of the person themselves.

How people speak of a danger stands in the content (`data/screening/story.yaml`). A match makes the flag's question the
first to be asked, with the person's words; it never lowers anything.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from unknot.content.library import Library
from unknot.screening.story_ear import BODY, Ear, Sign, Sought, ear_for
from unknot.screening.story_lexicon import Span
from unknot.screening.story_scopes import Scopes, scopes_of
from unknot.screening.story_words import Told, take_apart

QUOTE = 120
"""Characters of a quote at most."""
WINDOW = 9
"""Telling words from the first to the last element of a part at most; a border between clauses counts as one."""
GAP = 3
"""Telling words between two elements of a chain at most."""

Found = tuple[Span, ...]
"""Where the elements of a part or chain stand, in indices of telling words."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One red flag heard in a story: `quote` is the text from `start` to `end`, as the person wrote it.

    `sure` where people with an ordinary knot do not say such a thing; else it is only a reason to ask first.
    """

    flag: str
    sure: bool
    quote: str
    start: int
    end: int


@lru_cache(maxsize=64)
def heard(library: Library, text: str) -> tuple[Heard, ...]:
    """Every flag that `text` speaks of as present (or past, where the flag asks about the past) in the person
    themselves: the first sure mention of each, or the first, in the order of the text."""
    ear = ear_for(library)
    listening = _Listening(ear, take_apart(text, ear.vocabulary))
    best: dict[str, Heard] = {}
    for sign in ear.signs:
        quote = listening.quote_of(sign)
        if quote is not None:
            each = Heard(sign.flag, sign.sure, text[quote.start : quote.stop], quote.start, quote.stop)
            held = best.setdefault(sign.flag, each)
            if (not each.sure, each.start) < (not held.sure, held.start):
                best[sign.flag] = each
    return tuple(sorted(best.values(), key=lambda each: (each.start, each.end, each.flag)))


class _Listening:
    """One text, its elements by the block of sentences they stand in, and its scopes."""

    def __init__(self, ear: Ear, told: Told) -> None:
        said = [word.said for word in told.words]
        meant = [ear.spellings.meant(word) or word for word in said]
        sentences = [word.sentence for word in told.words]
        telling = told.telling
        self._told = told
        cues: dict[str, list[Span]] = {}
        for names, spans in ear.cues.find(said, sentences):
            for name in names:
                cues.setdefault(name, []).extend(spans)
        self._scopes: Scopes = scopes_of(told, {name: sorted(spans) for name, spans in cues.items()})
        self._figures = {
            index
            for first, last in cues.get("cue_figures", ())
            for index in range(bisect_left(telling, first), bisect_right(telling, last))
        }
        self._sentence = [sentences[index] for index in telling]
        self._clause = [told.words[index].clause for index in telling]
        self._body: dict[int, set[int]] = {}
        self._hits: dict[str, dict[int, list[Span]]] = {}
        for names, spans in ear.elements.find([meant[index] for index in telling], self._sentence):
            self._keep(names, spans)
        for names, spans in ear.exact.find(meant, sentences):
            self._keep(names, _among(telling, spans))
        for spans_of_body in self._hits.pop(BODY, {}).values():
            for first, _ in spans_of_body:
                self._body.setdefault(self._clause[first], set()).add(first)

    def _keep(self, names: Sequence[str], spans: Iterable[Span]) -> None:
        """Keeps the spans of a phrase under its names, by block, unless they lie in a saying."""
        by_block: dict[int, list[Span]] = {}
        for first, last in spans:
            if first not in self._figures and last not in self._figures:
                by_block.setdefault(self._told.block[self._told.telling[first]], []).append((first, last))
        for name in names if by_block else ():
            blocks = self._hits.setdefault(name, {})
            for block, kept in by_block.items():
                blocks.setdefault(block, []).extend(kept)

    def quote_of(self, sign: Sign) -> range | None:
        """Where in the text the first part of `sign` is said; None unless every part is."""
        if not sign.names <= self._hits.keys():
            return None
        first, *others = (self._first(part, sign) for part in sign.parts)
        return None if first is None or None in others else self._quote(first)

    # --- finding --------------------------------------------------------------------------------------------------

    def _first(self, part: Sought, sign: Sign) -> Found | None:
        """The first place where `part` is said and meant."""
        names = [name for chain in part.chains for name in chain]
        for block in sorted(set.intersection(*(set(self._hits[name]) for name in names))):
            for found in self._near(part, block):
                if self._is_meant(found, sign) and not self._is_void(found, part, block):
                    return found
        return None

    def _near(self, part: Sought, block: int) -> Iterator[Found]:
        """Every way in which the chains of `part` stand near each other in `block`."""
        chains = [list(self._chain(chain, block)) for chain in part.chains]
        yield from self._joined((), sorted(chains, key=len))

    def _joined(self, found: Found, chains: Sequence[Sequence[Found]]) -> Iterator[Found]:
        if not chains:
            if self._is_bound(found):
                yield found
            return
        for chain in chains[0]:
            joined = (*found, *chain)
            if self._is_close(joined) and not _overlap(found, chain):
                yield from self._joined(joined, chains[1:])

    def _chain(self, names: Sequence[str], block: int) -> Iterator[Found]:
        """Every way in which the elements `names` follow one another in `block`."""
        for span in sorted(self._hits[names[0]][block]):
            yield from self._followed((span,), names[1:], block)

    def _followed(self, found: Found, names: Sequence[str], block: int) -> Iterator[Found]:
        if not names:
            yield found
            return
        for span in sorted(self._hits[names[0]][block]):
            if 0 < span[0] - found[-1][1] <= GAP + 1:
                yield from self._followed((*found, span), names[1:], block)

    def _is_close(self, found: Found) -> bool:
        first, last = min(found)[0], max(last for _, last in found)
        return last - first + self._clause[last] - self._clause[first] <= WINDOW

    def _is_bound(self, found: Found) -> bool:
        """Whether no element belongs to a part of the body in its own clause, rather than to one found elsewhere."""
        clauses = {self._clause[first] for first, _ in found}
        if len(clauses) == 1:
            return True
        own = {index for first, last in found for index in range(first, last + 1)}
        bodies = {clause for clause in clauses if self._body.get(clause, set()) & own}
        return not bodies or all(clause in bodies or not self._body.get(clause) for clause in clauses)

    # --- meaning --------------------------------------------------------------------------------------------------

    def _is_meant(self, found: Found, sign: Sign) -> bool:
        """Whether what was found is said of the person themselves, and as far back as the flag reaches."""
        words, scopes = self._words(found), self._scopes
        if scopes.denies(words) or not scopes.supposed.isdisjoint(words):
            return False
        if not sign.of_anyone and scopes.of_others.issuperset(words):
            return False
        past = {"now": scopes.past, "weeks": scopes.long_past, "ever": frozenset[int]()}[sign.reaches]
        return not past.issuperset(words)

    def _is_void(self, found: Found, part: Sought, block: int) -> bool:
        sentences = {self._sentence[first] for first, _ in found}
        return any(
            self._sentence[first] in sentences
            for name in part.unless
            for first, _ in self._hits.get(name, {}).get(block, ())
        )

    def _words(self, found: Found) -> set[int]:
        telling = self._told.telling
        return {index for first, last in found for index in range(telling[first], telling[last] + 1)}

    # --- quoting --------------------------------------------------------------------------------------------------

    def _quote(self, found: Found) -> range:
        """The clauses around what was found; only what was found, or its beginning, where they are too long."""
        words, own = self._told.words, self._words(found)
        first, last = min(own), max(own)
        while first > 0 and words[first - 1].clause == words[first].clause:
            first -= 1
        while last + 1 < len(words) and words[last + 1].clause == words[last].clause:
            last += 1
        if words[last].end - words[first].start > QUOTE:
            first, last = min(own), max(own)
        while last > first and words[last].end - words[first].start > QUOTE:
            last -= 1
        start = words[first].start
        return range(start, min(words[last].end, start + QUOTE))


def _among(telling: Sequence[int], spans: Sequence[Span]) -> Iterator[Span]:
    """The spans of words as spans of the telling words in them."""
    return ((bisect_left(telling, first), bisect_right(telling, last) - 1) for first, last in spans)


def _overlap(one: Found, other: Found) -> bool:
    return any(a <= d and c <= b for a, b in one for c, d in other)
