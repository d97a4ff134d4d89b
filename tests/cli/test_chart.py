"""The chart of characters shows what the numbers say."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from unknot.cli.chart import ASCII, BLOCKS, LABEL, draw
from unknot.loop.advice import Band

FIRST = date(2026, 11, 18)


@st.composite
def bands(draw_one):
    days = draw_one(st.integers(2, 29))
    rows = [sorted(draw_one(st.lists(st.floats(0, 10), min_size=7, max_size=7))) for _ in range(days)]
    names = ("p05", "p10", "p25", "p50", "p75", "p90", "p95")
    quantiles = {name: tuple(row[place] for row in rows) for place, name in enumerate(names)}
    return Band("pain_nprs_now", tuple(FIRST + timedelta(days=day) for day in range(days)), **quantiles)


@st.composite
def gone(draw_one):
    low, middle, high = sorted(draw_one(st.lists(st.integers(0, 40), min_size=3, max_size=3)))
    return tuple(FIRST + timedelta(days=day) if day <= 28 else None for day in (low, middle, high))


@given(bands(), gone(), st.integers(40, 76))
def test_it_fits_the_width_and_has_every_row(band, days, width):
    lines = draw(band, gone=days, gone_text="gone by 3 Dec", width=width, signs=BLOCKS)
    drawn = [line for line in lines if line[:LABEL].strip().isdigit()]
    assert max(len(line) for line in lines[:-1]) <= width
    assert [int(line[:LABEL]) for line in drawn] == list(range(len(drawn) - 1, -1, -1))


@given(bands(), gone())
def test_every_day_has_its_median_on_the_right_row(band, days):
    lines = draw(band, gone=days, gone_text="x", width=76, signs=ASCII)
    column = (72 - LABEL) // len(band.days)
    rows = {int(line[:LABEL]): line for line in lines if line[:LABEL].strip().isdigit()}
    for day, median in enumerate(band.p50):
        level = min(max(rows), int(median + 0.5))
        assert rows[level][LABEL + day * column] == ASCII.median or int(median + 0.5) > max(rows)


def test_the_marker_stands_above_its_day():
    flat = dict.fromkeys(("p05", "p10", "p25", "p50", "p75", "p90", "p95"), (3.0,) * 29)
    band = Band("pain_nprs_now", tuple(FIRST + timedelta(days=day) for day in range(29)), **flat)
    days = (FIRST + timedelta(days=3), FIRST + timedelta(days=7), None)
    label, line = draw(band, gone=days, gone_text="gone by 25 Nov", width=76, signs=BLOCKS)[:2]
    assert "gone by 25 Nov" in label
    assert line.index("▼") == LABEL + 7 * 2 + 1
    assert line.index("├") == LABEL + 3 * 2 + 1
    assert "┤" not in line
