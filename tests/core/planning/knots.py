"""People with a knot, for the tests of planning: what they did, what they have, and the plan they get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from unknot.content.library import Library, load
from unknot.facts import CheckIn, Dose, Episode, Fact, History, Mark, Preference, history
from unknot.locating.ranking import Candidate, rank
from unknot.planning.assignment import Assignment
from unknot.planning.options import options
from unknot.planning.policy import plan
from unknot.planning.steps import Exclusion, Option, Plan
from unknot.recovery.effects import AVERAGE, Personal
from unknot.recovery.filtering import believe
from unknot.recovery.forecasting import Forecast, forecast
from unknot.screening.fences import FenceRule, Verdict
from unknot.screening.triage import Triage

AT = datetime(2026, 3, 12, 18, tzinfo=UTC)
ZONE = "UTC"
LIBRARY: Library = load()
SELF_CARE = "self_care_ok_with_caution"
CHECK = "see_clinician_soon"


def ago(days: float = 0.0, hours: float = 0.0) -> datetime:
    """The instant so long before `AT`."""
    return AT - timedelta(days=days, hours=hours)


def knot(
    region: str = "shoulder_top_l",
    *,
    pain: int = 5,
    began_days: int = 4,
    tools: tuple[str, ...] | None = ("ball", "foam_roller", "pipe", "cane_hook"),
    minutes: int | None = 15,
    dislikes: tuple[str, ...] = (),
    extra: Iterable[Fact] = (),
) -> History:
    """Somebody who marked one place an hour ago."""
    return history(
        (
            Episode(
                id="opened", at=ago(hours=2), zone=ZONE, episode="knot", event="opened",
                began_on=ago(days=began_days).date(),
            ),
            Mark(id="mark", at=ago(hours=1), zone=ZONE, episode="knot", region=region, intensity=pain),
            Preference(id="wants", at=ago(hours=1), zone=ZONE, tools=tools, minutes_per_day=minutes, dislikes=dislikes),
            *extra,
        ),
        at=AT,
        zone=ZONE,
    )  # fmt: skip


def did(technique: str, *, days: float = 0.0, hours: float = 1.0, seconds: float = 90.0, muscle: str | None = None,
        number: int = 0, **felt: object) -> Dose:  # fmt: skip
    """A session so long ago."""
    return Dose(
        id=f"did-{technique}-{days}-{hours}-{number}", at=ago(days, hours), zone=ZONE, episode="knot",
        technique=technique, seconds=seconds, muscle=muscle, **felt,  # type: ignore[arg-type]
    )  # fmt: skip


def said(pain: float, *, days: float = 0.0, hours: float = 0.5) -> CheckIn:
    """A check-in so long ago."""
    return CheckIn(id=f"said-{days}-{hours}", at=ago(days, hours), zone=ZONE, episode="knot", pain_now=pain)


def screened(disposition: str | None = SELF_CARE, *, complete: bool = True, effects: tuple[str, ...] = ()) -> Triage:
    """The result of a screen, as far as planning reads it."""
    return Triage(disposition, complete, (), (), (), effects, frozenset(), False, frozenset())


@dataclass(frozen=True)
class Fence:
    """Fences that hide the kinds named, and change those in `modified`; everything else is free."""

    hidden: frozenset[str] = frozenset()
    modified: frozenset[str] = frozenset()

    def verdict(self, kind_id: str, **_: object) -> Verdict:
        if kind_id in self.hidden:
            return Verdict(
                "block", (FenceRule("ci_test", "block", "contraindication.ci_test.message", ("pregnant",), (), True),)
            )
        if kind_id in self.modified:
            return Verdict(
                "modify", (FenceRule("ci_mild", "modify", "contraindication.ci_mild.message", (), (), True),)
            )
        return Verdict(None, ())


OPEN = Fence()


@dataclass(frozen=True)
class Today:
    """Everything planning said about one history."""

    candidates: tuple[Candidate, ...]
    options: tuple[Option, ...]
    exclusions: tuple[Exclusion, ...]
    outlook: Forecast
    plan: Plan | None

    @property
    def techniques(self) -> set[str]:
        return set() if self.plan is None else {step.technique for step in self.plan.steps}

    def excluded(self, rule: str) -> set[str]:
        return {each.technique for each in self.exclusions if each.rule == rule}


def today(
    held: History,
    profile: str = "desk",
    *,
    triage: Triage | None = None,
    fences: object = OPEN,
    assigned: Assignment | None = None,
    personal: Personal = AVERAGE,
) -> Today:
    """What planning makes of `held`."""
    triage = triage or screened()
    candidates = rank(LIBRARY, held)
    belief = believe(LIBRARY, profile, held)
    outlook = forecast(belief)
    offered, excluded = options(
        LIBRARY, held, triage, fences, candidates, belief, profile, personal=personal  # type: ignore[arg-type]
    )  # fmt: skip
    return Today(
        candidates,
        offered,
        excluded,
        outlook,
        plan(LIBRARY, held, triage, offered, belief, outlook, profile, excluded, assigned, personal),
    )
