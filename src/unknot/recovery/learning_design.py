"""What each rating of a person says of the numbers that are learned: the rows of a linear model.

The numbers are independent and normal beforehand: the floor and what each effect adds to it, right after a session and
on the next morning, and the nuisances that `learning` names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.recovery.effects import FLOOR, expected_effect
from unknot.recovery.learning_memory import USUAL, covariance
from unknot.recovery.matching import APART, ENOUGH_BEFORE, HOURS_PER_DAY, NOON, TOGETHER, Course, shares
from unknot.recovery.parameters import Array

Channel = Literal["relief", "next_morning"]
CHANNELS: tuple[Channel, ...] = ("relief", "next_morning")
"""Right after a session, and on the next morning. The rate of recovery shows in whole knots alone, and is left as it is
in the average person."""


RATINGS_AT_ONCE = 60
"""Ratings of a knot that are taken together: longer courses are cut, each part with a start of its own."""
UNMATCHED, QUIET, LATER, LASTS, ANSWERING = "unmatched", "quiet", "later", "lasts", "answering"
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Prior:
    """Independent normal numbers (p,): their names, means and standard deviations, in points (`lasts`: a share)."""

    places: Mapping[Name, int]
    mean: Array
    sd: Array

    def mean_of(self, name: Name) -> float:
        return float(self.mean[self.places[name]])


def prior_of(library: Library, effects: Sequence[str]) -> Prior:
    rows: dict[Name, tuple[float, float]] = {}
    for channel in CHANNELS:
        floor, floor_variance = expected(library, FLOOR, channel), _floor_variance(library, channel)
        rows[FLOOR, channel] = floor, math.sqrt(floor_variance)
        rows[UNMATCHED, channel] = floor, library.number("learning.unmatched_sd")
        for effect in effects:
            mean = expected(library, effect, channel)
            rows[f"{effect}.own", channel] = (
                mean - floor,
                math.sqrt(spread_between(library, mean) ** 2 - floor_variance),
            )
    rows[QUIET, ""] = 0.0, library.number("learning.quiet_minutes_sd")
    rows[LATER, ""] = 0.0, library.number("learning.later_day_sd")
    rows[LASTS, ""] = library.number("learning.lasts"), library.number("learning.lasts_sd")
    rows[ANSWERING, ""] = 0.0, library.number("learning.answer_bias_sd")
    mean, sd = np.array(list(rows.values())).T
    return Prior({name: place for place, name in enumerate(rows)}, mean, sd)


def expected(library: Library, effect: str, channel: Channel) -> float:
    """What the evidence leads one to expect of `effect` right after a session, or on the next morning, in points."""
    kind = library.effects[effect].kinds[0]
    days = library.number("learning.to_morning") / HOURS_PER_DAY if channel == "next_morning" else 0.0
    return sum(pulse.after(days).amount for pulse in expected_effect(library, kind).pulses if pulse.channel == "pain")


def spread_between(library: Library, mean: float) -> float:
    return library.number("recovery.effect_sd_share") * mean


def _floor_variance(library: Library, channel: Channel) -> float:
    return library.number("learning.shared_variance") * spread_between(library, expected(library, FLOOR, channel)) ** 2


class Ratings(NamedTuple):
    """Ratings that are taken together: their days (n,), points (n,), and what every number of the prior adds (n, p)."""

    days: Array
    points: Array
    design: Array


def parts(library: Library, prior: Prior, course: Course) -> Iterator[Ratings]:
    """The parts of a course in which a session shows."""
    if not course.ratings:
        return
    days = np.array([rating.day for rating in course.ratings])
    points = np.array([rating.points for rating in course.ratings])
    design = np.zeros((len(days), len(prior.mean)))
    matched: dict[str, list[float]] = {}
    for session in course.sessions:
        matched.setdefault(session.effect if session.matched else UNMATCHED, []).append(session.day)
    for effect, at in matched.items():
        own = effect if effect == UNMATCHED else f"{effect}.own"
        for channel, share in zip(CHANNELS, shares(days, np.array(at)), strict=True):
            design[:, prior.places[own, channel]] = -share
            if effect != UNMATCHED:
                floor = prior.places[FLOOR, channel]
                design[:, floor] = np.minimum(design[:, floor], -share)
    shows = np.asarray(design.any(axis=1))
    design[1:, prior.places[QUIET, ""]] = np.diff(days) * HOURS_PER_DAY <= library.number("learning.rated_after")
    design[:, prior.places[LATER, ""]] = days % 1.0 >= NOON
    by_itself = np.array([rating.by_itself for rating in course.ratings])
    kept = by_itself | _right_after(library, prior, course, design)
    starts = np.flatnonzero(np.diff(days[kept], prepend=-math.inf) > APART)
    for first, last in zip(starts, [*starts[1:], int(kept.sum())], strict=True):
        for begin in range(first, last, RATINGS_AT_ONCE):
            part = np.flatnonzero(kept)[begin : min(begin + RATINGS_AT_ONCE, last)]
            if shows[part].any():
                yield Ratings(days[part], points[part], design[part])


def _right_after(library: Library, prior: Prior, course: Course, design: Array) -> NDArray[np.bool_]:
    """Which ratings right after a session can be used, (n,); what the moment before it adds to them goes to `design`.

    Where it was told how it was before, it has to be known from earlier check-ins what was usual then.
    """
    soon = library.number("learning.rated_after") / HOURS_PER_DAY
    rated = np.array([rating.day for rating in course.ratings])
    usable = np.zeros(len(rated), dtype=np.bool_)
    at = np.array([session.day for session in course.sessions])
    places = np.searchsorted(rated, at, side="right")
    soon_rated = (places < len(rated)) & (rated[np.minimum(places, len(rated) - 1)] <= at + soon)
    chosen = np.array([session.before is not None for session in course.sessions])
    usable[places[soon_rated & ~chosen]] = True
    told = np.flatnonzero(soon_rated & chosen)
    for session, level in zip(told, _usual(library, course, at[told]), strict=True):
        before, place = course.sessions[session].before, places[session]
        if before is None or math.isnan(level):
            continue
        usable[place] = True
        design[place, prior.places[LASTS, ""]] = before - level
        if design[place, prior.places[LATER, ""]]:
            design[place, prior.places[LATER, ""]] = 1.0 - prior.mean_of((LASTS, ""))
    return usable


def _usual(library: Library, course: Course, at: Array) -> Array:
    """What pain was to be expected at the days `at` by the check-ins of the weeks before, (m,); NaN where too few."""
    told = [rating for rating in course.ratings if rating.by_itself]
    days, points = np.array([each.day for each in told]), np.array([each.points for each in told])
    usual = np.full(len(at), math.nan)
    course_sd = library.number("learning.course_sd")
    for place, day in enumerate(at):
        past = (days < day - TOGETHER) & (days > day - APART)
        if past.sum() < ENOUGH_BEFORE:
            continue
        K = covariance(np.append(days[past], day), USUAL, course_sd)[0]
        usual[place] = K[-1, :-1] @ np.linalg.solve(K[:-1, :-1], points[past])
    return usual


def whole_of(effect: str, channel: Channel) -> Mapping[Name, float]:
    return {(FLOOR, channel): 1.0, (f"{effect}.own", channel): 1.0}
