"""The best set of steps, held against trying them all."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.core.planning.bidding import bids
from unknot.planning.choice import best, worth

offered = bids(most=7)
minutes = st.integers(0, 120).map(lambda n: n / 10)


def allowed(chosen, minutes, most_steps, most_new):
    return (
        len({bid.slot for bid in chosen}) == len(chosen) <= most_steps
        and sum(bid.new for bid in chosen) <= most_new
        and sum(round(10 * bid.minutes) for bid in chosen) <= round(10 * minutes)
    )


def all_sets(offers):
    return (each for size in range(len(offers) + 1) for each in combinations(offers, size))


@given(offered, minutes, st.integers(0, 4), st.integers(0, 3))
def test_no_other_allowed_set_is_worth_more(offers, minutes, most_steps, most_new):
    chosen = best(offers, minutes=minutes, most_steps=most_steps, most_new=most_new)
    assert allowed(chosen, minutes, most_steps, most_new)
    top = max(worth(each) for each in all_sets(offers) if allowed(each, minutes, most_steps, most_new))
    assert abs(worth(chosen) - top) < 1e-9


@given(offered, minutes, st.integers(1, 4))
def test_of_sets_worth_the_same_the_shortest_is_taken(offers, minutes, most_steps):
    chosen = best(offers, minutes=minutes, most_steps=most_steps, most_new=4)
    length = sum(round(10 * bid.minutes) for bid in chosen)
    for each in all_sets(offers):
        if allowed(each, minutes, most_steps, 4) and abs(worth(each) - worth(chosen)) < 1e-9:
            assert length <= sum(round(10 * bid.minutes) for bid in each)


@given(offered, minutes, minutes)
def test_more_minutes_are_never_worth_less(offers, some, more):
    few = best(offers, minutes=some, most_steps=3, most_new=2)
    many = best(offers, minutes=some + more, most_steps=3, most_new=2)
    assert worth(many) >= worth(few) - 1e-9


@given(offered, minutes, st.randoms())
def test_the_order_of_the_offers_does_not_matter(offers, minutes, order):
    shuffled = list(offers)
    order.shuffle(shuffled)
    one = best(offers, minutes=minutes, most_steps=3, most_new=2)
    other = best(shuffled, minutes=minutes, most_steps=3, most_new=2)
    assert worth(one) == worth(other)
    assert sorted(bid.name for bid in one) == sorted(bid.name for bid in other)
