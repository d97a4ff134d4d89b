"""People with a known muscle behind their pain, read from YAML and kept apart by where they come from.

`published` and `composed` stand in `cases/` and say in their first lines how they were written. `stories` and `made up`
are those of `tests/core/locating`: some rates of the model were set with the stories in view, so they are no
independent test, and the made-up ones are drawn by a noise process that is not the model's. `badly told` are the
composed ones with much gone wrong in the telling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from bench.locating.badly_told import badly_told
from tests.core.locating.stories import cases as tested
from tests.core.locating.stories import of_case
from unknot.content.library import load
from unknot.facts import History

FOLDER = Path(__file__).with_name("cases")
SETS = ("published", "composed", "badly told", "stories", "made up")


@dataclass(frozen=True)
class Case:
    """One person: what was told, the muscles behind it (the main one first), and its side, None where open.

    `noise` names what is wrong with the telling. Finding any of `muscles` counts as finding. `second` is the second
    muscle of a simulated person and its side.
    """

    id: str
    history: History
    muscles: tuple[str, ...]
    side: Literal["left", "right"] | None
    noise: tuple[str, ...] = ()
    second: tuple[str, str] | None = None


@cache
def cases(name: str) -> tuple[Case, ...]:
    """The cases of one of `SETS`, in the order of the file."""
    if name == "stories":
        rows = tested("cases_by_hand.yaml")
    elif name == "made up":
        rows = tested("cases_generated.yaml")
    elif name == "badly told":
        rows = badly_told(load(), written("composed"))
    else:
        rows = written(name)
    return tuple(_case(id_, row) for id_, row in rows.items())


def written(name: str) -> dict[str, dict[str, Any]]:
    """What stands in `cases/<name>.yaml`, by id."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def _case(id_: str, row: Mapping[str, Any]) -> Case:
    muscles = tuple(row.get("muscles") or (row["expect"],))
    return Case(id_, of_case(row), muscles, row["side"], tuple(row.get("noise", ())))
