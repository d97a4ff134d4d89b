"""Facts on the disk until they are handed over, so that nothing is lost while no server runs.

A fact is on the disk when `add` returns. It stays until the server has said that it is stored; if the power fails in
between, it is sent again, which does no harm since its id is the same. A line that was cut off by a power failure is
put aside, and so is a fact that the server says it can never use: neither keeps the others waiting.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

FILE = "waiting.jsonl"
REFUSED = "refused.jsonl"

Fact = Mapping[str, Any]


class Waiting:
    """The facts that wait in the folder `desk`. One process at a time may have one. Raises `OSError` as files do."""

    def __init__(self, desk: Path) -> None:
        self._file = desk / FILE
        self._damaged = desk / "damaged.jsonl"
        self.refused_file = desk / REFUSED
        self._facts: list[Fact] = []
        whole, broken = _read(self._file)
        if broken:
            _append(self._damaged, broken)
            _replace(self._file, whole)
        self._facts = whole
        self.refused = sum(1 for line in _lines(self.refused_file) if line.strip())

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What waits, the oldest first."""
        return tuple(self._facts)

    def add(self, fact: Fact) -> None:
        """`fact` waits, and is on the disk; if that fails, it waits in memory alone and `OSError` is raised."""
        self._facts.append(fact)
        _append(self._file, [_line(fact)])

    def stored(self, ids: Collection[str]) -> None:
        """The facts of these `ids` are stored elsewhere and wait no more."""
        self._facts = [fact for fact in self._facts if fact["id"] not in ids]
        _replace(self._file, self._facts)

    def refuse(self, fact: Fact) -> None:
        """`fact` can never be stored: it is put aside, where a person can read it."""
        _append(self.refused_file, [_line(fact)])
        self.refused += 1
        self.stored([fact["id"]])


def _read(file: Path) -> tuple[list[Fact], list[bytes]]:
    """The facts of a file, and the lines that hold none."""
    whole: list[Fact] = []
    broken: list[bytes] = []
    for line in _lines(file):
        try:
            fact = json.loads(line)
        except ValueError:
            fact = None
        if isinstance(fact, dict) and isinstance(fact.get("id"), str) and line.endswith(b"\n"):
            whole.append(fact)
        elif line != b"\n":
            broken.append(line.rstrip(b"\n") + b"\n")
    return whole, broken


def _lines(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return []


def _line(fact: Fact) -> bytes:
    return json.dumps(fact, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _append(file: Path, lines: list[bytes]) -> None:
    """The lines stand at the end of a file that only its owner can read, and are on the disk; else none of them."""
    new = not file.exists()
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    before = os.fstat(handle).st_size
    try:
        _write(handle, b"".join(lines))
    except OSError:
        os.ftruncate(handle, before)
        raise
    finally:
        os.close(handle)
    if new:
        put_on_disk(file.parent)


def _replace(file: Path, facts: list[Fact]) -> None:
    replace(file, b"".join(_line(fact) for fact in facts))


def replace(file: Path, content: bytes) -> None:
    """The file holds `content`, or what it held before; only its owner can read it, and it is on the disk."""
    part = file.with_name(f"{file.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_TRUNC | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _write(handle, content)
    finally:
        os.close(handle)
    part.replace(file)
    put_on_disk(file.parent)


def put_on_disk(folder: Path) -> None:
    """The names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)
