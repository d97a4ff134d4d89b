"""Simulated people whose pain has a known source, in worlds where the locating model is right and where it is wrong.

The process is the one written down at the top of `unknot.locating.ranking`, drawn forward here without a look at the
model's own tables; a `World` says what is different in it. Numbers come from the library alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bench.locating.atlas import Atlas, atlas
from bench.locating.cases import Case
from bench.locating.scores import Floats
from tests.core.locating.stories import told
from unknot.content.library import Library
from unknot.facts import AnswerValue
from unknot.locating.marks import SIDES, BodySide

ASKED = {"movement": 5, "symptom": 2, "cause": 2}
"""Questions asked of each kind: at random among those that fit a marked place, whichever muscle is behind the pain."""
STRENGTH = 5
"""Strength of every mark; the model lets faint marks say less, which is no chance that could be drawn."""


@dataclass(frozen=True)
class World:
    """What is true of people there and not in the model.

    `weight_sd` disturbs how likely each place of a pattern hurts, on the log odds, anew for each person; `generosity`
    multiplies what catches a mark by lying near; `kept` is the share of marks that are drawn at all; `informative`
    shrinks what movements tell; `flat` makes all muscles equally frequent. `two` and `slip` replace the shares of
    people with a second muscle and with the whole drawing on the wrong side.
    """

    name: str
    weight_sd: float = 0.0
    generosity: float = 1.0
    kept: float = 1.0
    informative: float = 1.0
    flat: bool = False
    two: float | None = None
    slip: float | None = None


WORLDS = (
    World("as the model says"),
    World("patterns differ by 0.7", weight_sd=0.7),
    World("patterns differ by 1.2", weight_sd=1.2),
    World("marked twice as generously", generosity=2.0),
    World("half of the places missed", kept=0.5),
    World("movements tell half as much", informative=0.5),
    World("all muscles equally frequent", flat=True),
    World("two muscles in half of the people", two=0.5),
    World("one drawing in ten on the wrong side", slip=0.1),
    World(
        "everything at once",
        weight_sd=1.2,
        generosity=2.0,
        kept=0.5,
        informative=0.5,
        flat=True,
        two=0.5,
        slip=0.1,
    ),
)


def people(library: Library, world: World, n: int, seed: int) -> list[Case]:
    """`n` people of a world who marked something, each with the main muscle behind the pain and its side."""
    rng = np.random.default_rng((seed, 1, WORLDS.index(world) if world in WORLDS else len(WORLDS)))
    found: list[Case] = []
    while len(found) < n:
        drawn = _person(library, world, rng, f"{len(found) + 1}")
        if drawn is not None:
            found.append(drawn)
    return found


def _person(library: Library, world: World, rng: np.random.Generator, id_: str) -> Case | None:
    """One person drawn from the model as it is written down, changed by the world; None if nothing was marked."""
    known, number = atlas(library), library.number
    prior = np.ones(len(known.muscles)) if world.flat else known.prior ** number("locating.prior_strength")
    main = _one_of(rng, prior)
    second, opposite = _second(library, known, world, prior, main, rng)
    extent = ("small", "usual", "full")[_end(library, "extent", "small", "full", rng)]
    width = ("narrow", "usual", "wide")[_end(library, "width", "narrow", "wide", rng)]
    spread = known.spread(library, world.generosity * number(f"locating.width_{width}"))
    hit = number(f"locating.mark_hit_{width}")

    marked = rng.random(len(known.places)) < number("locating.background")
    own = _marking(library, world, known, main, (number(f"locating.extent_{extent}"), 1.0), spread, hit, rng)
    fit = rng.random(len(own)) < own
    while not fit.any() and rng.random() > number("locating.elsewhere"):
        fit = rng.random(len(own)) < own
    marked |= fit
    if second is not None:
        less = number("locating.extent_second")
        joined = _marking(library, world, known, second, (less, less), spread, hit, rng)
        added = rng.random(len(joined)) < joined
        marked |= added[known.mirror] if opposite else added
    if rng.random() < (number("locating.slip") if world.slip is None else world.slip):
        marked = marked[known.mirror]
    marked &= rng.random(len(marked)) < world.kept
    if not marked.any():
        return None

    side = SIDES[int(rng.integers(2))]
    regions = [known.places.regions[side][place] for place in np.flatnonzero(marked)]
    areas = {library.regions[region].area for region in regions}
    shift = number("locating.readiness_shift") * (_readiness(library, rng) - 1)
    answers: list[tuple[str, AnswerValue]] = []
    for question in _asked(library, areas, rng):
        chance = known.yes[question]
        odds = np.log(chance) - np.log1p(-chance)
        if question.startswith("movement:"):
            odds = odds.mean() + world.informative * (odds - odds.mean())
        chance = 1.0 / (1.0 + np.exp(-odds))
        least, yes = float(chance.min()), float(chance[main])
        if second is not None:
            yes = 1.0 - (1.0 - yes) * (1.0 - (float(chance[second]) - least) / (1.0 - least))
        says = 1.0 / (1.0 + np.exp(-(np.log(yes / (1.0 - yes)) + shift)))
        answers.append((question, "yes" if rng.random() < says else "no"))
    history = told(dict.fromkeys(regions, STRENGTH), answers)
    joined_by = None if second is None else (known.muscles[second], _across(side) if opposite else side)
    return Case(f"{world.name} {id_}", history, (known.muscles[main],), side, second=joined_by)


def _across(side: BodySide) -> BodySide:
    return "right" if side == "left" else "left"


def _second(
    library: Library, known: Atlas, world: World, prior: Floats, main: int, rng: np.random.Generator
) -> tuple[int | None, bool]:
    """The second muscle and whether it is on the other side; None where the muscle is alone."""
    number = library.number
    if rng.random() >= (number("locating.share_two") if world.two is None else world.two):
        return None, False
    beside = _related(library, known.muscles[main])
    if not beside or rng.random() < number("locating.two_sides"):
        return main, True
    rows = [known.muscles.index(other) for other in beside]
    return rows[_one_of(rng, prior[rows])], False


@lru_cache(maxsize=256)
def _related(library: Library, muscle: str) -> tuple[str, ...]:
    def named(id_: str) -> set[str]:
        row = library.muscles[id_]
        return {*row.satellites, *row.synergists, *row.antagonists}

    naming = {other for other in library.muscles if muscle in named(other)}
    return tuple(sorted((named(muscle) | naming) & library.muscles.keys() - {muscle}))


def _marking(
    library: Library,
    world: World,
    known: Atlas,
    muscle: int,
    felt: tuple[float, float],
    spread: Floats,
    hit: float,
    rng: np.random.Generator,
) -> Floats:
    """Chance (R,) that each place is marked because of this muscle on the own side.

    `felt` is how much is felt of its pattern and of its sore point, `hit` the chance that what hurts is marked.
    """
    pattern, point = (
        _disturbed(chances, world.weight_sd, rng) for chances in (known.pattern[muscle], known.point[muscle])
    )
    hurts = np.minimum(np.maximum(felt[0] * pattern, felt[1] * point), library.number("locating.hurt_ceiling"))
    by_neighbours = np.prod(1.0 - spread * hurts[:, None], axis=0)
    return np.asarray(1.0 - (1.0 - hit * hurts) * by_neighbours)


def _disturbed(chances: Floats, sd: float, rng: np.random.Generator) -> Floats:
    """The chances with normal noise on their log odds; 0 and 1 stay."""
    some = (chances > 0.0) & (chances < 1.0)
    found = chances.copy()
    odds = np.log(chances[some] / (1.0 - chances[some])) + rng.normal(0.0, sd, int(some.sum()))
    found[some] = 1.0 / (1.0 + np.exp(-odds))
    return found


def _asked(library: Library, areas: set[str], rng: np.random.Generator) -> list[str]:
    """The questions that are asked after these areas were marked."""
    listed: dict[str, set[str]] = {kind: set() for kind in ASKED}
    for muscle in library.muscles.values():
        if areas & {*muscle.essential, *muscle.spillover}:
            listed["movement"] |= {*muscle.movements_hurt, *muscle.movements_limited}
            listed["symptom"] |= {symptom for symptom in muscle.symptoms if library.symptoms[symptom].tick_box}
            listed["cause"] |= set(muscle.causes)
    chosen = []
    for kind, ids in listed.items():
        some = rng.permutation(sorted(ids))[: ASKED[kind]]
        chosen += [f"{kind}:{id_}" for id_ in some]
    return chosen


def _end(library: Library, what: str, low: str, high: str, rng: np.random.Generator) -> int:
    """0 for somebody at the low end, 1 in the middle, 2 at the high end."""
    ends = [library.number(f"locating.{what}_share_{end}") for end in (low, high)]
    return _one_of(rng, np.array([ends[0], 1.0 - sum(ends), ends[1]]))


def _readiness(library: Library, rng: np.random.Generator) -> int:
    usual = library.number("locating.readiness_usual")
    return _one_of(rng, np.array([(1.0 - usual) / 2.0, usual, (1.0 - usual) / 2.0]))


def _one_of(rng: np.random.Generator, shares: Floats) -> int:
    return int(rng.choice(len(shares), p=shares / shares.sum()))
