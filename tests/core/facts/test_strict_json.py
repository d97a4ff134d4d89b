"""What is read as JSON means one thing only."""

import json

import pytest
from hypothesis import given

from tests.strategies import json_values
from unknot.facts.strict_json import DEEPEST, read_json


@given(json_values)
def test_plain_json_is_read_as_it_is(value):
    assert read_json(json.dumps(value)) == value
    assert read_json(json.dumps(value).encode()) == value


def test_a_file_of_another_unicode_encoding_is_read_too():
    assert read_json('{"a": "ä"}'.encode("utf-16")) == {"a": "ä"}
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize("text", ["", "{", "nope", "[1,]", '{"a": NaN}', "[-Infinity]", b"\xff", "1" * 5000])
def test_what_is_no_json_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match=r"\w{3}"):
        read_json(text)


@pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', '[{"b": {"a": 1, "a": 2}}]'])
def test_a_key_that_stands_twice_is_refused(text):
    with pytest.raises(ValueError, match="twice"):
        read_json(text)


def test_it_may_be_nested_so_deep_and_no_deeper():
    assert read_json("[" * DEEPEST + "]" * DEEPEST)
    for opening, closing in (("[", "]"), ('{"a":[', "]}"), ("[[1],", "]")):
        with pytest.raises(ValueError, match="levels"):
            read_json(opening * (DEEPEST + 1) + "0" + closing * (DEEPEST + 1))
    with pytest.raises(ValueError, match="levels"):
        read_json("[" * 200_000)
