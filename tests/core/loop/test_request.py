"""What goes in through the one door: every bad field named at once, nothing guessed."""

import pytest

from unknot.content.library import load
from unknot.errors import RequestError, VersionError
from unknot.loop import parse_request, request_to_raw

LIBRARY = load()
GOOD = {"at": "2026-11-20T18:00:00+01:00", "zone": "Europe/Berlin", "facts": []}


def codes_of(raw):
    with pytest.raises(RequestError) as caught:
        parse_request(raw, LIBRARY)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"at": None}, "request_bad_time"),
        ({"at": "yesterday"}, "request_bad_time"),
        ({"at": "2026-11-20T18:00:00"}, "request_naive_time"),
        ({"zone": "Mars/Olympus"}, "request_unknown_zone"),
        ({"zone": 5}, "request_unknown_zone"),
        ({"facts": None}, "request_no_facts"),
        ({"facts": {}}, "request_no_facts"),
        ({"facts": [7]}, "fact_not_a_mapping"),
        ({"seed": -1}, "request_bad_seed"),
        ({"seed": True}, "request_bad_seed"),
        ({"seed": "1"}, "request_bad_seed"),
        ({"seed": 2**63}, "request_bad_seed"),
        ({"episode": 3}, "request_not_text"),
        ({"content_version": 3}, "request_not_text"),
        ({"mood": "fine"}, "request_unknown_field"),
    ],
)
def test_a_bad_field_is_named_by_its_code(change, code):
    assert codes_of({**GOOD, **change}) == [code]


@pytest.mark.parametrize("raw", [None, [], "at", 3])
def test_a_request_is_an_object(raw):
    assert codes_of(raw) == ["request_not_an_object"]


def test_every_bad_field_is_named_at_once():
    assert codes_of({"at": "now", "zone": "x", "facts": 1, "seed": -1, "y": 0}) == [
        "request_unknown_field",
        "request_bad_time",
        "request_unknown_zone",
        "request_bad_seed",
        "request_no_facts",
    ]


def test_a_fact_after_the_request_is_refused():
    mark = {"kind": "mark", "id": "m", "zone": "UTC", "episode": "e", "region": "calf_l", "intensity": 3}
    assert codes_of({**GOOD, "facts": [{**mark, "at": "2026-11-20T17:00:01Z"}]}) == ["fact_in_future"]


@pytest.mark.parametrize("field", ["content_version", "parameters_version"])
def test_an_installed_version_may_be_named_and_no_other(field):
    installed = {"content_version": LIBRARY.version, "parameters_version": LIBRARY.parameters_version}[field]
    assert getattr(parse_request({**GOOD, field: installed}, LIBRARY), field) == installed
    with pytest.raises(VersionError, match="is not installed"):
        parse_request({**GOOD, field: "1999.1"}, LIBRARY)


def test_all_fields_survive_the_way_out_and_back():
    raw = {**GOOD, "episode": "knot1", "content_version": LIBRARY.version, "seed": 7}
    request = parse_request(raw, LIBRARY)
    assert parse_request(request_to_raw(request), LIBRARY) == request
    assert request_to_raw(request) == raw
