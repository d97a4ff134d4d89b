"""A time zone as a calendar file states it: what the clocks there did before the first event, and do until the last.

Written from the instants at which the offset changes. RFC 5545 gives each change in the time that clocks showed just
before it, which cannot be read off a zone by looking at local times: those that are skipped in spring do not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=3)
"""No zone changes its clocks and changes them back in so short a time."""
_BEFORE, _AFTER = timedelta(days=400), timedelta(days=800)
"""How far to look back for what holds at first, and how far ahead: some programs keep a zone that they know by name."""
_ALWAYS = datetime(1970, 1, 1)  # noqa: DTZ001 - the clock of the zone, as RFC 5545 writes it
_SECOND = timedelta(seconds=1)


def zone_component(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """`zone` with every offset that holds from `first` to `last`, both aware, and for two years more."""
    component = Timezone()
    component.add("TZID", zone.key)
    changes = list(_changes(zone, first - _BEFORE, last + _AFTER))
    start = max((place for place, change in enumerate(changes) if change <= first.astimezone(UTC)), default=None)
    if start is None:
        began = (first - _BEFORE).astimezone(zone)
        component.add_component(_observance(began, _offset(began), _ALWAYS))
        start = 0
    for change in changes[start:]:
        before, after = _offset((change - _SECOND).astimezone(zone)), change.astimezone(zone)
        component.add_component(_observance(after, before, change.replace(tzinfo=None) + before))
    return component


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants (UTC, whole seconds) after `first` and up to `last` from which another offset or name holds."""
    begin, end = (each.astimezone(UTC).replace(microsecond=0) for each in (first, last))
    while begin < end:
        low, high = begin, min(begin + _STEP, end)
        if _shown(zone, low) != _shown(zone, high):
            while high - low > _SECOND:
                middle = low + (high - low) // (2 * _SECOND) * _SECOND
                low, high = (middle, high) if _shown(zone, middle) == _shown(zone, low) else (low, middle)
            yield high
        begin = min(begin + _STEP, end)


def _shown(zone: ZoneInfo, instant: datetime) -> tuple[timedelta, str | None, timedelta | None]:
    there = instant.astimezone(zone)
    return _offset(there), there.tzname(), there.dst()


def _offset(there: datetime) -> timedelta:
    return there.utcoffset() or timedelta()


def _observance(there: datetime, before: timedelta, onset: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What holds at `there`, from `onset` on by the clock before."""
    observance = TimezoneDaylight() if (there.dst() or timedelta()) > timedelta() else TimezoneStandard()
    observance.add("DTSTART", onset)
    observance.add("TZOFFSETFROM", before)
    observance.add("TZOFFSETTO", _offset(there))
    observance.add("TZNAME", there.tzname() or there.strftime("%z"))
    return observance
