"""The plans that are compared: the policy and what might be done instead. All of them pass the same guard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from bench.population import DAYS, Bodies, Person, Truth, works
from tests.core.planning.knots import OPEN, screened
from unknot.content.library import Library
from unknot.facts import History
from unknot.locating.ranking import Candidate
from unknot.planning.counting import as_step
from unknot.planning.families import family
from unknot.planning.guard import guarded
from unknot.planning.options import options
from unknot.planning.policy import plan
from unknot.planning.steps import Exclusion, Option, Plan, Step
from unknot.recovery.filtering import believe
from unknot.recovery.forecasting import forecast
from unknot.recovery.state import Belief

TRIAGE = screened()
LIMITS = ("plan_day", "plan_week", "plan_session", "plan_pipe", "plan_pain", "plan_point", "plan_visits")
"""Exclusions that are ceilings: what asks for everything has run into them."""
BREAK = "desk_break_30s"
WAYS = ("policy", "waiting", "breaks only", "everything every day", "one fixed routine", "random admissible", "oracle")


@dataclass
class Memory:
    """What a plan remembers of one person from day to day: its first belief and the routine it began with."""

    belief: Belief | None = None
    routine: tuple[Option, ...] | None = None


@dataclass(frozen=True)
class Morning:
    """One person on one day, before anything is done."""

    library: Library
    held: History
    person: Person
    day: int
    candidates: Sequence[Candidate]
    truth: Truth
    bodies: Bodies
    memory: Memory = field(default_factory=Memory)

    def offered(self, belief: Belief) -> tuple[tuple[Option, ...], tuple[Exclusion, ...]]:
        """The options and exclusions of today."""
        return options(
            self.library, self.held, TRIAGE, OPEN, self.candidates, belief, self.person.profile  # type: ignore[arg-type]
        )  # fmt: skip

    def admissible(self) -> tuple[tuple[Option, ...], tuple[Exclusion, ...]]:
        """What may be done by oneself today. It does not hang on the belief, so that of the first day is taken."""
        if self.memory.belief is None:
            self.memory.belief = believe(self.library, self.person.profile, self.held)
        offered, excluded = self.offered(self.memory.belief)
        return tuple(each for each in offered if not each.professional and each.minutes > 0.0), excluded


Asked = tuple[tuple[Step, ...], int]
"""The steps of today and how many ceilings were hit: steps cut or left out, and options that a ceiling closed."""


def policy(morning: Morning) -> Asked:
    """What the product says."""
    library, held, profile = morning.library, morning.held, morning.person.profile
    belief = believe(library, profile, held)
    outlook = forecast(belief)
    offered, excluded = morning.offered(belief)
    found = plan(library, held, TRIAGE, offered, belief, outlook, profile, excluded)
    if found is None:
        return (), 0
    hits = "planning.reason.ceiling" in found.reason_keys
    return tuple(step for step in found.steps if not step.professional), int(hits)


def waiting(_: Morning) -> Asked:
    """Nothing at all."""
    return (), 0


def breaks_only(morning: Morning) -> Asked:
    """Half a minute of moving, every twenty minutes at work."""
    if morning.memory.routine is None:
        morning.memory.routine = tuple(each for each in morning.admissible()[0] if each.technique == BREAK)
    return _inside(morning, [as_step(morning.library, each) for each in morning.memory.routine])


def everything(morning: Morning) -> Asked:
    """Every admissible technique that takes time, once for each technique, with breaks of one length."""
    offered, excluded = morning.admissible()
    once = {each.technique: each for each in offered if family(morning.library.kinds[each.kind]) != "desk"}
    steps = [as_step(morning.library, each) for each in once.values()]
    steps += [as_step(morning.library, each) for each in offered if each.technique == BREAK]
    found, hits = _inside(morning, steps)
    return found, hits + len({each.technique for each in excluded if each.rule in LIMITS} - set(once))


def fixed_routine(morning: Morning) -> Asked:
    """Press for as long as the technique says and stretch twice a day: chosen on the first day and never changed."""
    if morning.memory.routine is None:
        offered, _ = morning.admissible()
        kinds = morning.library.kinds
        presses = [each for each in offered if family(kinds[each.kind]) == "press"]
        ball = [each for each in presses if each.kind == "ball_hold"] or presses
        stretches = [each for each in offered if family(kinds[each.kind]) == "stretch"]
        morning.memory.routine = (*ball[:1], *stretches[:1])
    return _inside(morning, [as_step(morning.library, each) for each in morning.memory.routine])


def random_admissible(morning: Morning) -> Asked:
    """Up to three admissible techniques that fit the minutes, drawn afresh each day."""
    offered, _ = morning.admissible()
    rng = np.random.default_rng((morning.person.number, morning.day))
    left = float(morning.person.minutes)
    steps: list[Step] = []
    for place in rng.permutation(len(offered)):
        step = as_step(morning.library, offered[place])
        if not step.alongside and step.minutes_today <= left and len(steps) < 3:
            steps.append(step)
            left -= step.minutes_today
    return _inside(morning, steps)


def oracle(morning: Morning) -> Asked:
    """The set of one or two steps that truly does this person most good today, minutes weighed as the policy does."""
    library, who = morning.library, morning.person.number
    bodies = morning.bodies
    taut = 10.0 * (1.0 - bodies.damage_share[who]) * (bodies.tautness[who] - bodies.plateau[who])
    ahead = library.number("planning.gain_days")
    worth_of_speed = max(0.0, float(taut * bodies.tautness_rate[who])) * ahead
    per_minute = library.number("planning.minute_costs") if "planning.minute_costs" in library.parameters else 0.01
    known = []
    for option in morning.admissible()[0]:
        step = as_step(library, option)
        eases, speed, lowers, flares = works(library, morning.truth, morning.person, step)
        minutes = step.minutes * (0.5 if step.alongside else 1.0) * step.sessions_today
        if not flares and step.minutes_today <= morning.person.minutes:
            known.append((step, eases, speed, lowers, minutes))

    def worth(chosen: Sequence[tuple[Step, dict[int, float], float, float, float]]) -> float:
        rows = {row for _, eases, *_ in chosen for row in eases}
        relief = sum(max((eases.get(row, 0.0) for _, eases, *_ in chosen), key=abs) for row in rows)
        speed = max((speed for _, _, speed, _, _ in chosen if speed != 1.0), default=1.0)
        lowers = sum(each[3] for each in chosen) * DAYS / 2
        return relief / 2 + worth_of_speed * (speed - 1.0) + lowers - per_minute * sum(each[4] for each in chosen)

    singles = sorted(known, key=lambda each: -worth([each]))[:8]
    sets = [(), *((each,) for each in singles), *combinations(singles, 2)]
    best = max(sets, key=worth)
    return _inside(morning, [each[0] for each in best])


PLANNERS: dict[str, Callable[[Morning], Asked]] = dict(
    zip(WAYS, (policy, waiting, breaks_only, everything, fixed_routine, random_admissible, oracle), strict=True)
)


def _inside(morning: Morning, steps: Sequence[Step]) -> Asked:
    """The steps as the guard lets them pass, and how many of them it cut or left out."""
    asked = Plan("do", tuple(steps), (), None, (), morning.held.today(), 0.0)
    found = guarded(morning.library, morning.held, asked)
    cut = sum(any(key.startswith("planning.guard.") for key in step.reason_keys) for step in found.steps)
    plain = tuple(replace(step, reason_keys=()) for step in found.steps)
    return plain, len(steps) - len(found.steps) + cut
