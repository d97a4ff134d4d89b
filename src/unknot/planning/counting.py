"""What the options come to today: steps inside their ceilings, each with its gain as the policy counts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from unknot.content.library import Library
from unknot.facts import History
from unknot.facts.kinds import local_day
from unknot.planning.families import TREATMENTS, family
from unknot.planning.gain import DAYS_PER_WEEK, certainty, expected, preference, regime
from unknot.planning.guard import within_ceilings
from unknot.planning.steps import Option, Step
from unknot.recovery.effects import AVERAGE, Personal
from unknot.recovery.forecasting import Forecast
from unknot.recovery.state import Belief

DECIMALS = 3
"""Counted points are whole thousandths, so that ties are ties."""


def possible(
    library: Library,
    history: History,
    options: Sequence[Option],
    belief: Belief,
    outlook: Forecast,
    profile: str,
    personal: Personal = AVERAGE,
) -> tuple[Step, ...]:
    """The steps that the ceilings and what was done already leave today, by technique, muscle and side; what was cut to
    fewer sessions brings less."""
    inside: list[tuple[Option, Step]] = []
    done = Counter(dose.technique for dose in history.doses if local_day(dose) == history.today())
    for option in sorted(options, key=lambda each: (each.technique, each.muscle or "", each.side or "")):
        asked = as_step(library, option)
        step, reasons = within_ceilings(library, history, asked)
        to_go = asked.sessions_today - (0 if asked.alongside else done[option.technique])
        if step is not None and to_go > 0:
            step = replace(step, sessions_today=min(step.sessions_today, to_go))
            shortened = ("planning.step.shortened",) if reasons else ()
            inside.append((option, replace(step, reason_keys=(*step.reason_keys, *shortened))))
    left = _shares_left(library, belief, profile, inside, personal)
    room = _room(library, outlook)
    return tuple(
        _counted(library, profile, option, step, share, room)
        for (option, step), share in zip(inside, left, strict=True)
    )


def as_step(library: Library, option: Option) -> Step:
    """`option` as a step of today, not yet held against the ceilings and not yet counted."""
    kind = library.kinds[option.kind]
    aimed = ("planning.step.likely_muscle",) if option.muscle is not None and family(kind) in TREATMENTS else ()
    return Step(
        technique=option.technique,
        kind=option.kind,
        muscle=option.muscle,
        side=option.side,
        points=option.points,
        dose=option.dose,
        minutes=option.minutes,
        sessions_today=option.dose.sessions_per_day or 1,
        days_per_week=option.dose.days_per_week or DAYS_PER_WEEK,
        gain_points=option.gain_points,
        shared_points=option.shared_points,
        counted_shared=0.0,
        counted_beyond=0.0,
        grade=option.grade,
        reason_keys=(f"technique.{option.technique}.why", *aimed),
        caution_keys=option.caution_keys,
        if_cautions=option.if_cautions,
        limit_key=f"technique.{option.technique}.limit",
        alongside=family(kind) in ("desk", "settle"),
        professional=option.professional,
    )


def _shares_left(
    library: Library, belief: Belief, profile: str, inside: Sequence[tuple[Option, Step]], personal: Personal
) -> tuple[float, ...]:
    """The share of its full gain that each step still brings with the sessions it has left today, 0 to 1."""
    pairs = [
        (
            regime(library, library.kinds[step.kind], option.dose),
            regime(library, library.kinds[step.kind], replace(step.dose, sessions_per_day=step.sessions_today)),
        )
        for option, step in inside
    ]
    gains = expected(
        library, belief, profile, [each for pair in pairs if pair[0] != pair[1] for each in pair], personal
    )
    return tuple(
        1.0 if full == today or gains[full].points <= 0.0 else min(1.0, gains[today].points / gains[full].points)
        for full, today in pairs
    )


def _room(library: Library, outlook: Forecast) -> float:
    """The share of the stated effects that the pain of the next days leaves room for, 0 to 1."""
    days = int(library.number("planning.gain_days"))
    ahead = float(outlook.level_points[: days + 1].mean())
    return max(0.0, min(1.0, ahead / library.number("planning.effect_at")))


def _counted(library: Library, profile: str, option: Option, step: Step, share: float, room: float) -> Step:
    """`step` with its gain, and that gain as it counts: less where the pain is mild, where little is known, and where
    people differ much. A press that hurts less and a neck that turns further count as well."""
    gain, shared = share * option.gain_points, share * min(option.shared_points, option.gain_points)
    tenderness = share * max(0.0, option.press_gain or 0.0) * library.number("planning.press_counts_as")
    freedom = share * max(0.0, option.range_gain) * library.number("planning.range_counts_as")
    weight = room * certainty(library, option.grade) * _sureness(library, option)
    beyond = (
        weight
        * preference(library, profile, library.techniques[option.technique])
        * (gain - shared + tenderness + freedom)
    )
    return replace(
        step,
        gain_points=gain,
        shared_points=shared,
        counted_shared=round(max(0.0, weight * shared), DECIMALS),
        counted_beyond=round(max(0.0, beyond), DECIMALS),
    )


def _sureness(library: Library, option: Option) -> float:
    """The weight (0-1) of a gain about which the 90 % range says so much: gain / (gain + share of its spread)."""
    if option.gain_points <= 0.0:
        return 1.0
    return option.gain_points / (option.gain_points + library.number("planning.spread_counts_as") * option.spread)
