"""When did it begin: a day as a person says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

_NUMBERS: Mapping[str, int] = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_TODAY = ("today", "now", "just now", "this morning", "this afternoon", "this evening", "tonight")
_YESTERDAY = ("yesterday", "last night", "yesterday morning", "yesterday evening", "yesterday afternoon")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_LONGEST_DAYS = 36_525


def read_day(text: str, today: date) -> date | None:
    """The day that `text` names, seen from `today`; None if it is not clear. It may lie in the future.

    Understood: "3 days", "two weeks ago", "a month", "an hour", "yesterday", "Monday", "last Friday", "2026-11-20",
    "20 November", "Nov 20 2026", "20.11.2026". A weekday is the latest one before today.
    """
    said = " ".join(text.casefold().replace(",", " ").split())
    said = re.sub(r"^(?:about|around|since|for|on|roughly)\s+", "", said)
    if said in _TODAY:
        return today
    if said in _YESTERDAY:
        return today - timedelta(days=1)
    if said == "the day before yesterday":
        return today - timedelta(days=2)
    return _ago(said, today) or _weekday(said, today) or _dated(said, today)


def _ago(said: str, today: date) -> date | None:
    found = re.fullmatch(r"([a-z]+|[0-9]{1,5}) (minute|hour|day|week|month|year)s?(?: ago| back| now)?", said)
    if found is None:
        return None
    if found[1] in ("last", "past"):
        count = 1
    elif found[1].isdigit():
        count = int(found[1])
    elif found[1] in _NUMBERS:
        count = _NUMBERS[found[1]]
    else:
        return None
    days = {"minute": 0, "hour": count // 24, "day": count, "week": 7 * count, "month": 30 * count, "year": 365 * count}
    return today - timedelta(days=days[found[2]]) if days[found[2]] <= _LONGEST_DAYS else None


def _weekday(said: str, today: date) -> date | None:
    name = said.removeprefix("last ").removeprefix("this ")
    fitting = [place for place, day in enumerate(_WEEKDAYS) if len(name) >= 3 and day.startswith(name)]
    if len(fitting) != 1:
        return None
    return today - timedelta(days=(today.weekday() - fitting[0]) % 7 or 7)


def _dated(said: str, today: date) -> date | None:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", said)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    dotted = re.fullmatch(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})?", said)
    if dotted:
        return _near(dotted[3], int(dotted[2]), int(dotted[1]), today)
    spoken = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?(?: of)? ([a-z]{3,})\.?(?: ([0-9]{4}))?", said)
    if spoken and _month(spoken[2]):
        return _near(spoken[3], _month(spoken[2]), int(spoken[1]), today)
    american = re.fullmatch(r"([a-z]{3,})\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?: ([0-9]{4}))?", said)
    if american and _month(american[1]):
        return _near(american[3], _month(american[1]), int(american[2]), today)
    return None


def _month(name: str) -> int:
    """1 to 12, or 0 if `name` is no month."""
    fitting = [place for place, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    return fitting[0] if len(fitting) == 1 else 0


def _near(year: str | None, month: int, day: int, today: date) -> date | None:
    """The day in `year`; without one, the latest such day that is not in the future."""
    if year is not None:
        return _day(int(year), month, day)
    this_year = _day(today.year, month, day)
    return this_year if this_year is None or this_year <= today else _day(today.year - 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
