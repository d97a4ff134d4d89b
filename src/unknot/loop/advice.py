"""What comes out of the one door: plain values only, so that it survives JSON unchanged.

Rounding happens once, in `advice_to_raw`: probabilities to 3 decimals, points to 2, dates to the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

Probability = Annotated[float, 3]
"""0 to 1, three decimals in JSON."""
Points = Annotated[float, 2]
"""0-10 points or differences of them, two decimals in JSON."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence with the permanent code behind it. `disposition` and `answer` are set where a rule fired.

    With the answer `story` the person has told of it, in the words of `quote`, and has not been asked yet.
    """

    code: str
    text: str
    sources: tuple[str, ...] = ()
    verified: bool | None = None
    disposition: str | None = None
    answer: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that must or may still be asked. `screen` groups what is asked together; `gate` is true while
    nothing may be advised before it is answered."""

    id: str
    text: str
    screen: str
    gate: bool


@dataclass(frozen=True, slots=True)
class MuscleCandidate:
    """A muscle that may be behind the pain. `why` is largest contribution first; `points` are trigger points.

    `together_with` names a second muscle that may well add to the pain; None where none stands out.
    """

    muscle: str
    side: str
    name: str
    probability: Probability
    why: tuple[str, ...]
    points: tuple[str, ...]
    together_with: str | None


@dataclass(frozen=True, slots=True)
class NotToldApart:
    """Muscles among the likeliest that are often taken for one another, that they are, and how they differ."""

    group: str
    muscles: tuple[str, ...]
    text: str
    tell_apart: str


@dataclass(frozen=True, slots=True)
class LikelyCause:
    """Something that probably brought it on, and why it is named."""

    cause: str
    name: str
    probability: Probability
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Where the model thinks the person is. Levels are 0-10 points on the scale of pain, with 80 % intervals."""

    profile: str
    level: Points
    level_low: Points
    level_high: Points
    tautness: Points
    perfusion: Points
    relief: Points
    persistent_probability: Probability
    updates: int


@dataclass(frozen=True, slots=True)
class Band:
    """Quantiles per day of one measure, in points 0-10. `days[i]` belongs to `pNN[i]`."""

    measure: str
    days: tuple[date, ...]
    p05: tuple[Points, ...]
    p10: tuple[Points, ...]
    p25: tuple[Points, ...]
    p50: tuple[Points, ...]
    p75: tuple[Points, ...]
    p90: tuple[Points, ...]
    p95: tuple[Points, ...]


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How earlier forecasts for this person did: how many came due, how many held within their 80 % interval."""

    due: int
    held: int
    text: str


@dataclass(frozen=True, slots=True)
class Forecasts:
    """The course if nothing changes. `gone_by` is the median day; `gone_low` to `gone_high` hold 80 %.

    A date of None lies beyond the horizon of `horizon_days`.
    """

    horizon_days: int
    bands: tuple[Band, ...]
    gone_by: date | None
    gone_low: date | None
    gone_high: date | None
    persists_probability: Probability
    track_record: TrackRecord
    text: str


@dataclass(frozen=True, slots=True)
class TechniqueOption:
    """One technique that may be used here and now, with what it is forecast to do in points of pain."""

    technique: str
    kind: str
    name: str
    muscle: str | None
    side: str | None
    minutes: Points
    gain: Points
    gain_low: Points
    gain_high: Points
    grade: str
    grade_text: str
    limit: str
    specific_share: Probability | None
    professional: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A technique that is not offered, and the rule that keeps it back. `asks` would settle it."""

    technique: str
    muscle: str | None
    rule: str
    action: str
    text: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoseAdvice:
    """How much, in one session and per day; numbers that do not apply are None."""

    hold_s: float | None
    repetitions: int | None
    sets: int | None
    pace_s_per_pass: float | None
    minutes: Points
    sessions_per_day: int | None
    days_per_week: int | None
    discomfort_min: int | None
    discomfort_max: int | None
    text: str


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One thing to do today: how, how much, why, how sure, and what it cannot do.

    `alongside` steps belong to the day as a whole and take nothing of the person's minutes. `asks` are questions whose
    answers would settle whether the cautions that begin with "if this is you" apply.
    """

    technique: str
    kind: str
    name: str
    muscle: str | None
    side: str | None
    points: tuple[str, ...]
    alongside: bool
    dose: DoseAdvice
    steps: tuple[str, ...]
    why: tuple[str, ...]
    grade: str
    grade_text: str
    limit: str
    stop_if: tuple[str, ...]
    cautions: tuple[str, ...]
    asks: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TodaysPlan:
    """What to do today: `do`, `wait`, `rest`, `professional` or `maintain`."""

    kind: str
    title: str
    why: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    minutes: Points
    review_on: date
    runner_up: str | None
    would_change: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the advice was made from, and that no clinician has reviewed it until one has."""

    content_version: str
    parameters_version: str
    clinical_review: str
    text: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer. What could be computed is filled in even when `plan` is None, except where safety says less.

    `disposition` is None while questions remain and nothing has fired. `screened` is true once the gate has passed.
    """

    disposition: str | None
    title: str
    screened: bool
    reasons: tuple[Statement, ...]
    cautions: tuple[Statement, ...]
    provenance: Provenance
    questions: tuple[OpenQuestion, ...] = ()
    candidates: tuple[MuscleCandidate, ...] = ()
    not_told_apart: tuple[NotToldApart, ...] = ()
    causes: tuple[LikelyCause, ...] = ()
    beliefs: Beliefs | None = None
    forecasts: Forecasts | None = None
    options: tuple[TechniqueOption, ...] = ()
    exclusions: tuple[Excluded, ...] = ()
    plan: TodaysPlan | None = field(default=None)


def advice_to_raw(advice: Advice) -> dict[str, Any]:
    """The JSON form of `advice`, rounded; the same advice always gives the same bytes."""
    return record_to_raw(advice)


def record_to_raw(record: object) -> dict[str, Any]:
    """The JSON form of any record that is made as these are, rounded as its fields say."""
    raw = _raw(record, None)
    if not isinstance(raw, dict):
        raise TypeError("a record becomes an object")
    return raw


def _raw(value: Any, decimals: int | None) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        precision = _precision(type(value))
        return {each.name: _raw(getattr(value, each.name), precision[each.name]) for each in fields(value)}
    if isinstance(value, float):
        return round(value, 6 if decimals is None else decimals) + 0.0
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_raw(item, decimals) for item in value]
    if isinstance(value, Mapping):
        return {key: _raw(item, decimals) for key, item in value.items()}
    return value


@cache
def _precision(record: type) -> Mapping[str, int | None]:
    return {name: _decimals(hint) for name, hint in get_type_hints(record, include_extras=True).items()}


def _decimals(hint: Any) -> int | None:
    if get_origin(hint) is Annotated:
        return int(get_args(hint)[1])
    found = [decimals for decimals in map(_decimals, get_args(hint)) if decimals is not None]
    return found[0] if found else None
