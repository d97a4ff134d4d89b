"""Numbers to call: each rests on sources that agree, and is an emergency number by a library that keeps such lists."""

import re
from datetime import date

import pytest
from phonenumbers.shortnumberinfo import connects_to_emergency_number, is_emergency_number

from unknot.content.library import load
from unknot.web.locale import countries

NUMBERS = load().emergency_numbers
KNOWN_OTHERWISE = {
    "am": "911",
    "ci": "185",
    "ht": "116",
    "ls": "121",
    "ly": "1515",
    "rs": "194",
    "sb": "911",
    "uz": "103",
}
"""Where two sources agree and libphonenumber has other numbers; docs/decisions/0018-emergency-numbers.md says why."""


@pytest.mark.parametrize("country", NUMBERS)
def test_every_number_is_an_emergency_number_there(country):
    number = NUMBERS[country].ambulance
    if country in KNOWN_OTHERWISE:
        assert number == KNOWN_OTHERWISE[country]
        assert not is_emergency_number(number, country.upper())
    else:
        assert is_emergency_number(number, country.upper())
        assert connects_to_emergency_number(number, country.upper())


def test_a_number_that_is_none_would_be_found():
    assert not is_emergency_number("115", "KR")
    assert not is_emergency_number("110", "NL")


def test_numbers_are_digits_and_advice_lines_digits_in_groups():
    for row in NUMBERS.values():
        assert re.fullmatch(r"\d{2,4}", row.ambulance)
        assert row.advice_line is None or re.fullmatch(r"\d+( \d+)*", row.advice_line)


def test_every_row_is_a_country_that_can_be_chosen():
    assert {country.upper() for country in NUMBERS} <= set(countries())


def test_most_countries_have_a_number():
    assert len(NUMBERS) >= 170


@pytest.mark.parametrize("country", NUMBERS)
def test_every_number_rests_on_two_sources_or_more(country):
    compared = {"aosp_ecc", "wiki_numbers", "libphonenumber"} & set(NUMBERS[country].sources)
    assert len(compared) >= 2
    assert ("libphonenumber" in compared) == (country not in KNOWN_OTHERWISE)


def test_every_comparison_has_its_day_and_every_advice_line_a_source_of_its_own():
    for row in NUMBERS.values():
        assert date.fromisoformat(row.seen_on) >= date(2026, 11, 22)
        named = set(row.sources) - {"aosp_ecc", "wiki_numbers", "libphonenumber"}
        assert bool(named) == (row.advice_line is not None)


@pytest.mark.parametrize(
    ("country", "number"),
    [("de", "112"), ("us", "911"), ("gb", "999"), ("au", "000"), ("jp", "119"), ("no", "113"), ("in", "112")],
)
def test_well_known_numbers_are_what_everybody_knows(country, number):
    assert NUMBERS[country].ambulance == number


@pytest.mark.parametrize("country", ["za", "ng", "co", "tt"])
def test_where_the_sources_differ_no_number_is_given(country):
    assert country not in NUMBERS


def test_every_screening_region_has_signs_to_stop_at():
    library = load()
    covered = {region for each in library.after_session.values() for region in library.region_set(each.regions)}
    assert covered == set(library.screening_regions)
    assert all(library.lines(f"after_session.{id_}.signs") for id_ in library.after_session)
