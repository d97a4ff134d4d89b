"""A day at the desk in the terminal: a band, the day in words, and for programs the document of the API."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.person import run
from tests.core.loop.at_the_desk import moved, reminded, sat, seen, told
from unknot.cli.desk_band import ASCII, BLOCKS, draw
from unknot.cli.desk_day import show
from unknot.cli.page import Page
from unknot.content.library import load
from unknot.exchange import native

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Somebody who sat for two hours yesterday at noon."""
    at_noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) - timedelta(days=1)
    fact = {
        "kind": "exposure",
        "id": "sat",
        "at": at_noon.isoformat(),
        "zone": "UTC",
        "cause": "desk_posture",
        "minutes": 120,
        "unbroken": 120,
    }
    file = tmp_path / "record.jsonl"
    file.write_bytes(native.write([(load().version, fact)], content_version=load().version, exported_at=at_noon))
    assert run(["import", file, "--data", tmp_path / "data"]).returncode == 0
    return tmp_path / "data"


def day(folder: Path, *words: str):
    return run(["desk", "--data", folder, "--day", *words], environment={"TZ": "UTC"})


def test_a_day_is_a_band_and_words(folder):
    done = day(folder, str(TODAY - timedelta(days=1)))
    assert done.returncode == 0, done.stderr
    shown = done.stdout.replace("\u00a0", " ")
    assert "You sat for 2 h. The longest stretch without getting up was 2 h." in " ".join(shown.split())
    assert "█" in shown
    assert ["10:00", "12:00", "2", "h"] in [line.split() for line in shown.splitlines()]
    assert "contested" in shown


def test_today_without_a_record_says_how_to_start(folder):
    done = day(folder)
    assert done.returncode == 0
    assert "unknot desk" in done.stdout
    assert "unknot log activity desk_posture" in " ".join(done.stdout.split())


def test_programs_get_the_document(folder):
    raw = json.loads(day(folder, str(TODAY - timedelta(days=1)), "--json").stdout)
    assert (raw["minutes"], raw["longest"], raw["zone"]) == (120, 120, "UTC")
    assert [each["fact"] for each in raw["stretches"]] == ["sat"]


@pytest.mark.parametrize("text", ["2999-01-01", "yesterday", "20261119"])
def test_what_is_no_day_is_refused(folder, text):
    done = day(folder, text)
    assert done.returncode == 2
    assert "desk_bad_day" in done.stderr


def drawn(*facts, width=76, signs=BLOCKS, **how):
    return draw(seen(*facts, **how), width=width, signs=signs)


def test_the_band_has_a_line_for_what_there_is_and_the_hours():
    sitting, *rest = drawn(sat(9, 12))
    assert len(rest) == 2
    assert sitting.count("█") == 18
    assert rest[-1].split() == [f"{hour:02}" for hour in range(8, 18)]
    lines = drawn(sat(9, 12), reminded(9.5, "start"), reminded(11), moved(9.6))
    assert [sum(line.count(sign) for line in lines) for sign in "●○▲"] == [1, 1, 1]


def test_a_short_stretch_is_still_seen():
    assert drawn(sat(9, 9.02))[0].count("█") == 1


@pytest.mark.parametrize("width", [32, 50, 76])
def test_the_band_fits(width):
    facts = [sat(0.3 * place, 0.3 * place + 0.2) for place in range(79)]
    assert all(len(line) <= width for line in drawn(*facts, reminded(23), width=width))


def test_it_is_drawn_where_there_are_only_plain_letters():
    for line in drawn(sat(9, 12), reminded(9.5), moved(9.6), signs=ASCII):
        assert line.isascii()


@pytest.mark.parametrize("on", [SPRING, AUTUMN])
def test_on_the_days_the_clock_is_changed_no_hour_is_named_twice(on):
    names = drawn(sat(0.5, 23.5, on), day=on)[-1].split()
    assert len(names) == len(set(names)) > 5


def shown(*facts, **how):
    stream = StringIO()
    show(Page(plain=True, stream=stream), load(), seen(*facts, **how))
    return " ".join(stream.getvalue().split())


def test_a_day_of_which_no_hour_is_known_is_told_in_words_without_a_band():
    said = shown(told(300, 60))
    assert "About 5 h in all, the longest 1 h." in said
    assert "#" not in said


def test_a_whole_day_names_what_the_muscles_held_the_moves_and_the_reminders():
    said = shown(sat(9, 12), reminded(9.5, "start"), moved(9.6, "better"), upper_trapezius=0.7)
    assert "Upper trapezius: Held for about 3 h." in said
    assert "1 of 1 were kept." in said
    assert "It felt better after." in said
    assert "3 h in one stretch" in said
