"""Which muscles may be behind the pain, with probabilities.

The model. One muscle m on one side s is behind most of what is reported, alone or with a second muscle k:

    m ~ prior ** prior_strength                       how often it is met; the side is a fair coin
    alone | with k                                    k: the same muscle on the other side, or one related to m
    e ~ small | usual | full                          how much of its pattern this person feels
    w ~ narrow | usual | wide                         only the worst places, as most do, or all and more
    r ~ low | usual | high                            how readily this person says yes
    hurts[a] = max(extent[e] * weight[m, a],          essential, spill-over and other side as far as they are felt
                   local * share of m's points in a)  one point is sore, and hurts where it lies
    P(a unmarked) = (1 - background) * F(m, e, w, a) * F(k, second, w, a)
      F = (1 - hit[w] * hurts[a]) * product over places b near a of (1 - spread[w][b, a] * hurts[b])
      spread falls with the distance along the skin; the same place on the other side catches a mark by mistake
    a drawing with nothing of m's own pattern is `elsewhere` as likely as that: people mark where it hurts
    the whole drawing is on the wrong side with probability slip
    P(yes to a movement, symptom, cause, self-test or press of its point) = listed | near | other, whatever m lists,
      with its log odds shifted by r; a second muscle adds to what anybody says

Marks are independent given m, k, s, e and w; answers are independent given m, k and r. So

    P(m, s | reported) ~ sum over k of P(m, k)
                         * (sum over e and w of P(e) P(w) P(marks | m, k, s, e, w))
                         * (sum over r of P(r) P(answers | m, k, r))

and the sum over all muscles, sides, plausible second muscles and classes of people is exact. An answer "no" counts
against, an unanswered question and "not sure" say nothing. A faint mark has less say than the strongest one. Because
most people feel or mark only part of a pattern, an unmarked area costs little unless nearly everybody with that muscle
feels it there. Every rate is a parameter `locating.*`, a working judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.facts import History
from unknot.locating.evidence import Evidence, gathered
from unknot.locating.marks import SIDES, BodySide, Floats
from unknot.locating.model import Tables, tables
from unknot.locating.why import Contribution, contributions


@dataclass(frozen=True, slots=True)
class Companion:
    """A second muscle that may add to the pain, and the probability that it does if the first one is behind it."""

    muscle: str
    side: BodySide
    probability: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A muscle on one side, its probability, what speaks for and against it (strongest support first), and its points.

    `points` are permanent names (`<muscle>.<point>.<l|r>`), those that fit the marks best first. `companion` is the
    likeliest second muscle, None below a chance of `locating.companion_shown`.
    """

    muscle: str
    side: BodySide
    probability: float
    contributions: tuple[Contribution, ...]
    points: tuple[str, ...]
    companion: Companion | None


def rank(library: Library, history: History, *, top: int | None = None) -> tuple[Candidate, ...]:
    """The likeliest muscles, most probable first, ties by muscle and side; empty while nothing is marked.

    Probabilities are over all muscles and sides, so the returned ones sum to at most 1. `top` is how many are
    returned (parameter `locating.shown` by default).
    """
    if not history.marks:
        return ()
    known = tables(library)
    evidence = gathered(library, known, history)
    joint, chances = _posterior(known, evidence)
    order = sorted(
        (-float(chances[side, row]), muscle, SIDES[side], side, row)
        for row, muscle in enumerate(known.muscles)
        for side in range(len(SIDES))
    )
    shown = order[: int(library.number("locating.shown")) if top is None else top]
    why = contributions(library, known, evidence, [(side, row) for *_, side, row in shown])
    return tuple(
        Candidate(
            muscle=muscle,
            side=name,
            probability=-negative,
            contributions=said,
            points=_points(library.muscles[muscle], name, known, history),
            companion=_companion(library, known, joint[side], side, row),
        )
        for (negative, muscle, name, side, row), said in zip(shown, why, strict=True)
    )


def by_side(library: Library, history: History) -> dict[tuple[str, BodySide], float]:
    """The probability of every muscle on each side, in order of muscle id; empty while nothing is marked."""
    if not history.marks:
        return {}
    known = tables(library)
    _, chances = _posterior(known, gathered(library, known, history))
    return {
        (muscle, side): float(chances[number, row])
        for row, muscle in enumerate(known.muscles)
        for number, side in enumerate(SIDES)
    }


def by_muscle(library: Library, history: History) -> dict[str, float]:
    """The probability of every muscle, both sides together, in order of muscle id; empty while nothing is marked."""
    chances = by_side(library, history)
    return {muscle: chances[muscle, "left"] + chances[muscle, "right"] for muscle, side in chances if side == "left"}


def _posterior(known: Tables, evidence: Evidence) -> tuple[Floats, Floats]:
    """Probability of every side and source (2, S), and of every side and main muscle (2, N); each sums to 1."""
    scores = evidence.marks + known.sources.log_prior + evidence.answers
    chances = np.exp(scores - scores.max())
    joint: Floats = chances / (chances[0] + chances[1]).sum()
    mains = np.stack([np.bincount(known.sources.main, side, len(known.muscles)) for side in joint]).astype(np.float64)
    return joint, mains


def _companion(library: Library, known: Tables, joint: Floats, side: int, row: int) -> Companion | None:
    of_main = np.flatnonzero(known.sources.main == row)
    likeliest = int(of_main[1:][joint[of_main[1:]].argmax()])
    chance = float(joint[likeliest] / joint[of_main].sum())
    second = known.sources.second(likeliest)
    if second is None or chance < library.number("locating.companion_shown"):
        return None
    muscle, opposite = second
    return Companion(known.muscles[muscle], SIDES[1 - side if opposite else side], chance)


def _points(muscle: Muscle, side: BodySide, known: Tables, history: History) -> tuple[str, ...]:
    regions = known.places.regions[side]

    def fit(areas: tuple[str, ...]) -> int:
        return sum(regions[known.places.own(area)] in history.marks for area in areas)

    ordered = sorted(muscle.trigger_points, key=lambda point: (-fit(point.refers_to), -fit(point.areas), point.id))
    return tuple(f"{muscle.id}.{point.id}.{side[0]}" for point in ordered)
