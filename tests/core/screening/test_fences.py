"""Every technique rule: it fences its kinds at its place, in its position, for whom its condition holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from tests.core.screening.people import AT, LIBRARY, ZONE, all_no, calm, person
from unknot.content.records import Contraindication
from unknot.errors import ContentError
from unknot.facts import Dose, Exposure, History
from unknot.screening.engine import engine_for
from unknot.screening.fences import HIDING, STRENGTH, Fences, fence
from unknot.screening.interview import terms_screen
from unknot.screening.triage import triage

ENGINE = engine_for(LIBRARY)
LISTED = {term.id: "no" for term in LIBRARY.terms.values() if term.question_list is not None}
WELL = {**calm(), **LISTED}
RULES = LIBRARY.contraindications


def fences_of(held: History) -> Fences:
    return fence(LIBRARY, held, triage(LIBRARY, held))


def fences(answers: Mapping[str, str] = MappingProxyType({}), **told: object) -> Fences:
    return fences_of(person({**WELL, **answers}, **told))  # type: ignore[arg-type]


FREE = fences()
SOON = fences({"rf_weight_loss": "yes"})
URGENT = fences({"rf_fever_with_pain": "yes"})


def place_of(rule: Contraindication) -> str:
    """An area in which the rule applies."""
    regions = ENGINE.fence_regions[rule.id]
    for area in LIBRARY.areas.values():
        in_zone = area.press == "never" or any(area.zones.get(zone) == "all" for zone in rule.zones)
        if (
            (not rule.areas or area.id in rule.areas)
            and (not rule.regions or not ENGINE.rule_regions[area.id].isdisjoint(regions))
            and (not rule.zones or in_zone)
        ):
            return area.id
    raise AssertionError(rule.id)


def elsewhere(rule: Contraindication) -> str | None:
    """An area in which the rule does not apply; None for a rule that holds anywhere."""
    regions = ENGINE.fence_regions[rule.id]
    for area in LIBRARY.areas.values():
        outside = rule.regions and ENGINE.rule_regions[area.id].isdisjoint(regions)
        other = rule.areas and area.id not in rule.areas
        open_ = rule.zones and area.press == "ok" and "all" not in area.zones.values()
        if outside or other or open_:
            return area.id
    return None


def with_term(term: str) -> Fences:
    """Somebody in whom the term holds for good."""
    record = LIBRARY.terms[term]
    if record.question_list is not None:
        return fences({term: "yes"})
    if term == "anyone":
        return FREE
    if term == "open_urgent_or_emergency_result":
        return URGENT
    if term == "open_see_clinician_soon_result":
        return SOON
    if term.startswith("age_"):
        return fences(age=80 if term != "age_under_18" else 17)
    raiser = next(each for each in record.by if each in LIBRARY.background_facts or each in LIBRARY.flags)
    return fences({raiser: "not_sure"}, age=30)


def rules_of(found: Fences, kind: str, area: str, poses: tuple[str, ...] = ()) -> list[str]:
    return [rule.id for rule in found.verdict(kind, areas=(area,), poses=poses).rules]


@pytest.mark.parametrize(("rule", "term"), [(rule.id, term) for rule in RULES.values() for term in rule.terms])
def test_each_condition_wakes_its_rule_for_its_kinds_at_its_place(rule: str, term: str) -> None:
    record = RULES[rule]
    found = with_term(term)
    for kind in record.techniques:
        verdict = found.verdict(kind, areas=(place_of(record),), poses=record.poses[:1])
        ours = next(each for each in verdict.rules if each.id == rule)
        assert (ours.action, ours.asks) == (record.action, ())
        assert STRENGTH[verdict.action or "modify"] >= STRENGTH[record.action]


@pytest.mark.parametrize("rule", RULES)
def test_it_does_not_fence_another_kind_place_position_or_person(rule: str) -> None:
    record = RULES[rule]
    found = with_term(record.terms[0])
    kind, here = record.techniques[0], place_of(record)
    poses = record.poses[:1]
    other = next((each for each in LIBRARY.kinds if each not in record.techniques), None)
    if other is not None and not poses:
        assert rule not in rules_of(found, other, here)
    away = elsewhere(record)
    if away is not None and not poses:
        assert rule not in rules_of(found, kind, away, poses)
    elif away is None:
        assert not record.regions or len(ENGINE.fence_regions[rule]) == len(LIBRARY.screening_regions)
    if poses:
        assert rule not in rules_of(found, kind, here)
    if "anyone" not in record.terms:
        assert rule not in rules_of(FREE, kind, here, poses)


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if LIBRARY.terms[rule.terms[0]].question_list])
def test_a_condition_never_asked_hides_and_says_what_to_ask(rule: str) -> None:
    record = RULES[rule]
    term = record.terms[0]
    answers = {id_: value for id_, value in WELL.items() if id_ not in (term, *LIBRARY.terms[term].covered_by)}
    verdict = fences_of(person(answers)).verdict(
        record.techniques[0], areas=(place_of(record),), poses=record.poses[:1]
    )
    ours = [each for each in verdict.rules if each.id == rule]
    if LIBRARY.terms[term].question_list == "during":
        assert ours == []
    else:
        assert term in ours[0].asks


def test_the_strongest_rule_comes_first() -> None:
    verdict = fences({"anticoagulated": "yes", "antiplatelet": "yes"}).verdict("percussion_gun", areas=("calf",))
    actions = [STRENGTH[rule.action] for rule in verdict.rules]
    assert actions == sorted(actions, reverse=True)
    assert verdict.action == "block"
    assert verdict.hidden
    assert not FREE.verdict("walking", areas=("calf",)).hidden


class TestGate:
    def test_nothing_is_offered_while_questions_are_open(self) -> None:
        answers = {id_: value for id_, value in WELL.items() if id_ != "rf_dark_urine"}
        found = fences_of(person(answers))
        for kind in LIBRARY.kinds:
            assert "gate_open" in rules_of(found, kind, "sole")

    def test_at_soon_only_comfort_remains(self) -> None:
        offered = {kind for kind in LIBRARY.kinds if not SOON.verdict(kind, areas=("sole",)).hidden}
        allowed = {kind.id for kind in LIBRARY.kinds.values() if kind.up_to != "self_care_ok_with_caution"}
        assert offered == allowed
        assert {"walking", "breathing_relaxation"} <= offered

    def test_at_urgent_nothing_remains(self) -> None:
        assert all(URGENT.verdict(kind, areas=("sole",)).hidden for kind in LIBRARY.kinds)

    @pytest.mark.parametrize(
        "technique", ["hands", next(t.id for t in LIBRARY.techniques.values() if t.kind == "hands")]
    )
    def test_a_kind_after_which_something_went_wrong_stays_closed(self, technique: str) -> None:
        at = AT - timedelta(minutes=30)
        bad = Dose(
            id="d", at=at, zone=ZONE, episode="knot", technique=technique, seconds=60, felt="worse", stopped=True
        )
        found = fences_of(person(WELL, extra=[bad]))
        assert "fu_after_technique_reaction" in rules_of(found, "hands", "calf")
        assert "fu_after_technique_reaction" not in rules_of(found, "ball_hold", "calf")


class TestPlace:
    def test_a_closed_point_closes_its_muscle_only_where_it_is_treated(self) -> None:
        closed = FREE.verdict("hands", areas=(), muscle="gastrocnemius", points=("tp3",))
        assert "ci_no_go_zones" in [rule.id for rule in closed.rules]
        opened = FREE.verdict("hands", areas=(), muscle="gastrocnemius", points=("gastrocnemius.tp1.l",))
        assert opened.action == "modify"
        for kind in ("massage", "dry_needling", "tens"):
            verdict = FREE.verdict(kind, areas=(), muscle="gastrocnemius", points=("tp3",))
            assert verdict.hidden

    def test_a_muscle_without_points_stands_for_all_of_it(self) -> None:
        verdict = FREE.verdict("stretch_static", areas=(), muscle="gastrocnemius")
        assert verdict.action == "modify"
        assert FREE.verdict("hands", areas=(), muscle="gastrocnemius").hidden

    @pytest.mark.parametrize("area", [area.id for area in LIBRARY.areas.values() if area.press_only])
    def test_only_the_named_ways_of_pressing_fit_the_place(self, area: str) -> None:
        for kind in ENGINE.pressing:
            allowed = kind in LIBRARY.areas[area].press_only
            assert ("press_only" in rules_of(FREE, kind, area)) is not allowed
        assert "press_only" not in rules_of(FREE, "heat", area)

    @pytest.mark.parametrize("area", [area.id for area in LIBRARY.areas.values() if area.press in ("taught", "never")])
    def test_a_closed_place_closes_hands_needles_and_current(self, area: str) -> None:
        for kind in RULES["ci_no_go_zones"].techniques:
            assert FREE.verdict(kind, areas=(area,)).hidden

    def test_a_position_adds_its_regions_and_fences(self) -> None:
        lax = fences({"connective_tissue_laxity": "yes"})
        assert "ci_neck_instability_conditions" not in rules_of(lax, "stretch_static", "chest")
        assert "ci_neck_instability_conditions" in rules_of(lax, "stretch_static", "chest", ("neck",))

    def test_a_position_wakes_rules_of_other_kinds(self) -> None:
        frail = fences({"frailty": "yes"})
        assert "ci_roll_getting_down" in rules_of(frail, "stretch_static", "calf", ("kneeling",))
        assert "vx_floor_positions" in rules_of(frail, "stretch_static", "calf", ("kneeling",))
        assert "ci_roll_getting_down" not in rules_of(frail, "stretch_static", "calf", ("seated",))

    def test_a_position_is_hidden_by_what_blocks_it(self) -> None:
        assert "position" in rules_of(fences({"cannot_open_mouth": "yes"}), "active_rom", "calf", ("jaw",))
        assert "position" not in rules_of(FREE, "active_rom", "calf", ("jaw",))
        answers = {id_: value for id_, value in WELL.items() if id_ != "cannot_open_mouth"}
        verdict = fences_of(person(answers)).verdict("active_rom", areas=("calf",), poses=("jaw",))
        assert next(rule for rule in verdict.rules if rule.id == "position").asks == ("cannot_open_mouth",)


class TestTerms:
    def state(
        self, term: str, answers: Mapping[str, str] = MappingProxyType({}), **told: object
    ) -> tuple[bool, tuple[str, ...]]:
        found = fences(answers, **told).states[term]
        return found.holds, found.asks

    def test_an_own_no_closes_what_was_raised_before_it(self) -> None:
        assert self.state("osteoporosis", {"fragile_bone": "yes"}) == (False, ())
        risky = {id_: value for id_, value in WELL.items() if id_ != "fragile_bone"}
        later = fences_of(person({**risky, "fragile_bone": "yes"}))
        assert later.states["osteoporosis"].asks == ("osteoporosis",)

    def test_what_an_age_raises_stays(self) -> None:
        assert self.state("osteoporosis", age=80) == (True, ())
        assert self.state("age_65_or_over", age=65) == (True, ())
        assert self.state("age_65_or_over", age=64) == (False, ())
        assert self.state("age_under_18", age=17) == (True, ())
        assert self.state("age_under_18", age=None) == (True, ())

    def test_a_term_raised_by_another(self) -> None:
        answers = {id_: value for id_, value in WELL.items() if id_ not in ("stroke", "stroke_with_sensory_loss")}
        unasked = fences_of(person(answers)).states
        assert unasked["stroke_with_sensory_loss"].asks == ("stroke_with_sensory_loss",)
        told = fences_of(person({**answers, "stroke": "yes", "stroke_with_sensory_loss": "no"})).states
        assert not told["stroke_with_sensory_loss"].holds
        late = fences_of(person({**answers, "stroke_with_sensory_loss": "no", "stroke": "yes"})).states
        assert late["stroke_with_sensory_loss"].asks == ("stroke_with_sensory_loss",)
        only = fences_of(person({**answers, "stroke_with_sensory_loss": "no"})).states
        assert not only["stroke_with_sensory_loss"].holds

    def test_a_rule_that_fired_raises_its_term(self) -> None:
        answers = {**WELL, "vte_risk_strong": "yes"}
        assert fences_of(person(answers, areas=["calf"])).states["dvt_suspected"].holds
        assert not FREE.states["dvt_suspected"].holds

    def test_a_tick_raises_its_terms(self) -> None:
        assert self.state("dvt_suspected", {"symptom:leg_swelling": "yes"}) == (True, ())
        ticked = {id_: value for id_, value in WELL.items() if id_ != "hernia"}
        assert fences_of(person({**ticked, "hernia": "no", "movement:sit_up": "yes"})).states["hernia"].asks == (
            "hernia",
        )

    def test_without_any_answer_a_term_without_a_list_asks_what_opens_it(self) -> None:
        answers = {id_: value for id_, value in WELL.items() if id_ not in ("antiplatelet", "rf_one_limb_nerve_pain")}
        states = fences_of(person(answers, areas=["crown"])).states
        assert states["antiplatelet"].asks == ("antiplatelet",)
        assert states["rf_one_limb_nerve_pain"].asks == ("rf_one_limb_nerve_pain",)
        asked = {id_: value for id_, value in WELL.items() if id_ != "rf_neck_head_pain_unlike_any"}
        open_ = fences_of(person(asked, areas=["neck_upper"])).states
        assert open_["unfamiliar_headache"].asks == ("rf_neck_head_pain_unlike_any",)

    def test_answers_of_the_day_and_of_the_spot_grow_old(self) -> None:
        yesterday = person(WELL, opened_days=2, answered_days=1)
        states = fences_of(yesterday).states
        assert states["drowsy"].asks == ("drowsy",)
        assert not states["open_wound"].holds
        assert not states["epilepsy"].holds
        long_ago = fences_of(person(WELL, opened_days=9, answered_days=8)).states
        assert long_ago["open_wound"].asks == ("open_wound",)

    def test_a_clearance_closes_what_a_flag_alone_had_raised(self) -> None:
        from unknot.facts import ProVisit

        seen = ProVisit(id="v", at=AT, zone=ZONE, episode="knot", finding="muscular", cleared=True)
        told = {**WELL, "rf_neck_head_pain_unlike_any": "yes"}
        assert fences_of(person(told)).states["unfamiliar_headache"].holds
        assert not fences_of(person(told, extra=[seen])).states["unfamiliar_headache"].holds

    def test_tingling_counts_only_when_it_was_said(self) -> None:
        answers = {id_: value for id_, value in WELL.items() if id_ != "tingling_during_technique"}
        assert not fences_of(person(answers)).states["tingling_during_technique"].holds
        assert (
            fences_of(person({**answers, "tingling_during_technique": "yes"})).states["tingling_during_technique"].holds
        )

    @pytest.mark.parametrize(
        ("rpe", "hours", "pain", "raised"),
        [(9, 10, 7, True), (None, 10, 7, True), (7, 10, 7, False), (9, 80, 7, False), (9, 10, 6, False)],
    )
    def test_very_hard_exercise_in_the_log(self, rpe: float | None, hours: float, pain: int, raised: bool) -> None:
        term = "extreme_exercise_72h_and_pain_7_or_more"
        trained = Exposure(
            id="x", at=AT - timedelta(hours=hours), zone=ZONE, episode="knot", cause="running", minutes=60, rpe=rpe
        )
        answers = {id_: value for id_, value in WELL.items() if id_ != term}
        before = person({term: "no", **answers}, pain=pain, answered_days=0.2, opened_days=0.25, extra=[trained])
        later = replace(trained, at=AT - timedelta(hours=2)) if hours < 20 else trained
        after = person({term: "no", **answers}, pain=pain, answered_days=0.2, opened_days=0.25, extra=[later])
        assert not fences_of(before).states[term].holds or hours < 4.8
        assert fences_of(after).states[term].holds is raised

    def test_nobody_marked_means_no_extreme_soreness(self) -> None:
        found = fences_of(person(WELL, areas=[]))
        assert not found.states["extreme_exercise_72h_and_pain_7_or_more"].holds

    def test_an_unknown_raiser_is_an_error_of_the_content(self) -> None:
        terms = MappingProxyType({**LIBRARY.terms, "hernia": replace(LIBRARY.terms["hernia"], by=("nonsense",))})
        library = replace(LIBRARY, terms=terms)
        held = person(WELL)
        with pytest.raises(ContentError, match="nonsense"):
            fence(library, held, triage(library, held))


class TestQuestions:
    def test_only_what_could_open_a_technique_is_asked(self) -> None:
        held = person(calm())
        asked = fences_of(held).unknown_terms(("hands",), ("calf",))
        assert "pacemaker" not in asked
        assert {"open_wound", "drowsy", "dvt_current"} <= set(asked)
        assert "pacemaker" in fences_of(held).unknown_terms(("tens",), ("calf",))

    def test_a_technique_that_is_hidden_anyway_asks_nothing(self) -> None:
        bleeding = fences_of(person({**calm(), "anticoagulated": "yes"}))
        assert bleeding.unknown_terms(("ball_hold",), ("calf",)) == ()

    def test_a_position_asks_about_moving(self) -> None:
        asked = fences_of(person(calm())).unknown_terms(("stretch_static",), ("calf",), ("kneeling",))
        assert "frailty" in asked
        assert "frailty" not in fences_of(person(calm())).unknown_terms(("stretch_static",), ("calf",), ("seated",))

    def test_all_answered_means_nothing_left_to_ask(self) -> None:
        answers = dict(calm())
        kinds = tuple(kind.id for kind in LIBRARY.kinds.values() if kind.may_recommend)
        for _ in range(4):
            asked = fences_of(person(answers)).unknown_terms(kinds, ("calf", "shoulder_top"))
            while (screen := terms_screen(LIBRARY, asked, ())) is not None:
                assert 0 < len(screen.questions) <= 20
                assert screen.kind == "terms"
                denied = {id_ for question in screen.questions for id_ in question.terms or (question.id,)}
                answers.update(dict.fromkeys(denied, "no"))
                asked = tuple(id_ for id_ in asked if id_ not in denied)
        assert fences_of(person(answers)).unknown_terms(kinds, ("calf", "shoulder_top")) == ()
        assert HIDING.isdisjoint({fences_of(person(answers)).verdict("hands", areas=("calf",)).action})

    def test_nothing_is_asked_before_the_gate_is_passed(self) -> None:
        assert fences_of(person({})).unknown_terms(("hands",), ("calf",)) == ()


COVERED = [(term.id, wider) for term in LIBRARY.terms.values() for wider in term.covered_by]


class TestWiderQuestions:
    """A no to a wider question is a no to what it covers."""

    @pytest.mark.parametrize(("term", "wider"), COVERED)
    def test_a_no_to_the_wider_question_frees_what_it_covers(self, term: str, wider: str) -> None:
        answers = {**calm(), wider: "no"}
        assert not fences_of(person(answers)).states[term].holds
        del answers[wider]
        assert fences_of(person(answers)).states[term].holds

    @pytest.mark.parametrize(("term", "wider"), COVERED)
    @pytest.mark.parametrize("value", ["yes", "not_sure"])
    def test_anything_but_a_no_frees_nothing(self, term: str, wider: str, value: str) -> None:
        assert fences_of(person({**calm(), wider: value})).states[term].holds

    @pytest.mark.parametrize(("term", "wider"), COVERED)
    def test_the_own_answer_stands_above_the_wider_one(self, term: str, wider: str) -> None:
        assert fences_of(person({**calm(), wider: "no", term: "yes"})).states[term].holds

    def test_a_no_of_yesterday_says_nothing_about_today(self) -> None:
        assert not fences_of(person(calm(), opened_days=2, answered_days=0.3)).states["fever"].holds
        assert fences_of(person(calm(), opened_days=2, answered_days=0.5)).states["fever"].asks == ("fever",)


def test_no_to_everything_still_leaves_the_zones() -> None:
    found = fences_of(person({**all_no(), **LISTED}))
    assert found.verdict("hands", areas=("neck_front",)).action == "block_region"
