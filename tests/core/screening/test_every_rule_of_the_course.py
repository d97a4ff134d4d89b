"""Every rule of the course by its id, against what was specified, with stories at each of its numbers and just past."""

from __future__ import annotations

import pytest

from tests.core.screening.people import LIBRARY
from tests.core.screening.specification import FOLLOW_UPS
from tests.core.screening.test_follow_up import STORIES, Story, dose, holding, other_knot, said


@pytest.mark.parametrize("rule", FOLLOW_UPS)
def test_a_rule_of_the_course_is_the_specified_one(rule: str) -> None:
    record, row = LIBRARY.follow_up_rules[rule], FOLLOW_UPS[rule]
    assert (record.disposition, list(record.effects)) == (row["result"], row["effects"])
    assert (list(record.sources), record.verified) == (row["sources"], row["verified"])


@pytest.mark.parametrize("rule", FOLLOW_UPS)
def test_a_rule_of_the_course_fires_in_its_story_and_in_no_other(rule: str) -> None:
    fires, does_not = STORIES[rule]
    assert fires
    assert does_not
    assert all(rule in holding(story) for story in fires)
    assert not any(rule in holding(story) for story in does_not)


RISKY, NERVE = {"immune_weakened": "yes"}, {"rf_one_limb_nerve_pain": "yes"}
EARLIER = other_knot("neck_lower", opened_days=40, ended_days=30)
EDGES: dict[str, tuple[list[Story], list[Story]]] = {
    "fu_sudden_worsening": ([Story({0.6: 2, 0.1: 5})], [Story({0.62: 2, 0.1: 5})]),
    "fu_not_improving_14_days": (
        [Story({14: 4, 0.1: 2.5}, opened_days=14), Story({14: 8, 0.1: 5.64}, opened_days=14)],
        [Story({14: 8, 0.1: 5.56}, opened_days=14)],
    ),
    "fu_earlier_limit_high_risk": (
        [Story({7: 4, 0.1: 2.5}, RISKY, opened_days=7), Story({7: 8, 0.1: 5.64}, RISKY, opened_days=7)],
        [Story({7: 8, 0.1: 5.56}, RISKY, opened_days=7)],
    ),
    "fu_4_to_6_weeks": (
        [Story({1: 2}, began_days=42), Story({1: 2}, NERVE, began_days=28)],
        [Story({1: 2}, began_days=41), Story({1: 2}, NERVE, began_days=27)],
    ),
    "fu_recurrent": (
        [
            Story({1: 4}, opened_days=2, began_days=2, extra=other_knot("neck_lower", opened_days=40, ended_days=16.3)),
            Story(
                {1: 4},
                opened_days=5,
                began_days=5,
                extra=(*EARLIER, *other_knot("neck_lower", opened_days=181.9, ended_days=90)),
            ),
        ],
        [
            Story({1: 4}, opened_days=2, began_days=2, extra=other_knot("neck_lower", opened_days=40, ended_days=16.5)),
            Story(
                {1: 4},
                opened_days=5,
                began_days=5,
                extra=(*EARLIER, *other_knot("neck_lower", opened_days=182.1, ended_days=90)),
            ),
        ],
    ),
    "fu_relief_then_relapse": (
        [Story({8: 5, 1: 4.5}, extra=(dose(7.9, "better"), dose(3, "better")))],
        [Story({8: 5, 1: 4.5}, extra=(dose(8.1, "better"), dose(3, "better")))],
    ),
    "fu_calf_rebound": (
        [Story({5: 5, 3: 2, 1: 4}, areas=("calf",))],
        [Story({5: 5, 3: 2, 1: 3.9}, areas=("calf",)), Story({5: 5, 3: 2.1, 1: 5}, areas=("calf",))],
    ),
    "fu_skin_watch": (
        [Story(extra=(said("rf_band_burning_skin", "yes", 13.9),))],
        [Story(extra=(said("rf_band_burning_skin", "yes", 14.1),))],
    ),
}
"""Stories at the numbers of a rule and just past them. A day begins at midnight, the tests at nine."""


@pytest.mark.parametrize("rule", EDGES)
def test_a_rule_of_the_course_keeps_its_numbers(rule: str) -> None:
    at_the_edge, past_it = EDGES[rule]
    assert [rule in holding(story) for story in at_the_edge] == [True] * len(at_the_edge)
    assert [rule in holding(story) for story in past_it] == [False] * len(past_it)
