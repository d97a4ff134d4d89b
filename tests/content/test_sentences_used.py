"""The code asks only for sentences that are there."""

import ast
from pathlib import Path

import unknot

PACKAGE = Path(unknot.__file__).parent
ASKED_WITH = ("say", "lines")


def beginning(node: ast.expr) -> tuple[str, bool] | None:
    """The text a key begins with, and whether that is all of it; None where the code does not show it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value, True
    if isinstance(node, ast.JoinedStr) and node.values:
        first = node.values[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            return first.value, False
    return None


def asked_in(code: str) -> list[tuple[int, str, bool]]:
    """Line, beginning of the key and whether that is all of it, of every sentence that `code` asks for by name."""
    asked = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKED_WITH:
            key = beginning(node.args[0]) if node.args else None
            if key is not None:
                asked.append((node.lineno, *key))
    return asked


def test_keys_are_found_in_code():
    code = "library.say('a.b')\nlibrary.lines(f'c.{id_}.d')\nlibrary.say(key)\nsay('e')\n"
    assert asked_in(code) == [(1, "a.b", True), (2, "c.", False)]


def test_every_sentence_the_code_asks_for_is_there(sources):
    text = sources.library.text
    missing = [
        f"{path.relative_to(PACKAGE)}:{line} {key}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, key, whole in asked_in(path.read_text(encoding="utf-8"))
        if (key not in text if whole else not any(each.startswith(key) for each in text))
    ]
    assert missing == []
