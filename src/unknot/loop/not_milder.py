"""What of a knot's safety result no move may lose: its rank, what it stops, and the doubts behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unknot.content.library import Library
from unknot.facts import AnswerValue, History
from unknot.screening.engine import engine_for
from unknot.screening.readings import Reading, fact_readings, flag_readings
from unknot.screening.triage import triage

LASTING = ("stop_techniques", "block_technique", "ask_rash")
"""What rules of the course bring about and a move must not end."""

_WORSE = ("not_sure", "yes")


@dataclass(frozen=True, slots=True)
class Danger:
    """How urgent what speaks is (0 nothing, 4 the most urgent), and what the rules of the course bring about."""

    rank: int
    effects: frozenset[str]

    def milder_than(self, other: Danger) -> bool:
        """Whether anything of `other` is missing here."""
        return self.rank < other.rank or not self.effects >= other.effects

    def with_that_of(self, other: Danger) -> Danger:
        """What is in either."""
        return Danger(max(self.rank, other.rank), self.effects | other.effects)


def danger(library: Library, held: History) -> Danger:
    """The danger of the knot of `held`. What self-care covers counts as nothing."""
    found = triage(library, held)
    engine = engine_for(library)
    rank = max((engine.rank(fired.disposition) for fired in found.fired), default=0)
    lowest = engine.rank(engine.lowest)
    return Danger(rank if rank > lowest else 0, frozenset(found.effects).intersection(LASTING))


def doubts(library: Library, held: History) -> Mapping[str, AnswerValue]:
    """Flags and background facts that were answered and stand at yes or not sure, in the order of the content.

    What a clinician has cleared is none.
    """
    engine = engine_for(library)
    flags, _ = flag_readings(engine, held, None, {})
    facts = fact_readings(engine, held, None, {})
    return {
        question: reading.value
        for readings in (flags, facts)
        for question, reading in readings.items()
        if question in held.answers and _doubted(reading) and reading.value is not None
    }


def severer(one: AnswerValue | None, other: AnswerValue | None) -> AnswerValue | None:
    """The one of two doubts that weighs more; None where neither is one."""
    return max((one, other), key=lambda value: _WORSE.index(value) if value in _WORSE else -1)


def _doubted(reading: Reading) -> bool:
    return reading.value in _WORSE
