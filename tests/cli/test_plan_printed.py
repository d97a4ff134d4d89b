"""`unknot plan --pdf`: the plan as a hand-out, and what it refuses."""

import json
import stat

from tests.cli.person import run

SAME_DAY = "2026-11-18T10:00:00+01:00"


def printed(data, file, *arguments):
    return run(["plan", "--pdf", file, *arguments, "--data", data, "--at", SAME_DAY])


def test_the_plan_goes_into_a_file_that_only_its_owner_reads(data, tmp_path):
    file = tmp_path / "plan.pdf"
    done = printed(data, file, "--paper", "letter")
    assert (done.returncode, "plan.pdf" in done.stdout) == (0, True)
    assert file.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_programs_get_the_file_and_the_number_of_steps(data, tmp_path):
    file = tmp_path / "plan.pdf"
    steps = json.loads(run(["plan", "--json", "--data", data, "--at", SAME_DAY]).stdout)["plan"]["steps"]
    assert json.loads(printed(data, file, "--json").stdout) == {"file": str(file), "steps": len(steps)}


def test_it_never_overwrites_by_accident(data, tmp_path):
    file = tmp_path / "plan.pdf"
    file.write_text("mine")
    done = printed(data, file)
    assert (done.returncode, "file_exists" in done.stderr) == (2, True)
    assert file.read_text() == "mine"
    assert printed(data, file, "--force").returncode == 0


def test_without_a_knot_it_says_what_to_do_first(tmp_path):
    done = run(["plan", "--pdf", tmp_path / "plan.pdf", "--data", tmp_path / "data"])
    assert (done.returncode, "unknot ask" in done.stderr) == (2, True)
    assert not (tmp_path / "plan.pdf").exists()
