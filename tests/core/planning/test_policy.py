"""What to do today."""

from datetime import timedelta

from tests.core.planning.knots import AT, LIBRARY, ZONE, ago, did, knot, said, screened, today
from unknot.facts import Episode, ProVisit
from unknot.planning.families import TREATMENTS, family
from unknot.planning.policy import plan
from unknot.recovery.filtering import believe

DAY = AT.date()


def treatments(found):
    return {step.technique for step in found.plan.steps if family(LIBRARY.kinds[step.kind]) in TREATMENTS}


def test_a_stiff_neck_at_a_desk_gets_breaks_easy_movement_and_one_spot_to_press():
    found = today(knot(), "desk")
    assert found.plan.kind == "do"
    assert {"desk_break", "active_rom", "neck_mobility"} <= {step.kind for step in found.plan.steps}
    assert [step.kind for step in found.plan.steps].count("ball_hold") == 1
    assert "planning.reason.desk" in found.plan.reason_keys
    assert found.plan.minutes_per_day <= 15


def test_every_step_says_why_how_sure_and_what_it_cannot_do():
    for step in today(knot(), "mixed").plan.steps:
        assert LIBRARY.say(step.reason_keys[0])
        assert LIBRARY.say(step.limit_key)
        assert LIBRARY.say(f"grade.{step.grade}.title")


def test_every_sentence_a_plan_can_point_to_is_there():
    plans = [
        today(knot(), "desk").plan,
        today(knot(extra=(said(8, hours=1), did("ball_shoulder_top", hours=3, felt="worse"))), "desk").plan,
        today(knot(began_days=20), "care_seeker").plan,
        today(knot(minutes=0, tools=None), "desk").plan,
    ]
    assert {each.kind for each in plans} == {"do", "rest", "professional", "wait"}
    for each in plans:
        for key in (*each.reason_keys, *each.would_change, *(key for step in each.steps for key in step.reason_keys)):
            assert LIBRARY.say(key)


def test_strong_soreness_in_the_first_two_days_after_exercise_is_left_to_rest():
    found = today(knot("calf_l", pain=7, began_days=1), "exercise")
    assert (found.plan.kind, found.plan.reason_keys) == ("rest", ("planning.reason.rest_fresh_soreness",))
    assert found.techniques == {"ease_off"}
    assert today(knot("calf_l", pain=4, began_days=1), "exercise").plan.kind == "do"
    assert today(knot("calf_l", pain=7, began_days=1), "desk").plan.kind == "do"


def test_more_pain_the_morning_after_pressing_means_rest():
    pressed = did("ball_shoulder_top", muscle="levator_scapulae", hours=20)
    worse = (said(4, days=1), pressed, said(6, hours=1))
    found = today(knot(extra=worse), "desk")
    assert (found.plan.kind, found.plan.reason_keys) == ("rest", ("planning.reason.rest_flare",))
    assert found.plan.review_on_day == DAY + timedelta(days=1)
    same = (said(4, days=1), pressed, said(4, hours=1))
    assert today(knot(extra=same), "desk").plan.kind == "do"


def test_pain_that_rose_without_a_session_is_no_flare():
    assert today(knot(extra=(said(4, days=1), said(6, hours=1))), "desk").plan.kind == "do"


def test_a_session_above_five_counts_as_a_flare():
    hurt = did("ball_shoulder_top", muscle="levator_scapulae", hours=3, discomfort=7.0)
    assert today(knot(extra=(hurt,)), "desk").plan.kind == "rest"


def test_after_the_day_of_rest_what_flared_stays_out_for_three_days():
    facts = (did("ball_shoulder_top", muscle="levator_scapulae", days=2, felt="worse"),)
    found = today(knot(extra=facts), "desk")
    assert found.plan.kind == "do"
    assert "ball_shoulder_top" not in found.techniques


def test_a_mild_knot_that_is_nearly_gone_is_left_alone():
    facts = (said(4, days=5), said(2, days=2), said(1, hours=2))
    found = today(knot("calf_l", pain=1, began_days=6, extra=facts), "exercise")
    assert (found.plan.kind, found.plan.reason_keys) == ("wait", ("planning.reason.wait_soon_gone",))
    assert "wait_and_watch" in found.techniques


def test_without_minutes_the_plan_waits_and_looks_again_on_day_seven():
    found = today(knot(minutes=0, began_days=4), "exercise")
    assert (found.plan.kind, found.plan.minutes_per_day) == ("wait", 0.0)
    assert found.plan.review_on_day == DAY + timedelta(days=3)
    assert today(knot(minutes=0, began_days=9), "exercise").plan.review_on_day == DAY + timedelta(days=5)


def test_a_new_treatment_gets_three_days_before_another_comes():
    begun = tuple(did("ball_shoulder_top", muscle="levator_scapulae", days=d, seconds=90) for d in (1, 2))
    found = today(knot(extra=begun), "desk")
    assert treatments(found) == {"ball_shoulder_top"}
    assert "planning.reason.keep" in found.plan.reason_keys
    step = next(step for step in found.plan.steps if step.technique == "ball_shoulder_top")
    assert "planning.step.kept" in step.reason_keys


def test_after_three_days_one_thing_at_most_is_new():
    begun = tuple(did("ball_shoulder_top", muscle="levator_scapulae", days=d) for d in (1, 2, 3))
    found = today(knot(minutes=60, extra=begun), "desk")
    new = treatments(found) - {"ball_shoulder_top"}
    assert len(new) <= 1
    assert ("planning.reason.one_change" in found.plan.reason_keys) == (len(new) == 1)


def test_what_was_done_today_is_not_swapped_for_something_else():
    before = today(knot(minutes=60), "desk")
    done = next(step for step in before.plan.steps if step.kind == "ball_hold")
    after = today(knot(minutes=60, extra=(did(done.technique, muscle=done.muscle, seconds=90),)), "desk")
    assert after.techniques <= before.techniques
    assert not {step.technique for step in after.plan.steps if step.kind in ("hands", "cane_hook", "foam_roller")}


def test_once_all_of_it_is_done_the_rest_of_the_day_is_for_rest():
    before = today(knot(minutes=6), "exercise")
    sessions = tuple(
        did(step.technique, muscle=step.muscle, hours=n + 1.0, number=n, seconds=60.0 * step.minutes)
        for step in before.plan.steps if not step.alongside
        for n in range(step.sessions_today)
    )  # fmt: skip
    found = today(knot(minutes=6, extra=sessions), "exercise")
    assert (found.plan.kind, found.plan.reason_keys) == ("rest", ("planning.reason.done_today",))


def test_after_two_weeks_of_trying_somebody_else_should_look():
    tried = tuple(did("ball_shoulder_top", muscle="levator_scapulae", days=d) for d in range(4, 12))
    unchanged = tuple(said(5, days=d) for d in (0, 4, 8, 12))
    found = today(knot(began_days=16, extra=(*tried, *unchanged)), "mixed")
    assert (found.plan.kind, found.plan.reason_keys) == ("professional", ("planning.reason.professional_slow",))
    first = found.plan.steps[0]
    assert (first.kind, first.professional, first.minutes_today) == ("massage", True, 0.0)


def test_a_knot_on_its_way_out_needs_nobody_else():
    tried = tuple(did("ball_shoulder_top", muscle="levator_scapulae", days=d) for d in range(4, 12))
    settling = tuple(said(pain, days=d) for d, pain in ((0, 2), (4, 3), (8, 4), (12, 6)))
    found = today(knot(began_days=16, extra=(*tried, *settling)), "mixed")
    assert found.plan.kind in ("do", "wait")


def test_needles_are_not_named_before_hands():
    found = today(knot(began_days=20), "care_seeker")
    assert [step.kind for step in found.plan.steps if step.professional] == ["massage"]


def test_after_a_visit_self_care_goes_on():
    visit = ProVisit(id="visit", at=ago(days=2), zone=ZONE, episode="knot", finding="muscular", cleared=True)
    assert today(knot(began_days=20, extra=(visit,)), "care_seeker").plan.kind != "professional"


def test_a_knot_that_is_gone_turns_the_plan_to_keeping_it_away():
    facts = (said(1, days=1), said(0, hours=1))
    found = today(knot(extra=facts), "desk")
    assert (found.plan.kind, found.plan.gain_points) == ("maintain", 0.0)
    assert "band_raises" in found.techniques
    assert "desk_break" in {step.kind for step in found.plan.steps}
    resolved = Episode(id="over", at=ago(hours=0.5), zone=ZONE, episode="knot", event="resolved")
    assert today(knot(extra=(resolved,)), "exercise").plan.kind == "maintain"


def test_two_low_ratings_far_apart_are_not_two_days_running():
    assert today(knot(extra=(said(1, days=3), said(1, hours=1))), "desk").plan.kind != "maintain"


def test_the_runner_up_is_something_else_than_the_plan():
    found = today(knot(), "desk")
    assert found.plan.runner_up not in found.techniques
    assert found.plan.runner_up in {"wait", *(option.technique for option in found.options)}


def test_unknown_tools_are_named_as_what_would_change_the_plan():
    assert "planning.change.tools" in today(knot(tools=None), "desk").plan.would_change
    assert "planning.change.tools" not in today(knot(), "desk").plan.would_change


def test_the_same_history_gives_the_same_plan_in_whatever_order_the_options_come():
    held = knot()
    found = today(held, "desk")
    belief = believe(LIBRARY, "desk", held)
    again = plan(LIBRARY, held, screened(), tuple(reversed(found.options)), belief, found.outlook, "desk")
    assert again == found.plan


def test_a_rule_that_stops_everything_leaves_rest():
    found = today(knot(), "desk", triage=screened(effects=("stop_techniques", "full_screen")))
    assert (found.plan.kind, found.plan.reason_keys) == ("rest", ("planning.reason.rest_stopped",))
    assert {family(LIBRARY.kinds[option.kind]) for option in found.options} <= {"settle", "desk"}
    assert "ball_shoulder_top" in found.excluded("plan_stopped")


def test_a_week_without_change_brings_another_way_once():
    week = tuple(did("ball_shoulder_top", muscle="levator_scapulae", days=d) for d in range(1, 9))
    asked = screened(effects=("change_technique_once", "rescreen"))
    found = today(knot(began_days=10, extra=week), "mixed", triage=asked)
    assert "planning.reason.another_way" in found.plan.reason_keys
    (other,) = treatments(found)
    assert other != "ball_shoulder_top"
    step = next(step for step in found.plan.steps if step.technique == other)
    begun = did(other, muscle=step.muscle, days=1, seconds=60)
    again = today(knot(began_days=10, extra=(*week[1:], begun)), "mixed", triage=asked)
    assert treatments(again) == {other}


def test_getting_up_from_the_desk_often_takes_nothing_from_what_is_pressed():
    moves = ("shoulder_rolls_standing_up", "neck_turns_standing_up", "chest_opening_standing_up")
    sets = [did(move, hours=0.1 + n, seconds=60.0, number=n) for n in range(7) for move in moves]
    before, after = today(knot(minutes=15), "desk"), today(knot(minutes=15, extra=sets), "desk")
    assert treatments(before)
    assert treatments(after) == treatments(before)


def test_what_was_pressed_today_counts_in_full_against_the_minutes():
    pressed = did("ball_shoulder_top", seconds=900.0, muscle="levator_scapulae")
    assert treatments(today(knot(minutes=15, extra=(pressed,)), "desk")) <= {"ball_shoulder_top"}
