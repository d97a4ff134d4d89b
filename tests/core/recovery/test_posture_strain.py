"""What measured time in one posture adds, and what breaks take off it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import numpy as np
import pytest

from unknot.content.library import load
from unknot.facts import CheckIn, Dose, Episode, Exposure, Fact, History, history
from unknot.recovery.events import timeline
from unknot.recovery.explaining import explain
from unknot.recovery.filtering import believe
from unknot.recovery.planned import PlannedExposure, planned_strains
from unknot.recovery.sensitivity import sensitivities
from unknot.recovery.strain import Strain, strains_without_breaks

CONTENT = load()
ORDINARY = CONTENT.parameters["recovery.posture_ordinary_day"]
LIBRARY = replace(
    CONTENT, parameters=MappingProxyType({**CONTENT.parameters, ORDINARY.id: replace(ORDINARY, value=0.0)})
)
"""The content if nobody sat on an ordinary day: so that what is added can be seen from the first minute on."""
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PER_HOUR = LIBRARY.number("recovery.tautness_per_posture_hour")
LEFT = LIBRARY.number("recovery.posture_with_breaks")
GRACE = LIBRARY.number("recovery.posture_unbroken_grace")


def told(*facts: Fact, days: float = 5.0) -> History:
    opened = Episode(id="o", at=MONDAY, zone="UTC", episode="e", event="opened", began_on=date(2026, 3, 1))
    return history((opened, *facts), at=MONDAY + timedelta(days=days), zone="UTC")


def sat(id_: str, hours: float, minutes: float, *, unbroken: float | None = -1.0) -> Exposure:
    """A measured stretch that ended so many hours after Monday morning, unless `unbroken` says otherwise."""
    return Exposure(
        id=id_,
        at=MONDAY + timedelta(hours=hours),
        zone="UTC",
        cause="desk_posture",
        minutes=minutes,
        unbroken=minutes if unbroken == -1.0 else unbroken,
    )


def moved(id_: str, hours: float) -> Dose:
    at = MONDAY + timedelta(hours=hours)
    return Dose(id=id_, at=at, zone="UTC", episode="e", technique="desk_break", seconds=30)


def strains(known: History, **held: float) -> list[Strain]:
    return [event for event in timeline(LIBRARY, "desk", known, held).events if isinstance(event, Strain)]


def added(known: History, **held: float) -> float:
    """All tautness that was added, in hours that count in full."""
    return sum(each.tautness for each in strains(known, **held)) / PER_HOUR


def test_of_a_measured_stretch_the_first_minutes_count_as_broken_and_the_rest_in_full() -> None:
    assert added(told(sat("a", 4, GRACE))) == pytest.approx(LEFT * GRACE / 60)
    assert added(told(sat("a", 4, GRACE + 120))) == pytest.approx(LEFT * GRACE / 60 + 2.0)


def test_of_a_day_told_with_its_longest_stretch_the_rest_counts_as_broken() -> None:
    expected = (LEFT * 480 + (1 - LEFT) * (120 - GRACE)) / 60
    assert added(told(sat("a", 9, 480, unbroken=120.0))) == pytest.approx(expected)


def test_time_told_without_it_counts_in_full_unless_a_break_was_taken_in_the_day_before() -> None:
    day = sat("a", 9, 480, unbroken=None)
    assert added(told(day)) == pytest.approx(8.0)
    assert added(told(day, moved("d", 3))) == pytest.approx(LEFT * 8.0)


def test_measured_time_says_itself_how_it_was_broken_up_whatever_break_was_recorded() -> None:
    stretches = [sat("a", 2, 100), sat("b", 4, 60)]
    assert added(told(*stretches, moved("d", 2.01))) == added(told(*stretches))


def test_the_measured_stretches_of_a_day_are_one_event_when_the_last_has_ended() -> None:
    known = told(sat("a", 2, 60), sat("b", 4, 90), sat("c", 9, 30), sat("d", 26, 60))
    first, second = strains(known)
    assert (first.id, second.id) == ("c", "d")
    assert first.day == pytest.approx(9 / 24)
    assert sum(each.tautness for each in (first, second)) / PER_HOUR == pytest.approx(added(known))


def test_of_measured_time_only_what_goes_beyond_an_ordinary_day_adds_anything() -> None:
    ordinary = told(*(sat(f"a{hour}", hour, 30) for hour in range(1, 11)))
    long = told(sat("a", 4, 180), sat("b", 8, 200), sat("c", 24 + 4, 180), sat("d", 24 + 8, 200))
    assert [event for event in timeline(CONTENT, "desk", ordinary).events if isinstance(event, Strain)] == []
    found = [event for event in timeline(CONTENT, "desk", long).events if isinstance(event, Strain)]
    in_full = strains(long)
    assert [each.id for each in found] == ["b", "d"]
    for one, other in zip(found, in_full, strict=True):
        assert one.tautness == pytest.approx(other.tautness - ORDINARY.value * PER_HOUR)


def test_time_told_by_hand_is_told_because_it_stood_out() -> None:
    log = told(sat("a", 9, 480, unbroken=None))
    (strain,) = (event for event in timeline(CONTENT, "desk", log).events if isinstance(event, Strain))
    assert strain.tautness == pytest.approx(8 * PER_HOUR)


def test_time_told_by_hand_stays_an_event_of_its_own() -> None:
    assert [each.id for each in strains(told(sat("a", 2, 60), sat("b", 4, 60, unbroken=None), sat("c", 5, 60)))] == [
        "b",
        "c",
    ]


def test_a_load_that_is_a_posture_as_well_stays_one_event() -> None:
    ride = Exposure(
        id="r", at=MONDAY + timedelta(hours=5), zone="UTC", cause="cycling", minutes=60, rpe=6.0, unbroken=60.0
    )
    (strain,) = strains(told(ride))
    assert strain.damage > 0.0
    assert strain.tautness == pytest.approx(PER_HOUR * (LEFT * GRACE + 60 - GRACE) / 60)


def test_only_the_share_that_the_muscle_holds_counts() -> None:
    known = told(sat("a", 4, 90))
    assert added(known, desk_posture=0.7) == pytest.approx(0.7 * added(known))
    assert added(known, phone_use=0.1) == added(known)
    assert strains(known, desk_posture=0.0) == []


def test_without_the_breaks_stretches_that_one_parted_are_one() -> None:
    parted = told(sat("a", 2, 60), moved("d", 2.02), sat("b", 3.1, 60))
    apart = told(sat("a", 2, 60), moved("d", 2.02), sat("b", 5, 60))
    elsewhere = told(sat("a", 2, 60), moved("d", 6), sat("b", 3.1, 60))
    (joined,) = strains_without_breaks(LIBRARY, parted, began=MONDAY)
    assert joined.tautness / PER_HOUR == pytest.approx((LEFT * 120 + (1 - LEFT) * (120 - GRACE)) / 60)
    for known in (apart, elsewhere):
        same = strains_without_breaks(LIBRARY, known, began=MONDAY)
        assert sum(each.tautness for each in same) / PER_HOUR == pytest.approx(added(known))


def test_the_parts_of_measured_sitting_and_breaks_add_up_and_breaks_get_what_they_took_off() -> None:
    rated = CheckIn(id="c", at=MONDAY, zone="UTC", episode="e", pain_now=5.0)
    week = [
        fact
        for day in range(5)
        for hour in range(1, 9)
        for fact in (sat(f"s{day}{hour}", 24 * day + hour, 55), moved(f"m{day}{hour}", 24 * day + hour + 0.05))
    ]
    found = explain(LIBRARY, "desk", told(rated, *week), held={"desk_posture": 0.9})
    parts = {part.group: part for part in found.parts}
    for field in ("gone_days", "still_there_days", "persists", "level"):
        total = sum(getattr(part, field) for part in found.parts)
        assert total == pytest.approx(getattr(found.now, field) - getattr(found.prior, field), abs=1e-9)
    assert (parts["strain"].events, parts["breaks"].events) == (5, 40)
    assert parts["strain"].level > 0.0 > parts["breaks"].level
    assert found.now.level == pytest.approx(
        believe(LIBRARY, "desk", told(rated, *week), {"desk_posture": 0.9}).level_points
    )


def test_a_break_before_the_clock_began_leaves_nothing_unexplained() -> None:
    known = told(moved("d", -3), sat("a", 2, 300, unbroken=None))
    found = explain(LIBRARY, "desk", known)
    assert sum(part.level for part in found.parts) == pytest.approx(found.now.level - found.prior.level, abs=1e-12)
    assert found.now.level == pytest.approx(believe(LIBRARY, "desk", known).level_points)


def test_numbers_of_breaks_are_named_only_where_they_were_read() -> None:
    rows = {f"recovery.posture_{name}" for name in ("with_breaks", "unbroken_grace", "ordinary_day")}

    def named(*facts: Fact) -> set[str]:
        return rows & {each.id for each in sensitivities(LIBRARY, "desk", told(*facts))}

    assert named(sat("a", 4, 90)) == rows
    assert named(sat("a", 4, 90, unbroken=None)) == set()
    assert named(sat("a", 4, 90, unbroken=None), moved("d", 3)) == {"recovery.posture_with_breaks"}


def test_planned_stretches_add_what_measured_ones_would_and_leave_those_of_today_alone() -> None:
    known = told(sat("a", 100, 90), sat("b", 119.5, 90))
    plan = [PlannedExposure(day, "desk_posture", 90.0, unbroken=90.0) for day in (0, 1, 1)]
    today, tomorrow = planned_strains(LIBRARY, known, plan, began=MONDAY)
    one = (LEFT * 90 + (1 - LEFT) * (90 - GRACE)) / 60 * PER_HOUR
    np.testing.assert_allclose([today.tautness, tomorrow.tautness], [one, 2 * one])
    less = planned_strains(LIBRARY, known, plan, began=MONDAY, held={"desk_posture": 0.5})
    np.testing.assert_allclose([each.tautness for each in less], [0.5 * one, one])
