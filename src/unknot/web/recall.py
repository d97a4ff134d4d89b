"""The facts as they were at the last look, so that the next one reads only the rows that are new.

Facts are never changed, so what was read stays true as long as it is the same database: deleted, restored or made anew,
it shows by the number of its rows and by when the newest row that was read had been written.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from unknot.facts import Fact, Vocabulary, in_order
from unknot.web import records


@dataclass(frozen=True, slots=True)
class _Look:
    """What was read of one database: the facts up to the row `newest`, and when that row was written."""

    database: tuple[str, ...]
    newest: tuple[int, datetime]
    facts: tuple[Fact, ...]


class Recall:
    """Remembers the facts of the database that was looked at last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: _Look | None = None

    def facts(self, vocabulary: Vocabulary) -> tuple[Fact, ...]:
        """Every stored fact, by instant and id, as `records.facts` gives them."""
        with self._lock:
            newest = records.newest()
            if newest is None:
                self._last = None
                return ()
            self._last = _Look(_database(), newest, self._read(vocabulary, newest))
            return self._last.facts

    def _read(self, vocabulary: Vocabulary, newest: tuple[int, datetime]) -> tuple[Fact, ...]:
        last = self._last
        if last is not None and last.database == _database() and records.written_at(last.newest[0]) == last.newest[1]:
            known = last.facts
            if newest != last.newest:
                known = in_order((*known, *records.facts(vocabulary, after_row=last.newest[0])))
            if len(known) == records.count():
                return known
        return records.facts(vocabulary)


RECALL = Recall()
"""What this process remembers."""


def _database() -> tuple[str, ...]:
    from django.db import connection

    described = connection.settings_dict
    return tuple(str(described.get(part, "")) for part in ("ENGINE", "NAME", "HOST", "PORT"))
