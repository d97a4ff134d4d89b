"""Facts go into the database as they are and come out as they were; nothing is ever changed."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import VOCABULARY, ids, stories
from unknot.errors import FactError, StoreError, VersionError
from unknot.exchange import native
from unknot.facts import Answer, Correction, Mark, ProVisit, in_order, to_raw
from unknot.web import records, store
from unknot.web import settings as porch_settings

AT = datetime.fromisoformat("2026-11-22T08:00:00.123456+05:45")

COLUMNS = "fact_id, kind, at, zone, content_version, recorded_at"
UPSERT = "ON CONFLICT (fact_id) DO UPDATE SET payload = ''"
SQLITE_CHANGES = [
    "UPDATE fact SET payload = '{}'",
    "DELETE FROM fact",
    "DELETE FROM fact WHERE fact_id = 'a'",
    "INSERT OR REPLACE INTO fact SELECT * FROM fact",
    f"REPLACE INTO fact ({COLUMNS}, payload) SELECT {COLUMNS}, '' FROM fact",
]
POSTGRESQL_CHANGES = [
    "UPDATE fact SET payload = '{}'",
    "DELETE FROM fact",
    "DELETE FROM fact WHERE fact_id = 'a'",
    "TRUNCATE fact",
    f"INSERT INTO fact ({COLUMNS}, payload) SELECT {COLUMNS}, '' FROM fact {UPSERT}",
]


def mark(fact_id="a", intensity=4, episode="e1", **fields):
    return Mark(
        **{"id": fact_id, "at": AT, "zone": "Asia/Kathmandu"} | fields,
        episode=episode,
        region="neck_left",
        intensity=intensity,
    )


@pytest.fixture
def opened(place):
    place.open()
    return place


def test_any_facts_come_out_as_they_went_in(opened):
    @given(stories(VOCABULARY), ids)
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    def check(facts, content_version):
        records.delete_everything()
        assert records.append(facts, content_version) == len(facts)
        back = records.facts(VOCABULARY)
        assert back == in_order(facts)
        assert [to_raw(fact) for fact in back] == [to_raw(fact) for fact in in_order(facts)]

    check()


def test_a_row_says_in_plain_sql_what_the_fact_says(opened):
    before = datetime.now(UTC)
    records.append([Correction(id="c", at=AT, zone="Asia/Kathmandu", episode="e1", supersedes="a")], "2026.1")
    columns = "fact_id, kind, zone, episode, supersedes, content_version, payload"
    ((*plain, payload),) = opened.sql(f"SELECT {columns} FROM fact")
    assert plain == ["c", "correction", "Asia/Kathmandu", "e1", "a", "2026.1"]
    assert json.loads(payload)["at"] == "2026-11-22T08:00:00.123456+05:45"
    ((at, recorded_at),) = opened.sql("SELECT at, recorded_at FROM fact")
    if opened.vendor == "sqlite":
        at, recorded_at = (datetime.fromisoformat(value).replace(tzinfo=UTC) for value in (at, recorded_at))
    assert at == AT
    assert before <= recorded_at <= datetime.now(UTC)


def test_the_same_fact_again_changes_nothing(opened):
    assert records.append([mark("a"), mark("b")], "c1") == 2
    assert records.append([mark("b"), mark("c"), mark("c")], "c2") == 1
    assert sorted(opened.sql("SELECT fact_id, content_version FROM fact")) == [("a", "c1"), ("b", "c1"), ("c", "c2")]


def test_another_fact_under_a_taken_id_is_refused_and_nothing_of_the_batch_is_stored(opened):
    records.append([mark("a", intensity=4)], "c1")
    with pytest.raises(FactError) as refused:
        records.append([mark("new"), mark("a", intensity=5)], "c1")
    assert [(problem.code, problem.place) for problem in refused.value.problems] == [("fact_id_taken", "fact a")]
    assert opened.sql("SELECT fact_id FROM fact") == [("a",)]


def test_a_batch_that_contradicts_itself_is_refused(opened):
    with pytest.raises(FactError, match="fact a"):
        records.append([mark("a", intensity=4), mark("a", intensity=5)], "c1")
    assert opened.sql("SELECT count(*) FROM fact") == [(0,)]


def test_thousands_of_facts_are_one_batch(opened):
    many = [mark(f"m{number}") for number in range(2_500)]
    assert records.append(many, "c1") == 2_500
    assert records.append(many, "c1") == 0


def test_one_episode_is_read_with_the_corrections_of_its_facts(opened):
    retraction = Correction(id="c", at=AT, zone="UTC", supersedes="a")
    person = Answer(id="p", at=AT, zone="UTC", question="rf_fever", value="no")
    records.append([mark("a"), mark("b", episode="e2"), retraction, person], "c1")
    assert {fact.id for fact in records.facts(VOCABULARY, "e1")} == {"a", "c"}
    assert {fact.id for fact in records.facts(VOCABULARY, "e2")} == {"b"}
    assert {fact.id for fact in records.facts(VOCABULARY)} == {"a", "b", "c", "p"}
    assert records.count() == 4


@pytest.mark.parametrize("number", range(len(SQLITE_CHANGES)))
def test_the_database_itself_refuses_to_change_or_remove_a_fact(opened, number):
    records.append([mark("a"), mark("b")], "c1")
    change = (SQLITE_CHANGES if opened.vendor == "sqlite" else POSTGRESQL_CHANGES)[number]
    with pytest.raises(Exception, match="facts are append-only"):
        opened.sql(change)
    assert {fact.id for fact in records.facts(VOCABULARY)} == {"a", "b"}


def test_django_refuses_to_change_or_remove_a_fact(opened):
    from unknot.web.models import FactRow

    records.append([mark("a")], "c1")
    row = FactRow.objects.get()
    for change in (row.save, row.delete, FactRow.objects.all().delete, lambda: FactRow.objects.update(zone="UTC")):
        with pytest.raises(StoreError) as refused:
            change()
        assert refused.value.problems[0].code == "facts_append_only"
    assert records.facts(VOCABULARY) == (mark("a"),)


def test_facts_that_the_content_no_longer_knows_are_named_and_kept(opened):
    from dataclasses import replace

    records.append([mark("a"), Answer(id="b", at=AT, zone="UTC", question="rf_fever", value="no")], "c0")
    smaller = replace(VOCABULARY, questions=frozenset(), regions=frozenset())
    with pytest.raises(VersionError) as refused:
        records.facts(smaller)
    assert [(problem.code, problem.place) for problem in refused.value.problems] == [
        ("fact_content_unknown", "fact a.region"),
        ("fact_content_unknown", "fact b.question"),
    ]
    assert "content c0" in str(refused.value)
    assert [raw["id"] for _, raw in records.raws()] == ["a", "b"]


@pytest.mark.parametrize("payload", ["", "{", "[" * 100_000, '{"kind": "mark", "id": "other"}'])
def test_a_row_that_is_no_fact_is_named(opened, payload):
    quoted = f"'{payload}'"
    if "other" in payload:
        quoted = f"'{json.dumps(to_raw(mark('other')))}'"
    records.append([mark("a")], "c1")
    opened.sql(
        "INSERT INTO fact (fact_id, kind, at, zone, content_version, recorded_at, payload)"
        f" SELECT 'bad', kind, at, zone, content_version, recorded_at, {quoted} FROM fact"
    )
    with pytest.raises(StoreError) as refused:
        records.facts(VOCABULARY)
    assert [(problem.code, problem.place) for problem in refused.value.problems] == [("fact_row_damaged", "fact bad")]


@given(stories(VOCABULARY), stories(VOCABULARY))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_export_delete_and_import_bring_everything_back(place, older, newer):
    place.open()
    records.delete_everything()
    newer = [fact for fact in newer if fact.id not in {each.id for each in older}]
    records.append(older, "c1")
    records.append(newer, "c2")
    before = records.raws()
    exported = native.write(before, content_version="c2", exported_at=AT)

    assert records.delete_everything() == len(older) + len(newer)
    assert place.sql("SELECT count(*) FROM fact") == [(0,)]

    rows = [(row.content_version, row.fact) for row in native.read(exported, VOCABULARY).rows]
    assert records.append_rows(rows) == len(rows)
    assert records.append_rows(rows) == 0
    assert records.raws() == before
    assert native.write(records.raws(), content_version="c2", exported_at=AT) == exported


def test_after_deleting_everything_the_guard_is_back(opened):
    records.append([mark("a")], "c1")
    assert records.delete_everything() == 1
    records.append([mark("b")], "c1")
    with pytest.raises(Exception, match="facts are append-only"):
        opened.sql("DELETE FROM fact")


def test_deleting_everything_leaves_no_trace_on_the_disk(sqlite_place):
    opened = sqlite_place.open()
    secrets = [ProVisit(id=f"v{n}", at=AT, zone="UTC", note=f"a very private matter {n} " * 9) for n in range(200)]
    records.append(secrets, "c1")
    from unknot.web import backup

    backup.back_up(sqlite_place.folder, AT)
    assert store.delete_everything(opened.folder) == store.Deleted(200, 1, ())
    files = [file for file in sqlite_place.folder.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if b"private matter" in file.read_bytes()] == []


def test_facts_refused_while_another_holds_the_database_are_named_busy(opened, monkeypatch):
    records.append([mark("a")], "c1")
    monkeypatch.setattr(porch_settings, "WAIT_SECONDS", 0.2)
    opened.open()
    with holding(opened), pytest.raises(StoreError) as refused:
        records.append([mark("b")], "c1")
    assert refused.value.problems[0].code == "database_busy"
    assert records.append([mark("b")], "c1") == 1


def holding(place):
    """A context in which another connection keeps everybody else from writing."""
    import contextlib
    import sqlite3

    @contextlib.contextmanager
    def held():
        if place.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(place.file, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield
        else:
            import psycopg

            with psycopg.connect(place.url) as connection:
                connection.execute("LOCK TABLE fact IN ACCESS EXCLUSIVE MODE")
                yield

    return held()


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
def test_the_order_of_facts_is_the_same_on_every_database(place, data):
    place.open()
    records.delete_everything()
    facts = data.draw(stories(VOCABULARY))
    records.append(facts, "c1")
    assert [raw["id"] for _, raw in records.raws()] == [fact.id for fact in in_order(facts)]
