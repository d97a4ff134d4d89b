"""Days, times and numbers are written as people write them where the browser is at home."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from unknot.web import locale

THIS_YEAR = date.today().year  # noqa: DTZ011
A_DAY = date(THIS_YEAR, 12, 3) if date.today().month > 6 else date(THIS_YEAR, 3, 3)  # noqa: DTZ011


@pytest.fixture
def at_home_in() -> Iterator[Callable[[str], None]]:
    """Sets the languages that the browser names."""
    tokens = []

    def speak(header: str) -> None:
        tokens.append(locale._current.set(locale.locale_of(locale.region_of(header))))

    yield speak
    for token in reversed(tokens):
        locale._current.reset(token)


@pytest.mark.parametrize(
    ("header", "region"),
    [
        ("en-GB,en;q=0.9", "GB"),
        ("en-US", "US"),
        ("de-DE,de;q=0.9,en-US;q=0.8", "DE"),
        ("de,en;q=0.5,en-AT;q=0.3", "AT"),
        ("en;q=0.5,de-AT;q=0.9", "AT"),
        ("zh-Hant-TW", "TW"),
        ("es-419", "419"),
        ("de", "001"),
        ("", "001"),
        ("en-u-ca-gregory", "001"),
        (";;;,q=,-", "001"),
    ],
)
def test_the_first_region_that_the_browser_names_counts(header: str, region: str) -> None:
    assert locale.region_of(header) == region


@pytest.mark.parametrize("header", ["", "xx-QQ", "de", "en-1", "\x00", "en-US;q=not-a-number"])
def test_a_header_nobody_understands_is_no_reason_to_fail(at_home_in: Callable[[str], None], header: str) -> None:
    at_home_in(header)
    assert locale.day(A_DAY)


def test_the_world_at_large_writes_the_day_before_the_month(at_home_in: Callable[[str], None]) -> None:
    at_home_in("")
    assert locale.day(A_DAY).startswith("3 ")
    assert locale.points(4.5) == "4.5"


def test_americans_write_the_month_before_the_day(at_home_in: Callable[[str], None]) -> None:
    at_home_in("en-US")
    assert locale.day(A_DAY).endswith(" 3")
    assert locale.clock(datetime(2026, 1, 1, 17, 5, tzinfo=UTC), "UTC").endswith("PM")


def test_germans_write_a_comma_in_a_decimal(at_home_in: Callable[[str], None]) -> None:
    at_home_in("de-DE")
    assert locale.points(4.56) == "4,6"
    assert locale.with_decimals("0.5 min, then rest.") == "0,5 min, then rest."
    assert locale.clock(datetime(2026, 1, 1, 17, 5, tzinfo=UTC), "Europe/Berlin") == "18:05"


def test_a_whole_number_of_points_has_no_decimal() -> None:
    assert locale.points(4.0) == "4"
    assert locale.points(3.96) == "4"


def test_a_day_far_away_is_written_with_its_year() -> None:
    assert "2019" in locale.day(date(2019, 12, 3))
    assert "2019" in locale.short_day(date(2019, 12, 3))
    assert "2019" in locale.weekday(date(2019, 12, 3))
    assert str(THIS_YEAR) not in locale.day(A_DAY)


def test_the_day_of_the_week_is_written_out() -> None:
    assert locale.weekday(date(2019, 12, 3)).startswith("Tuesday")


def test_a_share_is_a_whole_percentage_and_never_a_false_nothing() -> None:
    assert locale.percent(0.948).replace("\u00a0", " ") == "95 %"
    assert locale.percent(0.001) == "under 1 %"
    assert locale.percent(0.0).replace("\u00a0", " ") == "0 %"
