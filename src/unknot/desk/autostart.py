"""The companion starts with the desktop: an XDG autostart entry, or a user unit of systemd. One of them, never both.

https://specifications.freedesktop.org/autostart-spec/latest/ and systemd.unit(5).

Code                        | Meaning
--------------------------- | ------------------------------------------------------
`desk_autostart_unwritable` | the file cannot be written or taken away
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from unknot.desk import child
from unknot.errors import Problem, StoreError

XDG, SYSTEMD = "xdg", "systemd"
KINDS = (XDG, SYSTEMD)

_ENTRY = Path("autostart") / "unknot-desk.desktop"
_UNITS = Path("systemd") / "user"
_UNIT = "unknot-desk.service"
_SESSION = "graphical-session.target"
_SYSTEMCTL_SECONDS = 10.0
_IN_EXEC = str.maketrans({character: f"\\{character}" for character in '\\"`$'})
_IN_UNIT = str.maketrans({"\\": "\\\\", '"': '\\"', "%": "%%", "$": "$$"})


def is_possible() -> bool:
    """Whether this system's desktops start what such a file names."""
    return sys.platform.startswith(("linux", "freebsd"))


class Installed(NamedTuple):
    """The files that were written, and those that were taken away because they would start it a second time."""

    written: tuple[Path, ...]
    gone: tuple[Path, ...]


def install(kind: str, command: Sequence[str], environment: Mapping[str, str]) -> Installed:
    """`command` starts with the desktop, once, by the `kind` of file. Raises `StoreError`."""
    folder = _configuration(environment)
    gone = remove(environment, but=kind)
    if kind == XDG:
        return Installed((_written(folder / _ENTRY, desktop_entry(command)),), gone)
    unit, wanted = _unit_files(folder)
    _written(unit, systemd_unit(command))
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        if not wanted.is_symlink():
            wanted.symlink_to(Path("..") / _UNIT)
    except OSError as error:
        raise _unwritable(wanted, error) from error
    _systemctl(environment, "daemon-reload")
    return Installed((unit, wanted), gone)


def remove(environment: Mapping[str, str], but: str | None = None) -> tuple[Path, ...]:
    """Nothing starts the companion any more, except by the kind `but`. Returns what was taken away.

    A companion that runs goes on. Raises `StoreError`.
    """
    folder = _configuration(environment)
    files = {XDG: (folder / _ENTRY,), SYSTEMD: _unit_files(folder)}
    gone = []
    for file in (file for kind in KINDS if kind != but for file in files[kind]):
        if file.exists() or file.is_symlink():
            try:
                file.unlink()
            except OSError as error:
                raise _unwritable(file, error) from error
            gone.append(file)
    if any(file in files[SYSTEMD] for file in gone):
        _systemctl(environment, "daemon-reload")
    return tuple(gone)


def installed(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """The files that start the companion with the desktop."""
    folder = _configuration(environment)
    return tuple(file for file in (folder / _ENTRY, _unit_files(folder)[0]) if file.exists())


def desktop_entry(command: Sequence[str]) -> str:
    """The autostart entry, as the desktops read it."""
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Unknot at the desk",
            "Comment=Notices how long you sit and shows the right moves",
            f"Exec={' '.join(map(exec_word, command))}",
            "Icon=unknot",
            "Terminal=false",
            "NoDisplay=true",
            "X-GNOME-Autostart-enabled=true",
            "",
        )
    )


def systemd_unit(command: Sequence[str]) -> str:
    """The user unit: it lives as long as the graphical session, and what it opened for the person outlives it."""
    program, *words = command
    # Variables are put into the words of a program and not into its name.
    line = [_unit_word(program).replace("$$", "$"), *map(_unit_word, words)]
    return "\n".join(
        (
            "[Unit]",
            "Description=Unknot at the desk: notices how long you sit and shows the right moves",
            f"After={_SESSION}",
            f"PartOf={_SESSION}",
            "",
            "[Service]",
            f"ExecStart={' '.join(line)}",
            "KillMode=process",
            "Restart=on-failure",
            "RestartSec=60",
            "RestartPreventExitStatus=2 3 4",
            "",
            "[Install]",
            f"WantedBy={_SESSION}",
            "",
        )
    )


def exec_word(word: str) -> str:
    """One argument of `Exec` in a desktop entry: quoted for the command line, then written as a value of the file,
    where a backslash is written twice and a percent sign stands for nothing but itself."""
    return f'"{word.translate(_IN_EXEC)}"'.replace("\\", "\\\\").replace("%", "%%")


def _unit_word(word: str) -> str:
    """One argument of `ExecStart` in a unit of systemd."""
    return f'"{word.translate(_IN_UNIT)}"'


def _configuration(environment: Mapping[str, str]) -> Path:
    named = environment.get("XDG_CONFIG_HOME")
    return Path(named) if named and Path(named).is_absolute() else Path.home() / ".config"


def _unit_files(folder: Path) -> tuple[Path, Path]:
    """The unit, and what makes the graphical session want it."""
    units = folder / _UNITS
    return units / _UNIT, units / f"{_SESSION}.wants" / _UNIT


def _written(file: Path, text: str) -> Path:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(file, error) from error
    return file


def _unwritable(file: Path, error: OSError) -> StoreError:
    return StoreError(Problem("desk_autostart_unwritable", str(file), error.strerror or str(error)))


def _systemctl(environment: Mapping[str, str], *words: str) -> None:
    """Tells the systemd of this person, where there is one; elsewhere the files are read at the next login."""
    child.said_by(["systemctl", "--user", *words], environment, _SYSTEMCTL_SECONDS)
