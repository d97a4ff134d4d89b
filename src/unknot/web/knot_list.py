"""My knots as a list: where each is, since when, how it was last, when the next check-in is, and all over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unknot.facts import CheckIn, Episode, Fact, Mark
from unknot.facts.kinds import local_day
from unknot.loop.rhythm import rhythm
from unknot.loop.showing import may_name
from unknot.reporting import overview
from unknot.reporting.overview import Lived, Span
from unknot.web import drawings, locale
from unknot.web.visit import Visit

_MOST_ROWS = 8
"""So many places are drawn over one time axis; the lists say the rest."""


@dataclass(frozen=True, slots=True)
class Knot:
    """A knot as the list shows it. `spark` is empty before its second rating, `rated` before its first.

    `since` is the day it began or was first told of.
    """

    id: str
    places: tuple[str, ...]
    began_on: date | None
    since: date
    last: CheckIn | None
    last_day: date | None
    rated: tuple[CheckIn, ...]
    spark: str
    settled_on: date | None
    checked_in_today: bool

    @property
    def days(self) -> int | None:
        """How many days a settled knot was there; None while it is."""
        return None if self.settled_on is None else max((self.settled_on - self.since).days, 0) + 1

    @property
    def name(self) -> str:
        """Its first place, and how many there are besides."""
        if not self.places:
            return "No place marked yet"
        return self.places[0] if len(self.places) == 1 else f"{self.places[0]} and {len(self.places) - 1} more"


@dataclass(frozen=True, slots=True)
class Next:
    """The next check-in of an open knot: the day it is wanted from, whether that has come, and why."""

    on: date
    due: bool
    why: tuple[str, ...]


def knots(visit: Visit) -> list[Knot]:
    """Every knot that is not part of another, the one told of last first."""
    standing = visit.journal.standing()
    joined = {fact.episode: fact.into for fact in standing if isinstance(fact, Episode) and fact.event == "merged"}
    ours: dict[str, list[Fact]] = {}
    for fact in standing:
        belongs_to = joined.get(fact.episode) or fact.episode
        if belongs_to is not None:
            ours.setdefault(belongs_to, []).append(fact)
    known = set(visit.journal.episodes())
    found = [_knot(visit, id_, facts) for id_, facts in ours.items() if id_ in known and id_ not in joined]
    return sorted(found, key=lambda knot: ours[knot.id][-1].at, reverse=True)


def still_open(visit: Visit) -> list[Knot]:
    """The knots of the list that are not settled."""
    return [knot for knot in knots(visit) if knot.settled_on is None]


def next_check_in(visit: Visit, knot: Knot) -> Next | None:
    """When an open knot is asked about next; None where help comes first, or its questions are not answered."""
    own = Visit(visit.request, knot.id)
    advice = own.advice()
    if not may_name(advice):
        return None
    found = rhythm(visit.library, own.history(), advice)
    return Next(found.due_on, found.due, found.why)


def over_time(visit: Visit, every: Sequence[Knot]) -> str:
    """The knots with a rating over one time axis, those of one place in one row; empty with fewer than two."""
    drawn = [knot for knot in every if knot.rated]
    if len(drawn) < 2:
        return ""
    by_place: dict[str, list[Knot]] = {}
    for knot in drawn:
        by_place.setdefault(knot.name, []).append(knot)
    shown = dict(list(by_place.items())[:_MOST_ROWS])
    words = drawings.chart_words(
        title="Your knots over time",
        description="; ".join(_in_words(knot) for of_place in shown.values() for knot in of_place),
        gone="",
    )
    rows = [Lived(name, [_span(knot) for knot in of_place]) for name, of_place in shown.items()]
    return overview.overview(rows, today=visit.journal.today(), words=words)


def _span(knot: Knot) -> Span:
    return Span(knot.since, knot.settled_on, drawings.observed(knot.rated))


def _in_words(knot: Knot) -> str:
    until = "still open" if knot.settled_on is None else f"until {locale.day(knot.settled_on)}"
    return f"{knot.name}: from {locale.day(knot.since)}, {until}"


def _knot(visit: Visit, id_: str, facts: Sequence[Fact]) -> Knot:
    events = [fact for fact in facts if isinstance(fact, Episode) and fact.episode == id_]
    rated = [fact for fact in facts if isinstance(fact, CheckIn) and fact.pain_now is not None]
    marked = {fact.region: fact.intensity for fact in facts if isinstance(fact, Mark)}
    began = [event.began_on for event in events if event.began_on is not None]
    last = rated[-1] if rated else None
    return Knot(
        id=id_,
        places=drawings.places(visit.library, (region for region, strength in marked.items() if strength)),
        began_on=began[-1] if began else None,
        since=began[-1] if began else local_day(facts[0]),
        last=last,
        last_day=None if last is None else local_day(last),
        rated=tuple(rated),
        spark=drawings.spark(rated),
        settled_on=local_day(events[-1]) if events and events[-1].event == "resolved" else None,
        checked_in_today=last is not None and len(rated) > 1 and local_day(last) == visit.journal.today(),
    )
