"""Who draws what: the schedule of a trial, from a seed whose hash is shown before the first unit.

The seed is a text of hexadecimal digits made outside; nothing here is random. Whoever holds the protocol and the seed
can work out the hash and every draw again with the standard library of any language:

    commitment    SHA-256 of the protocol, the seed and the version as JSON: keys sorted, no spaces, ASCII
    unit i        SHA-256 of the text "<seed>:<i>", i from 0
    day_pairs     the lowest bit of the first byte at the even unit of a pair: 1 is the technique first, 0 second
    episodes      as day_pairs
    split_body    the lowest bit of the first byte: 1 is the left side, 0 the right
    adaptive      the first six bytes as a whole number over 2**48: below the probability of that unit is the technique

Units are used up in order. A unit is used up by being shown: a day that is skipped before its side was shown uses up
none, and a day that is skipped after it keeps its side and is analysed as assigned.

`verify` names what does not fit:

    trial_commitment_differs     the hash is not that of this protocol and this seed
    trial_units_added            more units were assigned than the protocol has
    trial_assignment_differs     a unit did not get what its draw says
    trial_probability_differs    a unit of an adaptive trial was drawn with another probability than the rule gives
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256

import numpy as np

from unknot.errors import Problem
from unknot.trials import adaptive
from unknot.trials.design import Array, Observed, Protocol

VERSION = "unknot-trial-1"
"""What is hashed, how units are drawn, the adaptive rule and the statistic: all that must not change under a trial."""

PAIRED = frozenset({"day_pairs", "episodes"})
"""The designs whose units come in pairs."""

SIZE = {"day_pairs": 0.5, "split_body": 1.0, "episodes": 0.5, "adaptive": 0.5}
"""How large the contrast of a unit is, either way."""

EVEN = 0.5
DRAW_BYTES = 6


def canonical(protocol: Protocol, seed: str) -> str:
    """The text that is hashed: the same protocol and seed give the same text on every machine."""
    stated = asdict(protocol) | {"worthwhile": float(protocol.worthwhile), "seed": seed, "version": VERSION}
    return json.dumps(stated, sort_keys=True, separators=(",", ":"))


def commitment(protocol: Protocol, seed: str) -> str:
    """The hash that is shown before the first unit: 64 hexadecimal digits."""
    return sha256(canonical(protocol, seed).encode("ascii")).hexdigest()


def contrasts(protocol: Protocol, seed: str) -> Array:
    """The contrast of every unit of a design whose schedule is fixed, shape (units,).

    Raises `ValueError` for an adaptive trial: its schedule follows what is seen.
    """
    if protocol.design == "adaptive":
        raise ValueError("an adaptive trial has no schedule before its outcomes")
    return np.array([_contrast(protocol, seed, unit) for unit in range(protocol.units)])


def assign(protocol: Protocol, seed: str, unit: int, seen: Observed | None = None) -> tuple[float, float]:
    """The contrast of `unit` (from 0) and the probability with which it could be above zero.

    An adaptive trial needs what was `seen` of the units before, outcomes not known yet as NaN; what is seen of later
    units is not looked at. Raises `ValueError` for a unit outside the protocol, or where that is missing.
    """
    if not 0 <= unit < protocol.units:
        raise ValueError(f"unit {unit} is not one of {protocol.units}")
    if protocol.design != "adaptive":
        return _contrast(protocol, seed, unit), EVEN
    chance = EVEN if unit < adaptive.BURN_IN else _chance(seen, unit)
    return (SIZE["adaptive"] if draw(seed, unit) < chance else -SIZE["adaptive"]), chance


def draw(seed: str, unit: int) -> float:
    """The number from 0 up to 1 that decides `unit` of an adaptive trial."""
    return float(int.from_bytes(_digest(seed, unit)[:DRAW_BYTES], "big") / 256**DRAW_BYTES)


def verify(
    protocol: Protocol, seed: str, hash_shown: str, assigned: Sequence[float], seen: Observed | None = None
) -> tuple[Problem, ...]:
    """What does not fit between the hash that was shown, the seed and the contrasts that were `assigned`, in order.

    Empty if everything fits. For an adaptive trial `seen` are the units assigned, with the probabilities they were
    drawn with; a draw is held against the probability on record, and that probability against the rule.
    """
    return tuple(_misfits(protocol, seed, hash_shown, assigned, seen))


def _misfits(
    protocol: Protocol, seed: str, hash_shown: str, assigned: Sequence[float], seen: Observed | None
) -> Iterator[Problem]:
    if hash_shown != commitment(protocol, seed):
        yield Problem("trial_commitment_differs", "hash", "is not the hash of this protocol and this seed")
    if len(assigned) > protocol.units:
        message = f"{len(assigned)} units were assigned, and the protocol has {protocol.units}"
        yield Problem("trial_units_added", "units", message)
    for unit, contrast in enumerate(assigned[: protocol.units]):
        if protocol.design == "adaptive":
            chance = EVEN if seen is None else float(seen.probability[unit])
            due = SIZE["adaptive"] if draw(seed, unit) < chance else -SIZE["adaptive"]
            ruled = EVEN if unit < adaptive.BURN_IN else _chance(seen, unit)
            if chance != ruled:
                message = f"was drawn with {chance:.2f}, and the rule gives {ruled:.2f}"
                yield Problem("trial_probability_differs", f"unit {unit}", message)
        else:
            due = _contrast(protocol, seed, unit)
        if contrast != due:
            message = f"was assigned {contrast:+g}, and the seed gives {due:+g}"
            yield Problem("trial_assignment_differs", f"unit {unit}", message)


def _contrast(protocol: Protocol, seed: str, unit: int) -> float:
    if protocol.design in PAIRED:
        first = unit % 2 == 0
        heads = bool(_digest(seed, unit - unit % 2)[0] & 1) is first
    else:
        heads = bool(_digest(seed, unit)[0] & 1)
    return SIZE[protocol.design] if heads else -SIZE[protocol.design]


def _chance(seen: Observed | None, unit: int) -> float:
    if seen is None or len(seen.contrast) < unit:
        raise ValueError(f"unit {unit} of an adaptive trial needs what was seen of the units before it")
    return adaptive.probability(seen.day[:unit], seen.contrast[:unit], seen.outcome[:unit])


def _digest(seed: str, unit: int) -> bytes:
    return sha256(f"{seed}:{unit}".encode("ascii")).digest()
