"""A backup takes the place of what is recorded, whole; what was there before is kept."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from tests.strategies import VOCABULARY
from unknot.errors import UnknotError
from unknot.facts import Answer
from unknot.web import backup, database, records, restore
from unknot.web.recall import RECALL

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def answers(*ids):
    return [Answer(id=id_, at=NOW, zone="UTC", question="rf_fever", value="no") for id_ in ids]


def stored():
    return {fact.id for fact in records.facts(VOCABULARY)}


@pytest.fixture
def copied(sqlite_place, tmp_path):
    """A store that has grown since its backup."""
    sqlite_place.open()
    records.append(answers("early"), "c1")
    made = backup.back_up(sqlite_place.folder, NOW, to=tmp_path / "copy.sqlite3")
    records.append(answers("late"), "c1")
    return sqlite_place, made.file


def test_the_facts_of_the_backup_are_there_and_no_others(copied):
    place, copy = copied
    done = restore.restore(place.folder, copy, NOW)
    assert (done.facts, stored()) == (1, {"early"})
    assert place.is_whole()


def test_what_was_there_before_is_kept_and_can_be_put_back(copied):
    place, copy = copied
    done = restore.restore(place.folder, copy, NOW)
    assert done.before.parent == place.folder / "backups"
    restore.restore(place.folder, done.before, NOW.replace(hour=13))
    assert stored() == {"early", "late"}


def test_a_program_that_has_it_open_goes_on_with_the_backup(copied):
    place, copy = copied
    with closing(sqlite3.connect(place.file)) as other:
        assert other.execute("SELECT count(*) FROM fact").fetchone() == (2,)
        assert len(RECALL.facts(VOCABULARY)) == 2
        restore.restore(place.folder, copy, NOW)
        assert other.execute("SELECT count(*) FROM fact").fetchone() == (1,)
    assert {fact.id for fact in RECALL.facts(VOCABULARY)} == {"early"}
    records.append(answers("after"), "c1")
    assert stored() == {"early", "after"}


def test_the_guard_against_changes_stands_after_restoring(copied):
    place, copy = copied
    restore.restore(place.folder, copy, NOW)
    with pytest.raises(sqlite3.IntegrityError):
        place.sql("UPDATE fact SET kind = 'mark'")


def test_on_a_machine_that_has_nothing_yet_the_backup_is_the_beginning(copied, tmp_path):
    _, copy = copied
    new = tmp_path / "new machine"
    done = restore.restore(new, copy, NOW)
    assert done.before is None
    database.disconnect()
    from unknot.web import store

    store.open_store(new)
    assert stored() == {"early"}


def test_a_damaged_database_is_moved_aside_as_it_is(copied):
    place, copy = copied
    database.disconnect()
    place.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = place.file.read_bytes()
    place.file.write_bytes(whole[:3000])
    done = restore.restore(place.folder, copy, NOW)
    assert done.before.read_bytes() == whole[:3000]
    place.open()
    assert stored() == {"early"}


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "database_damaged"), (b"my diary", "database_foreign"), (b"SQLite format 3\x00" + bytes(2000), None)],
)
def test_what_is_no_whole_backup_of_ours_changes_nothing(copied, tmp_path, content, code):
    place, _ = copied
    bad = tmp_path / "bad"
    bad.write_bytes(content)
    with pytest.raises(UnknotError) as refused:
        restore.restore(place.folder, bad, NOW)
    assert code is None or refused.value.problems[0].code == code
    assert stored() == {"early", "late"}
    assert backup.backups(place.folder) == ()


@pytest.mark.parametrize("name", ["none.sqlite3", ""])
def test_a_file_that_is_not_there_is_no_backup(copied, tmp_path, name):
    place, _ = copied
    with pytest.raises(UnknotError, match="there is no such file") as told:
        restore.restore(place.folder, tmp_path / name, NOW)
    assert told.value.problems[0].code == "restore_no_backup"
    assert stored() == {"early", "late"}


def test_a_backup_of_a_newer_version_changes_nothing(copied):
    place, copy = copied
    with closing(sqlite3.connect(copy)) as newer, newer:
        newer.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('unknot', '9999_later', '2030-01-01')"
        )
    with pytest.raises(UnknotError) as refused:
        restore.restore(place.folder, copy, NOW)
    assert refused.value.problems[0].code == "database_newer"
    assert stored() == {"early", "late"}


def test_the_database_itself_is_no_backup(copied):
    place, _ = copied
    with pytest.raises(UnknotError) as refused:
        restore.restore(place.folder, place.file, NOW)
    assert refused.value.problems[0].code == "restore_no_backup"
    assert stored() == {"early", "late"}
