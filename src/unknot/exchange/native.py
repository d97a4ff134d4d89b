"""Unknot's own export: every fact, nothing else, in a file that proves that it is whole.

JSON Lines in UTF-8, one object a line:

    {"format": "unknot-export", "version": 1, "content_version": "...", "exported_at": "...", "facts": 2}
    {"content_version": "...", "fact": {"kind": "mark", "id": "...", ...}}
    {"content_version": "...", "fact": {"kind": "answer", "id": "...", ...}}
    {"sha256": "<of all bytes above>"}

`content_version` of a line is the content the fact was written with; in the header, the one that was installed.

Code                   | Meaning
---------------------- | --------------------------------------------------------------------------
`export_foreign`       | the file is no export of Unknot
`export_newer`         | a newer Unknot wrote it, in a format this one does not know
`export_truncated`     | the end of the file is missing
`export_altered`       | the file was changed after it was written
`export_bad_line`      | a line is not JSON of the shape above
`fact_duplicate_id`    | two lines state facts with one id
`fact_...`             | a fact does not pass the gate (`facts.gate`)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from unknot.errors import FactError, InputError, Problem, VersionError
from unknot.facts import Fact, Vocabulary, parse
from unknot.facts.strict_json import read_json

FORMAT = "unknot-export"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One fact and the version of the content it was written with."""

    content_version: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file states: the usable rows in the order of the file, and everything that is wrong with the rest."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


class _BadLineError(Exception):
    """A line that is not JSON as this format writes it."""


def write(raws: Sequence[tuple[str, Mapping[str, Any]]], *, content_version: str, exported_at: datetime) -> bytes:
    """The export of facts given as content version and raw form (`facts.to_raw`). The same facts and instant give the
    same bytes; facts that the installed content does not know are written all the same.
    """
    return b"".join(stream(raws, content_version=content_version, exported_at=exported_at))


def stream(
    raws: Sequence[tuple[str, Mapping[str, Any]]], *, content_version: str, exported_at: datetime
) -> Iterator[bytes]:
    """`write`, line by line."""
    digest = hashlib.sha256()
    header: Mapping[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "content_version": content_version,
        "exported_at": exported_at.isoformat(),
        "facts": len(raws),
    }
    facts = ({"content_version": written_with, "fact": raw} for written_with, raw in raws)
    for stated in chain([header], facts):
        line = _line(stated)
        digest.update(line)
        yield line
    yield _line({"sha256": digest.hexdigest()})


def read(data: bytes, vocabulary: Vocabulary, *, keep_good: bool = False, not_after: datetime | None = None) -> Reading:
    """The facts of an export, each checked by the gate.

    Raises `InputError` (`export_foreign`) and `VersionError` (`export_newer`) for a file that is not readable at all,
    and `FactError` with every problem of every line if there is one. With `keep_good` the usable rows come back
    beside the problems instead, from a truncated or altered file as well. `not_after` refuses facts in the future.
    """
    lines = data.splitlines(keepends=True)
    header = _header(lines[0] if lines else b"")
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    digest = hashlib.sha256()
    footer: Any = None
    for number, line in enumerate(lines, start=1):
        place = f"line {number}"
        if number > 1:
            try:
                stated = _load(line)
                if number == len(lines) and set(stated) == {"sha256"}:
                    footer = stated["sha256"]
                    break
                row = _row(stated, vocabulary, not_after, place)
            except _BadLineError as bad:
                problems.append(Problem("export_bad_line", place, str(bad), "one JSON object, as Unknot writes it"))
            except FactError as error:
                problems.extend(error.problems)
            else:
                if row.fact.id in seen:
                    problems.append(
                        Problem(
                            "fact_duplicate_id", place, f"{row.fact.id!r} stands in line {seen[row.fact.id]} already"
                        )
                    )
                else:
                    seen[row.fact.id] = number
                    rows.append(row)
        digest.update(line)
    problems.extend(_whole(header, footer, digest.hexdigest(), len(lines)))
    if problems and not keep_good:
        raise FactError(*problems)
    return Reading(tuple(rows), tuple(problems))


def _header(line: bytes) -> Mapping[str, Any]:
    try:
        header = _load(line)
    except _BadLineError:
        header = {}
    if header.get("format") != FORMAT:
        raise InputError(
            Problem("export_foreign", "line 1", "this is no export of Unknot", "choose a file made by `unknot export`")
        )
    version = header.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InputError(Problem("export_foreign", "line 1.version", f"{version!r} is no version of the format"))
    if version > VERSION:
        raise VersionError(
            Problem(
                "export_newer",
                "line 1.version",
                f"a newer Unknot wrote this file (format {version}, this one knows {VERSION})",
                "install that Unknot",
            )
        )
    return header


def _row(stated: Mapping[str, Any], vocabulary: Vocabulary, not_after: datetime | None, place: str) -> Row:
    if set(stated) != {"content_version", "fact"}:
        raise _BadLineError(f"expected content_version and fact, got {', '.join(sorted(stated)) or 'nothing'}")
    content_version = stated["content_version"]
    if not isinstance(content_version, str) or not content_version.isprintable() or not 0 < len(content_version) <= 100:
        raise _BadLineError("content_version is not 1 to 100 printable characters")
    return Row(content_version, parse(stated["fact"], vocabulary, not_after=not_after, place=place))


def _whole(header: Mapping[str, Any], footer: Any, digest: str, lines: int) -> list[Problem]:
    end = f"line {lines}"
    if footer is None:
        said = header.get("facts")
        return [
            Problem("export_truncated", end, f"the end is missing; there should be {said} facts", "copy the file again")
        ]
    if footer != digest or header.get("facts") != lines - 2:
        return [Problem("export_altered", end, "the checksum does not fit", "copy the file again, unchanged")]
    return []


def _load(line: bytes) -> dict[str, Any]:
    try:
        value = read_json(line.decode())
    except ValueError as error:
        raise _BadLineError(f"not readable: {error}") from None
    if not isinstance(value, dict):
        raise _BadLineError("not an object")
    return value


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
