"""Diaries come from a table, from a person's own export or from a seed, and a wrong file is named."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from bench.court import data
from bench.court.diary import LEVELS, LOAD, SORENESS
from bench.court.simulated import simulated
from unknot.exchange.native import write

HEAD = "date,player_id,daily_load,fatigue,mood,readiness,sleep_duration,sleep_quality,soreness,stress\n"


def table(tmp_path, *rows):
    path = tmp_path / "team.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return path


def test_a_table_becomes_one_row_a_calendar_day(tmp_path):
    read = data.read_data(
        table(tmp_path, "2024-05-01,a_2,300,,,,,,3,", "2024-05-04,a_2,,,,,,,2,", "2024-05-01,a_1,,,,,,,5,")
    )
    assert [diary.person for diary in read.diaries] == ["a_1", "a_2"]
    assert read.diaries[1].soreness.tolist() == [3, 0, 0, 2]
    assert np.isnan(read.diaries[1].reports[1:3]).all()
    assert read.check_ins == 3


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2024-05-01,a_1,,,,,,,6,", "line 3: 6 is no level"),
        ("2024-05-01,a_1,,,,,,,2.5,", "line 3: 2.5 is no level"),
        ("2024-05-32,a_1,,,,,,,2,", "line 3: "),
        ("2024-05-02,a_1,,,,,,,2,", "line 3: a_1 has 2024-05-02 twice"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, row, says):
    with pytest.raises(ValueError, match=says):
        data.read_data(table(tmp_path, "2024-05-02,a_1,,,,,,,3,", row))


def test_a_file_that_is_not_the_one_that_is_listed_is_said_to_be_another(tmp_path):
    path = table(tmp_path, "2024-05-01,a_1,,,,,,,3,")
    assert data.read_data(path).remark == ""
    other = path.rename(tmp_path / "teamA.csv")
    assert "is not the file that bench/DATASETS.md lists" in data.read_data(other).remark


def test_every_listed_file_has_a_checksum():
    assert "teamA.csv" in data.checksums()


if data.SORENESS_DATA.is_file():

    def test_the_soreness_data_are_those_that_are_listed():
        read = data.read_data(data.SORENESS_DATA)
        assert read.remark == ""
        assert (len(read.diaries), read.check_ins) == (27, 11023)


def test_the_check_ins_of_an_export_become_a_diary(tmp_path):
    def said(number, at, level):
        fact = {"kind": "check_in", "id": f"f-{number}", "at": at, "zone": "Europe/Berlin", "soreness_5": level}
        return ("1", fact | {"episode": "knot-1"})

    facts = [
        said(1, "2026-03-01T08:00:00+01:00", 3),
        said(2, "2026-03-03T00:30:00+01:00", 2),
        said(3, "2026-03-03T20:00:00+01:00", 4),
    ]
    path = tmp_path / "mine.jsonl"
    path.write_bytes(write(facts, content_version="1", exported_at=datetime(2026, 3, 4, tzinfo=UTC)))
    (diary,) = data.read_data(path).diaries
    assert diary.person == "mine"
    assert diary.soreness.tolist() == [3, 0, 4]


def test_the_same_seed_gives_the_same_simulated_people_and_another_gives_others():
    one, again, other = simulated(3, 1), simulated(3, 1), simulated(3, 2)
    assert one.sha256 == again.sha256 != other.sha256


def test_simulated_people_differ_in_how_they_use_the_scale_and_miss_days():
    diaries = simulated(12, 1).diaries
    means = [diary.soreness[diary.check_ins].mean() for diary in diaries]
    assert max(means) - min(means) > 0.8
    for diary in diaries:
        said = diary.reports[diary.check_ins, SORENESS]
        assert set(said) <= set(range(1, LEVELS + 1))
        assert 0.3 < len(diary.check_ins) / len(diary) < 1.0


def test_load_makes_simulated_people_sorer_on_the_next_morning():
    slopes = []
    for diary in simulated(12, 1).diaries:
        day = diary.check_ins[diary.check_ins > 0]
        slopes.append(np.polyfit(diary.reports[day - 1, LOAD], diary.reports[day, SORENESS], 1)[0])
    assert np.mean(slopes) < 0
