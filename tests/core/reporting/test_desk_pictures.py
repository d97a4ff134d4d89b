"""The pictures of days at the desk show what was, in its place, and nothing else."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.core.loop.at_the_desk import DAY, EVENING, ZONE, at, moved, reminded, sat, seen, told
from tests.core.reporting.drawn import charts_in, corners, of_class
from unknot.loop.desk_hours import drawn
from unknot.reporting.desk_day import DayWords, day_picture
from unknot.reporting.desk_days import DaysWords, days_picture
from unknot.reporting.plot import NARROW, WIDE
from unknot.reporting.svg import width_of

TEXT = "{http://www.w3.org/2000/svg}text"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
LATE = datetime(2026, 11, 20, 22, tzinfo=ZoneInfo(ZONE))
FULL = (
    *(sat(8 + place, 8.8 + place) for place in range(9)),
    *(reminded(hours, answer) for hours, answer in ((8.9, "start"), (10.3, "skip"), (12.5, "later"))),
    moved(8.95, "better"),
    moved(14.9, "worse"),
)


def words(**changed):
    plain = {
        "title": "The day",
        "description": "You sat for 7 h.",
        "sitting": "Sitting",
        "sat": "7 h in 9 stretches",
        "reminders": "Reminders",
        "came_of": {"kept": "1 kept", "passed_over": "1 not kept", "put_off": "1 put off"},
        "moves": "Moves",
        "done": "2 breaks",
        "now": "now",
        "span": lambda minutes: f"{minutes:.0f} min",
        "longest": lambda minutes: f"longest {minutes:.0f} min",
        "clock": lambda instant: f"{instant.astimezone(ZoneInfo(ZONE)):%H:%M}",
        "felt": str,
    }
    return DayWords(**{**plain, **changed})


def days_words(**changed):
    plain = {
        "title": "The last 14 days",
        "description": "Hours at the desk.",
        "measured": "measured",
        "told": "told by hand",
        "longest": "longest stretch",
        "no_record": "no record",
        "hours": lambda minutes: f"{minutes / 60:.1f} h",
        "weekday": lambda day: f"{day:%a}",
        "about": lambda each: f"{each.day}: {each.minutes}",
        "address": lambda day: f"/desk/day/{day}",
    }
    return DaysWords(**{**plain, **changed})


def wide(day, **how):
    return charts_in(day_picture(day, words(**how.pop("words", {})), sizes=(WIDE,), **how))[0]


def bars(tree):
    """Left and right edge of each stretch."""
    found = [(float(each.get("x")), float(each.get("width"))) for each in of_class(tree, "sat")]
    return sorted((left, left + width) for left, width in found)


def test_a_day_is_drawn_from_morning_to_night():
    day = seen(*FULL)
    begins, ends = drawn(day)
    assert (begins, ends) == (at(8), at(18))
    assert drawn(seen(sat(6.2, 7), sat(20, 21.5))) == (at(6), at(22))


def test_the_width_of_a_stretch_is_its_length():
    tree = wide(seen(sat(8, 9), sat(10, 12)))
    (one, two) = bars(tree)
    assert (two[1] - two[0]) == pytest.approx(2 * (one[1] - one[0]), abs=0.3)


@pytest.mark.parametrize(("day", "share"), [(SPRING, 2 / 3), (AUTUMN, 4 / 3)])
def test_on_the_days_the_clock_is_changed_a_stretch_is_as_long_as_it_went_on(day, share):
    """From one to four o'clock, beside three hours later in the day."""
    early, late = bars(wide(seen(sat(1, 4, day), sat(10, 13, day), day=day)))
    assert (early[1] - early[0]) / (late[1] - late[0]) == pytest.approx(share, abs=0.01)


def test_on_no_day_is_an_hour_named_twice_and_the_missing_one_never():
    for day in (SPRING, AUTUMN, DAY):
        tree = wide(seen(sat(0.5, 23.5, day), day=day))
        names = [each.text for each in tree.iter(TEXT) if re.fullmatch(r"\d\d:\d\d", each.text or "")]
        assert len(names) == len(set(names)) > 5
        assert all(name.endswith(":00") for name in names)


def test_stretches_do_not_lie_over_each_other_even_if_there_are_forty():
    day = seen(*(sat(8 + 0.3 * place, 8.2 + 0.3 * place) for place in range(40)))
    for tree in charts_in(day_picture(day, words())):
        found = bars(tree)
        assert len(found) == 40
        assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_the_longest_stretch_always_has_its_length_and_the_others_where_they_have_room():
    day = seen(*FULL, sat(17.2, 18))
    said = [each.text for each in of_class(wide(day), "value")[0]]
    assert said.count("longest 48 min") == 1
    day = seen(*(sat(8 + 0.3 * place, 8.2 + 0.3 * place) for place in range(40)))
    assert [each.text for each in of_class(wide(day), "value")[0]] == ["longest 12 min"]


def test_one_stretch_of_a_day_is_not_called_the_longest():
    assert [each.text for each in of_class(wide(seen(sat(8, 20))), "value")[0]] == ["720 min"]


def test_no_length_stands_over_another_and_none_beyond_the_edge():
    for facts in (FULL, (sat(0, 0.3), sat(0.5, 3)), (sat(20, 23.9), sat(23.95, 24))):
        for tree, size in zip(charts_in(day_picture(seen(*facts), words())), (WIDE, NARROW), strict=True):
            said = [(float(each.get("x")), width_of(each.text, 14)) for each in of_class(tree, "value")[0]]
            places = sorted((middle - width / 2, middle + width / 2) for middle, width in said)
            assert all(before[1] <= after[0] for before, after in pairwise(places))
            assert all(left >= 0 and right <= size.width for left, right in places)


def test_a_reminder_is_full_if_it_was_kept_and_empty_if_not():
    tree = wide(seen(*FULL))
    assert len(of_class(tree, "kept")) == 2
    assert len(of_class(tree, "passed-over")) == 2
    assert len(of_class(tree, "put-off")) == 2
    assert {each.get("fill") for each in of_class(tree, "kept")} == {"currentColor"}
    assert {each.get("fill") for each in of_class(tree, "passed-over")} == {"none"}


def test_every_kind_of_reminder_stands_beside_its_number_also_where_it_is_narrow():
    many = {"kept": "12 kept", "passed_over": "17 not kept", "put_off": "13 put off", "open": "1 open"}
    for tree, size in zip(charts_in(day_picture(seen(*FULL), words(came_of=many))), (WIDE, NARROW), strict=True):
        for said in many.values():
            (line,) = [each for each in tree.iter(TEXT) if each.text == said]
            assert float(line.get("x")) + width_of(said, 14) <= size.width


def test_moves_stand_at_their_time_with_how_they_felt():
    tree = wide(seen(*FULL))
    assert len(of_class(tree, "moved")) == 2
    assert [each.text for each in of_class(tree, "done-name")] == ["better", "worse"]


def test_lanes_without_anything_are_left_out():
    tree = wide(seen(sat(9, 10)))
    assert "Reminders" not in [each.text for each in tree.iter(TEXT)]
    assert of_class(tree, "moved") == []


def test_a_day_of_which_no_hour_is_known_has_no_picture():
    assert day_picture(seen(told(300, 60)), words()) == ""
    assert day_picture(seen(), words()) == ""


def test_the_present_is_marked_and_the_stretch_that_goes_on_is_drawn_up_to_it():
    now = at(14)
    day = seen(sat(9, 10), now=LATE)
    tree = wide(day, now=now, sitting_since=now - timedelta(minutes=42))
    (open_one,) = of_class(tree, "open")
    line = corners(of_class(tree, "today")[0].get("d"))[0][0]
    assert float(open_one.get("x")) + float(open_one.get("width")) == pytest.approx(line, abs=0.2)
    assert "now" in [each.text for each in tree.iter(TEXT)]
    assert of_class(wide(day), "today") == []


def test_a_stretch_that_began_before_midnight_is_drawn_from_midnight():
    now = at(0.5, EVENING.date())
    day = seen(day=EVENING.date(), now=now)
    tree = wide(day, now=now, sitting_since=now - timedelta(hours=3))
    assert bars(tree)[0][0] == pytest.approx(4, abs=0.1)


def test_the_days_are_in_order_each_a_way_to_its_day():
    for tree in charts_in(days_picture(seen(sat(9, 12)).lately, days_words(), shown=DAY)):
        ways = of_class(tree, "desk-way")
        assert [each.get("href")[-10:] for each in ways] == [str(each.day) for each in seen().lately]
        assert [each.get("href")[-10:] for each in ways if each.get("aria-current")] == [str(DAY)]
        assert all(each[0].tag.endswith("title") and each[0].text for each in ways)


def test_a_day_without_a_record_has_a_dash_and_no_bar():
    tree = charts_in(days_picture(seen(sat(9, 12)).lately, days_words(), shown=DAY, sizes=(WIDE,)))[0]
    empty, full = [each for each in of_class(tree, "desk-way") if each.get("href")[-10:] in ("2026-11-18", str(DAY))]
    assert len(of_class(empty, "desk-missing")) == 1
    assert of_class(empty, "desk-measured") == []
    assert len(of_class(full, "desk-measured")) == 1
    assert of_class(full, "desk-missing") == []


def test_told_time_stands_on_measured_time_and_looks_different():
    tree = charts_in(days_picture(seen(sat(9, 12), told(60, None)).lately, days_words(), shown=DAY, sizes=(WIDE,)))[0]
    (way,) = [each for each in of_class(tree, "desk-way") if each.get("aria-current")]
    (measured,), (by_hand,) = of_class(way, "desk-measured"), of_class(way, "desk-told")
    assert float(by_hand.get("y")) + float(by_hand.get("height")) == pytest.approx(float(measured.get("y")), abs=0.2)
    assert by_hand.get("stroke-dasharray")


def test_the_strip_explains_only_what_is_there():
    tree = charts_in(days_picture(seen(sat(9, 12)).lately, days_words(), shown=DAY, sizes=(WIDE,)))[0]
    said = [each.text for each in tree.iter(TEXT)]
    assert "measured" in said
    assert "told by hand" not in said


def test_a_bar_is_as_high_as_its_hours_and_never_leaves_its_room():
    for hours in (1, 8, 16, 23.9):
        for tree in charts_in(days_picture(seen(sat(0, hours)).lately, days_words(), shown=DAY)):
            height = float(tree.get("viewBox").split()[3])
            for each in of_class(tree, "desk-measured"):
                assert float(each.get("y")) > 0
                assert float(each.get("y")) + float(each.get("height")) <= height


def test_fourteen_days_without_any_record_have_no_strip():
    assert days_picture(seen().lately, days_words(), shown=DAY) == ""


def test_nothing_is_red_and_nothing_needs_a_script_or_a_style():
    whole = day_picture(seen(*FULL), words()) + days_picture(seen(*FULL).lately, days_words(), shown=DAY)
    assert not re.search(r"style=|<style|<script|\son\w+=|pain", whole)


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '" onload="x', "&amp;"])
def test_markup_in_words_stays_words(evil):
    for tree in charts_in(day_picture(seen(*FULL), words(sitting=evil, title=evil))):
        assert tree[0].text == evil
        assert all(each.get("onload") is None for each in tree.iter())
    for tree in charts_in(days_picture(seen(sat(9, 10)).lately, days_words(about=lambda _: evil), shown=DAY)):
        assert {each[0].text for each in of_class(tree, "desk-way")} == {evil}


def test_the_pictures_tell_their_titles_and_no_id_stands_twice():
    whole = day_picture(seen(*FULL), words()) + days_picture(seen(*FULL).lately, days_words(), shown=DAY)
    ids = re.findall(r' id="([^"]+)"', whole)
    assert len(ids) == len(set(ids)) == 8
    for tree in charts_in(whole):
        named = {each.get("id"): each.text for each in tree if each.get("id")}
        assert all(named[each] for each in tree.get("aria-labelledby").split())
