"""The report as a page and as a file, and the export for other programs."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile

import pytest

from tests.core.reporting.pdf import Document, squeezed
from tests.web.staged import KNOT, staged


def test_the_page_shows_what_the_file_will_say(tmp_path):
    with staged("desk-neck", tmp_path) as (browser, _):
        page = browser.open("/report")
        answer = browser.client.get(f"/report.pdf?knot={KNOT}&paper=letter")
    assert 'href="/report.pdf?' in page.html
    assert "Patient-reported. Not reviewed by a clinician." in page.html
    assert "<svg" in page.html
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    document = Document(answer.content)
    assert squeezed("Patient-reported. Not reviewed by a clinician.") in document.pages[0]


def test_at_an_emergency_the_page_says_so_and_shows_nothing_else(tmp_path):
    with staged("chest-pressure", tmp_path) as (browser, _):
        page = browser.open("/report")
        answer = browser.client.get("/report.pdf")
    assert "report-sheet" not in page.html
    assert f'href="/knots/{KNOT}"' in page.html
    assert answer.status_code == 200


def test_a_day_that_is_none_is_told(tmp_path):
    with staged("desk-neck", tmp_path) as (browser, _):
        for day in ("soon", "2200-01-01"):
            assert browser.client.get(f"/report?since={day}").status_code == 422
            assert browser.client.get(f"/report.pdf?since={day}").status_code == 404
        assert browser.client.get("/report?knot=none").status_code == 404


def test_without_a_knot_it_says_how_to_begin(browser):
    assert "Mark where it hurts first" in browser.open("/report").html
    assert browser.client.get("/report.pdf").status_code == 404


@pytest.mark.parametrize("form", ["csv", "jsonl", "sqlite"])
def test_the_settings_give_what_holds_in_other_formats(form, tmp_path):
    with staged("desk-neck", tmp_path) as (browser, _):
        assert f'href="/settings/export?as={form}"' in browser.open("/settings").html
        answer = browser.client.get(f"/settings/export?as={form}")
        facts = len(browser.client.get("/settings/export").content.splitlines()) - 2
    data = answer.content
    if form == "jsonl":
        entries = [json.loads(line) for line in data.splitlines()]
        assert len(entries) == facts
    elif form == "csv":
        assert "marks.csv" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    else:
        database = sqlite3.connect(":memory:")
        database.deserialize(data)
        assert database.execute("SELECT count(*) FROM timeline").fetchone() == (facts,)
    assert "attachment" in answer["Content-Disposition"]
