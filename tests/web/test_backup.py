"""A backup is a whole private file, proved by opening it, or it is not there."""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.strategies import VOCABULARY
from unknot.errors import StoreError
from unknot.facts import Answer
from unknot.web import backup, database, records, store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACTS = [Answer(id=f"f{n}", at=NOW, zone="UTC", question="rf_fever", value="no") for n in range(300)]


@pytest.fixture
def filled(sqlite_place):
    sqlite_place.open()
    records.append(FACTS, "c1")
    return sqlite_place


def code_of(refused):
    return refused.value.problems[0].code


def test_a_backup_holds_every_fact_in_one_private_file(filled):
    made = backup.back_up(filled.folder, NOW)
    assert made.facts == len(FACTS)
    assert made.file.name == "unknot-20261122T120000000000Z.sqlite3"
    assert [path.name for path in made.file.parent.iterdir()] == [made.file.name]
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.file.parent.stat().st_mode) == 0o700
    with closing(sqlite3.connect(made.file)) as connection:
        assert connection.execute("SELECT count(*) FROM fact").fetchone() == (len(FACTS),)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_put_in_place_of_the_database_is_the_database(filled):
    made = backup.back_up(filled.folder, NOW)
    records.append([Answer(id="later", at=NOW, zone="UTC", question="rf_fever", value="no")], "c1")
    new = filled.folder.parent / "new"
    new.mkdir(mode=0o700)
    made.file.rename(new / database.DATABASE_FILE)
    store.open_store(new)
    assert {fact.id for fact in records.facts(VOCABULARY)} == {fact.id for fact in FACTS}


def test_backups_are_listed_from_the_oldest_to_the_latest(filled):
    made = [backup.back_up(filled.folder, NOW + timedelta(days=day)).file for day in (2, 0, 1)]
    assert backup.backups(filled.folder) == (made[1], made[2], made[0])
    assert backup.delete_backups(filled.folder) == 3
    assert backup.backups(filled.folder) == ()


def test_a_backup_never_overwrites_a_file(filled, tmp_path):
    target = tmp_path / "precious"
    target.write_text("mine")
    with pytest.raises(StoreError) as refused:
        backup.back_up(filled.folder, NOW, to=target)
    assert code_of(refused) == "backup_exists"
    assert target.read_text() == "mine"


def test_a_backup_to_a_place_that_is_not_there_leaves_nothing_behind(filled, tmp_path):
    with pytest.raises(StoreError) as refused:
        backup.back_up(filled.folder, NOW, to=tmp_path / "nowhere" / "copy")
    assert code_of(refused) == "data_folder_unwritable"
    assert backup.backups(filled.folder) == ()


def test_a_copy_that_lacks_facts_is_thrown_away(filled, monkeypatch):
    monkeypatch.setattr(backup, "verify", lambda _: len(FACTS) - 1)
    with pytest.raises(StoreError) as refused:
        backup.back_up(filled.folder, NOW)
    assert code_of(refused) == "backup_incomplete"
    assert list((filled.folder / "backups").iterdir()) == []


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(filled):
    database.disconnect()
    filled.file.write_bytes(filled.file.read_bytes()[:-9000])
    with pytest.raises(StoreError) as refused:
        backup.back_up(filled.folder, NOW)
    assert code_of(refused) == "database_damaged"


def test_a_truncated_backup_does_not_pass_for_one(filled):
    made = backup.back_up(filled.folder, NOW)
    made.file.write_bytes(made.file.read_bytes()[:-9000])
    with pytest.raises(StoreError) as refused:
        backup.verify(made.file)
    assert code_of(refused) == "database_damaged"
