"""How long the server takes for each page, with two years of facts, beside a page that says nothing but "ok".

Everything runs in one process, as it is served, without a network between: routing, middleware, session, database,
advice, page, compression. The bare page takes the same way through the middleware, so that the ratio tells what the
page itself costs. Times of a page and of the bare one alternate, so that a busy moment hits both.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.table import MILLISECONDS, machine, table
from tests import lives
from tests.web.serving import serving, unknot

HEAD = ("page", "median ms", "worst ms", "processor ms", "KB sent", "times a bare page (quartiles)")
BARE = "a page that says ok"
_BARE_PATH = "bench/ok"
_KNOT = f"/knots/{lives.MAIN}"
_LONG = f"/knots/knot{lives.BLOCKS}"
PAGES = {
    "home": "/",
    "where": f"{_KNOT}/where",
    "story": f"{_KNOT}/story",
    "signs": f"{_KNOT}/signs",
    "result": _KNOT,
    "result, sixty days": _LONG,
    "means": f"{_KNOT}/means?part=tools",
    "plan": f"{_KNOT}/plan",
    "session": f"{_KNOT}/session/1",
    "check-in": f"{_KNOT}/check-in",
    "after a check-in": f"{_KNOT}/check-in/done",
    "course": f"{_KNOT}/course",
    "course, sixty days": f"{_LONG}/course",
    "my knots": "/knots",
    "learn": "/learn",
    "a muscle": "/learn/muscles/upper_trapezius",
    "a technique": "/learn/techniques/ball_shoulder_top",
    "the evidence": "/learn/evidence",
    "settings": "/settings",
    "about": "/about",
}


@dataclass(frozen=True, slots=True)
class Visited:
    """How long one visit took by the clock, and how much of it the processor worked on it, in milliseconds."""

    clock: float
    processor: float


@dataclass(frozen=True, slots=True)
class Timing:
    """All visits to one page, and those to the bare page in between."""

    name: str
    page: tuple[Visited, ...]
    bare: tuple[Visited, ...]
    bytes_sent: int

    @property
    def ratios(self) -> tuple[float, ...]:
        """How many times the bare page each visit kept the processor busy, which other programs hardly change."""
        return tuple(page.processor / bare.processor for page, bare in zip(self.page, self.bare, strict=True))


def report(runs: int, *, markdown: bool) -> str:
    """The table of all pages, with the memory of the server."""
    with tempfile.TemporaryDirectory() as folder:
        data, file = Path(folder) / "data", Path(folder) / "record.jsonl"
        facts = lives.two_years()
        file.write_bytes(lives.export(facts))
        read = unknot("import", file, "--data", data)
        if read.code:
            raise SystemExit(read.error)
        at_rest, after_all = memory(data)
        timings = visits(data, runs)
    told = f"{len(facts)} facts. Memory of the server: {at_rest:.0f} MB at rest, {after_all:.0f} MB after every page."
    return "\n".join([f"{machine(runs)}, {told}", "", table(HEAD, _rows(timings), markdown=markdown)])


def memory(data: Path) -> tuple[float, float]:
    """What the server's process holds of the memory, in MB: just started, and after each page was visited once."""
    with serving(data) as there:
        cookie = there.session()
        at_rest = _resident(there.process.pid)
        for path in PAGES.values():
            there.ask("GET", path, Cookie=cookie)
        return at_rest, _resident(there.process.pid)


def visits(data: Path, runs: int) -> list[Timing]:
    """Each page `runs` times after one visit that does not count, each time next to the bare one."""
    browser = _let_in(data)
    timings = []
    for name, path in PAGES.items():
        answer = browser.get(path)
        if answer.status_code >= 400:
            raise SystemExit(f"{path} answers {answer.status_code}")
        onwards = f", on to {answer['Location']}" if "Location" in answer else ""
        pairs = [(_timed(browser, path), _timed(browser, f"/{_BARE_PATH}")) for _ in range(runs)]
        page, bare = zip(*pairs, strict=True)
        timings.append(Timing(name + onwards, page, bare, len(answer.content)))
    return timings


def _let_in(data: Path) -> Any:
    """A browser in this process, with a session."""
    from unknot.web import access, store

    store.open_store(data)
    access.prepare(data)
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    from unknot.web import urls

    urls.urlpatterns.append(path(_BARE_PATH, lambda _request: HttpResponse("ok")))
    browser = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    browser.get(f"/enter/{access.LINKS.issue()}")
    return browser


def _timed(browser: Any, path: str) -> Visited:
    gc.collect()
    started, worked = time.perf_counter(), time.process_time()
    browser.get(path)
    processor, clock = time.process_time() - worked, time.perf_counter() - started
    return Visited(clock * MILLISECONDS, processor * MILLISECONDS)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


def _rows(timings: list[Timing]) -> list[tuple[str, ...]]:
    bare = tuple(each for timing in timings for each in timing.bare)
    return [_row(Timing(BARE, bare, bare, 2)), *(_row(timing) for timing in timings)]


def _row(timing: Timing) -> tuple[str, ...]:
    low, middle, high = statistics.quantiles(timing.ratios, n=4) if len(timing.ratios) > 1 else 3 * timing.ratios
    return (
        timing.name,
        f"{statistics.median(each.clock for each in timing.page):.1f}",
        f"{max(each.clock for each in timing.page):.1f}",
        f"{statistics.median(each.processor for each in timing.page):.1f}",
        f"{timing.bytes_sent / 1000:.1f}",
        "" if timing.name == BARE else f"{middle:.0f} ({low:.0f} to {high:.0f})",
    )
