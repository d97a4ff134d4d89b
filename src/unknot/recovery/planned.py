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
from unknot.facts import Exposure, History, stretch
from unknot.recovery.strain import WHOLLY, Held, Strains, breaks_taken, in_time, load_strains, posture_strains, postures


@dataclass(frozen=True, slots=True)
class PlannedExposure:
    """Training or time in one posture `day` days from now (0 is now): cause id, minutes, session RPE 0-10 if known.

    `unbroken` are the minutes of its longest part without getting up; None where that is not said.
    """

    day: int
    cause: str
    minutes: float
    rpe: float | None = None
    unbroken: float | None = None


def planned_strains(
    library: Library,
    history: History,
    plan: Iterable[PlannedExposure],
    *,
    began: datetime,
    breaks: bool = False,
    held: Held = WHOLLY,
) -> Strains:
    """What `plan` adds, on a clock that began at `began`; with `breaks`, movement breaks are taken beside all of it.

    `held` is by cause the share of time in a posture that the muscle of the knot holds.
    """
    now = history.at.astimezone(UTC)
    planned = [
        Exposure(
            id=f"planned.{place}",
            at=now + timedelta(days=each.day),
            zone=history.zone,
            cause=each.cause,
            minutes=each.minutes,
            rpe=each.rpe,
            unbroken=each.unbroken,
        )
        for place, each in enumerate(sorted(plan, key=lambda each: each.day))
    ]
    taken = [*breaks_taken(library, history), *(exposure.at for exposure in planned if breaks)]
    return in_time(
        load_strains(library, planned, began=began, breaks=taken, held=held, earlier=history.exposures),
        posture_strains(library, map(stretch, postures(library, planned)), began=began, breaks=taken, held=held),
    )
