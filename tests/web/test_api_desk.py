"""The companion at the desk asks how things stand, hands over what happened, and says how moves felt."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import resolve

from tests.web.program import Program
from tests.web.test_api import EPISODE, STORY

MOVE = "neck_turns_standing_up"
FELT = "desk/felt"


@pytest.fixture
def stranger(sqlite_place, tmp_path):
    """A program of somebody without a knot."""
    sqlite_place.open()
    return Program(tmp_path)


@pytest.fixture
def program(place, tmp_path):
    """A program whose person has a knot from sitting, asked about an hour ago."""
    place.open()
    program = Program(tmp_path)
    later = datetime.now(UTC) - timedelta(hours=1) - datetime.fromisoformat(STORY["at"])
    moved = [{**f, "at": (datetime.fromisoformat(f["at"]) + later).isoformat()} for f in STORY["facts"]]
    assert program.post("facts", moved).status == 201
    return program


def happened(program, kind, id_, *, minutes, **said):
    """A fact so long ago is stored."""
    at = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
    fact = {"kind": kind, "id": id_, "at": at, "zone": "Europe/Berlin", **said}
    assert program.post("facts", fact).status == 201
    return at


def did(program, id_="moved", *, minutes=1.0, technique=MOVE, **said):
    return happened(program, "dose", id_, minutes=minutes, episode=EPISODE, technique=technique, seconds=26, **said)


def now(program):
    said = program.get("desk")
    assert said.status == 200
    return said.json


def test_without_a_knot_there_are_reminders_that_name_no_move(stranger):
    said = now(stranger)
    assert (said["episode"], said["no"], said["prompts"], said["page"]) == (None, "where", True, "/desk")
    assert said["moves"] == []
    assert said["every_minutes"] == 30


def test_with_a_knot_the_move_for_it_is_named_and_its_page_opens(program):
    said = now(program)
    assert (said["episode"], said["no"]) == (EPISODE, None)
    assert said["moves"]
    assert "for your" in said["text"]
    found = resolve(said["page"])
    assert (found.view_name, found.kwargs) == ("unknot:desk_set", {"episode": EPISODE, "name": "short"})
    assert resolve("/desk").view_name == "unknot:desk_now"


@pytest.mark.parametrize(
    ("episode", "page"), [("Nacken ä?", "/knots/Nacken%20%C3%A4%3F/desk/short"), ("neck/left", "/desk")]
)
def test_any_name_of_a_knot_has_a_page_that_a_link_can_lead_to(stranger, episode, page):
    later = datetime.now(UTC) - timedelta(hours=1) - datetime.fromisoformat(STORY["at"])
    moved = [{**f, "at": (datetime.fromisoformat(f["at"]) + later).isoformat()} for f in STORY["facts"]]
    renamed = [{**f, "episode": episode} if "episode" in f else f for f in moved]
    assert stranger.post("facts", renamed).status == 201
    assert (now(stranger)["no"], now(stranger)["page"]) == (None, page)
    assert stranger.post("link", {"page": page}).status == 201


def test_a_warning_sign_ends_the_reminders(program):
    happened(program, "answer", "sign", minutes=1, episode=EPISODE, question="rf_chest_pressure", value="yes")
    said = now(program)
    assert (said["no"], said["prompts"], said["moves"]) == ("danger", False, [])


def test_a_warning_sign_of_an_open_knot_ends_them_although_another_one_is_at_hand(program):
    happened(program, "episode", "other", minutes=90, episode="older", event="opened")
    happened(program, "mark", "other-mark", minutes=90, episode="older", region="chest_l", intensity=6)
    happened(program, "answer", "sign", minutes=1, episode="older", question="rf_chest_pressure", value="yes")
    assert (now(program)["episode"], now(program)["prompts"]) == ("older", False)
    happened(program, "episode", "settled", minutes=0.2, episode="older", event="resolved")
    assert now(program)["episode"] == EPISODE


def test_reminders_that_are_passed_over_make_the_next_one_wait(program):
    before = now(program)["every_minutes"]
    for number in range(6):
        happened(program, "prompt", f"p{number}", minutes=12 + number / 10, answer="skip")
    # Around midnight some of them are yesterday's, and those are over.
    if datetime.now(UTC).astimezone().date() == (datetime.now(UTC) - timedelta(minutes=15)).astimezone().date():
        assert now(program)["every_minutes"] > before


def test_the_last_moves_can_be_said_to_have_helped_and_saying_it_again_does_no_harm(program):
    at = did(program)
    last = now(program)["last_moves"]
    assert (datetime.fromisoformat(last["at"]), last["doses"], last["felt"]) == (
        datetime.fromisoformat(at),
        ["moved"],
        None,
    )
    said = program.post(FELT, {"doses": last["doses"], "felt": "better"})
    assert said.status == 200
    (correction,) = said.json["corrections"]
    assert (correction["kind"], correction["supersedes"]) == ("correction", "moved")
    assert now(program)["last_moves"] == {**last, "felt": "better"}
    assert program.post(FELT, {"doses": ["moved", "moved"], "felt": "better"}).json == {"corrections": []}
    assert program.get("facts?kind=correction").json["facts"] == [correction]


def test_who_thinks_again_may_say_so(program):
    did(program, felt="better")
    program.post(FELT, {"doses": ["moved"], "felt": "worse"})
    assert now(program)["last_moves"]["felt"] == "worse"


def test_a_correction_leaves_the_rest_of_the_session_as_it_was(program):
    did(program, repetitions=4)
    program.post(FELT, {"doses": ["moved"], "felt": "same"})
    (correction,) = program.get("facts?kind=correction").json["facts"]
    before = program.get("facts/moved").json
    assert correction["replacement"] == {**before, "felt": "same"}


@pytest.mark.parametrize(
    ("dose", "status", "code"),
    [
        ("unheard-of", 404, "dose_unknown"),
        (STORY["facts"][0]["id"], 404, "dose_unknown"),
        ("old", 422, "dose_not_recent"),
        ("pressed", 422, "dose_not_recent"),
    ],
)
def test_only_desk_moves_of_the_last_day_take_it_and_it_is_all_or_none(program, dose, status, code):
    did(program)
    did(program, "old", minutes=24 * 60 + 1)
    did(program, "pressed", technique="ball_shoulder_top")
    said = program.post(FELT, {"doses": ["moved", dose], "felt": "better"})
    assert (said.status, said.codes) == (status, [code])
    assert now(program)["last_moves"]["felt"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([], "request_not_an_object"),
        ({"doses": ["moved"], "felt": "better", "why": "x"}, "request_unknown_field"),
        ({"doses": ["moved"], "felt": "great"}, "request_not_one_of"),
        ({"doses": ["moved"], "felt": []}, "request_not_one_of"),
        ({"doses": ["moved"]}, "request_not_one_of"),
        ({"felt": "better"}, "request_not_a_list"),
        ({"doses": [], "felt": "better"}, "request_not_a_list"),
        ({"doses": "moved", "felt": "better"}, "request_not_a_list"),
        ({"doses": [7], "felt": "better"}, "request_not_a_list"),
    ],
)
def test_what_says_nothing_usable_is_refused(program, body, code):
    did(program)
    said = program.post(FELT, body)
    assert (said.status, said.codes) == (422, [code])


def test_what_the_page_of_the_set_recorded_is_what_the_companion_hears(program):
    from django.test import Client

    from tests.web.program import HERE
    from unknot.web import access

    browser = Client(**HERE)
    browser.get(f"/enter/{access.LINKS.issue()}")
    page = browser.get(now(program)["page"]).content.decode()
    sheet = page.partition('name="sheet" value="')[2].partition('"')[0]
    assert browser.post(now(program)["page"], {"sheet": sheet, "did-1": "on", "felt": "better"}).status_code == 303
    last = now(program)["last_moves"]
    assert last["felt"] == "better"
    assert program.get(f"facts/{last['doses'][0]}").json["technique"] == MOVE
