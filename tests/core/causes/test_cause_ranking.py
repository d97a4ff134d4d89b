"""Causes are ranked from what was named and logged, and never invented."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.core.causes.accounts import ONSET, account, noon
from unknot.causes.load import week_rise_pct
from unknot.causes.ranking import RankedCause, possible_causes, rank_causes
from unknot.content.library import load
from unknot.facts import Episode, Exposure, Fact, History, history
from unknot.loop import telling

LEVATOR = {"levator_scapulae": 0.7, "upper_trapezius": 0.2}


def ranked(history: History, chances: dict[str, float] | None = None) -> dict[str, RankedCause]:
    return {each.id: each for each in rank_causes(load(), history, LEVATOR if chances is None else chances)}


def test_nothing_named_and_nothing_logged_gives_no_cause_but_something_to_ask() -> None:
    assert ranked(account()) == {}
    first = possible_causes(load(), LEVATOR)[0]
    assert first.fit == pytest.approx(0.9)
    assert first.muscles == ("levator_scapulae", "upper_trapezius")
    assert possible_causes(load(), {}) == ()


def test_of_two_named_causes_the_one_that_fits_the_muscle_comes_first() -> None:
    causes = ranked(account(["cause:tight_shoes", "cause:phone_use"]))
    assert list(causes) == ["phone_use", "tight_shoes"]
    assert causes["phone_use"].reasons == ("reported", "fits_muscle:levator_scapulae")
    assert causes["tight_shoes"].reasons == ("reported",)
    assert sum(each.probability for each in causes.values()) == pytest.approx(1.0)


def test_without_any_idea_of_the_muscle_named_causes_stand_equal() -> None:
    causes = ranked(account(["cause:tight_shoes", "cause:phone_use"]), {})
    assert [each.probability for each in causes.values()] == [0.5, 0.5]


def test_a_cause_that_was_ruled_out_is_left_out_even_if_logged() -> None:
    logged = [(-1, "desk_posture", 120.0, None)]
    assert list(ranked(account(exposures=logged))) == ["desk_posture"]
    assert ranked(account(answers={"cause:desk_posture": "no"}, exposures=logged)) == {}


def test_not_sure_alone_names_no_cause() -> None:
    assert ranked(account(answers={"cause:desk_posture": "not_sure"})) == {}


def test_the_nearer_to_the_start_a_logged_cause_was_the_more_it_says() -> None:
    causes = ranked(account(exposures=[(-1, "phone_use", 30.0, None), (-8, "desk_posture", 30.0, None)]))
    assert causes["phone_use"].probability > causes["desk_posture"].probability
    assert causes["phone_use"].reasons == ("logged:30", "fits_muscle:levator_scapulae")


def test_what_was_logged_after_the_pain_began_or_long_before_is_no_cause() -> None:
    assert ranked(account(day=5, exposures=[(2, "desk_posture", 90.0, None), (-20, "running", 60.0, 5.0)])) == {}


def test_the_story_lifts_the_causes_it_points_at() -> None:
    both = ["cause:running", "cause:desk_posture"]
    plain = ranked(account(both), {})
    assert plain["running"].probability == plain["desk_posture"].probability
    new = ranked(account([*both, "cue:began_within_3_days_of_new_load"]), {})
    assert new["running"].probability > new["desk_posture"].probability
    assert "new_or_harder" in new["running"].reasons
    still = ranked(account([*both, "cue:hour_or_more_in_one_position"]), {})
    assert still["desk_posture"].probability > still["running"].probability
    assert "long_posture" in still["desk_posture"].reasons
    woke = ranked(account(["cause:sleeping_position", "cue:crept_on_or_woke_with_it"]), {})
    assert woke["sleeping_position"].reasons == ("reported", "woke_with_it")


def test_a_jump_in_training_is_told_with_its_number() -> None:
    history = account(exposures=[(-9, "running", 60.0, 5.0), (-2, "running", 90.0, 5.0)])
    assert week_rise_pct(history) == pytest.approx(50.0)
    assert "week_rise:50" in ranked(history)["running"].reasons


def test_only_what_is_held_is_said_to_have_kept_somebody_in_one_position() -> None:
    causes = ranked(account(["cause:stress", "cause:desk_posture", "cue:hour_or_more_in_one_position"]))
    assert "long_posture" in causes["desk_posture"].reasons
    assert "long_posture" not in causes["stress"].reasons


# Measured sitting


def measured(*stretches: tuple[int, float, float], began_on: date = ONSET) -> History:
    """Stretches by day, hour of their end and minutes."""
    facts: list[Fact] = [
        Episode(id="e", at=noon(0), zone="UTC", episode="knot", event="opened", began_on=began_on),
        *(
            Exposure(
                id=f"{day}.{hour}",
                at=noon(day) + timedelta(hours=hour - 12),
                zone="UTC",
                cause="desk_posture",
                minutes=minutes,
                unbroken=minutes,
            )
            for day, hour, minutes in stretches
        ),
    ]
    return history(facts, at=noon(2), zone="UTC", episode="knot")


def test_measured_sitting_is_named_with_its_longest_stretch_and_its_hours() -> None:
    found = ranked(measured((-3, 12, 190), (-3, 16, 110), (-1, 12, 90)))["desk_posture"]
    assert found.reasons == ("longest_stretch:2026-11-07:190", "hours_held:6", "fits_muscle:levator_scapulae")


def test_measured_sitting_without_a_long_stretch_has_hours_alone() -> None:
    found = ranked(measured((-3, 10, 40), (-3, 12, 50), (-3, 16, 55)))["desk_posture"]
    assert found.reasons == ("hours_held:2", "fits_muscle:levator_scapulae")


def test_days_of_little_measured_sitting_name_no_cause() -> None:
    assert ranked(measured((-3, 10, 20), (-2, 12, 30), (-1, 12, 10))) == {}


def test_measured_sitting_after_the_pain_began_names_no_cause() -> None:
    assert ranked(measured((1, 12, 300))) == {}


def test_every_reason_can_be_said() -> None:
    history = account(
        ["cause:running", "cause:desk_posture", "cause:sleeping_position", "cue:began_within_3_days_of_new_load",
         "cue:hour_or_more_in_one_position", "cue:crept_on_or_woke_with_it"],
        exposures=[(-9, "running", 60.0, 5.0), (-2, "running", 90.0, 5.0)],
    )  # fmt: skip
    reasons = [reason for cause in ranked(history).values() for reason in cause.reasons]
    codes = {reason.partition(":")[0] for reason in reasons}
    assert codes == {"reported", "logged", "fits_muscle", "new_or_harder", "week_rise", "long_posture", "woke_with_it"}
    for reason in reasons:
        code, _, value = reason.partition(":")
        assert value in load().say(f"cause_reason.{code}", value=value)


def test_measured_sitting_is_said_with_its_date_and_time() -> None:
    (told,) = telling.causes(load(), ranked(measured((-3, 12, 190), (-3, 16, 110), (-1, 12, 90))).values())
    assert told.why[:2] == (
        "Saturday 7 November: 3 h 10 min without a break.",
        "6 hours of it in the 14 days before the pain.",
    )
