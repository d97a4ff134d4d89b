"""Who is let in: a browser by its one-time link, a program by its token, and nobody else."""

import json
import os
import stat
import threading
from urllib.parse import urlsplit

import pytest

from unknot.errors import InputError, StoreError
from unknot.web import access
from unknot.web.access import HOME, Links, companion_token

NO_TOKENS = ("", "x", "a" * 43, "é")
OWN_PAGES = ("/", "/desk", "/knots/knot-1/desk/short", "/knots/Nacken%20%C3%A4%3F/desk", "/knots/Nacken ä", "/learn")
FOREIGN_PAGES = (
    "",
    "desk",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5Cevil.example",
    "/%2Fevil.example",
    "/%2F%2Fevil.example/",
    "/\t/evil.example",
    "/desk\nLocation: https://evil.example",
    "/desk%0d%0aLocation:%20https://evil.example",
    " /desk",
    "https://evil.example/desk",
    "http:/desk",
    "javascript:alert(1)",
    "/desk?next=https://evil.example",
    "/desk#//evil.example",
    "/knots/../desk",
    "/knots/%2e%2e/desk",
    "/desk/..",
    "/no/such/page",
    "/desk/",
    "/api/v1/facts",
    "/static/unknot/js/x.js",
    "/enter/another-token",
)


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def addresses(sqlite_place):
    """The addresses of the app are known in this process."""
    sqlite_place.open()


def test_a_link_lets_in_once():
    links = Links()
    token = links.issue()
    assert [links.redeem(token), links.redeem(token)] == [HOME, None]


def test_a_link_lets_in_for_a_quarter_of_an_hour():
    clock = Clock()
    links = Links(clock)
    early, late = links.issue(), links.issue()
    clock.now += access.LINK_MINUTES * 60 - 1
    assert links.redeem(early)
    clock.now += 2
    assert not links.redeem(late)


@pytest.mark.parametrize("token", NO_TOKENS)
def test_a_made_up_link_lets_nobody_in(token):
    links = Links()
    links.issue()
    assert not links.redeem(token)


def test_one_link_does_not_use_up_another():
    links = Links()
    first, second = links.issue(), links.issue()
    assert first != second
    assert links.redeem(second)
    assert links.redeem(first)


@pytest.mark.parametrize("page", OWN_PAGES)
def test_a_link_leads_to_the_page_it_was_asked_for(addresses, page):
    links = Links()
    home, there = links.issue(), links.issue(page)
    assert (links.redeem(there), links.redeem(home)) == (page, HOME)


@pytest.mark.parametrize("page", FOREIGN_PAGES)
def test_no_link_leads_to_what_is_no_page_of_ours(addresses, page):
    with pytest.raises(InputError) as refused:
        Links().issue(page)
    assert refused.value.problems[0].code == "link_page_unknown"


def test_asking_for_links_without_end_keeps_only_the_newest():
    links = Links()
    tokens = [links.issue() for _ in range(30)]
    assert [links.redeem(token) for token in tokens] == [None] * 10 + [HOME] * 20


def test_of_many_who_use_one_link_at_once_one_is_let_in():
    links = Links()
    token, let_in, together = links.issue(), [], threading.Barrier(8)

    def use():
        together.wait()
        let_in.append(links.redeem(token))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [page for page in let_in if page is not None] == [HOME]
    assert len(let_in) == 8


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    token = companion_token(tmp_path)
    assert companion_token(tmp_path) == token
    assert len(token) >= 40
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "companion.token").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["companion.token"]


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff\xfe\x00"])
def test_a_secret_that_was_cut_off_is_made_again(tmp_path, content):
    (tmp_path / "companion.token").write_bytes(content)
    assert len(companion_token(tmp_path)) >= 40


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_a_secret_that_others_could_read_is_closed(tmp_path):
    file = tmp_path / "companion.token"
    companion_token(tmp_path)
    file.chmod(0o644)
    companion_token(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_secret_that_cannot_be_written_is_one_clear_error(tmp_path):
    with pytest.raises(StoreError) as refused:
        companion_token(tmp_path / "missing")
    assert refused.value.problems[0].code == "data_folder_unwritable"


def test_the_link_of_the_start_opens_a_session_that_tomorrow_needs_no_link(served):
    answer = served.ask("GET", served.fresh_link())
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    said = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/", f"Max-Age={180 * 24 * 60 * 60}"} <= set(said.split("; "))
    assert served.ask("GET", "/no/such/page", Cookie=answer.cookie).status == 404


def test_without_a_session_a_page_says_how_to_get_in(served):
    answer = served.ask("GET", "/no/such/page")
    assert answer.status == 403
    assert "<code>unknot serve</code>" in answer.text


@pytest.mark.parametrize("path", ["/", "/knots", "/settings", "/enter", "/entering/x", "/privacy"])
def test_no_page_opens_without_a_session(served, path):
    assert served.ask("GET", path).status == 403


def test_a_used_link_explains_itself(served):
    link = served.fresh_link()
    served.ask("GET", link)
    answer = served.ask("GET", link)
    assert answer.status == 403
    assert "This link is used up" in answer.text
    assert answer.cookie is None


def test_a_used_link_leads_home_in_the_browser_that_used_it(served):
    link = served.fresh_link()
    cookie = served.ask("GET", link).cookie
    again = served.ask("GET", link, Cookie=cookie)
    assert (again.status, again.headers["Location"]) == (303, "/")


def test_a_fresh_link_keeps_the_session_and_its_form_token(served):
    cookie = served.session()
    again = served.ask("GET", served.fresh_link(), Cookie=cookie)
    assert again.cookie in (None, cookie)


def test_a_session_that_was_tampered_with_is_none(served):
    name, _, value = served.session().partition("=")
    spoilt = value[:-1] + ("A" if value[-1] != "A" else "B")
    assert served.ask("GET", "/", Cookie=f"{name}={spoilt}").status == 403


def test_a_session_of_another_data_folder_is_none(served, tmp_path):
    from tests.web.serving import serving

    with serving(tmp_path / "data") as other:
        stranger = other.session()
        assert other.ask("GET", "/no/such/page", Cookie=stranger).status == 404
        assert stranger.partition("=")[0] != served.session().partition("=")[0]
    assert served.ask("GET", "/no/such/page", Cookie=stranger).status == 403


def test_a_link_followed_from_another_sites_page_goes_on_by_a_step_of_our_own(served):
    travel = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    answer = served.ask("GET", served.fresh_link(), **travel)
    assert answer.status == 200
    assert '<meta http-equiv="refresh" content="0; url=/">' in answer.text
    assert answer.cookie


def test_a_browser_that_fetches_ahead_does_not_use_the_link_up(served):
    link = served.fresh_link()
    assert served.ask("GET", link, Sec_Purpose="prefetch;prerender").status == 503
    assert served.ask("HEAD", link).status == 405
    assert served.ask("GET", link).status == 303


def test_the_address_of_a_link_is_kept_nowhere(served):
    assert "no-store" in served.ask("GET", served.fresh_link()).headers["Cache-Control"]


def test_a_companion_gets_a_fresh_link(served):
    answer = served.ask("POST", "/api/v1/link", **served.companion)
    assert answer.status == 201
    link = urlsplit(json.loads(answer.body)["link"])
    assert (link.scheme, link.netloc) == ("http", served.host)
    assert served.ask("GET", link.path).headers["Location"] == "/"


def link_for(served, said):
    kind = {"Content_Type": "application/json"}
    return served.ask("POST", "/api/v1/link", json.dumps(said).encode(), **kind, **served.companion)


@pytest.mark.parametrize("page", ["/desk", "/knots/knot-1/desk/short"])
def test_a_companion_gets_a_link_to_the_page_it_names(served, page):
    answer = link_for(served, {"page": page})
    assert answer.status == 201
    path = urlsplit(json.loads(answer.body)["link"]).path
    entered = served.ask("GET", path)
    assert (entered.status, entered.headers["Location"]) == (303, page)
    assert entered.cookie
    again = served.ask("GET", path, Cookie=entered.cookie)
    assert (again.status, again.headers["Location"]) == (303, "/")


def test_a_link_to_a_page_followed_from_another_site_goes_on_there(served):
    path = urlsplit(json.loads(link_for(served, {"page": "/desk"}).body)["link"]).path
    travel = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    answer = served.ask("GET", path, **travel)
    assert '<meta http-equiv="refresh" content="0; url=/desk">' in answer.text


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "/no/such/page"])
def test_a_companion_gets_no_link_to_another_place(served, page):
    answer = link_for(served, {"page": page})
    assert answer.status == 422
    assert json.loads(answer.body)["code"] == "link_page_unknown"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([], "request_not_an_object"),
        ({"next": "/desk"}, "request_unknown_field"),
        ({"page": 7}, "request_not_text"),
        ({"page": None}, "request_not_text"),
    ],
)
def test_what_a_link_cannot_be_asked_with_is_refused(served, said, code):
    answer = link_for(served, said)
    assert (answer.status, json.loads(answer.body)["code"]) == (422, code)


@pytest.mark.parametrize(
    "shown", ["Bearer x", "Bearer ", "bearer " + "a" * 43, "Basic eDp5", "Bearer é".encode("latin-1").decode("latin-1")]
)
def test_a_program_with_another_token_is_refused(served, shown):
    answer = served.ask("POST", "/api/v1/link", Authorization=shown)
    assert answer.status in (401, 403)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_companion_token_opens_the_api_and_no_page(served):
    assert served.ask("GET", "/no/such/page", **served.companion).status == 403
    assert served.ask("GET", "/api/v1/no-such-thing", **served.companion).status == 404


def test_a_browser_gets_no_fresh_link_by_its_session_alone(served):
    cookie = served.session()
    assert served.ask("POST", "/api/v1/link", Cookie=cookie).status == 403


def test_the_api_without_session_or_token_answers_as_a_program_reads(served):
    answer = served.ask("GET", "/api/v1/no-such-thing")
    assert answer.status == 403
    said = json.loads(answer.body)
    assert (said["code"], said["status"], said["problems"][0]["message"]) == ("api_refused", 403, "no session")
