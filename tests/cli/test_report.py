"""`unknot report` and `unknot export --as`: files that are whole, private, and never overwrite by accident."""

import json
import sqlite3
import stat
import zipfile

import pytest

from tests.cli.person import run

SAME_DAY = "2026-11-18T10:00:00+01:00"


def reported(data, *arguments):
    return run(["report", *arguments, "--data", data, "--at", SAME_DAY])


def test_the_report_goes_into_a_file_that_only_its_owner_reads(data, tmp_path):
    file = tmp_path / "page.pdf"
    done = reported(data, file, "--paper", "letter")
    assert (done.returncode, "page.pdf" in done.stdout, "Not reviewed" in done.stdout) == (0, True, True)
    assert file.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert reported(data, file).returncode == 2
    assert reported(data, file, "--force").returncode == 0


def test_programs_get_the_same_report_as_values(data, tmp_path):
    made = json.loads(reported(data, "--json").stdout)
    assert (made["day"], made["since"], made["origin"][:16]) == ("2026-11-18", None, "Patient-reported")
    assert {each["region"] for each in made["places"]} == {"neck_upper_l", "shoulder_top_l"}
    assert made["entries_counted"] == sum(row["count"] for row in made["entries"])
    assert not list(tmp_path.glob("*.pdf"))


def test_it_counts_from_a_day_on(data):
    assert json.loads(reported(data, "--json", "--since", "2026-11-18").stdout)["since"] == "2026-11-18"


@pytest.mark.parametrize("day", ["2026-11-19", "yesterday", "2026-13-01"])
def test_a_day_that_cannot_be_is_refused(data, day):
    done = reported(data, "--json", "--since", day)
    assert (done.returncode, "since_not_a_day" in done.stderr) == (2, True)


def test_what_holds_can_be_written_for_other_programs(data, tmp_path):
    files = {form: tmp_path / f"all.{form}" for form in ("csv", "jsonl", "sqlite")}
    counted = set()
    for form, file in files.items():
        done = run(["export", file, "--as", form, "--json", "--data", data])
        assert done.returncode == 0
        told = json.loads(done.stdout)
        assert told["format"] == form
        counted.add(told["facts"])
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (entries,) = counted
    assert len(files["jsonl"].read_bytes().splitlines()) == entries
    assert "README.txt" in zipfile.ZipFile(files["csv"]).namelist()
    database = sqlite3.connect(files["sqlite"])
    assert database.execute("SELECT count(*) FROM timeline").fetchone() == (entries,)
    assert database.execute("SELECT value FROM about_file WHERE name = 'entries'").fetchone() == (str(entries),)
    database.close()


def test_lines_go_to_standard_output(data):
    lines = run(["export", "-", "--as", "jsonl", "--data", data]).stdout.splitlines()
    assert all("kind" in json.loads(line) for line in lines)
    assert lines
