"""Planning behind the real gate and the real fences."""

from datetime import timedelta

from tests.core.planning.knots import AT, LIBRARY, ZONE, knot, today
from unknot.facts import Answer, Profile
from unknot.planning.families import family
from unknot.screening.fences import fence
from unknot.screening.triage import triage

MOVES_WITH_THE_MUSCLE = {"mechanical_pattern": "yes", "clear_muscle_trigger": "yes"}


def behind_the_gate(answers=(), *, terms=True, age=35, region="shoulder_top_l", profile="desk", **person):
    """What planning says to somebody who answered no to everything else."""
    questions = (*LIBRARY.flags, *LIBRARY.background_facts, *(LIBRARY.terms if terms else ()))
    said = {
        **dict.fromkeys((each for each in questions if each != "anyone"), "no"),
        **MOVES_WITH_THE_MUSCLE,
        **dict(answers),
    }
    facts = [
        Answer(
            id=f"answer-{number:04d}", at=AT - timedelta(minutes=50), zone=ZONE, episode="knot", question=question,
            value=value,
        )
        for number, (question, value) in enumerate(said.items())
    ]  # fmt: skip
    facts.append(Profile(id="who", at=AT - timedelta(days=1), zone=ZONE, age_years=age, sex="female"))
    held = knot(region, extra=facts, **person)
    found = triage(LIBRARY, held)
    return today(held, profile, triage=found, fences=fence(LIBRARY, held, found))


def families(found):
    return {family(LIBRARY.kinds[option.kind]) for option in found.options}


def test_a_healthy_person_gets_pressing_stretching_and_movement():
    found = behind_the_gate()
    assert found.plan.kind == "do"
    assert {"press", "stretch", "move", "desk"} <= families(found)


def test_with_blood_thinners_nothing_is_pressed_and_the_rule_is_named():
    found = behind_the_gate({"anticoagulated": "yes"})
    assert "press" not in families(found)
    assert "ball_shoulder_top" in found.excluded("ci_anticoagulant_pressure")
    assert found.plan is not None


def test_what_was_never_asked_hides_a_technique_and_says_what_to_ask():
    found = behind_the_gate(terms=False)
    hidden = [each for each in found.exclusions if each.technique == "ball_shoulder_top"]
    assert hidden
    assert all(each.asks for each in hidden)
    assert "ball_shoulder_top" not in found.techniques
    assert (found.plan.kind, found.plan.reason_keys) == ("wait", ("planning.reason.wait_questions",))
    assert "planning.change.questions" in found.plan.would_change


def test_a_roller_is_never_planned_on_the_low_back_or_the_neck():
    for region in ("low_back_l", "neck_upper_l", "neck_lower_r"):
        found = behind_the_gate(region=region)
        areas = {"low_back", "neck_upper", "neck_lower", "back_of_head"}
        for option in found.options:
            if option.kind in ("foam_roller", "pvc_pipe", "stick_roll"):
                points = {f"{option.muscle}.{p.id}": p for p in LIBRARY.muscles[option.muscle].trigger_points}
                assert not areas & {area for name in option.points for area in points[name[:-2]].areas}


def test_the_upper_back_roller_comes_with_its_caution():
    found = behind_the_gate(region="inner_blade_l")
    rolled = [option for option in found.options if option.technique == "roller_upper_back"]
    assert all("contraindication.vx_back_roller_turned.message" in option.caution_keys for option in rolled)
    assert rolled


def test_in_pregnancy_no_leg_is_pressed():
    found = behind_the_gate({"pregnant": "yes"}, region="calf_l", profile="exercise")
    assert not {option.technique for option in found.options if option.kind in ("foam_roller", "ball_hold", "hands")}


def test_dizziness_closes_neck_movement():
    found = behind_the_gate({"dizziness": "yes"}, region="neck_upper_l")
    assert not {option.kind for option in found.options} & {"neck_mobility", "neck_hold_mid_range"}
