"""The companion from its start to its end: it looks, sleeps until something can have changed, and looks again.

Nothing wakes it but the prompter, by an answer or because time is up, and a signal. It looks at what surrounds the
person only if a prompt or an absence hangs on it, and asks what to show only when a prompt is in place. It ends when it
is told to, when the desktop session ends, or when its folder is taken away; the stretch so far is noted before, and
goes on if a companion is started again before an absence has passed.

Code                     | Meaning
------------------------ | ----------------------------------------------------------------------------
`desk_folder_unwritable` | the companion cannot read or write its own files in the data folder
`desk_runs_already`      | a companion runs already for this data folder
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import NamedTuple, TypeVar

from unknot.desk import content, state
from unknot.desk.asking import Around, Asking, Program, World
from unknot.desk.clocks import SHORTEST_S, Limits, Sample, SittingClock, Stretch
from unknot.desk.noting import Noted, Notes, new_id
from unknot.desk.presence import Presence
from unknot.desk.prompting import Prompter
from unknot.desk.server import Unknot
from unknot.errors import InputError, Problem, StoreError

WRITTEN_EVERY_S = 300.0

_LEAST_SLEEP_S = 0.02
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_Given = TypeVar("_Given")


class Moment(NamedTuple):
    """The wall clock (aware), and both clocks of the machine in seconds: without the time asleep, and with it."""

    at: datetime
    awake_s: float
    elapsed_s: float


class _EndError(Exception):
    """A signal came while the companion slept."""


def run(
    folder: Path,
    presence: Presence,
    surroundings: Around,
    prompter: Prompter,
    program: Program,
    start: Callable[[Unknot, str], bool],
    *,
    tell: Callable[[str], None],
    verbose: bool = False,
) -> int:
    """The companion of the data folder runs until it is ended. Returns the exit code; closes what it was given.

    `tell` is given sentences for the person, with `verbose` one for each thing that happens. Raises `InputError`
    (`desk_runs_already`), `StoreError` (`desk_folder_unwritable`), and `ContentError` if the content is not whole.
    """
    server = Unknot(folder, tell)
    world = World(surroundings, prompter, server, program, lambda page: start(server, page))
    lock = None
    try:
        try:
            lock = state.Lock(folder)
            companion = Companion(folder, lock, presence, world, tell=tell, verbose=verbose)
        except BlockingIOError:
            raise runs_already(state.running(folder) or 0) from None
        except OSError as error:
            raise _unwritable(folder / state.FOLDER, error) from error
        companion.run()
    finally:
        prompter.close()
        presence.close()
        if lock is not None:
            lock.close()
    return 0


def runs_already(process: int) -> InputError:
    """The error of a second companion for one data folder."""
    problem = content.say("companion.cli.runs_already", pid=process)
    return InputError(Problem("desk_runs_already", "", problem, content.say("companion.cli.runs_already.hint")))


def _unwritable(desk: Path, error: OSError) -> StoreError:
    problem = content.say("companion.cli.unwritable", reason=error.strerror)
    hint = content.say("companion.cli.unwritable.hint")
    return StoreError(Problem("desk_folder_unwritable", str(desk), problem, hint))


def limits() -> Limits:
    """What the clocks go by, from the content."""
    number = content.number
    return Limits(
        absence_s=60.0 * number("desk.absence_min"),
        asleep_absence_s=60.0 * number("desk.asleep_absence_min"),
        watched_s=60.0 * number("desk.watched_most_min"),
        later_s=60.0 * number("desk.later_min"),
        typing_pause_s=number("desk.typing_pause_s"),
        typing_wait_s=number("desk.typing_wait_max_s"),
        prompt_stays_s=number("desk.prompt_stays_s"),
    )


def moment() -> Moment:
    """This moment. Where the system has no clock that goes on in its sleep, the wall clock stands for it."""
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)
    elapsed_s = time.time() if asleep_too is None else time.clock_gettime(asleep_too)
    return Moment(datetime.now(UTC), time.monotonic(), elapsed_s)


class Companion:
    """One companion that runs, beside `world`, for the data folder whose `lock` it holds. `clock` tells the moment."""

    def __init__(
        self,
        folder: Path,
        lock: state.Lock,
        presence: Presence,
        world: World,
        *,
        tell: Callable[[str], None],
        verbose: bool = False,
        clock: Callable[[], Moment] = moment,
    ) -> None:
        self._folder = folder
        self._lock = lock
        self._presence = presence
        self._world = world
        self._say = tell
        self._verbose = verbose
        self._clock = clock
        self._limits = limits()
        self._boot = state.boot()
        self._notes = Notes(folder / state.FOLDER, world.server, self._zone)
        self._noted = Noted(new_id())
        self._written_s = self._seen_s = clock().awake_s
        self._blind = self._troubled = False
        self._ending = self._asleep = False
        self._left = state.kept_stretch(folder)
        kept = self._left if self._left is not None and self._left.boot == self._boot else None
        self._sitting = SittingClock(self._limits, None if kept is None else kept.carried)
        self._began_s = self._sitting.began_s
        self._asking = Asking(
            world,
            self._notes,
            self._limits,
            self._sitting,
            prompted_s=None if kept is None else kept.prompted_s,
            paused=lambda: state.paused_until(folder),
            broke=self._broke,
            tell=self._tell,
        )

    def run(self) -> None:
        """Looks and sleeps by turns until the end."""
        before = {number: signal.signal(number, self._end) for number in _SIGNALS}
        try:
            self._take_over()
            self._step(self._sample())
            self._asking.ask_server(self._sample())
            self._write(self._sample())
            while not (self._ending or self._presence.over):
                if not self._lock.is_held():
                    return
                self._sleep(self._step(self._sample()))
            self._finish(self._sample())
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _step(self, sample: Sample) -> float:
        """Takes in what can be seen now; seconds until there may be more."""
        if self._sitting.asks(sample):
            sample = sample._replace(occupied=self._world.surroundings.look())
        for stretch in self._sitting.step(sample):
            self._ended(stretch)
        prompts_s = self._guarded(lambda: self._asking.step(sample._replace(occupied=None)))
        if self._changed(sample) or sample.awake_s - self._written_s >= WRITTEN_EVERY_S:
            self._write(sample)
        next_s = self._sitting.next_look_s(sample)
        return next_s if prompts_s is None else min(next_s, prompts_s)

    def _sleep(self, seconds: float) -> None:
        """Sleeps, and takes in an answer. A signal ends the sleep at once, and never anything but the sleep."""
        chosen = None
        try:
            self._asleep = True
            if not self._ending:
                chosen = self._world.prompter.wait(max(seconds, _LEAST_SLEEP_S))
            self._asleep = False
        except _EndError:
            return
        if chosen is not None:
            key, sample = chosen, self._sample()
            self._guarded(lambda: self._asking.answered(key, sample))
            self._write(sample)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True
        if self._asleep:
            self._asleep = False
            raise _EndError

    def _sample(self) -> Sample:
        idle_s = self._presence.idle_s()
        return Sample(*self._clock(), idle_s)

    def _changed(self, sample: Sample) -> bool:
        """Whether another stretch goes on than before, or none, or it is newly known whether somebody is there."""
        if sample.idle_s is not None:
            self._seen_s = sample.awake_s
        blind = sample.awake_s - self._seen_s >= self._limits.asleep_absence_s
        changed = blind != self._blind or self._sitting.began_s != self._began_s
        if blind != self._blind:
            self._tell("companion.log.blind" if blind else "companion.log.sees", always=True)
        if self._began_s is None and self._sitting.began_s is not None:
            self._tell("companion.log.began")
        self._blind, self._began_s = blind, self._sitting.began_s
        return changed

    def _ended(self, stretch: Stretch) -> None:
        """The stretch is noted; the next one will be another fact."""
        noted, self._noted = self._noted, Noted(new_id())
        self._guarded(lambda: self._notes.stretch(stretch, noted))
        self._tell("companion.log.ended", minutes=round(stretch.minutes))

    def _broke(self, sample: Sample, at: datetime) -> None:
        stretch = self._sitting.broke(sample, at)
        if stretch is not None:
            self._ended(stretch)
        self._tell("companion.log.break")

    def _finish(self, sample: Sample) -> None:
        """The stretch so far is noted, and left to the next companion to go on with."""
        self._guarded(self._asking.close)
        for stretch in self._sitting.step(sample):
            self._ended(stretch)
        kept = self._open_stretch(sample)
        last = self._sitting.end(sample)
        if last is not None and kept is not None:
            noted = self._guarded(lambda: self._notes.stretch(last, self._noted)) or self._noted
            kept = kept._replace(noted=noted)
        self._guarded(lambda: state.keep_stretch(self._folder, kept))
        self._guarded(lambda: state.forget(self._folder))
        self._guarded(lambda: self._notes.hand_over(sample.at))

    def _take_over(self) -> None:
        """The stretch that the last companion left goes on; one from before the machine was started anew is noted."""
        left, self._left = self._left, None
        if left is None:
            return
        noted = self._notes.written(left.noted)
        if left.boot == self._boot:
            self._noted = noted
            self._tell("companion.log.goes_on", minutes=round(left.carried.sat_s / 60.0))
        elif left.carried.sat_s >= SHORTEST_S:
            stretch = Stretch(left.began_at, left.last_at, left.carried.sat_s / 60.0)
            self._guarded(lambda: self._notes.stretch(stretch, noted))

    def _open_stretch(self, sample: Sample) -> state.OpenStretch | None:
        carried = self._sitting.carried
        began_at, last_at = self._sitting.began_at(sample), self._sitting.last_at(sample)
        if carried is None or began_at is None or last_at is None:
            return None
        return state.OpenStretch(self._noted, self._boot, began_at, last_at, carried, self._asking.clock.prompted_s)

    def _write(self, sample: Sample) -> None:
        """What is seen stands on the disk, and what waits is handed over if there is a server."""
        self._written_s = sample.awake_s
        stretch = self._open_stretch(sample)
        self._guarded(lambda: state.keep_stretch(self._folder, stretch))
        if self._notes.waiting.facts:
            self._hand_over(sample)
        self._guarded(lambda: state.write(self._folder, self._seen(sample)))

    def _hand_over(self, sample: Sample) -> None:
        refused = self._notes.waiting.refused
        taken = self._guarded(lambda: self._notes.hand_over(sample.at))
        if taken:
            self._tell("companion.log.handed_over", count=taken)
        if self._notes.waiting.refused > refused:
            count, file = self._notes.waiting.refused - refused, self._notes.waiting.refused_file
            self._tell("companion.log.refused", always=True, count=count, file=file)

    def _seen(self, sample: Sample) -> state.State:
        waiting = self._notes.waiting
        return state.State(
            pid=os.getpid(),
            written_at=sample.at,
            source=self._presence.name,
            unknown=(*self._world.surroundings.unknown(), *(("idle",) if self._blind else ())),
            sitting_since=self._sitting.began_at(sample),
            unbroken_min=self._sitting.sat_s(sample) / 60.0,
            paused_until=state.paused_until(self._folder),
            handed_over=not waiting.facts,
            waiting=len(waiting.facts),
            refused=waiting.refused,
        )

    def _zone(self) -> str:
        """The zone of this machine, as the server knows it; it costs memory to find out oneself."""
        document = self._asking.document
        if document is not None:
            return document.zone
        from tzlocal import get_localzone_name, reload_localzone

        try:
            reload_localzone()
            return str(get_localzone_name())
        except (LookupError, ValueError, OSError):
            return "UTC"

    def _guarded(self, does: Callable[[], _Given]) -> _Given | None:
        """What `does` gives; None if the disk does not let it, which the person is told once."""
        try:
            return does()
        except OSError as error:
            if not self._lock.is_held():
                self._ending = True
            elif not self._troubled:
                self._troubled = True
                folder = self._folder / state.FOLDER
                self._tell("companion.log.not_written", always=True, folder=folder, reason=error.strerror)
            return None

    def _tell(self, key: str, *, always: bool = False, **values: object) -> None:
        if always or self._verbose:
            self._say(content.say(key, **values))
