"""`python -m tests.browser.look FOLDER [page …]`: a picture of every page, on phone and desktop, light and dark."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests import lives
from tests.browser import places
from tests.browser.chromium import AWAKE, DESKTOP, chromium, on_a_phone, script, window
from tests.browser.records import holding

SIZES = {"phone": on_a_phone(), "desktop": {"viewport": DESKTOP}}
THEMES = ("light", "dark")
RECORDS = ((lives.WHOLE, places.WHOLE), (lives.HELD_BACK, places.HELD_BACK))


def main() -> None:
    """Takes the pictures and says where they lie."""
    parser = argparse.ArgumentParser(prog="script/look", description="Takes a picture of every page.")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("pages", nargs="*", help=f"pages to look at (default: all): {'; '.join(_every())}")
    parser.add_argument("--whole", action="store_true", help="the whole length of each page")
    arguments = parser.parse_args()
    wanted = arguments.pages or _every()
    if unknown := set(wanted) - set(_every()):
        parser.error(f"there is no page called {', '.join(sorted(unknown))}")
    finder = script("_chromium")
    if (executable := finder.found()) is None:
        parser.error(finder.missing())
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with chromium(executable) as browser:
        for knots, pages in RECORDS:
            chosen = {name: path for name, path in pages.items() if name in wanted}
            if chosen:
                _take(browser, knots, chosen, arguments.folder, full=arguments.whole)


def _take(browser: Browser, knots: tuple[str, ...], pages: dict[str, str], folder: Path, *, full: bool) -> None:
    with tempfile.TemporaryDirectory() as data, holding(Path(data), knots) as there:
        for size, how in SIZES.items():
            calm = {**how, "reduced_motion": "reduce"}
            with window(browser, f"http://{there.host}", there.fresh_link(), **calm) as seen:
                page = seen.open()
                for name, path in pages.items():
                    page.goto(path, wait_until="networkidle")
                    page.locator(AWAKE).wait_for(state="attached")
                    for theme in THEMES:
                        page.emulate_media(color_scheme=theme)
                        file = folder / f"{re.sub(r'[^a-z]+', '-', name)}.{size}.{theme}.png"
                        page.screenshot(path=file, full_page=full)
                        sys.stdout.write(f"{file}\n")


def _every() -> list[str]:
    return [name for _, pages in RECORDS for name in pages]


if __name__ == "__main__":
    main()
