"""What a fit writes down can be read back, and says where every number comes from."""

from __future__ import annotations

import json
from datetime import date

import pytest

import unknot
from tests.fitting.simulated import knots
from unknot.content.library import load
from unknot.errors import Problem
from unknot.recovery.fitted import read, with_fitted
from unknot.recovery.fitting.knots import refitted
from unknot.recovery.fitting.provenance import Fitting, Source, record, to_bytes

LIBRARY = load()


@pytest.fixture(scope="module")
def fitting() -> Fitting:
    people = knots(LIBRARY, "desk", 3, seed=5)
    _, fit = refitted(LIBRARY, people, steps=2)
    return Fitting("knots", 3, 3, 27, fit)


def test_what_is_written_gives_the_same_numbers_back(fitting: Fitting) -> None:
    data = to_bytes(record(LIBRARY, [fitting], made_on=date(2026, 11, 22), sources=[], left_out=[]))
    used = with_fitted(LIBRARY, read(data, "file"), "file")
    assert {id_: used.number(id_) for id_ in fitting.fit.values} == dict(fitting.fit.values)


def test_the_record_says_from_what_by_what_and_for_whom(fitting: Fitting) -> None:
    source, problem = Source("a.jsonl", "0" * 64), Problem("export_truncated", "b.jsonl", "the end is missing")
    raw = record(LIBRARY, [fitting], made_on=date(2026, 11, 22), sources=[source], left_out=[problem])
    assert raw["made_on"] == "2026-11-22"
    assert raw["unknot"] == unknot.__version__
    assert raw["base"]["parameters_version"] == LIBRARY.parameters_version
    assert raw["files"] == [{"name": "a.jsonl", "sha256": "0" * 64}]
    assert [left["code"] for left in raw["left_out"]] == ["export_truncated"]
    (told,) = raw["fits"]
    assert (told["people"], told["knots"], told["readings"]) == (3, 3, 27)
    assert told["loss_after"] <= told["loss_before"]
    row = LIBRARY.parameters["recovery.desk.plateau"]
    written = raw["rows"][row.id]
    assert (written["before"], written["low"], written["high"]) == (row.value, row.low, row.high)
    assert written["after"] == fitting.fit.values[row.id]


def test_the_same_fit_gives_the_same_bytes(fitting: Fitting) -> None:
    first, second = (
        to_bytes(record(LIBRARY, [fitting], made_on=date(2026, 11, 22), sources=[], left_out=[])) for _ in range(2)
    )
    assert first == second
    json.loads(first)
