"""How a person wants their calendar, as it stands in an address, in a form or behind a command.

Code                    | Meaning
----------------------- | ------------------------------------------------------------------
`calendar_bad_time`     | a time of day is none, or there are too many
`calendar_bad_hours`    | the hours of work are not two hours, the earlier one first
`calendar_bad_days`     | a working day is no day of the week
`calendar_bad_reminder` | the minutes of the reminder are no whole number, or too many
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time

from unknot.errors import InputError, Problem
from unknot.loop.appointments import WORKING_DAYS, Choices

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
MOST_TIMES = 8
LONGEST_REMINDER_MIN = 240

_TIME = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")
_HOURS = re.compile(r"(?P<first>[0-9]{1,2})\s*[-–]\s*(?P<last>[0-9]{1,2})")
_SHOWN = 40
_LAST_HOUR = 24


def read_choices(said: Mapping[str, Sequence[str]]) -> Choices:
    """The choices in `said`: `at` (times of day), `names`, `breaks` (hours of work, such as 9-17), `days` and `remind`.

    Each may be given several times or with commas; what is empty is not said, and other names are passed over. Raises
    `InputError` with every problem found.
    """
    problems: list[Problem] = []
    parts = {name: _parts(values) for name, values in said.items()}
    choices = Choices(
        at=_times(parts.get("at", ()), problems),
        names=bool(parts.get("names")),
        breaks=_hours(parts.get("breaks", ()), problems),
        days=_days(parts.get("days", ()), problems),
        remind=_reminder(parts.get("remind", ()), problems),
    )
    if problems:
        raise InputError(*problems)
    return choices


def as_query(choices: Choices) -> dict[str, str]:
    """The choices as parameters of an address; `read_choices` gives the same back."""
    query: dict[str, str] = {}
    if choices.at:
        query["at"] = ",".join(f"{each:%H:%M}" for each in choices.at)
    if choices.names:
        query["names"] = "1"
    if choices.breaks is not None:
        query["breaks"] = "{}-{}".format(*choices.breaks)
    if choices.days != WORKING_DAYS:
        query["days"] = ",".join(DAYS[day] for day in choices.days)
    if choices.remind is not None:
        query["remind"] = str(choices.remind)
    return query


def _parts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _times(parts: Sequence[str], problems: list[Problem]) -> tuple[time, ...]:
    found = set()
    for part in parts:
        read = _TIME.fullmatch(part)
        if read is None or int(read["hour"]) >= _LAST_HOUR or int(read["minute"]) > time.max.minute:
            problems.append(Problem("calendar_bad_time", "at", f"{part[:_SHOWN]!r} is no time of day", "such as 08:00"))
        else:
            found.add(time(int(read["hour"]), int(read["minute"])))
    if len(found) > MOST_TIMES:
        problems.append(
            Problem("calendar_bad_time", "at", f"there are {len(found)} times", f"name at most {MOST_TIMES}")
        )
    return tuple(sorted(found))


def _hours(parts: Sequence[str], problems: list[Problem]) -> tuple[int, int] | None:
    if not parts:
        return None
    read = _HOURS.fullmatch(parts[0]) if len(parts) == 1 else None
    if read is not None and (first := int(read["first"])) < (last := int(read["last"])) <= _LAST_HOUR:
        return first, last
    told = ", ".join(parts)[:_SHOWN]
    problems.append(
        Problem(
            "calendar_bad_hours", "breaks", f"{told!r} are no hours of work", "from the earlier to the later, as 9-17"
        )
    )
    return None


def _days(parts: Sequence[str], problems: list[Problem]) -> tuple[int, ...]:
    unknown = [part for part in parts if part.lower() not in DAYS]
    if unknown:
        named = f"{unknown[0][:_SHOWN]!r} is no day of the week"
        problems.append(Problem("calendar_bad_days", "days", named, f"some of {', '.join(DAYS)}"))
    found = tuple(sorted({DAYS.index(part.lower()) for part in parts if part.lower() in DAYS}))
    return found or WORKING_DAYS


def _reminder(parts: Sequence[str], problems: list[Problem]) -> int | None:
    if not parts:
        return None
    typed = parts[0] if len(parts) == 1 else ""
    if typed.isascii() and typed.isdecimal() and len(typed) < len(str(LONGEST_REMINDER_MIN)) + 1:
        minutes = int(typed)
        if minutes <= LONGEST_REMINDER_MIN:
            return minutes
    told = ", ".join(parts)[:_SHOWN]
    hint = f"a whole number from 0 to {LONGEST_REMINDER_MIN}"
    problems.append(Problem("calendar_bad_reminder", "remind", f"{told!r} are no minutes before", hint))
    return None
