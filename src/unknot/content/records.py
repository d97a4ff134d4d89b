"""The shape of the content at run time: frozen records, one per kind of entry.

The editor files under `data/` are validated against these same records (`content.schema`), compiled to
JSON (`content.build`) and loaded from it (`content.library`). Ids are permanent. Sentences a person reads
are not here: they live in `data/text/<language>` and are found by key (`Library.say`).

Every number that is not plain anatomy carries its unit in its name or beside it, and a source key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Side = Literal["left", "right", "midline"]
Press = Literal["ok", "care", "taught", "never"]
DispositionId = Literal["self_care_ok_with_caution", "see_clinician_soon", "urgent_same_day", "emergency_now"]
Action = Literal["modify", "ask_clinician", "block_region", "block"]
SourceClass = Literal["data", "derived", "judgement", "convention"]
GradeId = Literal["high", "moderate", "low", "very_low", "none"]


# --- atlas ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Area:
    """One side-free place on the body (56). `regions`, `ask_also` and `home` are screening regions."""

    id: str
    view: Literal["front", "back"]
    paired: bool
    neighbours: tuple[str, ...]
    crosses_midline: bool
    x_percent: float
    y_percent: float
    home: str
    regions: tuple[str, ...]
    ask_also: tuple[str, ...]
    zones: Mapping[str, Literal["all", "part", "edge"]]
    press: Press
    press_only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """One place on the body map (110): an area on one side, or a midline area."""

    id: str
    area: str
    side: Side
    view: Literal["front", "back"]
    neighbours: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Surface:
    """The regions around one region of the map, and how far their middles lie along the skin, in percent of height."""

    id: str
    near: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BodyMap:
    """A published body map whose codes the regions carry.

    `female_order` maps codes of its drawing of a woman to standard codes where the two differ.
    """

    id: str
    name: str
    female_order: Mapping[str, str]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TriggerPoint:
    """A classic point of one muscle. Its permanent name is `<muscle>.<id>`, with `.l` or `.r` for a side."""

    id: str
    areas: tuple[str, ...]
    refers_to: tuple[str, ...]
    press: Press


@dataclass(frozen=True, slots=True)
class StretchReading:
    """How the muscle's stretch is to be read: the technique kind it is, whether it may be used, its poses."""

    kind: str
    use: Literal["ok", "modify", "drop"]
    poses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Muscle:
    """One muscle (97) with its points, referral weights (0-1, working judgements), signs and prior (0-1)."""

    id: str
    latin: str
    group: str
    nerve: str
    depth: Literal["superficial", "middle", "deep"]
    trigger_points: tuple[TriggerPoint, ...]
    essential: Mapping[str, float]
    spillover: Mapping[str, float]
    other_side: Mapping[str, float]
    symptoms: tuple[str, ...]
    movements_hurt: tuple[str, ...]
    movements_limited: tuple[str, ...]
    causes: tuple[str, ...]
    satellites: tuple[str, ...]
    synergists: tuple[str, ...]
    antagonists: tuple[str, ...]
    zones: tuple[str, ...]
    press_kinds: tuple[str, ...]
    atlas_tools: tuple[str, ...]
    dropped_tools: Mapping[str, str]
    stretch: StretchReading
    self_test: Literal["ok", "gentle", "drop"]
    instead: tuple[str, ...]
    prior: float
    prior_basis: Literal["published", "mixed", "estimate"]
    sources: tuple[str, ...]

    @property
    def may_be_pressed(self) -> bool:
        """Whether one of its points may be pressed by oneself in some way; else that is left to a professional."""
        return bool(self.press_kinds) and any(point.press in ("ok", "care") for point in self.trigger_points)


@dataclass(frozen=True, slots=True)
class ConfusionGroup:
    """Muscles that are often taken for one another."""

    id: str
    muscles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A movement or a symptom a person can tick.

    `asks` are flags that a tick opens (they count as not_sure until their own question is answered).
    `same_as` is the flag or fact that says the same thing. `tick_box` is false where only the flag may ask.
    """

    id: str
    asks: tuple[str, ...]
    same_as: str | None
    facts: tuple[str, ...]
    terms: tuple[str, ...]
    rom: str | None
    tick_box: bool
    mechanical: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that may have brought the knot on; `load` and `posture` are profile points."""

    id: str
    asks: tuple[str, ...]
    same_as: str | None
    facts: tuple[str, ...]
    terms: tuple[str, ...]
    load_points: int
    posture_points: int


@dataclass(frozen=True, slots=True)
class Posture:
    """What a cause that is held holds: causes, each with the share of the time (0-1) that its muscles are held.

    `seated` is whether it is held sitting, so that getting up ends it. The id is that of the cause.
    """

    id: str
    seated: bool
    holds: Mapping[str, float]
    source_class: SourceClass
    sources: tuple[str, ...]


# --- screening ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flag:
    """One red flag (88). `regions` are screening regions, groups or `any`."""

    id: str
    group: str
    ask: Literal["everyone", "by_region", "if_context"]
    regions: tuple[str, ...]
    conditions: tuple[str, ...]
    disposition: DispositionId
    if_not_sure: DispositionId
    has_clarify: bool
    age_min: int | None
    age_max: int | None
    needs_facts: tuple[str, ...]
    sources: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class CombinationRule:
    """A danger that no single answer shows. `when` is a condition in the grammar of `screening.rules`."""

    id: str
    when: Mapping[str, Any]
    disposition: DispositionId
    replaces: str | None
    enabled: bool
    sources: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """A rule over the course of an episode. `disposition` is None where the screen itself decides."""

    id: str
    when: Mapping[str, Any]
    disposition: DispositionId | None
    effects: tuple[str, ...]
    sources: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Guard:
    """Something that must never escalate by itself (`not_red_flags_alone`)."""

    id: str
    sources: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class BackgroundFact:
    """A yes/no fact used by rules: of the person (`profile`) or of this `episode`."""

    id: str
    scope: Literal["profile", "episode"]
    asked_when: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Term:
    """A condition that fences techniques. `by` opens it; `question_list` is where its own question stands.

    `covered_by` are wider questions, each of which denies it as well when it is denied.
    """

    id: str
    by: tuple[str, ...]
    question_list: str | None
    covered_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that are asked together in one line; a tick opens their own questions."""

    id: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contraindication:
    """One technique rule. `techniques` are kinds of the product. Empty `regions` and `areas` mean anywhere."""

    id: str
    techniques: tuple[str, ...]
    terms: tuple[str, ...]
    regions: tuple[str, ...]
    areas: tuple[str, ...]
    zones: tuple[str, ...]
    poses: tuple[str, ...]
    action: Action
    sources: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class PoseTag:
    """A position of a stretch or exercise: regions it adds, kinds it is fenced as, rules and terms it wakes."""

    id: str
    adds_regions: tuple[str, ...]
    fences: tuple[str, ...]
    rules: tuple[str, ...]
    blocked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShortScreenLine:
    """One of the five lines asked at every check-in; a yes or not_sure opens `flags`."""

    id: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmergencyOverlap:
    """A place where emergencies are felt: marking one of `areas` asks `flags`, whatever muscle comes first."""

    id: str
    areas: tuple[str, ...]
    flags: tuple[str, ...]
    muscles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AfterSession:
    """Warning signs after a session in `regions`, and the flags they open."""

    id: str
    regions: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionStop:
    """Why a running session is stopped: what is answered with yes then, and whether the technique felt worse."""

    id: str
    lines: tuple[str, ...]
    terms: tuple[str, ...]
    felt: Literal["worse"] | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """Whom to call in one country (`id`: its ISO 3166-1 code in small letters), as compared on `seen_on`.

    `ambulance` are the digits to dial; `advice_line`, spaced as people read it, is None where no line answers nearly
    everywhere.
    """

    id: str
    ambulance: str
    advice_line: str | None
    sources: tuple[str, ...]
    seen_on: str


@dataclass(frozen=True, slots=True)
class WordClass:
    """Ways to say one thing in a person's own words, in the notation of `content.notation`."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StorySign:
    """How people speak of one flag. `reaches` says how far back it may lie, `told_of` whose it must be.

    `now` leaves out what is a month old and over, `weeks` what is older than some months, `ever` nothing.
    People with an ordinary knot do not say the `patterns`; they may well say a hint, which only brings the question
    forward.
    """

    id: str
    reaches: Literal["now", "weeks", "ever"]
    told_of: Literal["oneself", "anyone"]
    patterns: tuple[str, ...]
    hints: tuple[str, ...]


# --- techniques -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A hard limit of a technique kind, enforced outside the policy. `name` carries the unit (`spot_s_max`)."""

    name: str
    value: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TechniqueKind:
    """A kind of technique (34): who does it, how far it may be shown, its fences, grade and ceilings.

    `fenced_by` are technique ids of the contraindication vocabulary; rules are already expanded to kinds.
    """

    id: str
    who: Literal["self", "professional", "never_suggested"]
    may_recommend: bool
    role: Literal["plan", "comfort", "professional_option", "information", "log_only"]
    grade: GradeId
    evidence_slugs: tuple[str, ...]
    fenced_by: tuple[str, ...]
    tools: tuple[str, ...]
    up_to: DispositionId
    ceilings: tuple[Ceiling, ...]


@dataclass(frozen=True, slots=True)
class Dose:
    """One session of a technique and how often. Numbers are None where none applies or none has a source.

    `source_class` is `convention` where no finding stands behind the number. `bounds` say by name between what least
    and most a number may sensibly be set.
    """

    hold_s: float | None
    repetitions: int | None
    sets: int | None
    pace_s_per_pass: float | None
    minutes: float | None
    sessions_per_day: int | None
    days_per_week: int | None
    discomfort_min: int | None
    discomfort_max: int | None
    source_class: SourceClass
    sources: tuple[str, ...]
    bounds: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Technique:
    """One entry of the catalogue. `muscles` empty means any muscle the kind fits (or the person as a whole).

    `role` says when it competes: `ease` a knot now, `keep_away` prevention, `settle` waiting and pacing,
    `professional` something a trained person does. `figure` is the drawing that shows it. Text keys:
    `technique.<id>.name|short|target|...`, lines `technique.<id>.steps|mistakes|stop_if`; work done alone also
    `make_easier|make_harder`, professional ones `claimed|measured|worth|ask|prepare|after|warning|log`.
    """

    id: str
    kind: str
    role: Literal["ease", "keep_away", "settle", "professional"]
    muscles: tuple[str, ...]
    tools: tuple[str, ...]
    poses: tuple[str, ...]
    places: tuple[str, ...]
    dose: Dose
    effect: str | None
    evidence: tuple[str, ...]
    grade: GradeId
    easier: str | None
    harder: str | None
    figure: str | None


# --- evidence and parameters ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """One published finding (215). Figures with `verified` false are never shown to a person."""

    id: str
    topic: str
    techniques: tuple[str, ...]
    kind: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    interval_kind: str
    unit: str | None
    horizon_days: float | None
    certainty: str
    verified: bool
    cite: str
    year: int | None
    doi: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a model: central value, 90 % bounds, unit, class and sources (`data/parameters`)."""

    id: str
    value: float
    low: float
    high: float
    unit: str
    source_class: SourceClass
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EffectPrior:
    """What one properly dosed session of a kind does (evidence base, section 4.3).

    `relief_points` (0-10 points) with 90 % bounds fades with `relief_half_life_days`; `rate` multiplies the
    recovery rate on days it is done; `on_press` is the same for press tenderness where it is known.
    """

    id: str
    kinds: tuple[str, ...]
    relief_points: float
    relief_low: float
    relief_high: float
    relief_half_life_days: float
    relief_delay_days: float
    press_points: float | None
    rate: float
    rate_low: float
    rate_high: float
    rate_acts_on: tuple[str, ...]
    tautness_step: float
    flow_pulse: float
    specific_share: float | None
    source_class: SourceClass
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a person can report: bounds, unit, noise and the smallest change worth a word."""

    id: str
    unit: str
    low: float | None
    high: float | None
    worse: Literal["higher", "lower"] | None
    noise_sd: float | None
    change_min: float | None
    movements: tuple[str, ...]
    loinc: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryCue:
    """A cue of the story that speaks for a recovery profile; points, never shown."""

    id: str
    load_points: int
    posture_points: int
    care_points: int
    fact: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from."""

    id: str
    cite: str
    url: str | None
    doi: str | None
    seen: str
