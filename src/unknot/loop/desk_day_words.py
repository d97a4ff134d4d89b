"""A day at the desk in words and as plain values, the same on the page, at the terminal and for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import History
from unknot.facts.gate import EARLIEST_YEAR
from unknot.loop.desk_day import desk_day, likely_muscles
from unknot.loop.desk_record import DeskDay, Held
from unknot.loop.wording import sources

EVIDENCE = ("nc-21", "ph-10", "dk-01", "dk-03", "dk-05", "dk-07")
"""The findings behind the words about a day; each page shows them once."""
GRADED = ("nc-21", "dk-01")
"""Of these, what the grades are said of: that sitting brings on knots, and that breaks ease the same day."""


def span(library: Library, minutes: float) -> str:
    """A length of time as people say it, in a piece that no line breaks: 50 min, 1 h, 1 h 50 min."""
    hours, rest = divmod(round(minutes), 60)
    which = "minutes" if not hours else "both" if rest else "hours"
    return library.say(f"desk_day.span.{which}", hours=hours, minutes=rest).replace(" ", "\u00a0")


def about(library: Library, minutes: float) -> str:
    """A length of time where the minutes do not matter: to the half hour, from an hour and a half on."""
    return span(library, 30 * round(minutes / 30) if minutes >= 90 else minutes)


def in_words(library: Library, seen: DeskDay) -> tuple[str, ...]:
    """What the day says in plain sentences: how long, the longest stretch, and how that stands beside a usual day."""
    said, minutes, longest = [], seen.in_short.minutes, seen.in_short.longest
    if minutes is None:
        return (library.say("desk_day.nothing_today" if seen.is_today else "desk_day.nothing"),)
    so_far = ".so_far" if seen.is_today else ""
    said.append(library.say(f"desk_day.total{so_far}", span=span(library, minutes)))
    if longest is not None:
        said.append(library.say("desk_day.longest", span=span(library, longest)))
    if seen.usual_minutes is None:
        said.append(library.say("desk_day.usual.unknown", days=int(library.number("desk_day.usual_days_min"))))
    elif seen.is_today and seen.compared != "more":
        said.append(library.say("desk_day.usual.not_over", span=about(library, seen.usual_minutes)))
    else:
        said.append(library.say(f"desk_day.usual.{seen.compared}", span=about(library, seen.usual_minutes)))
    return tuple(said)


def stretches_in_words(library: Library, seen: DeskDay) -> str:
    """How much was measured in how many stretches; empty if nothing was."""
    if seen.in_short.measured is None:
        return ""
    key = "desk_day.picture.one_stretch" if len(seen.stretches) == 1 else "desk_day.picture.stretches"
    return library.say(key, span=span(library, seen.in_short.measured), count=len(seen.stretches))


def reminders_in_words(library: Library, seen: DeskDay) -> str:
    """How many reminders were kept, of those that were kept or not; empty as long as there are none."""
    outcomes = [each.outcome for each in seen.reminders if each.outcome in ("kept", "passed_over")]
    if not outcomes:
        return ""
    return library.say("desk_day.reminders.summary", kept=outcomes.count("kept"), count=len(outcomes))


def held_in_words(library: Library, held: Held) -> str:
    """For how long a muscle was held, and for how long on a usual day."""
    said = library.say("desk_day.held", span=about(library, held.minutes))
    if held.usual_minutes is None:
        return f"{said} {library.say('desk_day.held.usual_unknown')}"
    return f"{said} {library.say('desk_day.held.usual', span=about(library, held.usual_minutes))}"


def evidence(library: Library) -> tuple[str, str, str, str]:
    """What is known of sitting and breaks, how sure that is, its limit, and the sources in a line."""
    causes, breaks = (library.say(f"grade.{library.findings[id_].certainty}.title").lower() for id_ in GRADED)
    sure = library.say("desk_day.grade", causes=causes, breaks=breaks)
    return library.say("desk_day.evidence"), sure, library.say("desk_day.limit"), sources(library, EVIDENCE)


def day_document(library: Library, held: History, day: date) -> dict[str, Any]:
    """The day with the muscles that may be named, as plain values for programs."""
    return to_raw(library, desk_day(library, held, day, likely_muscles(library, held)))


def to_raw(library: Library, seen: DeskDay) -> dict[str, Any]:
    """The day as plain values for programs: instants with the offset of its zone, spans in minutes."""
    zone = ZoneInfo(seen.zone)

    def instant(at: datetime) -> str:
        return at.astimezone(zone).isoformat()

    return {
        "day": seen.day.isoformat(),
        "zone": seen.zone,
        "minutes": _rounded(seen.in_short.minutes),
        "longest": _rounded(seen.in_short.longest),
        "usual_minutes": _rounded(seen.usual_minutes),
        "compared": seen.compared,
        "text": list(in_words(library, seen)),
        "stretches": [
            {
                "fact": each.fact,
                "began": instant(each.began),
                "ended": instant(each.ended),
                "minutes": _rounded(each.minutes),
                "whole_minutes": _rounded(each.whole_minutes),
            }
            for each in seen.stretches
        ],
        "told": [
            {
                "fact": each.fact,
                "minutes": _rounded(each.minutes),
                "longest": _rounded(each.longest),
                "by_hand": each.by_hand,
            }
            for each in seen.told
        ],
        "reminders": [
            {"at": instant(each.at), "answer": each.answer, "outcome": each.outcome} for each in seen.reminders
        ],
        "breaks": [
            {"at": instant(each.at), "moves": list(each.moves), "seconds": each.seconds, "felt": each.felt}
            for each in seen.breaks
        ],
        "held": [
            {
                "muscle": each.muscle,
                "name": library.say(f"muscle.{each.muscle}.name"),
                "minutes": _rounded(each.minutes),
                "usual_minutes": _rounded(each.usual_minutes),
                "text": held_in_words(library, each),
            }
            for each in seen.held
        ],
        "lately": [
            {
                "day": each.day.isoformat(),
                "measured": _rounded(each.measured),
                "told": _rounded(each.told),
                "longest": _rounded(each.longest),
            }
            for each in seen.lately
        ],
    }


def day_named(text: str, today: date) -> date | None:
    """The day that `text` names as YYYY-MM-DD; None if it names none, one to come, or one before there were records."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and day <= today and day.year >= EARLIEST_YEAR else None


def _rounded(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)
