"""Bids of a small world, in which ties happen."""

from hypothesis import strategies as st

from unknot.planning.choice import Bid


def bids(*, most: int) -> st.SearchStrategy[list[Bid]]:
    """Up to `most` bids."""
    return st.lists(
        st.builds(
            Bid,
            slot=st.sampled_from("abcd"),
            name=st.tuples(st.sampled_from("mnopqrs")),
            beyond=st.integers(0, 20).map(lambda n: n / 1000),
            shared=st.integers(0, 20).map(lambda n: n / 1000),
            minutes=st.integers(0, 60).map(lambda n: n / 10),
            new=st.booleans(),
        ),
        max_size=most,
    )
