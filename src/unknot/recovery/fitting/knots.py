"""Numbers of the profiles of knots fitted to people who followed theirs with check-ins.

What is made small is minus the log evidence of every reading, each given those before it, summed over knots: the exact
one that the filter gives, with everything that was logged between the readings taken into account.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from unknot.content.library import Library
from unknot.facts import History
from unknot.recovery.events import Event, Report, Timeline, timeline
from unknot.recovery.filtering import fold
from unknot.recovery.fitting.search import Fit, fitted, with_values
from unknot.recovery.observation import law
from unknot.recovery.parameters import Parameters, from_library
from unknot.recovery.script import IN_WORDS
from unknot.recovery.strain import WHOLLY, Held, Strain

OF_EVERY_KNOT = ("damage_half_life", "wander")
OF_A_PROFILE = ("tautness_half_life", "persistent_share", "plateau", "persistent_half_life", "starting_pain")
OF_READINGS = {
    "pain_now": ("pain_noise_sd",),
    "pain_worst": ("worst_above_now",),
    "press_tenderness": ("press_factor", "press_noise_sd"),
}
"""What a reading of each measure tells of besides the course."""


@dataclass(frozen=True, slots=True)
class Knot:
    """One knot: the recovery profile that its story spoke for at first, and its history to the end.

    `held` is by cause the share of time in a posture that its muscle holds; all of it where it does not say.
    """

    profile: str
    history: History
    held: Held = field(default_factory=lambda: WHOLLY)

    def timeline(self, library: Library) -> Timeline:
        """Its events with the numbers of `library`."""
        return timeline(library, self.profile, self.history, self.held)


def refitted(
    library: Library, knots: Sequence[Knot], *, steps: int = 25, told: Callable[[int, float], None] | None = None
) -> tuple[Library, Fit]:
    """`library` with the rows that `knots` can inform as they make the readings most probable, and how it went."""
    found = fitted(library, informed(library, knots), lambda changed: loss(changed, knots), steps=steps, told=told)
    return with_values(library, found.values), found


def loss(library: Library, knots: Iterable[Knot]) -> float:
    """Minus the log evidence of every reading of `knots` with the numbers of `library`, in nats."""
    return -sum(log_evidence(library, knot) for knot in knots)


def log_evidence(library: Library, knot: Knot) -> float:
    """Log probability density of all readings of one knot. Raises `ModelError` where the numbers fail.

    The filter drops constants where it makes several readings one, so each comes to it alone, and the change of units
    from points to tenderness is made good here.
    """
    line = knot.timeline(library)
    parameters = from_library(library, knot.profile, line.modifiers)
    alone = tuple(_one_by_one(line.events))
    belief = fold(parameters, alone, start=line.start, ranges=line.ranges)
    units = sum(
        _log_units(parameters, reading.measure)
        for event in alone
        if isinstance(event, Report)
        for reading in event.readings
        if reading.measure in OF_READINGS
    )
    return float(np.logaddexp.reduce(belief.log_joint)) - units


def readings(library: Library, knot: Knot) -> int:
    """How many readings the model takes in for one knot."""
    events = knot.timeline(library).events
    return sum(len(event.readings) for event in events if isinstance(event, Report))


def informed(library: Library, knots: Iterable[Knot]) -> tuple[str, ...]:
    """The rows that these knots can tell of, in the order of the content.

    Rows of profiles that nobody has, of measures that nobody reported and of loads that nobody logged stay out.
    """
    names: set[str] = set()
    for knot in knots:
        line = knot.timeline(library)
        measures = {reading.measure for event in line.events if isinstance(event, Report) for reading in event.readings}
        if not measures:
            continue
        strains = [event for event in line.events if isinstance(event, Strain)]
        damaged = any(strain.damage for strain in strains)
        names.update(OF_EVERY_KNOT, (f"{knot.profile}.{name}" for name in OF_A_PROFILE))
        names.update(name for measure in measures for name in OF_READINGS.get(measure, ()))
        if damaged:
            names.add("damage_per_load")
        if damaged or line.start == "load":
            names.add("tenderness_rise_time")
        if any(strain.tautness for strain in strains):
            names.add("tautness_per_posture_hour")
    return tuple(id_ for id_ in library.parameters if id_.removeprefix("recovery.") in names)


def _one_by_one(events: Iterable[Event]) -> Iterable[Event]:
    """The events with one reading a report, answers in five words last."""
    for event in events:
        if not isinstance(event, Report):
            yield event
            continue
        last = sorted(event.readings, key=lambda reading: reading.measure == IN_WORDS)
        for place, reading in enumerate(last):
            yield replace(event, id=f"{event.id}.{place:03}", readings=(reading,))


def _log_units(parameters: Parameters, measure: str) -> float:
    """By how much the log density of such a reading falls when it is told in points instead of tenderness."""
    ((_, weight),) = law(parameters, measure).loadings
    return math.log(weight)
