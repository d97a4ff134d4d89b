"""What must hold of time in one posture, however long and however broken up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.screening.people import AT, ZONE, person
from tests.core.screening.test_fences import WELL
from unknot.causes.posture import shares, strain, usual_week, with_breaks
from unknot.causes.profile import recovery_profile
from unknot.causes.ranking import rank_causes
from unknot.content.library import load
from unknot.facts import CheckIn, Dose, Episode, Exposure, Fact, History, history, stretches
from unknot.recovery.events import timeline
from unknot.recovery.filtering import believe, fold
from unknot.recovery.parameters import from_library
from unknot.recovery.strain import Strain, load_strains, posture_strains, strains, strains_without_breaks
from unknot.screening.fences import fence
from unknot.screening.triage import screen

LIBRARY = load()
ORDINARY = LIBRARY.parameters["recovery.posture_ordinary_day"]
NO_ORDINARY_DAY = replace(
    LIBRARY, parameters=MappingProxyType({**LIBRARY.parameters, ORDINARY.id: replace(ORDINARY, value=0.0)})
)
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
POSTURES = sorted(id_ for id_, cause in LIBRARY.causes.items() if cause.posture_points and not cause.load_points)
MUSCLES = sorted(LIBRARY.muscles)
ELSEWHERE = LIBRARY.number("causes.posture_elsewhere")

MINUTES = st.floats(0.5, 300.0)
DAY = st.lists(MINUTES, min_size=1, max_size=4)
WEEK = st.lists(DAY, min_size=1, max_size=5)
SHARES = st.floats(0.0, 1.0)
CHANCES = st.dictionaries(st.sampled_from(MUSCLES), st.floats(0.001, 0.2), min_size=1, max_size=5)


def measured(days: list[list[float]], *, cause: str = "desk_posture", gap: float = 15.0) -> tuple[Exposure, ...]:
    """Stretches of those lengths on days one after the other, from six o'clock on with a gap after each."""
    found = []
    for day, lengths in enumerate(days):
        for place, ended in enumerate(accumulate(length + gap for length in lengths)):
            minutes = lengths[place]
            at = MIDNIGHT + timedelta(days=day, minutes=120 + ended)
            found.append(
                Exposure(id=f"{day}.{place}", at=at, zone="UTC", cause=cause, minutes=minutes, unbroken=minutes)
            )
    return tuple(found)


def told(*facts: Fact, days: float = 6.0) -> History:
    opened = Episode(id="o", at=MIDNIGHT, zone="UTC", episode="e", event="opened", began_on=date(2026, 3, 1))
    rated = CheckIn(id="c", at=MIDNIGHT + timedelta(hours=1), zone="UTC", episode="e", pain_now=5.0)
    return history((opened, rated, *facts), at=MIDNIGHT + timedelta(days=days), zone="UTC")


def added(exposures: tuple[Exposure, ...], share: float = 1.0) -> float:
    return sum(each.tautness for each in strains(LIBRARY, exposures, began=MIDNIGHT, held={"desk_posture": share}))


@given(WEEK, st.data())
def test_more_minutes_never_add_less(days: list[list[float]], data: st.DataObject) -> None:
    before = measured(days)
    place = data.draw(st.integers(0, len(before) - 1))
    longer = before[place].minutes + data.draw(st.floats(0.0, 14.0))
    after = (*before[:place], replace(before[place], minutes=longer, unbroken=longer), *before[place + 1 :])
    assert added(after) >= added(before) - 1e-12
    assert added(before) >= added(before[1:]) - 1e-12


@given(MINUTES, st.floats(0.01, 0.99))
def test_a_break_never_adds_strain(minutes: float, where: float) -> None:
    parts = [minutes * where, minutes * (1.0 - where)]
    assert added(measured([parts], gap=3.0)) <= added(measured([[minutes]])) + 1e-12


@given(st.lists(MINUTES, min_size=1, max_size=4))
def test_the_same_minutes_measured_never_add_more_than_told(lengths: list[float]) -> None:
    at = MIDNIGHT + timedelta(hours=20)
    log = Exposure(id="x", at=at, zone="UTC", cause="desk_posture", minutes=sum(lengths))
    with_longest = replace(log, unbroken=max(lengths))
    assert added(measured([lengths])) <= added((log,)) + 1e-12
    assert added((with_longest,)) <= added(measured([lengths])) + 1e-12


@given(CHANCES, st.sampled_from(POSTURES))
def test_a_share_lies_between_elsewhere_or_the_least_that_is_held_and_one(
    chances: dict[str, float], cause: str
) -> None:
    (share,) = shares(LIBRARY, chances, [cause]).values()
    assert min(ELSEWHERE, 0.3) - 1e-12 <= share <= 1.0
    unheld = [muscle for muscle in MUSCLES if shares(LIBRARY, {muscle: 1.0}, [cause])[cause] == ELSEWHERE]
    elsewhere = dict.fromkeys(unheld, 1.0 / len(unheld))
    assert shares(LIBRARY, elsewhere, [cause])[cause] == pytest.approx(ELSEWHERE)


@given(WEEK, SHARES)
def test_a_muscle_gains_no_more_than_its_share_and_with_none_nothing_changes(
    days: list[list[float]], share: float
) -> None:
    sat = measured(days)
    assert added(sat, share) == pytest.approx(share * added(sat), abs=1e-12)
    still, without = believe(LIBRARY, "desk", told(*sat), {"desk_posture": 0.0}), believe(LIBRARY, "desk", told())
    assert (still.level_points, still.states) == (without.level_points, without.states)


@given(WEEK)
def test_folded_by_day_it_is_what_it_is_one_by_one_at_the_end_of_each_day(days: list[list[float]]) -> None:
    known = told(*measured(days))
    line = timeline(NO_ORDINARY_DAY, "desk", known)
    parameters = from_library(LIBRARY, "desk", line.modifiers)
    reports = [event for event in line.events if not isinstance(event, Strain)]
    folded = [event for event in line.events if isinstance(event, Strain)]
    ends = {int(event.day): event.day for event in folded}
    one_by_one = [
        replace(event, day=ends[int(event.day)], id=f"x{place}")
        for place, each in enumerate(stretches(known.exposures))
        for event in posture_strains(NO_ORDINARY_DAY, [each], began=line.began)
    ]
    assert len(folded) == len(days)
    one, other = (
        fold(parameters, [*reports, *found], until_day=line.now_day, start=line.start) for found in (folded, one_by_one)
    )
    assert one.level_points == pytest.approx(other.level_points, abs=1e-9)
    assert one.states == pytest.approx(other.states, abs=1e-9)


@given(WEEK)
def test_each_day_stands_for_itself(days: list[list[float]]) -> None:
    alone = [
        strain
        for day in {each.day for each in stretches(measured(days))}
        for strain in strains(LIBRARY, [each for each in measured(days) if each.at.date() == day], began=MIDNIGHT)
    ]
    assert sorted(alone, key=lambda strain: strain.day) == list(strains(LIBRARY, measured(days), began=MIDNIGHT))


@given(WEEK, st.lists(st.floats(0.0, 130.0), max_size=6))
def test_breaks_are_never_said_to_have_added_strain(days: list[list[float]], breaks: list[float]) -> None:
    doses = [
        Dose(id=f"b{n}", at=MIDNIGHT + timedelta(hours=at), zone="UTC", episode="e", technique="desk_break", seconds=30)
        for n, at in enumerate(breaks)
    ]
    known = told(*measured(days, gap=4.0), *doses)
    full = sum(each.tautness for each in strains_without_breaks(LIBRARY, known, began=MIDNIGHT))
    assert full >= added(known.exposures) - 1e-12


@given(WEEK, CHANCES, st.integers(-400, 400))
def test_shifting_all_times_by_whole_days_changes_nothing(
    days: list[list[float]], chances: dict[str, float], by: int
) -> None:
    known = told(*measured(days))
    whole = timedelta(days=7 * by)
    moved = replace(
        known, at=known.at + whole, exposures=tuple(replace(each, at=each.at + whole) for each in known.exposures)
    )
    assert strains(LIBRARY, moved.exposures, began=MIDNIGHT + whole) == strains(
        LIBRARY, known.exposures, began=MIDNIGHT
    )
    day = date(2026, 3, 2)
    assert strain(LIBRARY, moved, chances, day + whole) == strain(LIBRARY, known, chances, day)
    one, other = usual_week(LIBRARY, known), usual_week(LIBRARY, moved)
    assert (one is None) is (other is None)
    if one is not None and other is not None:
        assert (one.by_weekday, one.days, one.minutes) == (other.by_weekday, other.days, other.minutes)


@given(WEEK, st.floats(5.0, 60.0))
def test_a_usual_week_holds_the_minutes_of_its_days_and_breaks_only_part_them(
    days: list[list[float]], every: float
) -> None:
    usual = usual_week(LIBRARY, told(*measured(days)))
    enough = [sum(day) for day in days if sum(day) >= LIBRARY.number("causes.sitting_day_minutes")]
    assert (usual is None) is (not enough)
    if usual is None:
        return
    assert usual.minutes == pytest.approx(sum(enough) / len(enough))
    for parts in usual.by_weekday.values():
        parted = with_breaks(parts, every)
        assert sum(minutes for minutes, _ in parted) == pytest.approx(sum(minutes for minutes, _ in parts))
        assert max(unbroken or 0.0 for _, unbroken in parted) <= every


@given(DAY)
def test_many_measured_stretches_speak_no_louder_than_one_log_of_the_same_time(lengths: list[float]) -> None:
    chances = {"soleus": 0.5}
    run = Exposure(id="run", at=MIDNIGHT + timedelta(hours=5), zone="UTC", cause="running", minutes=40.0)
    log = Exposure(id="x", at=MIDNIGHT + timedelta(hours=20), zone="UTC", cause="desk_posture", minutes=sum(lengths))

    def chance_of_desk(*exposures: Exposure) -> float:
        known = replace(told(run, *exposures), began_on=date(2026, 3, 2))
        ranked = rank_causes(LIBRARY, known, chances)
        return next((each.probability for each in ranked if each.id == "desk_posture"), 0.0)

    assert chance_of_desk(*measured([lengths])) <= chance_of_desk(log) + 1e-12


@given(
    st.lists(st.tuples(st.sampled_from(POSTURES), st.floats(0.1, 200.0), MINUTES, st.booleans()), max_size=8),
    st.integers(1, 10),
    st.dictionaries(st.sampled_from(sorted(LIBRARY.flags)), st.sampled_from(["yes", "not_sure"]), max_size=2),
)
def test_time_in_a_posture_changes_nothing_about_safety(
    sat: list[tuple[str, float, float, bool]], pain: int, danger: dict[str, str]
) -> None:
    extra = [
        Exposure(
            id=f"sat{n}",
            at=AT - timedelta(hours=ago),
            zone=ZONE,
            cause=cause,
            minutes=minutes,
            unbroken=minutes if whole else None,
        )
        for n, (cause, ago, minutes, whole) in enumerate(sat)
    ]
    answers = {**WELL, **danger}
    without, with_it = person(answers, pain=pain), person(answers, pain=pain, extra=extra)
    one, other = screen(LIBRARY, without), screen(LIBRARY, with_it)
    assert other.triage == one.triage
    assert (
        fence(LIBRARY, with_it, other.triage, other.case).states == fence(LIBRARY, without, one.triage, one.case).states
    )
    assert not with_it.said_yes("clear_muscle_trigger") or without.said_yes("clear_muscle_trigger")


@given(WEEK)
def test_a_load_is_no_posture_and_a_posture_no_load(days: list[list[float]]) -> None:
    known = told(*measured(days))
    assert list(load_strains(LIBRARY, known.exposures, began=MIDNIGHT)) == []
    assert recovery_profile(LIBRARY, known) == recovery_profile(LIBRARY, told())
