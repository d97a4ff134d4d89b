"""People drawn from the equations of the model with known numbers, and what somebody with such a knot would tell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tests.knot_model import TENDERNESS, discretised, drift, spread_out, start_moments
from unknot.content.library import Library, load
from unknot.exchange import native
from unknot.facts import CheckIn, Episode, history
from unknot.recovery.fitting.knots import Knot
from unknot.recovery.parameters import from_library

OPENED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAYS = (0.0, 1.0, 2.0, 4.0, 7.0, 10.0, 14.0, 19.0, 25.0)
ASKED = Path(__file__).parents[1] / "scenarios" / "desk-neck.request.json"
"""A knot of the desk with every safety question answered."""


def courses(
    library: Library, profile: str, people: int, seed: int, days: Sequence[float] = DAYS
) -> np.ndarray[Any, Any]:
    """Pain as `people` with a knot of `profile` report it on `days`, (people, days): not held to 0-10."""
    p, generator = from_library(library, profile), np.random.default_rng(seed)
    mean, cov = start_moments(p)
    told = np.zeros((people, len(days)))
    for person in range(people):
        which = generator.choice(len(p.log_prior), p=np.exp(p.log_prior))
        state = spread_out(p, p.plateau[which]) @ generator.multivariate_normal(mean, cov)
        before = 0.0
        for place, day in enumerate(days):
            if day > before:
                F, V = discretised(drift(p, p.damage_rate[which], p.tautness_rate[which]), p.wander, day - before)
                state = generator.multivariate_normal(F @ state, V)
                before = day
            told[person, place] = generator.normal(10.0 * state[TENDERNESS], p.pain_noise_points)
    return told


def knots(library: Library, profile: str, people: int, seed: int) -> list[Knot]:
    """People with one knot each, drawn from the model with the numbers of `library`."""
    return [knot(profile, pains) for pains in courses(library, profile, people, seed)]


def knot(profile: str, pains: Sequence[float], **others: float) -> Knot:
    """A knot whose pain was reported on `DAYS`, each time beside `others`."""
    opened = Episode(id="o", at=OPENED, zone="UTC", episode="e", event="opened", began_on=date(2026, 3, 1))
    asked = [OPENED + timedelta(days=day) for day in DAYS]
    told = [
        CheckIn(id=f"c{place}", at=at, zone="UTC", episode="e", pain_now=float(pain), **others)  # type: ignore[arg-type]
        for place, (at, pain) in enumerate(zip(asked, pains, strict=True))
    ]
    return Knot(profile, history((opened, *told), at=asked[-1], zone="UTC"))


def export(person: str, pains: Sequence[float]) -> bytes:
    """What `unknot export` writes for somebody with a desk neck who reported `pains` on `DAYS`."""
    request = json.loads(ASKED.read_bytes())
    asked = datetime.fromisoformat(request["at"])
    raws = [{**fact, "id": f"{person}.{fact['id']}"} for fact in request["facts"]]
    raws += [
        {
            "kind": "check_in",
            "id": f"{person}.c{place}",
            "at": (asked + timedelta(days=day)).isoformat(),
            "zone": request["zone"],
            "episode": "knot1",
            "pain_now": round(min(max(float(pain), 0.0), 10.0), 1),
        }
        for place, (day, pain) in enumerate(zip(DAYS, pains, strict=True))
    ]
    back = timedelta(days=(datetime.now(UTC) - asked).days - DAYS[-1] - 1)
    moved = [{**raw, "at": (datetime.fromisoformat(raw["at"]) + back).isoformat()} for raw in raws]
    for raw in moved:
        if "began_on" in raw:
            raw["began_on"] = (date.fromisoformat(raw["began_on"]) + back).isoformat()
    version = load().version
    return native.write([(version, raw) for raw in moved], content_version=version, exported_at=datetime.now(UTC))
