"""Many people at once are the same people one by one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.errors import ModelError
from unknot.recovery.events import Report
from unknot.recovery.filtering import init, step
from unknot.recovery.forecasting import PRUNED_BELOW, forecast
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Parameters, Start, from_library
from unknot.recovery.population import Population, advance, gone_probability, parts, start, update
from unknot.recovery.state import Belief

PROFILES = ("exercise", "mixed", "desk", "care_seeker")
PARAMETERS = {profile: from_library(load(), profile) for profile in PROFILES}
MEASURES = ("pain_now", "pain_worst", "press_tenderness")

Round = tuple[list[float], str, list[float | None]]


@st.composite
def diaries(draw: st.DrawFn) -> tuple[int, list[Round]]:
    """How many people, and rounds of asking: days for each of them, a measure, and who answered what."""
    people = draw(st.integers(1, 5))
    days = st.one_of(
        st.sampled_from([0.0, 1.0, 365.0]).map(lambda each: [each] * people),
        st.lists(st.sampled_from([0.0, 0.5, 1.0, 9.0]), min_size=people, max_size=people),
    )
    answers = st.lists(st.none() | st.integers(0, 10).map(float), min_size=people, max_size=people)
    return people, draw(st.lists(st.tuples(days, st.sampled_from(MEASURES), answers), max_size=6))


def together(p: Parameters, people: int, rounds: list[Round], began: Start) -> Population:
    everybody = start(p, people, start=began)
    for days, measure, answers in rounds:
        values = np.array([np.nan if value is None else value for value in answers])
        everybody = update(advance(everybody, np.array(days)), measure, values)
    return everybody


def alone(p: Parameters, who: int, rounds: list[Round], began: Start) -> Belief:
    belief = init(p, start=began)
    for days, measure, answers in rounds:
        value = answers[who]
        readings = () if value is None else (Reading(measure, value),)
        belief, _ = step(belief, Report(0.0, "r", readings), days[who])
    return belief


@given(st.sampled_from(PROFILES), st.sampled_from(["peak", "load"]), diaries())
def test_people_at_once_are_believed_as_each_one_alone(
    profile: str, began: Start, diary: tuple[int, list[Round]]
) -> None:
    people, rounds = diary
    found = together(PARAMETERS[profile], people, rounds, began)
    ahead = gone_probability(found)
    for who in range(people):
        belief = alone(PARAMETERS[profile], who, rounds, began)
        np.testing.assert_allclose(found.weights[who], belief.weights, atol=1e-10)
        assert found.days[who] == pytest.approx(belief.day)
        assert found.level_points[who] == pytest.approx(belief.level_points, abs=1e-10)
        assert found.persistent_probability[who] == pytest.approx(belief.persistent_probability, abs=1e-10)
        np.testing.assert_allclose(ahead[:, who], forecast(belief).gone_probability, atol=66 * PRUNED_BELOW)


def test_people_who_are_asked_alike_share_their_spread_and_those_who_miss_a_day_do_not() -> None:
    everybody = start(PARAMETERS["desk"], 4)
    everybody = update(advance(everybody, 1.0), "pain_now", np.array([5.0, 0.0, 10.0, 2.0]))
    assert everybody.cov.shape[2] == 1
    everybody = update(everybody, "pain_now", np.array([5.0, np.nan, 3.0, np.nan]))
    assert everybody.group.tolist() == [1, 0, 1, 0]
    everybody = advance(everybody, np.array([1.0, 1.0, 2.0, 1.0]))
    assert everybody.cov.shape[2] == 3


def test_nobody_can_be_asked_too() -> None:
    nobody = update(advance(start(PARAMETERS["desk"], 0), 1.0), "pain_now", np.empty(0))
    assert nobody.level_points.shape == (0,)


def test_parts_cut_everybody_once() -> None:
    assert [part.stop - part.start for part in parts(2_500)] == [1_000, 1_000, 500]
    assert list(parts(3, size=2)) == [slice(0, 2), slice(2, 3)]


def test_what_one_person_may_not_say_many_may_not_either() -> None:
    two = start(PARAMETERS["desk"], 2)
    with pytest.raises(ModelError):
        advance(two, -1.0)
    with pytest.raises(ModelError):
        advance(two, float("nan"))
    with pytest.raises(ModelError):
        update(two, "function", np.zeros(2))
    with pytest.raises(ModelError):
        update(two, "pain_now", np.array([1.0, np.inf]))
    with pytest.raises(ModelError):
        start(replace(PARAMETERS["desk"], flow_on_rate=0.1), 2)
