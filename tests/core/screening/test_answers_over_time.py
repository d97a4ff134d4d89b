"""Answers over time: what stays, what a clinician closes, what grows old, what a tick opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.screening.people import AT, LIBRARY, ZONE, all_no, answered, calm, person, region_of
from unknot.facts import Answer, CheckIn, Correction, Fact, Mark, ProVisit, history
from unknot.screening.engine import engine_for
from unknot.screening.triage import screen, triage

LINES = dict.fromkeys(LIBRARY.short_screen, "no")


def said(question: str, value: str, hours: float) -> Answer:
    at = AT - timedelta(hours=hours)
    return Answer(id=f"{question}-{hours}", at=at, zone=ZONE, episode="knot", question=question, value=value)  # type: ignore[arg-type]


def seen(hours: float, **fields: object) -> ProVisit:
    told = {"finding": "muscular", "cleared": True, **fields}
    return ProVisit(id=f"visit{hours}", at=AT - timedelta(hours=hours), zone=ZONE, episode="knot", **told)  # type: ignore[arg-type]


def checked(hours: float, **pains: float) -> CheckIn:
    return CheckIn(id=f"in{hours}", at=AT - timedelta(hours=hours), zone=ZONE, episode="knot", **pains)  # type: ignore[arg-type]


def level(*extra: Fact, answers: dict[str, str] | None = None) -> str | None:
    held = person(answers or calm(), opened_days=5, answered_days=0.3, extra=extra)
    return triage(LIBRARY, held).disposition


def test_a_no_after_a_yes_lowers_nothing() -> None:
    assert level(said("rf_weight_loss", "yes", 2), said("rf_weight_loss", "no", 1)) == "see_clinician_soon"
    assert level(said("rf_weight_loss", "yes", 2), said("rf_weight_loss", "not_sure", 1)) == "see_clinician_soon"


def test_a_plain_answer_settles_a_doubt() -> None:
    assert level(said("rf_lump_growing", "not_sure", 2)) == "see_clinician_soon"
    assert (
        level(said("rf_lump_growing", "not_sure", 2), said("rf_lump_growing", "no", 1)) == "self_care_ok_with_caution"
    )
    assert level(said("rf_fever_with_pain", "not_sure", 2), said("rf_fever_with_pain", "yes", 1)) == "urgent_same_day"


def test_a_correction_takes_a_yes_away() -> None:
    wrong = said("rf_weight_loss", "yes", 2)
    mended = Correction(id="c", at=AT - timedelta(hours=1), zone=ZONE, supersedes=wrong.id)
    assert level(wrong, mended) == "self_care_ok_with_caution"


def test_doubts_do_not_add_up() -> None:
    doubts = dict.fromkeys(("rf_fever_with_pain", "rf_leg_weakness", "rf_one_limb_nerve_pain"), "not_sure")
    assert level(answers={**calm(), **doubts}) == "see_clinician_soon"


def test_a_background_fact_follows_its_latest_answer() -> None:
    risky = {**all_no(), "cardiac_risk": "yes"}
    held = person(risky, areas=["chest"])
    assert triage(LIBRARY, held).disposition == "urgent_same_day"
    held = person(risky, areas=["chest"], extra=[said("cardiac_risk", "no", 0.1)])
    assert triage(LIBRARY, held).disposition == "self_care_ok_with_caution"


class TestClearance:
    def test_it_closes_flags_answered_before_it(self) -> None:
        found = triage(LIBRARY, person(calm(), opened_days=5, extra=[said("rf_fever_with_pain", "yes", 2), seen(1)]))
        assert found.disposition == "self_care_ok_with_caution"
        assert found.cleared == {"rf_fever_with_pain"}
        assert "open_self_care" in found.effects

    @pytest.mark.parametrize("told", [{"cleared": False}, {"finding": "other"}, {"finding": "unknown"}])
    def test_another_finding_closes_nothing(self, told: dict[str, object]) -> None:
        assert level(said("rf_fever_with_pain", "yes", 2), seen(1, **told)) == "urgent_same_day"

    def test_a_new_yes_overrides_it(self) -> None:
        facts = (said("rf_fever_with_pain", "yes", 4), seen(3), said("rf_fever_with_pain", "yes", 2))
        assert level(*facts) == "urgent_same_day"
        assert level(*facts, said("rf_fever_with_pain", "no", 1)) == "urgent_same_day"
        lines = answered(LINES, AT - timedelta(minutes=30), "l")
        assert level(*facts, seen(1), *lines) == "self_care_ok_with_caution"

    def test_a_no_after_it_keeps_it_closed(self) -> None:
        facts = (said("rf_fever_with_pain", "not_sure", 4), seen(3), said("rf_fever_with_pain", "no", 2))
        held = person(calm(), opened_days=5, extra=facts)
        assert triage(LIBRARY, held).cleared == {"rf_fever_with_pain"}

    def test_it_comes_before_the_yes(self) -> None:
        assert level(seen(3), said("rf_fever_with_pain", "yes", 2)) == "urgent_same_day"

    def test_it_closes_a_danger_known_at_the_visit_but_no_fact(self) -> None:
        risky = {**calm(), "vte_risk_strong": "yes"}
        before = person(risky, areas=["calf"], opened_days=5, answered_days=1)
        assert triage(LIBRARY, before).disposition == "urgent_same_day"
        lines = tuple(answered(LINES, AT - timedelta(minutes=30), "l"))
        after = person(risky, areas=["calf"], opened_days=5, answered_days=1, extra=[seen(1), *lines])
        found = screen(LIBRARY, after)
        assert found.case.facts["vte_risk_strong"].value == "yes"
        assert "cr_calf_with_vte_risk" not in [each.id for each in found.triage.fired]
        again = person(
            risky,
            areas=["calf"],
            opened_days=5,
            answered_days=1,
            extra=[seen(1), *lines, said("vte_risk_travel", "yes", 0.2)],
        )
        assert triage(LIBRARY, again).disposition == "urgent_same_day"

    def test_a_new_place_brings_the_danger_back(self) -> None:
        risky = {**calm(), "vte_risk_strong": "yes"}
        mark = Mark(
            id="new", at=AT - timedelta(minutes=20), zone=ZONE, episode="knot", region=region_of("calf"), intensity=3
        )
        held = person(risky, areas=["neck_lower"], opened_days=5, answered_days=1, extra=[seen(1), mark])
        assert "cr_calf_with_vte_risk" in [each.id for each in triage(LIBRARY, held).fired]

    def test_no_visit_changes_the_age(self) -> None:
        held = person(calm(), age=12, extra=[seen(0.1)])
        assert triage(LIBRARY, held).disposition == "see_clinician_soon"

    def test_the_short_screen_is_asked_after_it(self) -> None:
        held = person(calm(), opened_days=5, answered_days=1, extra=[seen(1)])
        assert set(triage(LIBRARY, held).open_questions) >= set(LIBRARY.short_screen)


class TestAge:
    """How long an answer holds."""

    def test_a_screen_holds_three_days(self) -> None:
        answers = {**calm(), "life_change": "no"}
        assert triage(LIBRARY, person(answers, opened_days=4, answered_days=2.99)).complete
        old = triage(LIBRARY, person(answers, opened_days=4, answered_days=3.01))
        assert old.disposition is None
        assert old.stale
        assert set(old.open_questions) >= set(LIBRARY.short_screen)
        assert "rf_chest_pressure" not in old.open_questions

    def test_the_short_screen_renews_it(self) -> None:
        answers = {**calm(), "life_change": "no"}
        again = answered({**LINES, "life_change": "no"}, AT - timedelta(hours=2), "l")
        held = person(answers, opened_days=11, answered_days=10, extra=again)
        assert not set(triage(LIBRARY, held).open_questions) & set(LIBRARY.flags)
        assert not set(triage(LIBRARY, held).open_questions) & set(LIBRARY.short_screen)

    def test_one_missing_line_does_not(self) -> None:
        lines = dict(list(LINES.items())[1:])
        held = person(calm(), opened_days=5, answered_days=4, extra=answered(lines, AT - timedelta(hours=2), "l"))
        assert next(iter(LINES)) in triage(LIBRARY, held).open_questions

    @pytest.mark.parametrize("value", ["yes", "not_sure"])
    @pytest.mark.parametrize("line", LIBRARY.short_screen)
    def test_a_line_that_is_not_denied_opens_its_flags(self, line: str, value: str) -> None:
        extra = answered({**LINES, line: value}, AT - timedelta(hours=2), "l")
        held = person(calm(), opened_days=5, answered_days=1, extra=extra)
        found = triage(LIBRARY, held)
        flags = {id_ for id_ in LIBRARY.short_screen[line].flags if LIBRARY.flags[id_].age_min is None}
        assert flags <= set(found.open_questions)
        later = answered({**calm(), **LINES}, AT - timedelta(hours=1), "z")
        held = person(
            calm(),
            opened_days=5,
            answered_days=1,
            extra=[*answered({line: value}, AT - timedelta(hours=2), "l"), *later],
        )
        assert not flags & set(triage(LIBRARY, held).open_questions)

    def test_after_two_weeks_everything_is_asked_again(self) -> None:
        again = answered(LINES, AT - timedelta(hours=2), "l")
        held = person(calm(), opened_days=16, answered_days=15, extra=again)
        assert "rf_chest_pressure" in triage(LIBRARY, held).open_questions

    def test_a_check_in_asks_the_short_screen(self) -> None:
        held = person(calm(), opened_days=5, answered_days=1, extra=[checked(2, pain_now=4)])
        assert set(LIBRARY.short_screen) <= set(triage(LIBRARY, held).open_questions)
        same = person(calm(), opened_days=0.1, answered_days=0.02, extra=[checked(0.1, pain_now=4)])
        assert triage(LIBRARY, same).complete

    @pytest.mark.parametrize(
        ("pains", "risen"),
        [
            ([{"pain_now": 6.0}], True),
            ([{"pain_now": 5.9}], False),
            ([{"pain_worst": 9.0, "pain_now": 4.0}], False),
            ([{"pain_worst": 6.0}], True),
            ([{"pain_worst": 3.0, "pain_now": 3.0}, {"pain_worst": 5.0}], True),
            ([{"pain_now": 4.0}, {"pain_now": 2.0}, {"pain_now": 3.5}, {"pain_now": 4.0}], True),
            ([{}], False),
        ],
    )
    def test_a_rise_of_pain_asks_everything_again(self, pains: list[dict[str, float]], risen: bool) -> None:
        extra = [checked(12 - hour, **pain) for hour, pain in enumerate(pains)]
        lines = answered({**LINES, "life_change": "no"}, AT - timedelta(minutes=5), "l")
        held = person(calm(), opened_days=5, answered_days=1, extra=[*extra, *lines])
        assert ("rf_chest_pressure" in triage(LIBRARY, held).open_questions) is risen

    def test_a_new_place_opens_its_questions(self) -> None:
        mark = Mark(
            id="new", at=AT - timedelta(hours=2), zone=ZONE, episode="knot", region=region_of("low_back"), intensity=3
        )
        held = person(calm(), opened_days=5, answered_days=0.5, extra=[mark])
        asked = triage(LIBRARY, held).open_questions
        assert "rf_saddle_numbness" in asked
        assert "rf_weight_loss" not in asked

    def test_a_yes_is_not_asked_again(self) -> None:
        held = person({**calm(), "rf_weight_loss": "yes"}, opened_days=20, answered_days=15)
        found = triage(LIBRARY, held)
        assert "rf_weight_loss" not in found.open_questions
        assert found.disposition == "see_clinician_soon"

    def test_a_fact_that_excuses_grows_old_and_is_asked_again(self) -> None:
        risky = {**calm(), "cardiac_risk": "yes", "clear_muscle_trigger": "no", "life_change": "no"}
        lines = tuple(answered({**LINES, "life_change": "no"}, AT - timedelta(hours=1), "l"))
        held = person(risky, areas=["chest"], opened_days=5, answered_days=4, extra=lines)
        found = triage(LIBRARY, held)
        assert "mechanical_pattern" in found.open_questions
        assert found.disposition is None

    def test_a_fact_that_does_not_excuse_stays_as_it_is(self) -> None:
        risky = {**all_no(), "cardiac_risk": "yes"}
        held = person(risky, areas=["chest"], opened_days=5, answered_days=4)
        found = triage(LIBRARY, held)
        assert "cr_cardiac_zone_unexplained" in [each.id for each in found.fired]

    def test_what_is_of_the_person_does_not_grow_old(self) -> None:
        answers = {**calm(), "life_change": "no"}
        held = person(answers, opened_days=13, answered_days=12, extra=answered(LINES, AT - timedelta(hours=1), "l"))
        profile = {fact.id for fact in LIBRARY.background_facts.values() if fact.scope == "profile"}
        assert not profile & set(triage(LIBRARY, held).open_questions)

    def test_pain_of_the_course_is_asked_at_every_check_in(self) -> None:
        told = {**LINES, "life_change": "no", "spreading_or_new_at_night": "no", "sudden_worsening": "no"}
        before = answered(told, AT - timedelta(days=1), "l")
        after = answered(LINES, AT - timedelta(hours=1), "m")
        facts = [checked(25, pain_now=4), checked(1, pain_now=4), *before, *after]
        held = person(calm(), opened_days=5, answered_days=1.5, extra=facts)
        asked = triage(LIBRARY, held).open_questions
        assert {"life_change", "spreading_or_new_at_night", "sudden_worsening"} <= set(asked)


class TestTicks:
    def test_a_tick_opens_its_flags_whatever_the_region(self) -> None:
        answers = {**calm(), "symptom:calf_cramp": "yes"}
        del answers["rf_leg_swelling_one_side"]
        found = triage(LIBRARY, person(answers))
        assert "rf_leg_swelling_one_side" in found.open_questions
        assert not found.complete

    def test_a_doubtful_tick_counts_and_a_denied_one_does_not(self) -> None:
        answers = calm()
        del answers["rf_leg_swelling_one_side"]
        doubted = triage(LIBRARY, person({**answers, "symptom:calf_cramp": "not_sure"}))
        assert "rf_leg_swelling_one_side" in doubted.open_questions
        assert triage(LIBRARY, person({**answers, "symptom:calf_cramp": "no"})).complete

    def test_a_tick_opens_no_flag_of_another_age(self) -> None:
        answers = {**calm(), "symptom:headache": "yes"}
        del answers["rf_gca_head_signs"]
        assert triage(LIBRARY, person(answers, age=49, areas=["sole"])).complete
        assert "rf_gca_head_signs" in triage(LIBRARY, person(answers, age=50, areas=["sole"])).open_questions

    def test_a_fact_is_asked_before_the_flag_a_tick_opens(self) -> None:
        answers = {**calm(), "symptom:dizziness": "yes"}
        for id_ in ("rf_unstable_neck_signs", "connective_tissue_laxity"):
            del answers[id_]
        assert triage(LIBRARY, person(answers, areas=["sole"])).open_questions == ("connective_tissue_laxity",)

    @pytest.mark.parametrize(
        ("tick", "flag"),
        [
            (f"{kind}:{sign.id}", sign.same_as)
            for kind, signs in (
                ("symptom", LIBRARY.symptoms),
                ("movement", LIBRARY.movements),
                ("cause", LIBRARY.causes),
            )
            for sign in signs.values()
            if sign.same_as in LIBRARY.flags and getattr(sign, "tick_box", True)
        ],
    )
    def test_a_no_beside_a_tick_that_says_the_same_is_a_doubt(self, tick: str, flag: str) -> None:
        found = triage(LIBRARY, person({**calm(), tick: "yes"}))
        fired = next(each for each in found.fired if each.id == flag)
        assert fired.answer == "not_sure"
        cleared = person({**calm(), tick: "yes"}, extra=[seen(0)])
        assert flag not in [each.id for each in triage(LIBRARY, cleared).fired]

    def test_a_denied_fact_beside_a_tick_that_says_the_same_counts(self) -> None:
        answers = {**calm(), "cause:whiplash": "yes", "rf_neck_head_pain_unlike_any": "yes"}
        assert triage(LIBRARY, person(answers)).disposition == "emergency_now"

    def test_a_tick_makes_a_hidden_fact_visible(self) -> None:
        answers = {**calm(), "rf_weight_loss": "yes"}
        del answers["cannot_open_mouth"]
        assert "cannot_open_mouth" in triage(LIBRARY, person(answers)).open_questions
        case = screen(LIBRARY, person({**answers, "symptom:jaw_limited": "yes"}, areas=["sole"])).case
        assert not case.hidden("cannot_open_mouth")
        assert screen(LIBRARY, person(answers, areas=["sole"])).case.hidden("cannot_open_mouth")

    def test_movements_that_may_be_breath_or_effort_ask_about_the_pattern_again(self) -> None:
        risky = {**calm(), "cardiac_risk": "yes", "clear_muscle_trigger": "no"}
        only = person({**risky, "movement:stairs_up": "yes"}, areas=["chest"])
        assert "mechanical_pattern" in triage(LIBRARY, only).open_questions
        both = person({**risky, "movement:stairs_up": "yes", "movement:neck_turn_same": "yes"}, areas=["chest"])
        assert "mechanical_pattern" not in triage(LIBRARY, both).open_questions
        again = person(
            {**risky, "movement:stairs_up": "yes"}, areas=["chest"], extra=[said("mechanical_pattern", "yes", 0)]
        )
        assert "mechanical_pattern" not in triage(LIBRARY, again).open_questions


def test_the_profile_grows_older() -> None:
    held = person(calm(), age=59, opened_days=500, answered_days=0.01)
    assert screen(LIBRARY, held).case.age == 60


def test_the_worst_pain_is_that_of_the_latest_check_in_that_says_one() -> None:
    said_pain = [checked(3, pain_worst=8.0, pain_now=3.0), checked(2, soreness_5=2)]
    assert screen(LIBRARY, person(calm(), extra=said_pain)).case.worst_pain == 8.0
    assert screen(LIBRARY, person(calm(), pain=6)).case.worst_pain == 6
    assert screen(LIBRARY, person(calm(), areas=[])).case.worst_pain is None


def test_the_same_rules_serve_the_same_library() -> None:
    assert engine_for(LIBRARY) is engine_for(LIBRARY)


def test_a_history_without_a_person_or_an_episode_is_screened() -> None:
    found = triage(LIBRARY, history([], at=AT, zone=ZONE))
    assert set(found.open_questions) >= {"where", "age"}


class TestExcuses:
    """A yes that keeps a danger from firing must be recent, of this place, and not older than a rise of pain."""

    risky = {**all_no(), "mechanical_pattern": "yes", "life_change": "no"}  # noqa: RUF012

    def asked(self, *extra: Fact, areas: tuple[str, ...] = ("chest",), days: float = 0.5) -> tuple[str, ...]:
        told = {**self.risky, "cardiac_risk": "yes"}
        held = person(told, areas=areas, opened_days=5, answered_days=days, extra=extra)
        return triage(LIBRARY, held).open_questions

    def test_a_recent_one_excuses(self) -> None:
        assert self.asked() == ()

    def test_a_new_place_asks_again(self) -> None:
        mark = Mark(
            id="n", at=AT - timedelta(hours=2), zone=ZONE, episode="knot", region=region_of("sole"), intensity=2
        )
        assert "mechanical_pattern" in self.asked(mark)

    def test_a_rise_of_pain_asks_again(self) -> None:
        assert "mechanical_pattern" in self.asked(checked(2, pain_now=8.0))

    def test_it_counts_against_nobody_that_a_denied_fact_has_grown_old(self) -> None:
        lines = tuple(answered({**LINES, "life_change": "no"}, AT - timedelta(hours=1), "l"))
        told = {**calm(), "life_change": "no"}
        held = person(told, areas=["neck_lower"], opened_days=6, answered_days=5, extra=lines)
        assert triage(LIBRARY, held).complete

    def test_an_answer_from_before_two_days_were_over_is_replaced_by_the_calendar(self) -> None:
        told = {**all_no(), "immune_weakened": "yes", "over_48_hours": "no"}
        early = person(told, began_days=3, opened_days=2.5, answered_days=2)
        assert "cr_wry_neck_immune_weakened" in [each.id for each in triage(LIBRARY, early).fired]
        late = person(told, began_days=3, opened_days=2.5, answered_days=0.5)
        assert "cr_wry_neck_immune_weakened" not in [each.id for each in triage(LIBRARY, late).fired]
