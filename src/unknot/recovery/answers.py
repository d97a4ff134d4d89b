"""Answers in five words ahead: the chance of each on the days to come, and the day they are back at a level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from unknot.recovery import ordinal
from unknot.recovery.events import in_order
from unknot.recovery.filtering import advance, step
from unknot.recovery.observation import loadings
from unknot.recovery.parameters import Array
from unknot.recovery.script import THRESHOLD
from unknot.recovery.state import Answered, Belief
from unknot.recovery.strain import Strain


def ahead(belief: Belief, days: Sequence[float], strains: Sequence[Strain] = ()) -> Array:
    """Chance of each answer, (J, 5), on `days` from now, rising and above 0, if the person answers on each of them.

    `strains` come on at their day of the clock; nothing else happens. An answer must have been given before.
    """
    p = belief.parameters
    repeats = p.answering.repeats
    last, asked = np.zeros(ordinal.ANSWERS), _asked(belief)
    last[asked.answer - 1] = 1.0
    found = []
    for later in _course(belief, days, strains):
        joint, frame = later.modal
        sight = loadings(ordinal.LEVEL, p, frame, len(joint))
        place, since = later.place_of(THRESHOLD), later.day - asked.day
        looked = ordinal.chances(joint, sight, place, p.answering, days=since) @ later.weights
        last = repeats * last + (1.0 - repeats) * looked
        found.append(last)
    return np.stack(found)


def back_by(belief: Belief, answer: int, days: Sequence[float], strains: Sequence[Strain] = ()) -> Array:
    """Chance that an answer of `answer` (2-5) or better has come by each of `days`, (J,), from a lower one now.

    The person answers on each of the days; `strains` come on at their day of the clock.
    """
    asked, still, found = _asked(belief), 1.0, []
    now = belief.day
    for day in days:
        later = next(_course(belief, [now + day - belief.day], strains))
        strains = [strain for strain in strains if strain.day >= later.day]
        chance, belief = _not_back(later, answer, later.day - asked.day)
        asked = asked._replace(day=later.day)
        still *= chance
        found.append(1.0 - still)
    return np.array(found)


def _not_back(belief: Belief, answer: int, since: float) -> tuple[float, Belief]:
    """The chance that the answer now is again below `answer`, and what is believed if it is.

    Who repeats the last answer is not back either, and has told nothing.
    """
    p, place = belief.parameters, belief.place_of(THRESHOLD)
    joint, frame = belief.modal
    joint = ordinal.drifted(joint, p.answering, place, since)
    looked, chance = ordinal.sorer_than(joint, p, frame, place, answer)
    repeats = p.answering.repeats
    total = repeats + (1.0 - repeats) * chance
    after = ordinal.mixed(joint, looked, (1.0 - repeats) * chance / total)
    told = replace(belief, joint=after, frame=frame, wait=None, log_joint=belief.log_weights + np.log(total))
    return float(belief.weights @ total), told


def _course(belief: Belief, days: Sequence[float], strains: Sequence[Strain]) -> Iterator[Belief]:
    """The belief on each of `days` from now."""
    now, coming = belief.day, list(in_order(strains))
    for day in days:
        while coming and coming[0].day < now + day:
            strain = coming.pop(0)
            belief, _ = step(belief, strain, max(strain.day - belief.day, 0.0))
        belief = advance(belief, now + day - belief.day)
        yield belief


def _asked(belief: Belief) -> Answered:
    if belief.answered is None:
        raise ValueError("no answer in five words was given yet")
    return belief.answered
