"""The hazard log as data, and every test there is, by the name the log calls it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs/safety/hazards.yaml"


def log() -> dict[str, dict[str, Any]]:
    """The hazards by id."""
    hazards: dict[str, dict[str, Any]] = yaml.safe_load(LOG.read_text(encoding="utf-8"))["hazards"]
    return hazards


def covered(by: str) -> frozenset[str]:
    """The results (`results`) or technique kinds (`kinds`) that some hazard speaks of."""
    return frozenset(id_ for entry in log().values() for id_ in entry.get(by, ()))


@cache
def tests() -> frozenset[str]:
    """Every test as `path::name` or `path::Class::name`."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return frozenset(name for file in files for name in _in_file(file))


def _in_file(file: Path) -> Iterator[str]:
    place = file.relative_to(ROOT).as_posix()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield f"{place}::{node.name}"
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name.startswith("test"):
                    yield f"{place}::{node.name}::{inner.name}"
