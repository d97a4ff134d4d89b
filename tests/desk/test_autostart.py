"""The companion starts with the desktop: once, from where it is installed, and not at all after it was taken away."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_install import started_by
from tests.desk.programs import need
from unknot.desk import autostart
from unknot.errors import StoreError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files of Linux desktops")
COMMAND = ["/opt/unknot/bin/unknot", "desk"]
ODD = ["/a b/unknot", '/a"b/unknot', "/a$b/`c`/unknot", "/a\\b/unknot", "/100%/unknot"]


@pytest.fixture
def surroundings(tmp_path) -> dict[str, str]:
    """A person's own place for configuration, and a `systemctl` that notes what it is asked."""
    noted = tmp_path / "asked"
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> {noted}\n')
    program.chmod(0o755)
    return {"XDG_CONFIG_HOME": str(tmp_path / "config"), "PATH": f"{program.parent}:/usr/bin:/bin"}


def files_below(surroundings: dict[str, str]) -> list[str]:
    home = Path(surroundings["XDG_CONFIG_HOME"])
    return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() or path.is_symlink())


def read(file: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str
    found.read(file, encoding="utf-8")
    return found


def unit_words(line: str) -> list[str]:
    """The words that systemd makes of an `ExecStart` line."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%").replace("$$", "$") for word in words]


def test_the_entry_stands_where_desktops_look_and_starts_the_companion(surroundings):
    written, gone = autostart.install("xdg", COMMAND, surroundings)
    assert gone == ()
    assert files_below(surroundings) == ["autostart/unknot-desk.desktop"]
    assert [str(file) for file in written] == [f"{surroundings['XDG_CONFIG_HOME']}/autostart/unknot-desk.desktop"]
    entry = read(written[0])["Desktop Entry"]
    assert started_by(entry["Exec"]) == COMMAND
    assert (entry["Type"], entry["Terminal"]) == ("Application", "false")


def test_the_unit_lives_as_long_as_the_graphical_session(surroundings, tmp_path):
    (unit, wanted), _ = autostart.install("systemd", COMMAND, surroundings)
    assert unit == Path(surroundings["XDG_CONFIG_HOME"]) / "systemd" / "user" / "unknot-desk.service"
    assert wanted.resolve() == unit
    assert wanted.parent.name == "graphical-session.target.wants"
    said = read(unit)
    assert unit_words(said["Service"]["ExecStart"]) == COMMAND
    assert said["Unit"]["PartOf"] == said["Install"]["WantedBy"] == "graphical-session.target"
    assert said["Service"]["KillMode"] == "process"
    assert (tmp_path / "asked").read_text() == "--user daemon-reload\n"


@pytest.mark.parametrize("kind", autostart.KINDS)
def test_installing_twice_is_installing_once(surroundings, kind):
    first = autostart.install(kind, COMMAND, surroundings)
    files = files_below(surroundings)
    assert autostart.install(kind, COMMAND, surroundings) == first
    assert files_below(surroundings) == files


@pytest.mark.parametrize(("before", "after"), [("xdg", "systemd"), ("systemd", "xdg")])
def test_the_other_kind_goes_so_that_it_starts_once(surroundings, before, after):
    first = autostart.install(before, COMMAND, surroundings)
    second = autostart.install(after, COMMAND, surroundings)
    assert second.gone == first.written
    assert autostart.installed(surroundings) == second.written[:1]


@pytest.mark.parametrize("kind", autostart.KINDS)
def test_removing_takes_everything_away_and_nothing_else(surroundings, kind):
    home = Path(surroundings["XDG_CONFIG_HOME"])
    for other in (home / "autostart" / "other.desktop", home / "systemd" / "user" / "other.service"):
        other.parent.mkdir(parents=True)
        other.touch()
    before = files_below(surroundings)
    written = autostart.install(kind, COMMAND, surroundings).written
    assert autostart.installed(surroundings) == written[:1]
    assert autostart.remove(surroundings) == written
    assert files_below(surroundings) == before
    assert autostart.installed(surroundings) == autostart.remove(surroundings) == ()


def test_a_machine_without_systemctl_gets_the_same_files(surroundings, tmp_path):
    autostart.install("systemd", COMMAND, {**surroundings, "PATH": str(tmp_path)})
    assert len(files_below(surroundings)) == 2
    assert len(autostart.remove({**surroundings, "PATH": str(tmp_path)})) == 2


@pytest.mark.parametrize("path", ODD)
def test_any_path_reaches_the_desktop_and_systemd_unchanged(path):
    command = [path, "desk", "--data", path]
    entry, unit = autostart.desktop_entry(command), autostart.systemd_unit(command)
    assert started_by(next(line[5:] for line in entry.splitlines() if line.startswith("Exec="))) == command
    assert unit_words(next(line for line in unit.splitlines() if line.startswith("ExecStart="))) == command


def test_a_place_that_cannot_be_written_is_a_clear_problem(tmp_path):
    (tmp_path / "config").touch()
    for kind in autostart.KINDS:
        with pytest.raises(StoreError) as refused:
            autostart.install(kind, COMMAND, {"XDG_CONFIG_HOME": str(tmp_path / "config"), "PATH": ""})
        assert refused.value.problems[0].code == "desk_autostart_unwritable"


def test_the_entry_passes_the_validator_of_the_desktops(surroundings):
    need("desktop-file-validate")
    file = autostart.install("xdg", [*COMMAND, "--data", ODD[0]], surroundings).written[0]
    checked = subprocess.run(["desktop-file-validate", file], capture_output=True, text=True)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("name", ["unknot", "un knot", "100%", "a$b"])
def test_systemd_finds_no_fault_with_the_unit(surroundings, tmp_path, name):
    """It checks, among other things, that the program is there and can be run; it starts none whose name has quotes."""
    need("systemd-analyze")
    program = tmp_path / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    file = autostart.install("systemd", [str(program), "desk", "--data", ODD[1]], surroundings).written[0]
    checked = subprocess.run(
        ["systemd-analyze", "--user", "verify", "--man=no", file],
        env={**surroundings, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    about_it = [line for line in checked.stderr.splitlines() if "unknot-desk" in line or shlex.quote(name) in line]
    assert (checked.returncode, about_it) == (0, []), checked.stderr
