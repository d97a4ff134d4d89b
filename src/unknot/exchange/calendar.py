"""The calendar of a person as iCalendar (RFC 5545 and RFC 7986), for a file to take along or a feed to refresh.

Events are named after permanent ids, so that a newer file brings those of an older one up to date and doubles none.
Times are local, with what the clocks of the zone do; lengths are exact. The same agenda gives the same bytes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration, vText

from unknot.content.library import Library
from unknot.exchange.calendar_zone import zone_component
from unknot.loop.appointments import Agenda, Appointment
from unknot.loop.telling import day_in_words

MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "unknot.ics"

_PRODUCT = "-//Unknot//Unknot//EN"
_OLDER_NAMES = {"NAME": "X-WR-CALNAME", "DESCRIPTION": "X-WR-CALDESC"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_A_DAY = timedelta(days=1)


def to_ics(library: Library, agenda: Agenda, *, origin: str | None = None) -> bytes:
    """The agenda as an iCalendar object.

    With `origin`, the address of the Unknot that serves it, it is a feed: it says how often to ask, and events lead to
    their page. Without, it is a file, which says until when it is good.
    """
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("UID", agenda.uid)
    calendar.add("LAST-MODIFIED", _stamp(agenda.revised))
    about = library.say(f"calendar.about.{'file' if origin is None else 'feed'}", day=day_in_words(library, agenda.day))
    # RFC 7986 and what programs read that do not know it.
    for name, text in (("NAME", library.say("calendar.name")), ("DESCRIPTION", about)):
        calendar.add(name, text)
        calendar.add(_OLDER_NAMES[name], vText(text))
    calendar.add("X-WR-TIMEZONE", agenda.zone)
    if origin is not None:
        often = timedelta(minutes=library.number("calendar.refresh_min"))
        calendar["REFRESH-INTERVAL"] = vDuration(often)
        calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
        calendar["X-PUBLISHED-TTL"] = vDuration(often)
    calendar.add_component(zone_component(ZoneInfo(agenda.zone), *_span(agenda)))
    for appointment in agenda.appointments:
        calendar.add_component(_event(agenda, appointment, origin))
    return bytes(calendar.to_ical())


def _event(agenda: Agenda, appointment: Appointment, origin: str | None) -> Event:
    event = Event()
    event.add("UID", appointment.uid)
    # Without a METHOD both say when what the event tells was last revised.
    event.add("DTSTAMP", _stamp(agenda.revised))
    event.add("LAST-MODIFIED", _stamp(agenda.revised))
    event.add("SEQUENCE", agenda.revision)
    event.add("SUMMARY", appointment.title)
    event.add("DESCRIPTION", appointment.text)
    if appointment.minutes is None:
        day = appointment.start.date()
        event.add("DTSTART", day)
        event.add("DTEND", day + _A_DAY)
    else:
        event.add("DTSTART", _start(appointment))
        # A length holds when the clocks change in between; an end by the clock could lie before the start.
        event.add("DURATION", timedelta(minutes=appointment.minutes))
    if appointment.until is not None:
        until = _end_of(appointment.until, ZoneInfo(agenda.zone))
        days = [_WEEKDAYS[day] for day in appointment.weekly]
        event.add("RRULE", {"FREQ": "WEEKLY", "BYDAY": days, "UNTIL": until})
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "TRANSPARENT")
    if origin is not None:
        event.add("URL", f"{origin}{appointment.page}")
    if appointment.remind is not None:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", appointment.title)
        alarm.add("TRIGGER", -timedelta(minutes=appointment.remind))
        event.add_component(alarm)
    return event


def _start(appointment: Appointment) -> datetime:
    """When it begins, by the clock of the zone; in UTC where clocks show that time twice, which programs read either
    way. What comes again keeps to the clock."""
    start = appointment.start
    twice = start.replace(fold=0).utcoffset() != start.replace(fold=1).utcoffset()
    return start.astimezone(UTC) if twice and not appointment.weekly else start


def _span(agenda: Agenda) -> tuple[datetime, datetime]:
    """From the first to the last moment that the events speak of, with a day around them."""
    zone = ZoneInfo(agenda.zone)
    lasts = [each.until or each.start.date() for each in agenda.appointments]
    firsts = [each.start for each in agenda.appointments]
    last = _end_of(max([*lasts, agenda.day]), zone)
    return min([*firsts, _end_of(agenda.day, zone) - _A_DAY]) - _A_DAY, last + _A_DAY


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of `day` in `zone`, as an instant in UTC."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone).astimezone(UTC)


def _stamp(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)
