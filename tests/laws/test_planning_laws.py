"""Laws of planning: whatever was done and wanted, no plan passes a limit, a fence or a closed spot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.core.planning.knots import AT, CHECK, LIBRARY, ZONE, Fence, ago, knot, screened, today
from unknot.facts import CheckIn, Dose
from unknot.facts.kinds import local_day
from unknot.planning.families import ON_POINTS, family, kind_of
from unknot.planning.steps import Plan
from unknot.planning.timing import spots, worked_s
from unknot.recovery.effects import Personal

REGIONS = ("shoulder_top_l", "neck_upper_r", "calf_l", "buttock_upper_r", "low_back_l", "neck_front_l", "thigh_front_r")
PROFILES = ("exercise", "mixed", "desk", "care_seeker")
TOOLS = ("ball", "foam_roller", "pipe", "cane_hook")
MUSCLES = (
    "levator_scapulae",
    "upper_trapezius",
    "middle_trapezius",
    "gastrocnemius",
    "piriformis",
    "quadratus_lumborum",
)
WEEK = timedelta(days=7)

techniques = st.sampled_from(sorted((*LIBRARY.techniques, *LIBRARY.kinds)))
own_techniques = st.sampled_from(sorted(t.id for t in LIBRARY.techniques.values() if t.role == "ease"))


@st.composite
def doses(draw: Any, most: int = 12) -> tuple[Dose, ...]:
    """What somebody did in the last twelve days, sensible or not."""
    drawn = draw(
        st.lists(
            st.tuples(
                techniques | own_techniques,
                st.sampled_from((*MUSCLES, None)),
                st.integers(0, 12 * 24),
                st.sampled_from((0, 30, 90, 120, 240, 600, 4000)),
                st.sampled_from((None, 2, 5, 6, 9)),
                st.sampled_from((None, "better", "same", "worse")),
                st.booleans(),
            ),
            max_size=most,
        )
    )
    return tuple(
        Dose(
            id=f"dose-{number}", at=ago(hours=hours + 0.25), zone=ZONE, episode="knot", technique=technique,
            muscle=muscle, seconds=float(seconds), discomfort=discomfort, felt=felt, stopped=stopped,
        )
        for number, (technique, muscle, hours, seconds, discomfort, felt, stopped) in enumerate(drawn)
    )  # fmt: skip


check_ins = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 10)), max_size=4, unique_by=lambda each: each[0]).map(
    lambda given_: tuple(
        CheckIn(id=f"said-{days}", at=ago(days=days, hours=0.2), zone=ZONE, episode="knot", pain_now=float(pain))
        for days, pain in given_
    )
)
people = st.fixed_dictionaries(
    {
        "region": st.sampled_from(REGIONS),
        "pain": st.integers(1, 10),
        "began_days": st.integers(0, 40),
        "tools": st.none() | st.lists(st.sampled_from(TOOLS), unique=True).map(tuple),
        "minutes": st.none() | st.integers(0, 90),
        "dislikes": st.lists(techniques, max_size=3).map(tuple),
    }
)
profiles = st.sampled_from(PROFILES)
personals = st.dictionaries(st.sampled_from(sorted(LIBRARY.effects)), st.floats(0.0, 20.0)).map(Personal)
"""What somebody's own days may have taught, sensible or not."""


def steps_of(plan: Plan | None) -> tuple[Any, ...]:
    return () if plan is None else plan.steps


@given(people, doses(), check_ins, profiles, st.sampled_from(("self_care_ok_with_caution", CHECK)), personals)
def test_no_ceiling_is_ever_passed(person, done, said, profile, disposition, personal):
    held = knot(**person, extra=(*done, *said))
    found = today(held, profile, triage=screened(disposition), personal=personal)
    for step in steps_of(found.plan):
        kind = LIBRARY.kinds[step.kind]
        limits = {ceiling.name: ceiling.value for ceiling in kind.ceilings}
        places = spots(kind, step.points)
        worked = worked_s(step.dose)
        assert kind.may_recommend
        assert (step.dose.discomfort_max or 0) <= min(5, limits.get("discomfort_max", 5))
        assert (step.dose.hold_s or 0) <= limits.get("hold_s_max", 1e9)
        assert (step.dose.repetitions or 0) <= limits.get("repetitions_max", 1e9)
        assert (step.dose.minutes or 0) <= min(limits.get("minutes_max", 1e9), limits.get("minutes", 1e9))
        assert (step.dose.pace_s_per_pass or 1e9) >= limits.get("pace_s_per_pass_min", 0)
        assert worked <= limits.get("spot_s_max", 1e9)
        assert worked * places <= min(limits.get("session_s_max", 1e9), limits.get("muscle_s_session_max", 1e9))
        same = [
            dose for dose in held.doses
            if (other := kind_of(LIBRARY, dose.technique)) is not None
            and family(other) == family(kind) and dose.muscle in (None, step.muscle)
        ]  # fmt: skip
        now = [dose for dose in same if local_day(dose) == held.today()]
        week = [dose for dose in same if dose.at > AT - WEEK]
        if "sessions_day_max" in limits:
            assert len(now) + step.sessions_today <= limits["sessions_day_max"]
        if "week_s_max" in limits:
            seconds = sum(dose.seconds for dose in week) + worked * places * step.sessions_today
            assert seconds <= limits["week_s_max"]
            assert worked * places * step.sessions_today * step.days_per_week <= limits["week_s_max"]
        assert step.days_per_week <= limits.get("days_week_max", 7)


@given(people, doses(), profiles, st.frozensets(st.sampled_from(sorted(LIBRARY.kinds)), max_size=8), personals)
def test_what_is_excluded_is_never_planned(person, done, profile, hidden, personal):
    found = today(knot(**person, extra=done), profile, fences=Fence(hidden=hidden), personal=personal)
    excluded = {(each.technique, each.muscle, each.side) for each in found.exclusions}
    offered = {(each.technique, each.muscle, each.side) for each in found.options}
    planned = {(each.technique, each.muscle, each.side) for each in steps_of(found.plan)}
    assert planned <= offered
    assert not planned & excluded
    assert not {each.kind for each in steps_of(found.plan)} & hidden
    assert not {each.technique for each in steps_of(found.plan)} & set(person["dislikes"])


@given(people, doses(), check_ins, profiles, personals)
def test_what_own_days_taught_opens_nothing_and_closes_nothing(person, done, said, profile, personal):
    held = knot(**person, extra=(*done, *said))
    usual, own = today(held, profile), today(held, profile, personal=personal)
    assert own.exclusions == usual.exclusions
    assert {option.technique for option in own.options} == {option.technique for option in usual.options}


@given(people, doses(), check_ins, profiles, st.integers(0, 60), st.integers(0, 60))
def test_more_minutes_never_give_a_lower_expected_gain(person, done, said, profile, some, more):
    facts = (*done, *said)
    few = today(knot(**{**person, "minutes": some}, extra=facts), profile).plan
    many = today(knot(**{**person, "minutes": some + more}, extra=facts), profile).plan
    assert few is not None
    assert many is not None
    assert many.counted_points >= few.counted_points - 1e-9
    assert few.minutes_per_day <= some + 1e-9


@given(people, doses(), check_ins, profiles)
def test_the_same_history_gives_the_same_plan(person, done, said, profile):
    facts = (*done, *said)
    one = today(knot(**person, extra=facts), profile)
    other = today(knot(**person, extra=tuple(reversed(facts))), profile)
    assert (one.plan, one.options, one.exclusions) == (other.plan, other.options, other.exclusions)


@given(people, doses(), profiles)
def test_nothing_is_planned_on_a_spot_that_is_closed(person, done, profile):
    for step in steps_of(today(knot(**person, extra=done), profile).plan):
        if step.muscle is None or family(LIBRARY.kinds[step.kind]) not in ON_POINTS:
            continue
        points = {point.id: point for point in LIBRARY.muscles[step.muscle].trigger_points}
        assert step.points
        assert all(points[name.split(".")[1]].press in ("ok", "care") for name in step.points)


@given(people, doses(), profiles)
def test_a_check_leaves_only_what_may_still_be_shown(person, done, profile):
    found = today(knot(**person, extra=done), profile, triage=screened(CHECK)).plan
    assert found is not None
    assert found.kind == "professional"
    assert all(LIBRARY.kinds[step.kind].up_to == CHECK for step in found.steps)


@given(people, doses(), profiles, st.sampled_from((None, "urgent_same_day", "emergency_now")), st.booleans())
def test_nothing_is_planned_while_the_screen_says_more(person, done, profile, disposition, complete):
    triage = screened(disposition, complete=complete)
    found = today(knot(**person, extra=done), profile, triage=triage)
    assert (found.plan, found.options) == (None, ())
    unfinished = today(knot(**person, extra=done), profile, triage=replace(screened(), complete=False))
    assert (unfinished.plan, unfinished.options) == (None, ())


@given(people, doses(most=6), profiles)
def test_one_change_at_a_time(person, done, profile):
    held = knot(**person, extra=done)
    began = {
        dose.technique for dose in held.doses if local_day(dose) < held.today() and dose.at > AT - timedelta(days=14)
    }
    treatments = {name for name in began if _treats(name)}
    found = today(held, profile).plan
    if found is None or found.kind != "do" or not treatments:
        return
    planned = {step.technique for step in found.steps if _treats(step.technique)}
    assert len(planned - treatments) <= 1


def _treats(technique: str) -> bool:
    kind = kind_of(LIBRARY, technique)
    return kind is not None and family(kind) in ("press", "stroke", "stretch", "warmth", "load")


def test_the_laws_meet_plans_of_every_kind():
    kinds = set()

    @given(people, doses(), check_ins, profiles)
    def look(person, done, said, profile):
        found = today(knot(**person, extra=(*done, *said)), profile).plan
        kinds.add(found.kind if found else None)

    look()
    assert kinds >= {"do", "wait", "rest", "professional"}
