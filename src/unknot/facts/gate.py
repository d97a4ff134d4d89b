"""The one gate: a raw mapping becomes a fact here or nowhere.

Every bad field is reported with a permanent code, its place and a hint; nothing is quietly defaulted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from unknot.errors import FactError, Problem
from unknot.facts.kinds import (
    KINDS,
    Answer,
    CheckIn,
    Correction,
    Dose,
    Episode,
    Exposure,
    Fact,
    ForecastIssued,
    ImportBatch,
    Mark,
    Preference,
    Profile,
    Prompt,
    ProVisit,
    Story,
    TrialEvent,
    Vocabulary,
)

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
"""No instant lies before or after; the calendar of a machine holds only so much."""
LONGEST_TEXT = 5_000
"""No text, such as a story or a note, has more characters."""

_NEEDS_EPISODE = (Mark, Story, CheckIn, Episode, ForecastIssued)


class _BadValueError(Exception):
    """A field value that cannot be used; becomes a `Problem` with the field's place."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


_Reader = Callable[[Any, Vocabulary], Any]


def _text(value: Any, _: Vocabulary) -> str:
    if not isinstance(value, str):
        raise _BadValueError("fact_not_text", f"expected text, got {value!r}", "write it in quotes")
    if len(value) > LONGEST_TEXT:
        raise _BadValueError("fact_text_too_long", f"{len(value)} characters", f"at most {LONGEST_TEXT}")
    if "\x00" in value:
        raise _BadValueError("fact_not_text", "text holds a NUL character", "remove it")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _BadValueError("fact_not_text", "text holds half of a character", "send it as UTF-8") from None
    return value


def _name(value: Any, vocabulary: Vocabulary) -> str:
    text = _text(value, vocabulary)
    if not text or len(text) > 100 or not text.isprintable():
        raise _BadValueError("fact_bad_id", f"{text!r} is no id", "1 to 100 printable characters")
    return text


def _flag(value: Any, _: Vocabulary) -> bool:
    if not isinstance(value, bool):
        raise _BadValueError("fact_not_true_or_false", f"expected true or false, got {value!r}")
    return value


def _number(low: float, high: float, unit: str) -> _Reader:
    def read(value: Any, _: Vocabulary) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise _BadValueError("fact_not_a_number", f"expected a number, got {value!r}", unit)
        if not low <= value <= high:
            raise _BadValueError("fact_out_of_range", f"{value} is impossible", f"{low:g} to {high:g} {unit}")
        return float(value)

    return read


def _whole(low: int, high: int, unit: str) -> _Reader:
    number = _number(low, high, unit)

    def read(value: Any, vocabulary: Vocabulary) -> int:
        checked = number(value, vocabulary)
        if checked != int(checked):
            raise _BadValueError("fact_not_whole", f"{value} is not a whole number", f"{low} to {high} {unit}")
        return int(checked)

    return read


def _word(*allowed: str) -> _Reader:
    def read(value: Any, _: Vocabulary) -> str:
        if value is True or value is False:
            raise _BadValueError("fact_unknown_word", f"got {value!r}", f"one of {', '.join(allowed)}, in quotes")
        if value not in allowed:
            raise _BadValueError("fact_unknown_word", f"unknown word {value!r}", f"one of {', '.join(allowed)}")
        return cast(str, value)

    return read


def _id_from(list_name: str) -> _Reader:
    def read(value: Any, vocabulary: Vocabulary) -> str:
        if not isinstance(value, str) or value not in getattr(vocabulary, list_name):
            raise _BadValueError(
                "fact_unknown_id", f"unknown id {value!r}", f"must be one of the {list_name} of the content"
            )
        return value

    return read


def _many(read_one: _Reader) -> _Reader:
    def read(value: Any, vocabulary: Vocabulary) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise _BadValueError("fact_not_a_list", f"expected a list, got {value!r}")
        return tuple(read_one(item, vocabulary) for item in value)

    return read


def _day(value: Any, _: Vocabulary) -> date:
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise _BadValueError("fact_bad_date", f"{value!r} is no date", "YYYY-MM-DD") from None


def _instant(value: Any, _: Vocabulary) -> datetime:
    try:
        if not isinstance(value, str):
            raise ValueError
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise _BadValueError(
            "fact_bad_time", f"{value!r} is no date and time", "ISO 8601, such as 2026-11-22T08:00:00+01:00"
        ) from None
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise _BadValueError("fact_naive_time", f"{value!r} has no UTC offset", "add one, such as +01:00 or Z")
    if not EARLIEST_YEAR <= instant.year <= LATEST_YEAR:
        raise _BadValueError("fact_bad_time", f"{value!r} is out of range", f"years {EARLIEST_YEAR} to {LATEST_YEAR}")
    return instant


def _zone(value: Any, _: Vocabulary) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise _BadValueError(
            "fact_unknown_zone", f"{value!r} is no time zone", "IANA name, such as Europe/Berlin"
        ) from None
    return cast(str, value)


def _rom(value: Any, vocabulary: Vocabulary) -> Mapping[str, float]:
    if not isinstance(value, Mapping):
        raise _BadValueError("fact_not_a_mapping", f"expected measure: degrees, got {value!r}")
    readings = {}
    for key, degrees in value.items():
        measure, _, side = str(key).rpartition(".")
        if side not in ("l", "r"):
            measure = str(key)
        if measure not in vocabulary.rom:
            raise _BadValueError(
                "fact_unknown_id", f"unknown range measure {key!r}", "a rom_ id, with .l or .r for a side"
            )
        readings[str(key)] = _number(*vocabulary.rom[measure], unit="deg")(degrees, vocabulary)
    return MappingProxyType(readings)


def _movements(value: Any, vocabulary: Vocabulary) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        raise _BadValueError("fact_not_a_mapping", f"expected movement: how far it goes, got {value!r}")
    for name in value:
        if f"movement:{name}" not in vocabulary.questions:
            raise _BadValueError("fact_unknown_id", f"unknown movement {name!r}", "must be a movement of the content")
    return MappingProxyType({str(name): _REACH(reach, vocabulary) for name, reach in value.items()})


def _time_to_remind(value: Any, _: Vocabulary) -> str:
    if value == "never":
        return "never"
    try:
        if not isinstance(value, str) or len(value) != 5:
            raise ValueError
        time.fromisoformat(value)
    except ValueError:
        raise _BadValueError(
            "fact_bad_time", f"{value!r} is no time of day", 'HH:MM, such as 18:30, or "never"'
        ) from None
    return value


def _mapping(value: Any, vocabulary: Vocabulary) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _BadValueError("fact_not_a_mapping", f"expected an object, got {value!r}")
    return MappingProxyType(cast(dict[str, Any], _json(value, vocabulary, depth=8)))


def _json(value: Any, vocabulary: Vocabulary, depth: int) -> Any:
    """`value` as plain JSON that every database and every reader of JSON can hold."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, vocabulary)
    if isinstance(value, int):
        if abs(value) > 2**53:
            raise _BadValueError("fact_out_of_range", "a whole number beyond 2^53", "write it as text")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _BadValueError("fact_not_a_number", f"got {value!r}", "a finite number")
        return value
    if depth == 0:
        raise _BadValueError("fact_too_deep", "nested too deeply", "at most 8 levels")
    if isinstance(value, list | tuple):
        return [_json(item, vocabulary, depth - 1) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {_text(key, vocabulary): _json(item, vocabulary, depth - 1) for key, item in value.items()}
    raise _BadValueError(
        "fact_not_json", f"{type(value).__name__} is not JSON", "text, numbers, lists and objects only"
    )


_POINTS = _number(0, 10, "points")
_WHOLE_POINTS = _whole(0, 10, "points")
_REACH = _word("full", "a_bit_short", "clearly_short")
_COMMON: Mapping[str, _Reader] = {"id": _name, "at": _instant, "zone": _zone, "episode": _name}
_READERS: Mapping[type[Fact], Mapping[str, _Reader]] = {
    Profile: {
        "age_years": _whole(0, 120, "years"),
        "sex": _word("female", "male"),
        "regular_exerciser": _flag,
    },
    Preference: {
        "minutes_per_day": _whole(0, 240, "minutes"),
        "tools": _many(_id_from("tools")),
        "dislikes": _many(_id_from("techniques")),
        "quiet": _flag,
        "remind_at": _time_to_remind,
    },
    Episode: {
        "event": _word("opened", "merged", "split", "resolved", "reopened"),
        "began_on": _day,
        "into": _name,
        "earlier_episodes": _whole(0, 1000, "episodes"),
        "out_of": _name,
        "recurrence_of": _name,
    },
    Mark: {"region": _id_from("regions"), "intensity": _WHOLE_POINTS, "depth": _word("deep", "surface")},
    Answer: {"question": _id_from("questions"), "value": _word("yes", "no", "not_sure")},
    Story: {"text": _text},
    CheckIn: {
        "pain_now": _POINTS,
        "pain_worst": _POINTS,
        "press_tenderness": _POINTS,
        "function": _POINTS,
        "rom": _rom,
        "soreness_5": _whole(1, 5, "level"),
        "followed_plan": _flag,
        "movements": _movements,
    },
    Dose: {
        "technique": _id_from("techniques"),
        "seconds": _number(0, 86_400, "seconds"),
        "muscle": _id_from("muscles"),
        "region": _id_from("regions"),
        "discomfort": _POINTS,
        "felt": _word("better", "same", "worse"),
        "stopped": _flag,
        "repetitions": _whole(0, 10_000, "times"),
        "eased": _flag,
        "range_felt": _word("further", "same", "less"),
        "pain_before": _POINTS,
        "pain_after": _POINTS,
    },
    Exposure: {
        "cause": _id_from("causes"),
        "minutes": _number(0, 1_440, "minutes"),
        "rpe": _POINTS,
        "unbroken": _number(0, 1_440, "minutes"),
    },
    Prompt: {"answer": _word("start", "later", "skip", "none")},
    ProVisit: {
        "technique": _id_from("techniques"),
        "finding": _word("muscular", "other", "unknown"),
        "cleared": _flag,
        "minutes": _number(0, 1_440, "minutes"),
        "note": _text,
    },
    ForecastIssued: {
        "content_version": _name,
        "parameters_version": _name,
        "persists_probability": _number(0, 1, "probability"),
        "gone_by": _day,
        "gone_low": _day,
        "gone_high": _day,
    },
    TrialEvent: {
        "trial": _name,
        "event": _word("designed", "assigned", "done", "skipped", "closed"),
        "details": _mapping,
    },
    ImportBatch: {"source": _name, "sha256": _name, "added": _whole(0, 100_000_000, "facts")},
    Correction: {"supersedes": _name, "reason": _text},
}


def parse(raw: Any, vocabulary: Vocabulary, *, not_after: datetime | None = None, place: str = "fact") -> Fact:
    """The fact that `raw` states, checked against `vocabulary`.

    Raises `FactError` naming every bad field. `not_after` refuses facts that lie in the future.
    """
    problems: list[Problem] = []
    if not isinstance(raw, Mapping):
        raise FactError(Problem("fact_not_a_mapping", place, f"expected an object, got {type(raw).__name__}"))
    kind = KINDS.get(raw["kind"]) if isinstance(raw.get("kind"), str) else None
    if kind is None:
        raise FactError(
            Problem("fact_unknown_kind", f"{place}.kind", f"unknown kind {raw.get('kind')!r}", ", ".join(KINDS))
        )
    readers = {**_COMMON, **_READERS[kind]}
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key == "kind" or value is None:
            continue
        if kind is Correction and key == "replacement":
            try:
                values[key] = _replacement(value, vocabulary, not_after, f"{place}.{key}")
            except FactError as error:
                problems.extend(error.problems)
            continue
        if key not in readers:
            problems.append(
                Problem("fact_unknown_field", f"{place}.{key}", f"no field of a {raw['kind']}", ", ".join(readers))
            )
            continue
        try:
            values[key] = readers[key](value, vocabulary)
        except _BadValueError as bad:
            problems.append(Problem(bad.code, f"{place}.{key}", bad.message, bad.hint))
    problems += [
        Problem("fact_missing_field", f"{place}.{name}", f"a {raw['kind']} needs it")
        for name in _required(kind)
        if raw.get(name) is None
    ]
    if not_after is not None and "at" in values and values["at"] > not_after:
        problems.append(
            Problem("fact_in_future", f"{place}.at", f"{raw['at']} lies in the future", "check the date and the offset")
        )
    if problems:
        raise FactError(*problems)
    return kind(**values)


def _replacement(raw: Any, vocabulary: Vocabulary, not_after: datetime | None, place: str) -> Fact:
    fact = parse(raw, vocabulary, not_after=not_after, place=place)
    if isinstance(fact, Correction):
        raise FactError(
            Problem("fact_bad_replacement", place, "a correction cannot stand in for a fact", "give the fact itself")
        )
    return fact


def parse_all(
    raws: Iterable[Any], vocabulary: Vocabulary, *, not_after: datetime | None = None
) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """The usable facts in the order given, and every problem of the others; ids must be unique."""
    good: list[Fact] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for index, raw in enumerate(raws):
        place = f"facts[{index}]"
        try:
            fact = parse(raw, vocabulary, not_after=not_after, place=place)
        except FactError as error:
            problems.extend(error.problems)
            continue
        if fact.id in seen:
            problems.append(Problem("fact_duplicate_id", f"{place}.id", f"{fact.id!r} stands twice"))
            continue
        seen.add(fact.id)
        good.append(fact)
    return tuple(good), tuple(problems)


def _required(kind: type[Fact]) -> tuple[str, ...]:
    named = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    return (*named, "episode") if issubclass(kind, _NEEDS_EPISODE) else tuple(named)
