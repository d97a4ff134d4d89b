"""The store opens private, whole and durable, or says why not and has changed nothing."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
import pytest

from tests.strategies import VOCABULARY
from unknot.errors import StoreError, VersionError
from unknot.facts import Answer
from unknot.web import database, folder, records, store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACTS = [Answer(id=f"f{n}", at=NOW, zone="UTC", question="rf_fever", value="no") for n in range(500)]


def refused(open_it, error=StoreError):
    with pytest.raises(error) as caught:
        open_it()
    return caught.value.problems[0].code


def modes(there):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (there, *there.rglob("*"))}


@pytest.fixture
def filled(sqlite_place):
    """A store with facts, closed again, everything in its one file."""
    sqlite_place.open()
    records.append(FACTS, "c1")
    database.disconnect()
    return sqlite_place


def test_a_new_store_opens_empty_and_opens_again(place):
    assert place.open().schema == place.open().schema == store.known_schema()
    assert records.facts(VOCABULARY) == ()


def test_what_was_stored_is_there_after_opening_again(place):
    place.open()
    records.append(FACTS, "c1")
    database.disconnect()
    place.open()
    assert records.count() == len(FACTS)


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(place):
    place.open()
    from django.db import connection

    with connection.cursor() as cursor:

        def ask(question):
            cursor.execute(question)
            return cursor.fetchone()[0]

        if place.vendor == "sqlite":
            asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            assert [ask(f"PRAGMA {name}") for name in asked] == ["wal", 2, 1, 20_000]
            assert connection.transaction_mode == "IMMEDIATE"
        else:
            assert [ask(f"SHOW {name}") for name in ("synchronous_commit", "fsync")] == ["on", "on"]


def test_the_migrations_and_the_models_say_the_same(place):
    from django.core.management import call_command

    place.open()
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_newer_database_is_refused_and_kept(place):
    place.open()
    records.append(FACTS, "c1")
    database.disconnect()
    place.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('unknot', '0099_future', '2030-01-01')")
    with pytest.raises(
        VersionError, match=r"newer Unknot wrote this database \(schema 99, this one knows \d+\)"
    ) as error:
        place.open()
    assert error.value.problems[0].code == "database_newer"
    assert place.sql("SELECT count(*) FROM fact") == [(len(FACTS),)]


def test_an_older_database_is_backed_up_before_it_is_brought_up_to_date(filled, monkeypatch):
    monkeypatch.setattr(store, "known_schema", lambda: 2)
    (note,) = filled.open().notes
    assert note.code == "database_migrated"
    (made,) = (filled.folder / folder.BACKUPS).iterdir()
    assert "schema0001" in made.name
    with closing(sqlite3.connect(made)) as connection:
        assert connection.execute("SELECT count(*) FROM fact").fetchone() == (len(FACTS),)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_folder_and_files_are_private_whatever_the_umask(sqlite_place, umask):
    before = os.umask(umask)
    try:
        sqlite_place.open()
        records.append(FACTS[:1], "c1")
        assert modes(sqlite_place.folder) == {
            "data": 0o700,
            "unknot.lock": 0o600,
            "unknot.sqlite3": 0o600,
            "unknot.sqlite3-shm": 0o600,
            "unknot.sqlite3-wal": 0o600,
        }
    finally:
        os.umask(before)


def test_an_empty_folder_is_made_private(sqlite_place):
    sqlite_place.folder.mkdir(mode=0o755)
    (note,) = sqlite_place.open().notes
    assert note.code == "data_folder_mended"
    assert modes(sqlite_place.folder)["data"] == 0o700


def test_a_data_folder_that_became_readable_is_closed_again(filled):
    filled.folder.chmod(0o755)
    filled.file.chmod(0o644)
    assert [note.code for note in filled.open().notes] == ["data_folder_mended"] * 2
    assert (modes(filled.folder)["data"], modes(filled.folder)["unknot.sqlite3"]) == (0o700, 0o600)


def test_a_folder_that_others_share_is_refused_and_left_as_it_is(sqlite_place):
    sqlite_place.folder.mkdir(mode=0o755)
    (sqlite_place.folder / "holiday.jpg").touch()
    assert refused(sqlite_place.open) == "data_folder_shared"
    assert modes(sqlite_place.folder)["data"] == 0o755
    assert [path.name for path in sqlite_place.folder.iterdir()] == ["holiday.jpg"]


def test_a_private_folder_with_other_files_may_be_used(sqlite_place):
    sqlite_place.folder.mkdir(mode=0o700)
    (sqlite_place.folder / "notes.txt").touch()
    assert sqlite_place.open().notes == ()


def test_a_file_for_a_folder_is_refused(sqlite_place):
    sqlite_place.folder.touch()
    assert refused(sqlite_place.open) == "data_folder_unwritable"
    below_a_file = sqlite_place.folder / "data"
    assert refused(lambda: store.open_store(below_a_file)) == "data_folder_unwritable"


FOREIGN = {
    "a text": b"Dear diary, this is no database at all." * 99,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
}
DAMAGED = {
    "an empty file": b"",
    "the first bytes alone": b"SQLite for",
    "a header alone": b"SQLite format 3\x00",
    "zeros": bytes(8192),
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_file_is_refused_and_left_as_it_is(filled, content):
    filled.file.write_bytes(content)
    assert refused(filled.open) == "database_foreign"
    assert filled.file.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_as_it_is(filled):
    filled.file.unlink()
    filled.sql("CREATE TABLE fact (id INTEGER PRIMARY KEY, payload TEXT)")
    before = filled.file.read_bytes()
    assert refused(filled.open) == "database_foreign"
    assert filled.file.read_bytes() == before


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_lost_its_content_is_damaged_and_not_a_new_store(filled, content):
    filled.file.write_bytes(content)
    assert refused(filled.open) == "database_damaged"
    assert filled.file.read_bytes() == content


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_database_is_refused_and_kept(filled, part):
    content = filled.file.read_bytes()
    cut = content[: int(len(content) * part)]
    filled.file.write_bytes(cut)
    assert refused(filled.open) == "database_damaged"
    assert filled.file.read_bytes() == cut


def test_a_database_with_pages_overwritten_is_refused(filled):
    content = bytearray(filled.file.read_bytes())
    content[8192:16384] = os.urandom(8192)
    filled.file.write_bytes(content)
    assert refused(filled.open) == "database_damaged"


def test_tables_of_another_program_on_the_server_are_refused(postgresql_place):
    postgresql_place.sql("CREATE TABLE invoices (id int)")
    assert refused(postgresql_place.open) == "database_foreign"
    assert postgresql_place.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [("invoices",)]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://ada:wrong-place@127.0.0.1:1/unknot", "database_unreachable"),
        ("postgresql://ada@/unknot?host=/nowhere", "database_unreachable"),
    ],
)
def test_a_server_that_does_not_answer_is_named_without_the_password(url, code):
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as caught:
        store.open_store(url=url)
    assert caught.value.problems[0].code == code
    assert "wrong-place" not in str(caught.value)


def test_a_database_that_is_not_there_is_named_missing(postgresql_url):
    other = postgresql_url.replace("/unknot_test?", "/nothing_here?")
    assert refused(lambda: store.open_store(url=other)) == "database_missing"


def test_a_full_disk_loses_nothing_that_was_stored(filled):
    filled.open()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        more = [Answer(id=f"g{n}", at=NOW, zone="UTC", question="rf_fever", value="no") for n in range(500)]
        assert refused(lambda: records.append(more, "c1")) == "disk_full"
        assert records.count() == len(FACTS)
        cursor.execute("PRAGMA max_page_count = 1000000")
        assert records.append(more, "c1") == len(more)
    assert filled.is_whole()


FILL_UP = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from unknot.errors import StoreError
from unknot.facts import Answer
from unknot.web import records, store
store.open_store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
stored = 0
try:
    for batch in range(10_000):
        fact = Answer(id=f"h{batch}", at=datetime.now(UTC), zone="UTC", question="rf_fever", value="no")
        stored += records.append([fact], "c1")
except StoreError as error:
    print(error.problems[0].code, stored)
"""


def test_a_quota_that_is_used_up_loses_nothing_that_was_acknowledged(filled):
    code = [sys.executable, "-c", FILL_UP, str(filled.folder)]
    told = subprocess.run(code, capture_output=True, text=True, check=True).stdout.split()
    assert told[0] == "disk_failed"
    assert filled.sql("SELECT count(*) FROM fact WHERE fact_id LIKE 'h%'") == [(int(told[1]),)]
    assert filled.is_whole()
    filled.open()
    assert records.count() == len(FACTS) + int(told[1])


def test_a_database_that_may_only_be_read_is_named(place):
    place.open()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON" if place.vendor == "sqlite" else "SET default_transaction_read_only=on")
    assert refused(lambda: records.append(FACTS[:1], "c1")) == "database_read_only"
    database.disconnect()
    assert records.append(FACTS[:1], "c1") == 1


def test_the_data_folder_follows_the_platform_unless_it_is_named(tmp_path):
    assert folder.default_folder({}) == Path(platformdirs.user_data_dir("unknot", appauthor=False))
    assert folder.default_folder({"UNKNOT_DATA": str(tmp_path)}) == tmp_path


@pytest.mark.parametrize("named", ["", "here", "./here", "~/here"])
def test_a_data_folder_in_the_environment_must_be_a_full_path(named):
    assert refused(lambda: folder.default_folder({"UNKNOT_DATA": named})) == "data_folder_bad"


def test_nothing_of_the_store_is_needed_to_import_the_package():
    code = "import sys, unknot.web.store, unknot.web.records, unknot.web.doctor; print('django' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "False\n"


def test_a_copied_data_folder_is_a_data_folder(filled, tmp_path):
    shutil.copytree(filled.folder, tmp_path / "moved")
    store.open_store(tmp_path / "moved")
    assert records.count() == len(FACTS)
