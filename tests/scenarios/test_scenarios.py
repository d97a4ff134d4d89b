"""Whole people in, whole advice out: each `<name>.request.json` must give exactly `<name>.advice.json`.

Provenance versions are ignored. After an intended change: `python tests/scenarios/record.py`, then read the difference.
"""

import json

import pytest

from tests.scenarios.record import FOLDER, advice_for, without_versions
from unknot.content.library import load
from unknot.loop import advice_to_raw, advise, parse_request, request_to_raw

NAMES = sorted(path.name.removesuffix(".request.json") for path in FOLDER.glob("*.request.json"))


def test_there_are_at_least_twenty_scenarios():
    assert len(NAMES) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_the_advice_is_the_one_on_file(name):
    expected = json.loads((FOLDER / f"{name}.advice.json").read_text(encoding="utf-8"))
    assert without_versions(advice_for(name)) == without_versions(expected)


@pytest.mark.parametrize("name", NAMES)
def test_a_request_survives_json(name):
    library = load()
    raw = json.loads((FOLDER / f"{name}.request.json").read_text(encoding="utf-8"))
    request = parse_request(raw, library)
    again = parse_request(json.loads(json.dumps(request_to_raw(request))), library)
    assert again == request
    assert json.dumps(advice_to_raw(advise(again))) == json.dumps(advice_to_raw(advise(request)))
