"""The kinds of facts: what can have happened.

A fact is never edited. A `Correction` supersedes one; `facts.history` folds them into what holds now.
Every fact has a unique id, an aware instant `at` and the IANA `zone` it was written in. Rows name content by
permanent id. `facts.gate.parse` turns one raw mapping (JSON) into a fact and `to_raw` turns it back: they are inverse.

Units: pain, tenderness, function and discomfort 0-10 points; angles degrees; durations as the name says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

AnswerValue = Literal["yes", "no", "not_sure"]
PainDepth = Literal["deep", "surface"]
"""Where below the skin a pain is felt: deep inside, or near the skin."""
Reach = Literal["full", "a_bit_short", "clearly_short"]
"""How far a movement goes, against what is usual for this person."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact carries. `episode` is None for facts about the person."""

    id: str
    at: datetime
    zone: str
    episode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Fact):
    """The person: age in years at `at`; the rest as far as known."""

    age_years: int
    sex: Literal["female", "male"] | None = None
    regular_exerciser: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference(Fact):
    """What the person has and wants: minutes a day, tools owned, technique ids disliked. None is not said.

    `remind_at` is the local time of day ("HH:MM") at which a check-in that is due may be reminded of, or "never".
    """

    minutes_per_day: int | None = None
    tools: tuple[str, ...] | None = None
    dislikes: tuple[str, ...] | None = None
    quiet: bool | None = None
    remind_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(Fact):
    """The life of one knot. `began_on` is the local day the pain began; `into` the other episode of a merge.

    "split" opens a knot of its own for some of the places of another, `out_of`. `recurrence_of` names the closed knot
    that has come back in this one.
    """

    event: Literal["opened", "merged", "split", "resolved", "reopened"]
    began_on: date | None = None
    into: str | None = None
    earlier_episodes: int | None = None
    out_of: str | None = None
    recurrence_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Fact):
    """One region of the pain drawing with its intensity, and how deep it is felt where that was said.

    A mark says all there is to say of its region: the one before it no longer holds. Intensity 0 takes the mark away.
    """

    region: str
    intensity: int
    depth: PainDepth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Fact):
    """The answer to one question of the vocabulary (flag, fact, term, movement:, symptom:, cause:, cue:)."""

    question: str
    value: AnswerValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(Fact):
    """What happened in the person's own words; empty where they were asked and had nothing to tell."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Fact):
    """How it is: what is missing was not asked or not answered.

    `rom` maps `<rom id>.<l|r>` to degrees, `movements` a movement id to how far it goes where nobody measured.
    """

    pain_now: float | None = None
    pain_worst: float | None = None
    press_tenderness: float | None = None
    function: float | None = None
    rom: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    soreness_5: int | None = None
    followed_plan: bool | None = None
    movements: Mapping[str, Reach] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose(Fact):
    """A technique done: which, on what, how long or how often, how it felt.

    `eased` is true if the person let up because it hurt and went on. `range_felt` compares how far the movement that
    the muscle limits went afterwards with how far it went before. `pain_before` and `pain_after` are ratings right
    before and right after it.
    """

    technique: str
    seconds: float
    muscle: str | None = None
    region: str | None = None
    discomfort: float | None = None
    felt: Literal["better", "same", "worse"] | None = None
    stopped: bool = False
    repetitions: int | None = None
    eased: bool = False
    range_felt: Literal["further", "same", "less"] | None = None
    pain_before: float | None = None
    pain_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(Fact):
    """Training or time in one posture: the cause id it counts as, minutes, and session RPE 0-10 if known.

    `unbroken` is the longest part of it held without getting up, in minutes; None where nobody counted. One stretch of
    sitting that was measured stands as a fact of its own with the instant it ended, and all of it is unbroken.
    """

    cause: str
    minutes: float
    rpe: float | None = None
    unbroken: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt(Fact):
    """A reminder to move that was shown, and what the person answered to it; `none` if they did not."""

    answer: Literal["start", "later", "skip", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProVisit(Fact):
    """A visit to a professional. `finding` muscular with `cleared` true opens self-care again for the episode."""

    technique: str | None = None
    finding: Literal["muscular", "other", "unknown"] = "unknown"
    cleared: bool = False
    minutes: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastIssued(Fact):
    """A forecast that was shown, so that it can be held against what happened.

    `gone_by` is the local day of the median, `gone_low` and `gone_high` the 80 % interval; None is beyond the horizon.
    """

    content_version: str
    parameters_version: str
    persists_probability: float
    gone_by: date | None = None
    gone_low: date | None = None
    gone_high: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEvent(Fact):
    """One event of a single-person trial, with its details as given."""

    trial: str
    event: Literal["designed", "assigned", "done", "skipped", "closed"]
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch(Fact):
    """One import: a digest of the file makes the same file recognisable."""

    source: str
    sha256: str
    added: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Fact):
    """Supersedes the fact `supersedes`: with `replacement`, or by retracting it (None)."""

    supersedes: str
    replacement: Fact | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ids and bounds that facts may use; supplied by `content`. `rom` maps measure id to its bounds."""

    questions: frozenset[str]
    regions: frozenset[str]
    muscles: frozenset[str]
    techniques: frozenset[str]
    causes: frozenset[str]
    tools: frozenset[str]
    rom: Mapping[str, tuple[float, float]]


KINDS: Mapping[str, type[Fact]] = MappingProxyType(
    {
        "profile": Profile,
        "preference": Preference,
        "episode": Episode,
        "mark": Mark,
        "answer": Answer,
        "story": Story,
        "check_in": CheckIn,
        "dose": Dose,
        "exposure": Exposure,
        "prompt": Prompt,
        "pro_visit": ProVisit,
        "forecast_issued": ForecastIssued,
        "trial_event": TrialEvent,
        "import_batch": ImportBatch,
        "correction": Correction,
    }
)
_KIND_OF = {kind: name for name, kind in KINDS.items()}


def to_raw(fact: Fact) -> dict[str, Any]:
    """The JSON form of `fact`; `parse` gives the same fact back. Fields that say nothing are left out."""
    raw: dict[str, Any] = {"kind": kind_of(fact)}
    for each in fields(fact):
        value = getattr(fact, each.name)
        says_nothing = each.default is not None and isinstance(value, tuple | Mapping) and not value
        if value is None or says_nothing:
            continue
        raw[each.name] = _plain(value)
    return raw


def says_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two raw facts state the same, such as one written before its kind had a field and one that leaves that
    field as it is."""
    return _told(one) == _told(other)


def _told(raw: Mapping[str, Any]) -> dict[str, Any]:
    kind = KINDS.get(raw.get("kind", ""), Fact)
    usual = {each.name: each.default for each in fields(kind) if each.default is not MISSING}
    told = {name: value for name, value in raw.items() if name not in usual or value != usual[name]}
    if isinstance(replacement := told.get("replacement"), Mapping):
        told["replacement"] = _told(replacement)
    return told


def kind_of(fact: Fact) -> str:
    """The name of the fact's kind as it stands in JSON and in the database."""
    return _KIND_OF[type(fact)]


def local_day(fact: Fact) -> date:
    """The calendar day of the fact in its own zone."""
    return fact.at.astimezone(ZoneInfo(fact.zone)).date()


def in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts by instant, then by id, so that folding never depends on how they were delivered."""
    return tuple(sorted(facts, key=lambda fact: (fact.at - _EPOCH, fact.id)))


def _plain(value: Any) -> Any:
    if isinstance(value, Fact):
        return to_raw(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value
