"""A result in the terminal: whom to call, what to say, why, and when not to wait."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from unknot.cli import advice_page
from unknot.cli.country import country_of
from unknot.cli.page import Page
from unknot.content.library import Library, load
from unknot.facts import history
from unknot.loop import advise, parse_request

SCENARIOS = Path(__file__).parents[1] / "scenarios"
RESULTS = ("chest-pressure", "swollen-calf", "night-pain", "desk-neck")


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language settings of this computer name no country."""
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS", "LANG"):
        monkeypatch.delenv(name, raising=False)


def shown(name: str, capsys: pytest.CaptureFixture[str], library: Library | None = None) -> str:
    """The whole advice of a scenario, in one line."""
    library = library or load()
    raw = json.loads((SCENARIOS / f"{name}.request.json").read_bytes())
    request = parse_request(raw, library)
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    advice_page.show(Page(plain=True), library, advise(request, library), held, full=False)
    return " ".join(capsys.readouterr().out.split())


def test_an_emergency_says_the_number_the_reason_and_what_to_say(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    said = shown("chest-pressure", capsys)
    assert "In the United Kingdom: call 999 now." in said
    assert load().say("calling.elsewhere") in said
    assert load().say("calling.guessed_terminal") in said
    assert load().say("flag.rf_chest_pressure.reason") in said
    assert "Sources: NHS" in said
    assert "“I am 55 years old, a man.”" in said
    assert "Do not drive yourself" in said
    assert "Numbers by country: Android Open Source Project" in said


@pytest.mark.parametrize("language", ["", "C.UTF-8", "en_ZA.UTF-8"])
def test_without_a_sure_number_the_terminal_falls_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("LANG", language)
    said = shown("chest-pressure", capsys)
    assert load().say("calling.no_number") in said
    assert load().say("calling.unknown_elsewhere") in said


def test_today_says_whom_to_call_and_what_would_make_it_an_emergency(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    said = shown("swollen-calf", capsys)
    assert "In Germany: 116117, the medical on-call service" in said
    assert "Call the emergency number at once if you notice:" in said
    assert "In Germany that number is 112." in said
    assert load().say("calling.again") in said


@pytest.mark.parametrize(("name", "key"), [("night-pain", "advice.act_sooner"), ("desk-neck", "advice.stop_signs")])
def test_the_signs_of_the_place_stand_line_by_line(capsys: pytest.CaptureFixture[str], name: str, key: str) -> None:
    said = shown(name, capsys)
    assert load().say(key).partition(":")[0] in said
    assert f"• {load().lines('advice.emergency_signs')[0]}" in said


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_says_whether_a_clinician_has_reviewed_it(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert load().say("advice.not_reviewed") in shown(name, capsys)
    reviewed = shown(name, capsys, replace(load(), clinical_review="2027-03-01, a named clinician"))
    assert load().say("advice.not_reviewed") not in reviewed
    assert "reviewed by a clinician (2027-03-01, a named clinician)" in reviewed


@pytest.mark.parametrize(
    ("environment", "country"),
    [
        ({"LANG": "de_DE.UTF-8"}, "DE"),
        ({"LANG": "de_DE@euro"}, "DE"),
        ({"LANG": "en-US"}, "US"),
        ({"LANG": "en_US.UTF-8", "LC_TELEPHONE": "de_AT.UTF-8"}, "AT"),
        ({"LC_ALL": "fr_CH.UTF-8", "LC_TELEPHONE": "de_AT.UTF-8"}, "CH"),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, ""),
        ({"LC_ALL": "", "LANG": "sv_SE"}, "SE"),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "en"}, ""),
        ({}, ""),
    ],
)
def test_the_country_is_the_one_the_settings_name(environment: dict[str, str], country: str) -> None:
    assert country_of(environment) == country
