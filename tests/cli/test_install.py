"""`unknot install`: one icon in the menu, and none after its removal."""

import configparser
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.web.serving import COMMAND, unknot
from unknot.cli import install
from unknot.cli.parser import build_parser
from unknot.errors import InputError

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a menu of Linux desktops")


def entry(home: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str
    read.read(home / "applications" / "unknot.desktop", encoding="utf-8")
    return read


def started_by(exec_line: str) -> list[str]:
    """The words that a desktop makes of an `Exec` line."""
    value = exec_line.replace("\\\\", "\\").replace("%%", "%")
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', value)
    return [re.sub(r"\\(.)", r"\1", quoted) or plain for quoted, plain in words]


@linux
def test_the_icon_starts_unknot_wherever_it_is_installed(tmp_path):
    done = unknot("install", XDG_DATA_HOME=tmp_path, UNKNOT_DATA="")
    assert done.code == 0, done.error
    said = entry(tmp_path)
    assert started_by(said["Desktop Entry"]["Exec"]) == [str(COMMAND), "serve"]
    assert started_by(said["Desktop Action stop"]["Exec"]) == [str(COMMAND), "serve", "--stop"]
    icon = tmp_path / "icons" / "hicolor" / "scalable" / "apps" / f"{said['Desktop Entry']['Icon']}.svg"
    assert ElementTree.parse(icon).getroot().tag.endswith("svg")


@linux
def test_installing_twice_leaves_one_icon(tmp_path):
    for _ in range(2):
        assert unknot("install", XDG_DATA_HOME=tmp_path).code == 0
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["unknot.desktop", "unknot.svg"]


@linux
def test_removing_takes_the_icon_away_and_nothing_else(tmp_path):
    (tmp_path / "applications").mkdir()
    (tmp_path / "applications" / "other.desktop").touch()
    unknot("install", XDG_DATA_HOME=tmp_path)
    assert "icon is gone" in unknot("install", "--remove", XDG_DATA_HOME=tmp_path).out
    assert "no icon to remove" in unknot("install", "--remove", XDG_DATA_HOME=tmp_path).out
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["other.desktop"]


@linux
def test_without_a_named_place_the_icon_is_where_desktops_look(tmp_path):
    said = json.loads(unknot("install", "--json", XDG_DATA_HOME="", HOME=tmp_path).out)
    assert said["installed"] is True
    assert all(Path(file).is_relative_to(tmp_path / ".local" / "share") for file in said["files"])
    assert all(Path(file).is_file() for file in said["files"])


@linux
@pytest.mark.parametrize("named", ["option", "environment"])
def test_a_data_folder_that_is_not_the_usual_one_is_kept(tmp_path, named):
    folder = tmp_path / "my data"
    words, surroundings = (["--data", folder], {}) if named == "option" else ([], {"UNKNOT_DATA": folder})
    unknot("install", *words, XDG_DATA_HOME=tmp_path, **surroundings)
    started = started_by(entry(tmp_path)["Desktop Entry"]["Exec"])
    assert started == [str(COMMAND), "serve", "--data", str(folder)]
    assert build_parser().parse_args(started[1:]).data == folder


@linux
def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").touch()
    done = unknot("install", XDG_DATA_HOME=tmp_path / "file")
    assert done.code == 3
    assert "Traceback" not in done.error


@pytest.mark.parametrize("path", ["/a b/unknot", '/a"b/unknot', "/a$b/`c`/unknot", "/a\\b/unknot", "/100%/unknot"])
def test_any_path_reaches_the_desktop_unchanged(path):
    line = next(line for line in install.desktop_entry(Path(path)).splitlines() if line.startswith("Exec="))
    assert started_by(line.removeprefix("Exec=")) == [path, "serve"]


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_are_told_what_to_do_instead(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(InputError) as refused:
        install.run(build_parser().parse_args(["install"]))
    (problem,) = refused.value.problems
    assert problem.code == "install_no_menu"
    assert problem.hint.endswith("serve")


@linux
def test_the_entry_passes_the_validator_of_the_desktops_where_there_is_one(tmp_path):
    unknot("install", XDG_DATA_HOME=tmp_path)
    file = tmp_path / "applications" / "unknot.desktop"
    validators = [Path(folder) / "desktop-file-validate" for folder in os.environ.get("PATH", "").split(os.pathsep)]
    for validator in filter(Path.exists, validators):
        checked = subprocess.run([validator, file], capture_output=True, text=True)
        assert (checked.returncode, checked.stdout) == (0, "")
    assert file.read_text(encoding="utf-8").startswith("[Desktop Entry]\nType=Application\n")
