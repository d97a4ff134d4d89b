"""An experiment from the question to the result, on a phone, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests import lives
from tests.browser.chromium import on_a_phone
from tests.browser.conftest import Windows
from tests.web.serving import Served


def check_in(page: Page) -> None:
    page.goto(f"/knots/{lives.MAIN}/check-in")
    for name, points in (("function", 6), ("pain_now", 4), ("pain_worst", 5)):
        page.locator(f"input[name={name}][value='{points}']").check(force=True)
    page.locator("input[name=news]").check(force=True)
    page.locator("form.screen .button-primary").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_finds_out_whether_the_ball_helps(scripts: bool, settling: Served, windows: Windows) -> None:
    seen = windows(settling, **{**on_a_phone(), "java_script_enabled": scripts})
    seen.refuse_all_others()
    page = seen.open()
    page.goto("/trials")
    page.get_by_role("link", name="Plan an experiment").click()
    page.get_by_role("button", name="See what it can tell").click()
    expect(page.get_by_text("finds it in about")).to_be_visible()
    page.locator("input[name=expectation][value='7']").check(force=True)
    page.locator("input[name=not_ordered]").check(force=True)
    page.get_by_role("button", name="Start the experiment").click()
    expect(page.get_by_text(re.compile("^[0-9a-f]{64}$"))).to_be_visible()
    experiment = page.url
    check_in(page)
    page.goto(experiment)
    page.get_by_role("button", name="Show today’s side").click()
    side = page.locator(".trial-side").inner_text()
    page.goto(f"/knots/{lives.MAIN}/plan")
    planned = page.locator("ol.steps").inner_text() if page.locator("ol.steps").count() else ""
    assert ("Ball on the shoulder top" in planned) is side.startswith("With it")
    page.goto(experiment)
    page.get_by_text("End the experiment").first.click()
    page.get_by_role("button", name="End the experiment").click()
    expect(page.locator("h1")).to_have_text("There is no rating to go by, so nothing can be told.")
    page.get_by_text("Fingerprint of the draw").click()
    expect(page.get_by_text("import hashlib, json")).to_be_visible()
    assert seen.foreign == []
    assert seen.complaints == []
