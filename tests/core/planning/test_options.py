"""What may be done here and now, and what may not and why."""

from tests.core.planning.knots import CHECK, LIBRARY, Fence, did, knot, said, screened, today
from unknot.planning.families import ON_POINTS, family


def test_nothing_is_offered_while_the_screen_is_open_or_says_today():
    for triage in (screened(complete=False), screened(None), screened("urgent_same_day"), screened("emergency_now")):
        found = today(knot(), triage=triage)
        assert (found.options, found.exclusions, found.plan) == ((), (), None)


def test_an_option_says_what_it_is_expected_to_do_and_how_sure_that_is():
    ball = next(option for option in today(knot()).options if option.technique == "ball_shoulder_top")
    assert ball.gain_low < ball.gain_points < ball.gain_high
    assert ball.press_gain > ball.gain_points
    assert (ball.grade, ball.specific_share, ball.professional) == ("low", 0.2, False)


def test_options_come_with_the_largest_gain_first():
    gains = [option.gain_points for option in today(knot()).options]
    assert gains == sorted(gains, reverse=True)
    assert len(gains) > 10


def test_comfort_without_a_finding_has_no_forecast_gain():
    found = {option.technique: option for option in today(knot()).options}
    for technique in ("easy_walk", "slow_breathing", "light_strokes", "interferential"):
        assert (found[technique].gain_points, found[technique].gain_high) == (0.0, 0.0)


def test_without_a_word_about_tools_only_hands_and_no_tool_are_offered():
    found = today(knot(tools=None))
    assert all(set(LIBRARY.techniques[o.technique].tools) <= {"hands"} for o in found.options)
    assert "ball_shoulder_top" in found.excluded("plan_tool_unknown")


def test_a_tool_the_person_does_not_have_is_not_assumed():
    found = today(knot(tools=("ball",)))
    assert {"hook_shoulder"} <= found.excluded("plan_tool")
    assert "ball_shoulder_top" in {option.technique for option in found.options}


def test_what_the_person_dislikes_is_left_out_by_technique_or_by_kind():
    found = today(knot(dislikes=("warm_pack", "ball_hold")))
    kinds = {option.kind for option in found.options}
    assert not {"heat", "ball_hold"} & kinds
    assert "warm_pack" in found.excluded("plan_dislike")


def test_a_fence_is_reported_with_its_rule_its_message_and_what_would_settle_it():
    found = today(knot(), fences=Fence(hidden=frozenset({"heat"})))
    (against,) = [each for each in found.exclusions if each.kind == "heat"]
    assert (against.rule, against.action, against.asks) == ("ci_test", "block", ("pregnant",))
    assert "warm_pack" not in {option.technique for option in found.options}


def test_a_modifying_rule_comes_along_as_a_caution():
    found = today(knot(), fences=Fence(modified=frozenset({"heat"})))
    warm = next(option for option in found.options if option.kind == "heat")
    assert warm.caution_keys == ("contraindication.ci_mild.message",)


def test_what_made_it_flare_is_left_out_for_some_days():
    facts = (did("ball_shoulder_top", muscle="levator_scapulae", days=2, felt="worse"),)
    assert "ball_shoulder_top" in today(knot(extra=facts)).excluded("plan_flare")
    older = (did("ball_shoulder_top", muscle="levator_scapulae", days=5, felt="worse"),)
    assert today(knot(began_days=9, extra=older)).excluded("plan_flare") == set()


def test_only_open_spots_are_offered():
    for region in (
        "neck_front_l",
        "calf_l",
        "buttock_lower_l",
        "abdomen_l",
        "elbow_inner_l",
        "low_back_l",
        "ribs_side_l",
    ):
        for option in today(knot(region)).options:
            if option.muscle is not None and family(LIBRARY.kinds[option.kind]) in ON_POINTS:
                points = {
                    f"{option.muscle}.{point.id}": point for point in LIBRARY.muscles[option.muscle].trigger_points
                }
                assert option.points
                assert all(points[name[:-2]].press in ("ok", "care") for name in option.points)


def test_a_muscle_without_an_open_spot_is_offered_no_pressing_and_no_needle():
    found = today(knot("neck_front_l"))
    assert found.candidates[0].muscle in ("sternocleidomastoid", "scalenes", "digastric")
    closed = found.candidates[0].muscle
    kinds = {option.kind for option in found.options if option.muscle == closed}
    assert not kinds & {"hands", "ball_hold", "dry_needling", "massage", "tens", "light_massage"}
    assert "dry_needling_visit" in found.excluded("plan_no_point")


def test_static_stretching_is_expected_to_do_next_to_nothing_for_soreness_after_exercise():
    def gain(profile):
        return {o.technique: o.gain_points for o in today(knot("calf_l"), profile).options}["calf_straight_knee"]

    assert gain("exercise") < 0.2 * gain("desk")


def test_at_a_check_the_fences_decide_and_the_plan_keeps_to_easy_things():
    found = today(knot(extra=(said(4),)), triage=screened(CHECK))
    kinds = {step.kind for step in found.plan.steps}
    assert kinds <= {kind.id for kind in LIBRARY.kinds.values() if kind.up_to == CHECK}
    assert (found.plan.kind, found.plan.reason_keys) == ("professional", ("planning.reason.professional_check",))


def test_what_the_limits_leave_nothing_of_is_reported_with_the_limit():
    found = today(knot("calf_l", extra=(said(6),)), "mixed")
    assert "pipe_calf" in found.excluded("plan_pipe")
    neck = today(knot(extra=(said(6),)))
    assert "band_raises" in neck.excluded("plan_pain")
    muscle = next(option.muscle for option in neck.options if option.technique == "ball_shoulder_top")
    twice = tuple(did("ball_shoulder_top", muscle=muscle, hours=h, seconds=90) for h in (3, 6))
    assert "ball_shoulder_top" in today(knot(extra=twice)).excluded("plan_day")


def test_every_reason_against_a_technique_can_be_said():
    held = knot(tools=None, dislikes=("warm_pack",), extra=(said(6), did("hands", days=2, felt="worse")))
    found = today(held, triage=screened(effects=("stop_techniques",)))
    for each in (*found.exclusions, *today(knot("neck_front_l"), "mixed").exclusions):
        assert LIBRARY.say(each.message_key)
    assert {each.rule for each in found.exclusions} >= {
        "plan_tool_unknown",
        "plan_dislike",
        "plan_flare",
        "plan_stopped",
    }
