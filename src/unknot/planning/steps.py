"""What planning hands on: options, exclusions, steps and the plan. Plain values; sentences are text keys.

Gains are points of pain (0-10), positive when it hurts less, averaged over the days of `planning.gain_days`
(`planning.gain_days_professional` for professional care).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from unknot.content.records import Action, Dose, GradeId

ANOTHER_WAY = "change_technique_once"
"""What the rules over the course of an episode may ask of the plan (`Triage.effects`)."""

NORMAL_95 = 1.645
"""Standard deviations from the middle of a normal distribution to its upper 5 %."""

PlanKind = Literal["do", "wait", "rest", "professional", "maintain"]


@dataclass(frozen=True, slots=True)
class IfCaution:
    """A rule that changes how something is done for people with a condition that `asks` would settle."""

    rule: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A technique that may be used here and now, for a likely muscle or (muscle None) for the person.

    `points` are permanent names of the spots it is done at. `minutes` is one session, as the technique states it.
    The gain is that of its whole dose, with 90 % bounds; `shared_points` of it any plausible act would bring, and
    `press_gain` is the same for the tenderness of the spot, None where it is not known, and `range_gain` for how far
    it moves, in degrees. `specific_share` is the part
    of the effect that needs the right muscle. `if_cautions` are rules that change how it is done for people whose
    condition was not asked about.
    """

    technique: str
    kind: str
    muscle: str | None
    side: str | None
    points: tuple[str, ...]
    dose: Dose
    minutes: float
    gain_points: float
    gain_low: float
    gain_high: float
    shared_points: float
    press_gain: float | None
    grade: GradeId
    specific_share: float | None
    caution_keys: tuple[str, ...]
    professional: bool
    if_cautions: tuple[IfCaution, ...] = ()
    range_gain: float = 0.0

    @property
    def spread(self) -> float:
        """How uncertain the gain is: its standard deviation in points, as the 90 % bounds state it."""
        return max(0.0, self.gain_high - self.gain_low) / (2.0 * NORMAL_95)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A technique that is not offered, the rule that keeps it back, and the terms whose answer would settle it."""

    technique: str
    kind: str
    muscle: str | None
    side: str | None
    rule: str
    action: Action
    message_key: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do today. `minutes` is one session; `alongside` takes nothing of the person's minutes.

    `gain_points` includes `shared_points`, which any plausible act brings. The counted points are the shared part and
    the part beyond it, weighed by how well they are tested and by what suits the profile.
    """

    technique: str
    kind: str
    muscle: str | None
    side: str | None
    points: tuple[str, ...]
    dose: Dose
    minutes: float
    sessions_today: int
    days_per_week: int
    gain_points: float
    shared_points: float
    counted_shared: float
    counted_beyond: float
    grade: GradeId
    reason_keys: tuple[str, ...]
    caution_keys: tuple[str, ...]
    limit_key: str
    alongside: bool
    professional: bool
    if_cautions: tuple[IfCaution, ...] = ()

    @property
    def minutes_today(self) -> float:
        """What it takes of the person's own minutes today."""
        return 0.0 if self.alongside or self.professional else self.minutes * self.sessions_today


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do today. `runner_up` names what came second: a technique, or a kind of plan."""

    kind: PlanKind
    steps: tuple[Step, ...]
    reason_keys: tuple[str, ...]
    runner_up: str | None
    would_change: tuple[str, ...]
    review_on_day: date
    minutes_per_day: float

    @property
    def gain_points(self) -> float:
        """Expected gain of all self-care of the plan together, in points: the shared part once, the rest added up."""
        steps = [step for step in self.steps if not step.professional]
        shared = max((step.shared_points for step in steps), default=0.0)
        return shared + sum(step.gain_points - step.shared_points for step in steps)

    @property
    def counted_points(self) -> float:
        """The same as the policy counts it: what it makes as large as the person's minutes allow."""
        steps = [step for step in self.steps if not step.professional]
        shared = max((step.counted_shared for step in steps), default=0.0)
        return shared + sum(step.counted_beyond for step in steps)
