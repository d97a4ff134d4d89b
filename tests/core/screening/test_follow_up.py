"""Every rule of the course: one story in which it fires and one in which it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.core.screening.people import AT, LIBRARY, ZONE, answered, calm, person, region_of
from unknot.facts import Answer, CheckIn, Dose, Episode, Fact, History, Mark, ProVisit
from unknot.screening.case import case_of
from unknot.screening.course import PREDICATES, Course
from unknot.screening.engine import engine_for
from unknot.screening.triage import STOP, screen, triage

NO = dict.fromkeys((*LIBRARY.short_screen, "life_change", "spreading_or_new_at_night", "sudden_worsening"), "no")


@dataclass(frozen=True)
class Story:
    """A knot opened `opened_days` ago with pains (points 0-10) at check-ins so many days ago."""

    pains: Mapping[float, float | None] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    opened_days: float = 20
    began_days: float = 21
    age: int = 40
    areas: tuple[str, ...] = ("neck_lower",)
    extra: tuple[Fact, ...] = ()
    answered_days: float = 0.01

    def told(self) -> History:
        return person(
            {**calm(), **NO, **self.answers},
            areas=self.areas,
            age=self.age,
            opened_days=self.opened_days,
            began_days=self.began_days,
            answered_days=self.answered_days,
            extra=(*check_ins(self.pains), *self.extra),
        )


def check_ins(pains: Mapping[float, float | None]) -> Iterable[Fact]:
    for days, pain in pains.items():
        at = AT - timedelta(days=days)
        yield CheckIn(id=f"in{days}", at=at, zone=ZONE, episode="knot", pain_now=pain)


def dose(days: float, felt: str | None = None, *, stopped: bool = False, **where: str) -> Dose:
    at = AT - timedelta(days=days)
    return Dose(
        id=f"dose{days}",
        at=at,
        zone=ZONE,
        episode="knot",
        technique="hands",
        seconds=60,
        felt=felt,  # type: ignore[arg-type]
        stopped=stopped,
        **where,
    )


def visit(days: float, *, finding: str = "muscular", cleared: bool = True) -> ProVisit:
    at = AT - timedelta(days=days)
    return ProVisit(id=f"visit{days}", at=at, zone=ZONE, episode="knot", finding=finding, cleared=cleared)  # type: ignore[arg-type]


def other_knot(area: str, *, opened_days: float, ended_days: float | None, began: bool = False) -> tuple[Fact, ...]:
    opened = AT - timedelta(days=opened_days)
    facts: list[Fact] = [
        Episode(
            id=f"o{opened_days}",
            at=opened,
            zone=ZONE,
            episode=f"past{opened_days}",
            event="opened",
            began_on=opened.date() if began else None,
        ),
        Mark(
            id=f"m{opened_days}",
            at=opened,
            zone=ZONE,
            episode=f"past{opened_days}",
            region=region_of(area),
            intensity=4,
        ),
    ]
    if ended_days is not None:
        at = AT - timedelta(days=ended_days)
        facts.append(Episode(id=f"e{ended_days}", at=at, zone=ZONE, episode=f"past{opened_days}", event="resolved"))
    return tuple(facts)


def said(question: str, value: str, days: float) -> Answer:
    at = AT - timedelta(days=days)
    return Answer(id=f"{question}{days}", at=at, zone=ZONE, episode="knot", question=question, value=value)  # type: ignore[arg-type]


SAME_PLACE = other_knot("neck_lower", opened_days=40, ended_days=30)
STORIES: dict[str, tuple[list[Story], list[Story]]] = {
    "fu_rescreen_each_checkin": ([Story({1: 4})], [Story()]),
    "fu_worsening": (
        [
            Story({3: 2, 2: 4, 1: 6}),
            Story(answers={"spreading_or_new_at_night": "yes"}),
            Story({4: 2, 3: 4, 2: 6, 1: 5}),
            Story({3: 3, 2: 5, 1: 5}),
        ],
        [
            Story({3: 2, 2: 3, 1: 5}),
            Story({3: 2, 2: 5, 1: 3}),
            Story({2: 2, 1: 6}),
            Story({5: 2, 4: 4, 3: 6, 2: 1, 1: 1}),
        ],
    ),
    "fu_sudden_worsening": (
        [Story({0.4: 2, 0.1: 5}), Story(answers={"sudden_worsening": "yes"}), Story({0.5: 2, 0.3: 5, 0.1: 1})],
        [Story({0.4: 2, 0.1: 4}), Story({0.8: 2, 0.1: 5}), Story()],
    ),
    "fu_no_change_7_days": (
        [Story({7: 5, 0.1: 4.5}, opened_days=7), Story({7: None, 0.1: 4}, opened_days=7)],
        [
            Story({7: 5, 0.1: 4}, opened_days=7),
            Story({6: 5, 0.1: 5}, opened_days=6),
            Story({2: 1, 1: 1}, opened_days=8),
        ],
    ),
    "fu_not_improving_14_days": (
        [Story({14: 5, 0.1: 4}, opened_days=14), Story({14: 9, 0.1: 7}, opened_days=14)],
        [Story({14: 5, 0.1: 3}, opened_days=14), Story({13: 5, 0.1: 5}, opened_days=13), Story({3: 2, 2: 1, 1: 1})],
    ),
    "fu_earlier_limit_high_risk": (
        [
            Story({7: 5, 0.1: 4}, {"immune_weakened": "yes"}, opened_days=7),
            Story({7: 5, 0.1: 4}, {"fragile_bone": "yes"}, opened_days=7),
            Story({7: 5, 0.1: 4}, {"anticoagulated": "yes"}, opened_days=7),
            Story({7: 5, 0.1: 4}, {"pregnant": "yes"}, opened_days=7),
            Story({7: 9, 0.1: 3}, {"cancer_history": "yes"}, opened_days=7),
            Story({7: 5, 0.1: 4}, {"first_spine_pain": "yes"}, opened_days=7, age=55),
        ],
        [
            Story({7: 5, 0.1: 4}, opened_days=7),
            Story({7: 5, 0.1: 3}, {"immune_weakened": "yes"}, opened_days=7),
            Story({7: 5, 0.1: 4}, {"first_spine_pain": "yes"}, opened_days=7, age=54),
            Story({6: 5, 0.1: 5}, {"cancer_history": "yes"}, opened_days=6),
        ],
    ),
    "fu_4_to_6_weeks": (
        [
            Story({1: 2}, began_days=43),
            Story({1: 2}, {"rf_one_limb_nerve_pain": "not_sure"}, began_days=29),
        ],
        [
            Story({1: 1}, began_days=43),
            Story({1: 2}, began_days=29),
            Story({1: 2}, began_days=43, extra=(visit(5),)),
            Story(began_days=43),
        ],
    ),
    "fu_recurrent": (
        [
            Story({1: 4}, opened_days=2, began_days=2, extra=other_knot("neck_lower", opened_days=40, ended_days=10)),
            Story({9: 0, 8: 1, 1: 4}),
            Story(
                {1: 4},
                extra=(*SAME_PLACE, *other_knot("neck_lower", opened_days=100, ended_days=90, began=True)),
                began_days=5,
                opened_days=5,
            ),
            Story(
                {4: 1, 1: 4},
                extra=(
                    Episode(id="over", at=AT - timedelta(days=10), zone=ZONE, episode="knot", event="resolved"),
                    Episode(id="back", at=AT - timedelta(days=5), zone=ZONE, episode="knot", event="reopened"),
                ),
            ),
        ],
        [
            Story({1: 4}),
            Story({1: 4}, extra=SAME_PLACE, opened_days=2, began_days=2),
            Story({1: 1}, opened_days=2, began_days=2, extra=other_knot("neck_lower", opened_days=40, ended_days=10)),
            Story({1: 4}, opened_days=2, began_days=2, extra=other_knot("calf", opened_days=40, ended_days=10)),
            Story(
                {1: 4},
                opened_days=5,
                began_days=5,
                extra=(*SAME_PLACE, *other_knot("neck_lower", opened_days=190, ended_days=185)),
            ),
            Story(
                {1: 4},
                extra=(
                    Episode(id="over", at=AT - timedelta(days=18), zone=ZONE, episode="knot", event="resolved"),
                    Episode(id="back", at=AT - timedelta(days=2), zone=ZONE, episode="knot", event="reopened"),
                ),
            ),
        ],
    ),
    "fu_relief_then_relapse": (
        [Story({8: 5, 1: 4.5}, extra=(dose(5, "better"), dose(3, "better")))],
        [
            Story({8: 5, 1: 4}, extra=(dose(5, "better"), dose(3, "better"))),
            Story({8: 5, 1: 4.5}, extra=(dose(5, "better"), dose(3, "same"))),
            Story({8: 5, 1: 4.5}, extra=(dose(9, "better"), dose(3, "better"))),
            Story({3: 5, 1: 5}, extra=(dose(2.5, "better"), dose(2, "better")), opened_days=3),
            Story({8: 5}, extra=(dose(5, "better"), dose(3, "better"))),
        ],
    ),
    "fu_calf_rebound": (
        [Story({5: 5, 3: 1, 1: 4}, areas=("calf",))],
        [
            Story({5: 5, 3: 1, 1: 4}),
            Story({5: 5, 3: 1, 1: 2}, areas=("calf",)),
            Story({5: 5, 3: 3, 1: 6}, areas=("calf",)),
            Story({5: 5, 3: 1, 1: 4}, {"rebound_explained": "yes"}, areas=("calf",)),
            Story(areas=("calf",)),
        ],
    ),
    "fu_after_technique_reaction": (
        [
            Story(extra=(dose(2, "worse", stopped=True),)),
            Story(extra=(dose(2, region="neck_lower_l"), said("rf_brain_signs", "not_sure", 1))),
            Story(extra=(dose(2, muscle="gastrocnemius"), said("rf_leg_swelling_one_side", "yes", 1))),
            Story(extra=(dose(2), said("tingling_during_technique", "yes", 1.9))),
        ],
        [
            Story(extra=(dose(2, "worse"),)),
            Story(extra=(dose(2, stopped=True),)),
            Story(extra=(dose(5, region="neck_lower_l"), said("rf_brain_signs", "yes", 1))),
            Story(extra=(dose(2, region="neck_lower_l"), said("rf_leg_swelling_one_side", "yes", 1))),
            Story(extra=(dose(2, region="neck_lower_l"), said("rf_brain_signs", "yes", 3))),
        ],
    ),
    "fu_skin_watch": (
        [Story(extra=(said("rf_band_burning_skin", "not_sure", 10),))],
        [Story(extra=(said("rf_band_burning_skin", "yes", 15),)), Story()],
    ),
    "fu_life_changes": (
        [
            Story(extra=(said("life_change", "yes", 0.001),), answered_days=1),
            Story(extra=(said("life_change", "not_sure", 0.001),), answered_days=1),
        ],
        [Story(), Story(extra=(said("life_change", "yes", 5),))],
    ),
    "fu_silence": (
        [Story(), Story({17.5: 4})],
        [Story({13.5: 4}), Story(opened_days=2), Story({13.5: 4, 0.5: 4})],
    ),
    "fu_urgent_not_acted_on": (
        [
            Story(extra=(said("rf_fever_with_pain", "yes", 1),)),
            Story(
                {}, {}, areas=("calf",), extra=(said("vte_risk_strong", "yes", 0.005), said("rf_dark_urine", "yes", 1))
            ),
        ],
        [
            Story(answers={"rf_fever_with_pain": "yes"}),
            Story(extra=(said("rf_fever_with_pain", "yes", 2), visit(1))),
            Story(extra=(said("rf_weight_loss", "yes", 1),)),
        ],
    ),
    "fu_cleared_by_clinician": (
        [Story(extra=(visit(1),))],
        [Story(), Story(extra=(visit(1, cleared=False),)), Story(extra=(visit(1, finding="other"),))],
    ),
}


def holding(story: Story) -> list[str]:
    found = screen(LIBRARY, story.told())
    effects = set(found.triage.effects)
    fired = [each.id for each in found.triage.fired]
    return [
        rule.id
        for rule in LIBRARY.follow_up_rules.values()
        if rule.id in fired
        or (rule.disposition is None and set(rule.effects) - {STOP} <= effects and _holds(rule.id, found))
    ]


def _holds(rule: str, found: object) -> bool:
    from unknot.screening.rules import holds

    condition = next(each for record, each in engine_for(LIBRARY).follow_ups if record.id == rule)
    return holds(condition, found.case)  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", LIBRARY.follow_up_rules)
def test_it_fires_in_its_stories(rule: str) -> None:
    for number, story in enumerate(STORIES[rule][0]):
        assert rule in holding(story), number


@pytest.mark.parametrize("rule", LIBRARY.follow_up_rules)
def test_it_does_not_fire_in_others(rule: str) -> None:
    for number, story in enumerate(STORIES[rule][1]):
        assert rule not in holding(story), number


def test_a_result_of_the_course_raises_the_disposition() -> None:
    found = triage(LIBRARY, Story({0.4: 2, 0.1: 5}).told())
    assert found.disposition == "urgent_same_day"
    assert "stop_techniques" in found.effects
    fired = next(each for each in found.fired if each.id == "fu_sudden_worsening")
    assert (fired.kind, fired.reason_key) == ("follow_up", "follow_up.fu_sudden_worsening.trigger")


def test_a_result_that_was_reached_stays_until_it_is_cleared() -> None:
    risen = {4: 2.0, 3: 4.0, 2: 6.0, 1: 5.0}
    assert "fu_worsening" in holding(Story(risen))
    assert "fu_worsening" not in holding(Story(risen, extra=(visit(0.5),)))
    gone = {6: 2.0, 5: 4.0, 4: 6.0, 3: 1.0, 2: 0.0}
    assert "fu_worsening" not in holding(Story(gone))
    urgent = {3: 2.0, 2.8: 6.0, 2: 0.0, 1: 0.0}
    assert "fu_sudden_worsening" in holding(Story(urgent))


def test_after_a_reaction_techniques_stop_for_its_day_and_that_one_for_good() -> None:
    today = Story(extra=(dose(0.02, "worse", stopped=True),))
    yesterday = Story(extra=(dose(1.5, "worse", stopped=True),))
    assert STOP in triage(LIBRARY, today.told()).effects
    assert STOP not in triage(LIBRARY, yesterday.told()).effects
    assert "block_technique" in triage(LIBRARY, yesterday.told()).effects


def test_the_course_starts_anew_after_a_clearance() -> None:
    pains = {14: 5.0, 2: 5.0, 0.1: 5.0}
    assert "fu_not_improving_14_days" in holding(Story(pains, opened_days=14))
    assert "fu_not_improving_14_days" not in holding(Story(pains, opened_days=14, extra=(visit(1),)))
    case = case_of(engine_for(LIBRARY), Story({0.1: 5.0}, extra=(visit(1),)).told())
    assert (case.course.start, case.course.points) == (case.course.latest, ())


def test_a_full_screen_after_worsening_asks_everything_again() -> None:
    old = Story({3: 2, 2: 4, 1: 6}).told()
    assert triage(LIBRARY, old).complete
    stale = person(calm(), answered_days=2, opened_days=20, extra=check_ins({3: 2, 2: 4, 1: 6}))
    found = triage(LIBRARY, stale)
    assert not found.complete
    assert found.stale
    assert "rf_chest_pressure" in found.open_questions


def test_a_calf_that_hurts_again_asks_about_clots_again() -> None:
    extra = (*check_ins({5: 5, 3: 2, 1: 4}), *answered(NO, AT - timedelta(minutes=5), "n"))
    held = person(calm(), areas=["calf"], answered_days=1.5, opened_days=20, extra=extra)
    asked = triage(LIBRARY, held).open_questions
    assert {"rf_leg_swelling_one_side", "rf_limb_cold_pale"} <= set(asked)


def test_burning_skin_asks_about_a_rash_at_every_check_in() -> None:
    extra = (*check_ins({0.5: 4}), *answered(NO, AT - timedelta(minutes=5), "n"))
    answers = {**calm(), "rf_band_burning_skin": "yes"}
    held = person(answers, areas=["inner_blade"], answered_days=2, opened_days=3, extra=extra)
    assert triage(LIBRARY, held).open_questions == ("rf_blister_rash_strip",)


def test_a_reaction_opens_the_warning_signs_of_the_treated_place() -> None:
    extra = (dose(1, "worse", stopped=True, muscle="gastrocnemius"),)
    held = person(calm(), answered_days=2, opened_days=3, extra=extra)
    asked = triage(LIBRARY, held).open_questions
    assert "rf_leg_swelling_one_side" in asked
    assert "rf_brain_signs" in asked


def test_a_change_of_life_asks_the_facts_again() -> None:
    old = {**calm(), "anticoagulated": "no", "life_change": "no"}
    held = person(old, answered_days=1, opened_days=2, areas=["neck_lower"])
    assert "anticoagulated" not in triage(LIBRARY, held).open_questions
    changed = person(old, answered_days=1, opened_days=2, extra=(said("life_change", "yes", 0.01),))
    found = triage(LIBRARY, changed)
    assert "anticoagulated" in found.open_questions
    assert {"recollect_facts", "rescreen"} <= set(found.effects)


def test_without_data_no_predicate_holds() -> None:
    empty = case_of(engine_for(LIBRARY), person({}, areas=[], began_days=None)).course
    bare = Course(**{**_fields(empty), "opened_at": None})
    arguments: dict[str, object] = {
        "rise": {"points": 1, "check_ins": 1},
        "rise_within_hours": {"points": 1, "hours": 1},
        "rebound": {"low": 2, "points": 2},
        "episodes_within": {"count": 2, "days": 10},
        "short_relief_repeats": {"times": 1, "days": 1, "net_gain_below": 1},
        "flag_within": {"flag": "rf_band_burning_skin", "days": 1},
        "unresolved_at_least": "urgent_same_day",
    }
    for name, predicate in PREDICATES.items():
        assert predicate(bare, arguments.get(name, 1)) is None, name


def _fields(course: Course) -> dict[str, object]:
    return {name: getattr(course, name) for name in Course.__dataclass_fields__}


def test_pain_of_nothing_has_no_percentage() -> None:
    story = Story({14: 0, 0.1: 0.5}, opened_days=14).told()
    course = case_of(engine_for(LIBRARY), story).course
    assert PREDICATES["improved_percent_below"](course, 30) is None
