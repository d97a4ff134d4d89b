"""People at a desk, told in local hours, for the tests of their days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from unknot.content.library import load
from unknot.facts import Dose, Exposure, Fact, History, Prompt, history
from unknot.loop.desk_day import desk_day
from unknot.loop.desk_record import DeskDay

LIBRARY = load()
ZONE = "Europe/Berlin"
DAY = date(2026, 11, 19)
EVENING = datetime(2026, 11, 20, 22, tzinfo=ZoneInfo(ZONE))
"""When all of it is looked at: the day after `DAY`."""
MOVE = "shoulder_rolls_standing_up"


def at(hours: float, day: date = DAY, zone: str = ZONE) -> datetime:
    """So many hours by the clock on the wall after midnight; 24 and more are the next day."""
    return (datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(hours=hours)).astimezone(UTC)


def sat(begin: float, end: float, day: date = DAY, *, id_: str = "", zone: str = ZONE) -> Exposure:
    """One measured stretch, by the clock on the wall."""
    began, ended = at(begin, day, zone), at(end, day, zone)
    minutes = (ended - began) / timedelta(minutes=1)
    name = id_ or f"sat-{day}-{begin:g}-{end:g}"
    return Exposure(id=name, at=ended, zone=zone, cause="desk_posture", minutes=minutes, unbroken=minutes)


def told(minutes: float, longest: float | None, day: date = DAY, id_: str = "told") -> Exposure:
    return Exposure(id=id_, at=at(18, day), zone=ZONE, cause="desk_posture", minutes=minutes, unbroken=longest)


def reminded(hours: float, answer: str = "none", day: date = DAY) -> Prompt:
    return Prompt(id=f"reminded-{day}-{hours:g}", at=at(hours, day), zone=ZONE, answer=answer)


def moved(hours: float, felt: str | None = None, technique: str = MOVE) -> Dose:
    return Dose(id=f"moved-{technique}-{hours:g}", at=at(hours), zone=ZONE, technique=technique, seconds=15, felt=felt)


def held(*facts: Fact, now: datetime = EVENING, zone: str = ZONE) -> History:
    return history(facts, at=now, zone=zone)


def seen(*facts: Fact, day: date = DAY, now: datetime = EVENING, zone: str = ZONE, **chances: float) -> DeskDay:
    return desk_day(LIBRARY, held(*facts, now=now, zone=zone), day, chances)
