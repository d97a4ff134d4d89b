"""The page that looks into a muscle step by step, each step with its drawing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from unknot.content.library import Library, load
from unknot.loop import what_is_a_knot
from unknot.loop.what_is_a_knot import Claim, Step
from unknot.reporting import tissue
from unknot.web import assets
from unknot.web.visit import Visit

_AT_ONCE = 3
"""How many of the open points of a step are shown before the rest folds out."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A step with its drawing, what can be left out of that by name and label, and its sources in full."""

    step: Step
    drawing: str
    layers: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str, str | None], ...]

    @property
    def first(self) -> tuple[Claim, ...]:
        return self.step.open[:_AT_ONCE]

    @property
    def rest(self) -> tuple[Claim, ...]:
        return self.step.open[_AT_ONCE:]


@require_GET
def explained(request: HttpRequest) -> HttpResponse:
    """What a knot is, from the muscle to the pain felt elsewhere."""
    visit = Visit(request)
    library = visit.library
    return visit.page(
        "what_is_a_knot.html",
        nav="learn",
        steps=[_shown(library, step, visit.body) for step in what_is_a_knot.steps(library)],
        left=library.lines("tissue.left"),
    )


def _shown(library: Library, step: Step, body: str) -> Shown:
    return Shown(
        step=step,
        drawing=_drawing(step.id, body),
        layers=tuple((each, library.say(f"tissue.layer.{each}")) for each in step.layers),
        sources=tuple((id_, library.findings[id_].cite, library.findings[id_].url) for id_ in step.findings),
    )


@cache
def _drawing(step: str, body: str) -> str:
    """The drawing of a step on one of the bodies: drawn once, for it is the same for everybody."""
    library = load()
    return tissue.drawing(
        step,
        lambda name: library.say(f"tissue.{step}.label.{name}"),
        assets.shelf().url,
        title=library.say(f"tissue.{step}.title"),
        description=library.say(f"tissue.{step}.description"),
        body=body,
    )
