"""What fits into a day: the steps that take the person's own minutes, one change at a time, and what runs alongside.

A treatment that was begun gets its days before another one comes in, and what was done today is not swapped for
something else today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from unknot.content.library import Library
from unknot.facts import History
from unknot.facts.kinds import local_day
from unknot.planning.choice import Bid, best
from unknot.planning.families import TREATMENTS, Family, family, kind_of, place_in_catalogue
from unknot.planning.situation import Situation
from unknot.planning.steps import Step
from unknot.planning.timing import SECONDS_PER_MINUTE, session_s
from unknot.recovery.forecasting import Forecast

TIMED: frozenset[Family] = TREATMENTS | {"move"}
"""What takes the person's own minutes; breaks and easing off run alongside the day."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the choice looks at. `steps` are possible today by oneself, `professionals` with somebody.

    `another_way` is true once what was begun long ago has brought no change; `unasked` while something is hidden only
    because its questions were not answered yet; `beside` is the shared part that what runs beside the day brings.
    """

    library: Library
    history: History
    now: Situation
    profile: str
    outlook: Forecast
    another_way: bool
    unasked: bool
    steps: tuple[Step, ...]
    professionals: tuple[Step, ...]
    beside: float = 0.0

    def number(self, name: str) -> float:
        """The policy number `planning.<name>`."""
        return self.library.number(f"planning.{name}")

    def family(self, technique: str) -> Family | None:
        """The family of a technique that was done or may be."""
        kind = kind_of(self.library, technique)
        return None if kind is None else family(kind)

    @property
    def pain(self) -> float:
        """The pain last said, else where the forecast starts, in points."""
        return float(self.outlook.level_points[0]) if self.now.pain is None else self.now.pain

    @property
    def timed_today(self) -> frozenset[str]:
        """What was done today of the kind that takes minutes."""
        return frozenset(technique for technique in self.now.today if self.family(technique) in TIMED)


def timed_steps(case: Case, minutes: float) -> tuple[Step, ...]:
    """The best steps for `minutes` in all today, those already done today included in the count."""
    free = _free(case)
    bids = [bid(case, step) for step in free]
    finished = {_slot(case, technique) for technique in case.timed_today} - {offer.slot for offer in bids}
    chosen = best(
        bids,
        minutes=minutes - _minutes_done(case),
        most_steps=max(0, int(case.number("steps_max")) - len(finished)),
        most_new=int(case.number("changes_max" if case.now.routine else "steps_max")),
        minute_costs=case.number("minute_costs"),
        already=case.beside,
    )
    return tuple(_with_change(case, step) for step, offer in zip(free, bids, strict=True) if offer in chosen)


def alongside(case: Case, kinds: Sequence[str]) -> tuple[Step, ...]:
    """The best step of each kind that runs beside the day, in the order of `kinds`."""
    chosen = []
    for kind in kinds:
        of_kind = [step for step in case.steps if step.kind == kind]
        if of_kind:
            step = main_step(of_kind)
            chosen.append(replace(step, reason_keys=(*step.reason_keys, "planning.step.alongside")))
    return tuple(chosen)


def main_step(steps: Sequence[Step]) -> Step:
    """The step that counts most; the smallest name on a tie."""
    return min(steps, key=lambda step: (-step.counted_shared - step.counted_beyond, step.technique))


def bid(case: Case, step: Step) -> Bid:
    """`step` as something to choose: one at most from each slot, easy movements have one slot a kind. Of steps that are
    worth the same in the same minutes the catalogue names the one to take first."""
    what = case.family(step.technique)
    return Bid(
        slot=step.kind if what == "move" else str(what),
        name=(f"{place_in_catalogue(case.library, step.technique):04}", step.muscle or "", step.side or ""),
        beyond=step.counted_beyond,
        shared=step.counted_shared,
        minutes=step.minutes_today,
        new=_is_new(case, step),
    )


def _free(case: Case) -> tuple[Step, ...]:
    """The timed steps that may be chosen today. While a treatment has its days, or once the one change was made today,
    no other treatment is; nothing is that would take the place of what was done today."""
    now = case.now
    slots_done = {_slot(case, technique) for technique in now.today}
    changed_today = any(case.family(technique) in TREATMENTS for technique in now.today - now.routine)
    closed = bool(now.routine) and (now.settling or changed_today)
    free = []
    for step in case.steps:
        if case.another_way and step.technique in now.stale:
            continue
        known = step.technique in now.routine or step.technique in now.today
        taken = step.technique not in now.today and bid(case, step).slot in slots_done
        if (
            not step.alongside
            and step.gain_points > 0.0
            and not taken
            and (known or not (closed and _is_new(case, step)))
        ):
            free.append(step)
    return tuple(free)


def _is_new(case: Case, step: Step) -> bool:
    treats = case.family(step.technique) in TREATMENTS
    return treats and bool(case.now.routine) and step.technique not in case.now.routine


def _slot(case: Case, technique: str) -> str | None:
    kind = kind_of(case.library, technique)
    if kind is None:
        return None
    return kind.id if family(kind) == "move" else str(family(kind))


def _with_change(case: Case, step: Step) -> Step:
    if step.technique in case.now.routine:
        return replace(step, reason_keys=(*step.reason_keys, "planning.step.kept"))
    if _is_new(case, step):
        return replace(step, reason_keys=(*step.reason_keys, "planning.step.new"))
    return step


def _minutes_done(case: Case) -> float:
    """Minutes of today's treatments and easy moves. Moves count no further than one step of their slot would take, so
    that getting up from the desk often takes nothing from the rest of the day."""
    seconds: dict[str | None, float] = {}
    planned: dict[str | None, float] = {}
    for done in case.history.doses:
        if local_day(done) == case.history.today() and done.technique in case.timed_today:
            slot = _slot(case, done.technique)
            seconds[slot] = seconds.get(slot, 0.0) + done.seconds
            if case.family(done.technique) == "move":
                planned[slot] = max(planned.get(slot, 0.0), _a_day_s(case.library, done.technique))
    return sum(min(spent, planned.get(slot, spent)) for slot, spent in seconds.items()) / SECONDS_PER_MINUTE


def _a_day_s(library: Library, technique: str) -> float:
    """Seconds that all sessions of a day take; nothing where a fact names only the kind."""
    known = library.techniques.get(technique)
    return 0.0 if known is None else session_s(library, known.dose, 1) * (known.dose.sessions_per_day or 1)
