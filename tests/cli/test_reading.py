"""What is typed is understood as it was meant, or not at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.cli.asking import read_ticks
from unknot.cli.onset import read_day
from unknot.content.library import load
from unknot.loop import places

TODAY = date(2026, 11, 18)  # a Wednesday
DAYS = st.dates(date(1970, 1, 1), date(2150, 1, 1))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", TODAY),
        ("This morning", TODAY),
        ("an hour ago", TODAY),
        ("yesterday", date(2026, 11, 17)),
        ("3 days", date(2026, 11, 15)),
        ("about two weeks ago", date(2026, 11, 4)),
        ("last week", date(2026, 11, 11)),
        ("a month", date(2026, 10, 19)),
        ("Monday", date(2026, 11, 16)),
        ("on wednesday", date(2026, 11, 11)),
        ("last fri", date(2026, 11, 13)),
        ("2026-11-01", date(2026, 11, 1)),
        ("20 November", date(2025, 11, 20)),
        ("Nov 3", date(2026, 11, 3)),
        ("3rd of November 2024", date(2024, 11, 3)),
        ("1.11.2026", date(2026, 11, 1)),
    ],
)
def test_a_day_is_read_as_people_say_it(said, day):
    assert read_day(said, TODAY) == day


@pytest.mark.parametrize(
    "said", ["", "soon", "11/20", "31 February", "99999 years", "day", "3", "x days", "2026-13-01"]
)
def test_what_is_no_clear_day_is_not_guessed(said):
    assert read_day(said, TODAY) is None


@given(DAYS, st.integers(0, 4000))
def test_so_many_days_are_so_many_days(today, days):
    assert read_day(f"{days} days", today) == today - timedelta(days=days)


@given(DAYS)
def test_an_iso_date_is_itself(today):
    assert read_day(today.isoformat(), today) == today


@given(DAYS, st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]))
def test_a_weekday_is_within_the_last_seven_days(today, name):
    day = read_day(name, today)
    assert day is not None
    assert 1 <= (today - day).days <= 7
    assert f"{day:%A}".casefold() == name


@given(st.text(), DAYS)
def test_no_words_break_the_reading_of_days(text, today):
    read_day(text, today)


@given(st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)), st.sampled_from([",", " ", ", ", ";", " and "]))
def test_numbers_are_read_with_any_separator(yes, unsure, between):
    typed = between.join([*(str(n) for n in yes - unsure), *(f"{n}?" for n in unsure)])
    ticks = read_ticks(typed, 12)
    assert ticks is not None
    assert ticks.yes == {n - 1 for n in yes - unsure}
    assert ticks.not_sure == {n - 1 for n in unsure}


@pytest.mark.parametrize(("typed", "unsure"), [("not sure 3", {2}), ("1, unsure 2", {1}), ("2? 4?", {1, 3})])
def test_not_sure_can_be_said_in_words(typed, unsure):
    ticks = read_ticks(typed, 5)
    assert ticks is not None
    assert ticks.not_sure == unsure


@pytest.mark.parametrize("typed", ["", "0", "none", "no"])
def test_none_of_these_is_none(typed):
    ticks = read_ticks(typed, 5)
    assert ticks is not None
    assert not ticks.yes | ticks.not_sure


@pytest.mark.parametrize("typed", ["6", "yes", "1-3", "maybe", "1,,x", "-1", "1.5", "?"])
def test_what_is_not_clear_is_never_taken_for_no(typed):
    assert read_ticks(typed, 5) is None


@given(st.text(max_size=40), st.integers(1, 20))
def test_ticks_never_leave_the_list(typed, count):
    ticks = read_ticks(typed, count)
    assert ticks is None or all(0 <= place < count for place in ticks.yes | ticks.not_sure)


@pytest.mark.parametrize(
    ("words", "area"),
    [
        ("neck", "neck_upper"),
        ("my stiff neck hurts", "neck_upper"),
        ("lower back", "low_back"),
        ("shoulder blade", "shoulder_blade"),
        ("trap", "shoulder_top"),
        ("hamstrings", "thigh_back"),
        ("bum", "buttock_upper"),
        ("calves", "calf"),
        ("calf", "calf"),
        ("heel", "heel"),
        ("jaw", "cheek_jaw"),
    ],
)
def test_everyday_words_find_the_place(words, area):
    assert area in [found.id for found in places.find(load(), words).areas][:3]


def test_the_side_is_heard_with_the_place():
    found = places.find(load(), "left calf")
    assert (found.side, found.areas[0].id) == ("left", "calf")


@pytest.mark.parametrize("words", ["", "left", "my pain", "qwertz"])
def test_words_that_name_no_place_find_nothing(words):
    assert places.find(load(), words).areas == ()


def test_every_place_is_found_by_its_own_name():
    library = load()
    for area in library.areas:
        assert places.find(library, places.label(library, area)).areas[0].id == area


def test_every_place_stands_in_exactly_one_part_of_the_body():
    library = load()
    listed = [area.id for _, areas in places.by_part(library) for area in areas]
    assert sorted(listed) == sorted(library.areas)
    assert library.say("cli.part.other.title") not in [title for title, _ in places.by_part(library)]


@pytest.mark.parametrize("prefix", ["cli.place.", "cli.part."])
def test_everyday_names_belong_to_places_that_exist(prefix):
    library = load()
    named = [key.split(".")[2] for key in library.text if key.startswith(prefix)]
    known = {*library.areas, *library.lines("cli.parts"), "ignored_words", "other"}
    assert set(named) <= known
