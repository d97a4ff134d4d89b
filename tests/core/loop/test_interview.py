"""The whole interview of a first visit and of later ones: how long it is, and what need not be said again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from unknot.content.library import load, vocabulary_of
from unknot.facts import Answer, Fact, history, parse
from unknot.loop import Request, advise
from unknot.loop.interview import answer, answers, open_terms
from unknot.screening.interview import Screen, next_screen, opening, question_of, terms_screen

LIBRARY = load()
VOCABULARY = vocabulary_of(LIBRARY)
ZONE = "Europe/Berlin"
MORNING = datetime.fromisoformat("2026-11-20T09:00:00+01:00")
DESK_NECK = ("neck_lower_l", "shoulder_top_l")
YES = frozenset({"mechanical_pattern", "clear_muscle_trigger"})
WORDS = 450
SCREENS = 6


@dataclass
class Person:
    """Somebody who answers screen by screen; `seen` are the lines of this sitting."""

    facts: list[Fact] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    knot: str = "first"
    at: datetime = MORNING

    def say(self, **raw: Any) -> None:
        whole = {**raw, "id": f"{len(self.facts):04d}", "at": self.at.isoformat(), "zone": ZONE}
        self.facts.append(parse(whole, VOCABULARY))

    def begin(self, *regions: str, age: int = 34, sex: str = "female") -> Person:
        self.say(
            kind="episode", event="opened", episode=self.knot, began_on=(self.at - timedelta(days=2)).date().isoformat()
        )
        for region in regions:
            self.say(kind="mark", region=region, intensity=4, episode=self.knot)
        self.say(kind="profile", age_years=age, sex=sex)
        self.say(kind="check_in", pain_now=4, pain_worst=5, episode=self.knot)
        self.say(kind="preference", minutes_per_day=10, tools=[])
        return self

    def request(self) -> Request:
        return Request(self.at, ZONE, tuple(self.facts), self.knot)

    def next(self) -> Screen | None:
        held = history(self.facts, at=self.at, zone=ZONE, episode=self.knot)
        return next_screen(LIBRARY, held) or self.terms()

    def terms(self) -> Screen | None:
        request = self.request()
        return open_terms(LIBRARY, advise(request, LIBRARY), frozenset(self.seen), request)

    def answer(self, screen: Screen, yes: frozenset[str] = YES) -> None:
        for question in screen.questions:
            self.seen.add(question.id)
            for raw in answers(LIBRARY, self.knot, question, "yes" if question.id in yes else "no"):
                self.say(**raw)

    def go_through(self, yes: frozenset[str] = YES) -> list[Screen]:
        screens: list[Screen] = []
        while (screen := self.next()) is not None:
            assert len(screens) < 20
            screens.append(screen)
            self.answer(screen, yes)
        return screens


def words(screens: list[Screen]) -> int:
    """What there is to read: the sentence above each list, and its lines."""
    texts = [LIBRARY.say(screen.intro_key) for screen in screens]
    texts += [question.text(LIBRARY) for screen in screens for question in screen.questions]
    return sum(len(text.split()) for text in texts)


@pytest.mark.parametrize("sex", ["female", "male"])
def test_an_ordinary_desk_neck_needs_six_screens_and_450_words_at_most(sex: str) -> None:
    person = Person().begin(*DESK_NECK, sex=sex)
    screens = person.go_through()
    assert len(screens) <= SCREENS
    assert words(screens) <= WORDS
    assert [screen.id for screen in screens][-2:] == ["private", "terms"]
    assert advise(person.request(), LIBRARY).disposition == "self_care_ok_with_caution"


@pytest.mark.parametrize("region", ["neck_front_l", "mid_back_l", "low_back_l", "calf_l"])
@pytest.mark.parametrize("sex", ["female", "male"])
def test_other_ordinary_knots_are_as_short(region: str, sex: str) -> None:
    screens = Person().begin(region, sex=sex).go_through()
    assert len(screens) <= SCREENS
    assert words(screens) <= WORDS


def test_nobody_is_asked_about_the_floor_or_a_fever_where_a_wall_and_a_plain_stretch_will_do() -> None:
    last = Person().begin(*DESK_NECK, sex="female").go_through()[-1]
    asked = {term for question in last.questions for term in (question.terms or (question.id,))}
    assert "dvt_current" in asked
    assert asked.isdisjoint({"cannot_get_to_floor", "balance_problem", "febrile_illness_last_week"})


def test_a_line_of_several_terms_left_empty_denies_each_of_them() -> None:
    screen = terms_screen(LIBRARY, ("rash", "blister", "fever", "drowsy"), ())
    assert screen is not None
    skin = screen.questions[0]
    assert answers(LIBRARY, "first", skin, "no") == [
        answer(LIBRARY, "first", "rash", "no"),
        answer(LIBRARY, "first", "blister", "no"),
    ]
    assert answers(LIBRARY, "first", skin, "not_sure") == [answer(LIBRARY, "first", opening("skin"), "not_sure")]
    statin = question_of(LIBRARY, "statin")
    assert answers(LIBRARY, "first", statin, "no") == [answer(LIBRARY, "first", "statin", "no")]


def test_the_list_names_only_what_is_asked_and_everything_of_it() -> None:
    person = Person().begin(*DESK_NECK)
    while (screen := person.next()) is not None and screen.kind != "terms":
        person.answer(screen)
    assert screen is not None
    named = {term for question in screen.questions for term in question.terms or (question.id,)}
    person.answer(screen)
    assert person.next() is None
    listed = {term.id for term in LIBRARY.terms.values() if term.question_list is not None}
    said = {fact.question for fact in person.facts if isinstance(fact, Answer)}
    assert said & listed == named & listed


def test_a_ticked_line_opens_its_terms_next() -> None:
    person = Person().begin(*DESK_NECK)
    while (screen := person.next()) is not None and screen.kind != "terms":
        person.answer(screen)
    assert screen is not None
    line = next(question for question in screen.questions if question.id == opening("skin"))
    person.answer(screen, frozenset({line.id}))
    opened = person.next()
    assert opened is not None
    assert opened.id == "opened"
    assert tuple(question.id for question in opened.questions) == line.terms
    person.answer(opened, frozenset({"rash"}))
    assert person.next() is None


class TestWhatIsRemembered:
    """Facts of the person are asked once, the day's list once a day, the list of the place once a week."""

    def again(self, person: Person, later: timedelta) -> Screen | None:
        person.at = MORNING + later
        person.seen.clear()
        return person.terms()

    def test_nothing_is_asked_again_on_the_same_day(self) -> None:
        person = Person().begin(*DESK_NECK)
        person.go_through()
        assert self.again(person, timedelta(hours=14, minutes=59)) is None

    def test_the_list_of_the_day_comes_again_on_the_next_day(self) -> None:
        person = Person().begin(*DESK_NECK)
        person.go_through()
        screen = self.again(person, timedelta(hours=15))
        assert screen is not None
        named = {term for question in screen.questions for term in question.terms or (question.id,)}
        assert {LIBRARY.terms[term].question_list for term in named} == {"today"}

    def test_a_sitting_over_midnight_is_asked_nothing_twice(self) -> None:
        person = Person(at=MORNING + timedelta(hours=14, minutes=40)).begin(*DESK_NECK)
        person.go_through()
        assert self.again(person, timedelta(hours=15, minutes=30)) is None

    def test_the_list_of_the_place_is_kept_for_its_days(self) -> None:
        def lists(days: float) -> set[str | None]:
            person = Person().begin(*DESK_NECK)
            person.go_through()
            person.at = MORNING + timedelta(days=days)
            person.seen.clear()
            screens = person.go_through()
            named = {term for screen in screens for line in screen.questions for term in line.terms or (line.id,)}
            return {LIBRARY.terms[term].question_list for term in named if term in LIBRARY.terms}

        kept = LIBRARY.number("screening.site_list_days")
        assert "site" not in lists(kept - 1)
        assert "site" in lists(kept + 1)

    def test_a_place_marked_later_is_asked_about_although_the_list_was_answered_that_day(self) -> None:
        person = Person().begin(*DESK_NECK)
        person.go_through()
        person.at = MORNING + timedelta(hours=3)
        person.seen.clear()
        person.say(kind="mark", region="inner_blade_l", intensity=4, episode=person.knot)
        named = {term for screen in person.go_through() for line in screen.questions for term in line.terms}
        assert "rash" in named
        assert "drowsy" not in named

    def test_what_is_true_of_the_person_is_not_asked_for_the_next_knot(self) -> None:
        person = Person().begin(*DESK_NECK)
        asked = {line.id for screen in person.go_through() for line in screen.questions}
        of_the_person = {id_ for id_, fact in LIBRARY.background_facts.items() if fact.scope == "profile"}
        assert asked & of_the_person
        person.at = MORNING + timedelta(days=9)
        person.knot = "second"
        person.seen.clear()
        again = {line.id for screen in person.begin(*DESK_NECK).go_through() for line in screen.questions}
        assert not again & of_the_person
        assert asked & set(LIBRARY.flags) <= again
