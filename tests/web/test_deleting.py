"""Deleting takes away everything that Unknot keeps, and names what lies elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.strategies import VOCABULARY
from unknot.facts import Answer
from unknot.web import access, backup, copies, records, restore, schedule, store
from unknot.web.recall import RECALL

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "cause:new_activity"


@pytest.fixture
def used(place, tmp_path):
    """A store in which somebody has recorded something, and its data folder, on each of the databases."""
    place.open()
    records.append([Answer(id=f"f{n}", at=NOW, zone="UTC", question=SECRET, value="yes") for n in range(50)], "c1")
    folder = place.folder or tmp_path / "data"
    folder.mkdir(exist_ok=True, mode=0o700)
    return place, folder


def left_in(folder):
    return [file for file in folder.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]


def test_nothing_is_left_of_the_facts_in_the_database_or_the_folder(used):
    place, folder = used
    if place.vendor == "sqlite":
        backup.back_up(folder, NOW)
        schedule.run(folder, records.oldest() + timedelta(days=1))
        damaged = folder / "unknot.sqlite3.damaged-20261122T120000Z"
        damaged.write_text(SECRET)
        restore.restore(folder, backup.backups(folder)[0], NOW)
    (folder / store.DESK_NOTES).mkdir()
    (folder / store.DESK_NOTES / "waiting.jsonl").write_text(SECRET)
    (folder / access.CALENDAR_FILE).write_text("key")
    assert len(RECALL.facts(VOCABULARY)) == 50
    deleted = store.delete_everything(folder)
    assert deleted.facts == 50
    assert deleted.backups == (3 if place.vendor == "sqlite" else 0)
    assert place.sql("SELECT count(*) FROM fact") == [(0,)]
    assert left_in(folder) == []
    assert RECALL.facts(VOCABULARY) == ()
    assert not (folder / access.CALENDAR_FILE).exists()


def test_backups_on_another_disk_are_deleted_and_what_the_person_wrote_there_is_named(used, tmp_path):
    place, folder = used
    stick = tmp_path / "stick"
    stick.mkdir()
    if place.vendor == "sqlite":
        schedule.write(folder, schedule.Schedule(folder=stick))
        made = schedule.run(folder, records.oldest() + timedelta(days=1))
        assert made.file.exists()
    own, gone = stick / "my export.jsonl", stick / "thrown away.jsonl"
    own.write_text(SECRET)
    copies.note(folder, own, NOW)
    copies.note(folder, own, NOW)
    copies.note(folder, gone, NOW)
    deleted = store.delete_everything(folder)
    assert deleted.elsewhere == (own,)
    assert list(stick.iterdir()) == [own]
    assert copies.there(folder) == ()
    assert schedule.read(folder) == schedule.Schedule()


def test_after_deleting_a_person_starts_afresh(used):
    _, folder = used
    store.delete_everything(folder)
    records.append([Answer(id="f0", at=NOW, zone="UTC", question=SECRET, value="no")], "c1")
    assert [fact.value for fact in RECALL.facts(VOCABULARY)] == ["no"]


@pytest.mark.parametrize("line", ["", "{", '{"file": 3}', "[]", '{"file": "/x", "at": "noon"}'])
def test_notes_of_copies_that_cannot_be_read_are_passed_over(tmp_path, line):
    folder, there = tmp_path / "data", tmp_path / "there"
    there.touch()
    copies.note(folder, there, NOW)
    with (folder / copies.COPIES_FILE).open("a") as notes:
        notes.write(line + "\n")
    assert [copy.file for copy in copies.there(folder)] == [there]
