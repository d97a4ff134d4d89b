"""A result a person can act on: whom to call here, what to say, why, and when not to wait."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.pages import Browser, Page, stored
from tests.web.staged import KNOT, Clock, staged
from unknot.content import library as content
from unknot.content.library import load
from unknot.exchange import numbers
from unknot.loop.advice import Statement
from unknot.web import visit
from unknot.web.views import result

KNOT_PAGE = f"/knots/{KNOT}"
RESULTS = {
    "emergency": "chest-pressure",
    "today": "swollen-calf",
    "soon": "night-pain",
    "self-care": "desk-neck",
}
GERMAN = "de-DE,de;q=0.9,en;q=0.8"
At = Callable[..., Browser]


@pytest.fixture
def clocks() -> list[Clock]:
    return []


@pytest.fixture
def at(tmp_path: Path, clocks: list[Clock]) -> Iterator[At]:
    """Puts a person of the scenarios before the browser, which may name a language."""
    with ExitStack() as until_then:

        def stage(name: str, language: str = "") -> Browser:
            browser, clock = until_then.enter_context(staged(name, tmp_path / name))
            clocks.append(clock)
            if language:
                browser.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
            return browser

        yield stage


def said(page: Page) -> str:
    plain = re.sub(r"<script.*?</script>|<svg.*?</svg>|<option.*?</option>|<[^>]+>", " ", page.html, flags=re.DOTALL)
    words = re.sub(r"\s+", " ", plain.replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"'))
    return re.sub(r" ([.,:;])", r"\1", words)


# Whom to call


def test_the_number_is_that_of_the_country_the_browser_names_and_says_so(at: At) -> None:
    page = at("chest-pressure", GERMAN).open(KNOT_PAGE)
    assert "In Germany: call 112 now." in said(page)
    assert 'href="tel:112"' in page.html
    assert load().say("calling.elsewhere") in said(page)
    assert load().say("calling.guessed_browser") in said(page)
    assert "Android Open Source Project; Wikipedia; libphonenumber" in said(page)


def test_another_country_is_chosen_on_the_page_and_remembered(at: At) -> None:
    browser = at("chest-pressure", GERMAN)
    before = stored()
    page = browser.post(f"{KNOT_PAGE}/country", {"country": "GB"})
    assert "In the United Kingdom: call 999 now." in said(page)
    assert load().say("calling.chosen") in said(page)
    assert "In the United Kingdom: call 999 now." in said(browser.open(KNOT_PAGE))
    assert "In the United Kingdom the ambulance number is 999" in said(browser.open("/settings"))
    assert stored() == before, "where somebody is now is no part of the record"


def test_the_form_on_the_page_needs_no_script_and_offers_every_country(at: At) -> None:
    html = at("chest-pressure", GERMAN).open(KNOT_PAGE).html
    form = html.partition("<form")[2].partition("</form>")[0]
    assert f'action="{KNOT_PAGE}/country"' in form
    assert 'method="post"' in form
    assert '<option value="DE" selected>Germany</option>' in form
    assert form.count("<option") > 240
    assert "<button" in form


@pytest.mark.parametrize("sent", ["XX", "de", "DEU", "<b>"])
def test_a_country_that_there_is_not_changes_nothing(at: At, sent: str) -> None:
    browser = at("chest-pressure", GERMAN)
    assert "In Germany: call 112 now." in said(browser.post(f"{KNOT_PAGE}/country", {"country": sent}))


@pytest.mark.parametrize(
    ("language", "chosen", "says"),
    [
        ("", None, "Choose your country"),
        ("en", None, "Choose your country"),
        ("es-419", None, "Choose your country"),
        ("en-ZA", None, "In South Africa we have no sure number."),
        (GERMAN, "", "Choose your country"),
        (GERMAN, "NG", "In Nigeria we have no sure number."),
    ],
)
def test_without_a_sure_number_the_page_falls_back_on_the_local_one_and_112(
    at: At, language: str, chosen: str | None, says: str
) -> None:
    browser = at("chest-pressure", language)
    if chosen is not None:
        browser.post(f"{KNOT_PAGE}/country", {"country": chosen})
    page = browser.open(KNOT_PAGE)
    assert load().say("calling.no_number") in said(page)
    assert "From most mobile phones 112 works" in said(page)
    assert re.findall(r'href="(tel:[^"]*)"', page.html) == ["tel:112"]
    assert says in said(page)


def test_the_settings_save_the_country_and_forget_it_with_everything(at: At) -> None:
    browser = at("desk-neck", GERMAN)
    assert "In Germany the ambulance number is 112" in said(browser.open("/settings"))
    page = browser.post("/settings", {"part": "country", "country": "JP"})
    assert "In Japan the ambulance number is 119" in said(page)
    assert "the medical on-call service" not in said(page)
    browser.post("/settings/delete", {"word": "delete"})
    assert "In Germany the ambulance number is 112" in said(browser.open("/settings"))


# An emergency


def test_what_to_say_is_filled_with_the_persons_own_answers(at: At) -> None:
    text = said(at("chest-pressure").open(KNOT_PAGE))
    where = text.index("First say where you are")
    for own in ("“I am 55 years old, a man.”", "Chest, breast and breastbone (left)", "“It began today.”"):
        assert where < text.index(own)
    assert f"“I noticed: {load().say('flag.rf_chest_pressure.short')}.”" in text
    assert "Do not drive yourself" in text


def test_the_reason_stands_in_a_sentence_with_its_source(at: At) -> None:
    text = said(at("chest-pressure").open(KNOT_PAGE))
    assert f"{load().say('flag.rf_chest_pressure.reason')} Source: NHS" in text


def test_only_what_makes_it_an_emergency_is_given_as_the_reason(at: At) -> None:
    browser = at("chest-pressure")
    journal = visit.Journal(load(), "Europe/Berlin")
    journal.add({"kind": "answer", "episode": KNOT, "question": "rf_constant_night_pain", "value": "yes"})
    text = said(browser.open(KNOT_PAGE))
    assert load().say("flag.rf_constant_night_pain.reason") not in text
    assert load().say("flag.rf_constant_night_pain.short") in text, "the call-taker may hear of it"


def test_a_reason_without_a_confirmed_source_says_so() -> None:
    (reason,) = result._reasons(load(), [Statement("x", "Because.", sources=("nhs_mi",), verified=False)])
    assert (reason.sources, reason.unconfirmed) == ("", True)


def test_an_emergency_page_has_no_way_on_but_a_slip(at: At) -> None:
    html = at("chest-pressure", GERMAN).open(KNOT_PAGE).html.partition("<body")[2]
    assert re.findall(r'href="(/[^"]*)"', html) == [f"{KNOT_PAGE}/safety/again"]
    assert re.findall(r'<form[^>]* action="([^"]*)"', html) == [f"{KNOT_PAGE}/country"]
    assert "<nav" not in html


def test_an_emergency_is_found_again_in_my_knots_and_in_the_export(at: At) -> None:
    browser = at("chest-pressure")
    leads = re.findall(rf'href="({KNOT_PAGE}[^"]*)"', browser.open("/knots").html)
    assert leads
    assert {browser.open(path).heading for path in leads} == {"Get emergency help now"}
    kept = b"".join(browser.client.get("/settings/export")).decode()
    assert re.search(r'"question": ?"rf_chest_pressure"', kept)


# Today


def test_today_names_the_advice_line_and_the_signs_that_make_it_an_emergency(at: At) -> None:
    page = at("swollen-calf", GERMAN).open(KNOT_PAGE)
    text = said(page)
    assert "In Germany: 116117, the medical on-call service" in text
    assert 'href="tel:116117"' in page.html
    assert "In Germany that number is 112." in text
    for sign in (*load().lines("after_session.calf_thigh.signs"), *load().lines("advice.emergency_signs")):
        assert sign in text
    assert "<details" not in page.html.partition("Call the emergency number at once")[0].partition("Why</h2>")[2]


def test_today_without_an_advice_line_names_the_usual_places(at: At) -> None:
    text = said(at("swollen-calf", "fr-FR").open(KNOT_PAGE))
    assert load().say("calling.no_advice_line") in text
    assert "In France that number is 112." in text


def test_an_advice_line_is_dialled_without_its_spaces(at: At) -> None:
    page = at("swollen-calf", "en-NZ").open(KNOT_PAGE)
    assert 'href="tel:0800611116">0800 611 116</a>' in page.html


def test_a_day_later_the_page_asks_how_it_is(at: At, clocks: list[Clock]) -> None:
    browser = at("swollen-calf")
    now = browser.open(KNOT_PAGE)
    assert "In 24 hours" in said(now)
    assert load().say("calling.again_now") not in said(now)
    clocks[-1].pass_by(hours=22)
    assert load().say("calling.again_now") not in said(browser.open(KNOT_PAGE))
    clocks[-1].pass_by(hours=3)
    later = browser.open(KNOT_PAGE)
    assert load().say("calling.again_now") in said(later)
    assert re.search(r'button-primary" href="[^"]*/check-in"', later.html)
    assert browser.open(f"{KNOT_PAGE}/check-in").name in ("check-in", "safety", "story")


# Soon, and self-care


def test_soon_allows_comfort_only_and_names_the_signs_not_to_wait_at(at: At) -> None:
    page = at("night-pain").open(KNOT_PAGE)
    assert load().say("advice.only_comfort") in said(page)
    before, _, after = page.html.partition("Do not wait for the appointment")
    assert before.rfind("<details") <= before.rfind("</details>"), "the signs are not folded away"
    for sign in load().lines("after_session.low_back.signs"):
        assert sign in after


def test_self_care_shows_the_stop_signs_of_the_place_openly(at: At) -> None:
    html = at("desk-neck").open(KNOT_PAGE).html
    before, _, after = html.partition("Stop and get help if you notice")
    assert before.rfind("<details") <= before.rfind("</details>"), "the signs are not folded away"
    shown = after.partition("</section>")[0]
    assert all(sign in shown for sign in load().lines("after_session.neck.signs"))
    assert "symptoms in both legs" in load().lines("after_session.low_back.signs")
    assert "symptoms in both legs" not in shown
    assert load().lines("advice.emergency_signs")[0] in after


# Every result


@pytest.mark.parametrize("name", RESULTS.values(), ids=RESULTS)
def test_every_result_says_that_no_clinician_has_reviewed_it(at: At, name: str) -> None:
    assert load().clinical_review == "pending"
    assert load().say("advice.not_reviewed") in said(at(name).open(KNOT_PAGE))


@pytest.mark.parametrize("name", RESULTS.values(), ids=RESULTS)
def test_a_recorded_review_changes_what_every_result_says(at: At, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewed = replace(load(), clinical_review="2027-03-01, a named clinician")
    for module in (content, numbers):
        monkeypatch.setattr(module, "load", lambda: reviewed)
    text = said(at(name).open(KNOT_PAGE))
    assert load().say("advice.not_reviewed") not in text
    assert "reviewed by a clinician (2027-03-01, a named clinician)" in text


@pytest.mark.parametrize("name", RESULTS.values(), ids=RESULTS)
def test_every_result_can_be_printed(at: At, name: str) -> None:
    html = at(name).open(KNOT_PAGE).html
    assert 'data-action="print"' in html
