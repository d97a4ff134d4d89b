"""What is supposed on the command line: `--if-train`, `--if-sit` and `--if-breaks`.

Code                  | Meaning
--------------------- | ----------------------------------------------------------------------
`what_if_unreadable`  | a supposition is not written as the help says
"""

from __future__ import annotations

import argparse
import re

from unknot.errors import InputError, Problem
from unknot.loop.supposing import TOMORROW, Sitting, Supposition, Training

_NUMBER = r"\d+(?:\.\d+)?"
_TRAIN = re.compile(rf"(?P<minutes>{_NUMBER})(?::(?P<rpe>{_NUMBER}))?(?:@(?P<day>\d+))?")
_SIT = re.compile(rf"(?P<hours>{_NUMBER})(?:@(?P<first>\d+)(?:\.\.(?P<last>\d+))?)?")


def supposed(arguments: argparse.Namespace) -> Supposition:
    """What the arguments suppose. Raises `InputError` where that cannot be read, or cannot be."""
    return Supposition(
        training=None if arguments.if_train is None else _training(arguments.if_train),
        sitting=None if arguments.if_sit is None else _sitting(arguments.if_sit),
        breaks=arguments.if_breaks,
    )


def _training(typed: str) -> Training:
    found = _TRAIN.fullmatch(typed)
    if found is None:
        raise InputError(_unreadable("--if-train", typed, "MINUTES[:RPE][@DAY], such as 45:7@2"))
    rpe = None if found["rpe"] is None else float(found["rpe"])
    return Training(float(found["minutes"]), rpe, TOMORROW if found["day"] is None else int(found["day"]))


def _sitting(typed: str) -> Sitting:
    found = _SIT.fullmatch(typed)
    if found is None:
        raise InputError(_unreadable("--if-sit", typed, "HOURS[@DAY..DAY], such as 8@1..5"))
    if found["first"] is None:
        return Sitting(float(found["hours"]))
    first = int(found["first"])
    return Sitting(float(found["hours"]), first, first if found["last"] is None else int(found["last"]))


def _unreadable(option: str, typed: str, hint: str) -> Problem:
    return Problem("what_if_unreadable", option, f"{typed!r} cannot be read", hint)
