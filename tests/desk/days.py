"""Days at a machine that can be looked at when one likes, and what a careful witness would say of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from unknot.desk.clocks import Limits, Sample

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
LIMITS = Limits(
    absence_s=300.0,
    asleep_absence_s=900.0,
    watched_s=14_400.0,
    later_s=300.0,
    typing_pause_s=5.0,
    typing_wait_s=180.0,
    prompt_stays_s=60.0,
)
BETWEEN_KEYS_S = 3.0
"""Less than a pause in typing."""


class Around(NamedTuple):
    """What surrounds the person."""

    call: bool | None = False
    full_screen: bool | None = False
    quiet: bool | None = False
    film: bool | None = False


FREE = Around()


class Doing(NamedTuple):
    """`type` (keys all the time), `rest` (no key, awake) or `sleep` (the machine sleeps), for so many seconds.

    Meanwhile `idle_s` may not be known (`blind`), and things may surround the person.
    """

    what: str
    seconds: float
    around: Around = FREE
    blind: bool = False


class Sat(NamedTuple):
    """A stretch as the witness saw it, by seconds since the day began (asleep ones count) and seconds awake."""

    began_s: float
    ended_s: float
    sat_s: float


class Day:
    """What was done one after the other. Moments are named by seconds since the day began without those asleep."""

    def __init__(self, doings: Iterable[Doing], began_at: datetime = MORNING) -> None:
        self.doings = tuple(doings)
        self.began_at = began_at
        self.keys: list[float] = [0.0]
        self.sleeps: list[tuple[float, float]] = []
        self._from: list[float] = []
        self._doing: list[Doing] = []
        now = 0.0
        for doing in self.doings:
            if doing.what == "sleep":
                self.sleeps.append((now, doing.seconds))
                continue
            self._from.append(now)
            self._doing.append(doing)
            if doing.what == "type":
                count = max(int(doing.seconds / BETWEEN_KEYS_S), 1)
                self.keys += [now + doing.seconds * number / count for number in range(1, count + 1)]
            now += doing.seconds
        self.awake_s = now

    def __repr__(self) -> str:
        return f"Day({list(self.doings)})"

    def elapsed(self, awake_s: float) -> float:
        """The same moment with the seconds asleep; just after a sleep that lies there."""
        return awake_s + sum(seconds for at, seconds in self.sleeps if at <= awake_s)

    def awake(self, at: datetime) -> float:
        """The moment of that instant; for all of a sleep it is the same."""
        left = (at - self.began_at).total_seconds()
        for moment, seconds in self.sleeps:
            if left > moment:
                left = max(left - seconds, moment)
        return left

    def sample(self, awake_s: float, *, looks_around: bool = False, wall_shift_s: float = 0.0) -> Sample:
        """What can be seen at that moment."""
        doing = self._doing[max(bisect_right(self._from, awake_s) - 1, 0)]
        idle_s = awake_s - self.keys[bisect_right(self.keys, awake_s) - 1]
        at = self.began_at + timedelta(seconds=self.elapsed(awake_s) + wall_shift_s)
        return Sample(
            at, awake_s, self.elapsed(awake_s), None if doing.blind else idle_s, doing.around if looks_around else None
        )

    def instant(self, elapsed_s: float) -> datetime:
        """The instant so many seconds after the day began."""
        return self.began_at + timedelta(seconds=elapsed_s)

    def witnessed(self, limits: Limits = LIMITS) -> list[Sat]:
        """The stretches that somebody saw who sat beside the person and wrote down every key; all of them.

        The witness knows no films, and does not doubt.
        """
        stretches: list[Sat] = []
        began = last = self.keys[0]
        for key in [*self.keys[1:], None]:
            if key is None:
                stretches.append(Sat(self._before(began), self._before(last), last - began))
                break
            awake = key - last
            whole = self._before(key) - self._before(last)
            slept = whole > awake
            if awake >= limits.absence_s or (slept and whole >= limits.asleep_absence_s):
                stretches.append(Sat(self._before(began), self._before(last), last - began))
                began = key
            last = key
        return stretches

    def _before(self, awake_s: float) -> float:
        """The same moment with the seconds asleep; just before a sleep that lies there."""
        return awake_s + sum(seconds for at, seconds in self.sleeps if at < awake_s)


def joined(parts: Sequence[Sequence[Doing]]) -> list[Doing]:
    """One after the other."""
    return [doing for part in parts for doing in part]
