"""A browser without a face: it opens pages, fills in the form that stands there and sends what a browser would send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from unknot.content.library import load, vocabulary_of
from unknot.facts import Dose, Fact
from unknot.facts.history import standing
from unknot.web import access, records, store

Values = dict[str, list[str]]
NECK = {"mark__neck_upper_l": "5", "mark__shoulder_top_l": "4"}
"""Where it hurts the person of the pages: the neck and the shoulder, on the left."""


class Form(HTMLParser):
    """The main form of a page as it stands: what a browser would send if nothing were touched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: Values = {}
        self.offered: Values = {}
        self._form = ""
        self._select = ""
        self._option: str | None = None
        self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = "main" if "screen" in found.get("class", "") or "where" in found.get("class", "") else "other"
        if self._form != "main":
            return
        if tag == "input" and "name" in found:
            kind, name, value = found.get("type", "text"), found["name"], found.get("value", "")
            self.offered.setdefault(name, []).append(value)
            if kind not in ("checkbox", "radio") or "checked" in found:
                self.values.setdefault(name, []).append(value)
        elif tag == "textarea":
            self._area = found["name"]
            self.values[self._area] = [""]
        elif tag == "select":
            self._select = found["name"]
            self.values[self._select] = [""]
        elif tag == "option":
            self._option = found.get("value")
            self._chosen = "selected" in found
            if self._chosen and self._option is not None:
                self.values[self._select] = [self._option]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area][0] += data
        if self._select and self._option is None and data.strip() and getattr(self, "_chosen", False):
            self.values[self._select] = [data.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "option":
            self._option, self._chosen = None, False


class Page:
    """A page that came back."""

    def __init__(self, browser: Browser, path: str, response: Any) -> None:
        self.browser, self.path = browser, path
        self.status = response.status_code
        self.html = response.content.decode()
        self.to = response.headers.get("Location", "")
        self.form = Form(self.html)

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.path.partition("?")[0].rsplit("/", 1)[-1]

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.html, re.DOTALL)
        return found[1].strip() if found else ""

    @property
    def lines(self) -> list[str]:
        """The ids of the lines that can be ticked."""
        return self.form.offered.get("yes", [])

    @property
    def group(self) -> str:
        """What the Back button of a screen takes back."""
        found = re.search(r'name="back" value="([^"]+)"', self.html)
        return found[1] if found else ""

    def send(self, follow: bool = True, **changes: str | Iterable[str]) -> Page:
        """The form is sent with `changes`; double underscores stand for dots, as in `mark__neck_upper_l`."""
        named = {name.replace("__", "."): [v] if isinstance(v, str) else list(v) for name, v in changes.items()}
        return self.browser.post(self.path, {**self.form.values, **named}, follow=follow)


class Browser:
    """One browser with its own session."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(HTTP_HOST="127.0.0.1")
        self.client.get(f"/enter/{access.LINKS.issue()}")

    def open(self, path: str) -> Page:
        """The page at `path`, redirects followed."""
        page = Page(self, path, self.client.get(path))
        return self.open(page.to) if page.to else page

    def post(self, path: str, values: Mapping[str, Any], *, follow: bool = True) -> Page:
        page = Page(self, path, self.client.post(path, values))
        assert not page.to or page.status == 303
        return self.open(page.to) if follow and page.to else page


def opened(folder: Path) -> Browser:
    """A browser let in to a store in `folder`, made if it is missing."""
    store.open_store(folder)
    access.prepare(folder)
    return Browser()


def stored() -> tuple[Fact, ...]:
    """Every fact on the disk."""
    return records.facts(vocabulary_of(load()))


def holding() -> tuple[Fact, ...]:
    """Every fact that holds, corrections applied."""
    return standing(stored())


def doses() -> list[Dose]:
    """What was done, as it holds."""
    return [fact for fact in holding() if isinstance(fact, Dose)]
