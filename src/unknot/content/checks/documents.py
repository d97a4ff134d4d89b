"""The editor files as they stand on disk: raw text, parsed once, never judged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEXT = "text/"


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file. `node` keeps what parsing throws away; `error` says why there is nothing to read."""

    path: str
    text: str
    node: yaml.Node | None
    data: Any
    error: str | None

    @property
    def is_text(self) -> bool:
        """Whether the file holds sentences, not rows."""
        return self.path.startswith(TEXT)

    @property
    def table(self) -> str | None:
        """The table whose rows the file holds, as the file names it; None where it names none."""
        name = self.data.get("table") if isinstance(self.data, Mapping) else None
        return name if isinstance(name, str) else None

    @property
    def rows(self) -> Mapping[Any, Any]:
        """The rows of the table; empty where there are none."""
        rows = self.data.get("rows") if isinstance(self.data, Mapping) else None
        return rows if isinstance(rows, Mapping) else {}

    def place(self, id_: str, field: str = "") -> str:
        """Where a row (or one field of it) of this file stands."""
        return f"{self.path}:{id_}.{field}" if field else f"{self.path}:{id_}"


@dataclass(frozen=True, slots=True)
class Files:
    """Every YAML file below `data`, in the order of their paths, and the compiled files by name."""

    documents: tuple[Document, ...]
    compiled: Mapping[str, bytes]


def read(root: Path) -> Files:
    """What stands in the `data` folder `root`."""
    return Files(
        documents=tuple(
            document(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
            for path in sorted(root.rglob("*.yaml"))
        ),
        compiled={path.name: path.read_bytes() for path in sorted((root / "compiled").glob("*.json"))},
    )


def document(path: str, text: str) -> Document:
    """`text` parsed as the file at `path`."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as error:
        return Document(path, text, None, None, " ".join(str(error).split()))
    finally:
        loader.dispose()
    return Document(path, text, node, data, None)


def pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.MappingNode, yaml.Node, yaml.Node]]:
    """Every key and its value at any depth of `node`, with the mapping they stand in."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield node, key, value
            yield from pairs(key)
            yield from pairs(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from pairs(item)


def scalars(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, bool]]:
    """Every scalar at any depth of `node`, and whether it is a key."""
    if isinstance(node, yaml.ScalarNode):
        yield node, False
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key, True
            yield from scalars(value)
