"""The parameters of addresses, and how each is read.

Code                  | Meaning
--------------------- | -------------------------------------------------
`at_in_future`        | the instant lies in the future
`at_not_a_time`       | it is no date and time, or outside 1900 to 2200
`at_without_offset`   | it has no UTC offset
`parameter_bad`       | a parameter says nothing usable
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from unknot.errors import Problem
from unknot.facts import KINDS
from unknot.facts.gate import EARLIEST_YEAR, LATEST_YEAR
from unknot.loop.desk_day_words import day_named
from unknot.web.api.declared import BadParameterError, Parameter, Schema
from unknot.web.journal import local_zone

MOST_FACTS = 1000
USUAL_FACTS = 100
_LONGEST_ID = 100
_ID: Schema = {"type": "string", "minLength": 1, "maxLength": _LONGEST_ID}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_SPELLING = "such as 2026-11-22T08:00:00Z; in an address + is written %2B"


def _id(name: str):
    def read(text: str) -> str:
        if not text or len(text) > _LONGEST_ID or not text.isprintable():
            raise BadParameterError(
                Problem("parameter_bad", name, f"{text!r} is no id", "1 to 100 printable characters")
            )
        return text

    return read


def _instant(name: str):
    def read(text: str) -> datetime:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            raise BadParameterError(
                Problem("at_not_a_time", name, f"{text!r} is no date and time", _SPELLING)
            ) from None
        if instant.utcoffset() is None:
            raise BadParameterError(Problem("at_without_offset", name, f"{text!r} has no UTC offset", _SPELLING))
        if not EARLIEST_YEAR <= instant.year <= LATEST_YEAR:
            hint = f"years {EARLIEST_YEAR} to {LATEST_YEAR}"
            raise BadParameterError(Problem("at_not_a_time", name, f"{text!r} is out of range", hint))
        return instant

    return read


def _past_instant(name: str):
    read_instant = _instant(name)

    def read(text: str) -> datetime:
        instant = read_instant(text)
        if instant > datetime.now(UTC):
            hint = "check the date and the offset"
            raise BadParameterError(Problem("at_in_future", name, f"{text} lies in the future", hint))
        return instant

    return read


def _past_day(name: str):
    def read(text: str) -> date:
        day = day_named(text, datetime.now(UTC).astimezone(ZoneInfo(local_zone())).date())
        if day is None:
            hint = f"such as 2026-11-20, from {EARLIEST_YEAR} to today"
            raise BadParameterError(Problem("parameter_bad", name, f"{text!r} is no day up to today", hint))
        return day

    return read


def _word(name: str, words: tuple[str, ...]):
    def read(text: str) -> str:
        if text not in words:
            hint = f"one of {', '.join(words)}"
            raise BadParameterError(Problem("parameter_bad", name, f"{text!r} is not one of them", hint))
        return text

    return read


def _flag(name: str):
    read_word = _word(name, ("true", "false"))
    return lambda text: read_word(text) == "true"


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= MOST_FACTS):
        problem = Problem("parameter_bad", "limit", f"{text!r} is no such number", f"1 to {MOST_FACTS}")
        raise BadParameterError(problem)
    return int(text)


FACT = Parameter("fact", _id("fact"), _ID, "The id of a fact, percent-encoded.")
EPISODE = Parameter("episode", _id("episode"), _ID, "The id of a knot, percent-encoded.")

OF_EPISODE = Parameter(
    "episode", _id("episode"), _ID, "Only facts that name this knot, and the corrections of those facts."
)
KIND = Parameter(
    "kind", _word("kind", tuple(KINDS)), {"type": "string", "enum": list(KINDS)}, "Only facts of this kind."
)
SINCE = Parameter("since", _instant("since"), _INSTANT, "Only facts from this instant on.")
AFTER = Parameter("after", _id("after"), _ID, "Begin behind the fact of this id: `next` of the page before.")
LIMIT = Parameter(
    "limit",
    _limit,
    {"type": "integer", "minimum": 1, "maximum": MOST_FACTS, "default": USUAL_FACTS},
    "How many facts at most.",
)
AT = Parameter(
    "at", _past_instant("at"), _INSTANT, "The instant to ask for, with a UTC offset; not in the future. Usually now."
)
DAY = Parameter(
    "day",
    _past_day("day"),
    {"type": "string", "format": "date"},
    "A local day of this computer, such as 2026-11-20; not one to come. Usually today.",
)
KEEP_GOOD = Parameter(
    "keep_good",
    _flag("keep_good"),
    {"type": "boolean", "default": False},
    "Take the usable facts of a file that is damaged or holds bad ones; the rest is reported.",
)
DRY_RUN = Parameter(
    "dry_run", _flag("dry_run"), {"type": "boolean", "default": False}, "Say what would happen and store nothing."
)
