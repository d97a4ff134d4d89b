"""When the next check-in is wanted, and why: more often only while it changes a decision, and less as a knot settles.

Rating pain every day is no harmless thing (docs/explanation/check-ins.md). So the first days, a setback and something
new bring the next check-in near; otherwise it moves away, and in quiet mode only what safety needs is left. Two days
are never passed by: the one before the follow-up rules would call it silence, and the day of the plan on which they
look back on a week. Days that nobody asked for are never missed ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import Dose, History
from unknot.loop.advice import Advice
from unknot.loop.trials import needs_check_in
from unknot.screening.case import case_of, pain_of
from unknot.screening.course import Course
from unknot.screening.engine import engine_for
from unknot.units import days_between

DANGER = ("emergency_now", "urgent_same_day")
"""Results that ask for somebody else today: no reminder to rate anything comes then."""
NEVER = "never"
"""What `Preference.remind_at` says where no reminder is wanted."""
_SILENCE = "missed_check_ins"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the next check-in is wanted.

    `due_on` is the local day from which on it is wanted, and `due` whether that day has come. `every_days` is how far
    check-ins are apart at the moment. `why` says it in sentences. `reminders` is false where nobody is to be reminded:
    in quiet mode, where the person wants none, once the knot is closed, and while help comes first.
    """

    due_on: date
    due: bool
    every_days: int
    why: tuple[str, ...]
    reminders: bool


def rhythm(library: Library, history: History, advice: Advice | None) -> Rhythm:
    """The rhythm of the knot of `history`; `advice` is what was made of the same history, or None where there is none.

    Never further apart than `rhythm.longest_days`. A danger or a setback never makes it later, quiet mode never
    earlier.
    """
    course = case_of(engine_for(library), history).course
    longest = int(library.number("rhythm.longest_days"))
    since = _since(history, course)
    if history.resolved:
        return Rhythm(since + timedelta(days=longest), False, longest, _said(library, "settled"), False)
    if not history.check_ins:
        return Rhythm(since, True, 1, _said(library, "first"), _may_remind(history, advice))
    wishes = [
        *_for_safety(library, history, advice, since),
        *_for_a_trial(library, history, since),
        *([(longest, "quiet")] if _is_quiet(history) else _while_it_matters(library, history, advice, course, since)),
    ]
    every = min(days for days, _ in wishes)
    days, reason = min([*wishes, *_never_passed_by(library, course, since)], key=lambda wish: wish[0])
    due_on = since + timedelta(days=days)
    said = _said(library, reason, days=every)
    return Rhythm(due_on, due_on <= history.today(), every, said, _may_remind(history, advice))


_Wish = tuple[int, str]
"""Days after the last check-in at which the next one is wanted, and the reason."""


def _for_safety(library: Library, history: History, advice: Advice | None, since: date) -> Iterator[_Wish]:
    if advice is not None and advice.disposition in DANGER:
        yield 1, "help_first"
    rated = [pain for each in history.check_ins if (pain := pain_of(each)) is not None]
    if len(rated) > 1 and rated[-1] - rated[-2] >= library.number("screening.rescreen_rise_points"):
        yield 1, "flare"
    hurt = [dose for dose in _since_the_last(history) if dose.stopped or dose.felt == "worse"]
    if hurt:
        yield max((_local(hurt[0].at, history) - since).days + 1, 1), "flare"


def _for_a_trial(library: Library, history: History, since: date) -> Iterator[_Wish]:
    """The first morning that an experiment of the person needs; they chose it, so it counts in quiet mode as well."""
    mornings = range(1, int(library.number("rhythm.longest_days")) + 1)
    needed = (day for day in mornings if needs_check_in(library, history, since + timedelta(days=day)))
    yield from ((day, "trial") for day in islice(needed, 1))


def _while_it_matters(
    library: Library, history: History, advice: Advice | None, course: Course, since: date
) -> Iterator[_Wish]:
    plan_day = (since - course.day_of(course.opened_at or course.check_ins[0])).days
    if plan_day < library.number("screening.check_in_daily_days"):
        yield 1, "start"
    known = {dose.technique for dose in history.doses if dose.at <= history.check_ins[-1].at}
    fresh = [dose for dose in _since_the_last(history) if dose.technique not in known]
    if fresh:
        yield max((_local(fresh[0].at, history) - since).days + 1, 1), "new"
    if _is_gone(library, history):
        yield int(library.number("rhythm.longest_days")), "gone"
    elif plan_day >= library.number("rhythm.weekly_after_days"):
        yield int(library.number("rhythm.longest_days")), "weekly"
    elif _is_settling(library, history) or _is_narrow(library, advice):
        yield int(library.number("rhythm.settling_days")), "settling"
    else:
        yield int(library.number("rhythm.usual_days")), "usual"


def _never_passed_by(library: Library, course: Course, since: date) -> Iterator[_Wish]:
    """The day of the plan on which the rules look back on a week, and the last day before they speak of silence."""
    if course.opened_at is None:
        return
    begun = course.opened_at
    last = max((*course.check_ins, begun))
    plan_days = [round(days_between(begun, at)) for at in course.planned if at > last]
    away = [(course.day_of(begun) + timedelta(days=day) - since).days for day in plan_days]
    for rule in library.follow_up_rules.values():
        missed = rule.when.get(_SILENCE)
        if missed is not None and missed < len(away):
            yield max(away[missed] - 1, 1), "rule"
    for day, days in zip(plan_days, away, strict=True):
        if day >= library.number("screening.check_in_every_days") and days > library.number("rhythm.fresh_days"):
            yield days, "rule"


def _since(history: History, course: Course) -> date:
    """The local day of the last check-in, or of the day the plan began, or began anew, if that is later."""
    known = (*course.check_ins, *(at for at in (course.opened_at,) if at is not None))
    return _local(max(known, default=history.at), history)


def _since_the_last(history: History) -> tuple[Dose, ...]:
    last = history.check_ins[-1].at
    return tuple(dose for dose in history.doses if dose.at > last)


def _is_gone(library: Library, history: History) -> bool:
    """Whether the latest two ratings, of different days, say that nothing is left."""
    last = [(_local(each.at, history), pain_of(each)) for each in history.check_ins if pain_of(each) is not None][-2:]
    low = [day for day, pain in last if pain is not None and pain <= library.number("recovery.gone_points")]
    return len(set(low)) == 2


def _is_settling(library: Library, history: History) -> bool:
    rated = [pain for each in history.check_ins if (pain := pain_of(each)) is not None]
    return bool(rated) and rated[-1] <= library.number("rhythm.settling_points")


def _is_narrow(library: Library, advice: Advice | None) -> bool:
    seen = None if advice is None else advice.forecasts
    if seen is None or seen.gone_low is None or seen.gone_high is None:
        return False
    return (seen.gone_high - seen.gone_low).days <= library.number("rhythm.narrow_days")


def _is_quiet(history: History) -> bool:
    return history.preference is not None and bool(history.preference.quiet)


def _may_remind(history: History, advice: Advice | None) -> bool:
    in_danger = advice is not None and advice.disposition in DANGER
    unwanted = history.preference is not None and history.preference.remind_at == NEVER
    return not (in_danger or unwanted or _is_quiet(history))


def _said(library: Library, reason: str, **values: object) -> tuple[str, ...]:
    return (library.say(f"checking_in.why.{reason}", **values),)


def _local(at: datetime, history: History) -> date:
    return at.astimezone(ZoneInfo(history.zone)).date()
