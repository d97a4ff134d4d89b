"""What the rules see: marked places, answers as they stand, age, pain and the course of the episode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from unknot.facts import CheckIn, Dose, History
from unknot.screening.course import Course, Earlier, Point, Session
from unknot.screening.engine import Engine
from unknot.screening.readings import (
    Reading,
    changed_at,
    cleared_at,
    fact_readings,
    flag_readings,
    last_doubt,
    ticked,
)
from unknot.units import days_between

DAYS_PER_YEAR = 365.25
TINGLING = "tingling_during_technique"


@dataclass(frozen=True, slots=True)
class Case:
    """One person's knot as the rules see it.

    `areas` and `regions` map marked areas and their screening regions to the instant of the first mark there;
    `asked_regions` adds the regions that only bring questions. `applicable` are the flags that are asked here:
    an unanswered flag counts as undecided only if it is one of them. `waiting` are flags that would be asked if a
    fact they need were not missing or denied. `ticked_facts` are opened by a tick.
    """

    engine: Engine
    at: datetime
    age: int | None
    sex: str | None
    worst_pain: float | None
    worst_pain_at: datetime | None
    areas: Mapping[str, datetime]
    regions: Mapping[str, datetime]
    asked_regions: frozenset[str]
    ticks: Mapping[str, datetime]
    ticked_facts: frozenset[str]
    flags: Mapping[str, Reading]
    facts: Mapping[str, Reading]
    cleared_at: datetime | None
    cleared: frozenset[str]
    life_changed_at: datetime | None
    course: Course
    applicable: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()

    def hidden(self, fact: str) -> bool:
        """Whether the fact cannot matter here, so that nobody is asked and it counts as no."""
        when = self.engine.asked_when.get(fact)
        return when is not None and fact not in self.ticked_facts and when.truth(self) is False


def case_of(engine: Engine, history: History) -> Case:
    """The case that `history` states. Which flags apply is worked out in `screening.asking`."""
    age = _age(history)
    ticks = ticked(engine, history)
    flags, cleared = flag_readings(engine, history, age, ticks)
    facts = fact_readings(engine, history, age, ticks)
    areas = _areas(engine, history)
    regions: dict[str, datetime] = {}
    for area, at in areas.items():
        for region in engine.rule_regions[area]:
            regions[region] = min(at, regions.get(region, at))
    pain, pain_at = _worst_pain(history)
    opened = [engine.ticks[id_] for id_ in ticks]
    return Case(
        engine=engine,
        at=history.at,
        age=age,
        sex=None if history.profile is None else history.profile.sex,
        worst_pain=pain,
        worst_pain_at=pain_at,
        areas=areas,
        regions=regions,
        asked_regions=frozenset(region for area in areas for region in engine.asked_regions[area]),
        ticks=ticks,
        ticked_facts=frozenset(
            fact
            for tick in opened
            for fact in (*tick.facts, tick.same_as or "")
            if fact in engine.library.background_facts
        ),
        flags=flags,
        facts=facts,
        cleared_at=cleared_at(history),
        cleared=cleared,
        life_changed_at=_life_changed_at(engine, history),
        course=_course(engine, history, areas),
    )


def pain_of(check_in: CheckIn) -> float | None:
    """Pain now, or the worst pain where that was not asked (points 0-10)."""
    return check_in.pain_now if check_in.pain_now is not None else check_in.pain_worst


def _age(history: History) -> int | None:
    if history.profile is None:
        return None
    years = days_between(history.profile.at, history.at) / DAYS_PER_YEAR
    return history.profile.age_years + int(max(years, 0.0))


def _areas(engine: Engine, history: History) -> Mapping[str, datetime]:
    areas: dict[str, datetime] = {}
    for region in sorted(history.marks):
        area, at = engine.library.regions[region].area, history.marked_at[region]
        areas[area] = min(at, areas.get(area, at))
    return areas


def _worst_pain(history: History) -> tuple[float | None, datetime | None]:
    """The worst pain said at the latest check-in that says one, else the highest mark, and its instant."""
    for check_in in reversed(history.check_ins):
        said = [pain for pain in (check_in.pain_worst, check_in.pain_now) if pain is not None]
        if said:
            return max(said), check_in.at
    highest = max(history.marks.values(), default=None)
    return highest, max((history.marked_at[each] for each, at in history.marks.items() if at == highest), default=None)


def _life_changed_at(engine: Engine, history: History) -> datetime | None:
    """When the person's life changed, unless a background fact has been asked since, or in the same sitting."""
    at = changed_at(history)
    if at is None:
        return None
    asked = (
        history.answers[fact][-1].at
        for fact in engine.library.background_facts
        if fact not in engine.course_facts and fact in history.answers
    )
    sitting = timedelta(hours=engine.number("same_sitting_hours"))
    return None if any(each > at - sitting for each in asked) else at


def _course(engine: Engine, history: History, areas: Mapping[str, datetime]) -> Course:
    visit = cleared_at(history)
    began = _midnight(history)
    opened = history.opened_at or min(areas.values(), default=None)
    if opened is not None and visit is not None:
        opened = max(opened, visit)
    series = [Point(each.at, pain) for each in history.check_ins if (pain := pain_of(each)) is not None]
    start, points = _start(history, series, visit)
    flags = {flag: last_doubt(history.answers.get(flag, ())) for flag in engine.library.flags}
    return Course(
        at=history.at,
        zone=history.zone,
        began_at=began,
        opened_at=opened,
        start=start,
        points=points,
        check_ins=tuple(each.at for each in history.check_ins),
        planned=_planned(engine, history, opened),
        sessions=tuple(
            _session(engine, history, dose, areas) for dose in history.doses if visit is None or dose.at > visit
        ),
        earlier=_earlier(engine, history),
        reopened_after=None if history.resolved else history.ended_at,
        doubted_flags={flag: at for flag, at in flags.items() if at is not None},
        gone_points=engine.library.number("recovery.gone_points"),
        seen_at=visit,
        ranks=engine.library.dispositions,
    )


def _midnight(history: History) -> datetime | None:
    began = history.began_on
    return None if began is None else datetime(began.year, began.month, began.day, tzinfo=ZoneInfo(history.zone))


def _start(history: History, series: list[Point], visit: datetime | None) -> tuple[Point | None, tuple[Point, ...]]:
    """Where the course starts: the first check-in, or the last pain before a clearance; and the pains after it."""
    if not history.check_ins:
        return None, ()
    if visit is not None:
        before = [point for point in series if point.at <= visit]
        after = [point for point in series if point.at > visit]
        start = before[-1] if before else after[0] if after else None
        return start, tuple(point for point in after if point is not start)
    first = history.check_ins[0]
    if pain_of(first) is None:
        highest = max(history.marks.values(), default=None)
        return None if highest is None else Point(first.at, highest), tuple(series)
    return series[0], tuple(series[1:])


def _planned(engine: Engine, history: History, opened: datetime | None) -> tuple[datetime, ...]:
    if opened is None:
        return ()
    daily, every = int(engine.number("check_in_daily_days")), int(engine.number("check_in_every_days"))
    last = int(days_between(opened, history.at)) + every
    days = [*range(1, daily + 1), *range(every, last + 1, every)]
    return tuple(opened + timedelta(days=day) for day in days)


def treated_regions(engine: Engine, areas: Iterable[str]) -> frozenset[str]:
    """The screening regions of `areas`."""
    return frozenset(region for area in areas for region in engine.rule_regions[area])


def dose_areas(engine: Engine, dose: Dose, marked: Iterable[str]) -> frozenset[str]:
    """The areas a session was done on; the marked areas where it does not say."""
    if dose.region is not None:
        return frozenset((engine.library.regions[dose.region].area,))
    if dose.muscle is not None:
        points = engine.library.muscles[dose.muscle].trigger_points
        return frozenset(area for point in points for area in point.areas)
    return frozenset(marked)


def warning_flags(engine: Engine, areas: Iterable[str]) -> tuple[str, ...]:
    """The flags that a reaction after a session on `areas` opens, in the order of the content."""
    regions = treated_regions(engine, areas)
    flags = (flag for near, flags in engine.warnings if not regions.isdisjoint(near) for flag in flags)
    return tuple(dict.fromkeys(flags))


def _session(engine: Engine, history: History, dose: Dose, marked: Iterable[str]) -> Session:
    areas = dose_areas(engine, dose, marked)
    return Session(dose.at, dose.technique, areas, dose.felt == "better", _reaction(engine, history, dose, areas))


def _reaction(engine: Engine, history: History, dose: Dose, areas: frozenset[str]) -> datetime | None:
    """When a reaction to the session was reported; None if there was none."""
    if dose.stopped and dose.felt == "worse":
        return dose.at
    until = dose.at + timedelta(days=engine.number("after_session_days"))
    signs = (*warning_flags(engine, areas), TINGLING)
    said = (
        given.at
        for sign in signs
        for given in history.answers.get(sign, ())
        if given.value != "no" and dose.at < given.at <= until
    )
    return min(said, default=None)


def _earlier(engine: Engine, history: History) -> tuple[Earlier, ...]:
    """The earlier knots of the same place: one of the marked regions, or a neighbour of one."""
    near = {neighbour for region in history.marks for neighbour in engine.library.regions[region].neighbours}
    near |= set(history.marks)
    zone = ZoneInfo(history.zone)
    earlier = []
    for past in history.past:
        if not near.isdisjoint(past.regions):
            began = past.began_on
            midnight = None if began is None else datetime(began.year, began.month, began.day, tzinfo=zone)
            earlier.append(Earlier(midnight or past.opened_at, past.ended_at))
    return tuple(earlier)
