"""The calendar by a link and as a file: who may read it, what it says, and how the link is taken away."""

import os
import re
import stat
from urllib.parse import urlsplit

import pytest
import vobject
from django.test import Client

from tests.web.pages import opened
from tests.web.serving import serving
from tests.web.staged import staged
from unknot.web import database
from unknot.web.access import CALENDAR_FILE

PAGE = "/settings/calendar"
PROGRAM = {"HTTP_HOST": "127.0.0.1"}


def link_on(page):
    """The link that stands on the page, as a path; None if there is none."""
    found = re.search(r'<textarea id="address"[^>]*>([^<]*)</textarea>', page.html)
    return None if found is None else found[1].replace("&amp;", "&").removeprefix("http://127.0.0.1")


def made(browser, **choices):
    return link_on(browser.post(PAGE, {"part": "make", **choices}))


def program():
    """A calendar program: no session, no cookie."""
    return Client(**PROGRAM)


def events(answer):
    return vobject.readOne(answer.content.decode()).contents.get("vevent", [])


@pytest.fixture
def someone(tmp_path):
    with staged("desk-neck", tmp_path / "data") as (browser, clock):
        yield browser, clock, tmp_path / "data"


def test_there_is_no_feed_until_the_person_asks_for_a_link(someone):
    browser, _, folder = someone
    assert link_on(browser.open(PAGE)) is None
    assert not (folder / CALENDAR_FILE).exists()
    assert program().get("/calendar.ics").status_code == 404
    assert program().get("/calendar.ics?key=").status_code == 404


def test_a_program_with_the_link_reads_the_calendar_without_a_cookie(someone):
    browser, _, folder = someone
    answer = program().get(made(browser))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer
    assert [event.summary.value for event in events(answer)] == [
        "Unknot: 5 minutes",
        "Unknot: today's plan",
        "Unknot: how is it?",
    ]
    assert events(answer)[0].url.value == "http://127.0.0.1/knots/knot1/session"
    if os.name == "posix":
        assert stat.S_IMODE((folder / CALENDAR_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("key", ["", "x", "a" * 43, "é", "companion"])
def test_another_key_finds_nothing(someone, key):
    browser, _, folder = someone
    made(browser)
    shown = (folder / "companion.token").read_text().strip() if key == "companion" else key
    answer = program().get("/calendar.ics", {"key": shown})
    assert (answer.status_code, answer.content) == (404, b"There is no such file.\n")
    assert browser.client.get("/calendar.ics", {"key": shown}).status_code == 404


def test_the_key_opens_the_calendar_and_nothing_else(someone):
    browser, *_ = someone
    key = urlsplit(made(browser)).query
    for path in ("/", "/settings", "/settings/calendar", "/settings/calendar.ics", "/api/v1/episodes"):
        assert program().get(f"{path}?{key}").status_code in (401, 403)
    token = key.removeprefix("key=")
    assert program().get("/api/v1/episodes", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_new_link_stops_the_old_one_at_once(someone):
    browser, *_ = someone
    old = made(browser)
    new = made(browser)
    assert old != new
    assert program().get(old).status_code == 404
    assert program().get(new).status_code == 200


def test_a_link_that_is_switched_off_finds_nothing(someone):
    browser, _, folder = someone
    link = made(browser)
    assert link_on(browser.post(PAGE, {"part": "end"})) is None
    assert program().get(link).status_code == 404
    assert not (folder / CALENDAR_FILE).exists()


def test_deleting_everything_takes_the_link_away(someone):
    browser, *_ = someone
    link = made(browser)
    browser.post("/settings/delete", {"word": "delete"})
    assert program().get(link).status_code == 404


def test_the_choices_stand_in_the_link_and_nothing_of_them_is_stored(someone):
    browser, *_ = someone
    link = made(browser, at="7:30, 19:45", names="1", breaks="9-12", days=["mo", "sa"], remind="10")
    assert link.partition("&")[2] == "at=07:30,19:45&names=1&breaks=9-12&days=mo,sa&remind=10"
    told = events(program().get(link))
    assert told[0].summary.value.startswith("Unknot: Ball on the shoulder top, at a wall; ")
    assert told[0].dtstart.value.time().isoformat() == "19:45:00"
    assert [event.rrule.value.rpartition("=")[2] for event in told[3:]] == ["MO,SA", "MO,SA"]
    assert [event.summary.value for event in events(program().get(link.partition("&")[0]))] == [
        "Unknot: 5 minutes",
        "Unknot: today's plan",
        "Unknot: how is it?",
    ]


@pytest.mark.parametrize(
    "wrong", ["at=25:00", "at=noon", "breaks=17-9", "breaks=9", "days=xx", "remind=-1", "remind=soon", "remind=241"]
)
def test_choices_that_cannot_be_are_refused_with_the_reason(someone, wrong):
    browser, *_ = someone
    link = made(browser)
    assert program().get(f"{link}&{wrong}").status_code == 400
    page = browser.open(f"{PAGE}?{wrong}")
    name, _, value = wrong.partition("=")
    assert page.status == 422
    assert f'href="#{name}"' in page.html
    assert value in page.html


def test_a_program_that_has_it_already_is_told_so_until_something_changes(someone):
    browser, clock, _ = someone
    link = made(browser)
    first = program().get(link)
    again = program().get(link, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    clock.pass_by(hours=8)
    changed = program().get(link, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_only_the_head_can_be_asked_for_and_nothing_can_be_sent(someone):
    browser, *_ = someone
    link = made(browser)
    head = program().head(link)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == program().get(link)["ETag"]
    for method in ("post", "put", "delete", "patch"):
        assert getattr(program(), method)(link).status_code == 405


def test_a_page_of_another_site_cannot_ask_for_it(someone):
    browser, *_ = someone
    link = made(browser)
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
    answer = program().get(link, headers=foreign)
    assert answer.status_code == 403
    assert b"VCALENDAR" not in answer.content


def test_the_file_says_for_which_day_it_is_good(someone):
    browser, *_ = someone
    answer = browser.client.get("/settings/calendar.ics?at=08:00")
    assert answer["Content-Disposition"] == 'attachment; filename="unknot.ics"'
    told = vobject.readOne(answer.content.decode())
    assert "20 November" in told.description.value
    assert "http://" not in answer.content.decode()


def test_the_page_lists_what_the_calendar_holds(someone):
    browser, *_ = someone
    html = browser.open(f"{PAGE}?breaks=9-12").html
    assert re.search(r"<strong>Friday,? 20 November, (18:00|6:00.pm)</strong><br>Unknot: 5 minutes", html)
    assert re.search("Every hour from 10:00.* to 11:00.* on working days", html)
    assert f'href="{PAGE}"' in browser.open("/settings").html


@pytest.mark.parametrize("name", ["chest-pressure", "fever-and-back-pain", "no-screening-yet"])
def test_where_safety_comes_first_no_session_is_in_the_feed(tmp_path, name):
    with staged(name, tmp_path / "data") as (browser, _):
        titles = [event.summary.value for event in events(program().get(made(browser, names="1")))]
    assert titles == ([] if name == "chest-pressure" else ["Unknot: have a look"])


def test_the_link_stays_the_same_when_unknot_is_started_again_and_other_names_are_refused(tmp_path):
    folder = tmp_path / "data"
    browser = opened(folder)
    link = made(browser)
    database.disconnect()
    with serving(folder) as there:
        answer = there.ask("GET", link)
        assert answer.status == 200
        assert answer.body.startswith(b"BEGIN:VCALENDAR\r\n")
        assert answer.cookie is None
        assert there.ask("GET", link, Host="evil.example").status == 421
        assert there.ask("HEAD", link).body == b""
        unpacked = there.ask("GET", link, If_None_Match=answer.headers["ETag"])
        assert unpacked.status == 304
