"""What a session does, and what a schedule of sessions is worth."""

import numpy as np
import pytest

from unknot.content.library import load
from unknot.recovery.effects import FLOOR, NOTHING, Effect, Schedule, expected_effect, gains
from unknot.recovery.events import Report, Session
from unknot.recovery.filtering import advance, fold, init, step
from unknot.recovery.forecasting import forecast
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import from_library
from unknot.recovery.state import Belief, remaining

LIBRARY = load()


def belief() -> Belief:
    events = [Report(float(day), f"{day}", (Reading("pain_now", pain),)) for day, pain in enumerate([5.0, 5.0, 4.0])]
    return fold(from_library(LIBRARY, "desk"), events)


def daily(kind: str, days: int = 14, sessions_per_day: int = 1) -> Schedule:
    return Schedule(expected_effect(LIBRARY, kind), tuple(range(days)), sessions_per_day)


@pytest.mark.parametrize("kind", ["walking", "breathing_relaxation", "cold", "percussion_gun"])
def test_kinds_without_a_finding_of_their_own_have_no_effect(kind: str) -> None:
    assert expected_effect(LIBRARY, kind) == Effect(NOTHING)


def test_every_kind_that_may_be_planned_and_has_evidence_has_an_effect() -> None:
    exempt = {"cold"}
    for kind in LIBRARY.kinds.values():
        if kind.may_recommend and kind.evidence_slugs and kind.id not in exempt:
            assert expected_effect(LIBRARY, kind.id).id != NOTHING, kind.id


def test_a_technique_has_the_effect_of_its_kind() -> None:
    technique = next(each for each in LIBRARY.techniques.values() if each.kind == "ball_hold")
    assert expected_effect(LIBRARY, technique.id) == expected_effect(LIBRARY, "ball_hold")


def test_the_effect_named_by_a_technique_is_the_effect_of_its_kind() -> None:
    for technique in LIBRARY.techniques.values():
        if technique.effect is not None:
            assert technique.effect in (expected_effect(LIBRARY, technique.kind).id, FLOOR), technique.id


def test_waiting_is_worth_nothing_extra() -> None:
    (gain,) = gains(belief(), [daily("wait")], horizon_days=14)
    assert gain.points == gain.relief == gain.recovery == gain.press == 0.0


def test_relief_of_any_plausible_act_is_shared_and_not_added_twice() -> None:
    stretched, _ = step(belief(), Session(0, "a", expected_effect(LIBRARY, "stretch_static")), 0.0)
    both, _ = step(stretched, Session(0, "b", expected_effect(LIBRARY, "ball_hold")), 0.0)
    assert stretched.relief_points == pytest.approx(0.5)
    assert both.relief_points == pytest.approx(0.5)


def test_repeating_a_session_tops_relief_up_instead_of_adding_it() -> None:
    session = Session(0, "a", expected_effect(LIBRARY, "massage"))
    once, _ = step(belief(), session, 0.0)
    twice, _ = step(once, session, 0.0)
    assert twice.relief_points == pytest.approx(once.relief_points) == pytest.approx(1.0)


def test_relief_fades_with_its_half_life() -> None:
    eased, _ = step(belief(), Session(0, "a", expected_effect(LIBRARY, "light_massage")), 0.0)
    assert advance(eased, 1.0).relief_points == pytest.approx(0.25)
    assert advance(advance(eased, 0.3), 0.7).relief_points == pytest.approx(0.25)


def test_pressing_a_point_eases_the_press_more_than_the_pain() -> None:
    pressed, _ = step(belief(), Session(0, "a", expected_effect(LIBRARY, "ball_hold")), 0.0)
    assert remaining(pressed.pulses, "press")[0] == pytest.approx(1.3)
    assert pressed.relief_points == pytest.approx(0.5)


def test_needling_is_sore_first_and_eases_from_the_third_day() -> None:
    needled, _ = step(belief(), Session(0, "a", expected_effect(LIBRARY, "dry_needling")), 0.0)
    assert needled.relief_points == pytest.approx(-1.0)
    assert advance(needled, 1.9).relief_points < 0.0
    assert advance(needled, 2.1).relief_points > 1.0
    assert needled.states["tautness"] == pytest.approx(0.8 * belief().states["tautness"])


def test_strength_lowers_the_plateau_once_a_day_and_only_where_there_is_one() -> None:
    session = Session(0, "a", expected_effect(LIBRARY, "strength"))
    once, _ = step(belief(), session, 0.0)
    twice, _ = step(once, session, 0.0)
    p = once.parameters
    before, after = belief().mean[:, 2], once.mean[:, 2]
    np.testing.assert_array_equal(after, twice.mean[:, 2])
    np.testing.assert_array_equal(after[~p.persistent], before[~p.persistent])
    np.testing.assert_allclose((before - after)[p.persistent], 0.02 / 10 / p.tautness_share)


@pytest.mark.parametrize("kind", ["stretch_static", "massage", "dry_needling", "strength"])
def test_the_recovery_part_of_a_gain_is_what_the_forecast_with_the_plan_shows(kind: str) -> None:
    now = belief()
    plan = daily(kind, days=10)
    (gain,) = gains(now, [plan], horizon_days=14)
    lower = forecast(now, horizon_days=14).level_points - forecast(now, horizon_days=14, doses=[plan]).level_points
    if kind == "dry_needling":
        assert gain.recovery > 0.0
    else:
        assert gain.recovery == pytest.approx((lower[:-1] + lower[1:]).mean() / 2, abs=1e-4)


def test_relief_of_a_schedule_is_the_mean_over_the_days_ahead() -> None:
    (once, daily_) = gains(belief(), [daily("light_massage", days=1), daily("light_massage")], horizon_days=14)
    hours = np.arange(0, 14, 1 / 240) + 1 / 480
    assert once.relief == pytest.approx(np.mean(0.5 * 0.5**hours), abs=1e-4)
    assert daily_.relief == pytest.approx(np.mean(0.5 * 0.5 ** (hours % 1.0)), abs=1e-4)


def test_gains_keep_their_order_and_hold_their_mean() -> None:
    kinds = ["ball_hold", "stretch_static", "heat", "massage"]
    together = gains(belief(), [daily(kind) for kind in kinds], horizon_days=14)
    for kind, gain in zip(kinds, together, strict=True):
        assert gains(belief(), [daily(kind)], horizon_days=14)[0].points == pytest.approx(gain.points)
        assert gain.low <= gain.points <= gain.high


def test_doing_the_planned_sessions_lands_where_the_forecast_said() -> None:
    start = init(from_library(LIBRARY, "mixed"))
    plan = daily("stretch_static", days=3)
    promised = forecast(start, doses=[plan])
    lived = start
    for _ in range(3):
        lived, _ = step(lived, Session(lived.day, "s", plan.effect), 0.0)
        lived = advance(lived, 1.0)
    assert lived.level_points == pytest.approx(promised.level_points[3], abs=1e-4)
    np.testing.assert_allclose(forecast(lived).bands["pain_now"][0], promised.bands["pain_now"][3], atol=1e-3)
