"""The best set of steps for the minutes there are, found exactly.

One step at most from each slot, no more than `most_steps`, no more than `most_new` new ones, no more than `minutes`.
The set wanted has the largest

    worth = max over steps of shared + sum over steps of beyond

and on a tie the fewest minutes, then the smallest names. Because every set that fits some minutes fits more minutes,
more minutes never give a smaller worth. Worth is counted in whole thousandths, so ties are ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

THOUSANDTHS = 1000.0
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
    """A set of bids, by their places; ordered by what matters: worth, minutes, names."""

    beyond: int
    shared: int
    tenths: int
    new: int
    chosen: tuple[int, ...]

    @property
    def worth(self) -> int:
        return self.beyond + self.shared


def best(bids: Sequence[Bid], *, minutes: float, most_steps: int, most_new: int) -> tuple[Bid, ...]:
    """The best set, in the order of `bids`."""
    ordered = sorted(range(len(bids)), key=lambda place: (bids[place].slot, bids[place].name))
    slots: dict[str, list[int]] = {}
    for place in ordered:
        slots.setdefault(bids[place].slot, []).append(place)
    most_tenths = int(minutes * TENTHS + 1e-9)
    frontier: list[_Set] = [_Set(0, 0, 0, 0, ())]
    for places in slots.values():
        grown = list(frontier)
        for held in frontier:
            for place in places:
                joined = _joined(held, bids[place], place)
                if len(joined.chosen) <= most_steps and joined.new <= most_new and joined.tenths <= most_tenths:
                    grown.append(joined)
        frontier = _undominated(grown, bids)
    winner = min(frontier, key=lambda each: _order(each, bids))
    return tuple(bids[place] for place in sorted(winner.chosen))


def worth(bids: Sequence[Bid]) -> float:
    """What a set is worth."""
    return max((bid.shared for bid in bids), default=0.0) + sum(bid.beyond for bid in bids)


def _joined(held: _Set, bid: Bid, place: int) -> _Set:
    return _Set(
        beyond=held.beyond + round(bid.beyond * THOUSANDTHS),
        shared=max(held.shared, round(bid.shared * THOUSANDTHS)),
        tenths=held.tenths + _tenths(bid.minutes),
        new=held.new + bid.new,
        chosen=(*held.chosen, place),
    )


def _tenths(minutes: float) -> int:
    """Minutes in tenths, rounded up: a step never takes more than it says."""
    return -int(-minutes * TENTHS // 1)


def _undominated(sets: Sequence[_Set], bids: Sequence[Bid]) -> list[_Set]:
    """The sets that no other beats in everything that still matters."""
    kept: list[_Set] = []
    for each in sorted(sets, key=lambda one: _order(one, bids)):
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


def _order(each: _Set, bids: Sequence[Bid]) -> tuple[int, int, list[tuple[str, ...]]]:
    return (-each.worth, each.tenths, sorted(bids[place].name for place in each.chosen))
