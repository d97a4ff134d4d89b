"""What was read once is not read again, and never outlives its database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from unknot.content.library import load, vocabulary_of
from unknot.facts import in_order, parse
from unknot.web import records
from unknot.web.recall import RECALL

VOCABULARY = vocabulary_of(load())
FIRST = datetime(2026, 11, 1, 8, tzinfo=UTC)


def rated(id_: str, hours: float = 0.0, pain: float = 4.0):
    at = FIRST + timedelta(hours=hours)
    raw = {"kind": "check_in", "id": id_, "at": at.isoformat(), "zone": "UTC", "episode": "knot", "pain_now": pain}
    return parse(raw, VOCABULARY, place="test")


def store(*facts) -> None:
    records.append(facts, load().version)


def test_a_database_without_facts_has_none(place):
    place.open()
    assert RECALL.facts(VOCABULARY) == ()


def test_every_fact_is_there_in_order_however_it_came(place):
    place.open()
    store(rated("later", hours=2))
    assert RECALL.facts(VOCABULARY) == (rated("later", hours=2),)
    store(rated("earlier"), rated("last", hours=3))
    assert RECALL.facts(VOCABULARY) == in_order([rated("earlier"), rated("later", hours=2), rated("last", hours=3)])
    assert RECALL.facts(VOCABULARY) == records.facts(VOCABULARY)


def test_only_new_rows_are_read_again(place, monkeypatch: pytest.MonkeyPatch):
    place.open()
    store(rated("one"))
    RECALL.facts(VOCABULARY)
    store(rated("two", hours=1))
    read = []
    whole = records.facts
    monkeypatch.setattr(records, "facts", lambda *given, **named: read.append(whole(*given, **named)) or read[-1])
    assert len(RECALL.facts(VOCABULARY)) == 2
    assert len(RECALL.facts(VOCABULARY)) == 2
    assert [[fact.id for fact in facts] for facts in read] == [["two"]]


def test_what_was_deleted_is_forgotten(place):
    place.open()
    store(rated("one"), rated("two", hours=1))
    RECALL.facts(VOCABULARY)
    records.delete_everything()
    assert RECALL.facts(VOCABULARY) == ()
    store(rated("one", pain=9.0), rated("two", hours=1, pain=9.0))
    assert {fact.pain_now for fact in RECALL.facts(VOCABULARY)} == {9.0}


@pytest.mark.parametrize("more", [0, 1])
def test_a_database_made_anew_is_read_anew_though_its_rows_have_the_same_numbers(place, more):
    place.open()
    store(rated("one"), rated("two", hours=1))
    RECALL.facts(VOCABULARY)
    place.wipe()
    place.open()
    store(rated("one", pain=9.0), rated("two", hours=1, pain=9.0), *(rated("three", pain=9.0) for _ in range(more)))
    assert {fact.pain_now for fact in RECALL.facts(VOCABULARY)} == {9.0}
