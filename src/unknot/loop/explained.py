"""The records of an explained forecast: plain values only, rounded where they become JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from unknot.loop.advice import Points, Probability, Statement, TrackRecord

Days = Annotated[float, 1]
"""Days or differences of them, one decimal in JSON."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A forecast in short. `gone_by` is the median day, None beyond the horizon; `days` the same from now, held to it.

    `persists_probability` is the chance that it stays longer than the horizon, `level` the pain level today.
    """

    gone_by: date | None
    days: Days
    persists_probability: Probability
    level: Points
    text: str


@dataclass(frozen=True, slots=True)
class MovedBy:
    """What a group of events did to the forecast: differences of days, chance and level; `about` says how it can."""

    group: str
    name: str
    events: int
    days: Days
    persists_probability: Probability
    level: Points
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class RatingRead:
    """The last rating against what was expected of it; `believed` is the share that was taken for a change."""

    value: Points
    expected: Points
    believed: Probability | None
    text: str


@dataclass(frozen=True, slots=True)
class NumberBehind:
    """A number that the forecast hangs on, and the forecast with it at either end of its 90 % range.

    `sources` are citations of what was verified; empty where nothing was. `basis` says what it rests on.
    """

    id: str
    name: str
    value: float
    low: float
    high: float
    unit: str
    source_class: str
    sources: tuple[str, ...]
    at_low: Standpoint
    at_high: Standpoint
    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The forecast with what is supposed, beside the one `without` it: breaks from one's own sitting stand beside
    going on with that sitting.

    `days` is by how much later the most likely day is, `least` and `most` the same with the size of strain at the ends
    of its range, `persists_probability` by how much likelier it stays. `differs` is whether that is worth a word.
    `lately` says in numbers how the person sat, where that is what the breaks are taken from; else it is empty.
    """

    plan: str
    lately: str
    without: Standpoint
    planned: Standpoint
    days: Days
    least: Days
    most: Days
    persists_probability: Probability
    differs: bool
    text: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedForecast:
    """What moved the forecast of one knot. The `moved` add up to `now` less `start`, in days, chance and level.

    `capped` says that one of the two ends lies beyond the horizon; empty where neither does.
    """

    text: str
    horizon_days: int
    start: Standpoint
    now: Standpoint
    moved: tuple[MovedBy, ...]
    capped: str
    relief: Points
    relief_text: str
    last: RatingRead | None
    last_text: str
    numbers: tuple[NumberBehind, ...]
    track_record: TrackRecord
    at_large: tuple[Statement, ...]
    left_out: tuple[Statement, ...]
    what_if: WhatIf | None
