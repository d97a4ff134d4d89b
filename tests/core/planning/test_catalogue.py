"""The catalogue: every technique fits its kind, its muscles and its limits, and is told in full."""

from dataclasses import replace

import pytest

from tests.core.planning.knots import LIBRARY
from unknot.planning.families import family, rolls
from unknot.planning.spots import open_spot
from unknot.planning.timing import session_s, worked_s

TECHNIQUES = tuple(LIBRARY.techniques.values())
TOLD = ("why", "limit", "target", "breathing")
LISTED = ("steps", "cues", "mistakes", "stop_if")
OF_PROFESSIONALS = ("claimed", "measured", "worth", "ask", "prepare", "after", "warning", "log")


def kind(technique):
    return LIBRARY.kinds[technique.kind]


def limits(technique):
    return {ceiling.name: ceiling.value for ceiling in kind(technique).ceilings}


@pytest.mark.parametrize("technique", TECHNIQUES, ids=lambda each: each.id)
def test_a_technique_is_told_in_full(technique):
    said = [LIBRARY.say(f"technique.{technique.id}.{part}") for part in ("name", "short", *TOLD)]
    assert all(sentence.endswith((".", ":")) or sentence == said[0] for sentence in said)
    lists = (*LISTED, *(OF_PROFESSIONALS if technique.role == "professional" else ()))
    assert all(LIBRARY.lines(f"technique.{technique.id}.{part}") for part in lists)


@pytest.mark.parametrize("technique", TECHNIQUES, ids=lambda each: each.id)
def test_every_muscle_of_a_technique_may_be_treated_in_that_way(technique):
    for muscle in (LIBRARY.muscles[name] for name in technique.muscles):
        if family(kind(technique)) == "press":
            assert technique.kind in muscle.press_kinds
            assert any(open_spot(LIBRARY, kind(technique), point) for point in muscle.trigger_points)
        if family(kind(technique)) == "stretch":
            assert muscle.stretch.use != "drop"
            assert muscle.stretch.kind == technique.kind or technique.kind == "stretch_contract_relax"


def test_every_kind_that_may_be_recommended_has_a_technique_except_cold_which_has_no_sourced_dose():
    offered = {technique.kind for technique in TECHNIQUES}
    assert {each.id for each in LIBRARY.kinds.values() if each.may_recommend} - offered == {"cold"}


def test_pressing_aims_at_three_to_five():
    pressing = [technique.dose for technique in TECHNIQUES if family(kind(technique)) == "press"]
    assert {dose.discomfort_min for dose in pressing} == {3}
    assert {dose.discomfort_max for dose in pressing} <= {4, 5}


def test_a_point_is_held_for_ninety_seconds_in_all_and_never_rolled_quickly():
    for technique in TECHNIQUES:
        if family(kind(technique)) == "press":
            assert worked_s(technique.dose) <= limits(technique)["spot_s_max"]
            assert not rolls(kind(technique)) or technique.dose.pace_s_per_pass >= 4


def test_two_stretches_a_day_on_five_days_just_fit_the_week():
    held = [technique for technique in TECHNIQUES if family(kind(technique)) == "stretch"]
    for technique in held:
        dose = technique.dose
        assert worked_s(dose) * dose.sessions_per_day * dose.days_per_week <= limits(technique)["week_s_max"]


def test_no_finding_that_is_not_verified_stands_behind_a_technique():
    named = {name for each in TECHNIQUES for name in (*each.evidence, *each.dose.sources)}
    assert {name for name in named if name in LIBRARY.findings and not LIBRARY.findings[name].verified} == set()


def test_the_pipe_is_only_for_thick_thighs_and_calves():
    piped = {muscle for technique in TECHNIQUES if technique.kind == "pvc_pipe" for muscle in technique.muscles}
    thick = {muscle.id for muscle in LIBRARY.muscles.values() if "pvc_pipe" in muscle.press_kinds}
    assert piped == thick


def test_easier_and_harder_lead_back_and_forth_without_circles():
    for technique in TECHNIQUES:
        seen = [technique.id]
        while (easier := LIBRARY.techniques[seen[-1]].easier) is not None:
            assert easier not in seen
            seen.append(easier)


def test_every_technique_that_a_person_does_has_a_time_unless_it_is_a_way_of_living():
    untimed = {technique.id for technique in TECHNIQUES if session_s(LIBRARY, technique.dose, 1) == 0.0}
    assert untimed == {
        "wait_and_watch", "ease_off", "steps_back", "dry_needling_visit", "tens_taught", "interferential",
    }  # fmt: skip


def test_what_is_done_on_standing_up_needs_a_desk_no_chair_and_no_tool():
    on_standing_up = [technique for technique in TECHNIQUES if technique.id.endswith("_standing_up")]
    assert {"shoulder_rolls_standing_up", "neck_tilts_standing_up", "arm_swings_standing_up"} <= {
        technique.id for technique in on_standing_up
    }
    for technique in on_standing_up:
        assert "standing" in technique.poses
        assert "seated" not in technique.poses
        assert set(technique.places) == {"desk", "home", "gym"}
        assert technique.tools == ()


def test_even_the_longest_and_most_often_that_a_press_may_be_set_to_stays_below_the_ceiling_of_a_spot():
    for technique in TECHNIQUES:
        if family(kind(technique)) == "press":
            dose = technique.dose
            most = {name: bound[1] for name, bound in dose.bounds.items()}
            fullest = {name: int(most[name]) for name in ("repetitions", "sets") if name in most}
            longest = replace(dose, hold_s=most.get("hold_s", dose.hold_s), **fullest)
            assert worked_s(longest) <= limits(technique)["spot_s_max"], technique.id


def test_tensing_in_a_stretch_is_never_for_the_neck_or_the_head_and_is_drawn_as_its_plain_stretch():
    tensed = [technique for technique in TECHNIQUES if technique.kind == "stretch_contract_relax"]
    assert tensed
    for technique in tensed:
        assert technique.figure == LIBRARY.techniques[technique.easier].figure
        assert not {LIBRARY.muscles[name].group for name in technique.muscles} & {"neck", "head"}


def test_a_stretch_of_the_whole_arm_is_fenced_as_pulling_on_a_nerve():
    for name in ("wall_reach_back", "forearm_front", "forearm_front_contract_relax", "straight_arm_palm_down"):
        assert "nerve_tension" in LIBRARY.techniques[name].poses
