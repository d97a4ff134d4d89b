"""Time in one posture as it was written down: measured stretches with beginning and end, and time told by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from unknot.facts.kinds import Exposure

_SAME_MINUTES = 0.01
_ROUNDING = timedelta(minutes=1)
"""Two stretches that overlap by no more than this follow each other."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time in one posture, counted as `cause`, that was written down at `ended`; `id` is that of the (last) fact.

    `unbroken` minutes of the `minutes` were held without getting up, None where nobody counted. Both instants are in
    UTC, `day` is the local day of the end. Of time told by hand the hours are not known: it stands as if it had gone on
    until it was written down.
    """

    id: str
    cause: str
    began: datetime
    ended: datetime
    day: date
    minutes: float
    unbroken: float | None

    @property
    def measured(self) -> bool:
        """Whether it is one stretch that was measured, all of it unbroken."""
        return self.unbroken is not None and self.unbroken >= self.minutes - _SAME_MINUTES

    def minutes_that_count(self, *, with_breaks: float, grace: float) -> float:
        """Minutes of it as far as breaks leave them; all of them where nobody counted.

        Of a stretch of L minutes the share with_breaks + (1 - with_breaks) max(0, L - grace) / L is left, of the time
        beside the longest stretch the share `with_breaks`. So a break takes off, and a longer stretch adds, always.
        """
        if self.unbroken is None:
            return self.minutes
        beyond = max(0.0, min(self.unbroken, self.minutes) - grace)
        return with_breaks * self.minutes + (1.0 - with_breaks) * beyond


def stretch(exposure: Exposure) -> Stretch:
    """`exposure` as a stretch."""
    ended = exposure.at.astimezone(UTC)
    return Stretch(
        id=exposure.id,
        cause=exposure.cause,
        began=ended - timedelta(minutes=exposure.minutes),
        ended=ended,
        day=ended.astimezone(ZoneInfo(exposure.zone)).date(),
        minutes=exposure.minutes,
        unbroken=exposure.unbroken,
    )


def stretches(exposures: Iterable[Exposure]) -> tuple[Stretch, ...]:
    """The exposures as stretches in order of their end; what two measured ones of a cause share counts once.

    So time at two computers at once is one stretch. `exposures` should be time in one posture, not training.
    """
    told: list[Stretch] = []
    measured: dict[str, list[Stretch]] = {}
    for each in sorted(map(stretch, exposures), key=_in_time):
        if each.measured:
            _add(measured.setdefault(each.cause, []), each)
        else:
            told.append(each)
    return tuple(sorted([*told, *chain.from_iterable(measured.values())], key=_in_time))


def _add(before: list[Stretch], last: Stretch) -> None:
    """Adds the stretch that ended last to those before it, as one with those it overlaps."""
    while before and before[-1].ended - last.began > _ROUNDING:
        began = min(before.pop().began, last.began)
        minutes = (last.ended - began) / timedelta(minutes=1)
        last = replace(last, began=began, minutes=minutes, unbroken=minutes)
    before.append(last)


def _in_time(each: Stretch) -> tuple[datetime, str]:
    return each.ended, each.id
