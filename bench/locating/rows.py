"""The tables and lines of the court's page, each of one thing that was found."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence

from bench.locating.cases import SETS, Case, cases
from bench.locating.rankers import stated
from bench.locating.scores import (
    Floats,
    Interval,
    Judged,
    calibration_error,
    if_exactly_right,
    interval,
    reliability,
    share,
)
from bench.table import MILLISECONDS, table
from unknot.content.library import Library
from unknot.locating.ranking import by_muscle, rank

CASE_HEAD = ("cases and ranker", "n", "first", "among three", "log score", "Brier", "confidence", "confidence - first")
WORLD_HEAD = (
    "world",
    "first",
    "among three",
    "log score",
    "confidence",
    "calibration error",
    "if exactly right",
    "overlap and prior: first",
)
MISSED_HEAD = ("case", "rank", "chance", "who it was, and who was named first")
TOLD_HEAD = ("people", "n", "marks", "of them outside the pattern", "movements that hurt", "symptoms and causes")
NOISE_HEAD = ("told with", "n", "first", "among three", "confidence")


def in_short(found: Mapping[str, Mapping[str, Judged]], heard: Mapping[str, Judged]) -> list[str]:
    """What the tables say, in a sentence for each set and for the simulated people."""
    lines = []
    for name, by_ranker in found.items():
        ours, rival = by_ranker["unknot"], by_ranker["overlap and prior"]
        lines.append(
            f"- **{name.capitalize()}** ({len(ours.rank)}). Named first in {_mean(ours.first)} and among three in "
            f"{_mean(ours.among_three)}, with a confidence of {_mean(ours.confidence)} on average; overlap and prior "
            f"{_mean(rival.first)} and {_mean(rival.among_three)}."
        )
    exact, *others = heard.items()
    worst = max(others, key=lambda each: float((each[1].confidence - each[1].first).mean()))
    lines.append(
        f"- **Simulated.** Where the model is true, confidence is {_mean(exact[1].confidence)} and the muscle named "
        f"first is right in {_mean(exact[1].first)}. Confidence is most too high in the world *{worst[0]}*: "
        f"{_mean(worst[1].confidence)} against {_mean(worst[1].first)}."
    )
    return lines


def case_rows(found: Mapping[str, Mapping[str, Judged]], seed: int) -> list[Sequence[str]]:
    """Every set under every ranker."""
    return [
        (
            f"{name}, {who}",
            str(len(each.rank)),
            _percent(share(each.first)),
            _percent(share(each.among_three)),
            _plain(interval(each.log, seed)),
            _plain(interval(each.brier, seed)),
            _mean(each.confidence),
            _signed(interval(each.confidence - each.first, seed)),
        )
        for name, by_ranker in found.items()
        for who, each in by_ranker.items()
    ]


def world_rows(heard: Mapping[str, Judged], rivals: Mapping[str, Judged], seed: int) -> list[Sequence[str]]:
    """Every world under the model, and under the better rival."""
    return [
        (
            name,
            _percent(share(each.first)),
            _percent(share(each.among_three)),
            _plain(interval(each.log, seed)),
            _mean(each.confidence),
            _fine(calibration_error(each, seed)),
            _range(if_exactly_right(each, seed)),
            _mean(rivals[name].first),
        )
        for name, each in heard.items()
    ]


def reliability_table(heard: Mapping[str, Judged], *, markdown: bool) -> list[str]:
    """For every world: the people in each tenth of confidence, and how often the muscle named first was right."""
    head = ("world", *(f"{low / 10:.1f} to {(low + 1) / 10:.1f}" for low in range(10)))
    rows: list[Sequence[str]] = []
    for name, each in heard.items():
        bins = reliability(each)
        cells = [
            f"{100 * right:.0f} % of {people}" if people else ""
            for people, right in zip(bins.people, bins.right, strict=True)
        ]
        rows.append((name, *cells))
    lines = [
        "Share right among the people in each tenth of stated confidence.",
        "",
        table(head, rows, markdown=markdown),
    ]
    return [*lines, "", "![Reliability diagrams](../images/locating-reliability.svg)"] if markdown else lines


def sides(library: Library) -> list[str]:
    """How often the side of the muscle named first is right, where a side is known."""
    lines = []
    for name in SETS:
        known = [case for case in cases(name) if case.side is not None]
        right = [rank(library, case.history, top=1)[0].side == case.side for case in known]
        lines.append(f"- {name}: the side is right in {sum(right)} of {len(right)}.")
    return lines


def times(library: Library) -> list[str]:
    """What one ranking takes here, in milliseconds: medians over the cases, the first one not counted."""
    every = [case.history for name in SETS for case in cases(name)]
    lines = []
    for says, run in (("probabilities of all muscles", by_muscle), ("a ranking with reasons", rank)):
        run(library, every[0])
        taken = []
        for history in every:
            start = time.perf_counter()
            run(library, history)
            taken.append(time.perf_counter() - start)
        lines.append(f"- {says}: {MILLISECONDS * statistics.median(taken):.1f} ms.")
    return lines


def companions(library: Library, drawn: Sequence[Case]) -> list[str]:
    """How often a second muscle that is named beside a right first one is right, where the model is true."""
    stated, hits, found = [], [], 0
    for case in drawn:
        (first,) = rank(library, case.history, top=1)
        if (first.muscle, first.side) != (case.muscles[0], case.side):
            continue
        found += 1
        if first.companion is not None:
            stated.append(first.companion.probability)
            hits.append((first.companion.muscle, first.companion.side) == case.second)
    two = [case for case in cases("composed") if "second" in case.noise]
    named = 0
    for case in two:
        (first,) = rank(library, case.history, top=1)
        named += first.companion is not None and {first.muscle, first.companion.muscle} == set(case.muscles)
    lines = [f"- second muscle, composed: the two muscles stand as first and second in {named} of {len(two)}."]
    if stated:
        chance, right = (f"{100 * statistics.fmean(each):.0f} %" for each in (stated, hits))
        beside = f"named in {len(stated)} of the {found} people in whom the first is right"
        lines.insert(0, f"- second muscle, as the model says: {beside}, with a chance of {chance}, right in {right}.")
    return lines


def told_rows(library: Library, simulated: Mapping[str, Sequence[Case]]) -> list[Sequence[str]]:
    """Marks and answers a person, in the cases and among the simulated people, who should resemble each other."""
    rows: list[Sequence[str]] = []
    for name, chosen in ({name: cases(name) for name in SETS} | dict(simulated)).items():
        outside = [sum(not _of_pattern(library, case, region) for region in case.history.marks) for case in chosen]
        yes = [[question for question in case.history.answers if case.history.said_yes(question)] for case in chosen]
        hurting = [sum(question.startswith("movement:") for question in each) for each in yes]
        other = [len(each) - count for each, count in zip(yes, hurting, strict=True)]
        counts = ([len(case.history.marks) for case in chosen], outside, hurting, other)
        rows.append((name, str(len(chosen)), *(f"{statistics.fmean(count):.1f}" for count in counts)))
    return rows


def _of_pattern(library: Library, case: Case, region: str) -> bool:
    """Whether a muscle of the case sends pain to the area of this region, or has a point there; sides do not matter."""
    area = library.regions[region].area
    for muscle in (library.muscles[id_] for id_ in case.muscles):
        points = {each for point in muscle.trigger_points for each in point.areas}
        if area in {*muscle.essential, *muscle.spillover, *muscle.other_side, *points}:
            return True
    return False


def noise_rows(library: Library) -> list[Sequence[str]]:
    """The composed cases by what is wrong with the telling."""
    chosen = cases("composed")
    tags = sorted({tag for case in chosen for tag in case.noise})
    groups = {"nothing wrong": [case for case in chosen if not case.noise]}
    groups |= {tag: [case for case in chosen if tag in case.noise] for tag in tags}
    rows: list[Sequence[str]] = []
    for name, group in groups.items():
        found = stated(library, by_muscle, group)
        shares = (_percent(share(found.first)), _percent(share(found.among_three)))
        rows.append((name, str(len(group)), *shares, _mean(found.confidence)))
    return rows


def missed_rows(library: Library) -> list[Sequence[str]]:
    """Every case whose muscles all stand below the first three, and what stood there."""
    rows: list[Sequence[str]] = []
    for name in SETS:
        for case in cases(name):
            chances = by_muscle(library, case.history)
            order = sorted(chances, key=lambda muscle: (-chances[muscle], muscle))
            best = min(order.index(muscle) for muscle in case.muscles)
            if best < 3:
                continue
            named = ", ".join(f"{muscle} {100 * chances[muscle]:.0f} %" for muscle in order[:3])
            right = sum(chances[muscle] for muscle in case.muscles)
            who = f"{', '.join(case.muscles)}; named: {named}"
            rows.append((f"{name}: {case.id}", str(best + 1), f"{100 * right:.0f} %", who))
    return rows


def _mean(values: Floats) -> str:
    return f"{100 * values.mean():.0f} %"


def _percent(value: Interval) -> str:
    low, middle, high = (100 * each for each in value)
    return f"{middle:.0f} % ({low:.0f} to {high:.0f})"


def _plain(value: Interval) -> str:
    low, middle, high = value
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def _fine(value: Interval) -> str:
    low, middle, high = value
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def _range(value: Interval) -> str:
    low, _, high = value
    return f"{low:.3f} to {high:.3f}"


def _signed(value: Interval) -> str:
    low, middle, high = value
    return f"{middle:+.2f} ({low:+.2f} to {high:+.2f})"
