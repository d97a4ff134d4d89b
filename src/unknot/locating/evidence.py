"""The chance of what was reported under every source: the drawing read from both sides, and the answers.

Shapes as in `locating.model`, K marked places, A answers that count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.facts import History
from unknot.locating.answers import by_readiness, log_readiness, together
from unknot.locating.marks import SIDES, Floats, drawing
from unknot.locating.model import Tables

Said = Literal["yes", "no"]
AnswerKind = Literal["movement", "symptom", "cause", "self_test", "press_test"]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer that counts, and its log chance at every readiness and under every source (3, S)."""

    kind: AnswerKind
    id: str
    said: Said
    log_chance: Floats


@dataclass(frozen=True, slots=True)
class Read:
    """The drawing read from one side: which places are marked (K,), and how much say each of them has (K,)."""

    marked: Rows
    say: Floats


@dataclass(frozen=True, slots=True)
class Evidence:
    """Log chances of what was reported, under every source: the drawing by side (2, S), all answers together (S,)."""

    read: tuple[Read, Read]
    told: tuple[Told, ...]
    log_readiness: Floats
    slip: float
    elsewhere: float
    marks: Floats
    answers: Floats

    def but(self, left_out: Told) -> tuple[Told, ...]:
        """All answers but one."""
        return tuple(each for each in self.told if each is not left_out)


def gathered(library: Library, known: Tables, history: History) -> Evidence:
    """All that `history` reports, as chances."""
    read = cast(tuple[Read, Read], tuple(_read(library, known, history, side) for side in range(len(SIDES))))
    slip, elsewhere = library.number("locating.slip"), library.number("locating.elsewhere")
    everything = np.arange(len(known.sources.main))
    own = np.stack([of_drawing(known, each, elsewhere, everything) for each in read])
    told, readiness = _told(library, known, history), log_readiness(library)
    return Evidence(read, told, readiness, slip, elsewhere, slipped(own, slip), of_answers(told, readiness, everything))


def of_drawing(known: Tables, read: Read, elsewhere: float, rows: Rows) -> Floats:
    """Log chance (S,) of a drawing under the sources `rows`."""
    parts = _parts(known, read, elsewhere, rows, read.marked)
    return parts.summed(parts.whole, parts.strays)


def without(known: Tables, read: Read, elsewhere: float, rows: Rows, places: Rows) -> Floats:
    """Log chance (S, J) under the sources `rows` of the drawing with each of `places` (J,) left out."""
    parts = _parts(known, read, elsewhere, rows, places)
    return parts.summed(parts.whole[..., None] - parts.term, parts.strays[..., None] - parts.stray_term)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Log chance of the drawing (C, S): of all of it, and together with the main muscle causing none of its marks.

    `term` and `stray_term` (C, S, J) are what single places give to the two. `norm` (C, S) makes chances of all
    drawings sum to 1 and weighs the classes; `share` is what drawings with nothing of the main muscle lose.
    """

    whole: Floats
    strays: Floats
    term: Floats
    stray_term: Floats
    norm: Floats
    share: float

    def summed(self, whole: Floats, strays: Floats) -> Floats:
        norm = self.norm.reshape(self.norm.shape + (1,) * (whole.ndim - self.norm.ndim))
        return log_sum(whole + np.log1p(-self.share * np.exp(strays - whole)) + norm)


def _parts(known: Tables, read: Read, elsewhere: float, rows: Rows, places: Rows) -> _Parts:
    main, variant = known.sources.main[rows], known.sources.variant[rows]
    nothing = known.log_nothing[:, main]
    empty = nothing + known.log_nothing_second[:, variant] + len(known.mirror) * known.log_no_stray

    def unmarked(where: Rows) -> tuple[Floats, Floats]:
        second = known.log_empty_second[:, :, where][:, variant] + known.log_no_stray
        return known.log_empty[:, :, where][:, main] + second, second

    both, second = unmarked(read.marked)
    gain, stray_gain = read.say * _log_not(both) - both, read.say * _log_not(second) - second
    term, _ = unmarked(places)
    stray_term = term.copy()
    for column, place in enumerate(read.marked):
        here = places == place
        term[..., here] += gain[..., column, None]
        stray_term[..., here] += stray_gain[..., column, None]
    share = 1.0 - elsewhere
    norm = known.log_class[:, None] - np.log1p(-share * np.exp(nothing))
    return _Parts(empty + gain.sum(axis=-1), empty + stray_gain.sum(axis=-1), term, stray_term, norm, share)


def of_answers(told: Sequence[Told], readiness: Floats, rows: Rows) -> Floats:
    """Log chance (S,) of all answers under the sources `rows`."""
    chance = readiness[:, None] + np.zeros(len(rows))
    for each in told:
        chance = chance + each.log_chance[:, rows]
    return log_sum(chance)


def slipped(own: Floats, slip: float) -> Floats:
    """The log chance (2, ...) by side when the whole drawing may be on the wrong side."""
    found: Floats = np.logaddexp(np.log1p(-slip) + own, np.log(slip) + own[::-1])
    return found


def log_sum(values: Floats) -> Floats:
    """Log of the sum of exponentials over the first axis."""
    most = values.max(axis=0)
    total: Floats = most + np.log(np.exp(values - most).sum(axis=0))
    return total


def _read(library: Library, known: Tables, history: History, side: int) -> Read:
    marked, say = drawing(library, known.places, history.marks, SIDES[side])
    places = np.flatnonzero(marked)
    return Read(places, say[places])


def _told(library: Library, known: Tables, history: History) -> tuple[Told, ...]:
    main, variant = known.sources.main, known.sources.variant
    found: list[Told] = []
    for question in sorted(known.answers.keys() & history.answers.keys()):
        kind, _, id_ = question.partition(":")
        answer = history.answer(question)
        if answer != "yes" and answer != "no":
            continue
        chance = known.answers[question]
        anybody = float(chance.min())
        second = np.concatenate([[anybody], chance, chance])[variant]
        yes = by_readiness(library, together(chance[main], second, anybody))
        found.append(Told(cast(AnswerKind, kind), id_, answer, np.log(yes) if answer == "yes" else np.log1p(-yes)))
    return tuple(found)


def _log_not(log_chance: Floats) -> Floats:
    """Log of 1 minus the chance."""
    found: Floats = np.log(-np.expm1(log_chance))
    return found
