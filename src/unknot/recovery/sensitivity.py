"""Which numbers of the model a forecast hangs on: every number it read, moved to the ends of its 90 % range.

Each end is an exact computation from the history on, with that one number changed and all others left as they are.
Numbers without a range stay out, and so do those that could not have been read: a modifier that does not hold, a load
where none was logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from unknot.content.library import Library
from unknot.content.records import SourceClass
from unknot.errors import ContentError
from unknot.facts import History
from unknot.recovery.events import Report, Session, Timeline, timeline
from unknot.recovery.explaining import HORIZON_DAYS, Outlook, folded, outlook
from unknot.recovery.parameters import COMMON_RULES, FITTED_TO_CARE_SEEKERS, PROFILE_RULES, from_library
from unknot.recovery.script import IN_WORDS
from unknot.recovery.strain import BREAKS, WHOLLY, Held, Strain

MODIFIERS = {
    "rate_long_episode": "long_episode",
    "rate_earlier_episodes": "earlier_episodes",
    "rate_older": "older",
    "rate_exerciser": "regular_exerciser",
    "odds_many_sites": "many_sites",
}
"""Numbers that are read only where something holds of the person: the field of `Modifiers`."""
OF_MEASURES = {
    "worst_above_now": "pain_worst",
    "press_factor": "press_tenderness",
    "press_noise_sd": "press_tenderness",
    **{name: IN_WORDS for name in COMMON_RULES if name.startswith("answer_")},
}
"""Numbers that are read only with a measure."""
OF_STRAIN = ("damage_per_load", "unstated_rpe", "repeated_bout", "tautness_per_posture_hour")
OF_MEASURED = ("posture_unbroken_grace", "posture_ordinary_day")
OF_WORDS = ("reach_full", "reach_a_bit_short", "reach_clearly_short", "reach_noise_sd", "reach_reference_sd")
OF_EVENTS = (*OF_STRAIN, "posture_with_breaks", *OF_MEASURED, "load_to_onset", "rom_per_tautness", *OF_WORDS)
"""Numbers that are read into the events; all others are read into the parameters alone."""
INWARD = 0.01
"""An end that the model cannot take, such as a share of exactly 0, is moved inward by this share of the range."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One number with its range, and the outlook with it at either end of the range.

    `id` is a row of `parameters`, or `effects.<row>.rate` for what a session does to the rate of recovery.
    """

    id: str
    value: float
    low: float
    high: float
    unit: str
    source_class: SourceClass
    sources: tuple[str, ...]
    at_low: Outlook
    at_high: Outlook

    @property
    def weight(self) -> float:
        """By how many mean days with the knot the two ends differ."""
        return abs(self.at_high.still_there_days - self.at_low.still_there_days)


def sensitivities(
    library: Library, profile: str, history: History, *, held: Held = WHOLLY, horizon_days: int = HORIZON_DAYS
) -> tuple[Moved, ...]:
    """The numbers behind the forecast of `history`, the one it hangs on most first, then by id; `held` as there."""
    line = timeline(library, profile, history, held)
    subject = _Subject(library, profile, history, held, line, horizon_days)
    found = [
        *(_parameter(subject, id_) for id_ in _read(subject)),
        *(_rate(subject, id_) for id_ in _effects(library, line)),
    ]
    return tuple(sorted(found, key=lambda moved: (-moved.weight, moved.id)))


def _read(subject: _Subject) -> Iterator[str]:
    """The ids of the parameters with a range that could have been read."""
    library, profile, line = subject.library, subject.profile, subject.line
    measures = {each.measure for event in line.events if isinstance(event, Report) for each in event.readings}
    own = profile == FITTED_TO_CARE_SEEKERS
    names = [
        name
        for name in COMMON_RULES
        if name not in OF_STRAIN
        and (name not in MODIFIERS or (getattr(line.modifiers, MODIFIERS[name]) and not own))
        and (name not in OF_MEASURES or OF_MEASURES[name] in measures)
    ]
    strained = any(isinstance(event, Strain) for event in line.events)
    broken = any(isinstance(event, Session) and event.effect.id == BREAKS for event in line.events)
    names += OF_STRAIN if strained else ()
    measured = any(each.unbroken is not None for each in subject.history.exposures)
    names += ("posture_with_breaks",) if measured or (strained and broken) else ()
    names += OF_MEASURED if measured else ()
    names += ("load_to_onset",) if line.start == "load" else ()
    names += ("rom_per_tautness",) if line.ranges else ()
    names += OF_WORDS if any(each.in_words for each in line.ranges) else ()
    ids = [*(f"recovery.{name}" for name in names), *(f"recovery.{profile}.{name}" for name in PROFILE_RULES)]
    return (id_ for id_ in ids if library.parameters[id_].low < library.parameters[id_].high)


def _effects(library: Library, line: Timeline) -> Iterator[str]:
    """The effects with a range of rates whose sessions were done."""
    done = {event.effect.id for event in line.events if isinstance(event, Session)}
    return (id_ for id_, row in library.effects.items() if id_ in done and row.rate_low < row.rate_high)


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whose forecast it is."""

    library: Library
    profile: str
    history: History
    held: Held
    line: Timeline
    horizon_days: int

    def outlook(self, changed: Library, *, same_events: bool) -> Outlook:
        """The outlook with the numbers of `changed`."""
        line = self.line if same_events else timeline(changed, self.profile, self.history, self.held)
        parameters = from_library(changed, self.profile, line.modifiers)
        return outlook(folded(parameters, line, line.events), horizon_days=self.horizon_days)


def _parameter(subject: _Subject, id_: str) -> Moved:
    library = subject.library
    row, same_events = library.parameters[id_], id_.removeprefix("recovery.") not in OF_EVENTS

    def at(end: float) -> Outlook:
        changed = MappingProxyType({**library.parameters, id_: replace(row, value=end)})
        return subject.outlook(replace(library, parameters=changed), same_events=same_events)

    ends = []
    for end in (row.low, row.high):
        try:
            ends.append(at(end))
        except ContentError:
            ends.append(at(end + INWARD * (row.high - row.low) * (1 if end == row.low else -1)))
    return Moved(id_, row.value, row.low, row.high, row.unit, row.source_class, row.sources, *ends)


def _rate(subject: _Subject, id_: str) -> Moved:
    library = subject.library
    row = library.effects[id_]

    def at(end: float) -> Outlook:
        changed = MappingProxyType({**library.effects, id_: replace(row, rate=end)})
        return subject.outlook(replace(library, effects=changed), same_events=False)

    return Moved(
        id=f"effects.{id_}.rate",
        value=row.rate,
        low=row.rate_low,
        high=row.rate_high,
        unit="multiplier of the recovery rate for a day",
        source_class=row.source_class,
        sources=row.sources,
        at_low=at(row.rate_low),
        at_high=at(row.rate_high),
    )
