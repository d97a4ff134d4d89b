"""The command line. `main` finds the verb and runs it; each verb lives in a module of its own and is imported
only when it is used, so that `unknot --help` stays quick."""

from __future__ import annotations

import sys
from collections.abc import Sequence

EXIT_CODES = {
    0: "done; also when the answer is 'see a clinician' or 'not today'",
    1: "a check found problems (doctor, content check)",
    2: "the command or what came in is not usable; nothing was changed",
    3: "the data folder or the database cannot be used",
    4: "content, parameters or a database of a version that is not installed",
    5: "the numbers failed, so advice was withheld",
    130: "stopped by the person (Ctrl-C); what was answered until then is kept",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code (see `EXIT_CODES`)."""
    from importlib import import_module

    from unknot.cli.parser import build_parser

    arguments = build_parser().parse_args(argv)
    try:
        return int(import_module(f"unknot.cli.{arguments.module}").run(arguments))
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        from unknot.cli.complaint import complain
        from unknot.errors import UnknotError

        if not isinstance(error, UnknotError):
            raise
        return complain(error, as_json=arguments.json)
