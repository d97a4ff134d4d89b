"""Which muscles may be behind the pain, with probabilities.

The model. One muscle m on one side s is behind what is reported:

    m ~ prior ** prior_strength                        how often it is met; the side is a fair coin
    e ~ small | usual | full                           how much of its pattern this person feels
    hurts[a] = extent[e] * weight[m, a]                essential, spill-over, other side, and the point's own place
    P(a unmarked) = (1 - background) * (1 - hit * hurts[a]) * product over neighbours b of (1 - spread[b, a] * hurts[b])
    a drawing with nothing of the muscle's own pattern is `elsewhere` as likely as that: people mark where it hurts
    the whole drawing is on the wrong side with probability slip
    P(yes to a movement, symptom, cause or self-test) = listed | near | other, whatever m lists

Marks are independent given m, s and e; answers are independent given m. An answer "no" counts against, an unanswered
question and "not sure" say nothing. A faint mark has less say than the strongest one. Because most people feel or mark
only part of a pattern, an unmarked area costs little unless nearly everybody with that muscle feels it there.

The sum over all muscles, sides and extents is exact. Every rate is a parameter `locating.*`, a working judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.facts import History
from unknot.locating.marks import SIDES, BodySide, Floats, drawing
from unknot.locating.model import Tables, tables

ContributionKind = Literal["mark", "unmarked", "movement", "symptom", "cause", "self_test", "prior"]
Said = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """How much one thing speaks for a candidate, in natural log odds against the average over all muscles and sides.

    `id` names a region for `mark` and `unmarked` (an essential place that was left empty), a movement, symptom, cause
    or muscle for answers, the muscle itself for `prior`. `said` is the answer that is counted, None for the rest.
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A muscle on one side, its probability, what speaks for and against it (strongest support first), and its points.

    `points` are permanent names (`<muscle>.<point>.<l|r>`), those that fit the marks best first.
    """

    muscle: str
    side: BodySide
    probability: float
    contributions: tuple[Contribution, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Log chances of what was reported, under every muscle.

    `marks` (2, N) of the whole drawing by side, `without` (2, N, R) of the drawing with one place left out.
    """

    marks: Floats
    without: Floats
    answers: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer that counts, and its log chance under every muscle (N,)."""

    kind: ContributionKind
    id: str
    said: Said
    log_chance: Floats


def rank(library: Library, history: History, *, top: int | None = None) -> tuple[Candidate, ...]:
    """The likeliest muscles, most probable first, ties by muscle and side; empty while nothing is marked.

    Probabilities are over all muscles and sides, so the returned ones sum to at most 1. `top` is how many are
    returned (parameter `locating.shown` by default).
    """
    if not history.marks:
        return ()
    known = tables(library)
    evidence = _evidence(library, known, history)
    chances = _posterior(known, evidence)
    order = sorted(
        (-float(chances[side, row]), muscle, SIDES[side], side, row)
        for row, muscle in enumerate(known.muscles)
        for side in range(len(SIDES))
    )
    averages = _averages(known, evidence)
    return tuple(
        Candidate(
            muscle=muscle,
            side=name,
            probability=-negative,
            contributions=_contributions(library, known, history, evidence, averages, side, row),
            points=_points(library.muscles[muscle], name, known, history),
        )
        for negative, muscle, name, side, row in order[: int(library.number("locating.shown")) if top is None else top]
    )


def by_muscle(library: Library, history: History) -> dict[str, float]:
    """The probability of every muscle, both sides together, in order of muscle id; empty while nothing is marked."""
    if not history.marks:
        return {}
    known = tables(library)
    chances = _posterior(known, _evidence(library, known, history))
    return dict(zip(known.muscles, (chances[0] + chances[1]).tolist(), strict=True))


def _evidence(library: Library, known: Tables, history: History) -> Evidence:
    read = [_read(library, known, history, side) for side in SIDES]
    slip = library.number("locating.slip")
    told: list[Told] = []
    for question in sorted(known.answers.keys() & history.answers.keys()):
        kind, _, id_ = question.partition(":")
        answer = history.answer(question)
        if answer == "yes" or answer == "no":
            yes, no = known.answers[question]
            told.append(Told(cast(ContributionKind, kind), id_, answer, yes if answer == "yes" else no))
    whole = np.stack([_mixed(read[0][0], read[1][0], slip), _mixed(read[1][0], read[0][0], slip)])
    mirrored = _mirror(known)
    without = np.stack(
        [
            _mixed(read[0][1], read[1][1][:, mirrored], slip),
            _mixed(read[1][1], read[0][1][:, mirrored], slip),
        ]
    )
    return Evidence(whole, without, tuple(told))


def _read(library: Library, known: Tables, history: History, side: BodySide) -> tuple[Floats, Floats]:
    """Log chance of the drawing read from `side` (N,), and of the drawing with one place left out (N, R)."""
    marked, say = drawing(library, known.places, history.marks, side)
    share = library.number("locating.elsewhere")
    terms = np.where(marked > 0, say * known.log_marked, known.log_unmarked)
    stray = np.where(marked > 0, say * known.log_stray, known.log_no_stray)
    total = terms.sum(axis=2)
    nothing = known.log_nothing + stray.sum()
    scale = (known.log_extent[:, None] - np.log1p(-(1.0 - share) * np.exp(known.log_nothing)))[..., None]
    whole = total + np.log1p(-(1.0 - share) * np.exp(nothing - total)) + scale[..., 0]
    fewer, nothing_of_fewer = total[..., None] - terms, nothing[..., None] - stray
    without = fewer + np.log1p(-(1.0 - share) * np.exp(nothing_of_fewer - fewer)) + scale
    return _log_sum(whole), _log_sum(without)


def _mirror(known: Tables) -> list[int]:
    """The place of the same region when the drawing is read from the other side (R,)."""
    pairs, places = len(known.places.paired), len(known.places)
    return [*range(pairs, 2 * pairs), *range(pairs), *range(2 * pairs, places)]


def _mixed(right: Floats, wrong: Floats, slip: float) -> Floats:
    mixed: Floats = np.logaddexp(np.log1p(-slip) + right, np.log(slip) + wrong)
    return mixed


def _log_sum(values: Floats) -> Floats:
    most = values.max(axis=0)
    total: Floats = most + np.log(np.exp(values - most).sum(axis=0))
    return total


def _posterior(known: Tables, evidence: Evidence) -> Floats:
    """Probability of every side and muscle (2, N); sums to 1."""
    told = sum((each.log_chance for each in evidence.answers), start=known.log_prior)
    scores = evidence.marks + told
    chances = np.exp(scores - scores.max())
    posterior: Floats = chances / (chances[0] + chances[1]).sum()
    return posterior


def _averages(known: Tables, evidence: Evidence) -> tuple[Floats, list[float]]:
    """Log of the mean chance, over muscles as often as they are met, of each place's mark (2, R) and of each answer.

    The first axis is the side the drawing is read from, which only renames the places.
    """
    weights = np.exp(known.log_prior)
    chance = np.exp(evidence.marks[:, :, None] - evidence.without)
    own = (weights[:, None] * chance).sum(axis=1)
    mirrored = own[:, _mirror(known)]
    marks = np.log(0.5 * (own + mirrored[::-1]))
    return marks, [float(np.log((weights * np.exp(each.log_chance)).sum())) for each in evidence.answers]


def _contributions(
    library: Library,
    known: Tables,
    history: History,
    evidence: Evidence,
    averages: tuple[Floats, list[float]],
    side: int,
    row: int,
) -> tuple[Contribution, ...]:
    muscle = library.muscles[known.muscles[row]]
    regions = known.places.regions[SIDES[side]]
    essential = {known.places.own(area) for area in muscle.essential}
    against_average = evidence.marks[side, row] - evidence.without[side, row] - averages[0][side]
    found = [
        Contribution("mark" if region in history.marks else "unmarked", region, float(against_average[place]))
        for place, region in enumerate(regions)
        if region in history.marks or place in essential
    ]
    found += [
        Contribution(each.kind, each.id, float(each.log_chance[row]) - average, each.said)
        for each, average in zip(evidence.answers, averages[1], strict=True)
    ]
    mean = float(np.log(np.exp(known.log_prior).mean()))
    found.append(Contribution("prior", muscle.id, float(known.log_prior[row]) - mean))
    return tuple(sorted(found, key=lambda each: (-each.log_odds, each.kind, each.id)))


def _points(muscle: Muscle, side: BodySide, known: Tables, history: History) -> tuple[str, ...]:
    regions = known.places.regions[side]

    def fit(areas: tuple[str, ...]) -> int:
        return sum(regions[known.places.own(area)] in history.marks for area in areas)

    ordered = sorted(muscle.trigger_points, key=lambda point: (-fit(point.refers_to), -fit(point.areas), point.id))
    return tuple(f"{muscle.id}.{point.id}.{side[0]}" for point in ordered)
