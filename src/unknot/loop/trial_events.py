"""The single-person trials that the facts tell of: what was decided before, what each unit was assigned, how it ended.

Events come from the person's own pages and from files. What makes no sense is left out and named, never guessed at.

Code                  | Meaning
--------------------- | ---------------------------------------------------------------------------------
`trial_bad_design`    | a trial says nothing usable of its design; it is left out as a whole
`trial_designed_twice`| a second design under the same name; only the first counts
`trial_not_designed`  | an event of a trial that was never designed
`trial_bad_event`     | an event of a trial says nothing usable; it is left out
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import isfinite
from typing import Any, Literal, cast, get_args

from unknot.content.library import Library
from unknot.errors import Problem
from unknot.facts import TrialEvent
from unknot.facts.kinds import local_day
from unknot.trials.design import Design, Outcome, Protocol

Why = Literal["complete", "stopped", "gone", "refused"]
Skip = Literal["safety", "person", "knot_gone"]

BY_THE_DAY: tuple[Design, ...] = ("day_pairs", "split_body", "adaptive")
"""The designs in which a unit is a day; in the other one it is a whole knot."""

_MOST_UNITS = 1_000
_HEX = frozenset("0123456789abcdef")
_LONGEST_SEED = 128
_SCALE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Pain (0-10) right before and right after as many quiet minutes on a day without."""

    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit whose side was shown `at`, on the local day `on`, for the knot `episode`; counted from 0.

    `contrast` is as assigned, also where the unit was `skipped`. `quiet` are the ratings around quiet minutes.
    """

    number: int
    at: datetime
    on: date
    episode: str | None
    contrast: float
    probability: float
    skipped: Skip | None = None
    quiet: Quiet | None = None

    @property
    def with_it(self) -> bool:
        """Whether the technique itself was assigned (split body: to the knot on the left)."""
        return self.contrast > 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One trial. `episodes` are the knots it began with: one, or for a split body the left and the right one.

    `expectation` is how sure the person was before it (0-10) that the technique helps, `muscle` the muscle it is done
    to. `units` are in their order. `closed` is the end that is on record, with its instant.
    """

    id: str
    protocol: Protocol
    episodes: tuple[str, ...]
    started_at: datetime
    started_on: date
    zone: str
    hash: str
    seed: str
    expectation: int | None
    content_version: str
    muscle: str | None
    units: tuple[Unit, ...] = ()
    closed: tuple[Why, datetime] | None = None

    @property
    def by_the_day(self) -> bool:
        """Whether a unit is a day."""
        return self.protocol.design in BY_THE_DAY

    def unit_on(self, day: date) -> Unit | None:
        """The unit whose side was shown on that day."""
        return next((unit for unit in self.units if unit.on == day), None)

    def does(self, unit: Unit, episode: str | None) -> bool:
        """Whether the unit assigns the technique itself to that knot."""
        if self.protocol.design == "split_body":
            return unit.with_it == (episode == self.episodes[0])
        return unit.with_it


@dataclass(frozen=True, slots=True)
class Folded:
    """The usable trials in order of their beginning, and what was left out."""

    trials: tuple[Trial, ...]
    left_out: tuple[Problem, ...]


class _UnusableError(ValueError):
    """A detail that says nothing usable."""


def folded(library: Library, events: Iterable[TrialEvent]) -> Folded:
    """The trials that `events`, in order of time, add up to. Nothing in them makes this fail."""
    known: dict[str, Trial] = {}
    left_out: list[Problem] = []

    for event in events:
        place = f"{event.id} ({event.trial})"
        if event.event == "designed" and event.trial in known:
            left_out.append(Problem("trial_designed_twice", place, "only the first design counts"))
        elif event.event == "designed":
            try:
                known[event.trial] = _designed(library, event)
            except _UnusableError as error:
                left_out.append(Problem("trial_bad_design", place, str(error)))
        elif event.trial not in known:
            left_out.append(Problem("trial_not_designed", place, "there is no usable design of it"))
        else:
            try:
                known[event.trial] = _STEPS[event.event](known[event.trial], event)
            except _UnusableError as error:
                left_out.append(Problem("trial_bad_event", place, str(error)))
    return Folded(tuple(known.values()), tuple(left_out))


def _designed(library: Library, event: TrialEvent) -> Trial:
    said = event.details
    design = cast(Design, _word(said, "design", get_args(Design)))
    outcome = cast(Outcome, _word(said, "outcome", get_args(Outcome)))
    if (design == "episodes") != (outcome == "days_to_gone"):
        raise _UnusableError(f"{outcome} is not measured in a design of {design}")
    technique, against = said.get("technique"), said.get("against")
    for each in (technique, *(() if against is None else (against,))):
        if not isinstance(each, str) or each not in library.techniques:
            raise _UnusableError(f"{each!r} is no technique")
    if technique == against:
        raise _UnusableError("a technique is not compared with itself")
    units = _whole(said, "units", 1, _MOST_UNITS)
    worthwhile = _number(said, "worthwhile", 0.0, 1.0 if outcome == "days_to_gone" else _SCALE)
    if worthwhile <= 0.0 or (outcome == "days_to_gone" and worthwhile >= 1.0):
        raise _UnusableError("the smallest difference worth having lies above zero")
    episodes = said.get("episodes")
    if not isinstance(episodes, tuple | list) or not all(isinstance(each, str) and each for each in episodes):
        raise _UnusableError("the knots are not named")
    if len(episodes) != (2 if design == "split_body" else 1) or len(set(episodes)) != len(episodes):
        raise _UnusableError("the number of knots does not fit the design")
    seed, hash_ = said.get("seed"), said.get("hash")
    if not isinstance(seed, str) or not 0 < len(seed) <= _LONGEST_SEED:
        raise _UnusableError("there is no seed")
    if not isinstance(hash_, str) or len(hash_) != 64 or not set(hash_) <= _HEX:
        raise _UnusableError("there is no fingerprint of the schedule")
    muscle = said.get("muscle")
    version = said.get("content_version")
    return Trial(
        id=event.trial,
        protocol=Protocol(
            design=design,
            outcome=outcome,
            technique=cast(str, technique),
            against=against,
            units=units,
            worthwhile=worthwhile,
        ),
        episodes=tuple(episodes),
        started_at=event.at,
        started_on=local_day(event),
        zone=event.zone,
        hash=hash_,
        seed=seed,
        expectation=None if said.get("expectation") is None else _whole(said, "expectation", 0, 10),
        content_version=version if isinstance(version, str) else "",
        muscle=muscle if isinstance(muscle, str) and muscle in library.muscles else None,
    )


def _assigned(trial: Trial, event: TrialEvent) -> Trial:
    number = _whole(event.details, "unit", 0, trial.protocol.units - 1)
    if trial.closed is not None:
        raise _UnusableError("it was over already")
    if number != len(trial.units):
        raise _UnusableError(f"unit {number} is not the next one")
    size = 1.0 if trial.protocol.design == "split_body" else 0.5
    contrast = _number(event.details, "contrast", -1.0, 1.0)
    if abs(contrast) != size:
        raise _UnusableError(f"{contrast:g} is no side")
    on = local_day(event)
    if trial.by_the_day and trial.units and on <= trial.units[-1].on:
        raise _UnusableError("one day has one unit")
    episode = event.episode if event.episode is not None else trial.episodes[0]
    if not trial.by_the_day and any(unit.episode == episode for unit in trial.units):
        raise _UnusableError("one knot is one unit")
    unit = Unit(
        number=number,
        at=event.at,
        on=on,
        episode=episode,
        contrast=contrast,
        probability=_number(event.details, "probability", 0.0, 1.0),
    )
    return replace(trial, units=(*trial.units, unit))


def _done(trial: Trial, event: TrialEvent) -> Trial:
    unit = _unit(trial, event)
    if "pain_before" not in event.details and "pain_after" not in event.details:
        return trial
    quiet = Quiet(
        before=_number(event.details, "pain_before", 0.0, _SCALE),
        after=_number(event.details, "pain_after", 0.0, _SCALE),
    )
    return _with(trial, replace(unit, quiet=quiet)) if unit.quiet is None else trial


def _skipped(trial: Trial, event: TrialEvent) -> Trial:
    unit = _unit(trial, event)
    return _with(trial, replace(unit, skipped=cast(Skip, _word(event.details, "why", get_args(Skip)))))


def _closed(trial: Trial, event: TrialEvent) -> Trial:
    if trial.closed is not None:
        return trial
    return replace(trial, closed=(cast(Why, _word(event.details, "why", get_args(Why))), event.at))


_STEPS: Mapping[str, Callable[[Trial, TrialEvent], Trial]] = {
    "assigned": _assigned,
    "done": _done,
    "skipped": _skipped,
    "closed": _closed,
}


def _unit(trial: Trial, event: TrialEvent) -> Unit:
    number = _whole(event.details, "unit", 0, _MOST_UNITS)
    if number >= len(trial.units):
        raise _UnusableError(f"unit {number} has no side yet")
    return trial.units[number]


def _with(trial: Trial, unit: Unit) -> Trial:
    return replace(trial, units=(*trial.units[: unit.number], unit, *trial.units[unit.number + 1 :]))


def _word(said: Mapping[str, Any], name: str, words: tuple[str, ...]) -> str:
    value = said.get(name)
    if not isinstance(value, str) or value not in words:
        raise _UnusableError(f"{name} is {value!r}, not one of {', '.join(words)}")
    return value


def _number(said: Mapping[str, Any], name: str, low: float, high: float) -> float:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not low <= value <= high:
        raise _UnusableError(f"{name} is {value!r}, not a number from {low:g} to {high:g}")
    return float(value)


def _whole(said: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _UnusableError(f"{name} is {value!r}, not a whole number from {low} to {high}")
    return value
