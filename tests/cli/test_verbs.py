"""Every verb: its help, its JSON, its exit code, and the ones that keep and move what was recorded."""

import json
import subprocess
import sys
from importlib import import_module

import pytest

from tests.cli.conftest import FIRST_DAY
from tests.cli.person import CTRL_D, plain, run, talk
from unknot.cli import EXIT_CODES
from unknot.cli.parser import build_parser

VERBS = next(action.choices for action in build_parser()._actions if action.dest == "verb")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_a_module_and_speaks_json(verb):
    parser = VERBS[verb]
    assert callable(import_module(f"unknot.cli.{parser.get_default('module')}").run)
    assert "--json" in parser.format_help()


def loaded_by(*arguments):
    code = (
        "import sys\n"
        "from unknot.cli import main\n"
        "try:\n"
        f"    main({list(arguments)!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(sorted({'django', 'numpy', 'rich', 'pydantic', 'yaml'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stderr.splitlines()[-1]


def test_help_loads_nothing_heavy():
    assert loaded_by("--help") == "[]"


def test_the_door_loads_neither_django_nor_the_layout(tmp_path):
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"at": FIRST_DAY, "zone": "Europe/Berlin", "facts": []}))
    assert loaded_by("advise", str(request)) == "['numpy']"


@pytest.mark.parametrize("verb", ["where", "learn"])
def test_reading_loads_no_database(verb):
    assert "django" not in loaded_by(verb, "neck" if verb == "where" else "knot")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_completion_script_knows_every_verb(shell):
    script = run(["completion", shell]).stdout
    assert all(verb in script for verb in VERBS)


def test_the_completion_script_is_valid_bash():
    script = run(["completion", "bash"]).stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).returncode == 0


def test_an_empty_request_gets_the_open_questions():
    request = json.dumps({"at": FIRST_DAY, "zone": "Europe/Berlin", "facts": []})
    advice = json.loads(run(["advise", "-"], request).stdout)
    assert advice["screened"] is False
    assert advice["questions"]
    assert advice["plan"] is None


def test_the_door_prints_the_advice_as_it_is_written_down():
    request = json.dumps({"at": FIRST_DAY, "zone": "Europe/Berlin", "facts": []})
    said = run(["advise", "-"], request).stdout
    assert said == json.dumps(json.loads(said), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("request_text", ["", "{", "[]", '{"at": "now"}', "nope", "[" * 5000])
def test_a_broken_request_is_refused_with_its_places(request_text):
    talked = run(["advise", "--json", "-"], request_text)
    assert (talked.returncode, talked.stdout) == (2, "")
    assert json.loads(talked.stderr)["problems"][0]["code"].startswith("request_")


def test_a_request_for_other_content_is_refused():
    request = {"at": FIRST_DAY, "zone": "Europe/Berlin", "facts": [], "content_version": "1999.1"}
    assert run(["advise", "-"], json.dumps(request)).returncode == 4


def test_where_finds_places_and_the_muscles_that_send_pain_there():
    found = json.loads(run(["where", "--json", "shoulder", "blade"]).stdout)
    assert "shoulder_blade" in [place["area"] for place in found["places"]]
    assert all(place["muscles"] for place in found["places"])


def test_where_without_words_lists_every_place():
    assert len(json.loads(run(["where", "--json"]).stdout)["places"]) == 56
    assert "Head and face" in run(["where"]).stdout


def test_where_says_when_nothing_fits():
    said = run(["where", "qwertz"])
    assert said.returncode == 0
    assert "Nothing is called" in said.stdout


def test_learn_lists_and_shows_topics_techniques_and_muscles():
    listed = json.loads(run(["learn", "--json"]).stdout)
    assert {each["kind"] for each in listed} == {"topic", "technique", "muscle"}
    assert "contested" in run(["learn", "knot"]).stdout
    assert "How it is done" in run(["learn", "shoulder rolls, seated"]).stdout
    assert "Where its pain is felt" in run(["learn", "upper", "trapezius"]).stdout
    assert "Where its pain is felt" in run(["learn", "upper trapezius"]).stdout


def test_learn_helps_with_a_misspelt_topic():
    talked = run(["learn", "streching"])
    assert talked.returncode == 2
    assert "stretching" in talked.stderr


def test_an_export_comes_back_whole_after_everything_is_deleted(data, tmp_path, stored):
    before = stored(data)
    file = tmp_path / "export.jsonl"
    assert run(["export", file, "--data", data]).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    assert run(["delete", "--yes", "--data", data]).returncode == 0
    assert stored(data) == []
    would = json.loads(run(["import", "--json", "--dry-run", file, "--data", data]).stdout)
    assert (would["added"], stored(data)) == (len(before), [])
    assert run(["import", file, "--data", data]).returncode == 0
    assert [fact for fact in stored(data) if fact["kind"] != "import_batch"] == before


def test_importing_twice_adds_nothing(data, tmp_path):
    file = tmp_path / "export.jsonl"
    run(["export", file, "--data", data])
    again = json.loads(run(["import", "--json", file, "--data", data]).stdout)
    assert again["added"] == 0


def test_an_export_never_overwrites_by_accident(data, tmp_path):
    file = tmp_path / "export.jsonl"
    file.write_text("mine")
    assert run(["export", file, "--data", data]).returncode == 2
    assert file.read_text() == "mine"
    assert run(["export", "--force", file, "--data", data]).returncode == 0


def test_an_altered_export_is_refused_and_good_lines_can_be_kept(data, tmp_path, stored):
    file, fresh = tmp_path / "export.jsonl", tmp_path / "fresh"
    run(["export", file, "--data", data])
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:3]))
    assert run(["import", file, "--data", fresh]).returncode == 2
    kept = run(["import", "--keep-good", file, "--data", fresh])
    assert kept.returncode == 1
    assert len([fact for fact in stored(fresh) if fact["kind"] != "import_batch"]) == 2


def test_a_file_that_is_not_there_is_an_error():
    assert run(["import", "/nowhere/at/all"]).returncode == 2
    assert run(["advise", "/nowhere/at/all"]).returncode == 2


def test_a_backup_is_verified_and_named(data):
    made = json.loads(run(["backup", "--json", "--data", data]).stdout)
    assert made["facts"] > 100
    assert made["file"].startswith(str(data))


def test_the_doctor_finds_nothing_wrong(data):
    seen = run(["doctor", "--json", "--data", data])
    assert seen.returncode == 0, seen.stdout
    assert json.loads(seen.stdout)["fine"] is True


def test_the_doctor_finds_a_damaged_database(data):
    for file in data.glob("unknot.sqlite3*"):
        file.unlink()
    (data / "unknot.sqlite3").write_bytes(b"SQLite format 3\x00" + b"\x00" * 2000)
    assert run(["doctor", "--data", data]).returncode == 1


def test_deleting_needs_the_word_delete(data, stored):
    before = stored(data)
    assert run(["delete", "--data", data], "yes\n").returncode == 2
    assert run(["delete", "--data", data], "").returncode == 2
    assert talk(["delete", "--data", data], {"to go on: $": CTRL_D}).code == 2
    assert stored(data) == before
    gone = talk(["delete", "--data", data], {"to go on: $": "delete"})
    assert gone.code == 0
    assert f"{len(before)} facts deleted" in plain(gone)
    assert stored(data) == []


def test_a_folder_that_cannot_be_used_is_exit_code_3(tmp_path):
    (tmp_path / "file").write_text("")
    talked = run(["plan", "--json", "--data", tmp_path / "file"])
    assert talked.returncode == 3
    assert json.loads(talked.stderr)["problems"]


def test_every_exit_code_is_described():
    assert set(EXIT_CODES) == {0, 1, 2, 3, 4, 5, 130}


def test_content_check_speaks_one_line_per_finding(tmp_path):
    (tmp_path / "broken.yaml").write_text("table: nothing\nrows: {}\n")
    talked = run(["content", "check", "--root", tmp_path])
    assert talked.returncode == 1
    assert all("[" in line for line in talked.stdout.splitlines())
    assert json.loads(run(["content", "check", "--json", "--root", tmp_path]).stdout)["problems"]


def test_a_folder_without_content_is_an_error(tmp_path):
    assert run(["content", "build", "--root", tmp_path]).returncode == 2


def test_backups_are_listed_with_when_the_next_is_made(data, tmp_path):
    run(["backup", "--data", data])
    run(["backup", "--every", "week", "--into", tmp_path, "--data", data])
    known = json.loads(run(["backup", "--list", "--json", "--data", data]).stdout)
    assert (known["every_days"], known["into"], len(known["backups"])) == (7, str(tmp_path), 1)
    said = run(["backup", "--list", "--data", data]).stdout
    assert "once a week" in said
    assert "unknot restore FILE" in said


def test_a_backup_is_not_put_where_there_is_no_folder(data):
    refused = run(["backup", "--into", "/nowhere/at/all", "--json", "--data", data])
    assert refused.returncode == 3
    assert json.loads(refused.stderr)["problems"][0]["code"] == "schedule_bad"


def test_writing_a_copy_and_listing_copies_are_two_commands(data, tmp_path):
    assert run(["backup", tmp_path / "copy", "--list", "--data", data]).returncode == 2
    assert not (tmp_path / "copy").exists()


def test_a_backup_goes_back_in_its_place_after_a_clear_yes(data, tmp_path, stored):
    before = stored(data)
    copy = tmp_path / "copy.sqlite3"
    assert run(["backup", copy, "--data", data]).returncode == 0
    assert run(["checkin", "--pain", "1", "--worst", "2", "--nothing-new", "--data", data]).returncode == 0
    grown = stored(data)
    assert run(["restore", copy, "--data", data], "yes\n").returncode == 2
    assert stored(data) == grown
    back = talk(["restore", copy, "--data", data], {"to go on: $": "restore"})
    assert back.code == 0
    assert "is kept in" in plain(back)
    assert stored(data) == before


def test_a_backup_restored_on_another_machine_is_all_there_is(data, tmp_path, stored):
    copy, new = tmp_path / "copy.sqlite3", tmp_path / "new"
    run(["backup", copy, "--data", data])
    done = json.loads(run(["restore", "--yes", "--json", copy, "--data", new]).stdout)
    assert done["before"] is None
    assert stored(new) == stored(data)


def test_a_backup_brought_in_adds_what_is_not_there(data, tmp_path, stored):
    copy, new = tmp_path / "copy.sqlite3", tmp_path / "new"
    run(["backup", copy, "--data", data])
    assert run(["import", copy, "--data", new]).returncode == 0
    assert [fact for fact in stored(new) if fact["kind"] != "import_batch"] == stored(data)


def test_who_deletes_is_told_of_the_backups_and_of_the_copies_elsewhere(data, tmp_path):
    file = tmp_path / "export.jsonl"
    run(["export", file, "--data", data])
    run(["backup", "--data", data])
    gone = talk(["delete", "--data", data], {"to go on: $": "delete"})
    said = plain(gone)
    assert said.count(str(file)) == 2
    assert "Backups deleted: 1." in said
    assert file.exists()
    assert not list((data / "backups").iterdir())
