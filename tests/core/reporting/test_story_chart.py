"""The chart of a story: the past beside the forecast, gaps that stay gaps, and two years that can still be read."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.core.reporting.drawn import (
    TODAY,
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
from unknot.loop.advice import Band
from unknot.reporting import time_lapse
from unknot.reporting.charts import NARROW, WIDE, Issued, Lane, Level, Observed, by_week, course_chart
from unknot.reporting.overview import Lived, Span, overview
from unknot.reporting.svg import width_of

KINDS = ("technique", "visit", "training", "sitting", "trial")


def story(observed=(), **changed):
    said = words(level="evened out", ghost="first forecast", of_weeks="a week", week=lambda each: f"from {each.first}")
    options = {"today": TODAY, "threshold": 1.0, "words": said, "issued": [], **changed}
    return charts_in(course_chart(options.pop("course", forecast(settling())), observed, **options))


def levels(*days):
    return [Level(day(each), 4.0, 3.0, 5.0) for each in days]


def rated(days):
    return [Observed(day(-after), 2 + after % 5) for after in range(days)]


def path(tree, name):
    return of_class(tree, name)[0].get("d")


def test_where_nothing_is_known_the_level_has_a_gap():
    for tree in story(rated(25), levels=levels(-20, -19, -18, -9, -8, -7), past_days=30):
        lines = [corners(each.get("d")) for each in of_class(tree, "level") if each.get("d")]
        runs = [line for line in lines if len(line) == 3]
        assert len(runs) == 2
        assert runs[0][-1][0] < runs[1][0][0]


def test_ratings_in_a_story_are_dots_that_no_line_joins():
    tree = story(rated(5), levels=levels(-4, -3, -2, -1, 0))[0]
    assert of_class(tree, "joined") == []
    assert len(list(of_class(tree, "readings")[0].iter("{http://www.w3.org/2000/svg}circle"))) >= 5


def test_each_kind_has_a_lane_of_its_own_below_the_chart_and_a_name_in_the_key():
    lanes = [Lane(kind, f"a {kind}", (day(-3), day(-1))) for kind in KINDS]
    for tree in story(rated(5), lanes=lanes):
        heights = [corners(path(tree, f"mark-{kind}"))[0][1] for kind in KINDS]
        assert heights == sorted(heights)
        assert len(of_class(tree, "lane")) == 5
        named = [each.text for each in tree.iter("{http://www.w3.org/2000/svg}text")]
        assert {f"a {kind}" for kind in KINDS} <= set(named)


def test_the_first_forecast_is_a_ghost_with_dashes_and_has_its_interval_below():
    first = [Issued(day(-9), day(2), day(-1), day(9))]
    earlier = settling(6)
    ghost = Band(earlier.measure, tuple(each - timedelta(days=9) for each in earlier.days), *rows_of(earlier))
    for tree in story(rated(10), ghost=ghost, issued=first):
        assert of_class(tree, "ghost")[0].get("stroke-dasharray")
        assert len(of_class(tree, "said")) == 1


def rows_of(band):
    return (band.p05, band.p10, band.p25, band.p50, band.p75, band.p90, band.p95)


@given(any_forecast(), any_reports(), st.booleans())
def test_the_label_of_the_gone_by_day_clears_everything_that_is_drawn(course, observed, weekly):
    known = levels(*range(-30, 1))
    for tree in story(observed, course=course, levels=known, weekly=weekly, past_days=40):
        label = of_class(tree, "gone")[0]
        left, baseline = float(label.get("x")), float(label.get("y"))
        right = left + width_of(label.text, 15)
        top = min(y for _, y in corners(path(tree, "grid")))
        lines = [each.get("d") for name in ("likely", "four-in-five", "level-room") for each in of_class(tree, name)]
        under = [y for line in lines if " " not in line[:1] for x, y in sampled(line) if left <= x <= right]
        assert all(y > baseline for y in under) or baseline <= top + 16


def test_two_years_stand_as_weeks_and_not_as_seven_hundred_dots():
    for tree in story(rated(730), weekly=True, past_days=730, course=None):
        circles = list(of_class(tree, "of-weeks")[0].iter("{http://www.w3.org/2000/svg}circle"))
        assert 100 < len(circles) < 107
        labels = [each for each in tree.iter("{http://www.w3.org/2000/svg}text") if (each.text or "").count(".") == 2]
        places = sorted(float(each.get("x")) for each in labels)
        assert all(later - sooner > 30 for sooner, later in pairwise(places))


@given(st.lists(st.integers(0, 400), unique=True, max_size=60))
def test_every_rating_is_in_one_week_and_a_week_without_one_is_left_out(back):
    weeks = by_week([Observed(day(-each), each % 11) for each in back], today=TODAY)
    assert sum(week.days for week in weeks) == len(back)
    assert all(week.low <= week.middle <= week.high for week in weeks)
    assert [week.first for week in weeks] == sorted({week.first for week in weeks})


@given(st.lists(st.tuples(st.integers(0, 800), st.integers(0, 90), st.booleans()), min_size=1, max_size=8))
def test_knots_side_by_side_stay_inside_the_picture(lived):
    rows = []
    for place, (back, days, is_open) in enumerate(lived):
        began = day(-back)
        ended = None if is_open else min(began + timedelta(days=days), TODAY)
        seen = [Observed(each, 5) for each in (began, ended or TODAY)]
        rows.append(Lived(f"Place number {place} with a long name that does not fit", [Span(began, ended, seen)]))
    for tree, size in zip(charts_in(overview(rows, today=TODAY, words=words())), (WIDE, NARROW), strict=True):
        assert len(of_class(tree, "life")) == len(rows)
        for line in (each.get("d") for name in ("life", "ridge") for each in of_class(tree, name)):
            assert all(-2 <= x <= size.width + 2 for x, _ in corners(line))
        for label in tree.iter("{http://www.w3.org/2000/svg}text"):
            assert float(label.get("x")) >= 0


def test_a_place_that_is_not_marked_that_day_is_there_to_be_marked_later():
    shown = time_lapse.views(
        "neutral", ["neck_upper_l", "calf_l"], {"neck_upper_l": 4}, label=str.title, asset=lambda name: f"/{name}"
    )
    strengths = {
        each.get("data-region"): each.get("data-strength")
        for picture in shown
        for each in of_class(charts_in(picture)[0], "lapse-mark")
    }
    assert strengths == {"neck_upper_l": "4", "calf_l": "0"}
