"""The court of the planner: simulated people under the policy and under what might be done instead.

Same people, same noise, same draws of what is kept under every plan. Everything passes the guard. Doing ends once the
knot has been settled for two days; the days are followed to the end under every plan.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.planners import PLANNERS, WAYS, Memory, Morning
from bench.population import (
    DAYS,
    FELT_WORSE,
    FELT_WORSE_OTHERWISE,
    REGIONS,
    RUNNING,
    STEPS_PER_DAY,
    TRUTHS,
    Array,
    Done,
    Person,
    Truth,
    bodies,
    follow_a_day,
    people,
    settled_after,
    sitting,
    works,
)
from bench.table import table
from unknot.content.library import Library, load
from unknot.facts import CheckIn, Dose, Episode, Fact, Mark, Preference, history
from unknot.locating.ranking import Candidate, rank
from unknot.planning.families import TREATMENTS, family
from unknot.planning.steps import Step
from unknot.planning.timing import spots, worked_s
from unknot.recovery.effects import expected_effect
from unknot.recovery.strain import BREAKS

PROFILES = ("desk", "exercise", "mixed", "care_seeker")
FIRST_MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
ZONE = "UTC"
WAKING_STEPS = 26
"""Sessions of a day are spread over the thirteen hours that follow an hour after the check-in."""
LOGGED_AT_MOST = 2
"""Facts a day for one technique: of many short breaks the middle and the last stand for all of them."""
DRAWS = 2000

HARM_DAYS = 0.5
"""Margin of harm, days to settled more than under waiting: half of what a daily check-in can tell."""
HARM_POINTS = 0.2
"""Margin of harm, mean pain more than under waiting: a sixth of the smallest change that people notice (1.3, ms-01)."""
HEAD = (
    "plan",
    "days to settled",
    "days gained",
    "own minutes",
    "minutes of breaks",
    "days gained per 100 own minutes",
    "per 100 minutes, breaks counted",
    "mean pain",
    "flares",
    "ceilings hit",
)


@dataclass(frozen=True)
class Outcome:
    """What came of one plan for every person, each of shape (n,): days to settled, mean felt pain, own minutes and
    minutes of breaks until settled, flares, ceilings hit."""

    days: Array
    pain: Array
    minutes: Array
    breaks: Array
    flares: Array
    ceilings: Array


def report(n: int, seed: int, *, markdown: bool, truths: Sequence[Truth] = TRUTHS) -> str:
    """The tables of docs/reference/planning-court.md."""
    with multiprocessing.get_context("fork").Pool(2) as pool:
        found = pool.starmap(lived, [(truth, way, n, seed) for truth in truths for way in WAYS], chunksize=1)
    each = {(truth, way): found[i] for i, (truth, way) in enumerate((t, w) for t in truths for w in WAYS)}
    lines = [f"{n} people, {DAYS} days, seed {seed}. In brackets: 95 % intervals.", ""]
    for truth in truths:
        here = {way: each[truth, way] for way in WAYS}
        lines += [f"### {truth.capitalize()}", "", table(HEAD, _rows(here, seed), markdown=markdown), ""]
        lines += [*_verdicts(here, seed), ""]
    return "\n".join(lines)


def lived(truth: Truth, way: str, n: int, seed: int) -> Outcome:
    """`n` people under the plan `way` where `truth` holds."""
    library = load()
    ranked = _ranked(library)
    everybody = people(library, ranked, n, PROFILES, seed)
    state = bodies(library, everybody, truth, np.random.default_rng((seed, 2)))
    wander = np.random.default_rng((seed, 3))
    facts: list[list[Fact]] = [_opening(each, float(state.felt[each.number])) for each in everybody]
    memories = [Memory() for _ in everybody]
    levels, felt = [], []
    minutes, breaks, flares, ceilings = np.zeros((4, n))
    over = np.zeros(n, dtype=bool)
    gone = library.number("recovery.gone_points")
    noise_sd = library.number("recovery.pain_noise_sd")
    for day in range(DAYS + RUNNING):
        done: list[Done] = []
        moved = np.zeros(n, dtype=bool)
        at = FIRST_MORNING + timedelta(days=day)
        for person in everybody if day < DAYS else ():
            who = person.number
            if over[who]:
                continue
            mine = facts[who]
            if day % person.check_in_every == 0:
                said = round(float(np.clip(state.felt[who] + noise_sd * person.noise[day], 0, 10)))
                mine.append(
                    CheckIn(id=f"said-{day}", at=at - timedelta(minutes=5), zone=ZONE, episode="knot", pain_now=said)
                )
            held = history(mine, at=at, zone=ZONE)
            morning = Morning(library, held, person, day, ranked[person.region], truth, state, memories[who])
            steps, hits = PLANNERS[way](morning)
            ceilings[who] += hits
            for step in steps:
                kept = _kept(library, person, day, step)
                if not kept:
                    continue
                (breaks if step.alongside else minutes)[who] += kept * step.minutes
                eases, speed, lowers, flare = works(library, truth, person, step)
                flares[who] += flare * kept
                moved[who] |= expected_effect(library, step.technique).id == BREAKS
                starts = [2 + WAKING_STEPS * place // kept for place in range(kept)]
                done += [Done(who, start, eases, speed, lowers if start == 2 else 0.0, flare) for start in starts]
                mine += _logged(library, step, at, day, starts, _felt(library, person, day, step, flare=flare))
        sat = np.array([sitting(library, truth, each, day, moved=moved[each.number]) for each in everybody])
        levels_today, felt_today = follow_a_day(state, done, wander.normal(size=(STEPS_PER_DAY, 2, n)), sat)
        levels.append(levels_today)
        felt.append(felt_today)
        over |= day + 1 >= RUNNING and (np.concatenate(levels[-RUNNING:]) <= gone).all(axis=0)
    return Outcome(
        days=settled_after(np.concatenate(levels), gone),
        pain=np.concatenate(felt[:DAYS]).mean(axis=0),
        minutes=minutes,
        breaks=breaks,
        flares=flares,
        ceilings=ceilings,
    )


def _ranked(library: Library) -> dict[str, tuple[Candidate, ...]]:
    found = {}
    for region in sorted({region for regions in REGIONS.values() for region in regions}):
        marked = Mark(id="mark", at=FIRST_MORNING, zone=ZONE, episode="knot", region=region, intensity=5)
        opened = Episode(id="opened", at=FIRST_MORNING, zone=ZONE, episode="knot", event="opened")
        found[region] = tuple(rank(library, history((opened, marked), at=FIRST_MORNING, zone=ZONE)))
    return found


def _opening(person: Person, level: float) -> list[Fact]:
    at = FIRST_MORNING - timedelta(minutes=10)
    return [
        Episode(id="opened", at=at, zone=ZONE, episode="knot", event="opened", began_on=at.date()),
        Mark(id="mark", at=at, zone=ZONE, episode="knot", region=person.region, intensity=max(1, round(level))),
        Preference(id="wants", at=at, zone=ZONE, tools=person.tools, minutes_per_day=person.minutes, dislikes=()),
    ]


def _kept(library: Library, person: Person, day: int, step: Step) -> int:
    """Sessions of `step` that are done: half of the prompts to take a break, other steps whole or not at all."""
    if step.minutes <= 0.0:
        return 0
    if family(library.kinds[step.kind]) == "desk":
        return round(step.sessions_today * library.number("recovery.break_prompts_kept"))
    kept = person.chance(day, step.technique) < library.number("recovery.home_exercise_kept_first_half_year")
    return step.sessions_today if kept else 0


def _felt(library: Library, person: Person, day: int, step: Step, *, flare: bool) -> Literal["same", "worse"] | None:
    """What is said right after a session of a treatment; nobody is asked about breaks and easy movement."""
    if family(library.kinds[step.kind]) not in TREATMENTS:
        return None
    share = FELT_WORSE if flare else FELT_WORSE_OTHERWISE
    return "worse" if person.chance(day, f"felt {step.technique}") < share else "same"


def _logged(
    library: Library, step: Step, at: datetime, day: int, starts: list[int], felt: Literal["same", "worse"] | None
) -> list[Fact]:
    seconds = worked_s(step.dose) * spots(library.kinds[step.kind], step.points)
    shown = starts if len(starts) <= LOGGED_AT_MOST or step.muscle else [starts[len(starts) // 2], starts[-1]]
    return [
        Dose(
            id=f"{step.technique}-{step.muscle}-{day}-{start}",
            at=at + timedelta(minutes=30 * start),
            zone=ZONE,
            episode="knot",
            technique=step.technique,
            muscle=step.muscle,
            seconds=seconds * len(starts) / len(shown),
            felt=felt,
        )
        for start in shown
    ]


def _rows(here: dict[str, Outcome], seed: int) -> list[Sequence[str]]:
    waited = here["waiting"]
    rows: list[Sequence[str]] = []
    for way, found in here.items():
        gained = waited.days - found.days
        rows.append(
            (
                way,
                _said(found.days, seed, 1),
                "" if way == "waiting" else _said(gained, seed, 2),
                f"{found.minutes.mean():.0f}",
                f"{found.breaks.mean():.0f}",
                _share(gained, found.minutes, seed),
                _share(gained, found.minutes + found.breaks, seed),
                _said(found.pain, seed, 2),
                f"{found.flares.mean():.1f}",
                f"{found.ceilings.mean():.1f}",
            )
        )
    return rows


def _verdicts(here: dict[str, Outcome], seed: int) -> list[str]:
    ours, waited = here["policy"], here["waiting"]
    lines = []
    for way in ("everything every day", "one fixed routine", "random admissible", "oracle"):
        for counted, says in ((False, "own minutes"), (True, "minutes, breaks counted")):
            low, middle, high = _difference(waited, ours, here[way], seed, breaks=counted)
            word = "more" if low > 0 else "less" if high < 0 else "a tie"
            lines.append(
                f"- days gained per 100 {says}, against {way}: {word} ({middle:+.2f}, {low:+.2f} to {high:+.2f})"
            )
    for name, margin, worse in (
        ("days to settled", HARM_DAYS, ours.days - waited.days),
        ("mean pain", HARM_POINTS, ours.pain - waited.pain),
    ):
        low, middle, high = _interval(worse, seed)
        word = "none beyond the margin" if high <= margin else "beyond the margin"
        lines.append(f"- harm against waiting, {name}: {word} of {margin} ({middle:+.2f}, {low:+.2f} to {high:+.2f})")
    return lines


def _picks(n: int, seed: int) -> NDArray[np.intp]:
    return np.random.default_rng((seed, 4)).integers(n, size=(DRAWS, n))


def _interval(values: Array, seed: int) -> tuple[float, float, float]:
    """Lower end, mean and upper end: 95 %, people drawn again with replacement."""
    means = values[_picks(len(values), seed)].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(values.mean()), float(np.quantile(means, 0.975))


def _share(gained: Array, minutes: Array, seed: int) -> str:
    """Days gained per 100 minutes, all people together, with the same interval; nothing where no minute was spent."""
    if not minutes.any():
        return ""
    picks = _picks(len(gained), seed)
    drawn = 100.0 * gained[picks].sum(axis=1) / np.maximum(minutes[picks].sum(axis=1), 1e-9)
    middle = 100.0 * float(gained.sum()) / max(float(minutes.sum()), 1e-9)
    return f"{middle:.2f} ({np.quantile(drawn, 0.025):.2f} to {np.quantile(drawn, 0.975):.2f})"


def _difference(
    waited: Outcome, one: Outcome, other: Outcome, seed: int, *, breaks: bool
) -> tuple[float, float, float]:
    """Days gained per 100 minutes under `one` less those under `other`, over the same draws of people."""
    picks = _picks(len(waited.days), seed)

    def per(found: Outcome, of: NDArray[np.intp]) -> Array:
        spent = found.minutes + found.breaks if breaks else found.minutes
        gained, minutes = (waited.days - found.days)[of].sum(axis=-1), spent[of].sum(axis=-1)
        return np.asarray(np.where(minutes > 0, 100.0 * gained / np.maximum(minutes, 1e-9), 0.0))

    drawn = per(one, picks) - per(other, picks)
    whole = np.arange(len(waited.days))
    return (
        float(np.quantile(drawn, 0.025)),
        float(per(one, whole) - per(other, whole)),
        float(np.quantile(drawn, 0.975)),
    )


def _said(values: Array, seed: int, decimals: int) -> str:
    low, middle, high = _interval(values, seed)
    return f"{middle:.{decimals}f} ({low:.{decimals}f} to {high:.{decimals}f})"
