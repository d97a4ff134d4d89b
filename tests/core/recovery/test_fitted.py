"""Fitted numbers reach rows of the recovery model and nothing else, and a number changed by hand is found out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.errors import InputError, UnknotError, VersionError
from unknot.recovery.fitted import FORMAT, SOURCE, VERSION, base_sha256, may_be_fitted, read, version_of, with_fitted
from unknot.recovery.parameters import from_library

LIBRARY = load()
ROW = "recovery.desk.tautness_half_life"
OPEN = sorted(id_ for id_ in LIBRARY.parameters if may_be_fitted(LIBRARY, id_))


def written(values: Mapping[str, float], **changes: Any) -> bytes:
    base, digest = LIBRARY.parameters_version, base_sha256(LIBRARY)
    raw = {
        "format": FORMAT,
        "version": VERSION,
        "parameters_version": version_of(base, digest, values),
        "base": {"parameters_version": base, "sha256": digest},
        "made_on": "2026-11-22",
        "fits": [{"people": 12}],
        "rows": {id_: {"after": value} for id_, value in values.items()},
    }
    return json.dumps(raw | changes).encode()


def refused(data: bytes) -> set[str]:
    with pytest.raises(UnknotError) as raised:
        with_fitted(LIBRARY, read(data, "file"), "file")
    return {problem.code for problem in raised.value.problems}


def test_a_fitted_number_is_used_and_the_version_says_so() -> None:
    changed = with_fitted(LIBRARY, read(written({ROW: 9.0}), "file"), "file")
    assert changed.number(ROW) == 9.0
    assert changed.parameters_version.startswith(f"{LIBRARY.parameters_version}+fit.")
    assert changed.version == LIBRARY.version
    assert from_library(changed, "desk").tautness_rate.mean() < from_library(LIBRARY, "desk").tautness_rate.mean()


def test_other_numbers_make_another_version() -> None:
    first, second = (with_fitted(LIBRARY, read(written({ROW: x}), ""), "").parameters_version for x in (9.0, 9.5))
    assert first != second


@given(st.dictionaries(st.sampled_from(sorted(LIBRARY.parameters)), st.floats(-1e4, 1e4), min_size=1, max_size=5))
def test_a_file_changes_rows_of_recovery_within_their_ranges_or_nothing(values: dict[str, float]) -> None:
    try:
        with_fitted(LIBRARY, read(written(values), "file"), "file")
    except InputError:
        return
    assert all(id_.startswith("recovery.") for id_ in values)
    assert all(LIBRARY.parameters[id_].low <= value <= LIBRARY.parameters[id_].high for id_, value in values.items())


@given(st.dictionaries(st.sampled_from(OPEN), st.floats(0.2, 0.8), min_size=1, max_size=8))
def test_nothing_but_the_values_of_the_rows_named_is_touched(shares: dict[str, float]) -> None:
    rows = LIBRARY.parameters
    values = {id_: rows[id_].low + share * (rows[id_].high - rows[id_].low) for id_, share in shares.items()}
    changed = with_fitted(LIBRARY, read(written(values), "file"), "file")
    for field in fields(LIBRARY):
        if field.name not in ("parameters", "parameters_version", "sources"):
            assert getattr(changed, field.name) is getattr(LIBRARY, field.name), field.name
    assert list(changed.parameters) == list(rows)
    assert {id_ for id_ in rows if changed.parameters[id_] != rows[id_]} <= set(values)
    for id_, value in values.items():
        row = replace(rows[id_], value=value, source_class="derived", sources=(SOURCE, *rows[id_].sources))
        assert changed.parameters[id_] == row
    assert {id_: changed.sources[id_] for id_ in LIBRARY.sources} == dict(LIBRARY.sources)
    assert set(changed.sources) - set(LIBRARY.sources) == {SOURCE}
    assert "12 people on 2026-11-22" in changed.sources[SOURCE].cite


@pytest.mark.parametrize(
    "id_",
    [id_ for id_ in LIBRARY.parameters if not id_.startswith("recovery.")]
    + ["recovery.gone_points", "recovery.persists_after", "recovery.announce_change", "recovery.of_another_model"],
)
def test_no_rule_convention_or_other_model_can_be_reached(id_: str) -> None:
    row = LIBRARY.parameters.get(id_)
    assert refused(written({id_: row.value if row else 1.0})) == {"fitted_row_closed"}


@pytest.mark.parametrize("table", ["kinds", "flags", "contraindications"])
def test_screening_rules_and_ceilings_are_no_rows_at_all(table: str) -> None:
    for id_ in getattr(LIBRARY, table):
        assert not may_be_fitted(LIBRARY, id_)


def test_a_value_outside_its_range_names_the_row() -> None:
    with pytest.raises(InputError, match=ROW.replace(".", r"\.")) as raised:
        with_fitted(LIBRARY, read(written({ROW: 23.0}), "file"), "file")
    assert [problem.code for problem in raised.value.problems] == ["parameter_out_of_bounds"]


def test_a_value_that_the_model_cannot_take_is_refused() -> None:
    assert refused(written({"recovery.exercise.persistent_share": 0.0})) == {"parameter_impossible"}


def test_a_number_changed_after_the_fit_is_found_out() -> None:
    raw = json.loads(written({ROW: 9.0}))
    raw["rows"][ROW]["after"] = 9.1
    assert refused(json.dumps(raw).encode()) == {"fitted_altered"}


def test_numbers_fitted_from_others_are_refused() -> None:
    base = {"parameters_version": LIBRARY.parameters_version, "sha256": "0" * 64}
    version = version_of(LIBRARY.parameters_version, "0" * 64, {ROW: 9.0})
    assert refused(written({ROW: 9.0}, base=base, parameters_version=version)) == {"fitted_other_base"}


def test_a_file_of_a_newer_unknot_is_refused() -> None:
    with pytest.raises(VersionError) as raised:
        read(written({ROW: 9.0}, version=VERSION + 1), "file")
    assert raised.value.problems[0].code == "fitted_newer"


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"{}", b"\xff", written({ROW: 9.0}, rows=[]), written({ROW: 9.0}, rows={ROW: {}})]
    + [written({ROW: 9.0}, rows={ROW: {"after": bad}}) for bad in ("9", None, True, [9])]
    + [written({ROW: 9.0}).replace(b"9.0", bad) for bad in (b"NaN", b"1e999")]
    + [written({ROW: 9.0}, base=None), written({ROW: 9.0}, format="unknot-export")],
)
def test_what_is_no_file_of_fitted_numbers_is_refused(data: bytes) -> None:
    assert refused(data) == {"fitted_foreign"}
