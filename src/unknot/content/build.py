"""Compiles the editor files under `data/` to the JSON that runs: `python -m unknot.content.build`.

A file is `table: <name>` with `rows: {id: fields}`; a table may be spread over files. `settings` holds what is
not a table of records (versions, scales, lists). Files below `text/<language>` are flat `key: sentence`.

`desk.json` repeats the few numbers and sentences of the desk companion, which is too small a program to read the rest.
PyYAML is needed here and nowhere else at run time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from unknot.content.library import TABLES
from unknot.errors import ContentError, Problem

SETTINGS = "settings"
DESK_NUMBERS, DESK_TEXTS = "desk.", "companion."
"""What the ids of the numbers and the keys of the sentences begin with that the desk companion reads."""
DESK_LANGUAGE = "en"
DATA = Path(__file__).resolve().parent.parent / "data"


def compile_content(root: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The compiled content of the data folder `root`, and the sentences of each language.

    Tables stand in the order of `TABLES`, rows in the order of the files (files by path). Raises `ContentError`
    naming every file that cannot be read and every key that stands twice.
    """
    problems: list[Problem] = []
    tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
    settings: dict[str, Any] = {}
    texts: dict[str, dict[str, Any]] = {}
    for path in sorted(root.rglob("*.yaml")):
        place = path.relative_to(root).as_posix()
        data = _read(path, place, problems)
        if data is None:
            continue
        if place.startswith("text/"):
            _add(texts.setdefault(place.split("/")[1], {}), data, place, problems)
        elif data.get("table") == SETTINGS:
            _add(settings, data.get("rows"), place, problems)
        elif data.get("table") in tables:
            _add(tables[data["table"]], data.get("rows"), place, problems)
        else:
            message = f"no table {data.get('table')!r}"
            problems.append(Problem("content_unknown_table", place, message, ", ".join(TABLES)))
    if problems:
        raise ContentError(*problems)
    sentences = {language: dict(sorted(text.items())) for language, text in sorted(texts.items())}
    return {**settings, "tables": tables}, sentences


def compiled_files(content: dict[str, Any], texts: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What stands in each compiled file, by its name, where `compile_content` gave `content` and `texts`."""
    return {
        "content.json": content,
        "desk.json": _for_the_desk(content, texts.get(DESK_LANGUAGE, {})),
        **{f"text.{language}.json": text for language, text in texts.items()},
    }


def write(root: Path = DATA) -> tuple[Path, ...]:
    """Compiles `root` into its folder `compiled`; the files written. The same files give the same bytes.

    Each file is whole at every moment: it is written beside its place and renamed.
    """
    written = compiled_files(*compile_content(root))
    folder = root / "compiled"
    folder.mkdir(exist_ok=True)
    for name, value in written.items():
        part = folder / f"{name}.part"
        part.write_text(as_json(value), encoding="utf-8", newline="\n")
        part.replace(folder / name)
    return tuple(folder / name for name in written)


def as_json(value: Mapping[str, Any]) -> str:
    """The compact JSON that is written for `value`, newline at the end."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _for_the_desk(content: Mapping[str, Any], text: Mapping[str, Any]) -> dict[str, Any]:
    parameters = content["tables"]["parameters"]
    return {
        "version": content.get("version"),
        "numbers": {id_: row["value"] for id_, row in parameters.items() if id_.startswith(DESK_NUMBERS)},
        "texts": {key: sentence for key, sentence in text.items() if key.startswith(DESK_TEXTS)},
    }


def _read(path: Path, place: str, problems: list[Problem]) -> dict[str, Any] | None:
    """What the file says; None, with the reason added to `problems`, if it is no mapping."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as error:
        problems.append(Problem("content_not_yaml", place, " ".join(str(error).split())))
        return None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        problems.append(Problem("content_not_a_mapping", place, "the file is not a mapping"))
        return None
    problems.extend(
        Problem("content_key_twice", f"{place}:{line}", f"the key {key!r} stands twice", "remove one of the two")
        for line, key in _repeated(node)
    )
    return data


def _repeated(node: Any) -> Iterator[tuple[int, str]]:
    """Line and name of every key that stands twice in one mapping, at any depth."""
    children = [] if node is None or isinstance(node.value, str) else node.value
    seen: set[str] = set()
    for child in children:
        if isinstance(child, tuple):
            key, value = child
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(str(key.value))
            yield from _repeated(value)
        else:
            yield from _repeated(child)


def _add(into: dict[str, Any], rows: Any, place: str, problems: list[Problem]) -> None:
    if not isinstance(rows, dict):
        problems.append(Problem("content_no_rows", f"{place}:rows", "rows is not a mapping of ids to fields"))
        return
    problems.extend(
        Problem("content_key_twice", f"{place}:{key}", f"{key!r} also stands in another file", "remove one of the two")
        for key in rows.keys() & into.keys()
    )
    into.update(rows)


if __name__ == "__main__":
    write()
