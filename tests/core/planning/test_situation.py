"""Where the person stands, read from what happened."""

from tests.core.planning.knots import LIBRARY, did, knot, said
from unknot.planning.situation import situation


def now(*facts, **person):
    return situation(LIBRARY, knot(extra=facts, **person))


def test_hands_are_always_there_but_nothing_else_is_assumed():
    assert now(tools=()).tools == {"hands"}
    assert now(tools=None).tools is None


def test_ten_minutes_are_taken_where_nothing_was_said():
    assert (now(minutes=None).minutes, now(minutes=0).minutes, now(minutes=25).minutes) == (10.0, 0.0, 25.0)


def test_the_last_rating_counts_for_three_days_and_then_the_fresh_marks():
    assert now(said(3, days=2), said(4, days=1), pain=6).pain == 4
    assert now(said(3, days=4), pain=6).pain == 6


def test_only_treatments_of_earlier_days_make_the_routine():
    facts = (
        did("ball_shoulder_top", days=2), did("shoulder_rolls_seated", days=2), did("warm_pack", hours=2),
        did("hands", days=4), did("doorway_chest", days=20),
    )  # fmt: skip
    found = now(*facts)
    assert found.routine == {"ball_shoulder_top", "hands"}
    assert found.today == {"warm_pack"}
    assert found.tried_days == 4
    assert found.settling


def test_a_treatment_settles_for_three_days():
    assert now(did("ball_shoulder_top", days=2)).settling
    assert not now(did("ball_shoulder_top", days=3)).settling
    assert now(did("ball_shoulder_top", days=9), did("warm_pack", days=1)).settling
    assert now(did("ball_shoulder_top", days=9)).stale == {"ball_shoulder_top"}


def test_a_flare_is_a_rise_of_a_point_within_a_day_and_a_half_of_a_session():
    session = did("ball_shoulder_top", hours=20)
    assert now(said(4, days=1), session, said(5, hours=1)).resting
    assert not now(said(4, days=1), session, said(4.5, hours=1)).resting
    late = did("ball_shoulder_top", days=3)
    assert not now(said(4, days=4), late, said(6, hours=1)).resting


def test_rest_lasts_a_day_and_the_memory_of_it_three():
    found = now(did("ball_shoulder_top", days=2, felt="worse"))
    assert (found.resting, found.flared) == (False, {"ball_shoulder_top"})
    assert now(did("ball_shoulder_top", days=4, felt="worse")).flared == frozenset()


def test_easy_movement_is_never_blamed_for_a_flare():
    assert not now(said(4, days=1), did("shoulder_rolls_seated", hours=20), said(6, hours=1)).resting


def test_gone_is_one_or_less_on_two_days_running():
    assert now(said(1, days=1), said(1, hours=1)).gone
    assert not now(said(1, hours=1)).gone
    assert not now(said(1, days=1), said(2, hours=1)).gone
    assert not now(said(1, days=2), said(1, hours=1)).gone
    assert not now(said(1, days=1), said(3, hours=5), said(1, hours=1)).gone
