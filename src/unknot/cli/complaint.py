"""Errors as a person or a program reads them, and the exit code each stands for."""

from __future__ import annotations

import json
import sys

from unknot.errors import ContentError, InputError, ModelError, StoreError, UnknotError, VersionError

_EXIT_CODE: tuple[tuple[type[UnknotError], int], ...] = (
    (InputError, 2),
    (StoreError, 3),
    (VersionError, 4),
    (ContentError, 4),
    (ModelError, 5),
)


def complain(error: UnknotError, *, as_json: bool) -> int:
    """Prints every problem of `error` to standard error and returns the exit code."""
    if as_json:
        print(json.dumps({"problems": [problem._asdict() for problem in error.problems]}), file=sys.stderr)
    else:
        for problem in error.problems:
            where = f"{problem.place}: " if problem.place else ""
            print(f"unknot: {where}{problem.message} [{problem.code}]", file=sys.stderr)
            if problem.hint:
                print(f"        {problem.hint}", file=sys.stderr)
    return next((code for kind, code in _EXIT_CODE if isinstance(error, kind)), 2)
