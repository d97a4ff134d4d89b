"""The tables of the court: levels, gains, spells, calibration, cheats, sizes; and what the leak watch has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.court.data import Data
from bench.court.recovery_scores import Returns, concordance, crps, crps_difference, ilog
from bench.court.register import REFERENCE
from bench.court.scores import BLOCKS, Cells, Interval, better_for, figure, gain, histogram, uneven
from bench.court.spells import spells
from bench.court.trial import Heard
from bench.table import table

SUSPECT_WARM, SUSPECT_DAY_ONE = 5.0, 12.0
"""Gains over the chain in percent that no forecast without the future has been seen to reach."""
BLOCK_MARKS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Judged:
    """Everybody who was heard, with their scores, by name and in order."""

    data: Data
    heard: Mapping[str, Heard]
    cells: Mapping[str, Cells]
    returns: Mapping[str, Mapping[str, Returns]]

    def named(self, *kinds: str) -> list[str]:
        """The names of these kinds."""
        return [name for name, heard in self.heard.items() if heard.entry.kind in kinds]


def judge(data: Data, heard: Sequence[Heard]) -> Judged:
    """All scores."""
    sore = [spells(diary) for diary in data.diaries]
    return Judged(
        data,
        {each.entry.name: each for each in heard},
        {each.entry.name: each.cells(data) for each in heard},
        {each.entry.name: each.returns(data, sore) for each in heard},
    )


def suspicions(judged: Judged) -> list[str]:
    """A plain line for each forecaster that is too good, or whose past changed with the future."""
    lines = []
    reference = judged.cells[REFERENCE]
    for name, found in judged.cells.items():
        for regime, limit, words in (
            ("warm", SUSPECT_WARM, "warm"),
            ("warm h1", SUSPECT_DAY_ONE, "on day 1"),
        ):
            by = gain(found, reference, "rps", regime)[0]
            if by > limit:
                lines.append(f"{name} gains {by:.1f} % over {REFERENCE} {words}: this is probably a leak")
        if judged.heard[name].leaked:
            lines.append(f"{name} said something else when the future was another: this is a leak")
    return lines


def report(judged: Judged, versus: str, *, markdown: bool) -> str:
    """Every table under its heading."""
    honest = judged.named("ours", "rival")
    data = judged.data
    parts = [
        f"{data.name}: {len(data.diaries)} people, {data.check_ins} check-ins, SHA-256 `{data.sha256[:16]}…`.",
        "In brackets: 95 % intervals over people.",
        _section("Levels, each person counting the same", _levels(judged, honest, "people", markdown)),
        _section("Levels, each pair counting the same", _levels(judged, honest, "pairs", markdown)),
        _section(f"Gain in percent over {versus}, paired within people", _gains(judged, honest, versus, markdown)),
        _section("By days ahead, warm: rps", _ahead(judged, honest, markdown)),
        _section("Calibration, warm", _calibration(judged, honest, markdown)),
        _section("Sore spells", _spells(judged, honest, versus, markdown)),
    ]
    if judged.named("cheat"):
        parts.append(_section("Cheats", _cheats(judged, markdown)))
    parts.append(_section("Sizes and times", _sizes(judged, markdown)))
    watch = suspicions(judged)
    parts.append(_section("Leak watch", "\n".join(f"- {line}" for line in watch) if watch else "Nothing to report."))
    return "\n\n".join(parts)


def _section(heading: str, body: str) -> str:
    return f"### {heading}\n\n{body}"


def _levels(judged: Judged, names: Sequence[str], weighting: str, markdown: bool) -> str:
    head = ("forecaster", "rps warm", "log warm", "rps day 1", "rps cold", "log cold", "sore warm")
    rows = []
    for name in names:
        found = judged.cells[name]

        def of(score: str, regime: str, digits: int, found: Cells = found) -> str:
            value = figure(found, score, regime, "people" if weighting == "people" else "pairs")
            return _with_interval(value, digits)

        rows.append(
            (
                name,
                of("rps", "warm", 4),
                of("log", "warm", 3),
                of("rps", "warm h1", 4),
                of("rps", "cold", 4),
                of("log", "cold", 3),
                of("sore", "warm", 4),
            )
        )
    return table(head, rows, markdown=markdown)


def _gains(judged: Judged, names: Sequence[str], versus: str, markdown: bool) -> str:
    head = ("forecaster", "rps warm", "rps day 1", "rps cold", "log warm", "rps warm, pairs", "better for")
    rival = judged.cells[versus]
    rows = []
    for name in names:
        found = judged.cells[name]
        better, people = better_for(found, rival, "rps", "warm")
        rows.append(
            (
                name,
                _signed(gain(found, rival, "rps", "warm")),
                _signed(gain(found, rival, "rps", "warm h1")),
                _signed(gain(found, rival, "rps", "cold")),
                _signed(gain(found, rival, "log", "warm")),
                _signed(gain(found, rival, "rps", "warm", "pairs")),
                f"{better} of {people}",
            )
        )
    return table(head, rows, markdown=markdown)


def _ahead(judged: Judged, names: Sequence[str], markdown: bool) -> str:
    rows = [(name, *(f"{figure(judged.cells[name], 'rps', f'warm {b}')[0]:.4f}" for b in BLOCKS)) for name in names]
    return table(("forecaster", *BLOCKS), rows, markdown=markdown)


def _calibration(judged: Judged, names: Sequence[str], markdown: bool) -> str:
    head = ("forecaster", "cov50", "cov90", "levels in 90 %", "PIT off by", "PIT")
    rows = []
    for name in names:
        found = judged.cells[name]
        shares = histogram(found, "warm")
        marks = "".join(BLOCK_MARKS[min(8, round(40 * share))] for share in shares)
        each = (figure(found, score, "warm")[0] for score in ("cov50", "cov90", "set90"))
        rows.append((name, *(f"{value:.3f}" for value in each), f"{uneven(shares):.3f}", marks))
    return table(head, rows, markdown=markdown)


def _spells(judged: Judged, names: Sequence[str], versus: str, markdown: bool) -> str:
    head = (
        "forecaster",
        "crps, days",
        "crps, sore days",
        "ilog",
        "c within",
        "c all",
        "crps on first days",
        f"crps less {versus}'s",
    )
    rows = []
    for name, others in _alike(judged, names).items():
        found, first = judged.returns[name]["all"], judged.returns[name]["onset"]
        within, across = concordance(found)
        rival = judged.returns[versus].get("all")
        rows.append(
            (
                ", ".join([name, *others]),
                _with_interval(crps(found), 3),
                _with_interval(crps(found, "pairs"), 3),
                _with_interval(ilog(found), 3),
                _with_interval(within, 3),
                _with_interval(across, 3),
                _with_interval(crps(first), 3),
                "" if rival is None else _signed(crps_difference(found, rival), 3),
            )
        )
    return table(head, rows, markdown=markdown)


def _alike(judged: Judged, names: Sequence[str]) -> dict[str, list[str]]:
    """Who says anything of spells, each with those that say the same of all of them."""
    found: dict[str, list[str]] = {}
    for name in names:
        if not judged.returns[name]:
            continue
        said = judged.returns[name]["all"].mean_days
        for first, others in found.items():
            if np.array_equal(judged.returns[first]["all"].mean_days, said):
                others.append(name)
                break
        else:
            found[name] = []
    return found


def _cheats(judged: Judged, markdown: bool) -> str:
    """What cheats would like to be judged by, beside what judges them; one honest forecaster above them."""
    head = (
        "forecaster",
        "median off by",
        "p of what came",
        "cov50",
        "cov90",
        "PIT off by",
        "levels in 90 %",
        "rps",
        "log",
        "return day alone",
        "c within",
        "crps, days",
        "ilog",
        "what it does",
    )
    names = [name for name in ("ewma", "shift") if name in judged.heard] + judged.named("cheat")
    rows = []
    for name in names:
        found = judged.cells[name]
        levels = [figure(found, score, "warm")[0] for score in ("median_error", "hit", "cov50", "cov90")]
        levels.append(uneven(histogram(found, "warm")))
        levels += [figure(found, score, "warm")[0] for score in ("set90", "rps", "log")]
        sore = judged.returns[name].get("all")
        told = (
            [""] * 4
            if sore is None
            else [
                f"{_mean_seen(sore):.3f}",
                f"{concordance(sore)[0][0]:.3f}",
                f"{crps(sore)[0]:.2f}",
                f"{ilog(sore)[0]:.2f}",
            ]
        )
        rows.append((name, *(f"{value:.3f}" for value in levels), *told, judged.heard[name].entry.says))
    return table(head, rows, markdown=markdown)


def _mean_seen(found: Returns) -> float:
    return float(np.nanmean(found.seen_only))


def _sizes(judged: Judged, markdown: bool) -> str:
    head = ("forecaster", "numbers", "inputs", "fit, s", "update, ms", "predict, ms", "what it is")
    rows = [
        (
            name,
            "" if heard.parameters < 0 else str(heard.parameters),
            str(len(heard.inputs)),
            f"{heard.fit_s:.1f}",
            f"{heard.update_ms:.3f}",
            f"{heard.predict_ms:.3f}",
            heard.entry.says,
        )
        for name, heard in judged.heard.items()
        if heard.entry.kind != "cheat"
    ]
    return table(head, rows, markdown=markdown)


def _with_interval(value: Interval, digits: int) -> str:
    return f"{value[0]:.{digits}f} [{value[1]:.{digits}f}, {value[2]:.{digits}f}]"


def _signed(value: Interval, digits: int = 1) -> str:
    return f"{value[0]:+.{digits}f} [{value[1]:+.{digits}f}, {value[2]:+.{digits}f}]"
