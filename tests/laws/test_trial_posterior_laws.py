"""Whatever was entered, the posterior of a trial is a distribution, and no unit is lost."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.trials.analysis import posterior
from unknot.trials.design import Observed, Protocol

DESIGNS = (
    ("day_pairs", "next_morning", 0.5),
    ("day_pairs", "immediate", 0.5),
    ("split_body", "next_morning", 1.0),
    ("split_body", "immediate", 1.0),
    ("adaptive", "next_morning", 0.5),
    ("adaptive", "immediate", 0.5),
    ("episodes", "days_to_gone", 0.5),
)


@st.composite
def trials(draw: st.DrawFn) -> tuple[Protocol, Observed]:
    design, outcome, size = draw(st.sampled_from(DESIGNS))
    n = draw(st.integers(0, 16))
    held = outcome == "next_morning" and design != "split_body"
    points = st.integers(0, 10) if held else st.floats(0.0, 6.0) if size == 0.5 and n else st.integers(-10, 10)
    gaps = draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    over = draw(st.lists(st.booleans(), min_size=n, max_size=n)) if outcome == "days_to_gone" else [False] * n
    values = np.array(draw(st.lists(st.one_of(st.just(math.nan), points), min_size=n, max_size=n)), dtype=float)
    protocol = Protocol(
        design=design,
        outcome=outcome,
        technique="",
        against=None,
        units=16,
        worthwhile=0.3,  # type: ignore[arg-type]
    )
    return protocol, Observed(
        day=np.cumsum(np.array(gaps, dtype=float)),
        weekday=np.arange(n) % 7,
        contrast=np.array([size if each else -size for each in draw(st.lists(st.booleans(), min_size=n, max_size=n))]),
        outcome=values,
        censored=np.array(over, dtype=bool) & np.isfinite(values),
        probability=np.full(n, 0.5),
    )


@given(trials())
def test_a_posterior_is_a_distribution_whatever_was_entered(trial: tuple[Protocol, Observed]) -> None:
    protocol, observed = trial
    said = posterior(load(), protocol, observed)
    assert all(math.isfinite(getattr(said, name)) for name in type(said).__slots__)
    assert said.sd > 0.0
    assert said.low < said.high
    assert 0.0 <= said.p_worthwhile <= said.p_better <= 1.0
    assert 0.0 <= said.p_harm <= said.p_worse <= 1.0
    assert said.units_used + said.missing == len(observed.outcome)
    assert said.at_end <= said.units_used
