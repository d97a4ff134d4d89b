"""Single-person trials on simulated people: false positives, power, coverage and calibration, beside what others do.

Nothing is fitted here; `docs/reference/trials-court.md` says what the columns mean.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product

import numpy as np
from scipy import stats

from bench.table import MILLISECONDS, machine, table
from bench.trial_people import CARRY_OVER, HARD, HEALS, MISSING, PHI, WAYS, Court, Seen, protocols, tried, weekly

HEADS = ("randomisation test", "its cells", "posterior", "its cells", "regression", "weekly, level", "weekly, healing")
WEEKS, NOISES = (2, 4, 6, 8), (0.7, 1.2, 2.0)
WEEKLY = 25
"""People in weekly blocks for every run of a cell."""

CALIBRATION = ("design", "units", "people", "in 50 %", "in 80 %", "in 95 %", "mean place", "p of uniform", "median ms")


def report(runs: int, *, markdown: bool) -> str:
    """The tables, with `runs` simulated trials in every cell with an effect and as many without."""
    started = time.perf_counter()
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        courts = list(pool.map(tried, protocols(), [runs] * len(protocols())))
    lines = [
        f"{machine(runs)}; {time.perf_counter() - started:.0f} s in all",
        "",
        "### No effect: how often one is declared, %",
        "",
        table(("design", "units", *HEADS), [_false(court) for court in courts], markdown=markdown),
        "",
        "### No effect, a healing knot: how often weekly blocks and Welch's test declare one, %",
        "",
        table(("weeks", *(f"noise {noise:g}" for noise in NOISES)), list(_weekly(runs)), markdown=markdown),
        "",
        "### No effect, cell by cell: randomisation test / posterior, %",
        "",
        table(("phi, trend, missing", *_short(courts)), list(_false_by_cell(courts)), markdown=markdown),
        "",
        "### A worthwhile effect: how often it is found, randomisation test / posterior, %",
        "",
        table(("world", *_short(courts)), list(_by_world(courts, _found)), markdown=markdown),
        "",
        "### How often the 95 % interval holds the truth, with and without an effect, %",
        "",
        table(("world", *_short(courts)), list(_by_world(courts, _held)), markdown=markdown),
        "",
        "### Harder worlds: randomisation test and posterior without an effect, coverage of the interval with one, %",
        "",
        table(("world", *_short(courts)), list(_hard(courts)), markdown=markdown),
        "",
        "### People drawn from the prior",
        "",
        table(CALIBRATION, [_calibrated(court) for court in courts], markdown=markdown),
    ]
    return "\n".join(lines)


def _declared(seen: Iterable[Seen], way: str) -> list[bool]:
    return [each.declared[WAYS.index(way)] for each in seen]


def percent(flags: Sequence[bool], *, error: bool = True) -> str:
    """A share in per cent, with its Monte Carlo standard error."""
    share = sum(flags) / len(flags)
    spread = math.sqrt(share * (1 - share) / len(flags))
    return f"{100 * share:.1f} ± {100 * spread:.1f}" if error else f"{100 * share:.1f}"


def _groups(court: Court, real: bool) -> dict[tuple[float, bool, float], list[Seen]]:
    """The trials by autocorrelation, trend and missing; without an effect there is nothing to carry over."""
    groups: dict[tuple[float, bool, float], list[Seen]] = {}
    for each in court.seen:
        if each.real is real and each.cell is not None:
            phi, _, heals, missing = each.cell
            groups.setdefault((phi, heals, missing), []).append(each)
    return groups


def _false(court: Court) -> list[str]:
    none = [each for each in court.seen if not each.real]
    cells = []
    for way in ("test", "posterior"):
        shares = [float(np.mean(_declared(group, way))) for group in _groups(court, False).values()]
        cells += [percent(_declared(none, way)), f"{100 * min(shares):.1f} to {100 * max(shares):.1f}"]
    healing = [[each for each in none if each.cell and each.cell[2] is heals] for heals in HEALS]
    return [
        court.name, str(court.protocol.units), *cells, percent(_declared(none, "regression")),
        *(percent(_declared(group, "welch")) for group in healing),
    ]  # fmt: skip


def _short(courts: Iterable[Court]) -> list[str]:
    return [f"{court.name}, {court.protocol.units}" for court in courts]


def _both(seen: Sequence[Seen]) -> str:
    return " / ".join(percent(_declared(seen, way), error=False) for way in ("test", "posterior"))


def _false_by_cell(courts: Sequence[Court]) -> Iterator[list[str]]:
    every = [_groups(court, False) for court in courts]
    for phi, heals, missing in product(PHI, HEALS, MISSING):
        name = f"{phi:g}, {'healing' if heals else 'none'}, {100 * missing:g} %"
        yield [name, *(_both(groups[phi, heals, missing]) for groups in every)]


def _found(seen: Sequence[Seen]) -> str:
    return _both([each for each in seen if each.real])


def _held(seen: Sequence[Seen]) -> str:
    return percent([each.held for each in seen])


def _by_world(courts: Sequence[Court], said: Callable[[Sequence[Seen]], str]) -> Iterator[list[str]]:
    yield ["all", *(said(court.seen) for court in courts)]
    names = ("autocorrelation {:g}", "carry-over {:g}", "healing: {}", "missing {:.0%}")
    for axis, (name, values) in enumerate(zip(names, (PHI, CARRY_OVER, HEALS, MISSING), strict=True)):
        for value in values:
            shown = name.format(("no", "yes")[value] if isinstance(value, bool) else value)
            yield [
                shown,
                *(said([each for each in court.seen if each.cell and each.cell[axis] == value]) for court in courts),
            ]


def _hard(courts: Sequence[Court]) -> Iterator[list[str]]:
    for name in HARD:
        told = []
        for court in courts:
            none, some = ([each for each in court.hard[name] if each.real is real] for real in (False, True))
            told.append(f"{_both(none)}, {percent([each.held for each in some], error=False)}")
        yield [name, *told]


def _weekly(runs: int) -> Iterator[list[str]]:
    for weeks in WEEKS:
        yield [str(weeks), *(percent(weekly(weeks, noise, WEEKLY * runs)) for noise in NOISES)]


def _calibrated(court: Court) -> list[str]:
    off = np.abs(court.places - 0.5)
    uniform = stats.kstest(court.places, "uniform").pvalue
    return [
        court.name, str(court.protocol.units), str(len(off)), *(percent(list(off < w / 2)) for w in (0.5, 0.8, 0.95)),
        f"{court.places.mean():.3f}", f"{uniform:.2f}",
        f"{MILLISECONDS * float(np.median([each.seconds for each in court.seen])):.1f}",
    ]  # fmt: skip
