"""Laws of moves between knots: nothing is lost by joining, parting and joining again, and no result gets milder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.core.planning.knots import AT, LIBRARY, ZONE, ago
from unknot.content.library import vocabulary_of
from unknot.errors import InputError
from unknot.facts import Answer, CheckIn, Dose, Episode, Fact, History, Mark, Profile, ProVisit, history, parse
from unknot.loop import episodes
from unknot.loop.not_milder import danger, doubts
from unknot.screening.triage import triage

PLACES = ("shoulder_top_l", "neck_upper_l", "temple_l", "chest_r", *sorted(LIBRARY.regions)[::40])
QUESTIONS = [*LIBRARY.flags, *LIBRARY.background_facts]
VALUES = st.sampled_from(["yes", "no", "no", "not_sure"])
LATER = timedelta(minutes=1)


@dataclass(frozen=True)
class Told:
    """One knot as it was told: its facts, and the places that are marked."""

    facts: tuple[Fact, ...]
    places: tuple[str, ...]


@st.composite
def knots(draw: st.DrawFn, name: str, least: int = 1) -> Told:
    """A knot opened some days ago with places, answers near a danger, ratings, sessions and perhaps a clearance."""
    opened = draw(st.integers(2, 50))
    places = draw(st.lists(st.sampled_from(PLACES), min_size=least, max_size=4, unique=True))
    frame: dict[str, Any] = {"zone": ZONE, "episode": name}

    def at(back: float) -> datetime:
        return ago(days=back)

    began = draw(st.none() | st.integers(0, 10))
    facts: list[Fact] = [
        Episode(
            id=f"{name}.opened", at=at(opened), event="opened", **frame,
            began_on=None if began is None else ago(days=opened + began).date(),
        )
    ]  # fmt: skip
    for number, region in enumerate(places):
        strong = draw(st.integers(1, 10))
        facts.append(Mark(id=f"{name}.mark{number}", at=at(opened - 0.01), region=region, intensity=strong, **frame))
    for question, value in draw(st.dictionaries(st.sampled_from(QUESTIONS), VALUES, max_size=5)).items():
        back = draw(st.floats(0.1, opened - 0.1))
        facts.append(Answer(id=f"{name}.{question}", at=at(back), question=question, value=value, **frame))
    for number in range(draw(st.integers(0, 5))):
        back = draw(st.floats(0.1, opened - 0.1))
        pain = draw(st.integers(0, 10))
        facts.append(CheckIn(id=f"{name}.said{number}", at=at(back), pain_now=float(pain), **frame))
    if draw(st.booleans()):
        felt = draw(st.sampled_from(["better", "worse"]))
        stopped = draw(st.booleans())
        back = draw(st.floats(0.1, opened - 0.1))
        dose = {"technique": min(LIBRARY.techniques), "seconds": 60.0, "felt": felt, "stopped": stopped}
        facts.append(Dose(id=f"{name}.did", at=at(back), **dose, **frame))
    if draw(st.integers(0, 4)) == 0:
        back = draw(st.floats(0.1, opened - 0.1))
        facts.append(ProVisit(id=f"{name}.visit", at=at(back), finding="muscular", cleared=True, **frame))
    return Told(tuple(facts), tuple(places))


WHO = Profile(id="who", at=ago(days=100), zone=ZONE, age_years=40)


def held(facts: tuple[Fact, ...], episode: str, at: datetime = AT) -> History:
    return history((WHO, *facts), at=at, zone=ZONE, episode=episode)


def added(facts: tuple[Fact, ...], raws: tuple[dict[str, Any], ...], at: datetime) -> tuple[Fact, ...]:
    """The facts with those of a move, added as a journal adds them."""
    vocabulary = vocabulary_of(LIBRARY)
    new = [
        parse(
            {"id": f"{at}.{place}", "at": (at + timedelta(microseconds=place)).isoformat(), "zone": ZONE, **raw},
            vocabulary,
        )
        for place, raw in enumerate(raws, 1)
    ]
    return (*facts, *new)


def moved(make: Any, facts: tuple[Fact, ...], at: datetime = AT, **how: Any) -> tuple[tuple[Fact, ...], str]:
    """The facts after a move, and the knot to go on with. A refused move is no example."""
    try:
        move = make(LIBRARY, (WHO, *facts), at=at, zone=ZONE, **how)
    except InputError as refused:
        if refused.problems[0].code == "safety_would_be_lost":
            reject()
        raise
    return added(facts, move.raws, at), move.episode


@given(knots("a", 2), st.data())
@settings(max_examples=25)
def test_parted_and_joined_again_a_knot_has_all_its_marks(told: Told, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(told.places), min_size=1, max_size=len(told.places) - 1))
    before = held(told.facts, "a")
    parted, new = moved(episodes.split, told.facts, episode="a", regions=chosen, new="b")
    assert new == "b"
    later = AT + LATER
    assert set(held(parted, "b", later).marks) == chosen
    assert set(held(parted, "a", later).marks) == set(told.places) - chosen
    joined, kept = moved(episodes.merge, parted, later, episode="b", other="a")
    after = held(joined, kept, later + LATER)
    assert kept == "a"
    assert dict(after.marks) == dict(before.marks)
    assert dict(after.depths) == dict(before.depths)
    assert (after.began_on, after.opened_at) == (before.began_on, before.opened_at)
    assert after.check_ins == before.check_ins


@given(knots("a", 2), st.data())
@settings(max_examples=25)
def test_a_split_knot_is_asked_afresh_and_keeps_every_doubt(told: Told, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(told.places), min_size=1, max_size=len(told.places) - 1))
    before = held(told.facts, "a")
    parted, _ = moved(episodes.split, told.facts, episode="a", regions=chosen, new="b")
    new = held(parted, "b", AT + LATER)
    assert all(given[-1].value != "no" for given in new.answers.values())
    assert new.check_ins == new.doses == new.visits == ()
    assert not triage(LIBRARY, new).complete or danger(LIBRARY, new).rank == max(LIBRARY.dispositions.values())
    found, known = danger(LIBRARY, new), danger(LIBRARY, before)
    assert not found.milder_than(known)
    assert not danger(LIBRARY, held(parted, "a", AT + LATER)).milder_than(known)


@given(knots("a"), knots("b"))
@settings(max_examples=25)
def test_a_joined_knot_holds_everything_of_both_and_is_not_milder(one: Told, other: Told) -> None:
    facts = (*one.facts, *other.facts)
    before = [held(facts, name) for name in "ab"]
    joined, kept = moved(episodes.merge, facts, episode="a", other="b")
    after = held(joined, kept, AT + LATER)
    assert after.opened_at == min(each.opened_at for each in before if each.opened_at is not None)
    assert after.began_on == min((each.began_on for each in before if each.began_on is not None), default=None)
    for name in ("check_ins", "doses", "visits", "drawings"):
        ids = {fact.id for each in before for fact in getattr(each, name)}
        assert {fact.id for fact in getattr(after, name)} >= ids
    assert set(after.marks) == {region for each in before for region in each.marks}
    for each in before:
        assert set(after.answers) >= set(each.answers)
        assert not danger(LIBRARY, after).milder_than(danger(LIBRARY, each))
        for question, doubt in doubts(LIBRARY, each).items():
            assert doubts(LIBRARY, after).get(question) in (doubt, "yes")


@given(knots("a"), knots("b"), knots("c"))
@settings(max_examples=12)
def test_three_knots_joined_one_after_the_other_are_one(first: Told, second: Told, third: Told) -> None:
    facts = (*first.facts, *second.facts, *third.facts)
    every = {fact.id for fact in facts if isinstance(fact, CheckIn)}
    joined, kept = moved(episodes.merge, facts, episode="a", other="b")
    joined, kept = moved(episodes.merge, joined, AT + LATER, episode=kept, other="c")
    assert {fact.id for fact in held(joined, kept, AT + 2 * LATER).check_ins} == every


@given(knots("a", 2), st.integers(-400, 400), st.data())
@settings(max_examples=25)
def test_moving_all_times_changes_nothing_but_times(told: Told, days: int, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(told.places), min_size=1, max_size=len(told.places) - 1))
    shift = timedelta(days=days)

    def later(fact: Fact) -> Fact:
        began = getattr(fact, "began_on", None)
        return replace(fact, at=fact.at + shift, **({"began_on": began + shift} if began is not None else {}))

    def made(facts: tuple[Fact, ...], at: datetime) -> Any:
        try:
            move = episodes.split(LIBRARY, facts, at=at, zone=ZONE, episode="a", regions=chosen, new="b")
        except InputError as refused:
            return refused.problems
        return [{**raw, "began_on": None} for raw in move.raws]

    facts = (WHO, *told.facts)
    assert made(facts, AT) == made(tuple(later(fact) for fact in facts), AT + shift)


def test_closing_reopening_and_coming_back() -> None:
    facts: tuple[Fact, ...] = (
        Episode(id="o", at=ago(days=20), zone=ZONE, episode="a", event="opened", began_on=ago(days=21).date()),
        Mark(id="m", at=ago(days=20), zone=ZONE, episode="a", region="shoulder_top_l", intensity=4),
        CheckIn(id="c", at=ago(days=8), zone=ZONE, episode="a", pain_now=3.0),
    )
    with pytest.raises(InputError) as refused:
        moved(episodes.resolve, facts, episode="a", on=ago(days=9).date())
    assert refused.value.problems[0].code == "rated_after_day"
    gone = ago(days=5).date()
    closed, _ = moved(episodes.resolve, facts, episode="a", on=gone)
    known = held(closed, "a", AT + LATER)
    assert known.resolved
    assert known.ended_at is not None
    assert known.ended_at.date() == gone
    back, new = moved(episodes.come_back, closed, AT + LATER, earlier="a", new="b", intensity=6, began_on=AT.date())
    again = held(back, new, AT + 2 * LATER)
    assert (again.recurrence_of, again.earlier_episodes, dict(again.marks)) == ("a", 1, {"shoulder_top_l": 6})
    opened, _ = moved(episodes.reopen, closed, AT + LATER, episode="a")
    assert not held(opened, "a", AT + 2 * LATER).resolved


@pytest.mark.parametrize(
    ("make", "how", "code"),
    [
        (episodes.split, {"episode": "a", "regions": (), "new": "n"}, "place_none_named"),
        (episodes.split, {"episode": "a", "regions": ("temple_l",), "new": "n"}, "place_not_marked"),
        (episodes.split, {"episode": "a", "regions": ("shoulder_top_l",), "new": "n"}, "place_none_left"),
        (episodes.split, {"episode": "x", "regions": ("shoulder_top_l",), "new": "n"}, "knot_unknown"),
        (episodes.merge, {"episode": "a", "other": "a"}, "knot_same"),
        (episodes.merge, {"episode": "a", "other": "z"}, "knot_closed"),
        (episodes.reopen, {"episode": "a"}, "knot_open"),
        (episodes.resolve, {"episode": "a", "on": date(2030, 1, 1)}, "day_in_future"),
        (episodes.resolve, {"episode": "a", "on": date(2020, 1, 1)}, "day_before_knot"),
        (episodes.link_recurrence, {"episode": "z", "earlier": "z"}, "knot_same"),
        (episodes.come_back, {"earlier": "z", "new": "a", "intensity": 3}, "knot_exists"),
        (episodes.undo, {"episode": "a"}, "nothing_to_undo"),
    ],
)
def test_a_move_that_cannot_be_is_refused_by_name(make: Any, how: dict[str, Any], code: str) -> None:
    facts = (
        Episode(id="o", at=ago(days=2), zone=ZONE, episode="a", event="opened"),
        Mark(id="m", at=ago(days=2), zone=ZONE, episode="a", region="shoulder_top_l", intensity=4),
        Episode(id="zo", at=ago(days=9), zone=ZONE, episode="z", event="opened"),
        Mark(id="zm", at=ago(days=9), zone=ZONE, episode="z", region="shoulder_top_l", intensity=4),
        Episode(id="zc", at=ago(days=3), zone=ZONE, episode="z", event="resolved"),
    )
    with pytest.raises(InputError) as refused:
        make(LIBRARY, facts, at=AT, zone=ZONE, **how)
    assert refused.value.problems[0].code == code


def test_a_knot_can_be_said_to_be_an_earlier_one_come_back_but_not_in_a_circle() -> None:
    facts: tuple[Fact, ...] = (
        Episode(id="zo", at=ago(days=90), zone=ZONE, episode="z", event="opened"),
        Episode(id="zc", at=ago(days=80), zone=ZONE, episode="z", event="resolved"),
        Episode(id="o", at=ago(days=2), zone=ZONE, episode="a", event="opened"),
        Mark(id="m", at=ago(days=2), zone=ZONE, episode="a", region="shoulder_top_l", intensity=4),
    )
    linked, _ = moved(episodes.link_recurrence, facts, episode="a", earlier="z")
    assert held(linked, "a", AT + LATER).recurrence_of == "z"
    closed, _ = moved(episodes.resolve, linked, AT + LATER, episode="a")
    with pytest.raises(InputError) as refused:
        moved(episodes.link_recurrence, closed, AT + 2 * LATER, episode="z", earlier="a")
    assert refused.value.problems[0].code == "recurrence_circle"


@given(knots("a", 2), st.data())
@settings(max_examples=12)
def test_what_is_undone_was_never_done(told: Told, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(told.places), min_size=1, max_size=len(told.places) - 1))
    parted, _ = moved(episodes.split, told.facts, episode="a", regions=chosen, new="b")
    later = AT + LATER
    taken = episodes.undo(LIBRARY, (WHO, *parted), at=later, zone=ZONE, episode="b")
    raws = tuple({"kind": "correction", "supersedes": fact.id, "reason": "undone"} for fact in taken)
    undone = added(parted, raws, later)
    assert replace(held(undone, "a", later + LATER), at=AT) == held(told.facts, "a")
