"""The calendar is read back by a second library and says the same: every field, every instant, every recurrence."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import dateutil.rrule
import dateutil.tz
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.exchange.calendar import to_ics
from unknot.exchange.calendar_zone import zone_component
from unknot.loop import parse_request
from unknot.loop.appointments import Agenda, Appointment, Choices, agenda

LIBRARY = load()
SCENARIOS = Path(__file__).parents[1] / "scenarios"
ZONES = sorted(available_timezones() - {"localtime", "Factory", "posixrules"})
HARD = (
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Europe/Dublin",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "America/Havana",
    "Pacific/Apia",
    "Asia/Tokyo",
    "UTC",
)
"""Zones with half hours, without summer time, with it the other way round, and with changes at midnight."""
HOUR = timedelta(hours=1)

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=120)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
several_lines = st.lists(texts, min_size=1, max_size=3).map("\n".join)


def at_local(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))


@st.composite
def appointments(draw: Any, zone: str, around: datetime) -> Appointment:
    """Any event within some weeks of an instant: at a time or for a whole day, once or again and again."""
    start = (around + timedelta(minutes=draw(st.integers(-60_000, 60_000)))).astimezone(ZoneInfo(zone))
    start = start.replace(second=0, microsecond=0)
    minutes = draw(st.none() | st.integers(1, 240))
    if minutes is None:
        start = at_local(zone, start.year, start.month, start.day)
    weekly = () if minutes is None else tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=7))))
    if weekly:
        # Of an hour that the clocks show twice, what comes again means the first.
        start = start.replace(fold=0)
    return Appointment(
        uid=str(draw(st.uuids())),
        kind="session",
        title=draw(texts),
        text=draw(several_lines),
        start=start,
        minutes=minutes,
        page="/knots/knot1/session",
        weekly=tuple(sorted({*weekly, start.weekday()})) if weekly else (),
        until=start.date() + timedelta(days=draw(st.integers(0, 60))) if weekly else None,
        remind=draw(st.none() | st.integers(0, 240)),
    )


@st.composite
def agendas(draw: Any) -> Agenda:
    zone, revised = draw(st.sampled_from(HARD) | st.sampled_from(ZONES)), draw(instants)
    put = tuple(draw(st.lists(appointments(zone, revised), max_size=3, unique_by=lambda each: each.uid)))
    day = revised.astimezone(ZoneInfo(zone)).date()
    return Agenda(str(draw(st.uuids())), zone, day, revised, draw(st.integers(0, 9_999)), put)


origins = st.sampled_from((None, "http://127.0.0.1:8765"))


def read(data: bytes) -> Any:
    """The calendar as vobject understands it, by the clocks of its own VTIMEZONE as dateutil understands them.

    Left alone, vobject takes a zone by its name from the one before, or from pytz.
    """
    text = data.decode()
    (zone,) = re.findall(r"BEGIN:VTIMEZONE\r\nTZID:([^\r]*)\r\n", text)
    if zone != "UTC":
        vobject.icalendar.registerTzid(zone, dateutil.tz.tzical(io.StringIO(text)).get(zone))
    calendar = vobject.readOne(text)
    assert calendar.name == "VCALENDAR"
    return calendar


def events(calendar: Any) -> list[Any]:
    return calendar.contents.get("vevent", [])


def planned(name: str, *, at: datetime | None = None, **choices: Any) -> Agenda:
    request = parse_request(json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8")), LIBRARY)
    return agenda(LIBRARY, replace(request, episode="knot1", at=at or request.at), Choices(**choices))


def occurrences(component: Any) -> list[datetime]:
    """The instants of an event by dateutil, on the clocks of its own VTIMEZONE; times that are skipped are none."""
    start = component.dtstart.value
    if "rrule" not in component.contents:
        return [start.astimezone(UTC)]
    rule = dateutil.rrule.rrulestr(component.rrule.value, dtstart=start)
    return [each.astimezone(UTC) for each in rule if dateutil.tz.datetime_exists(each)]


def expected(event: Appointment, zone: ZoneInfo) -> list[datetime]:
    """The same by our own count, on the clocks of the zone itself."""
    found, day = [], event.start.date()
    while event.until is not None and day <= event.until:
        there = datetime.combine(day, event.start.time(), tzinfo=zone)
        if day.weekday() in event.weekly and there.astimezone(UTC).astimezone(zone).time() == there.time():
            found.append(there.astimezone(UTC))
        day += timedelta(days=1)
    return found or [event.start.astimezone(UTC)]


@given(agendas(), origins)
def test_a_second_library_reads_every_field_and_instant(shown: Agenda, origin: str | None) -> None:
    calendar = read(to_ics(LIBRARY, shown, origin=origin))
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value == "-//Unknot//Unknot//EN"
    assert calendar.uid.value == shown.uid
    assert len(events(calendar)) == len(shown.appointments)
    for event, put in zip(events(calendar), shown.appointments, strict=True):
        assert event.uid.value == put.uid
        assert event.summary.value == put.title
        assert event.description.value == put.text
        assert event.dtstamp.value == shown.revised.replace(microsecond=0)
        assert event.last_modified.value == shown.revised.replace(microsecond=0)
        assert event.sequence.value == str(shown.revision)
        assert event.contents["class"][0].value == "PRIVATE"
        assert event.transp.value == "TRANSPARENT"
        assert ("url" in event.contents) == (origin is not None)
        if put.minutes is None:
            assert event.dtstart.value == put.start.date()
            assert event.dtend.value == put.start.date() + timedelta(days=1)
        else:
            assert event.dtstart.value.astimezone(UTC) == put.start
            assert event.duration.value == timedelta(minutes=put.minutes)
        if put.remind is not None:
            assert event.valarm.trigger.value == timedelta(minutes=-put.remind)


@given(agendas())
def test_the_same_agenda_gives_the_same_bytes(shown: Agenda) -> None:
    assert to_ics(LIBRARY, shown) == to_ics(LIBRARY, shown)


@given(agendas(), origins)
def test_the_lines_keep_the_rules_of_the_format(shown: Agenda, origin: str | None) -> None:
    data = to_ics(LIBRARY, shown, origin=origin)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert re.search(rb"[^\r]\n|\r[^\n]", data) is None
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    for line in data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z0-9-]+(;[A-Z-]+=[^:;]+)*", name), line
        if name in ("SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"):
            assert re.search(r"(?<!\\)(?:\\\\)*[;,]", value) is None, line


@given(st.sampled_from(HARD), st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 23), st.integers(0, 400))
def test_breaks_come_when_the_clocks_there_say_so(zone: str, day: date, hour: int, days: int) -> None:
    start = at_local(zone, day.year, day.month, day.day, hour)
    if (start.date(), start.hour, start.minute) != (day, hour, 0):
        return
    event = Appointment("a-break", "break", "Up", "Up", start, 3, "/desk", tuple(range(7)), day + timedelta(days=days))
    shown = Agenda("all", zone, day, start.astimezone(UTC), 1, (event,))
    (told,) = events(read(to_ics(LIBRARY, shown)))
    assert occurrences(told) == expected(event, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "changed"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ],
)
def test_a_zone_is_stated_with_the_instants_at_which_its_clocks_change(zone: str, changed: datetime) -> None:
    place = ZoneInfo(zone)
    component = zone_component(place, changed - timedelta(days=1), changed + timedelta(days=1))
    stated = {each.DTSTART - each.TZOFFSETFROM: each for each in component.subcomponents}
    found = stated[changed.replace(tzinfo=None)]
    assert changed.astimezone(place).utcoffset() == found.TZOFFSETTO
    assert (changed - HOUR).astimezone(place).utcoffset() == found.TZOFFSETFROM


@given(st.sampled_from(HARD) | st.sampled_from(ZONES), instants)
def test_the_stated_zone_shows_what_clocks_show_at_any_instant(zone: str, when: datetime) -> None:
    first = when.replace(microsecond=0)
    last = first + timedelta(days=90)
    component = zone_component(ZoneInfo(zone), first, last)
    changes = sorted((each.DTSTART - each.TZOFFSETFROM, each.TZOFFSETTO) for each in component.subcomponents)
    instant = first
    while instant < last:
        stated = [offset for onset, offset in changes if onset <= instant.replace(tzinfo=None)][-1]
        assert stated == instant.astimezone(ZoneInfo(zone)).utcoffset()
        instant += timedelta(hours=7)


def test_a_session_in_an_hour_that_comes_twice_is_stated_in_utc_and_keeps_its_length() -> None:
    start = at_local("Europe/Berlin", 2026, 10, 25, 2, 58)
    event = Appointment("night", "session", "Unknot", "Open it.", start, 5, "/", remind=10)
    shown = Agenda("all", "Europe/Berlin", start.date(), start.astimezone(UTC), 1, (event,))
    (told,) = events(read(to_ics(LIBRARY, shown)))
    assert told.dtstart.value == datetime(2026, 10, 25, 0, 58, tzinfo=UTC)
    assert str(told.dtstart.value.tzinfo) == "tzutc()"
    assert told.duration.value == timedelta(minutes=5)


def test_every_zone_there_is_can_be_written_and_read() -> None:
    instant = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for zone in ZONES:
        event = Appointment("x", "session", "Unknot", "Open it.", instant.astimezone(ZoneInfo(zone)), 5, "/")
        (told,) = events(read(to_ics(LIBRARY, Agenda("all", zone, instant.date(), instant, 1, (event,)))))
        assert told.dtstart.value.astimezone(UTC) == instant, zone


def test_an_empty_calendar_is_a_calendar() -> None:
    data = to_ics(LIBRARY, planned("chest-pressure"))
    assert events(read(data)) == []
    assert b"BEGIN:VTIMEZONE" in data


def test_a_file_says_for_which_day_it_is_good_and_a_feed_how_often_to_ask() -> None:
    shown = planned("desk-neck")
    file, feed = read(to_ics(LIBRARY, shown)), read(to_ics(LIBRARY, shown, origin="http://127.0.0.1:8765"))
    assert "20 November" in file.description.value
    assert "refresh-interval" not in file.contents
    assert feed.contents["refresh-interval"][0].value == "PT30M"
    assert feed.contents["x-published-ttl"][0].value == "PT30M"
    assert events(feed)[0].url.value == "http://127.0.0.1:8765/knots/knot1/session"


def test_a_newer_calendar_names_the_same_events_and_counts_on() -> None:
    earlier, later = planned("desk-neck"), planned("desk-neck", remind=10, at=datetime(2026, 11, 20, 17, 3, tzinfo=UTC))
    assert [each.uid for each in earlier.appointments] == [each.uid for each in later.appointments]
    assert later.revision >= earlier.revision


def test_words_beyond_ascii_are_folded_between_letters() -> None:
    shown = planned("desk-neck")
    odd = replace(shown.appointments[0], title="Übung; 首のこり, 🙂 " * 12, text="a\\nb\nzweite Zeile, „so“; 🙂" * 9)
    (told,) = events(read(to_ics(LIBRARY, replace(shown, appointments=(odd,)))))
    assert (told.summary.value, told.description.value) == (odd.title, odd.text)
