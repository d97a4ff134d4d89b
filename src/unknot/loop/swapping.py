"""A step that takes the place of another one: screened, fenced and limited like every step of a plan."""

from __future__ import annotations

from unknot.causes.profile import recovery_profile
from unknot.content.library import Library
from unknot.facts import history
from unknot.locating.ranking import rank
from unknot.loop import posture, telling
from unknot.loop.advice import PlannedStep
from unknot.loop.request import Request
from unknot.planning.counting import as_step
from unknot.planning.guard import within_ceilings
from unknot.planning.options import options
from unknot.recovery.filtering import believe
from unknot.screening.fences import fence
from unknot.screening.triage import EMERGENCY, screen


def as_planned(request: Request, library: Library, technique: str, side: str | None) -> PlannedStep | None:
    """`technique` on `side` as a step of the day at `request.at`, cautions included; None where it may not be done."""
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    screening = screen(library, held)
    if screening.triage.disposition == EMERGENCY or not screening.triage.complete:
        return None
    profile = recovery_profile(library, held).id
    fences = fence(library, held, screening.triage, screening.case)
    belief = believe(library, profile, held, posture.held(library, held))
    offered, _ = options(library, held, screening.triage, fences, rank(library, held), belief, profile)
    for option in offered:
        if (option.technique, option.side) == (technique, side):
            step, _ = within_ceilings(library, held, as_step(library, option))
            return None if step is None else telling.planned_step(library, step)
    return None
