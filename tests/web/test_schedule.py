"""Backups are made by themselves when they are due, kept for long and thinly, and nothing else is ever thrown away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.errors import StoreError
from unknot.facts import Answer
from unknot.web import backup, folder, records, schedule
from unknot.web.schedule import Schedule

DAY = timedelta(days=1)


def answer(number):
    return Answer(id=f"f{number}", at=datetime(2026, 1, 1, tzinfo=UTC), zone="UTC", question="rf_fever", value="no")


@pytest.fixture
def begun(sqlite_place):
    """A store with its first fact, and when that was written."""
    sqlite_place.open()
    records.append([answer(0)], "c1")
    return sqlite_place.folder, records.oldest()


def test_the_first_backup_is_due_a_day_after_the_first_fact(begun):
    at, first = begun
    assert schedule.run(at, first + DAY / 2) is None
    made = schedule.run(at, first + DAY)
    assert made.facts == 1
    assert schedule.made(at) == (made.file,)


def test_without_anything_new_no_further_backup_is_made(begun):
    at, first = begun
    schedule.run(at, first + DAY)
    assert schedule.run(at, first + 3 * DAY) is None


def test_something_new_is_backed_up_a_day_after_the_last_backup(begun, monkeypatch):
    at, first = begun
    schedule.run(at, first + DAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: first + 1.5 * DAY)
    records.append([answer(1)], "c1")
    assert schedule.run(at, first + 1.9 * DAY) is None
    assert schedule.run(at, first + 2 * DAY).facts == 2


def test_an_empty_store_is_never_backed_up(sqlite_place):
    sqlite_place.open()
    assert schedule.run(sqlite_place.folder, datetime.now(UTC) + 30 * DAY) is None


def test_who_wants_none_gets_none_and_who_wants_one_a_week_gets_that(begun):
    at, first = begun
    schedule.write(at, Schedule(None))
    assert schedule.run(at, first + 30 * DAY) is None
    schedule.write(at, Schedule(schedule.WEEKLY))
    assert schedule.run(at, first + 6 * DAY) is None
    assert schedule.run(at, first + 7 * DAY) is not None


def test_backups_go_to_the_folder_that_was_named(begun, tmp_path):
    at, first = begun
    stick = tmp_path / "stick"
    stick.mkdir()
    schedule.write(at, Schedule(folder=stick))
    made = schedule.run(at, first + DAY)
    assert made.file.parent == stick
    assert backup.backups(at) == ()
    assert schedule.delete_made(at) == 1
    assert list(stick.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused_and_nothing_is_changed(begun, tmp_path):
    at, _ = begun
    with pytest.raises(StoreError) as refused:
        schedule.write(at, Schedule(folder=tmp_path / "nowhere"))
    assert refused.value.problems[0].code == "schedule_bad"
    assert schedule.read(at) == Schedule()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no folder here that nobody can write to")
def test_a_folder_that_nothing_can_be_written_to_is_refused(begun):
    at, _ = begun
    with pytest.raises(StoreError, match="nothing can be written to this folder"):
        schedule.write(at, Schedule(folder=Path("/proc")))
    assert schedule.read(at) == Schedule()


def test_a_disk_that_was_taken_out_is_reported_and_stops_nothing(begun, tmp_path):
    at, first = begun
    stick = tmp_path / "stick"
    stick.mkdir()
    schedule.write(at, Schedule(folder=stick))
    stick.rmdir()
    (note,) = schedule.run_and_report(at, first + DAY)
    assert note.code == "backup_not_made"
    schedule.write(at, Schedule(7, stick))
    assert schedule.read(at) == Schedule(7, stick)


@pytest.mark.parametrize("stated", ["", "{", "[]", '{"every_days": "often", "folder": null}', '{"every_days": 0}'])
def test_an_arrangement_that_cannot_be_read_is_the_usual_one(begun, stated):
    at, _ = begun
    (at / schedule.SCHEDULE_FILE).write_text(stated)
    assert schedule.read(at) == Schedule()


def test_a_copy_that_the_person_made_is_never_thrown_away(begun, monkeypatch):
    at, first = begun
    own = backup.back_up(at, first)
    monkeypatch.setattr("django.utils.timezone.now", lambda: first + 65 * DAY)
    records.append([answer(1)], "c1")
    for day in range(60):
        (at / folder.BACKUPS / backup.name(first + (day + 1) * DAY, schedule.AUTOMATIC)).touch()
    schedule.run(at, first + 70 * DAY)
    files = backup.backups(at)
    assert own.file in files
    assert len(files) < 20


def names(instants):
    return [Path(backup.name(at, schedule.AUTOMATIC)) for at in instants]


@given(st.lists(st.integers(0, 900), max_size=120, unique=True))
def test_what_is_kept_reaches_far_back_and_stays_small(days):
    first = datetime(2024, 1, 1, 12, tzinfo=UTC)
    files = names(first + day * DAY for day in sorted(days))
    kept = schedule.kept(files)
    assert list(kept) == [file for file in files if file in kept]
    assert set(files[-schedule.KEPT_LATEST :]) <= set(kept)
    assert len(kept) <= schedule.KEPT_LATEST + schedule.KEPT_WEEKS + schedule.KEPT_MONTHS
    assert schedule.kept(kept) == kept


def test_a_year_of_daily_backups_keeps_a_week_four_weeks_and_twelve_months():
    last = datetime(2026, 11, 22, 12, tzinfo=UTC)
    kept = [backup.made_at(file) for file in schedule.kept(names(last - back * DAY for back in range(400)[::-1]))]
    assert kept[-7:] == [last - back * DAY for back in range(7)[::-1]]
    assert last - kept[0] > 300 * DAY
    assert len(kept) <= 7 + 3 + 11


def test_opening_the_store_by_a_command_makes_the_backup_that_is_due(begun, monkeypatch):
    import argparse

    from unknot.cli import place

    at, first = begun

    class Later(datetime):
        @classmethod
        def now(cls, _zone):
            return first + DAY

    monkeypatch.setattr(place, "datetime", Later)
    place.opened(argparse.Namespace(data=at))
    assert len(schedule.made(at)) == 1
