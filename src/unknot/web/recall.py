"""The facts as they were at the last look, so that the next one reads only the rows that are new.

Facts are never changed, so what was read stays true until everything is deleted; the number of rows shows that.
"""

from __future__ import annotations

import threading

from unknot.facts import Fact, Vocabulary, in_order
from unknot.web import records

_lock = threading.Lock()
_known: dict[tuple[str, ...], tuple[int, tuple[Fact, ...]]] = {}
"""By database: the newest row that was read, and the facts up to it."""


def facts(vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """Every stored fact, by instant and id, as `records.facts` gives them."""
    from django.db import connection

    described = connection.settings_dict
    database = tuple(str(described.get(part, "")) for part in ("ENGINE", "NAME", "HOST", "PORT"))
    with _lock:
        newest_read, known = _known.get(database, (0, ()))
        counted, newest = records.extent()
        if (counted, newest) != (len(known), newest_read):
            known = in_order((*known, *records.facts(vocabulary, after_row=newest_read)))
            if len(known) != counted:
                # Something was deleted, or a row with a lower number was committed late.
                known = records.facts(vocabulary)
            _known.clear()
            _known[database] = (newest, known)
        return known
