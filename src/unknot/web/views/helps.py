"""What helps you: what a person's own days say of each technique, beside what it does on average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from unknot.loop.learned import Estimate, Helps, When, what_helps
from unknot.web import course
from unknot.web.visit import Visit

LEAST, MOST = -2.0, 3.0
"""Points taken off at the left and right end of a picture."""
WIDTH = 200.0


@dataclass(frozen=True, slots=True)
class Bar:
    """An estimate as the picture draws it: from where to where it reaches and where its middle is, of `WIDTH`."""

    estimate: Estimate
    start: float
    length: float
    middle: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is known of one time after a session, with its bars."""

    when: When
    bars: tuple[Bar, ...]


@require_GET
def helps(request: HttpRequest) -> HttpResponse:
    """Everything that was learned of the person; where a knot calls for help at once, that comes first."""
    visit = Visit(request)
    about = Visit(request, visit.journal.episode_at_hand())
    if about.episode is not None and course.is_emergency(about):
        return visit.go("result", about.episode)
    told = what_helps(visit.library, visit.journal.facts)
    return visit.page("helps.html", nav="knots", told=told, drawn=_drawn(told.helps), zero=_at(0.0), width=WIDTH)


def _drawn(helps: Sequence[Helps]) -> list[tuple[Helps, list[Drawn]]]:
    return [
        (
            each,
            [
                Drawn(
                    when, tuple(_bar(known) for known in (when.average, when.own, when.together) if known is not None)
                )
                for when in each.when
            ],
        )
        for each in helps
    ]


def _bar(known: Estimate) -> Bar:
    start, end = _at(known.low), _at(known.high)
    return Bar(known, start, max(end - start, 1.0), _at(known.points))


def _at(points: float) -> float:
    return round((min(max(points, LEAST), MOST) - LEAST) / (MOST - LEAST) * WIDTH, 1)
