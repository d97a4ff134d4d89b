"""The pages of the project: every Markdown file that belongs to it, and the blocks and links in them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[\w-]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language and its text without the indent of a list."""

    page: Path
    line: int
    language: str
    text: str


def files() -> list[Path]:
    """Every file that is tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def pages() -> list[Path]:
    """Every page."""
    return [path for path in files() if path.suffix == ".md"]


def named(path: Path) -> str:
    """The path as it is written from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path, *languages: str) -> Iterator[Block]:
    """The fenced blocks of `page` in one of `languages`, in order."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        if found["language"] in languages:
            indent = len(found["indent"])
            body = "\n".join(line[indent:] for line in found["body"].splitlines())
            yield Block(page, text.count("\n", 0, found.start()) + 1, found["language"], body)


def links(page: Path) -> Iterator[str]:
    """The targets of the links outside of fenced blocks."""
    for found in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
        yield found["target"]


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of `page` get."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}
