"""Where diaries come from: the soreness data, any file of the same columns, or a person's own export.

`bench/DATASETS.md` names the sources, their licences and their checksums. No data lies in the repository.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np

from bench.court.diary import COLUMNS, LEVELS, SORENESS, Diary, natural
from unknot.content.library import load, vocabulary_of
from unknot.exchange.native import read
from unknot.facts import CheckIn

ROOT = Path(__file__).resolve().parents[2]
SORENESS_DATA = ROOT.parent / "shared" / "data" / "soreness" / "teamA.csv"
DATASETS = ROOT / "bench" / "DATASETS.md"


@dataclass(frozen=True)
class Data:
    """Diaries in natural order of the people, with the name and the checksum of where they came from."""

    name: str
    sha256: str
    diaries: tuple[Diary, ...]
    remark: str = ""

    @property
    def check_ins(self) -> int:
        """How many check-ins there are in all."""
        return sum(len(diary.check_ins) for diary in self.diaries)


def read_data(path: Path) -> Data:
    """The diaries of a table (CSV) or of an export (JSON Lines).

    Raises ValueError, naming the line, for a level that is none, a date that is none and a day that is there twice.
    `remark` says so where the file is one that DATASETS.md lists and its checksum is another.
    """
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    diaries = _of_export(content, path.stem) if path.suffix == ".jsonl" else _of_table(content.decode())
    listed = checksums().get(path.name)
    remark = "" if listed in (None, digest) else f"{path.name} is not the file that bench/DATASETS.md lists: {digest}"
    return Data(path.name, digest, tuple(diaries), remark)


def checksums() -> Mapping[str, str]:
    """File name -> SHA-256, from the table in DATASETS.md."""
    row = re.compile(r"^\| `([\w.\-]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)
    return dict(row.findall(DATASETS.read_text(encoding="utf-8")))


def checksum(diaries: Iterable[Diary]) -> str:
    """The SHA-256 of what the diaries hold."""
    digest = hashlib.sha256()
    for diary in diaries:
        digest.update(f"{diary.person} {diary.first}".encode())
        digest.update(np.ascontiguousarray(diary.reports).tobytes())
    return digest.hexdigest()


def _of_table(text: str) -> Iterator[Diary]:
    rows: dict[str, dict[date, list[float]]] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        days = rows.setdefault(row["player_id"], {})
        try:
            day = date.fromisoformat(row["date"])
            reports = [float(row.get(name) or "nan") for name in COLUMNS]
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        level = reports[SORENESS]
        if not (np.isnan(level) or (level == int(level) and 1 <= level <= LEVELS)):
            raise ValueError(f"line {number}: {level:g} is no level from 1 to {LEVELS}")
        if day in days:
            raise ValueError(f"line {number}: {row['player_id']} has {day} twice")
        days[day] = reports
    for person in sorted(rows, key=natural):
        yield _diary(person, rows[person])


def _of_export(content: bytes, person: str) -> Iterator[Diary]:
    """One diary of the check-ins with a level; of several on a day in the person's own zone the last counts."""
    facts = [row.fact for row in read(content, vocabulary_of(load())).rows]
    said = sorted((fact for fact in facts if isinstance(fact, CheckIn) and fact.soreness_5), key=lambda fact: fact.at)
    days: dict[date, list[float]] = {}
    for day, at_day in groupby(said, key=lambda fact: fact.at.date()):
        reports = [float("nan")] * len(COLUMNS)
        reports[SORENESS] = float(list(at_day)[-1].soreness_5 or 0)
        days[day] = reports
    if days:
        yield _diary(person, days)


def _diary(person: str, days: Mapping[date, list[float]]) -> Diary:
    first, last = min(days), max(days)
    reports = np.full(((last - first).days + 1, len(COLUMNS)), np.nan)
    for day, said in days.items():
        reports[(day - first).days] = said
    return Diary(person, first, reports)
