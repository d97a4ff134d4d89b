"""One Chromium for all tests, and what every window of it is watched for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.finders import script

ROOT = Path(__file__).parents[2]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
PATIENCE_MS = 20_000
AWAKE = "html[data-awake], html:not(:has(script[src]))"
"""A page whose islands are awake; one without any always is."""


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """A Chromium without a face, for as long as the block lasts."""
    with sync_playwright() as playwright:
        flags = [*script("_chromium").FLAGS, "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """What a browser asked for and complained of while one person used it; `origin` alone answers."""

    origin: str
    context: BrowserContext
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self) -> Page:
        """A new tab."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    @property
    def foreign(self) -> list[str]:
        """What was asked of anybody but the server."""
        return [url for url in self.asked if not url.startswith((f"{self.origin}/", "data:", "blob:"))]

    def refuse_all_others(self) -> None:
        """Nobody else could answer, even if they were asked."""

        def refuse(route: Route) -> None:
            route.abort() if urlsplit(route.request.url).netloc != urlsplit(self.origin).netloc else route.continue_()

        self.context.route("**/*", refuse)


@contextmanager
def window(browser: Browser, origin: str, link: str = "", **how: Any) -> Iterator[Window]:
    """A browser of its own, with its own storage, let in by `link`; `how` as Playwright's `new_context` takes it."""
    context = browser.new_context(**{"base_url": origin, "viewport": DESKTOP, "locale": "en-GB", **how})
    try:
        seen = Window(origin, context)
        if link:
            page = seen.open()
            page.goto(link)
            page.close()
        yield seen
    finally:
        context.close()


def on_a_phone() -> dict[str, Any]:
    """A small screen under fingers."""
    return {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
