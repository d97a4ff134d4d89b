"""What the story of a knot so far is made of: plain records, ready for a page, the terminal, JSON or the report.

Points are 0-10. Every `text` is a whole sentence, or several, for the person. Days are local days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from unknot.loop.advice import Band, Points, Probability, Statement

VerdictCode = Literal["too_early", "as_expected", "faster", "slower", "not"]
"""How the ratings compare with what was foreseen; `not` is not recovering."""


@dataclass(frozen=True, slots=True)
class RatedDay:
    """What was rated on one day, the last rating of each measure standing; None where it was not rated."""

    day: date
    pain_now: Points | None
    pain_worst: Points | None = None
    press_tenderness: Points | None = None
    function: Points | None = None


@dataclass(frozen=True, slots=True)
class LevelDay:
    """The level of pain on a day given all readings, those after it too: mean and an 80 % band."""

    day: date
    points: Points
    low: Points
    high: Points


@dataclass(frozen=True, slots=True)
class IssuedForecast:
    """A forecast that was shown on `day`; a day of None lies beyond what it covered."""

    day: date
    gone_by: date | None
    gone_low: date | None
    gone_high: date | None
    persists_probability: Probability


@dataclass(frozen=True, slots=True)
class FirstForecast:
    """What was foreseen first, and from when: the forecast as it was shown, else as it would have been.

    `band` holds the pain to be rated on the days from `day` on. `shown` says whether a forecast is on record; where
    `same_numbers` is false, other numbers were installed then, and the band was worked out again with those of today.
    """

    day: date
    at: datetime
    shown: bool
    same_numbers: bool
    band: Band
    gone_by: date | None
    gone_low: date | None
    gone_high: date | None


@dataclass(frozen=True, slots=True)
class DoneDay:
    """A technique that was done: its name, minutes, and how it felt ("better", "same", "worse", or "" if unsaid)."""

    day: date
    at: datetime
    technique: str
    name: str
    minutes: float
    felt: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class VisitDay:
    """A visit to a professional; `name` is what was done there, "" if unsaid."""

    day: date
    name: str
    finding: str
    cleared: bool
    minutes: float | None


@dataclass(frozen=True, slots=True)
class ExposedDay:
    """All of one activity or posture on a day: its cause, its name, minutes, and the hardest effort (0-10) said."""

    day: date
    cause: str
    name: str
    minutes: float
    rpe: float | None


@dataclass(frozen=True, slots=True)
class TrialDay:
    """One event of a single-person trial on a day, while this knot was there."""

    day: date
    trial: str
    event: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the safety rules say about the knot at the end of the story, whatever the check says.

    `disposition` is None while questions are open. `see_clinician` is true where the result is to see one soon or
    sooner. `statements` are the rules that speak, most urgent first; `text` says what to do now.
    """

    disposition: str | None
    complete: bool
    see_clinician: bool
    text: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the ratings since the first forecast compare with what it foresaw.

    `p_slower` is the chance that a course as foreseen gives ratings as high as these or higher, `p_faster` as low or
    lower, `p_clearing` is `p_slower` for the knots that clear; None while it is too early. `rated_days` are the days
    that were compared. `text` holds what the safety rules say as well, and is never without it.
    """

    code: VerdictCode
    p_slower: Probability | None
    p_faster: Probability | None
    p_clearing: Probability | None
    rated_days: int
    text: str
    follow_up: FollowUp


@dataclass(frozen=True, slots=True)
class LinkedKnot:
    """Another knot of the same place: `said` is true where the person said that one is the other come back."""

    episode: str
    began_on: date | None
    ended_on: date | None
    places: tuple[str, ...]
    said: bool


@dataclass(frozen=True, slots=True)
class HitRate:
    """How the first forecasts of all knots did: `due` have come due, in `inside` of them the knot was gone within the
    interval that was meant for `meant` of them, in `before` sooner and in `after` later or not yet.

    `closed` are the knots that were closed, `closed_forecast` those of them with a forecast.
    """

    due: int
    inside: int
    before: int
    after: int
    closed: int
    closed_forecast: int
    meant: Probability
    text: str


@dataclass(frozen=True, slots=True)
class StorySoFar:
    """The story of one knot until `told_until`: now, or the day it was closed.

    `may_show` is false where safety comes before any course: then a page shows `verdict.follow_up` and nothing of the
    rest. `gone_on` is the day it was gone by the ratings or closed, `settled_on` the day it was closed. Every list is
    in the order of days and holds at most one entry a day, but `done`, `visits`, `exposures` and `trials`.
    """

    episode: str
    places: tuple[str, ...]
    began_on: date | None
    opened_on: date | None
    told_until: date
    may_show: bool
    settled_on: date | None
    gone_on: date | None
    ratings: tuple[RatedDay, ...]
    level: tuple[LevelDay, ...]
    first: FirstForecast | None
    issued: tuple[IssuedForecast, ...]
    done: tuple[DoneDay, ...]
    visits: tuple[VisitDay, ...]
    exposures: tuple[ExposedDay, ...]
    trials: tuple[TrialDay, ...]
    verdict: Verdict
    earlier: tuple[LinkedKnot, ...]
    later: tuple[LinkedKnot, ...]
    split_off: tuple[str, ...]
    split_from: str | None
    hit_rate: HitRate
