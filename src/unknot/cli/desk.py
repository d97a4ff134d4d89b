"""`unknot desk`: starts the companion at the desk. What else can be asked stands in `desk_asked` and `desk_day`.

Code              | Meaning
----------------- | ------------------------------------------
`desk_no_windows` | the companion does not run on this system
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from unknot.cli.command import unknot_command
from unknot.cli.place import data_folder
from unknot.errors import InputError, Problem

_START_AFRESH = "import sys; from unknot.cli.desk_run import main; sys.exit(main(sys.argv[1]))"


def run(arguments: argparse.Namespace) -> int:
    """Does the one thing that was asked for; starts the companion if nothing was."""
    if arguments.day is not None:
        from unknot.cli import desk_day

        return desk_day.run(arguments)
    if arguments.asked or arguments.pause is not None or arguments.install:
        from unknot.cli import desk_asked

        return desk_asked.run(arguments)
    return _start(arguments)


def _start(arguments: argparse.Namespace) -> int:
    """Becomes the companion. What was loaded until here goes with the process image; only its number stays."""
    if os.name != "posix":
        from unknot.desk import content

        problem, hint = content.say("companion.cli.no_windows"), content.say("companion.cli.no_windows.hint")
        raise InputError(Problem("desk_no_windows", "", problem, hint))
    from unknot.web.folder import make_private, open_to_others

    folder = data_folder(arguments)
    # Only to make it or to mend it takes what a companion must not wait for.
    if not folder.is_dir() or open_to_others(folder):
        make_private(folder)
    wanted = (
        str(folder),
        str(unknot_command()),
        [] if arguments.data is None else ["--data", str(folder)],
        arguments.source,
        arguments.activitywatch,
        arguments.terminal,
        arguments.verbose,
        arguments.json,
    )
    # -P: no module is taken from the folder in which it happens to be started.
    os.execv(sys.executable, [sys.executable, "-P", "-c", _START_AFRESH, json.dumps(wanted)])
