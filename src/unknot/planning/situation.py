"""Where the person stands today, as far as planning needs it: read from the history alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unknot.content.library import Library
from unknot.facts import CheckIn, Dose, History
from unknot.facts.kinds import local_day
from unknot.planning.families import TREATMENTS, Family, family, kind_of
from unknot.units import days_between

HOURS_PER_DAY = 24.0
HAND = "hands"
"""The one tool everybody has."""


@dataclass(frozen=True, slots=True)
class Flare:
    """More pain after the sessions `after`, seen at `at`."""

    at: datetime
    after: tuple[Dose, ...]

    @property
    def techniques(self) -> frozenset[str]:
        """What was done in them."""
        return frozenset(dose.technique for dose in self.after)


@dataclass(frozen=True, slots=True)
class Situation:
    """What holds today. Pain in points, None where nothing recent was said; `tools` None where not known.

    `routine` holds the treatments done on earlier days, `stale` those of them begun long ago, `today` everything done
    today; `settling` while the newest treatment has not had its days. `resting` is true while the last flare is fresh;
    `flared` names what brought one on in the days a change is given, `set_back` the families that lately brought one on
    as often as not. `tried_days` counts days with any dose.
    """

    pain: float | None
    minutes: float
    minutes_said: bool
    tools: frozenset[str] | None
    dislikes: frozenset[str]
    routine: frozenset[str]
    today: frozenset[str]
    settling: bool
    stale: frozenset[str]
    resting: bool
    flared: frozenset[str]
    set_back: frozenset[Family]
    gone: bool
    tried_days: int


def situation(library: Library, history: History) -> Situation:
    """Where the person stands at `history.at`."""
    preference = history.preference
    tools = None if preference is None or preference.tools is None else frozenset({*preference.tools, HAND})
    minutes = None if preference is None else preference.minutes_per_day
    started = _started(library, history)
    keep_days = library.number("planning.keep_days")
    every = tuple(_flares(library, history))
    flares = tuple(flare for flare in every if days_between(flare.at, history.at) <= keep_days)
    rest_days = library.number("planning.rest_hours") / HOURS_PER_DAY
    return Situation(
        pain=pain_now(library, history),
        minutes=library.number("planning.minutes_default") if minutes is None else float(minutes),
        minutes_said=minutes is not None,
        tools=tools,
        dislikes=frozenset() if preference is None else frozenset(preference.dislikes or ()),
        routine=frozenset(started),
        today=frozenset(dose.technique for dose in history.doses if local_day(dose) == history.today()),
        stale=frozenset(
            name
            for name, day in started.items()
            if (history.today() - day).days >= library.number("planning.change_after_days")
        ),
        settling=any((history.today() - day).days < keep_days for day in started.values()),
        resting=any(days_between(flare.at, history.at) <= rest_days for flare in flares),
        flared=frozenset(technique for flare in flares for technique in flare.techniques),
        set_back=_set_back(library, history, every),
        gone=_gone(library, history),
        tried_days=len({local_day(dose) for dose in history.doses}),
    )


def pain_now(library: Library, history: History) -> float | None:
    """The pain last reported within `planning.pain_lasts_days`, else the strongest mark made in that time, else 0 once
    the knot is said to be gone, else None."""
    window = timedelta(days=library.number("planning.pain_lasts_days"))
    for check_in in reversed(history.check_ins):
        said = _pain(check_in)
        if said is not None and history.at - check_in.at <= window:
            return said
    fresh = [float(level) for place, level in history.marks.items() if history.at - history.marked_at[place] <= window]
    return max(fresh, default=0.0 if history.resolved else None)


def _pain(check_in: CheckIn) -> float | None:
    return check_in.pain_now if check_in.pain_now is not None else check_in.pain_worst


def _started(library: Library, history: History) -> dict[str, date]:
    """Each treatment done on a day before today, and the first day of it that counts."""
    earliest = history.today() - timedelta(days=library.number("planning.routine_days"))
    first: dict[str, date] = {}
    for dose in history.doses:
        kind = kind_of(library, dose.technique)
        day = local_day(dose)
        if kind is not None and family(kind) in TREATMENTS and earliest <= day < history.today():
            first.setdefault(dose.technique, day)
    return first


def _gone(library: Library, history: History) -> bool:
    if history.resolved:
        return True
    needed = int(library.number("recovery.gone_days_running"))
    by_day: dict[date, float] = {}
    for check_in in history.check_ins:
        said = _pain(check_in)
        if said is not None:
            by_day[local_day(check_in)] = max(said, by_day.get(local_day(check_in), 0.0))
    days = sorted(by_day)[-needed:]
    running = len(days) == needed and (days[-1] - days[0]).days == needed - 1
    return running and all(by_day[day] <= library.number("recovery.gone_points") for day in days)


def _flares(library: Library, history: History) -> Iterable[Flare]:
    """Sessions that hurt too much or were felt as worse, and rises of pain after sessions, in order of time."""
    never_above = library.number("planning.discomfort_never_above")
    treated = [dose for dose in history.doses if _is_treatment(library, dose)]
    for dose in treated:
        if dose.felt == "worse" or (dose.discomfort is not None and dose.discomfort > never_above):
            yield Flare(dose.at, (dose,))
    window = timedelta(hours=library.number("planning.flare_hours"))
    rise = library.number("planning.flare_points")
    for before, after in zip(history.check_ins, history.check_ins[1:], strict=False):
        earlier, later = _same_measure(before, after)
        if earlier is None or later is None or later - earlier < rise:
            continue
        between = tuple(dose for dose in treated if before.at <= dose.at <= after.at and after.at - dose.at <= window)
        if between:
            yield Flare(after.at, between)


def _set_back(library: Library, history: History, flares: Iterable[Flare]) -> frozenset[Family]:
    """The families after which it hurt more on several of the latest days they were done, and on half of them or more.

    Ratings waver, so that a single rise says little; what keeps coming back after the same thing says more.
    """
    earliest = history.today() - timedelta(days=library.number("planning.routine_days"))
    days: dict[Family, set[date]] = {}
    worse: dict[Family, set[date]] = {}
    for kept, doses in ((days, history.doses), (worse, tuple(dose for flare in flares for dose in flare.after))):
        for dose in doses:
            kind = kind_of(library, dose.technique)
            if kind is not None and family(kind) in TREATMENTS and local_day(dose) >= earliest:
                kept.setdefault(family(kind), set()).add(local_day(dose))
    enough = library.number("planning.set_back_flares")
    return frozenset(what for what, bad in worse.items() if len(bad) >= enough and 2 * len(bad) >= len(days[what]))


def _is_treatment(library: Library, dose: Dose) -> bool:
    kind = kind_of(library, dose.technique)
    return kind is not None and (family(kind) in TREATMENTS or kind.who == "never_suggested")


def _same_measure(before: CheckIn, after: CheckIn) -> tuple[float | None, float | None]:
    if before.pain_now is not None and after.pain_now is not None:
        return before.pain_now, after.pain_now
    return before.pain_worst, after.pain_worst
