"""The sitting clock of the companion: how long somebody has sat. When a prompt is in place, `prompt_clock` says.

Neither has a clock of its own: each `step` is given one sample of the world. Durations come from the two clocks of the
machine that nobody can set: `awake_s` stands still while the machine sleeps, `elapsed_s` goes on. Instants come from
the wall clock of the latest sample, so that a wall clock that was wrong and has been put right, or is moved by an hour,
changes the instants that are named and nothing else. Daylight saving moves no instant at all.

A sample tells exactly when the last input was, `idle_s` ago. An absence is `absence_s` awake without input,
and ends the stretch at the last input, whenever it is noticed. If samples are taken before `absence_s` is over, as
`next_look_s` asks, no absence can hide between two of them. The first input of a stretch is known less exactly: it is
taken for the input before the sample that saw it, which claims a little too little.

- A film or a call is watched without input: while `call` or `film` is true, the person still sits at the moment of
  the sample. It is asked twice in `absence_s`, so that nobody who sits on after a film is taken for gone. Nobody can
  tell a film from one that plays on without a viewer over night, so after `watched_s` without input nothing of it
  counts: the stretch ended at the last input. Where it is not known (None) whether there is a call or a film, there is
  none. A locked screen is like any other: without input it is an absence.
- Sleep of the machine resets nothing by itself and is no sitting. Without input for `asleep_absence_s`, asleep and
  awake together, the stretch ended at the last input before. If keys were pressed between a sample and the sleep,
  that is not known, and the stretch ends a look too early, never too late.
- Where it cannot be known whether there was input (`idle_s` is None, or the process was held up and no sample was
  taken), it is as if the machine slept, except that such a gap counts as sitting up to `absence_s`: so much is
  forgiven while looking, too.
- `idle_s` may or may not go on while the machine sleeps; the last input is never moved back behind one seen already.
- A stretch over midnight is one stretch. After 24 hours, which is as much as a fact can hold, the next one begins.
- A stretch shorter than a minute is none.
- A break ends the stretch at the instant it was recorded, and the next one begins there.
- A companion that is started again takes the stretch over (`Carried`) if there is input again before `absence_s` is
  over, on both clocks. The clocks of another start of the machine mean nothing; nobody may carry over those.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

SHORTEST_S = 60.0
LONGEST_S = 86_400.0

SITTING_LOOK_S = 60.0
AWAY_LOOK_S = 30.0
LATE_S = 0.05
"""A look comes this much after the moment that it is to see."""
_SAME_INPUT_S = 1.0
"""The same input is seen at slightly different moments; no source of presence is as exact as the clocks."""


class Surrounded(Protocol):
    """What is known of a call, a full screen, the wish not to be disturbed, and a film; None where it is not."""

    @property
    def call(self) -> bool | None: ...
    @property
    def full_screen(self) -> bool | None: ...
    @property
    def quiet(self) -> bool | None: ...
    @property
    def film(self) -> bool | None: ...


class Sample(NamedTuple):
    """The world at one moment: the wall clock (aware), both clocks of the machine, and seconds since the last input.

    `idle_s` is None where it is not known, `occupied` is None where nobody has looked.
    """

    at: datetime
    awake_s: float
    elapsed_s: float
    idle_s: float | None
    occupied: Surrounded | None = None


class Limits(NamedTuple):
    """What the clocks go by, in seconds."""

    absence_s: float
    asleep_absence_s: float
    watched_s: float
    later_s: float
    typing_pause_s: float
    typing_wait_s: float
    prompt_stays_s: float


class Stretch(NamedTuple):
    """Sitting that has ended: from when to when, and how many minutes of it the machine was awake."""

    began_at: datetime
    ended_at: datetime
    minutes: float


class Carried(NamedTuple):
    """A stretch that was going on when the companion ended, by the clocks of the machine."""

    began_s: float
    last_awake_s: float
    last_elapsed_s: float
    sat_s: float


class _Point(NamedTuple):
    """A moment by both clocks of the machine."""

    awake_s: float
    elapsed_s: float


class SittingClock:
    """How long somebody has sat without a break. Nobody sits until a sample shows input."""

    def __init__(self, limits: Limits, carried: Carried | None = None) -> None:
        self._limits = limits
        self._began_s: float | None = None
        self._seated = self._input = _Point(-math.inf, -math.inf)
        self._sat_s = self._sat_at_input_s = 0.0
        self._unsure_s = max(limits.absence_s, limits.asleep_absence_s)
        if carried is not None:
            self._begin(_Point(carried.last_awake_s, carried.last_elapsed_s), carried.began_s)
            self._sat_s = self._sat_at_input_s = carried.sat_s
            self._unsure_s = limits.absence_s

    @property
    def began_s(self) -> float | None:
        """When the stretch began, by `elapsed_s`; None while nobody sits. It names the stretch."""
        return self._began_s

    @property
    def carried(self) -> Carried | None:
        """The stretch as another process may take it over."""
        if self._began_s is None:
            return None
        return Carried(self._began_s, self._seated.awake_s, self._seated.elapsed_s, self._sat_s)

    def sat_s(self, sample: Sample) -> float:
        """Seconds of sitting without a break up to `sample`; 0 while nobody sits."""
        return 0.0 if self._began_s is None else self._sat_s + self._counted(sample.awake_s - self._seated.awake_s)

    def began_at(self, sample: Sample) -> datetime | None:
        """The instant at which the stretch began, by the wall clock of `sample`."""
        return None if self._began_s is None else _instant(sample, self._began_s)

    def last_at(self, sample: Sample) -> datetime | None:
        """The last instant at which somebody is known to have sat, by the wall clock of `sample`."""
        return None if self._began_s is None else _instant(sample, self._seated.elapsed_s)

    def asks(self, sample: Sample) -> bool:
        """Whether it hangs on a call or a film if an absence begins at `sample`."""
        if self._began_s is None or sample.idle_s is None:
            return False
        last = self._latest(sample)
        if not self._limits.absence_s <= sample.awake_s - last.awake_s < self._limits.watched_s:
            return False
        watched = self._seated.awake_s > last.awake_s
        without_s = sample.awake_s - max(last.awake_s, self._seated.awake_s)
        return without_s >= (self._limits.absence_s / 2 if watched else self._limits.absence_s)

    def next_look_s(self, sample: Sample) -> float:
        """Seconds after `sample` at which the next one should be taken at the latest."""
        if self._began_s is None:
            return min(AWAY_LOOK_S, self._limits.absence_s / 2)
        since_s = sample.awake_s - self._seated.awake_s
        half_s = self._limits.absence_s / 2
        watched = self._seated.awake_s > self._input.awake_s
        until_s = half_s if watched and since_s < half_s else self._limits.absence_s
        return min(SITTING_LOOK_S, max(until_s - since_s, 0.0) + LATE_S)

    def step(self, sample: Sample) -> tuple[Stretch, ...]:
        """Takes in `sample`, which is not earlier than the one before; the stretches that are known to have ended."""
        if self._began_s is None:
            self._maybe_begin(sample)
            return ()
        ended: list[Stretch | None] = []
        if sample.idle_s is not None:
            last = self._latest(sample)
            seated = self._seen_seated(sample, last)
            if seated.elapsed_s - self._seated.elapsed_s >= self._unsure_s:
                ended.append(self._end(sample))
                self._maybe_begin(sample)
            else:
                ended.append(self._go_on(sample, last, seated))
            self._unsure_s = max(self._limits.absence_s, self._limits.asleep_absence_s)
        if self._is_absent(sample):
            ended.append(self._end(sample))
        return tuple(stretch for stretch in ended if stretch is not None)

    def broke(self, sample: Sample, at: datetime) -> Stretch | None:
        """A break was recorded at the instant `at`: the stretch ended there, and the next one begins. None if the
        stretch that ended is too short to be one, or if nobody sits.
        """
        if self._began_s is None:
            return None
        since_s = min(max((sample.at - at).total_seconds(), 0.0), sample.elapsed_s - self._began_s)
        sat_s = self.sat_s(sample)
        again_s = min(since_s, sat_s)
        stretch = _stretch(sample, self._began_s, sample.elapsed_s - since_s, sat_s - again_s)
        if self._seated.awake_s < sample.awake_s - again_s:
            self._seated = self._input = _Point(sample.awake_s - again_s, sample.elapsed_s - since_s)
        self._began_s = sample.elapsed_s - since_s
        self._sat_s = max(again_s - (sample.awake_s - self._seated.awake_s), 0.0)
        self._sat_at_input_s = min(self._sat_at_input_s, self._sat_s)
        return stretch

    def end(self, sample: Sample) -> Stretch | None:
        """The stretch so far, as nobody will look any further. None if there is none, or it is too short."""
        return self._end(sample)

    def _begin(self, at: _Point, began_s: float) -> None:
        self._began_s = began_s
        self._seated = self._input = at
        self._sat_s = self._sat_at_input_s = 0.0

    def _maybe_begin(self, sample: Sample) -> None:
        if sample.idle_s is None:
            return
        last = _last_input(sample)
        if last.awake_s > self._input.awake_s + _SAME_INPUT_S:
            if sample.awake_s - last.awake_s < self._limits.absence_s:
                self._begin(last, last.elapsed_s)
            self._input = last

    def _go_on(self, sample: Sample, last: _Point, seated: _Point) -> Stretch | None:
        cut = None
        more_s = self._counted(seated.awake_s - self._seated.awake_s)
        if self._sat_s + more_s > LONGEST_S:
            cut = self._end(sample)
            self._begin(self._seated, self._seated.elapsed_s)
        if last.awake_s > self._input.awake_s:
            self._input = last
            self._sat_at_input_s = self._sat_s + self._counted(last.awake_s - self._seated.awake_s)
        self._sat_s += more_s
        self._seated = seated
        return cut

    def _is_absent(self, sample: Sample) -> bool:
        if sample.elapsed_s - self._seated.elapsed_s >= self._unsure_s:
            return True
        return sample.idle_s is not None and sample.awake_s - self._seated.awake_s >= self._limits.absence_s

    def _latest(self, sample: Sample) -> _Point:
        """The last input, as far as `sample` and those before it tell."""
        last = _last_input(sample)
        return last if last.awake_s > self._input.awake_s + _SAME_INPUT_S else self._input

    def _seen_seated(self, sample: Sample, last: _Point) -> _Point:
        """The last moment at which somebody is known to sit: of an input, or of a film or call that goes on."""
        without_s = sample.awake_s - last.awake_s
        if is_watching(sample.occupied) and self._limits.absence_s <= without_s < self._limits.watched_s:
            return _Point(sample.awake_s, sample.elapsed_s)
        return max(last, self._seated)

    def _counted(self, gap_s: float) -> float:
        """How much of a gap between two moments of sitting is sitting."""
        return min(max(gap_s, 0.0), self._limits.absence_s)

    def _end(self, sample: Sample) -> Stretch | None:
        """Nobody sits any more. What was only watched, and for too long to be believed, is left out."""
        began_s, self._began_s = self._began_s, None
        if began_s is None:
            return None
        if sample.awake_s - self._input.awake_s < self._limits.watched_s:
            return _stretch(sample, began_s, self._seated.elapsed_s, self._sat_s)
        return _stretch(sample, began_s, self._input.elapsed_s, self._sat_at_input_s)


def _last_input(sample: Sample) -> _Point:
    idle_s = max(sample.idle_s or 0.0, 0.0)
    return _Point(sample.awake_s - idle_s, sample.elapsed_s - idle_s)


def is_watching(occupied: Surrounded | None) -> bool:
    """Whether there is a call or a film, as far as anybody has looked."""
    return occupied is not None and bool(occupied.call or occupied.film)


def _instant(sample: Sample, elapsed_s: float) -> datetime:
    return sample.at - timedelta(seconds=sample.elapsed_s - elapsed_s)


def _stretch(sample: Sample, began_s: float, last_s: float, sat_s: float) -> Stretch | None:
    if sat_s < SHORTEST_S:
        return None
    return Stretch(_instant(sample, began_s), _instant(sample, last_s), min(sat_s, LONGEST_S) / 60.0)
