"""What the companion notes as facts, stretches of sitting and how prompts were answered, and how they are stored."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from unknot.desk.clocks import Stretch
from unknot.desk.waiting import Waiting

CAUSE = "desk_posture"

_MOST_AT_ONCE = 100
_NEVER_STORED = (409, 422)
"""Said of a fact by itself: its id is taken by another one, or what it says is not usable."""
_SAME_MIN = 0.01


class Reply(Protocol):
    """What came of a request: a document, or the trouble that there was."""

    @property
    def document(self) -> Mapping[str, Any] | None: ...
    @property
    def trouble(self) -> str | None: ...


class Store(Protocol):
    """Who stores facts for good."""

    def hand_over(self, facts: Sequence[Mapping[str, Any]]) -> Reply:
        """Without trouble all `facts` are stored."""
        ...


class Noted(NamedTuple):
    """The fact of a stretch that may still go on: its id, and the minutes it says, None if it was not written."""

    id: str
    minutes: float | None = None


class Notes:
    """Facts are on the disk as soon as they are noted, and wait there until the store has them.

    `zone` gives the IANA name of the zone that the machine is in. Raises `OSError` as files do.
    """

    def __init__(self, desk: Path, store: Store, zone: Callable[[], str]) -> None:
        self.waiting = Waiting(desk)
        self._store = store
        self._zone = zone

    def written(self, noted: Noted) -> Noted:
        """`noted` as the facts that wait have it: a companion may be killed before it could say that it wrote."""
        minutes = [
            said["minutes"]
            for fact in self.waiting.facts
            for said in (fact, fact.get("replacement"))
            if said is not None and said["id"] == noted.id
        ]
        return noted._replace(minutes=minutes[-1]) if minutes else noted

    def stretch(self, stretch: Stretch, noted: Noted) -> Noted:
        """`stretch` is noted under the id in `noted`. What was noted of it before it went on is corrected."""
        minutes = round(stretch.minutes, 3)
        if noted.minutes is not None and minutes - noted.minutes < _SAME_MIN:
            return noted
        about = {"cause": CAUSE, "minutes": minutes, "unbroken": minutes}
        fact = self._fact("exposure", stretch.ended_at, id=noted.id, **about)
        if noted.minutes is not None:
            said = {"supersedes": noted.id, "reason": "completed", "replacement": fact}
            fact = self._fact("correction", stretch.ended_at, **said)
        self.waiting.add(fact)
        return noted._replace(minutes=minutes)

    def prompt(self, at: datetime, answer: str, episode: str | None) -> None:
        """A prompt that was shown at the instant `at` is noted with what was answered."""
        about = {} if episode is None else {"episode": episode}
        self.waiting.add(self._fact("prompt", at, answer=answer, **about))

    def hand_over(self, now: datetime) -> int:
        """Hands over what waits, as far as the store takes it; how many facts it took.

        Facts of the future, which a wall clock that went wrong leaves behind, wait until their time has come.
        """
        ready = [fact for fact in self.waiting.facts if datetime.fromisoformat(fact["at"]) <= now]
        taken = 0
        for first in range(0, len(ready), _MOST_AT_ONCE):
            batch = ready[first : first + _MOST_AT_ONCE]
            status = self._sent(batch)
            if status is None:
                taken += len(batch)
            elif status in _NEVER_STORED:
                alone = self._one_by_one(batch)
                if alone is None:
                    break
                taken += alone
            else:
                break
        return taken

    def _one_by_one(self, batch: Sequence[Mapping[str, Any]]) -> int | None:
        """A fact that spoils all that are sent with it is put aside. How many were taken; None if the store stopped."""
        taken = 0
        for fact in batch:
            status = self._sent([fact])
            if status in _NEVER_STORED:
                self.waiting.refuse(fact)
            elif status is None:
                taken += 1
            else:
                return None
        return taken

    def _sent(self, facts: Sequence[Mapping[str, Any]]) -> int | None:
        """None if `facts` are stored and wait no more; else the status that says why not, 0 if there is none."""
        reply = self._store.hand_over(facts)
        if reply.trouble is None:
            self.waiting.stored({fact["id"] for fact in facts})
            return None
        status = (reply.document or {}).get("status")
        return status if isinstance(status, int) else 0

    def _fact(self, kind: str, at: datetime, **said: Any) -> dict[str, Any]:
        return {"kind": kind, "id": new_id(), "at": at.isoformat(), "zone": self._zone(), **said}


def new_id() -> str:
    """An id that nothing else has."""
    return f"desk-{os.urandom(16).hex()}"
