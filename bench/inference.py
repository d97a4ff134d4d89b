"""How long an answer takes, beside other people's inference of the same model: see `bench.rivals`.

One person, sixty days with one check-in each. Every rival is timed next to the product, the two in turns, so that what
else runs on the machine meets both; the ratio is that of neighbours. "Fresh" is a process from start to exit: imports,
reading the content, compiling, answering. PyTensor keeps what it compiled on the disk, so its fresh process is only
cold if the machine never ran it. Samplers have to answer anew after each check-in; the product takes it in.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import numpy as np

from bench.rivals import DAYS, HORIZON, PROFILE, RIVALS, Ask, Rival, course, reports
from bench.table import MILLISECONDS, machine, table
from tests.knot_model import Array
from unknot.content.library import load
from unknot.recovery.filtering import fold, step
from unknot.recovery.parameters import from_library

ROOT = Path(__file__).parents[1]
HEAD = ("what", "median ms", "quartiles", "processor ms", "times unknot (quartiles)", "level today, points")


def report(runs: int, *, markdown: bool) -> str:
    """The table of all timings with the machine they were taken on."""
    ours, *others = RIVALS
    readings = course()
    rows = [_one_more(readings, runs)]
    missing = {other.name: _missing(other) for other in others}
    rows += _pairs(ours, [each for each in others if not missing[each.name]], readings, runs)
    rows += [(name, "", "", "", "", f"not installed: {', '.join(names)}") for name, names in missing.items() if names]
    says = f"{machine(runs)}. {DAYS} check-ins, one a day, and {HORIZON} days ahead."
    return "\n".join([says, "", table(HEAD, rows, markdown=markdown)])


def _one_more(readings: Array, runs: int) -> tuple[str, ...]:
    """One more check-in after all others, up to the level that is believed then."""
    *before, last = reports(readings)
    belief = fold(from_library(load(), PROFILE), before, start="peak")
    taken = [_timed(lambda: step(belief, last, 1.0)[0].level_points) for _ in range(runs)]
    return ("unknot, one more check-in", *_told(taken), "", "")


def _pairs(ours: Rival, others: list[Rival], readings: Array, runs: int) -> list[tuple[str, ...]]:
    """Rows for the product and its rivals: first in this process, then in processes of their own."""
    asks = {each.name: _asking(each) for each in (ours, *others)}
    levels: dict[str, list[float]] = {name: [] for name in asks}

    def answer(name: str, run: int) -> None:
        levels[name].append(float(asks[name](readings, run)[0][0]))

    def fresh(name: str) -> None:
        subprocess.run([sys.executable, "-m", "bench.rivals", name], cwd=ROOT, check=True, capture_output=True)

    for name in asks:
        answer(name, runs)
    warm = _in_turns(ours.name, list(asks), answer, runs)
    own_process = [each.name for each in (ours, *others) if each.in_own_process]
    cold = _in_turns(ours.name, own_process, lambda name, _: fresh(name), runs)
    return [
        *(_row(name, *warm[name], _level(levels[name])) for name in asks),
        *(_row(f"{name}, fresh process", *cold[name], "") for name in own_process),
    ]


def _in_turns(
    ours: str, names: list[str], act: Callable[[str, int], None], runs: int
) -> dict[str, tuple[list[tuple[float, float]], list[float]]]:
    """Times of each name and its ratios to the product's, which is timed right before it."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    ratios: dict[str, list[float]] = {name: [] for name in names}
    for run in range(runs):
        for name in names:
            beside = _timed(partial(act, ours, run))
            taken = beside if name == ours else _timed(partial(act, name, run))
            times[name].append(taken)
            ratios[name].append(taken[0] / beside[0])
    return {name: (times[name], ratios[name]) for name in names}


def _asking(rival: Rival) -> Ask:
    """The rival made ready. What its libraries have to say about themselves is left unsaid."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return rival.prepare()


def _missing(rival: Rival) -> tuple[str, ...]:
    return tuple(name for name in rival.needs if find_spec(name) is None)


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor, those of children counted."""
    gc.collect()
    used, started = _processor(), time.perf_counter()
    act()
    return (time.perf_counter() - started) * MILLISECONDS, (_processor() - used) * MILLISECONDS


def _processor() -> float:
    both = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def _row(name: str, taken: list[tuple[float, float]], ratios: list[float], level: str) -> tuple[str, ...]:
    low, middle, high = np.quantile(ratios, (0.25, 0.5, 0.75))
    beside = "1" if min(ratios) == max(ratios) == 1.0 else f"{middle:.3g} ({low:.3g} to {high:.3g})"
    return (name, *_told(taken), beside, level)


def _told(taken: list[tuple[float, float]]) -> tuple[str, str, str]:
    clock = [each for each, _ in taken]
    low, middle, high = np.quantile(clock, (0.25, 0.5, 0.75))
    return f"{middle:.2f}", f"{low:.2f} to {high:.2f}", f"{statistics.median(each for _, each in taken):.1f}"


def _level(levels: list[float]) -> str:
    """Mean over the runs, and how far they scatter where chance has a part in them."""
    scatter = statistics.stdev(levels)
    return f"{statistics.mean(levels):.3f}" + (f" ± {scatter:.3f}" if scatter > 1e-9 else "")
