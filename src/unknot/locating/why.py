"""Why a muscle stands where it stands: what each mark and each answer does to its chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from unknot.content.library import Library
from unknot.locating.evidence import Evidence, Rows, Said, log_sum, of_answers, slipped, without
from unknot.locating.marks import SIDES, Floats
from unknot.locating.model import Tables

ContributionKind = Literal["mark", "unmarked", "movement", "symptom", "cause", "self_test", "press_test", "prior"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """How much one thing speaks for a candidate, in natural log odds against the average over all muscles and sides.

    It is the log chance of all that was reported less that of everything but this one thing; the average is over the
    muscles alone, without a second one. `id` names a region for `mark` and `unmarked` (an essential place that was
    left empty), a movement, symptom, cause or muscle for answers, the muscle itself for `prior`. `said` is the answer
    that is counted, None for the rest.
    """

    kind: ContributionKind
    id: str
    log_odds: float
    said: Said | None = None

    @property
    def text_key(self) -> str:
        """The sentence that tells it, with placeholders `name` (what `id` names) and `muscle`."""
        speaks = "why" if self.log_odds >= 0.0 else "why_not"
        return f"{speaks}.{self.kind}" if self.said is None else f"{speaks}.{self.kind}.{self.said}"


def contributions(
    library: Library, known: Tables, evidence: Evidence, chosen: Sequence[tuple[int, int]]
) -> tuple[tuple[Contribution, ...], ...]:
    """For every chosen side and muscle (its row) what speaks for it, strongest first."""
    marked = [evidence.read[side].marked for side in (0, 1)]
    own = [np.array([known.places.own(area) for area in library.muscles[name].essential]) for name in known.muscles]
    looked_at = np.unique(np.concatenate([marked[0], *(_read_from(known, side, own[row], 0) for side, row in chosen)]))
    average = np.zeros(len(known.mirror))
    average[looked_at] = _average_of_places(known, evidence, looked_at)
    average_answers = _average_of_answers(known, evidence)
    mean_prior = float(np.log(np.exp(known.log_muscle).mean()))
    found = []
    for side, row in chosen:
        regions, muscle = known.places.regions[SIDES[side]], known.muscles[row]
        places = np.union1d(marked[side], own[row])
        rows = np.flatnonzero(known.sources.main == row)
        shifts = _place_shifts(known, evidence, side, rows, places) - average[_read_from(known, side, places, 0)]
        said = [
            Contribution("mark" if place in marked[side] else "unmarked", regions[place], float(shift))
            for place, shift in zip(places, shifts, strict=True)
        ]
        answers = _answer_shifts(known, evidence, side, rows) - average_answers
        said += [
            Contribution(each.kind, each.id, float(shift), each.said)
            for each, shift in zip(evidence.told, answers, strict=True)
        ]
        said.append(Contribution("prior", muscle, float(known.log_muscle[row]) - mean_prior))
        found.append(tuple(sorted(said, key=lambda each: (-each.log_odds, each.kind, each.id))))
    return tuple(found)


def _read_from(known: Tables, side: int, places: Rows, reader: int) -> Rows:
    """The places of one side as they are called when the drawing is read from `reader`."""
    return places if side == reader else known.mirror[places]


def _left_out(known: Tables, evidence: Evidence, side: int, rows: Rows, places: Rows) -> Floats:
    """Log chance (S, J) of the drawing without each place, for sources on `side`, slips counted."""
    own = without(known, evidence.read[side], evidence.elsewhere, rows, places)
    other = without(known, evidence.read[1 - side], evidence.elsewhere, rows, known.mirror[places])
    found: Floats = slipped(np.stack([own, other]), evidence.slip)[0]
    return found


def _place_shifts(known: Tables, evidence: Evidence, side: int, rows: Rows, places: Rows) -> Floats:
    """Log chance of everything less that of everything but one place (J,), over the sources `rows` together."""
    rest = known.sources.log_prior[rows] + evidence.answers[rows]
    fewer = _left_out(known, evidence, side, rows, places)
    return log_sum(rest + evidence.marks[side, rows]) - log_sum(rest[:, None] + fewer)


def _answer_shifts(known: Tables, evidence: Evidence, side: int, rows: Rows) -> Floats:
    """Log chance of everything less that of everything but one answer (A,), over the sources `rows` together."""
    rest = known.sources.log_prior[rows] + evidence.marks[side, rows]
    fewer = [rest + of_answers(evidence.but(each), evidence.log_readiness, rows) for each in evidence.told]
    whole = log_sum(rest + evidence.answers[rows])
    return np.array([whole - log_sum(each) for each in fewer])


def _average_of_places(known: Tables, evidence: Evidence, places: Rows) -> Floats:
    """The log of the mean factor that each place puts on a muscle alone, over muscles and sides (J,).

    `places` are those of the left side; the same region has the same average, whichever side the drawing is read from.
    """
    alone = np.arange(len(known.muscles))
    factors = [
        evidence.marks[side, alone, None] - _left_out(known, evidence, side, alone, _read_from(known, 0, places, side))
        for side in (0, 1)
    ]
    return log_sum(np.concatenate(factors) + np.tile(known.log_muscle, 2)[:, None] - np.log(2.0))


def _average_of_answers(known: Tables, evidence: Evidence) -> Floats:
    """The log of the mean factor that each answer puts on a muscle alone, over muscles (A,)."""
    alone = np.arange(len(known.muscles))
    fewer = [of_answers(evidence.but(each), evidence.log_readiness, alone) for each in evidence.told]
    return np.array([log_sum(known.log_muscle + evidence.answers[alone] - each) for each in fewer])
