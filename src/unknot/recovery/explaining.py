"""What moved the forecast: the part of each group of events, by counterfactual folds.

    ratings      what was reported: check-ins and the first pain drawing
    strain       what loads and time in one posture added, as if no movement break had been taken
    breaks       movement breaks: what they do themselves, and what they take off the strain of a day, measured
                 stretches being one where a break parted them
    techniques   every other session

An outlook v(S) is what the model would say today if only the groups in S had been told. The clock, the start and what
is known about the person stay as they are, so v of nothing is the prior, brought forward to today. The part of a
group is its Shapley value: what it adds to v, averaged over all orders in which the groups that have events could be
told. It needs one fold for each subset, depends on no order, and the parts add up to v(all) - v(nothing). A group
without events has no part.

Relief is no recovery: it moves an outlook only through the ratings that it eased, of which less is taken for recovery.
That correction counts as `techniques`; the relief that is left today stands apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Literal

import numpy as np

from unknot.content.library import Library
from unknot.facts import History
from unknot.recovery.dynamics import TENDERNESS
from unknot.recovery.events import Event, Report, Session, Timeline, in_order, timeline
from unknot.recovery.filtering import advance, fold, step
from unknot.recovery.forecasting import Forecast, forecast
from unknot.recovery.parameters import Array, Parameters, from_library
from unknot.recovery.state import POINTS, Belief
from unknot.recovery.strain import BREAKS, WHOLLY, Held, Strain, strains_without_breaks

Group = Literal["ratings", "strain", "breaks", "techniques"]
GROUPS: tuple[Group, ...] = ("ratings", "strain", "breaks", "techniques")
RATING = "pain_now"
"""The measure whose last reading is taken apart."""
HORIZON_DAYS = 28
SMALLEST_SURPRISE = 0.05
"""Points below which the ratio of two small differences says nothing."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a forecast comes to, as numbers that can be added and taken off.

    `gone_days`: days from now to the moment the chance to be gone passes one half, read between days and held to the
    horizon. `still_there_days`: mean days with the knot within the horizon. `persists`: chance that it is not gone
    when it counts as persistent. `level`: pain level today in points.
    """

    gone_days: float
    still_there_days: float
    persists: float
    level: float

    @property
    def as_array(self) -> Array:
        """The four in the order of the fields."""
        return np.array([self.gone_days, self.still_there_days, self.persists, self.level])


@dataclass(frozen=True, slots=True)
class Part:
    """What one group of events did: differences of an outlook, and how many events the group has."""

    group: Group
    events: int
    gone_days: float
    still_there_days: float
    persists: float
    level: float


@dataclass(frozen=True, slots=True)
class LastRating:
    """The last rating of pain, `days_ago`, against what was expected of it, and how far the level moved for it.

    `expected` is with relief, in points. `believed` is the share of the surprise that was taken for a change, the
    effective gain; the rest was taken for noise. None where there was no surprise to speak of.
    """

    days_ago: float
    value: float
    expected: float
    moved: float

    @property
    def believed(self) -> float | None:
        """Share of the surprise that moved the level."""
        surprise = self.value - self.expected
        return None if abs(surprise) < SMALLEST_SURPRISE else self.moved / surprise


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where the forecast began, what moved it, and where it stands. The parts add up to `now` less `prior`.

    `relief_points` is short-lived relief that is left today; it is in none of the parts.
    """

    horizon_days: int
    prior: Outlook
    now: Outlook
    parts: tuple[Part, ...]
    relief_points: float
    last: LastRating | None


def explain(
    library: Library, profile: str, history: History, *, held: Held = WHOLLY, horizon_days: int = HORIZON_DAYS
) -> Explanation:
    """What moved the forecast of `history` for a person of recovery profile `profile`, `held` as for `timeline`."""
    line = timeline(library, profile, history, held)
    parameters = from_library(library, profile, line.modifiers)
    groups = _groups(library, history, line, held)
    present = tuple(group for group in GROUPS if groups[group])
    beliefs = {
        told: folded(parameters, line, _events(groups, told))
        for size in range(len(present) + 1)
        for told in map(frozenset, combinations(present, size))
    }
    worth = {told: outlook(belief, horizon_days=horizon_days) for told, belief in beliefs.items()}
    everything = beliefs[frozenset(present)]
    return Explanation(
        horizon_days=horizon_days,
        prior=worth[frozenset()],
        now=worth[frozenset(present)],
        parts=tuple(_part(group, len(groups[group]), present, worth) for group in GROUPS),
        relief_points=everything.relief_points,
        last=_last_rating(parameters, line),
    )


def outlook(belief: Belief, *, horizon_days: int = HORIZON_DAYS) -> Outlook:
    """The forecast from `belief` in four numbers."""
    return outlook_of(forecast(belief, horizon_days=horizon_days), belief.level_points)


def outlook_of(ahead: Forecast, level: float) -> Outlook:
    """The forecast `ahead` in four numbers, with the `level` of today in points."""
    gone = ahead.gone_probability
    return Outlook(
        gone_days=_passes_half(gone),
        still_there_days=float((1.0 - (gone[:-1] + gone[1:]) / 2).sum()),
        persists=ahead.persists_probability,
        level=level,
    )


def folded(parameters: Parameters, line: Timeline, events: Sequence[Event]) -> Belief:
    """The belief after `events` on the clock of `line`, brought forward to its now."""
    return fold(parameters, events, until_day=line.now_day, start=line.start, ranges=line.ranges)


def _passes_half(gone: Array) -> float:
    reached = np.flatnonzero(gone >= 0.5)
    if not len(reached):
        return float(len(gone) - 1)
    day = int(reached[0])
    return 0.0 if day == 0 else float(day - (gone[day] - 0.5) / (gone[day] - gone[day - 1]))


@dataclass(frozen=True, slots=True)
class _Told:
    """The events of a group; `without_breaks` is what it comes to where no break is told of."""

    events: tuple[Event, ...]
    without_breaks: tuple[Event, ...]

    def __len__(self) -> int:
        return len(self.events)


def _groups(library: Library, history: History, line: Timeline, held: Held) -> Mapping[Group, _Told]:
    found: dict[Group, list[Event]] = {group: [] for group in GROUPS}
    for event in line.events:
        match event:
            case Report():
                found["ratings"].append(event)
            case Strain():
                found["strain"].append(event)
            case Session():
                found["breaks" if event.effect.id == BREAKS else "techniques"].append(event)
    told = {group: _Told(tuple(events), tuple(events)) for group, events in found.items()}
    if found["breaks"]:
        full = strains_without_breaks(library, history, began=line.began, held=held)
        told["strain"] = _Told(tuple(found["strain"]), full)
    return told


def _events(groups: Mapping[Group, _Told], told: frozenset[Group]) -> tuple[Event, ...]:
    chosen: list[Event] = []
    for group in told:
        chosen += groups[group].events if "breaks" in told else groups[group].without_breaks
    return in_order(chosen)


def _part(group: Group, events: int, present: Sequence[Group], worth: Mapping[frozenset[Group], Outlook]) -> Part:
    """The Shapley value of `group` among the groups that are `present`."""
    total = np.zeros(4)
    if group in present:
        others = [other for other in present if other != group]
        for size in range(len(others) + 1):
            orders = factorial(size) * factorial(len(others) - size) / factorial(len(present))
            for told in map(frozenset, combinations(others, size)):
                total += orders * (worth[told | {group}].as_array - worth[told].as_array)
    return Part(group, events, *(float(value) for value in total))


def _last_rating(parameters: Parameters, line: Timeline) -> LastRating | None:
    """The last report with a rating of pain, folded up to just before it and then taken in."""
    reports = [event for event in line.events if isinstance(event, Report)]
    rated = [event for event in reports if any(each.measure == RATING for each in event.readings)]
    if not rated:
        return None
    last = rated[-1]
    earlier = line.events[: line.events.index(last)]
    before = fold(parameters, earlier, start=line.start, ranges=line.ranges)
    before = advance(before, last.day - (earlier[-1].day if earlier else 0.0))
    reading = next(each for each in last.readings if each.measure == RATING)
    after, info = step(before, Report(last.day, last.id, (reading,)), 0.0)
    return LastRating(
        days_ago=line.now_day - last.day,
        value=reading.value,
        expected=info.predictions[0].mean,
        moved=_level(after) - _level(before),
    )


def _level(belief: Belief) -> float:
    """Mean pain level in points, not held to the scale."""
    return float(POINTS * belief.weights @ belief.mean[:, TENDERNESS])
