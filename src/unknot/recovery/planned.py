"""What if: the forecast with loads and sitting that are planned for the days ahead.

Planned exposures become strain by the same code as those that were logged, so the same protection by an earlier bout
and the same lessening by breaks hold. How much a strain does differs between people, so it widens the forecast as well
as moving it; without any strain the forecast is the one without a plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from unknot.content.library import Library
from unknot.facts import Exposure, History
from unknot.recovery.events import Strain, breaks_taken, strains


@dataclass(frozen=True, slots=True)
class PlannedExposure:
    """Training or time in one posture `day` days from now (0 is now): cause id, minutes, session RPE 0-10 if known."""

    day: int
    cause: str
    minutes: float
    rpe: float | None = None


def planned_strains(
    library: Library, history: History, plan: Iterable[PlannedExposure], *, began: datetime, breaks: bool = False
) -> tuple[Strain, ...]:
    """What `plan` adds, on a clock that began at `began`; with `breaks`, movement breaks are taken beside all of it."""
    now = history.at.astimezone(UTC)
    planned = [
        Exposure(
            id=f"planned.{place}",
            at=now + timedelta(days=each.day),
            zone=history.zone,
            cause=each.cause,
            minutes=each.minutes,
            rpe=each.rpe,
        )
        for place, each in enumerate(sorted(plan, key=lambda each: each.day))
    ]
    taken = [*breaks_taken(library, history), *(exposure.at for exposure in planned if breaks)]
    known = {exposure.id for exposure in planned}
    every = strains(library, [*history.exposures, *planned], began=began, breaks=taken)
    return tuple(strain for strain in every if strain.id in known)
