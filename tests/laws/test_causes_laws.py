"""What must hold of every account of how a knot came about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.causes.accounts import account
from unknot.causes.profile import recovery_profile
from unknot.causes.ranking import possible_causes, rank_causes
from unknot.content.library import load
from unknot.facts import History

LIBRARY = load()
SLOWER = {"exercise": 0, "mixed": 1, "desk": 2, "care_seeker": 3}
QUESTIONS = sorted([f"cause:{id_}" for id_ in LIBRARY.causes] + [f"cue:{id_}" for id_ in LIBRARY.cues])
STORIES = st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(["yes", "no", "not_sure"]), max_size=10)
EXPOSURES = st.lists(
    st.tuples(
        st.integers(-30, 5),
        st.sampled_from(sorted(LIBRARY.causes)),
        st.floats(0, 600),
        st.none() | st.floats(0, 10),
    ),
    max_size=6,
)
CHANCES = st.dictionaries(st.sampled_from(sorted(LIBRARY.muscles)), st.floats(0.001, 0.2), max_size=5)


def shifted(history: History, by: timedelta) -> History:
    """The same history at another time: everything that happened moves along."""
    return replace(
        history,
        at=history.at + by,
        began_on=history.began_on + by if history.began_on is not None else None,
        opened_at=history.opened_at + by if history.opened_at is not None else None,
        check_ins=tuple(replace(each, at=each.at + by) for each in history.check_ins),
        exposures=tuple(replace(each, at=each.at + by) for each in history.exposures),
    )


@given(STORIES, EXPOSURES, CHANCES)
def test_probabilities_sum_to_one_and_no_cause_is_invented(answers, exposures, chances) -> None:
    told = account(answers=answers, exposures=exposures)
    ranked = rank_causes(LIBRARY, told, chances)
    named = {q.partition(":")[2] for q, value in answers.items() if q.startswith("cause:") and value == "yes"}
    assert {each.id for each in ranked} <= named | {cause for _, cause, _, _ in exposures}
    assert named <= {each.id for each in ranked}
    assert not ranked or sum(each.probability for each in ranked) == pytest.approx(1.0)
    assert all(0.0 < each.fit <= sum(chances.values()) + 1e-12 for each in possible_causes(LIBRARY, chances))


@given(STORIES, EXPOSURES, CHANCES, st.integers(-400, 400))
def test_shifting_all_days_changes_neither_profile_nor_causes(answers, exposures, chances, days) -> None:
    told = account(answers=answers, exposures=exposures, pains={1: 4.0})
    moved = shifted(told, timedelta(days=days))
    assert rank_causes(LIBRARY, moved, chances) == rank_causes(LIBRARY, told, chances)
    assert recovery_profile(LIBRARY, moved) == recovery_profile(LIBRARY, told)


@given(STORIES, st.sampled_from(sorted(cue.id for cue in LIBRARY.cues.values() if cue.care_points > 0)))
def test_a_sign_that_care_is_needed_never_makes_the_forecast_faster(answers, cue) -> None:
    without = recovery_profile(LIBRARY, account(answers={**answers, f"cue:{cue}": "no"}))
    with_it = recovery_profile(LIBRARY, account(answers={**answers, f"cue:{cue}": "yes"}))
    assert SLOWER[with_it.id] >= SLOWER[without.id]


@given(STORIES, st.integers(0, 40), st.integers(0, 40))
def test_the_same_story_with_older_pain_is_never_forecast_faster(answers, day, more) -> None:
    younger = recovery_profile(LIBRARY, account(answers=answers, day=day))
    older = recovery_profile(LIBRARY, account(answers=answers, day=day + more))
    assert SLOWER[older.id] >= SLOWER[younger.id]
