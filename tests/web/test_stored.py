"""What earlier versions have left on people's disks opens today, is brought up to date, and says what it said."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from unknot.content.library import load, vocabulary_of
from unknot.facts import parse, to_raw
from unknot.web import backup, bringing_in, records, restore, store
from unknot.web.database import DATABASE_FILE
from unknot.web.journal import Journal

STORED = Path(__file__).with_name("stored")
DATABASES = sorted(STORED.glob("schema*.sqlite3"))
EXPORTS = sorted(STORED.glob("export*.jsonl"))
SAID = [json.loads(line)["fact"] for line in EXPORTS[0].read_bytes().splitlines()[1:-1]]
KNOTS = {"knot1", "closed"}


def in_order(facts):
    """The facts as this version states them, by id."""
    return sorted((to_raw(parse(fact, vocabulary_of(load()))) for fact in facts), key=lambda fact: fact["id"])


def facts_now():
    return in_order(raw for _, raw in records.raws())


@pytest.mark.parametrize("file", DATABASES, ids=lambda file: file.stem)
def test_a_database_of_an_earlier_version_says_what_it_said(file, sqlite_place):
    sqlite_place.folder.mkdir(mode=0o700)
    shutil.copy(file, sqlite_place.file)
    opened = sqlite_place.open()
    assert opened.schema == store.known_schema()
    assert facts_now() == in_order(SAID)


@pytest.mark.parametrize("file", DATABASES, ids=lambda file: file.stem)
def test_advice_is_given_on_what_an_earlier_version_recorded(file, sqlite_place):
    restore.restore(sqlite_place.folder, file, datetime(2026, 11, 22, tzinfo=UTC))
    sqlite_place.open()
    journal = Journal(load(), "Europe/Berlin", datetime.fromisoformat(max(fact["at"] for fact in SAID)))
    assert set(journal.episodes()) == KNOTS
    assert journal.advise("knot1").plan is not None


@pytest.mark.parametrize("file", [*DATABASES, *EXPORTS], ids=lambda file: file.name)
def test_backups_and_exports_of_an_earlier_version_come_in_on_each_database(file, place):
    place.open()
    data, library = file.read_bytes(), load()
    brought = bringing_in.bring_in(data, bringing_in.read(data, library), library)
    assert (brought.added, brought.known, brought.problems) == (len(SAID), 0, ())
    assert [fact for fact in facts_now() if fact["kind"] != "import_batch"] == in_order(SAID)
    again = bringing_in.bring_in(data, bringing_in.read(data, library), library)
    assert (again.added, again.known) == (0, len(SAID))


class ALaterSchema(migrations.Migration):
    """What a later version might do: a column more, and a look at every row."""

    dependencies: ClassVar = [("unknot", "0001_facts")]
    operations: ClassVar = [
        migrations.AddField("factrow", "seen", models.BooleanField(default=False)),
        migrations.RunSQL("CREATE INDEX fact_kind ON fact (kind)", "DROP INDEX fact_kind"),
    ]


@pytest.fixture
def later(monkeypatch):
    """The version after this one, which knows a newer schema."""
    load_disk = MigrationLoader.load_disk

    def with_one_more(loader):
        load_disk(loader)
        loader.disk_migrations["unknot", "0002_later"] = ALaterSchema("0002_later", "unknot")

    monkeypatch.setattr(MigrationLoader, "load_disk", with_one_more)


@pytest.mark.parametrize("file", DATABASES, ids=lambda file: file.stem)
def test_a_stored_database_is_backed_up_and_then_migrated_with_every_fact(file, sqlite_place, later):
    sqlite_place.folder.mkdir(mode=0o700)
    shutil.copy(file, sqlite_place.folder / DATABASE_FILE)
    assert "database_migrated" in {note.code for note in sqlite_place.open().notes}
    assert sqlite_place.sql("SELECT name FROM pragma_table_info('fact') WHERE name = 'seen'") == [("seen",)]
    payloads = sqlite_place.sql("SELECT payload FROM fact")
    assert in_order(json.loads(payload) for (payload,) in payloads) == in_order(SAID)
    (before,) = backup.backups(sqlite_place.folder)
    with closing(sqlite3.connect(before)) as connection:
        assert connection.execute("SELECT count(*) FROM fact").fetchone() == (len(SAID),)
    with pytest.raises(sqlite3.IntegrityError):
        sqlite_place.sql("UPDATE fact SET kind = 'mark'")


def test_a_database_server_is_migrated_with_every_fact(postgresql_place, monkeypatch, request):
    postgresql_place.open()
    data, library = DATABASES[0].read_bytes(), load()
    bringing_in.bring_in(data, bringing_in.read(data, library), library)
    before = facts_now()
    request.getfixturevalue("later")
    assert postgresql_place.open().schema == 2
    stored = postgresql_place.sql("SELECT payload FROM fact")
    assert in_order(json.loads(payload) for (payload,) in stored) == before


def test_an_export_of_an_earlier_version_fits_the_database_it_came_from(sqlite_place):
    sqlite_place.folder.mkdir(mode=0o700)
    shutil.copy(DATABASES[0], sqlite_place.file)
    sqlite_place.open()
    data, library = EXPORTS[0].read_bytes(), load()
    brought = bringing_in.bring_in(data, bringing_in.read(data, library), library)
    assert (brought.added, brought.known) == (0, len(SAID))


def test_a_database_that_a_program_has_open_is_not_taken_for_a_backup(sqlite_place):
    sqlite_place.open()
    with pytest.raises(Exception, match="has this database open") as refused:
        bringing_in.read(sqlite_place.file.read_bytes(), load())
    assert refused.value.problems[0].code == "import_open_database"


def test_a_broken_backup_is_refused_when_it_is_brought_in():
    with pytest.raises(Exception, match="no backup of Unknot") as refused:
        bringing_in.read(DATABASES[0].read_bytes()[:5000], load())
    assert refused.value.problems[0].code == "database_damaged"
