"""A folder of people: what a fit takes from it, and what it names as left out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.fitting.simulated import DAYS, export
from unknot.content.library import load
from unknot.errors import InputError
from unknot.exchange import native
from unknot.exchange.people import KINDS, People, gather

LIBRARY = load()
TABLE = "date,player_id,daily_load,soreness\n"


def found(folder: Path, kinds: tuple[str, ...] = KINDS) -> People:
    return gather(folder, LIBRARY, kinds, now=datetime.now(UTC))


def reasons(people: People) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in people.left_out]


def pains(start: float = 6.0) -> list[float]:
    return np.linspace(start, 1.0, len(DAYS)).tolist()


def test_a_knot_comes_with_its_profile_and_all_its_readings(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(export("a", pains()))
    people = found(tmp_path)
    ((knot,),) = people.knots
    assert knot.profile == "desk"
    assert [each.pain_now for each in knot.history.check_ins] == pytest.approx(np.round(pains(), 1))
    assert [source.name for source in people.sources] == ["a.jsonl"]
    assert len(people.sources[0].sha256) == 64


def test_an_older_export_of_the_same_person_counts_once(tmp_path: Path) -> None:
    (tmp_path / "new.jsonl").write_bytes(export("a", pains()))
    lines = export("a", pains()).splitlines()[1:-3]
    raws = [(LIBRARY.version, json.loads(line)["fact"]) for line in lines]
    older = native.write(raws, content_version=LIBRARY.version, exported_at=datetime.now(UTC))
    (tmp_path / "old.jsonl").write_bytes(older)
    (tmp_path / "other.jsonl").write_bytes(export("b", pains()))
    people = found(tmp_path)
    assert [len(knots[0].history.check_ins) for knots in people.knots] == [len(DAYS), len(DAYS)]


def test_a_broken_file_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    good = export("a", pains())
    (tmp_path / "a.jsonl").write_bytes(good)
    (tmp_path / "cut.jsonl").write_bytes(export("b", pains())[:-20])
    (tmp_path / "notes.txt").write_text("nothing of ours")
    (tmp_path / "bad.csv").write_text(TABLE + "2026-03-02,P1,500,9\n")
    people = found(tmp_path)
    assert len(people.knots) == 1
    assert [code for code, _ in reasons(people)] == ["diary_bad_row", "export_bad_line", "export_foreign"]
    assert [place.partition(",")[0] for _, place in reasons(people)] == ["bad.csv", "cut.jsonl", "notes.txt"]


def test_a_knot_that_was_never_screened_is_left_out(tmp_path: Path) -> None:
    lines = export("a", pains()).splitlines()[1:-1]
    raws = [(LIBRARY.version, fact) for line in lines if (fact := json.loads(line)["fact"])["kind"] != "answer"]
    unscreened = native.write(raws, content_version=LIBRARY.version, exported_at=datetime.now(UTC))
    (tmp_path / "a.jsonl").write_bytes(unscreened)
    people = found(tmp_path)
    assert people.knots == []
    assert reasons(people) == [("fit_not_screened", "a.jsonl, knot knot1")]


def test_a_knot_with_a_warning_sign_is_left_out(tmp_path: Path) -> None:
    lines = export("a", pains()).splitlines()[1:-1]
    raws = [json.loads(line)["fact"] for line in lines]
    for raw in raws:
        if raw.get("question") == "rf_bladder_bowel_change":
            raw["value"] = "yes"
    told = [(LIBRARY.version, raw) for raw in raws]
    signed = native.write(told, content_version=LIBRARY.version, exported_at=datetime.now(UTC))
    (tmp_path / "a.jsonl").write_bytes(signed)
    assert reasons(found(tmp_path)) == [("fit_not_screened", "a.jsonl, knot knot1")]


def test_a_knot_told_of_once_has_no_course(tmp_path: Path) -> None:
    lines = export("a", pains()).splitlines()[1:-1]
    raws = [json.loads(line)["fact"] for line in lines]
    once = [(LIBRARY.version, raw) for raw in raws if raw["kind"] != "check_in"]
    written = native.write(once, content_version=LIBRARY.version, exported_at=datetime.now(UTC))
    (tmp_path / "a.jsonl").write_bytes(written)
    assert reasons(found(tmp_path)) == [("fit_no_course", "a.jsonl, knot knot1")]


def test_a_diary_runs_from_the_first_day_that_something_was_told(tmp_path: Path) -> None:
    days = ["2026-03-02,P1,,", "2026-03-03,P1,500,3", "2026-03-05,P1,,2.0", "2026-03-06,P1,9999,", "2026-03-07,P1,0,4"]
    (tmp_path / "team.CSV").write_text(TABLE + "\n".join(days))
    (diary,) = found(tmp_path).diaries
    assert diary.weekday == 1
    assert diary.answers.tolist() == [3, 0, 2, 0, 4]
    most = LIBRARY.number("recovery.load_per_session_max")
    assert np.array_equal(diary.loads, [500.0, np.nan, np.nan, most, 0.0], equal_nan=True)


def test_columns_may_stand_in_any_order_among_others_and_people_in_several_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mood,soreness,date,player_id,daily_load\n3,4,2026-03-02,P1,100\n")
    (tmp_path / "b.csv").write_text(TABLE + "2026-03-03,P1,200,3\n2026-03-03,P2,200,3\n2026-03-05,P2,200,3\n")
    assert sorted(len(diary.answers) for diary in found(tmp_path).diaries) == [2, 3]


def test_who_answered_once_or_never_is_counted_as_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE + "2026-03-02,P1,300,\n2026-03-02,P2,300,3\n")
    people = found(tmp_path)
    assert people.diaries == []
    assert [problem.message for problem in people.left_out] == ["2 people answered once or never"]


def test_an_export_without_a_knot_is_named(tmp_path: Path) -> None:
    empty = native.write([], content_version=LIBRARY.version, exported_at=datetime.now(UTC))
    (tmp_path / "a.jsonl").write_bytes(empty)
    assert reasons(found(tmp_path)) == [("fit_no_course", "a.jsonl")]


def test_two_people_whose_facts_have_the_same_ids_stay_two(tmp_path: Path) -> None:
    for name, start in (("a", 6.0), ("b", 5.0)):
        lines = export("same", pains(start)).splitlines()[1:-1]
        raws = [json.loads(line)["fact"] for line in lines]
        moved = [(LIBRARY.version, {**raw, "zone": f"Europe/{'Berlin' if name == 'a' else 'Paris'}"}) for raw in raws]
        written = native.write(moved, content_version=LIBRARY.version, exported_at=datetime.now(UTC))
        (tmp_path / f"{name}.jsonl").write_bytes(written)
    assert len(found(tmp_path).knots) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("date,player_id,soreness\n2026-03-02,P1,3\n", "diary_not_a_table"),
        ("", "diary_not_a_table"),
        (TABLE + "02.03.2026,P1,1,3\n", "diary_bad_row"),
        (TABLE + "2026-03-02,,1,3\n", "diary_bad_row"),
        (TABLE + "2026-03-02,P1,-1,3\n", "diary_bad_row"),
        (TABLE + "2026-03-02,P1,nan,3\n", "diary_bad_row"),
        (TABLE + "2026-03-02,P1,1,3.5\n", "diary_bad_row"),
        (TABLE + "2026-03-02,P1,1,0\n", "diary_bad_row"),
        (TABLE + "2026-03-02\n", "diary_bad_row"),
        (TABLE + "2026-03-02,P1,1,3\n2026-03-02,P1,1,4\n", "diary_day_twice"),
    ],
)
def test_a_table_that_cannot_be_used_is_left_out_with_its_reason(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    people = found(tmp_path)
    assert people.diaries == []
    assert people.sources == []
    assert [each for each, _ in reasons(people)] == [code]


def test_a_day_that_stands_in_two_tables_leaves_the_second_out(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(TABLE + "2026-03-02,P1,1,3\n2026-03-03,P1,1,3\n")
    people = found(tmp_path)
    assert len(people.diaries) == 1
    assert reasons(people) == [("diary_day_twice", "b.csv, line 2")]
    assert people.left_out[0].message.endswith("(and 1 more)")


def test_only_the_kind_that_is_asked_for_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(export("a", pains()))
    (tmp_path / "a.csv").write_text(TABLE + "2026-03-02,P1,1,3\n2026-03-03,P1,1,3\n")
    (tmp_path / ".hidden").write_text("not looked at")
    daily = found(tmp_path, ("daily",))
    assert (len(daily.knots), len(daily.diaries), daily.left_out) == (0, 1, [])
    assert len(found(tmp_path, ("knots",)).knots) == 1


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        found(tmp_path / "nowhere")
    assert raised.value.problems[0].code == "file_unreadable"
