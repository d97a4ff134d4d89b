"""The best set of steps for the minutes there are, found exactly.

One step at most from each slot, no more than `most_steps`, no more than `most_new` new ones, no more than `minutes`.
The set wanted has the largest

    max(already, max over steps of shared) + sum over steps of beyond - minute_costs * minutes of the set

and on a tie the fewest minutes, then the smallest names. Every set that fits some minutes fits more minutes, so more
minutes never give less of it. They never give a smaller worth before costs either: a set that fitted before and is now
beaten costs no more than the one that beats it, or it would have been beaten before. All is counted in whole units, so
ties are ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

UNITS = 100_000.0
"""Units a point: fine enough for the cost of a tenth of a minute."""
TENTHS = 10.0


@dataclass(frozen=True, slots=True)
class Bid:
    """One step that could be taken: what it brings, what it costs, and whether it would be something new."""

    slot: str
    name: tuple[str, ...]
    beyond: float
    shared: float
    minutes: float
    new: bool


@dataclass(frozen=True, slots=True)
class _Set:
    """A set of bids, by their places; ordered by what matters: worth less costs, minutes, names."""

    beyond: int
    shared: int
    tenths: int
    new: int
    chosen: tuple[int, ...]

    def net(self, per_tenth: int) -> int:
        return self.beyond + self.shared - per_tenth * self.tenths


def best(
    bids: Sequence[Bid],
    *,
    minutes: float,
    most_steps: int,
    most_new: int,
    minute_costs: float = 0.0,
    already: float = 0.0,
) -> tuple[Bid, ...]:
    """The best set, in the order of `bids`. `minute_costs` are points a minute, `already` the shared part there is."""
    per_tenth = round(minute_costs * UNITS / TENTHS)
    ordered = sorted(range(len(bids)), key=lambda place: (bids[place].slot, bids[place].name))
    slots: dict[str, list[int]] = {}
    for place in ordered:
        slots.setdefault(bids[place].slot, []).append(place)
    most_tenths = int(minutes * TENTHS + 1e-9)
    frontier: list[_Set] = [_Set(0, round(already * UNITS), 0, 0, ())]
    for places in slots.values():
        grown = list(frontier)
        for held in frontier:
            for place in places:
                joined = _joined(held, bids[place], place)
                if len(joined.chosen) <= most_steps and joined.new <= most_new and joined.tenths <= most_tenths:
                    grown.append(joined)
        frontier = _undominated(grown, bids, per_tenth)
    winner = min(frontier, key=lambda each: _order(each, bids, per_tenth))
    return tuple(bids[place] for place in sorted(winner.chosen))


def worth(bids: Sequence[Bid]) -> float:
    """What a set is worth."""
    return max((bid.shared for bid in bids), default=0.0) + sum(bid.beyond for bid in bids)


def _joined(held: _Set, bid: Bid, place: int) -> _Set:
    return _Set(
        beyond=held.beyond + round(bid.beyond * UNITS),
        shared=max(held.shared, round(bid.shared * UNITS)),
        tenths=held.tenths + _tenths(bid.minutes),
        new=held.new + bid.new,
        chosen=(*held.chosen, place),
    )


def _tenths(minutes: float) -> int:
    """Minutes in tenths, rounded up: a step never takes more than it says."""
    return -int(-minutes * TENTHS // 1)


def _undominated(sets: Sequence[_Set], bids: Sequence[Bid], per_tenth: int) -> list[_Set]:
    """The sets that no other beats in everything that still matters."""
    kept: list[_Set] = []
    for each in sorted(sets, key=lambda one: _order(one, bids, per_tenth)):
        if not any(
            other.beyond >= each.beyond
            and other.shared >= each.shared
            and other.tenths <= each.tenths
            and other.new <= each.new
            and len(other.chosen) <= len(each.chosen)
            for other in kept
        ):
            kept.append(each)
    return kept


def _order(each: _Set, bids: Sequence[Bid], per_tenth: int) -> tuple[int, int, list[tuple[str, ...]]]:
    return (-each.net(per_tenth), each.tenths, sorted(bids[place].name for place in each.chosen))
