"""What a page weighs on its first visit, and what the printer gets."""

from __future__ import annotations

import re
import zlib

import pytest

from tests.browser import places
from tests.browser.chromium import AWAKE, on_a_phone
from tests.browser.conftest import Windows
from tests.web.serving import Served

MOST_BYTES = 300_000


@pytest.mark.parametrize("name", places.MAIN_PAGES)
def test_a_page_with_all_that_belongs_to_it_is_light(name: str, whole: Served, windows: Windows) -> None:
    page = windows(whole, **on_a_phone()).open()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(places.WHOLE[name])
    page.locator(AWAKE).wait_for(state="attached")
    assert 0 < sum(sizes) < MOST_BYTES, sizes


def test_the_plan_is_printed_with_its_steps(whole: Served, windows: Windows) -> None:
    page = windows(whole).open()
    page.goto(places.WHOLE["plan"])
    steps = page.locator(".steps h3").all_inner_texts()
    assert len(steps) > 1
    page.emulate_media(media="print")
    printed = page.locator("main").inner_text()
    assert [step for step in steps if step not in printed] == []
    assert not page.locator("nav, .actions, .progress-steps").filter(visible=True).count()
    sheet = page.pdf(format="A4")
    assert sheet.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) <= 6
    assert any(b"BT" in _inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", sheet, re.DOTALL))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""
