"""A number is what plain digits write, within its bounds, and nothing else."""

import pytest

from unknot.web.typed import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("240", 240), ("000", 0)])
def test_plain_digits_within_the_bounds_are_a_number(text, number):
    assert whole_number(text, 240) == number


@pytest.mark.parametrize("text", ["", " ", " 7", "-1", "+1", "1.5", "1e2", "٣", "²", "ten", "241", "1 2", "9" * 5000])
def test_anything_else_is_none(text):
    assert whole_number(text, 240) is None


def test_a_number_below_the_least_is_none():
    assert whole_number("0", 120, least=1) is None
    assert whole_number("1", 120, least=1) == 1
