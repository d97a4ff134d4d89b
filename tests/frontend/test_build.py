"""The islands as they are committed: small, closed in themselves, and safe under the page's security policy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src" / "unknot" / "web" / "static" / "unknot" / "js"
FILES = sorted(BUILT.glob("*.js"))
MOST_BYTES_OF_A_PAGE = 46_000
"""What a page fetches at most: the entry and two large islands."""
ASKED_FOR = "solid-viewer.js"
"""What comes only when a person opens the body in three dimensions."""
MOST_BYTES_ASKED_FOR = 600_000
ASKS_THE_SERVER = ("atlas.js", "body-choice.js", "outbox.js", "worker.js", ASKED_FOR)
"""What may ask by itself, the server it came from: for files, to keep a choice, or to take what was done while it could
not be reached."""
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")


def test_every_island_is_built() -> None:
    assert [file.name for file in FILES] == [
        *("app.js", "atlas.js", "body-choice.js", "body-map.js", "chart.js", "outbox.js", "player.js"),
        *("solid-viewer.js", "solid.js", "time-lapse.js", "worker.js", "zoom-in.js"),
    ]


def test_a_page_fetches_little() -> None:
    sizes = {file.name: file.stat().st_size for file in FILES}
    assert sizes.pop(ASKED_FOR) < MOST_BYTES_ASKED_FOR
    entry, outbox = sizes.pop("app.js"), sizes.pop("outbox.js")
    assert entry + outbox + max(sizes.values()) < MOST_BYTES_OF_A_PAGE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_in_it_needs_a_laxer_security_policy(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
    assert not re.search(r"[\"'`]style[\"'`]", text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_in_it_asks_anybody_else(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")
    assert not re.search(r"https?://|XMLHttpRequest|sendBeacon|WebSocket|importScripts", text)
    assert file.name in ASKS_THE_SERVER or not re.search(r"\bfetch\(", text)


def test_the_worker_leaves_all_other_origins_alone() -> None:
    text = (FRONTEND / "src" / "worker.ts").read_text(encoding="utf-8")
    assert "if (url.origin !== self.location.origin) return;" in text


@pytest.mark.parametrize("folder", [FRONTEND, FRONTEND / "audit"], ids=["frontend", "audit"])
def test_the_lock_pins_what_is_needed_for_building_alone_and_no_address(folder: Path) -> None:
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in package
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package["devDependencies"].values())
    locked = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not any("resolved" in entry for entry in locked.values())
    assert all("integrity" in entry for path, entry in locked.items() if path)
