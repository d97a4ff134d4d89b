"""How long it takes: the whole command, one advice, and its parts, each beside something everybody knows.

Everything is measured on one request: sixty days with a check-in and a session on each. The yardsticks tell a slow
machine from a slow product: starting Python with NumPy, and reading and writing the same JSON.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.table import MILLISECONDS, machine, table
from unknot.causes.profile import recovery_profile
from unknot.content import library as content
from unknot.content.library import Library
from unknot.facts import Episode, Exposure, Fact, History, Mark, Profile, history
from unknot.locating.ranking import rank
from unknot.loop import advise, parse_request
from unknot.planning.options import options
from unknot.planning.policy import plan
from unknot.recovery.events import Report
from unknot.recovery.filtering import believe, step
from unknot.recovery.forecasting import forecast
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Array, Parameters, from_library
from unknot.recovery.population import advance, parts, start, update
from unknot.screening.fences import fence
from unknot.screening.interview import next_screen
from unknot.screening.story import heard
from unknot.screening.story_ear import ear_for
from unknot.screening.triage import screen, triage

REQUEST = Path(__file__).parents[1] / "tests/scenarios/a-bit-of-everything-for-sixty-days.request.json"
STORY = (
    "My neck and both shoulders have been tight since I painted the ceiling on Saturday. No fever, no numbness, and my "
    "hands work as ever. It pulls when I turn to the left, and a hot shower helps for an hour. Last night my jaw felt "
    "heavy for a while and I came out in a cold sweat, which I put down to the curry. "
) * 20
HEAD = ("what", "median ms", "min ms", "max ms", "beside")
FIRST_FORECAST = """
import json, sys
from unknot.causes.profile import recovery_profile
from unknot.content.library import load
from unknot.facts import history
from unknot.loop import parse_request
from unknot.recovery.filtering import believe
from unknot.recovery.forecasting import forecast
library = load()
request = parse_request(json.load(open(sys.argv[1], "rb")), library)
held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
forecast(believe(library, recovery_profile(library, held).id, held))
"""
STEPS = 100
"""Check-ins in a row that the time of one is the mean of."""
PEOPLE = (10, 100, 1_000, 10_000, 100_000)
DAYS_ASKED = 10
MISSED = 0.2
"""Share of check-ins that are missed, at random."""
PEOPLE_HEAD = ("people", "µs per person and check-in", "check-ins per second", "peak MB")
NUMPY, JSON = "python -c 'import numpy'", "json, same request"


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of all runs of one thing, in milliseconds, and the name of the thing it is set beside."""

    name: str
    milliseconds: tuple[float, ...]
    beside: str | None = None

    @property
    def median(self) -> float:
        """Half of the runs were faster."""
        return statistics.median(self.milliseconds)


def report(runs: int, *, markdown: bool) -> str:
    """The tables of all timings with the machine they were taken on."""
    timings = (*whole_processes(runs), *inside(content.load(), json.loads(REQUEST.read_bytes()), runs))
    people = [people_at_once(from_library(content.load(), "desk"), number) for number in PEOPLE]
    return "\n".join(
        [
            f"{machine(runs)}.",
            "",
            table(HEAD, _rows(timings), markdown=markdown),
            "",
            table(PEOPLE_HEAD, people, markdown=markdown),
        ]
    )


def whole_processes(runs: int) -> tuple[Timing, ...]:
    """The command from start to exit, beside a Python that only imports NumPy."""

    def run(*arguments: str) -> Callable[[], object]:
        command = [sys.executable, *arguments]
        return lambda: subprocess.run(command, check=True, capture_output=True)

    unknot = ("-c", "from unknot.cli import main; raise SystemExit(main())")
    return (
        _timed(NUMPY, run("-c", "import numpy"), runs),
        _timed("unknot --version", run(*unknot, "--version"), runs, NUMPY),
        _timed("unknot advise, 60 days", run(*unknot, "advise", str(REQUEST)), runs, NUMPY),
        _timed("first forecast, fresh process", run("-c", FIRST_FORECAST, str(REQUEST)), runs, NUMPY),
    )


def inside(library: Library, raw: dict[str, Any], runs: int) -> tuple[Timing, ...]:
    """One advice and its parts in a warm process, beside reading and writing the request as JSON."""
    text = json.dumps(raw)
    request = parse_request(raw, library)
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    screening = screen(library, held)
    found = screening.triage
    candidates = rank(library, held)
    profile = recovery_profile(library, held).id
    sat = replace(held, exposures=(*held.exposures, *_sitting(held)))
    belief = believe(library, profile, held)
    outlook = forecast(belief)
    fences = fence(library, held, found, screening.case)
    new = history(_just_marked(request.facts), at=request.at, zone=request.zone, episode=request.episode)
    offered, excluded = options(library, held, found, fences, candidates, belief, profile)
    check_in = Report(belief.day + 1.0, "asked", (Reading("pain_now", 3.0),))
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("content, cold", content.load.__wrapped__),
        ("parse the request", lambda: parse_request(raw, library)),
        ("advise", lambda: advise(request, library)),
        ("triage", lambda: triage(library, held)),
        ("triage, a new knot", lambda: triage(library, new)),
        ("next question, a new knot", lambda: next_screen(library, new)),
        ("patterns of stories, cold", lambda: ear_for.__wrapped__(library)),
        ("a story of 400 characters", lambda: heard.__wrapped__(library, STORY[:400])),
        ("a story of 5,000 characters", lambda: heard.__wrapped__(library, STORY[:5_000])),
        ("rank muscles", lambda: rank(library, held)),
        ("believe", lambda: believe(library, profile, held)),
        ("believe, ten stretches of sitting a day", lambda: believe(library, profile, sat)),
        ("forecast", lambda: forecast(belief)),
        ("believe and forecast", lambda: forecast(believe(library, profile, held))),
        ("options", lambda: options(library, held, found, fences, candidates, belief, profile)),
        ("plan", lambda: plan(library, held, found, offered, belief, outlook, profile, excluded)),
    )
    yardstick = _timed(JSON, lambda: json.dumps(json.loads(text)), runs)
    one_more = _timed("step, one check-in", lambda: step(belief, check_in, 1.0), runs, JSON, repeats=STEPS)
    return (yardstick, *(_timed(name, run, runs, JSON) for name, run in steps), one_more)


def _sitting(held: History) -> tuple[Exposure, ...]:
    """Ten measured stretches at the desk on each of the sixty days before now."""
    return tuple(
        Exposure(
            id=f"sat{day:02}.{place}",
            at=held.at - timedelta(days=day, hours=9.0 - 0.9 * place),
            zone=held.zone,
            cause="desk_posture",
            minutes=45.0,
            unbroken=45.0,
        )
        for day in range(60, 0, -1)
        for place in range(10)
    )


def people_at_once(parameters: Parameters, people: int) -> tuple[str, ...]:
    """A row of the table of people: they check in every day for some days, and some of them forget to."""
    rng = np.random.default_rng(people)
    said = rng.integers(0, 11, (DAYS_ASKED, people)).astype(np.float64)
    said[rng.random(said.shape) < MISSED] = np.nan
    seconds = min(_followed(parameters, said) for _ in range(3))
    tracemalloc.start()
    _followed(parameters, said)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    each = seconds / said.size
    return f"{people:,}", f"{each * 1e6:.1f}", f"{1.0 / each:,.0f}", f"{peak / 1e6:.1f}"


def _followed(parameters: Parameters, said: Array) -> float:
    """Seconds that it takes to follow everybody, part by part."""
    started = time.perf_counter()
    for part in parts(said.shape[1]):
        everybody = start(parameters, part.stop - part.start)
        for values in said[:, part]:
            everybody = update(advance(everybody, 1.0), "pain_now", values)
    return time.perf_counter() - started


def _just_marked(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Who and where, and nothing answered yet."""
    return tuple(fact for fact in facts if isinstance(fact, Profile | Episode | Mark))


def _timed(name: str, run: Callable[[], object], runs: int, beside: str | None = None, *, repeats: int = 1) -> Timing:
    """`runs` timings after one that does not count, each the mean of `repeats` in a row."""
    run()
    taken = []
    for _ in range(runs):
        gc.collect()
        started = time.perf_counter()
        for _ in range(repeats):
            run()
        taken.append((time.perf_counter() - started) * MILLISECONDS / repeats)
    return Timing(name, tuple(taken), beside)


def _rows(timings: tuple[Timing, ...]) -> list[tuple[str, ...]]:
    medians = {timing.name: timing.median for timing in timings}
    return [
        (
            timing.name,
            f"{timing.median:.2f}",
            f"{min(timing.milliseconds):.2f}",
            f"{max(timing.milliseconds):.2f}",
            "" if timing.beside is None else f"{timing.median / medians[timing.beside]:.1f} × {timing.beside}",
        )
        for timing in timings
    ]
