"""The finished pictures of techniques and their manifest; and whether the committed ones are still right.

`techniques.json` names per figure its side, size and frames; `techniques/<figure>-<n>.webp` are the pictures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from figures.posed import figure, picture, render

FOLDER = "techniques"
MANIFEST = "techniques.json"
MOST_BYTES = 30_000
QUALITIES = (picture.QUALITY, 70, 58, 45)
"""Tried in turn until a picture is small enough."""


@dataclass(frozen=True)
class Made:
    """One figure, built."""

    name: str
    row: dict[str, object]
    """Its entry in the manifest."""
    files: dict[str, bytes]
    """Content by path below the folder of all figures."""
    problems: list[str]


def make(name: str) -> Made:
    """One figure from its data."""
    row = figure.load(name)
    drawn = render.solved(row)
    files, frames = {}, []
    for index, frame in enumerate(row.frames):
        image = drawn.image(index)
        content = next(
            (each for quality in QUALITIES if len(each := picture.webp(image, quality)) <= MOST_BYTES),
            picture.webp(image, QUALITIES[-1]),
        )
        path = f"{name}-{index + 1}.webp"
        files[f"{FOLDER}/{path}"] = content
        frames.append({"file": path, "alt": frame.alt})
    size = [picture.SIZE, picture.SIZE]
    return Made(name, {"side": row.side, "size": size, "frames": frames}, files, drawn.problems)


def everything(names: Iterable[str], processes: int = 2) -> list[Made]:
    """Some figures, two at a time."""
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(make, names))


def manifest(data: Path) -> dict[str, dict]:
    """The committed manifest, empty if there is none."""
    path = data / MANIFEST
    found: dict[str, dict] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def write(data: Path, chosen: list[str]) -> list[Made]:
    """Build the chosen figures (all if none are named) into a folder, and drop what no figure needs any more."""
    known = figure.names()
    made = everything(chosen or known)
    rows = {name: row for name, row in manifest(data).items() if name in known}
    rows |= {each.name: each.row for each in made}
    (data / FOLDER).mkdir(parents=True, exist_ok=True)
    for each in made:
        for path, content in each.files.items():
            (data / path).write_bytes(content)
    wanted = {frame["file"] for row in rows.values() for frame in row["frames"]}
    for path in (data / FOLDER).glob("*.webp"):
        if path.name not in wanted:
            path.unlink()
    text = json.dumps(dict(sorted(rows.items())), ensure_ascii=False, indent=1)
    (data / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return made


def report(made: list[Made]) -> None:
    """Say what was made, how big it is, and what is wrong with it."""
    for each in made:
        sizes = [len(content) for content in each.files.values()]
        print(f"{each.name}: {len(sizes)} pictures, largest {max(sizes) / 1000:.0f} kB")
        for line in each.problems:
            print(f"  PROBLEM {line}")
    total = sum(len(content) for each in made for content in each.files.values())
    print(f"techniques: {len(made)} figures, {total / 1000:.0f} kB")
