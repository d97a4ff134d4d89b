"""The charts show what the numbers say, and nothing else."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.reporting.drawn import (
    TODAY,
    any_band,
    any_forecast,
    any_reports,
    charts_in,
    corners,
    day,
    forecast,
    of_class,
    sampled,
    settling,
    words,
)
from unknot.reporting import curves
from unknot.reporting.charts import NARROW, WIDE, Issued, Observed, course_chart, forecast_chart, spark, table
from unknot.reporting.svg import width_of

THRESHOLD = 1.0


def drawn(course, observed=(), **changed):
    options = {"today": TODAY, "threshold": THRESHOLD, "words": words(), **changed}
    return forecast_chart(course, observed, **options)


def wide(course, observed=(), **changed):
    return charts_in(drawn(course, observed, sizes=(WIDE,), **changed))[0]


def path(tree, name):
    return of_class(tree, name)[0].get("d")


@given(any_band())
def test_the_median_never_leaves_the_bands_nor_the_inner_band_the_outer_one(band):
    lowest, low, likely, high, highest = curves.ordered((band.p10, band.p25, band.p50, band.p75, band.p90))
    for below, above in ((lowest, low), (low, likely), (likely, high), (high, highest)):
        for lower, upper in zip(below, above, strict=True):
            assert all(a <= b + 1e-9 for a, b in zip(lower, upper, strict=True))


@given(any_band())
def test_no_curve_leaves_the_range_of_the_two_days_it_joins(band):
    for arcs in curves.ordered((band.p10, band.p25, band.p50, band.p75, band.p90)):
        for start, first, second, end in arcs:
            assert min(start, end) - 1e-9 <= min(first, second)
            assert max(first, second) <= max(start, end) + 1e-9


@given(any_band())
def test_the_drawn_median_stays_between_the_drawn_edges_of_the_band(band):
    tree = wide(forecast(band))
    median = sampled(path(tree, "likely"))
    outer = [y for _, y in sampled(path(tree, "four-in-five"))]
    assert min(outer) - 0.5 <= min(y for _, y in median)
    assert max(y for _, y in median) <= max(outer) + 0.5


def test_the_line_starts_at_the_smoothed_level_of_today_and_not_at_the_last_report():
    tree = wide(forecast(settling(5.0)), [Observed(TODAY, 8)])
    today_at = float(corners(path(tree, "today"))[0][0])
    start = corners(path(tree, "likely"))[0]
    levels = [y for _, y in corners(path(tree, "grid"))[::2]]
    assert start == pytest.approx((today_at, (levels[0] + levels[2]) / 2), abs=0.2)


@given(any_forecast(), any_reports())
def test_the_label_of_the_gone_by_day_never_crosses_the_median_line_or_the_band(course, observed):
    for tree in charts_in(drawn(course, observed)):
        label = of_class(tree, "gone")[0]
        left, baseline = float(label.get("x")), float(label.get("y"))
        right = left + width_of(label.text, 15)
        for name in ("likely", "four-in-five"):
            under = [y for x, y in sampled(path(tree, name)) if left <= x <= right]
            assert all(y > baseline for y in under)


@given(any_forecast(), any_reports())
def test_every_label_stays_inside_the_picture(course, observed):
    for tree in charts_in(drawn(course, observed)):
        width, height = (float(each) for each in tree.get("viewBox").split()[2:])
        for label in tree.iter("{http://www.w3.org/2000/svg}text"):
            assert 0 <= float(label.get("y")) <= height
            assert 0 <= float(label.get("x")) <= width


def test_an_interval_within_the_horizon_has_two_ends_and_no_arrow():
    tree = wide(forecast(settling(), 6, 12, 20))
    assert len(of_class(tree, "cap")) == 2
    assert of_class(tree, "beyond") == []
    assert len(of_class(tree, "middle")) == 1


def test_an_interval_beyond_the_horizon_is_cut_at_the_edge_and_gets_an_arrow():
    tree = wide(forecast(settling(), 6, 12, None))
    assert len(of_class(tree, "cap")) == 1
    assert len(of_class(tree, "beyond")) == 1
    edge = max(x for x, _ in corners(path(tree, "grid")))
    assert max(x for x, _ in corners(path(tree, "span"))) == pytest.approx(edge, abs=1)


def test_a_shorter_look_ahead_gives_a_later_end_an_arrow():
    tree = wide(forecast(settling(), 6, 12, 20), days=14)
    assert len(of_class(tree, "beyond")) == 1


def test_a_day_that_lies_wholly_beyond_is_an_arrow_alone():
    tree = wide(forecast(settling(), None, None, None))
    assert len(of_class(tree, "beyond")) == 1
    assert of_class(tree, "cap") == of_class(tree, "middle") == of_class(tree, "drop") == []


def test_the_interval_spans_its_days():
    tree = wide(forecast(settling(), 7, 14, 28))
    span = sorted({x for x, _ in corners(path(tree, "span"))})
    median = [x for x, _ in corners(path(tree, "likely"))]
    assert span == pytest.approx([median[7], median[28]], abs=0.2)


def test_the_line_of_gone_lies_where_the_caller_says():
    levels = {
        each: corners(path(wide(forecast(settling()), threshold=each), "threshold"))[0][1] for each in (0.0, 2.5, 5.0)
    }
    assert levels[2.5] == pytest.approx((levels[0.0] + levels[5.0]) / 2, abs=0.1)


def test_every_report_is_a_dot_at_its_value():
    observed = [Observed(day(-5), 6), Observed(day(-3), 4), Observed(TODAY, 2)]
    tree = wide(forecast(settling()), observed)
    dots = list(of_class(tree, "readings")[0].iter("{http://www.w3.org/2000/svg}circle"))
    heights = [float(dot.get("cy")) for dot in dots]
    assert len(dots) == 3
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.2)
    written = [text.text for text in of_class(tree, "value")[0]]
    assert sorted(written) == ["2", "4", "you said 6"]


def test_the_newest_report_always_has_its_number():
    observed = [Observed(day(-after), after % 7) for after in range(1, 30)]
    for tree in charts_in(drawn(forecast(settling()), observed)):
        assert "1" in [text.text for text in of_class(tree, "value")[0]]


def test_a_day_with_two_reports_shows_the_later_one():
    tree = wide(forecast(settling()), [Observed(TODAY, 7), Observed(TODAY, 3)])
    assert [text.text for text in of_class(tree, "value")[0]] == ["you said 3"]


def test_every_day_can_be_read_and_today_is_marked():
    observed = [Observed(day(-4), 6)]
    for tree in charts_in(drawn(forecast(settling()), observed)):
        readings = of_class(tree, "reading")
        assert [each.get("data-day") for each in readings] == [str(day(-4)), *(str(day(after)) for after in range(29))]
        assert [each.get("data-day") for each in readings if each.get("data-today") is not None] == [str(TODAY)]
        assert "said 6" in readings[0].get("data-label")
        places = [float(each.get("data-x")) for each in readings]
        assert places == sorted(places)


def test_what_was_done_is_marked_below_its_days():
    tree = wide(forecast(settling()), [Observed(day(-6), 5)], doses=[day(-2), day(-4), day(-4)])
    assert path(tree, "done").count("M") == 2
    assert [each.text for each in of_class(tree, "done-name")] == ["sessions"]


def test_days_are_named_as_the_caller_writes_them_and_none_stands_over_another():
    for tree in charts_in(drawn(forecast(settling()), words=words(day=lambda each: f"{each:%d-%m-%Y}"))):
        names = [each for each in tree.iter() if re.fullmatch(r"\d\d-\d\d-\d{4}", each.text or "")]
        assert names
        places = sorted((float(each.get("x")), width_of(each.text, 14)) for each in names)
        for (x, width), (following, _) in pairwise(places):
            assert following - x >= width


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20))
def test_every_word_is_escaped(evil):
    said = words(
        title=evil, description=evil, gone=evil, threshold=evil, reading=lambda _: evil, likely=evil, day=lambda _: evil
    )
    for tree in charts_in(drawn(forecast(settling()), words=said)):
        assert tree[0].text == evil
        assert of_class(tree, "reading")[0].get("data-label") == evil


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '" onload="x', "&amp;", "]]>"])
def test_markup_in_words_stays_words(evil):
    picture = drawn(forecast(settling()), words=words(gone=evil, reading=lambda _: evil))
    assert evil in unescape(picture)
    for tree in charts_in(picture):
        assert of_class(tree, "gone")[0].text == evil
        assert all(each.get("onload") is None and not each.tag.endswith("script") for each in tree.iter())


def test_nothing_in_a_chart_needs_a_script_or_a_style():
    issued = [Issued(day(-9), day(2), day(-1), None)]
    picture = drawn(forecast(settling()), [Observed(TODAY, 5)]) + course_chart(
        forecast(settling()), [Observed(day(-9), 6)], issued, today=TODAY, threshold=THRESHOLD, words=words()
    )
    assert not re.search(r"style=|<style|<script|href=|\son\w+=", picture)


def test_a_chart_tells_its_title_and_description():
    for tree in charts_in(drawn(forecast(settling()))):
        named = {each.get("id"): each.text for each in tree if each.get("id")}
        assert [named[each] for each in tree.get("aria-labelledby").split()] == [
            "The days ahead",
            "Pain is likely to fall.",
        ]


def test_no_id_stands_twice_when_both_sizes_are_on_a_page():
    ids = re.findall(r' id="([^"]+)"', drawn(forecast(settling())) + drawn(forecast(settling()), name="other"))
    assert len(ids) == len(set(ids)) == 8


def test_a_chart_is_small():
    observed = [Observed(day(-after), 5) for after in range(10)]
    for block in drawn(forecast(settling()), observed).split("<div ")[1:]:
        assert len(block.encode()) < 10_240


def test_letters_are_as_large_in_the_narrow_chart_as_in_the_wide_one():
    assert {tree.get("font-size") for tree in charts_in(drawn(forecast(settling())))} == {"14"}
    assert NARROW.width < 360


def test_the_course_shows_each_earlier_forecast_on_the_day_it_was_said():
    issued = [Issued(day(-10), day(2), day(-4), None), Issued(day(-3), day(4), day(1), day(9))]
    tree = charts_in(
        course_chart(
            forecast(settling()),
            [Observed(day(-10), 6)],
            issued,
            today=TODAY,
            threshold=1,
            words=words(),
            sizes=(WIDE,),
        )
    )[0]
    assert len(of_class(tree, "said")) == 2
    assert len(of_class(tree, "span")) == 3
    assert [each.text for each in of_class(tree, "heading")] == ["When we said it would be gone"]


def test_of_many_earlier_forecasts_the_first_and_the_last_are_among_those_shown():
    issued = [Issued(day(-after), day(4), day(1), day(9)) for after in range(20, 0, -1)]
    tree = charts_in(
        course_chart(forecast(settling()), [], issued, today=TODAY, threshold=1, words=words(), sizes=(WIDE,))
    )[0]
    names = [each.text for each in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert len(of_class(tree, "said")) == 6
    assert words().day(day(-20)) in names
    assert words().day(day(-1)) in names


def test_the_course_of_a_knot_that_is_gone_marks_the_day_and_needs_no_forecast():
    observed = [Observed(day(-after), after / 2) for after in range(12)]
    tree = charts_in(
        course_chart(
            None,
            observed,
            [Issued(day(-11), day(-3), day(-6), day(2))],
            today=TODAY,
            threshold=1,
            words=words(),
            gone_on=day(-2),
            sizes=(WIDE,),
        )
    )[0]
    assert [each.text for each in of_class(tree, "gone")] == ["gone on 24 Nov"]
    assert of_class(tree, "likely") == []
    assert len(of_class(tree, "settled")) == 2


@given(any_forecast(), any_reports(), st.lists(st.integers(-30, -1), max_size=9))
def test_a_course_can_always_be_drawn(course, observed, said):
    issued = [Issued(day(after), course.gone_by, course.gone_low, course.gone_high) for after in said]
    for each in (course, None):
        assert len(charts_in(course_chart(each, observed, issued, today=TODAY, threshold=1, words=words()))) == 2


def test_the_table_says_what_the_chart_shows():
    band = settling()
    rows = table(forecast(band), [Observed(day(-2), 6), Observed(TODAY, 4)], days=7)
    assert [row.day for row in rows] == [day(-2), *(day(after) for after in range(8))]
    assert (rows[0].likely, rows[0].reported) == (None, 6)
    assert (rows[1].low, rows[1].likely, rows[1].high, rows[1].reported) == (band.p10[0], band.p50[0], band.p90[0], 4)
    assert rows[-1].day - TODAY == timedelta(days=7)


def test_a_spark_has_a_point_for_every_day_and_says_its_title():
    picture = spark([Observed(day(-3), 6), Observed(day(-1), 2), Observed(TODAY, 1)], title="From 6 to 1 & falling")
    tree = charts_in(picture)[0]
    assert tree.get("aria-label") == "From 6 to 1 & falling"
    assert len(corners(path(tree, "spark-line"))) == 3


def test_a_spark_of_one_report_is_a_dot_and_of_none_is_nothing():
    assert len(of_class(charts_in(spark([Observed(TODAY, 3)], title="3"))[0], "spark-now")) == 1
    assert spark([], title="nothing yet") == ""
