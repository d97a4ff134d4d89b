"""The knots of a person as they stand at an instant: what a move in their life needs to know before it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from unknot.content.library import Library, vocabulary_of
from unknot.facts import Episode, Fact, History, Mark, history, parse
from unknot.facts.history import standing

Raw = dict[str, Any]

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class KnotsNow:
    """The knots of a person at `at`, as moves see them. `facts` are all that were told, corrections among them."""

    library: Library
    facts: tuple[Fact, ...]
    at: datetime
    zone: str

    def held(self, episode: str, more: Sequence[Fact] = ()) -> History:
        """What holds about one knot, with `more` told as well."""
        at = max((self.at, *(fact.at for fact in more)))
        return history((*self.facts, *more), at=at, zone=self.zone, episode=episode)

    def events(self) -> Mapping[str, tuple[Episode, ...]]:
        """The standing events of every knot, in order; empty for a knot that only has marks."""
        found: dict[str, list[Episode]] = {}
        for fact in standing(fact for fact in self.facts if fact.at <= self.at):
            if isinstance(fact, Episode | Mark) and fact.episode is not None:
                events = found.setdefault(fact.episode, [])
                if isinstance(fact, Episode):
                    events.append(fact)
        return {id_: tuple(events) for id_, events in found.items()}

    def told(self, raws: Sequence[Raw]) -> tuple[Fact, ...]:
        """The facts that `raws` become when they are added."""
        vocabulary = vocabulary_of(self.library)
        frame = {"zone": self.zone}
        return tuple(
            parse({"id": f"move.{place}", "at": (self.at + place * _TICK).isoformat(), **frame, **raw}, vocabulary)
            for place, raw in enumerate(raws, 1)
        )
