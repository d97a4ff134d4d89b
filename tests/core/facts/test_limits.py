"""What is just possible comes in, what is just impossible does not: every number and date the gate reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.strategies import VOCABULARY
from unknot.errors import FactError
from unknot.facts import KINDS, parse

AT = "2026-11-22T08:00:00+01:00"
NEEDED: dict[str, dict[str, Any]] = {
    "profile": {"age_years": 40},
    "preference": {},
    "episode": {"episode": "e1", "event": "opened"},
    "mark": {"episode": "e1", "region": "neck_left", "intensity": 4},
    "check_in": {"episode": "e1"},
    "dose": {"technique": "hold", "seconds": 60},
    "exposure": {"cause": min(VOCABULARY.causes), "minutes": 30},
    "prompt": {"answer": "start"},
    "pro_visit": {},
    "forecast_issued": {
        "episode": "e1",
        "content_version": "1",
        "parameters_version": "1",
        "persists_probability": 0.5,
    },
    "trial_event": {"trial": "t1", "event": "done"},
    "import_batch": {"source": "s", "sha256": "0", "added": 1},
}
LIMITS = [
    ("profile", "age_years", 0, 120),
    ("preference", "minutes_per_day", 0, 240),
    ("episode", "earlier_episodes", 0, 1000),
    ("mark", "intensity", 0, 10),
    ("check_in", "pain_now", 0, 10),
    ("check_in", "pain_worst", 0, 10),
    ("check_in", "press_tenderness", 0, 10),
    ("check_in", "function", 0, 10),
    ("check_in", "soreness_5", 1, 5),
    ("dose", "seconds", 0, 86_400),
    ("dose", "discomfort", 0, 10),
    ("exposure", "minutes", 0, 1_440),
    ("exposure", "rpe", 0, 10),
    ("exposure", "unbroken", 0, 1_440),
    ("pro_visit", "minutes", 0, 1_440),
    ("forecast_issued", "persists_probability", 0, 1),
    ("import_batch", "added", 0, 100_000_000),
]


def raw(kind: str, **told: Any) -> dict[str, Any]:
    return {"kind": kind, "id": "f1", "at": AT, "zone": "Europe/Berlin", **NEEDED[kind], **told}


def refused(value: dict[str, Any]) -> list[str]:
    with pytest.raises(FactError) as caught:
        parse(value, VOCABULARY)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(("kind", "name", "low", "high"), LIMITS)
def test_a_number_reaches_its_limits_and_not_beyond(kind: str, name: str, low: int, high: int) -> None:
    for value in (low, high):
        assert getattr(parse(raw(kind, **{name: value}), VOCABULARY), name) == value
    for value in (low - 1, high + 1):
        assert refused(raw(kind, **{name: value})) == ["fact_out_of_range"]


@pytest.mark.parametrize(("year", "possible"), [(1899, False), (1900, True), (2200, True), (2201, False)])
def test_a_time_lies_in_our_centuries(year: int, possible: bool) -> None:
    told = raw("pro_visit", at=f"{year}-06-01T08:00:00+01:00")
    if possible:
        assert parse(told, VOCABULARY).at.year == year
    else:
        assert refused(told) == ["fact_bad_time"]


@pytest.mark.parametrize("began_on", ["20261101", 2026110100, "2026W451", [2026, 11, 1, 0, 0, 0, 0, 0, 0, 0]])
def test_a_day_is_ten_characters(began_on: object) -> None:
    assert refused(raw("episode", began_on=began_on)) == ["fact_bad_date"]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_in_details_is_one_that_every_program_reads(sign: int) -> None:
    largest = sign * 2**53
    assert parse(raw("trial_event", details={"a": largest}), VOCABULARY).details == {"a": largest}  # type: ignore[attr-defined]
    assert refused(raw("trial_event", details={"a": largest + sign})) == ["fact_out_of_range"]


@pytest.mark.parametrize("of_lists", [True, False])
def test_details_are_at_most_eight_levels_deep_whatever_they_are_made_of(of_lists: bool) -> None:
    value: object = 1
    for _ in range(7):
        value = [value] if of_lists else {"a": value}
    assert parse(raw("trial_event", details={"a": value}), VOCABULARY).details == {"a": value}  # type: ignore[attr-defined]
    deeper = [value] if of_lists else {"a": value}
    assert refused(raw("trial_event", details={"a": deeper})) == ["fact_too_deep"]


def test_details_have_only_text_for_keys() -> None:
    assert refused(raw("trial_event", details={"a": {1: 2}})) == ["fact_not_json"]
    assert refused(raw("trial_event", details={"a": {1}})) == ["fact_not_json"]


def test_a_fact_without_a_time_is_not_also_in_the_future() -> None:
    from datetime import UTC, datetime

    told = raw("pro_visit", at=None)
    with pytest.raises(FactError) as caught:
        parse(told, VOCABULARY, not_after=datetime(2026, 1, 1, tzinfo=UTC))
    assert [problem.code for problem in caught.value.problems] == ["fact_missing_field"]


@pytest.mark.parametrize("kind", [kind for kind, needed in NEEDED.items() if needed])
def test_every_needed_field_is_named_when_it_is_missing(kind: str) -> None:
    needed = {name for name in NEEDED[kind] if name not in ("content_version", "parameters_version")}
    told = {**raw(kind), **dict.fromkeys(needed)}
    with pytest.raises(FactError) as caught:
        parse(told, VOCABULARY)
    missing = {problem.place for problem in caught.value.problems if problem.code == "fact_missing_field"}
    assert missing == {f"fact.{name}" for name in needed}
    assert kind in KINDS


def test_ids_and_texts_reach_their_longest() -> None:
    assert len(parse(raw("pro_visit", note="x" * 5000), VOCABULARY).note) == 5000  # type: ignore[attr-defined]
    assert len(parse(raw("pro_visit") | {"id": "x" * 100}, VOCABULARY).id) == 100


@pytest.mark.parametrize("value", [True, False])
def test_a_yes_without_quotes_is_told_about_the_quotes(value: bool) -> None:
    with pytest.raises(FactError) as caught:
        parse(raw("dose", felt=value), VOCABULARY)
    assert [problem.code for problem in caught.value.problems] == ["fact_unknown_word"]
    assert "in quotes" in caught.value.problems[0].hint
