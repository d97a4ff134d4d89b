"""The doctor says what is wrong and how to mend it, and changes nothing."""

import json
from collections import namedtuple
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest

from tests.strategies import VOCABULARY
from unknot.facts import Answer
from unknot.web import backup, database, doctor, records

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACT = Answer(id="f1", at=NOW, zone="UTC", question="rf_fever", value="no")


@pytest.fixture(autouse=True)
def packages_that_are_here(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("Django", "platformdirs"))


def found(place, level, vocabulary=VOCABULARY):
    return [f.code for f in doctor.examine(vocabulary, "c1", place.folder, place.url) if f.level == level]


def test_a_healthy_installation_has_nothing_wrong(place):
    place.open()
    records.append([FACT], "c1")
    findings = doctor.examine(VOCABULARY, "c1", place.folder, place.url)
    assert {finding.level for finding in findings} == {"ok"}
    assert {"python_version", "packages", "content_version", "database_schema", "facts"} <= {f.code for f in findings}
    assert "1 facts" in {finding.message for finding in findings}
    assert json.loads(json.dumps([asdict(finding) for finding in findings]))


def test_where_nothing_was_stored_yet_nothing_is_made(sqlite_place):
    assert "data_folder_missing" in found(sqlite_place, "ok")
    assert not sqlite_place.folder.exists()


def test_a_package_that_is_not_installed_is_named(sqlite_place, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("Django", "not-a-package-of-anyone"))
    assert found(sqlite_place, "error") == ["package_missing"]


def test_a_folder_that_others_can_read_is_named_and_left_as_it_is(sqlite_place):
    sqlite_place.open()
    sqlite_place.folder.chmod(0o755)
    sqlite_place.file.chmod(0o644)
    assert found(sqlite_place, "warning") == ["data_folder_open"] * 2
    assert sqlite_place.folder.stat().st_mode & 0o777 == 0o755


def test_little_space_is_named(sqlite_place, monkeypatch):
    sqlite_place.open()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10**6))
    assert found(sqlite_place, "warning") == ["disk_space_low"]


def test_a_damaged_file_is_named(sqlite_place):
    sqlite_place.open()
    records.append([FACT], "c1")
    database.disconnect()
    sqlite_place.file.write_bytes(sqlite_place.file.read_bytes()[:9000])
    assert found(sqlite_place, "error") == ["database_damaged"]


def test_a_damaged_backup_is_named(sqlite_place):
    sqlite_place.open()
    made = backup.back_up(sqlite_place.folder, NOW)
    made.file.write_bytes(made.file.read_bytes()[:9000])
    assert found(sqlite_place, "error") == ["database_damaged"]


def test_a_newer_database_is_named(place):
    place.open()
    place.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('unknot', '0099_future', '2030-01-01')")
    assert found(place, "error") == ["database_newer"]


def test_an_older_database_is_named_and_left_as_it_is(place, monkeypatch):
    place.open()
    monkeypatch.setattr(doctor.store, "known_schema", lambda: 2)
    assert found(place, "warning") == ["database_older"]


def test_a_missing_guard_is_named(place):
    place.open()
    on_table = " ON fact" if place.vendor == "postgresql" else ""
    name = "fact_no_change" if place.vendor == "postgresql" else "fact_no_update"
    place.sql(f"DROP TRIGGER {name}{on_table}")
    assert found(place, "error") == ["database_unguarded"]


def test_facts_that_the_content_cannot_read_are_named_one_by_one(place):
    place.open()
    records.append([FACT, replace(FACT, id="f2")], "c1")
    smaller = replace(VOCABULARY, questions=frozenset())
    assert found(place, "error", smaller) == ["facts_unreadable", "fact_content_unknown", "fact_content_unknown"]


def test_a_server_that_does_not_answer_is_named():
    pytest.importorskip("psycopg")
    findings = doctor.examine(VOCABULARY, "c1", url="postgresql://ada@/unknot?host=/nowhere")
    assert [finding.code for finding in findings if finding.level == "error"] == ["database_unreachable"]
