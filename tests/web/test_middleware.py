"""What the guards of personal mode refuse, each proved by a request, and what they let through."""

import gzip
import re

import pytest

from unknot.errors import ContentError, FactError, ModelError, Problem, StoreError
from unknot.web import assets
from unknot.web.settings import LARGEST_REQUEST_BYTES

A_LINK_FOLLOWED = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}


def stylesheet(served) -> str:
    return re.search(r'href="(/static/[0-9a-f]{12}/unknot/unknot\.css)"', served.ask("GET", "/").text)[1]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_is_answered_under_its_own_names(served, name):
    cookie = served.session()
    assert served.ask("GET", "/no/such/page", Host=f"{name}:{served.port}", Cookie=cookie).status == 404


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost",
        "localhost.:{port}",
        "127.0.0.1.evil.example:{port}",
        "evil.example@127.0.0.1:{port}",
        "[::1]",
        "[::1]evil.example:{port}",
        "127.0.0.1:{port}:{port}",
        "0.0.0.0:{port}",
        "",
    ],
)
def test_a_name_that_is_not_this_machines_is_refused(served, host):
    answer = served.ask("GET", "/no/such/page", Host=host.format(port=served.port), Cookie=served.session())
    assert answer.status in (400, 421)
    assert "<html" not in answer.text


def test_a_forwarded_name_changes_nothing(served):
    answer = served.ask("POST", "/api/v1/link", X_Forwarded_Host="evil.example", **served.companion)
    assert b"evil.example" not in answer.body


def test_another_machine_is_refused(visitor):
    assert visitor.get("/no/such/page").status_code == 404
    assert visitor.get("/no/such/page", REMOTE_ADDR="192.168.1.20").status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_page_from_elsewhere_can_send_nothing_even_with_the_cookie(served, site, method):
    answer = served.ask(method, "/no/such/page", Cookie=served.session(), Sec_Fetch_Site=site, Sec_Fetch_Mode="cors")
    assert answer.status == 403
    assert "did not come from Unknot" in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_from_elsewhere_is_refused_although_it_navigates(served, site):
    answer = served.ask("POST", "/no/such/page", Cookie=served.session(), Sec_Fetch_Site=site, **A_LINK_FOLLOWED)
    assert answer.status == 403


def test_a_page_from_elsewhere_can_frame_nothing(served):
    framed = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}
    answer = served.ask("GET", "/no/such/page", Cookie=served.session(), Sec_Fetch_Site="same-site", **framed)
    assert answer.status == 403
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost:1"])
def test_a_foreign_origin_is_refused_where_the_browser_says_no_more(served, origin):
    assert served.ask("POST", "/no/such/page", Cookie=served.session(), Origin=origin).status == 403


def test_a_foreign_page_cannot_use_the_api_even_with_the_token(served):
    foreign = {"Sec_Fetch_Site": "cross-site", "Origin": "https://evil.example"}
    assert served.ask("POST", "/api/v1/link", **served.companion, **foreign).status == 403


def test_no_foreign_page_may_read_an_answer(served):
    answer = served.ask("OPTIONS", "/api/v1/link", Origin="https://evil.example", **served.companion)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_link_from_elsewhere_shows_nothing_until_our_own_page_is_asked(served):
    answer = served.ask("GET", "/knots", Sec_Fetch_Site="cross-site", **A_LINK_FOLLOWED)
    assert answer.status == 403
    assert '<a class="button-primary" href="/">' in answer.text


def test_a_form_without_its_token_changes_nothing(served):
    answer = served.ask("POST", "/enter/x", Cookie=served.session(), Origin=f"http://{served.host}")
    assert answer.status == 403
    assert "Please send that again" in answer.text


def test_every_answer_forbids_what_unknot_does_not_need(served):
    cookie = served.session()
    answers = [
        served.ask("GET", "/"),
        served.ask("GET", "/no/such/page", Cookie=cookie),
        served.ask("GET", served.fresh_link()),
        served.ask("GET", stylesheet(served)),
        served.ask("GET", "/", Host="evil.example"),
        served.ask("GET", "/api/v1/no-such-thing"),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Server"] is None


def test_pages_are_looked_up_anew_and_assets_never(served):
    assert served.ask("GET", "/").headers["Cache-Control"] == "private, no-cache"
    kept = served.ask("GET", stylesheet(served)).headers["Cache-Control"]
    assert "immutable" in kept
    assert "max-age=315360000" in kept


def test_the_page_that_asks_for_the_link_is_styled(served):
    answer = served.ask("GET", stylesheet(served))
    assert (answer.status, answer.headers.get_content_type()) == (200, "text/css")
    assert answer.body == (assets.ROOTS["unknot"] / "unknot.css").read_bytes()


def test_text_travels_compressed_where_the_browser_takes_it(served):
    address = stylesheet(served)
    packed = served.ask("GET", address, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == served.ask("GET", address).body
    page = served.ask("GET", "/", Accept_Encoding="gzip")
    assert gzip.decompress(page.body).startswith(b"<!doctype html>")


def test_a_part_of_a_file_is_that_part(served):
    answer = served.ask("GET", stylesheet(served), Range="bytes=0-9", Accept_Encoding="gzip")
    assert (answer.status, len(answer.body)) == (206, 10)


def test_a_browser_that_has_an_asset_gets_it_no_second_time(served):
    address = stylesheet(served)
    tag = served.ask("GET", address).headers["ETag"]
    assert served.ask("GET", address, If_None_Match=tag).status == 304


def test_asking_only_for_the_headers_of_an_asset_sends_no_body(served):
    answer = served.ask("HEAD", stylesheet(served))
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/x/unknot/unknot.css",
        "/static/{version}/unknot/",
        "/static/{version}/unknot/../../unknot/settings.py",
        "/static/{version}/figures/%2e%2e/sources.yaml",
        "/static//etc/passwd",
    ],
)
def test_nothing_but_an_asset_is_served_as_one(served, path):
    version = stylesheet(served).split("/")[2]
    assert served.ask("GET", path.format(version=version)).status == 404


def test_a_file_is_not_written_through_its_address(served):
    assert served.ask("POST", stylesheet(served), b"x").status == 405


def test_the_icon_is_where_browsers_look_for_it(served):
    answer = served.ask("GET", "/favicon.ico")
    assert answer.status == 301
    assert served.ask("GET", answer.headers["Location"]).headers.get_content_type() == "image/svg+xml"


def test_a_picture_is_not_compressed_again(tmp_path):
    from django.http import HttpResponse
    from django.test import RequestFactory

    from unknot.web import database
    from unknot.web.middleware import Compression

    database.connect(tmp_path)
    request = RequestFactory(headers={"accept-encoding": "gzip"}).get("/")
    for kind, packed in (("image/webp", False), ("image/png", False), ("image/svg+xml", True), ("text/html", True)):
        answer = Compression(lambda _, kind=kind: HttpResponse(b"a" * 1000, content_type=kind))(request)
        assert answer.has_header("Content-Encoding") == packed, kind


def test_a_request_that_is_far_too_large_is_refused_before_it_is_sent(served):
    announced = {"Content_Length": str(2 * LARGEST_REQUEST_BYTES)}
    assert served.ask("POST", "/api/v1/link", b"", **announced, **served.companion).status == 413


def test_an_asset_that_changed_has_another_address(tmp_path):
    (tmp_path / "a.css").write_text("one")
    before = assets.Shelf({"unknot": tmp_path})
    (tmp_path / "a.css").write_text("two")
    after = assets.Shelf({"unknot": tmp_path})
    assert before.url("unknot/a.css") != after.url("unknot/a.css")
    assert after.find(before.url("unknot/a.css")) is None
    assert after.find(after.url("unknot/a.css")) is not None


def test_the_same_assets_have_the_same_address(tmp_path):
    (tmp_path / "a.css").write_text("one")
    assert assets.Shelf({"unknot": tmp_path}).version == assets.Shelf({"unknot": tmp_path}).version


def test_what_an_editor_leaves_behind_is_no_asset(tmp_path):
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "a.css").write_text("one")
    (tmp_path / ".a.css.swp").write_text("one")
    assert assets.Shelf({"unknot": tmp_path}).names == ()


def test_every_asset_that_a_template_names_is_there():
    templates = sorted((assets.ROOTS["unknot"].parents[1] / "templates").rglob("*.html"))
    assert templates
    named = {
        name
        for template in templates
        for name in re.findall(r"""{% asset ["']([^"']+)["']""", template.read_text(encoding="utf-8"))
    }
    assert "unknot/icon.svg" in named
    assert sorted(named - set(assets.Shelf().names)) == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreError(Problem("disk_full", "database", "there is no room left", "free some space")), 503),
        (ModelError(Problem("model_not_finite", "", "a number failed")), 500),
        (ContentError(Problem("content_missing_text", "a.b", "a sentence is missing")), 500),
        (FactError(Problem("fact_out_of_range", "pain", "11 is no rating", "0 to 10")), 400),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
@pytest.mark.parametrize("path", ["/broken", "/api/v1/broken"])
def test_an_error_raised_on_purpose_reaches_the_person_with_its_hint(visitor, monkeypatch, error, status, path):
    answer = visitor_of(visitor, monkeypatch, path, error)
    said = answer.content.decode()
    assert answer.status_code == status
    assert error.problems[0].code in said
    assert error.problems[0].hint in said
    is_api = path.startswith("/api/")
    assert answer["Content-Type"] == ("application/problem+json" if is_api else "text/html; charset=utf-8")


def test_any_other_error_is_a_page_that_says_to_see_a_doctor_when_worried(visitor, monkeypatch, caplog):
    visitor.raise_request_exception = False
    answer = visitor_of(visitor, monkeypatch, "/broken", RuntimeError("secret of the person"))
    assert answer.status_code == 500
    said = answer.content.decode()
    assert "Something went wrong" in said
    assert "see a doctor" in said
    assert "secret of the person" not in said


def visitor_of(visitor, monkeypatch, path, error):
    """What the visitor sees at `path` if its view raises `error`."""
    from types import ModuleType

    from django.test import override_settings
    from django.urls import path as route

    from unknot.web import urls

    def view(request):
        raise error

    module = ModuleType("urls_with_a_fault")
    module.urlpatterns = [route(path[1:], view), *urls.urlpatterns]
    module.handler500 = urls.handler500
    monkeypatch.setitem(__import__("sys").modules, module.__name__, module)
    with override_settings(ROOT_URLCONF=module.__name__):
        return visitor.get(path)
