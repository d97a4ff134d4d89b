"""Edges that small changes of the code would move: limits that are met exactly, the instant a result dates from, order.

Rules of the course are tried on courses written down directly, so that one number decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.core.screening.people import AT, LIBRARY, ZONE, answered, calm, person, region_of
from unknot.errors import ContentError
from unknot.facts import Answer, CheckIn, Dose, Exposure, Fact, History, Mark, ProVisit
from unknot.screening.case import case_of, pain_of
from unknot.screening.course import PREDICATES, Course, Earlier, Point, Session
from unknot.screening.engine import engine_for
from unknot.screening.fences import CLOSED, HIDING, STRENGTH, Verdict, fence
from unknot.screening.interview import next_screen, question_of, questions_in_order
from unknot.screening.ordering import PRIVATE, TELLING, Stage, in_asking_order, stage_of
from unknot.screening.readings import UNASKED, Reading, last_rise
from unknot.screening.rules import FactYes, FlagYes, InRegion, LifeChange, Not, parse_condition
from unknot.screening.terms import _extreme_exercise_at, term_states
from unknot.screening.triage import screen, triage

ENGINE = engine_for(LIBRARY)
DAY = timedelta(days=1)
LINES = dict.fromkeys(LIBRARY.short_screen, "no")
CALM_STORY = {"mechanical_pattern": "yes", "clear_muscle_trigger": "yes"}


def ago(days: float) -> datetime:
    return AT - days * DAY


def course(*pains: tuple[float, float], **told: Any) -> Course:
    """A course with pains (days ago, points), the first of them its start."""
    points = tuple(Point(ago(days), pain) for days, pain in pains)
    empty: dict[str, Any] = {
        "at": AT,
        "zone": ZONE,
        "began_at": None,
        "opened_at": None,
        "start": points[0] if points else None,
        "points": points[1:],
        "check_ins": tuple(point.at for point in points),
        "planned": (),
        "sessions": (),
        "earlier": (),
        "reopened_after": None,
        "doubted_flags": {},
        "gone_points": 1.0,
        "seen_at": None,
        "ranks": LIBRARY.dispositions,
    }
    return Course(**{**empty, **told})


def since(name: str, of: Course, argument: Any = None) -> datetime | None:
    return PREDICATES[name](of, argument)


def said(question: str, value: str, days: float) -> Answer:
    return Answer(id=f"{question}@{days}", at=ago(days), zone=ZONE, episode="knot", question=question, value=value)  # type: ignore[arg-type]


def checked(days: float, **pains: float) -> CheckIn:
    return CheckIn(id=f"in@{days}", at=ago(days), zone=ZONE, episode="knot", **pains)  # type: ignore[arg-type]


def visit(days: float) -> ProVisit:
    return ProVisit(id=f"visit@{days}", at=ago(days), zone=ZONE, episode="knot", finding="muscular", cleared=True)


def marked(area: str, days: float, intensity: int = 3) -> Mark:
    return Mark(
        id=f"{area}@{days}", at=ago(days), zone=ZONE, episode="knot", region=region_of(area), intensity=intensity
    )


class TestDays:
    def test_they_count_from_the_beginning_and_are_met_on_the_day(self) -> None:
        assert since("days_min", course(began_at=ago(7), opened_at=ago(2)), 7) == AT
        assert since("days_min", course(began_at=ago(9), opened_at=ago(2)), 7) == ago(2)
        assert since("days_min", course(began_at=ago(6.9)), 7) is None
        assert since("days_min", course(opened_at=ago(8)), 7) == ago(1)
        assert since("days_min", course(), 7) is None

    def test_those_of_the_plan_count_from_its_opening(self) -> None:
        assert since("plan_days_min", course(began_at=ago(30), opened_at=ago(7)), 7) == AT
        assert since("plan_days_min", course(began_at=ago(30), opened_at=ago(6)), 7) is None
        assert since("plan_days_min", course(began_at=ago(30)), 7) is None


class TestCheckIns:
    def test_enough_of_them_date_from_the_last(self) -> None:
        told = course((3, 4), (1, 4))
        assert since("check_ins_min", told, 2) == ago(1)
        assert since("check_ins_min", told, 3) is None

    def test_those_missed_are_the_planned_ones_since_the_last_made(self) -> None:
        planned = (ago(9), ago(6), ago(3), AT, AT + DAY)
        assert since("missed_check_ins", course(planned=planned), 3) == AT
        assert since("missed_check_ins", course(planned=planned), 4) is None
        assert since("missed_check_ins", course((6, 4), planned=planned), 2) is None
        assert since("missed_check_ins", course((6.1, 4), planned=planned), 2) == AT
        assert since("missed_check_ins", course((6.1, 4), planned=planned), 3) is None


class TestImprovement:
    def test_in_points_it_must_be_reached(self) -> None:
        assert since("improved_points_below", course((9, 5), (3, 5), (1, 4)), 1) is None
        assert since("improved_points_below", course((9, 5), (3, 1), (1, 4.1)), 1) == ago(1)
        assert since("improved_points_below", course((9, 5)), 1) is None
        assert since("improved_points_below", course(points=(Point(AT, 4),)), 1) is None

    def test_in_percent_it_must_be_reached(self) -> None:
        assert since("improved_percent_below", course((9, 10), (3, 9), (1, 5)), 50) is None
        assert since("improved_percent_below", course((9, 10), (3, 1), (1, 5)), 51) == ago(1)
        assert since("improved_percent_below", course((9, 8), (1, 4)), 51) == ago(1)
        assert since("improved_percent_below", course((9, 10)), 51) is None
        assert since("improved_percent_below", course((9, 0), (1, 5)), 51) is None
        assert since("improved_percent_below", course((9, 0.5), (1, 0.5)), 51) == ago(1)
        assert since("improved_percent_below", course(points=(Point(AT, 4),)), 51) is None

    def test_short_relief_is_no_gain(self) -> None:
        better = tuple(Session(ago(days), "heat", frozenset(), True, None) for days in (7, 3))
        other = Session(ago(2), "hands", frozenset(), True, None)
        argument = {"days": 7, "times": 2, "net_gain_below": 1}
        told = course((20, 8), (8, 5), (7, 6), (1, 5.1), opened_at=ago(7), sessions=better)
        assert since("short_relief_repeats", told, argument) == ago(1)
        assert since("short_relief_repeats", replace(told, opened_at=ago(6.9)), argument) is None
        assert since("short_relief_repeats", replace(told, opened_at=None), argument) is None
        assert since("short_relief_repeats", replace(told, sessions=better[1:]), argument) is None
        assert since("short_relief_repeats", replace(told, sessions=(better[1], other)), argument) is None
        assert (
            since("short_relief_repeats", replace(told, points=(*told.points[:-1], Point(ago(1), 5))), argument) is None
        )
        assert since("short_relief_repeats", replace(told, points=told.points[:-1]), argument) is None
        late = course((6, 6), (5, 2), (1, 5.1), opened_at=ago(9), sessions=better)
        assert since("short_relief_repeats", late, argument) == ago(1)
        assert (
            since("short_relief_repeats", course((6, 6), (1, 5), opened_at=ago(9), sessions=better), argument) is None
        )
        assert since("short_relief_repeats", course(opened_at=ago(9), sessions=better), argument) is None


class TestRise:
    def test_every_step_of_it_counts(self) -> None:
        argument = {"check_ins": 2, "points": 2}
        assert since("rise", course((4, 9), (3, 1), (2, 3), (1, 5)), argument) == ago(1)
        assert since("rise", course((3, 1), (2, 3), (1, 5)), argument) == ago(1)
        assert since("rise", course((3, 1), (2, 3), (1, 3)), argument) == ago(1)
        assert since("rise", course((3, 1), (2, 3), (1, 2.9)), argument) is None
        assert since("rise", course((3, 1), (2, 2.9), (1, 5)), argument) is None
        assert since("rise", course((2, 1), (1, 5)), argument) is None

    def test_within_hours_it_is_from_the_lowest(self) -> None:
        argument = {"hours": 12, "points": 3}
        assert since("rise_within_hours", course((0.5, 2), (0.3, 4), (0.1, 5)), argument) == ago(0.1)
        assert since("rise_within_hours", course((0.6, 2), (0.1, 5)), argument) == ago(0.1)
        assert since("rise_within_hours", course((0.61, 2), (0.1, 5)), argument) is None
        assert since("rise_within_hours", course((0.5, 2), (0.1, 4.9)), argument) is None
        assert since("rise_within_hours", course((0.1, 5)), argument) is None

    def test_a_rebound_is_from_low(self) -> None:
        argument = {"low": 1, "points": 3}
        assert since("rebound", course((5, 5), (3, 1), (2, 3), (1, 4)), argument) == ago(1)
        assert since("rebound", course((5, 5), (3, 1.1), (1, 5)), argument) is None
        assert since("rebound", course((5, 5), (3, 1), (1, 3.9)), argument) is None
        assert since("rebound", course((5, 1)), argument) is None

    def test_still_above_is_more_than(self) -> None:
        assert since("still_above", course((3, 1), (1, 2.1)), 2) == ago(1)
        assert since("still_above", course((3, 9), (1, 2)), 2) is None
        assert since("still_above", course((3, 9)), 2) == ago(3)
        assert since("still_above", course(), 2) is None


class TestGone:
    def test_it_takes_two_days_and_dates_from_the_second(self) -> None:
        assert since("gone", course((3, 5), (2, 1), (1, 1))) == ago(1)
        assert since("gone", course((2, 1), (1, 1))) == ago(1)
        assert since("gone", course((2, 1), (1, 1.1))) is None
        assert since("gone", course((2, 1.1), (1, 1))) is None
        assert since("gone", course((0.2, 1), (0.1, 1))) is None
        assert since("gone", course((1, 1))) is None

    def test_the_day_is_the_local_one(self) -> None:
        at = datetime(2026, 3, 2, 16, tzinfo=UTC)
        told = course(zone="Asia/Tokyo", start=Point(at - timedelta(hours=2), 1), points=(Point(at, 1),))
        assert since("gone", told) == at
        assert told.day_of(at) == at.astimezone(ZoneInfo("Asia/Tokyo")).date()
        assert since("gone", replace(told, zone="UTC")) is None

    def test_a_course_can_be_wound_back(self) -> None:
        told = course((5, 5), (3, 1), (1, 4))
        assert told.until(1).points == told.points[:1]
        assert told.until(1).at == ago(3)
        assert told.latest == Point(ago(1), 4)
        assert course((5, 5)).latest == Point(ago(5), 5)


class TestReturns:
    def test_a_new_knot_of_the_same_place(self) -> None:
        over = Earlier(None, ago(12))
        told = course((1, 4), began_at=ago(2), opened_at=ago(1.5), earlier=(over, Earlier(ago(90), None)))
        assert since("returns_within_days", told, 10) == ago(1.5)
        assert since("returns_within_days", told, 9.9) is None
        assert since("returns_within_days", replace(told, opened_at=None), 10) == ago(2)
        assert since("returns_within_days", replace(told, began_at=None), 10.5) == ago(1.5)
        assert since("returns_within_days", replace(told, earlier=(Earlier(None, ago(2)),)), 10) == ago(1.5)
        assert since("returns_within_days", replace(told, earlier=(Earlier(None, ago(1.9)),)), 10) is None
        assert since("returns_within_days", replace(told, earlier=(Earlier(None, AT + DAY),)), 10) is None
        quiet = course((1, 1), began_at=ago(2), opened_at=ago(1.5), earlier=(over,))
        assert since("returns_within_days", quiet, 10) is None
        assert since("returns_within_days", replace(told, start=None), 10) == ago(1.5)

    def test_this_knot_after_it_was_over(self) -> None:
        told = course((12, 4), (4, 4), (2, 4), reopened_after=ago(10))
        assert since("returns_within_days", told, 6) == ago(4)
        assert since("returns_within_days", told, 5.9) is None
        assert since("returns_within_days", course((10, 4), reopened_after=ago(10)), 10) == AT
        assert since("returns_within_days", course((10, 4), reopened_after=ago(10)), 9.9) is None

    def test_this_knot_after_two_clear_days(self) -> None:
        told = course((9, 5), (7, 1), (5, 0), (1, 4))
        assert since("returns_within_days", told, 4) == ago(1)
        assert since("returns_within_days", told, 3.9) is None
        assert since("returns_within_days", course((9, 5), (5.1, 1), (5, 0), (1, 4)), 4) is None
        assert since("returns_within_days", course((9, 5), (7, 1), (1, 4)), 9) is None

    def test_several_knots_of_the_same_place(self) -> None:
        earlier = (Earlier(ago(100), ago(90)), Earlier(ago(50), ago(40)), Earlier(None, ago(5)))
        told = course(began_at=ago(3), opened_at=ago(2), earlier=earlier)
        assert since("episodes_within", told, {"count": 3, "days": 100}) == ago(2)
        assert since("episodes_within", told, {"count": 3, "days": 99}) is None
        assert since("episodes_within", told, {"count": 2, "days": 99}) == ago(2)
        assert since("episodes_within", replace(told, opened_at=None), {"count": 3, "days": 100}) == ago(3)
        bare = replace(told, opened_at=None, began_at=None)
        assert since("episodes_within", bare, {"count": 3, "days": 100}) == ago(50)


class TestWhatStands:
    def test_the_latest_reaction_counts(self) -> None:
        sessions = tuple(
            Session(ago(days), "hands", frozenset(), False, at)
            for days, at in ((5, ago(4)), (3, ago(2)), (2, None))
        )  # fmt: skip
        assert since("after_dose_symptom", course(sessions=sessions)) == ago(2)
        assert since("after_dose_symptom", course(sessions=sessions[2:])) is None

    def test_a_flag_within_days_includes_the_last(self) -> None:
        told = course(doubted_flags={"rf_crisis": ago(14)})
        assert since("flag_within", told, {"flag": "rf_crisis", "days": 14}) == ago(14)
        assert since("flag_within", told, {"flag": "rf_crisis", "days": 13.9}) is None
        assert since("flag_within", told, {"flag": "rf_testicular", "days": 14}) is None

    def test_a_result_of_at_least_a_rank_dates_from_the_latest(self) -> None:
        ranks = LIBRARY.dispositions
        soon, urgent, now = (ranks[name] for name in ("see_clinician_soon", "urgent_same_day", "emergency_now"))
        told = course(unresolved={soon: ago(1), urgent: ago(4), now: ago(3)})
        assert since("unresolved_at_least", told, "urgent_same_day") == ago(3)
        assert since("unresolved_at_least", course(unresolved={soon: ago(1)}), "urgent_same_day") is None

    def test_a_visit_dates_from_itself(self) -> None:
        assert since("visit", course(seen_at=ago(2))) == ago(2)
        assert since("visit", course()) is None


class TestSince:
    """From when a condition holds: what a clinician saw before that is not a danger any more."""

    def test_a_flag_dates_from_when_it_was_raised(self) -> None:
        case = case_of(ENGINE, person(calm(), opened_days=5, answered_days=4, extra=[said("rf_crisis", "yes", 2)]))
        assert FlagYes("rf_crisis").since(case) == ago(2)

    def test_a_place_dates_from_its_first_mark(self) -> None:
        extra = [marked("calf", 3), marked("thigh_back", 2)]
        case = case_of(ENGINE, person(calm(), opened_days=5, extra=extra))
        both = ENGINE.rule_regions["calf"] | ENGINE.rule_regions["thigh_back"]
        assert InRegion(both).since(case) == ago(3)
        assert InRegion(ENGINE.rule_regions["cheek_jaw"]).since(case) is None

    def test_pain_dates_from_the_check_in_that_said_it(self) -> None:
        case = case_of(ENGINE, person(calm(), opened_days=5, extra=[checked(3, pain_now=6), checked(2, pain_now=5)]))
        assert parse_condition({"pain_min": 5}, LIBRARY).since(case) == ago(2)

    def test_the_course_dates_from_its_predicate(self) -> None:
        case = case_of(ENGINE, person(calm(), opened_days=5, extra=[checked(3, pain_now=6)]))
        assert parse_condition({"check_ins_min": 1}, LIBRARY).since(case) == ago(3)

    def test_a_change_of_life_dates_from_when_it_was_said(self) -> None:
        told = person(calm(), opened_days=5, answered_days=4, extra=[said("life_change", "yes", 1)])
        assert LifeChange("life_change").since(case_of(ENGINE, told)) == ago(1)

    def test_all_dates_from_the_last_part_and_any_from_the_last_true_one(self) -> None:
        extra = [said("rf_crisis", "yes", 3), said("rf_weight_loss", "yes", 2), said("rf_testicular", "not_sure", 1)]
        case = case_of(ENGINE, person(calm(), opened_days=5, answered_days=4, extra=extra))
        parts = [{"flag": id_} for id_ in ("rf_crisis", "rf_weight_loss", "rf_testicular")]
        assert parse_condition({"all": parts[:2]}, LIBRARY).since(case) == ago(2)
        assert parse_condition({"any": parts}, LIBRARY).since(case) == ago(2)
        assert parse_condition({"not": parts[0]}, LIBRARY).since(case) is None


class TestTruth:
    def test_an_old_no_to_a_flag_decides_nothing(self) -> None:
        case = screen(LIBRARY, person(calm(), opened_days=20, answered_days=15)).case
        assert not case.flags["rf_weight_loss"].fresh
        assert FlagYes("rf_weight_loss").truth(case) is None
        assert FlagYes("rf_weight_loss").truth(replace(case, applicable=frozenset())) is False

    def test_a_change_of_life_is_undecided_until_it_was_asked(self) -> None:
        answers = {id_: value for id_, value in calm().items() if id_ != "life_change"}
        case = case_of(ENGINE, person(answers, extra=[checked(0.02, pain_now=4)]))
        leaf = LifeChange("life_change")
        assert leaf.truth(case) is (False if case.hidden("life_change") else None)
        assert leaf.truth(case_of(ENGINE, person(calm()))) is False

    def test_a_plain_not_takes_only_a_recent_yes_for_one(self) -> None:
        case = screen(LIBRARY, person({**calm(), "life_change": "no"}, opened_days=6, answered_days=5)).case
        assert case.facts["mechanical_pattern"].value == "yes"
        assert FactYes("mechanical_pattern").truth(case) is True
        assert Not(FactYes("mechanical_pattern")).truth(case) is None
        assert [leaf.fact for leaf in Not(FactYes("mechanical_pattern")).undecided(case)] == ["mechanical_pattern"]  # type: ignore[attr-defined]

    @pytest.mark.parametrize("raw", [{"colour": 3}, {"age_min": True}, {"sex": 3}, {"region_min": 1.5}])
    def test_a_number_does_not_make_a_condition(self, raw: object) -> None:
        with pytest.raises(ContentError, match="condition"):
            parse_condition(raw, LIBRARY)


class TestReadings:
    def test_nothing_said_is_nothing(self) -> None:
        assert (UNASKED.value, UNASKED.latest, UNASKED.at, UNASKED.raised_at) == (None, None, None, None)
        assert (UNASKED.fresh, UNASKED.doubts) == (False, 0)

    def test_doubts_are_counted_in_a_row(self) -> None:
        def doubts(*values: str) -> int:
            extra = [said("rf_crisis", value, 1 - 0.1 * place) for place, value in enumerate(values)]
            answers = {id_: value for id_, value in calm().items() if id_ != "rf_crisis"}
            return case_of(ENGINE, person(answers, opened_days=2, extra=extra)).flags["rf_crisis"].doubts

        assert doubts("not_sure") == 1
        assert doubts("not_sure", "not_sure") == 2
        assert doubts("not_sure", "no", "not_sure") == 1
        assert doubts("not_sure", "no") == 0

    def test_a_rise_is_counted_once_and_from_its_own_measure(self) -> None:
        def risen(*check_ins: CheckIn, pain: int = 3) -> datetime | None:
            return last_rise(ENGINE, person(calm(), opened_days=9, pain=pain, extra=check_ins))

        assert risen(checked(3, pain_now=5), checked(2, pain_now=5)) == ago(3)
        assert risen(checked(3, pain_now=5), checked(2, pain_now=6), checked(1, pain_now=7)) == ago(1)
        assert risen(checked(3, pain_now=4.9)) is None
        assert risen(checked(3, pain_now=2), checked(2, pain_now=4)) == ago(2)
        assert risen(checked(3, pain_now=3, pain_worst=6), checked(2, pain_worst=6)) is None
        assert risen(checked(3, pain_now=3, pain_worst=3), checked(2, pain_now=3, pain_worst=5)) == ago(2)
        assert risen(checked(3, pain_worst=5)) == ago(3)

    def test_the_pain_of_a_check_in_is_that_of_now(self) -> None:
        assert pain_of(checked(1, pain_now=0.0, pain_worst=5.0)) == 0.0
        assert pain_of(checked(1, pain_worst=5.0)) == 5.0
        assert pain_of(checked(1)) is None


class TestCase:
    def test_an_area_is_marked_from_its_first_region_on(self) -> None:
        regions = [region.id for region in LIBRARY.regions.values() if region.area == "calf"][:2]
        assert len(regions) == 2
        for order in (regions, regions[::-1]):
            marks = [
                Mark(id=f"m{place}", at=ago(3 - place), zone=ZONE, episode="knot", region=region, intensity=3)
                for place, region in enumerate(order)
            ]
            case = case_of(ENGINE, person(calm(), areas=[], opened_days=5, extra=marks))
            assert case.areas == {"calf": ago(3)}

    def test_a_clearance_starts_the_course_from_the_last_pain_before_it(self) -> None:
        facts = [
            checked(6, pain_now=7),
            checked(5, pain_now=6),
            visit(4),
            checked(3, pain_now=5),
            checked(2, pain_now=4),
        ]
        told = case_of(ENGINE, person(calm(), opened_days=7, extra=facts)).course
        assert told.start == Point(ago(5), 6)
        assert told.points == (Point(ago(3), 5), Point(ago(2), 4))
        assert told.opened_at == ago(4)
        after = case_of(ENGINE, person(calm(), opened_days=7, extra=facts[2:])).course
        assert after.start == Point(ago(3), 5)
        assert after.points == (Point(ago(2), 4),)
        same = case_of(ENGINE, person(calm(), opened_days=7, extra=[*facts[:2], visit(5)])).course
        assert same.start == Point(ago(5), 6)
        assert same.points == ()

    def test_a_first_check_in_without_pain_takes_the_drawing_for_it(self) -> None:
        facts = [checked(3), checked(2, pain_now=5), checked(1, pain_now=4)]
        told = case_of(ENGINE, person(calm(), opened_days=7, pain=6, extra=facts)).course
        assert told.start == Point(ago(3), 6)
        assert told.points == (Point(ago(2), 5), Point(ago(1), 4))

    def test_any_fact_asked_since_settles_a_change_of_life(self) -> None:
        def changed(*extra: Fact) -> datetime | None:
            told = person({"statin": "no", "pregnant": "no"}, opened_days=9, answered_days=8, extra=extra)
            return case_of(ENGINE, told).life_changed_at

        assert changed(said("life_change", "yes", 2)) == ago(2)
        assert changed(said("life_change", "yes", 2), said("statin", "no", 1)) is None
        assert changed(said("life_change", "yes", 2), said("statin", "no", 2 + 0.9 / 24)) is None
        assert changed(said("life_change", "yes", 2), said("statin", "no", 2 + 1 / 24)) == ago(2)
        assert changed() is None


class TestFences:
    def test_the_actions_have_their_order_and_all_but_one_hide(self) -> None:
        order = ["modify", "ask_clinician", "block_region", "block"]
        assert sorted(STRENGTH, key=STRENGTH.__getitem__) == order
        assert len(set(STRENGTH.values())) == len(order)
        assert {action for action in order if Verdict(action, ()).hidden} == set(order[1:]) == set(HIDING)  # type: ignore[arg-type]
        assert not Verdict(None, ()).hidden

    def test_taught_and_forbidden_places_are_closed(self) -> None:
        assert {area.press for area in LIBRARY.areas.values()} >= CLOSED
        assert {"taught", "never"} == CLOSED

    @pytest.mark.parametrize("areas", [("sole", "neck_front"), ("neck_front", "sole")])
    def test_one_closed_place_among_several_closes(self, areas: tuple[str, ...]) -> None:
        assert LIBRARY.areas["sole"].press == "ok"
        told = person({**calm(), **_listed_no()})
        found = fence(LIBRARY, told, triage(LIBRARY, told))
        closed = [area.id for area in LIBRARY.areas.values() if area.press in CLOSED]
        assert closed
        for area in closed:
            pair = tuple(area if each == "neck_front" else each for each in areas)
            assert "ci_no_go_zones" in [rule.id for rule in found.verdict("hands", areas=pair).rules]


def _listed_no() -> dict[str, str]:
    return {term.id: "no" for term in LIBRARY.terms.values() if term.question_list is not None}


class TestTerms:
    def test_an_answer_holds_to_the_end_of_its_time(self) -> None:
        midnight = AT.hour / 24
        days = ENGINE.number("site_list_days")

        def state(term: str, days_ago: float) -> bool:
            told = person({**calm(), term: "yes" if days_ago < 0 else "no"}, opened_days=30)
            told = replace(
                told,
                answers=MappingProxyType({**told.answers, term: tuple(
                    replace(each, at=ago(days_ago)) for each in told.answers[term])}),
            )  # fmt: skip
            found = screen(LIBRARY, told)
            return term_states(found.case, told, found.triage)[term].holds

        assert not state("drowsy", midnight)
        assert state("drowsy", midnight + 0.001)
        assert state("open_wound", days + 0.001)

    def test_the_latest_of_what_raises_a_term_counts(self) -> None:
        answers = {**calm(), **_listed_no(), "hernia": "no"}
        told = person(answers, opened_days=3, answered_days=2, extra=[said("movement:sit_up", "yes", 1)])
        found = screen(LIBRARY, told)
        assert term_states(found.case, told, found.triage)["hernia"].asks == ("hernia",)

    def test_the_latest_very_hard_exercise_counts_to_the_end_of_its_hours(self) -> None:
        hours, rpe = ENGINE.number("extreme_exercise_hours"), ENGINE.number("extreme_exercise_rpe")

        def at(*trained: tuple[float, float | None], pain: int = 7) -> datetime | None:
            extra = [
                Exposure(
                    id=f"x{days}", at=ago(days), zone=ZONE, episode="knot", cause="running", minutes=60, rpe=effort
                )
                for days, effort in trained
            ]
            told = person(calm(), pain=pain, opened_days=9, extra=extra)
            return _extreme_exercise_at(case_of(ENGINE, told), told)

        assert at((hours / 24, rpe)) == ago(hours / 24)
        assert at((hours / 24 + 0.001, rpe)) is None
        assert at((1, rpe - 0.1)) is None
        assert at((2, None), (1, 9), (0.5, 5)) == ago(1)
        assert at((1, 9), pain=6) is None


class TestOrder:
    def test_what_is_private_stays_private(self) -> None:
        assert {
            "rf_saddle_numbness",
            "rf_bladder_bowel_change",
            "rf_sexual_function_change",
            "rf_testicular",
            "rf_harm_by_other",
            "rf_crisis",
            "neck_compressed",
            "immediate_danger",
        } == PRIVATE
        case = case_of(ENGINE, person({}))
        assert {stage_of(case, question) for question in PRIVATE} == {Stage.PRIVATE}

    def test_the_story_is_told_first(self) -> None:
        assert {"mechanical_pattern", "clear_muscle_trigger", "worsening_over_days", "any_fall_or_jolt"} == TELLING
        case = case_of(ENGINE, person({}))
        assert {stage_of(case, question) for question in (*TELLING, "age")} == {Stage.BASICS}
        assert stage_of(case, "where") is min(Stage)

    def test_each_question_has_its_stage(self) -> None:
        case = case_of(ENGINE, person({}))
        for flag in LIBRARY.flags.values():
            if flag.id not in PRIVATE:
                context = Stage.CONTEXT if flag.needs_facts else Stage.REGION
                assert stage_of(case, flag.id) == (
                    Stage.UNIVERSAL if flag.ask == "everyone" and not flag.needs_facts else context
                )
        for fact in LIBRARY.background_facts:
            if fact not in PRIVATE | TELLING:
                assert stage_of(case, fact) == (Stage.COURSE if fact in ENGINE.course_facts else Stage.FACTS)
        assert {stage_of(case, line) for line in LIBRARY.short_screen} == {Stage.SHORT}
        assert sorted(Stage) == list(Stage)

    def test_within_a_stage_the_most_urgent_then_the_order_of_the_content(self) -> None:
        case = case_of(ENGINE, person({}))
        everything = (*LIBRARY.background_facts, *LIBRARY.flags, *LIBRARY.short_screen, "where", "age")
        ordered = in_asking_order(case, reversed(everything))
        assert sorted(ordered) == sorted(set(everything))
        assert set(ordered[:2]) == {"where", "age"}
        for stage in Stage:
            ours = [id_ for id_ in ordered if stage_of(case, id_) is stage]
            for table in (LIBRARY.short_screen, LIBRARY.background_facts):
                assert [id_ for id_ in ours if id_ in table] == [id_ for id_ in table if id_ in ours]
            flags = [id_ for id_ in ours if id_ in LIBRARY.flags]
            places = {id_: place for place, id_ in enumerate(LIBRARY.flags)}
            keys = [(-LIBRARY.dispositions[LIBRARY.flags[id_].disposition], places[id_]) for id_ in flags]
            assert keys == sorted(keys)
            if flags:
                assert ours[: len(flags)] == flags
        assert [stage_of(case, id_) for id_ in ordered] == sorted(stage_of(case, id_) for id_ in ordered)

    def test_harm_and_despair_are_asked_of_everyone_whatever_the_content_says(self) -> None:
        flags = {
            id_: replace(flag, regions=("foot",)) if id_ in ("rf_harm_by_other", "rf_crisis") else flag
            for id_, flag in LIBRARY.flags.items()
        }
        library = replace(LIBRARY, flags=MappingProxyType(flags))
        asked = triage(library, person({}, areas=["neck_lower"])).open_questions
        assert {"rf_harm_by_other", "rf_crisis"} <= set(asked)


class TestResults:
    def test_a_result_raised_exactly_a_sitting_ago_is_unresolved(self) -> None:
        sitting = ENGINE.number("same_sitting_hours") / 24
        rank = LIBRARY.dispositions["urgent_same_day"]

        def unresolved(days: float) -> datetime | None:
            told = person(calm(), opened_days=5, answered_days=4, extra=[said("rf_fever_with_pain", "yes", days)])
            return screen(LIBRARY, told).case.course.unresolved.get(rank)

        assert unresolved(sitting) == ago(sitting)
        assert unresolved(sitting - 0.001) is None

    def test_a_combination_raised_before_this_sitting_is_unresolved(self) -> None:
        told = person(
            {**calm(), "vte_risk_strong": "yes"},
            areas=["calf"],
            opened_days=3,
            answered_days=2,
            extra=[checked(1, pain_now=4)],
        )
        found = screen(LIBRARY, told)
        assert "cr_calf_with_vte_risk" in [each.id for each in found.triage.fired]
        rank = LIBRARY.dispositions[LIBRARY.combination_rules["cr_calf_with_vte_risk"].disposition]
        assert rank in found.case.course.unresolved

    def test_a_result_reached_at_several_check_ins_is_told_once(self) -> None:
        pains = {6: 2, 5: 4, 4: 6, 3: 8, 2: 9, 1: 8}
        told = person(calm(), opened_days=9, extra=[checked(days, pain_now=pain) for days, pain in pains.items()])
        fired = [each.id for each in triage(LIBRARY, told).fired]
        assert fired.count("fu_worsening") == 1

    def test_only_what_was_answered_before_is_stale(self) -> None:
        assert not triage(LIBRARY, person({})).stale
        assert triage(LIBRARY, person(calm(), opened_days=20, answered_days=15)).stale
        emergency = person({**calm(), "rf_chest_pressure": "yes"}, opened_days=20, answered_days=15)
        assert not triage(LIBRARY, emergency).stale


def test_a_single_question_of_the_interview_names_its_texts() -> None:
    assert question_of(LIBRARY, "rf_crisis").full_key == "flag.rf_crisis.question"
    assert question_of(LIBRARY, "rf_crisis").text_key == "flag.rf_crisis.short"
    assert question_of(LIBRARY, "statin").text_key == "fact.statin.short"


def test_a_reaction_counts_from_the_first_sign_in_its_days() -> None:
    days = ENGINE.number("after_session_days")

    def reaction(*extra: Fact) -> datetime | None:
        dose = Dose(id="d", at=ago(6), zone=ZONE, episode="knot", technique="hands", seconds=60)
        told: History = person(calm(), opened_days=9, answered_days=8, extra=[dose, *extra])
        return case_of(ENGINE, told).course.sessions[0].reaction_at

    assert reaction() is None
    tingled = "tingling_during_technique"
    assert reaction(said(tingled, "yes", 5), said(tingled, "not_sure", 5.5)) == ago(5.5)
    assert reaction(said(tingled, "yes", 6 - days)) == ago(6 - days)
    assert reaction(said(tingled, "yes", 6 - days - 0.001)) is None
    assert reaction(said(tingled, "yes", 6)) is None
    assert reaction(said(tingled, "no", 5)) is None


class TestAskedAgain:
    """What must be asked again, and what need not be."""

    def test_an_answer_of_the_same_sitting_as_a_rise_holds(self) -> None:
        def stale(minutes: float) -> bool:
            at = ago(1) - timedelta(minutes=minutes)
            answers = [replace(each, at=at) for each in answered(calm(), at)]
            told = person({}, opened_days=3, extra=[*answers, checked(1, pain_now=8)])
            return not screen(LIBRARY, told).case.flags["rf_weight_loss"].fresh

        assert not stale(59)
        assert stale(61)

    def test_a_fact_of_the_same_sitting_as_a_change_of_life_holds(self) -> None:
        def fresh(minutes: float) -> bool:
            at = ago(1) - timedelta(minutes=minutes)
            early = Answer(id="early", at=at, zone=ZONE, episode="knot", question="statin", value="no")
            told = person({}, opened_days=3, extra=[early, said("life_change", "yes", 1)])
            return case_of(ENGINE, told).facts["statin"].fresh

        assert fresh(59)
        assert not fresh(61)

    def test_the_rash_is_asked_about_at_every_check_in_while_it_is_watched_for(self) -> None:
        burning = said("rf_band_burning_skin", "not_sure", 10)
        extra = [burning, checked(5, pain_now=4), said("rf_blister_rash_strip", "no", 3)]
        assert (
            screen(LIBRARY, person(calm(), opened_days=12, answered_days=11, extra=extra))
            .case.flags["rf_blister_rash_strip"]
            .fresh
        )
        later = person(calm(), opened_days=12, answered_days=11, extra=[*extra, checked(1, pain_now=4)])
        assert not screen(LIBRARY, later).case.flags["rf_blister_rash_strip"].fresh

    def test_a_line_of_the_short_screen_holds_to_the_end_of_its_time(self) -> None:
        hours = ENGINE.number("answer_hours")

        def due(hours_ago: float) -> bool:
            at = AT - timedelta(hours=hours_ago)
            lines = [replace(each, at=at) for each in answered({**LINES, "life_change": "no"}, at, "l")]
            told = person({**calm(), "life_change": "no"}, opened_days=9, answered_days=8, extra=lines)
            return not set(triage(LIBRARY, told).open_questions).isdisjoint(LINES)

        assert not due(hours)
        assert due(hours + 0.01)

    def test_without_an_age_only_questions_for_any_age_are_asked(self) -> None:
        asked = set(triage(LIBRARY, person({}, age=None)).open_questions)
        aged = {flag.id for flag in LIBRARY.flags.values() if flag.age_min is not None or flag.age_max is not None}
        assert aged
        assert asked.isdisjoint(aged)
        assert {"rf_weight_loss", "age"} <= asked

    def test_a_session_without_a_reaction_opens_nothing(self) -> None:
        fine = Dose(
            id="d", at=ago(1), zone=ZONE, episode="knot", technique="hands", seconds=60, region=region_of("calf")
        )
        told = person(calm(), areas=["neck_lower"], opened_days=3, extra=[fine])
        plain = person(calm(), areas=["neck_lower"], opened_days=3)
        assert screen(LIBRARY, told).case.applicable == screen(LIBRARY, plain).case.applicable
        bad = replace(fine, felt="worse", stopped=True)
        hurt = person(calm(), areas=["neck_lower"], opened_days=3, extra=[bad])
        assert screen(LIBRARY, hurt).case.applicable > screen(LIBRARY, plain).case.applicable

    def test_a_position_asks_for_the_fact_that_could_block_it(self) -> None:
        answers = {id_: value for id_, value in {**calm(), **_listed_no()}.items() if id_ != "cannot_open_mouth"}
        told = person(answers)
        found = fence(LIBRARY, told, triage(LIBRARY, told))
        assert found.unknown_terms(("active_rom",), ("calf",), ("jaw",)) == ("cannot_open_mouth",)

    @pytest.mark.parametrize("flag", [flag.id for flag in LIBRARY.flags.values() if flag.has_clarify])
    def test_a_private_doubt_is_clarified_in_private(self, flag: str) -> None:
        record = LIBRARY.flags[flag]
        age = 70 if record.age_min is not None else 40
        shown = next_screen(LIBRARY, person({**calm(), flag: "not_sure"}, age=age))
        if shown is not None:
            assert (shown.kind, shown.questions[0].id) == ("clarify", flag)
            assert shown.private is (flag in PRIVATE)
        else:
            assert LIBRARY.dispositions[record.if_not_sure] == max(LIBRARY.dispositions.values())


def test_the_highest_mark_is_the_pain_of_the_drawing() -> None:
    facts = [marked("calf", 4, 2), marked("sole", 4, 7), checked(3), checked(2, pain_now=5)]
    told = person(calm(), areas=[], opened_days=5, extra=facts)
    assert case_of(ENGINE, told).course.start == Point(ago(3), 7)
    bare = case_of(ENGINE, person(calm(), areas=[], opened_days=5, extra=facts[:2]))
    assert (bare.worst_pain, bare.worst_pain_at) == (7, ago(4))


def test_what_is_worked_out_is_named_in_the_parameters() -> None:
    derived = engine_for(LIBRARY).derived
    for name in ("age_from", "age_to", "days_over", "not_before_days"):
        named = getattr(derived, name)
        prefix = f"screening.{name}."
        assert dict(named) == {
            id_.removeprefix(prefix): row.value for id_, row in LIBRARY.parameters.items() if id_.startswith(prefix)
        }
        assert set(named) <= {*LIBRARY.flags, *LIBRARY.background_facts}
        assert named


class TestSizeOfScreens:
    """As few screens as fit, as even as they come."""

    def first(self, answers: dict[str, str], area: str, age: int) -> tuple[str, int, int]:
        told = person(answers, areas=[area], age=age, sex="female")
        case = screen(LIBRARY, told).case
        joint = (Stage.BASICS, Stage.UNIVERSAL, Stage.REGION, Stage.FACTS)
        waiting = sum(stage_of(case, question) in joint for question in questions_in_order(LIBRARY, told))
        shown = next_screen(LIBRARY, told)
        assert shown is not None
        return shown.kind, waiting, len(shown.questions)

    @pytest.mark.parametrize("area", LIBRARY.areas)
    def test_a_list_has_at_most_twenty_lines(self, area: str) -> None:
        kind, waiting, shown = self.first({}, area, 20)
        assert kind == "checklist"
        assert shown == waiting // -(-waiting // 20)

    @pytest.mark.parametrize("area", LIBRARY.areas)
    def test_facts_alone_are_called_so(self, area: str) -> None:
        answers = {**dict.fromkeys(LIBRARY.flags, "no"), **CALM_STORY}
        kind, waiting, shown = self.first(answers, area, 40)
        assert kind == "facts"
        assert shown == waiting // -(-waiting // 20)

    def test_two_lines_are_a_list_and_one_is_a_question(self) -> None:
        def kind(*missing: str) -> str:
            answers = {id_: value for id_, value in calm().items() if id_ not in missing}
            shown = next_screen(LIBRARY, person(answers))
            assert shown is not None
            assert len(shown.questions) == len(missing)
            return shown.kind

        assert kind("rf_dark_urine") == "question"
        assert kind("rf_dark_urine", "rf_weight_loss") == "checklist"


class TestRest:
    def test_nothing_has_no_rank(self) -> None:
        assert ENGINE.rank(None) == 0
        assert ENGINE.rank(ENGINE.lowest) == min(LIBRARY.dispositions.values()) > 0

    def test_a_doubt_is_no_yes_unless_it_is_said_to_be(self) -> None:
        case = screen(LIBRARY, person({**calm(), "rf_weight_loss": "not_sure"})).case
        assert FlagYes("rf_weight_loss").truth(case) is False
        assert FlagYes("rf_weight_loss", True).truth(case) is True

    def test_every_fact_has_its_state_beside_the_terms(self) -> None:
        told = person({**calm(), "statin": "yes"})
        found = screen(LIBRARY, told)
        states = term_states(found.case, told, found.triage)
        assert set(states) >= {*LIBRARY.terms, *LIBRARY.background_facts}
        assert states["statin"].holds
        assert not states["pregnant"].holds

    def test_of_two_answers_to_a_term_the_last_counts(self) -> None:
        def holds(first: str, last: str) -> bool:
            answers = {**calm(), **_listed_no()}
            del answers["drowsy"]
            extra = [said("drowsy", first, 0.008), said("drowsy", last, 0.004)]
            told = person(answers, opened_days=2, extra=extra)
            found = screen(LIBRARY, told)
            return term_states(found.case, told, found.triage)["drowsy"].holds

        assert not holds("yes", "no")
        assert holds("no", "yes")

    def test_an_old_answer_before_a_recent_one_makes_it_no_older(self) -> None:
        answers = {**calm(), **_listed_no(), "drowsy": "no"}
        told = person(answers, opened_days=9, extra=[said("drowsy", "no", 5)])
        found = screen(LIBRARY, told)
        assert not term_states(found.case, told, found.triage)["drowsy"].holds

    def test_a_tick_opens_the_facts_it_names(self) -> None:
        for id_, tick in ENGINE.ticks.items():
            case = case_of(ENGINE, person({id_: "yes"}))
            same = {tick.same_as} & set(LIBRARY.background_facts)
            assert case.ticked_facts == {*tick.facts, *same}

    def test_a_region_dates_from_its_first_area(self) -> None:
        regions = ENGINE.rule_regions
        pair = next(
            (one, other) for one in regions for other in regions if one < other and regions[one] & regions[other]
        )
        for first, second in (pair, pair[::-1]):
            case = case_of(ENGINE, person(calm(), areas=[], opened_days=5, extra=[marked(first, 3), marked(second, 2)]))
            assert {case.regions[region] for region in regions[first] & regions[second]} == {ago(3)}

    def test_what_is_of_the_person_holds_longer_than_what_is_of_the_pain(self) -> None:
        case = case_of(ENGINE, person(calm(), opened_days=20, answered_days=15))
        for fact in LIBRARY.background_facts.values():
            reading = case.facts[fact.id]
            if fact.id not in ENGINE.course_facts and reading.at is not None:
                assert reading.fresh is (fact.scope == "profile"), fact.id

    def test_one_word_about_the_course_makes_a_fact_of_the_course(self) -> None:
        mixed = MappingProxyType({"any": [{"check_ins_min": 1}, {"region": ["neck"]}]})
        statin = replace(LIBRARY.background_facts["statin"], asked_when=mixed)
        library = replace(LIBRARY, background_facts=MappingProxyType({**LIBRARY.background_facts, "statin": statin}))
        assert engine_for(library).course_facts == {*ENGINE.course_facts, "statin"}

    def test_percent_are_of_a_hundred(self) -> None:
        assert since("improved_percent_below", course((9, 10), (1, 5.02)), 50) == ago(1)

    @pytest.mark.parametrize("value", ["yes", "not_sure"])
    def test_an_examined_pain_sets_its_flag_aside_in_doubt_too(self, value: str) -> None:
        answers = {**calm(), "already_assessed_same_pattern": "yes", "rf_intake_over_6_weeks": value}
        found = triage(LIBRARY, person(answers, began_days=60, opened_days=1))
        assert "rf_intake_over_6_weeks" in found.replaced
        assert "rf_intake_over_6_weeks" not in [each.id for each in found.fired]

    def test_a_year_has_its_length(self) -> None:
        def age(days: float) -> int | None:
            return case_of(ENGINE, person(calm(), age=40, opened_days=days)).age

        assert age(365.2) == 40
        assert age(365.3) == 41
        assert age(0.1) == 40

    def test_one_fresh_flag_is_no_screen_and_an_old_yes_is_no_hindrance(self) -> None:
        def due(*again: str, **told: str) -> bool:
            renewed = [said(flag, "no", 0.01) for flag in again]
            answers = {**calm(), "life_change": "no", **told}
            asked = triage(LIBRARY, person(answers, opened_days=6, answered_days=5, extra=renewed)).open_questions
            return not set(asked).isdisjoint(LINES)

        assert due("rf_dark_urine")
        others = [flag for flag in LIBRARY.flags if flag != "rf_weight_loss"]
        assert not due(*others, "rf_weight_loss")
        assert not due(*others, rf_weight_loss="yes")
        assert due(*others)

    def test_a_reading_starts_from_nothing(self) -> None:
        assert Reading() == UNASKED
        assert not UNASKED.excuses

    def test_a_doubted_flag_makes_a_fact_worth_asking(self) -> None:
        def hidden(value: str) -> bool:
            answers = {**calm(), "rf_neck_head_pain_unlike_any": value}
            engine = engine_for(replace(LIBRARY))
            return case_of(engine, person(answers, areas=["sole"])).hidden("neck_force_recent")

        assert hidden("no")
        assert not hidden("not_sure")
        assert not hidden("yes")

    def test_a_place_in_one_of_several_zones_is_closed(self) -> None:
        told = person({**calm(), **_listed_no()})
        found = fence(LIBRARY, told, triage(LIBRARY, told))
        for rule in LIBRARY.contraindications.values():
            for area in LIBRARY.areas.values():
                if len(rule.zones) > 1 and "anyone" in rule.terms and not (rule.regions or rule.areas or rule.poses):
                    closed = area.press in CLOSED or any(area.zones.get(zone) == "all" for zone in rule.zones)
                    rules = [each.id for each in found.verdict(rule.techniques[0], areas=(area.id,)).rules]
                    assert (rule.id in rules) is closed

    def test_check_ins_are_planned_for_the_first_days_and_then_every_week(self) -> None:
        daily, every = (int(ENGINE.number(f"check_in_{name}_days")) for name in ("daily", "every"))
        told = case_of(ENGINE, person(calm(), opened_days=3 * every)).course
        days = [*range(1, daily + 1), *range(every, 4 * every + 1, every)]
        assert told.planned == tuple(ago(3 * every - day) for day in days)

    def test_a_clearance_leaves_out_the_sessions_before_it(self) -> None:
        doses = [
            Dose(id=f"d{days}", at=ago(days), zone=ZONE, episode="knot", technique="hands", seconds=60)
            for days in (3, 2, 1)
        ]
        told = case_of(ENGINE, person(calm(), opened_days=5, extra=[*doses, visit(2)])).course
        assert [session.at for session in told.sessions] == [ago(1)]

    def test_an_answer_at_the_instant_of_the_clearance_is_closed_by_it(self) -> None:
        extra = [said("rf_fever_with_pain", "yes", 2), visit(2)]
        case = case_of(ENGINE, person(calm(), opened_days=5, answered_days=4, extra=extra))
        assert "rf_fever_with_pain" in case.cleared
        assert case.flags["rf_fever_with_pain"].value == "no"

    def test_a_no_that_was_never_a_yes_is_not_cleared(self) -> None:
        case = case_of(ENGINE, person(calm(), opened_days=5, answered_days=4, extra=[visit(2)]))
        assert case.cleared == frozenset()

    def test_the_last_doubt_counts(self) -> None:
        extra = [said("rf_crisis", "yes", 3), said("rf_crisis", "not_sure", 2), said("rf_crisis", "no", 1)]
        told = case_of(ENGINE, person(calm(), opened_days=5, answered_days=4, extra=extra))
        assert told.course.doubted_flags["rf_crisis"] == ago(2)

    def test_a_fact_of_the_course_holds_from_a_sitting_before_the_check_in_on(self) -> None:
        sitting = ENGINE.number("same_sitting_hours") / 24

        def fresh(days: float) -> bool:
            extra = [checked(1, pain_now=4), said("spreading_or_new_at_night", "no", days)]
            told = person({}, opened_days=5, extra=extra)
            return case_of(ENGINE, told).facts["spreading_or_new_at_night"].fresh

        assert fresh(1 + sitting)
        assert not fresh(1 + sitting + 0.001)

    @pytest.mark.parametrize("flag", [flag.id for flag in LIBRARY.flags.values() if flag.age_max is not None])
    def test_a_question_is_for_people_up_to_its_age(self, flag: str) -> None:
        oldest = int(LIBRARY.flags[flag].age_max or 0)
        facts = dict.fromkeys(LIBRARY.flags[flag].needs_facts, "yes")
        for area in LIBRARY.areas:
            if flag in screen(LIBRARY, person(facts, areas=[area], age=oldest)).case.applicable:
                assert flag not in screen(LIBRARY, person(facts, areas=[area], age=oldest + 1)).case.applicable
                return
        raise AssertionError("nobody of that age is asked anywhere")

    @pytest.mark.parametrize("muscle", LIBRARY.muscles)
    def test_a_point_is_fenced_with_the_areas_it_lies_in(self, muscle: str) -> None:
        told = person({**calm(), "anticoagulated": "yes"})
        found = fence(LIBRARY, told, triage(LIBRARY, told))
        for point in LIBRARY.muscles[muscle].trigger_points:
            here = found.verdict("hands", areas=(), muscle=muscle, points=(point.id,))
            same = found.verdict("hands", areas=point.areas, muscle=muscle, points=(point.id,))
            assert {rule.id for rule in found.verdict("hands", areas=point.areas).rules} <= {r.id for r in here.rules}
            assert here == same

    def test_the_worst_pain_dates_from_the_highest_mark(self) -> None:
        facts = [marked("sole", 4, 7), marked("calf", 3, 2)]
        case = case_of(ENGINE, person(calm(), areas=[], opened_days=5, extra=facts))
        assert (case.worst_pain, case.worst_pain_at) == (7, ago(4))

    def test_a_plan_without_an_opening_begins_with_the_first_mark(self) -> None:
        facts = [marked("sole", 4), marked("calf", 3)]
        told = replace(person(calm(), areas=[], opened_days=5, extra=facts), opened_at=None)
        assert case_of(ENGINE, told).course.opened_at == ago(4)
        assert case_of(ENGINE, person(calm(), areas=[], opened_days=5, extra=facts)).course.opened_at == ago(5)

    def test_an_answer_about_the_spot_is_asked_again_for_a_new_spot(self) -> None:
        def open_wound(*extra: Fact) -> tuple[str, ...]:
            told = person({**calm(), **_listed_no()}, opened_days=3, answered_days=2, extra=extra)
            found = screen(LIBRARY, told)
            return term_states(found.case, told, found.triage)["open_wound"].asks

        assert open_wound() == ()
        assert open_wound(marked("sole", 1)) == ("open_wound",)

    def test_one_needed_fact_of_several_is_enough(self) -> None:
        several = [flag for flag in LIBRARY.flags.values() if len(flag.needs_facts) > 1]
        assert several
        for flag in several:
            for fact in flag.needs_facts:
                facts = {**dict.fromkeys(flag.needs_facts, "no"), fact: "yes"}
                asked = (
                    flag.id in screen(LIBRARY, person(facts, areas=[area], age=age)).case.applicable
                    for age in (30, 60, 80)
                    for area in LIBRARY.areas
                )
                assert any(asked), (flag.id, fact)

    def test_a_year_is_no_shorter(self) -> None:
        assert case_of(ENGINE, person(calm(), age=40, opened_days=364.5)).age == 40

    def test_only_flags_that_were_doubted_are_dated(self) -> None:
        told = case_of(ENGINE, person(calm(), opened_days=5, answered_days=4)).course
        assert dict(told.doubted_flags) == {}

    def test_a_pain_at_the_instant_of_the_clearance_is_the_start(self) -> None:
        facts = [checked(3, pain_now=7), checked(2, pain_now=6), visit(2), checked(1, pain_now=5)]
        told = case_of(ENGINE, person(calm(), opened_days=7, extra=facts)).course
        assert (told.start, told.points) == (Point(ago(2), 6), (Point(ago(1), 5),))
