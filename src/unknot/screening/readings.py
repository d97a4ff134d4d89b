"""What the answers to one question add up to: what counts, when it was given, whether it is recent enough.

Flags only rise: a yes stays until it is corrected or a clinician has cleared it; a not_sure stays until a plain
yes or no. Background facts follow the latest answer; facts of the course rise like flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from unknot.facts import AnswerValue, CheckIn, Given, History
from unknot.screening.engine import LIFE_CHANGE, Engine

MECHANICAL = "mechanical_pattern"


@dataclass(frozen=True, slots=True)
class Reading:
    """One question as the rules see it.

    `value` is what counts, `latest` the latest answer, `at` when that was given (None if it was worked out),
    `raised_at` the last instant at which what counts was said. `fresh` is False when it must be asked again,
    `excuses` only while a yes is recent enough to keep a danger from firing. `doubts` is how often not_sure was
    said in a row at the end.
    """

    value: AnswerValue | None = None
    latest: AnswerValue | None = None
    at: datetime | None = None
    raised_at: datetime | None = None
    fresh: bool = False
    excuses: bool = False
    doubts: int = 0


UNASKED = Reading()


def cleared_at(history: History) -> datetime | None:
    """When a clinician last examined the pain, called it muscular and cleared it."""
    cleared = [visit.at for visit in history.visits if visit.cleared and visit.finding == "muscular"]
    return max(cleared, default=None)


def ticked(engine: Engine, history: History) -> Mapping[str, datetime]:
    """The ticked symptoms, movements and causes, and when each was ticked; a doubtful tick counts."""
    ticks = {id_: history.answers[id_][-1] for id_ in engine.ticks if id_ in history.answers}
    return {id_: given.at for id_, given in ticks.items() if given.value != "no"}


def flag_readings(
    engine: Engine, history: History, age: int | None, ticks: Mapping[str, datetime]
) -> tuple[Mapping[str, Reading], frozenset[str]]:
    """Every flag as it stands, and the flags that a clinician has closed. `fresh` is left True where answered."""
    visit = cleared_at(history)
    readings: dict[str, Reading] = {}
    cleared: set[str] = set()
    for flag in engine.library.flags:
        reading, closed = _rising(history.answers.get(flag, ()), visit)
        if closed:
            cleared.add(flag)
        readings[flag] = _derived_flag(engine, history, flag, reading, age)
    for id_, at in ticks.items():
        same = engine.ticks[id_].same_as
        if same in readings and readings[same].value == "no" and (visit is None or at > visit):
            readings[same] = replace(readings[same], value="not_sure", raised_at=at)
    return readings, frozenset(cleared)


def fact_readings(
    engine: Engine, history: History, age: int | None, ticks: Mapping[str, datetime]
) -> Mapping[str, Reading]:
    """Every background fact as it stands."""
    bounds = _fact_bounds(engine, history)
    excusing = _excusing_bound(engine, history)
    moved = [at for id_, at in ticks.items() if id_.startswith("movement:")]
    only_breath_or_effort = bool(moved) and engine.mechanical.isdisjoint(ticks)
    visit = cleared_at(history)
    readings: dict[str, Reading] = {}
    for fact in engine.library.background_facts:
        given = history.answers.get(fact, ())
        reading, _ = _rising(given, visit) if fact in engine.course_facts else (_latest(given), False)
        if reading.at is not None:
            again = max(moved) if fact == MECHANICAL and only_breath_or_effort else excusing
            fresh = reading.at >= bounds[fact]
            reading = replace(reading, fresh=fresh, excuses=fresh and reading.at >= max(excusing, again))
        readings[fact] = _derived_fact(engine, history, fact, reading, age)
    for id_, at in ticks.items():
        same = engine.ticks[id_].same_as
        if same in readings and readings[same].value == "no":
            readings[same] = replace(readings[same], value="yes", raised_at=at)
    return readings


def changed_at(history: History) -> datetime | None:
    """When it was last said that something in the person's life had changed."""
    return last_doubt(history.answers.get(LIFE_CHANGE, ()))


def last_doubt(given: Iterable[Given]) -> datetime | None:
    """The last instant at which the answer was yes or not_sure."""
    return max((each.at for each in given if each.value != "no"), default=None)


def _rising(given: Iterable[Given], visit: datetime | None) -> tuple[Reading, bool]:
    """The reading of answers that only rise, and whether the visit closed it."""
    reading, passed, closed = UNASKED, visit is None, False
    for each in given:
        if not passed and visit is not None and each.at > visit:
            reading, closed = _closed(reading, visit)
            passed = True
        stays = reading.value == "yes" and each.value != "yes"
        reading = Reading(
            value="yes" if stays else each.value,
            latest=each.value,
            at=each.at,
            raised_at=reading.raised_at if stays else None if each.value == "no" else each.at,
            fresh=True,
            doubts=reading.doubts + 1 if each.value == "not_sure" else 0,
        )
    if not passed and visit is not None:
        reading, closed = _closed(reading, visit)
    return reading, closed and reading.value == "no"


def _closed(reading: Reading, visit: datetime) -> tuple[Reading, bool]:
    if reading.value in ("yes", "not_sure"):
        return Reading(value="no", latest="no", at=visit, fresh=True), True
    return reading, False


def _latest(given: tuple[Given, ...]) -> Reading:
    if not given:
        return UNASKED
    last = given[-1]
    return Reading(last.value, last.value, last.at, None if last.value == "no" else last.at, fresh=True)


def _derived_flag(engine: Engine, history: History, flag: str, reading: Reading, age: int | None) -> Reading:
    derived = engine.derived
    if flag in derived.age_to and age is not None:
        if age <= derived.age_to[flag]:
            return Reading("yes", "yes", fresh=True)
        if reading.value is None:
            return Reading("no", "no", fresh=True)
    if reading.value is None and flag in derived.not_before_days:
        days = history.days_since_onset()
        if days is not None and days <= derived.not_before_days[flag]:
            return Reading("no", "no", fresh=True)
    return reading


def _derived_fact(engine: Engine, history: History, fact: str, reading: Reading, age: int | None) -> Reading:
    derived = engine.derived
    if fact in derived.age_from and age is not None and age >= derived.age_from[fact]:
        return Reading("yes", "yes", fresh=True)
    days = history.days_since_onset()
    if fact not in derived.days_over or days is None:
        return reading
    since = history.at - timedelta(days=days - derived.days_over[fact])
    if reading.at is not None and (reading.at >= since or since > history.at):
        return reading
    if since > history.at:
        return Reading("no", "no", fresh=True)
    return Reading("yes", "yes", raised_at=since, fresh=True)


def _fact_bounds(engine: Engine, history: History) -> Mapping[str, datetime]:
    """Per fact the earliest instant at which an answer still holds."""
    never = datetime.min.replace(tzinfo=history.at.tzinfo)
    sitting = timedelta(hours=engine.number("same_sitting_hours"))
    recent = history.at - timedelta(hours=engine.number("answer_hours"))
    full = history.at - timedelta(days=engine.number("full_screen_days"))
    changed = changed_at(history)
    since_change = never if changed is None else changed - sitting
    check_in = history.check_ins[-1].at - sitting if history.check_ins else recent
    bounds: dict[str, datetime] = {}
    for fact in engine.library.background_facts.values():
        if fact.id in engine.course_facts:
            bounds[fact.id] = check_in
        else:
            bounds[fact.id] = since_change if fact.scope == "profile" else max(full, since_change)
    return bounds


def _excusing_bound(engine: Engine, history: History) -> datetime:
    """The earliest instant at which a yes still excuses: recent, of these places, and not before pain rose."""
    sitting = timedelta(hours=engine.number("same_sitting_hours"))
    risen = last_rise(engine, history)
    later = [at - sitting for at in (risen, *history.marked_at.values()) if at is not None]
    recent: datetime = history.at - timedelta(hours=engine.number("answer_hours"))
    return max([recent, *later])


def last_rise(engine: Engine, history: History) -> datetime | None:
    """The latest check-in at which pain had risen since the lowest before it; the drawing counts as pain now."""
    step = engine.number("rescreen_rise_points")
    drawn = max(history.marks.values(), default=None)
    risen: datetime | None = None
    lowest: dict[str, float] = {} if drawn is None else {"pain_now": float(drawn)}
    for check_in in history.check_ins:
        for measure, pain in _pains(check_in, lowest):
            low = lowest.get(measure, pain)
            if pain - low >= step:
                risen = check_in.at
                lowest[measure] = pain
            else:
                lowest[measure] = min(low, pain)
    return risen


def _pains(check_in: CheckIn, known: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """The pains of a check-in by measure; the worst pain is held against pain now where nothing else can be."""
    worst_is_new = "pain_worst" not in known and "pain_now" in known
    if check_in.pain_now is not None:
        yield "pain_now", check_in.pain_now
    elif check_in.pain_worst is not None and worst_is_new:
        yield "pain_now", check_in.pain_worst
    if check_in.pain_worst is not None:
        yield "pain_worst", check_in.pain_worst
