"""What the report to hand over is made of: plain records, the same for paper, the page and JSON.

Everything in it was entered by the person or worked out from that. `note` is the number of the note that names the
entries behind a figure; 0 where there are none. Points are 0-10, days are local days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unknot.loop.advice import Band, Points, Probability


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence or figure in words, and the note that names its entries."""

    text: str
    note: int = 0


@dataclass(frozen=True, slots=True)
class Safety:
    """The safety check as it stands: its result, why, and every question that was asked.

    `disposition` is None while questions are open and nothing has fired. `danger` is true where nothing but the check
    itself may be said before somebody has looked at it. `unanswered` are questions that apply and have no answer that
    still counts. `private` counts answers that are not printed.
    """

    disposition: str | None
    complete: bool
    danger: bool
    title: str
    line: str
    reasons: tuple[str, ...]
    yes: tuple[Said, ...]
    not_sure: tuple[Said, ...]
    unanswered: tuple[str, ...]
    denied: Said
    private: int


@dataclass(frozen=True, slots=True)
class Place:
    """One marked place: how strong the pain is there (1-10), and how deep where that was said."""

    region: str
    name: str
    intensity: int
    depth: str
    note: int


@dataclass(frozen=True, slots=True)
class Likely:
    """A muscle or a cause that is likely behind it, by the model."""

    id: str
    name: str
    probability: Probability


@dataclass(frozen=True, slots=True)
class Rating:
    """The last rating of pain on a day."""

    day: date
    points: Points


@dataclass(frozen=True, slots=True)
class Level:
    """The level of pain on a day given all ratings: mean and an 80 % band."""

    day: date
    points: Points
    low: Points
    high: Points


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A forecast of pain from a day on, and when it was meant to be gone: most likely, and the 80 % interval."""

    day: date
    band: Band
    gone_by: date | None
    gone_low: date | None
    gone_high: date | None


@dataclass(frozen=True, slots=True)
class Course:
    """What the chart shows, from `begins` to `today`. `done` are days with a technique, `visits` days with a visit.

    Where safety comes first there is no forecast and no level. `gone_points` is the pain that counts as gone.
    """

    begins: date
    today: date
    gone_points: Points
    ratings: tuple[Rating, ...]
    level: tuple[Level, ...]
    first: Foreseen | None
    now: Foreseen | None
    done: tuple[date, ...]
    visits: tuple[date, ...]
    gone_on: date | None
    note: int


@dataclass(frozen=True, slots=True)
class Tried:
    """One technique in all: how often, how many minutes, how often it felt better, the same or worse, was broken off.

    `change` is the mean change of pain from right before to right after, over the `rated` times both were rated.
    """

    technique: str
    name: str
    times: int
    minutes: float
    better: int
    same: int
    worse: int
    stopped: int
    rated: int
    change: Points | None
    first_day: date
    last_day: date
    note: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure, first and latest, as it is written; the latest is empty where there is only one reading."""

    what: str
    unit: str
    first: str
    first_day: date
    latest: str
    latest_day: date | None
    readings: int
    note: int


@dataclass(frozen=True, slots=True)
class Note:
    """Which entries a figure rests on, by their numbers in the list of entries: 3, 7-9."""

    number: int
    what: str
    entries: str
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list of entries: an entry, or all other entries of a week, `count` of them.

    `day` is the local day, `time` the local time and `zone` its zone; of a week the first day, and nothing else. `id`
    is the beginning of the entry's id, long enough to be told from all others.
    """

    number: int
    day: date
    time: str
    zone: str
    what: str
    value: str
    id: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """The report on one knot. `made_at` is the local time it tells of, `since` the first day it counts from, if any.

    `told` is the story as it was told, the last telling first. `began` is what the person ticked, `causes` and
    `muscles` what the model thinks; both are empty where safety comes first. `verdict` holds the forecast and how the
    course compares with it.
    """

    language: str
    title: str
    episode: str
    day: date
    made_at: str
    zone: str
    since: date | None
    person: tuple[Said, ...]
    safety: Safety
    places: tuple[Place, ...]
    body: str
    since_when: tuple[Said, ...]
    told: tuple[Said, ...]
    began: tuple[Said, ...]
    causes: tuple[Likely, ...]
    muscles: tuple[Likely, ...]
    model_note: int
    verdict: tuple[Said, ...]
    course: Course
    tried: tuple[Tried, ...]
    measured: tuple[Measured, ...]
    trials: tuple[Said, ...]
    conditions: tuple[Said, ...]
    conditions_denied: Said
    visits: tuple[Said, ...]
    provenance: tuple[str, ...]
    origin: str
    review: str
    notes: tuple[Note, ...]
    entries: tuple[Entry, ...]
    entries_counted: int
