"""The plan as a PDF: on the paper of the region, and never where safety comes first."""

import pytest

from tests.core.reporting.pdf import Document
from tests.web.staged import KNOT, staged
from unknot.web import locale


def test_the_plan_page_leads_to_the_hand_out(tmp_path):
    with staged("desk-neck", tmp_path) as (browser, _):
        address = f"/knots/{KNOT}/plan.pdf"
        assert address in browser.open(f"/knots/{KNOT}/plan").html
        answer = browser.client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert len(Document(answer.content).pages) >= 1


@pytest.mark.parametrize("name", ["chest-pressure", "swollen-calf", "no-screening-yet"])
def test_nothing_is_printed_where_safety_comes_first(name, tmp_path):
    with staged(name, tmp_path) as (browser, _):
        answer = browser.client.get(f"/knots/{KNOT}/plan.pdf")
    assert (answer.status_code, answer["Location"]) == (303, f"/knots/{KNOT}")


@pytest.mark.parametrize(("language", "paper"), [("en-US", "letter"), ("de-DE", "a4"), ("", "a4")])
def test_the_paper_is_that_of_the_region(language, paper):
    seen = []
    request = type("Request", (), {"headers": {"Accept-Language": language}})()
    locale.by_region(lambda _: seen.append(locale.paper()))(request)
    assert seen == [paper]
