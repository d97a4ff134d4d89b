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
MOST_BYTES_OF_A_PAGE = 40_000
"""What a page fetches at most: the entry and two large islands."""
ASKS_THE_SERVER = ("outbox.js", "worker.js")
"""What may send by itself, to the server it came from: what was done while that could not be reached."""
SVG_NAMESPACE = "http://www.w3.org/2000/svg"


def test_every_island_is_built() -> None:
    assert [file.name for file in FILES] == ["app.js", "body-map.js", "chart.js", "outbox.js", "player.js", "worker.js"]


def test_a_page_fetches_little() -> None:
    sizes = {file.name: file.stat().st_size for file in FILES}
    entry, outbox = sizes.pop("app.js"), sizes.pop("outbox.js")
    assert entry + outbox + max(sizes.values()) < MOST_BYTES_OF_A_PAGE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_in_it_needs_a_laxer_security_policy(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
    assert not re.search(r"[\"'`]style[\"'`]", text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_in_it_asks_anybody_else(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace(SVG_NAMESPACE, "")
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
