"""`unknot install`: an icon in the menu of a Linux desktop that opens Unknot, and its removal.

Code              | Meaning
----------------- | --------------------------------------------------------------
`install_no_menu` | only Linux desktops have a menu that an icon can be added to
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from unknot.cli.command import unknot_command
from unknot.cli.page import Page
from unknot.content.library import load
from unknot.desk.autostart import exec_word
from unknot.errors import InputError, Problem

ENTRY = Path("applications") / "unknot.desktop"
ICON = Path("icons") / "hicolor" / "scalable" / "apps" / "unknot.svg"


def run(arguments: argparse.Namespace) -> int:
    """The icon is there, once, or (with `--remove`) is not. Raises `InputError` on a system without such a menu."""
    library = load()
    command = unknot_command()
    if not sys.platform.startswith("linux"):
        problem = library.say("cli.install.no_menu")
        hint = library.say("cli.install.no_menu.hint", command=f"{command} serve")
        raise InputError(Problem("install_no_menu", "", problem, hint))
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    files = [home / ENTRY, home / ICON]
    if arguments.remove:
        was_there = any(file.exists() for file in files)
        for file in files:
            file.unlink(missing_ok=True)
        said = library.say("cli.install.removed") if was_there else library.say("cli.install.nothing_to_remove")
    else:
        _write(files, desktop_entry(command, arguments.data or _named_folder()))
        said = library.say("cli.install.done", file=files[0])
    if arguments.json:
        print(json.dumps({"installed": not arguments.remove, "files": [str(file) for file in files]}))
    else:
        Page(plain=arguments.no_colour).say(said)
    return 0


def desktop_entry(command: Path, folder: Path | None = None) -> str:
    """The entry of the menu, as the desktops read it; `folder` is the data folder if it is not the usual one."""
    serve = f"{exec_word(str(command))} serve"
    if folder is not None:
        serve += f" --data {exec_word(str(folder.expanduser().absolute()))}"
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Unknot",
            "Comment=Get rid of a muscle knot, and know when not to try",
            f"Exec={serve}",
            "Icon=unknot",
            "Terminal=false",
            "Categories=Utility;",
            "Keywords=knot;muscle;neck;back;pain;stretch;",
            "Actions=stop;",
            "",
            "[Desktop Action stop]",
            "Name=Stop Unknot",
            f"Exec={serve} --stop",
            "",
        )
    )


def _write(files: list[Path], entry: str) -> None:
    from unknot.web.assets import ROOTS
    from unknot.web.database import guarded

    contents = (entry.encode(), (ROOTS["unknot"] / "icon.svg").read_bytes())
    for file, content in zip(files, contents, strict=True):
        with guarded(str(file)):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def _named_folder() -> Path | None:
    named = os.environ.get("UNKNOT_DATA")
    return Path(named) if named else None
