"""What the log of training and postures says about the days before the pain.

Load is rating of exertion (0-10) times minutes (`ld-11`, `ld-12`). A rise says "more than usual" and no more: no study
ties it to knots (`ld-13`).
"""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from unknot.facts import Exposure, History, local_day

WEEK = timedelta(days=7)


def onset_day(history: History) -> date:
    """The local day the pain began; if that is not known, the day the episode was opened, else today."""
    if history.began_on is not None:
        return history.began_on
    if history.opened_at is not None:
        return history.opened_at.astimezone(ZoneInfo(history.zone)).date()
    return history.today()


def before_onset(history: History, *, within_days: float) -> tuple[Exposure, ...]:
    """The exposures logged up to and on the day the pain began, at most `within_days` days before it."""
    onset = onset_day(history)
    return tuple(each for each in history.exposures if 0 <= (onset - local_day(each)).days <= within_days)


def week_rise_pct(history: History) -> float | None:
    """Percent by which the load of the seven days up to the start of the pain exceeds that of the seven days before.

    Exposures without a rating of exertion carry no load. None if the earlier week has none: then nothing was logged,
    or nothing was done, and nobody can tell which.
    """
    onset = onset_day(history)
    last = _load(history, onset - WEEK, onset)
    earlier = _load(history, onset - 2 * WEEK, onset - WEEK)
    return 100.0 * (last - earlier) / earlier if earlier > 0.0 else None


def _load(history: History, after: date, until: date) -> float:
    return sum(
        each.rpe * each.minutes
        for each in history.exposures
        if each.rpe is not None and after < local_day(each) <= until
    )
