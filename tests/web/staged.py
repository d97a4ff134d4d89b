"""A person of the scenarios at the moment their request speaks of, with a browser that lives at that moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from tests.web.pages import Browser, opened
from unknot.content.library import Library, load
from unknot.loop import parse_request
from unknot.loop.interview import SIGNS, signs
from unknot.web import database, records, visit
from unknot.web.journal import Journal

SCENARIOS = Path(__file__).parents[1] / "scenarios"
NAMES = sorted(path.name.removesuffix(".request.json") for path in SCENARIOS.glob("*.request.json"))
KNOT = "knot1"
_BETWEEN_REQUESTS = timedelta(minutes=1)


class Clock:
    """The time in the browser's world: a minute passes from request to request, more only when a test says so."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def journal(self, library: Library, zone: str) -> Journal:
        """The journal as the next request sees it."""
        self.now += _BETWEEN_REQUESTS
        return Journal(library, zone, self.now)

    def pass_by(self, **span: float) -> None:
        """Time goes by, such as `days=1`."""
        self.now += timedelta(**span)


def been_through_the_signs(clock: Clock) -> None:
    """The person has said how much it hurts and denied a sign of every kind, as those have who came by the pages."""
    journal = Journal(load(), "Europe/Berlin", clock.now)
    if all(each.pain_worst is None for each in journal.history(KNOT).check_ins):
        journal.add({"kind": "check_in", "episode": KNOT, "pain_now": 4, "pain_worst": 5})
    for kind in SIGNS:
        for sign in signs(load(), journal.history(KNOT), kind)[:1]:
            journal.add({"kind": "answer", "episode": KNOT, "question": f"{kind}:{sign}", "value": "no"})


@contextmanager
def staged(name: str, folder: Path) -> Iterator[tuple[Browser, Clock]]:
    """A browser of the person in the scenario `name`, and the clock on their wall."""
    raw = json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8"))
    request = parse_request(raw, load())
    clock = Clock(request.at)
    with patch.object(visit, "Journal", clock.journal), patch.object(visit, "local_zone", lambda: request.zone):
        browser = opened(folder)
        try:
            records.append(request.facts, load().version)
            yield browser, clock
        finally:
            database.disconnect()
