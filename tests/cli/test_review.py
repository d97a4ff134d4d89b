"""`unknot content review`: where the document goes, and what it refuses."""

import json

import pytest

from tests.cli.person import run
from unknot.content.library import load


def review(*arguments, **changes):
    return run(["content", "review", "--only", "guards", *arguments], **changes)


def test_it_writes_a_document_and_says_where(tmp_path):
    file = tmp_path / "kit.pdf"
    done = review("--output", file)
    assert done.returncode == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert "kit.pdf" in done.stdout
    assert "few seconds" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["kit.pdf"]


def test_programs_get_the_file_and_the_number_of_rules(tmp_path):
    file = tmp_path / "kit.pdf"
    said = json.loads(review("--json", "--output", file, "--only", "short-screen", "--paper", "letter").stdout)
    assert said == {"file": str(file), "rules": len(load().guards) + len(load().short_screen)}


def test_it_never_overwrites_by_accident(tmp_path):
    file = tmp_path / "kit.pdf"
    file.write_text("mine")
    done = review("--output", file)
    assert (done.returncode, "file_exists" in done.stderr) == (2, True)
    assert file.read_text() == "mine"
    assert review("--force", "--output", file).returncode == 0
    assert file.read_bytes().startswith(b"%PDF-")


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    done = review("--output", tmp_path / "nowhere" / "kit.pdf")
    assert (done.returncode, "file_unwritable" in done.stderr) == (3, True)
    folder = tmp_path / "folder"
    folder.mkdir()
    assert review("--force", "--output", folder).returncode == 3
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("wrong", [("--only", "everything"), ("--paper", "a3")])
def test_what_is_not_there_is_refused(wrong):
    assert review(*wrong).returncode == 2


def test_a_folder_without_content_is_refused(tmp_path):
    done = review("--root", tmp_path, "--output", tmp_path / "kit.pdf")
    assert (done.returncode, "content_no_sources" in done.stderr) == (2, True)
