"""Every permanent code that the source can put into a problem or a finding, read from the syntax, not by running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

CARRIERS = {"Problem": 0, "_BadValueError": 0, "Finding": 1}
"""The calls that carry a code, and which argument it is."""

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+|facts|packages|backups")
HANDED_ON = {"code", "self.id", "bad.code", "problem.code"}
"""Arguments that hand on a code which is stated elsewhere."""

WRITTEN_TOGETHER = {"f'{name}_not_installed'": ("content_version_not_installed", "parameters_version_not_installed")}
"""Codes that are put together, by the expression that does it."""

LOOKED_UP_IN_TABLES = ("web/database.py",)
"""Modules that look a code up: there every tuple of code, message and hint counts."""


def codes_in(root: Path) -> Mapping[str, set[str]]:
    """Code -> the modules below `root` that state it. Raises `ValueError` for a code that cannot be read."""
    found: dict[str, set[str]] = {}
    for file in sorted(root.rglob("*.py")):
        module = file.relative_to(root).as_posix()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        constants = _constants(tree)
        for code in (*_carried(tree, constants, module), *_tabled(tree, module)):
            found.setdefault(code, set()).add(module)
    return found


def _constants(tree: ast.Module) -> Mapping[str, str]:
    """The texts that a module gives a name to."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _carried(tree: ast.Module, constants: Mapping[str, str], module: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        place = CARRIERS.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
        if place is None or len(node.args) <= place:
            continue
        argument = node.args[place]
        written = ast.unparse(argument)
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
        elif written in constants:
            yield constants[written]
        elif written in WRITTEN_TOGETHER:
            yield from WRITTEN_TOGETHER[written]
        elif written not in HANDED_ON:
            raise ValueError(f"{module}:{node.lineno}: the code is not written out: {written}")


def _tabled(tree: ast.Module, module: str) -> Iterator[str]:
    if module not in LOOKED_UP_IN_TABLES:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3:
            first = node.elts[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value):
                yield first.value
