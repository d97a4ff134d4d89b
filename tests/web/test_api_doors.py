"""Who may use the API and how it refuses: always as a program reads, with a status, a code and a remedy."""

import json
import re

import pytest
from django.http import HttpResponse

from tests.web.program import HERE, ROOT, Program
from unknot.errors import ModelError, Problem, StoreError, VersionError
from unknot.web import access, records
from unknot.web.api import dispatch, table, urls
from unknot.web.settings import LARGEST_REQUEST_BYTES

GETS = [route.path for route in table.ROUTES if "GET" in route.operations and "{" not in route.path]


@pytest.fixture
def program(sqlite_place, tmp_path):
    sqlite_place.open()
    return Program(tmp_path)


@pytest.fixture
def browser(program):
    """A browser that came in by a one-time link."""
    from django.test import Client

    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False, **HERE)
    visitor.get(f"/enter/{access.LINKS.issue()}")
    return visitor


def test_every_list_and_document_is_there_and_is_never_kept(program):
    for path in GETS:
        said = program.get(path)
        assert said.status == 200
        assert said.headers["Cache-Control"] == "no-store"
        assert said.headers["Content-Type"] in ("application/json", "application/jsonl")


@pytest.mark.parametrize("path", ["facts", "export"])
def test_who_asks_only_for_the_head_gets_no_body(program, path):
    said = program.ask("HEAD", path)
    assert (said.status, said.body) == (200, b"")


def test_nobody_gets_in_without_the_token_or_with_a_wrong_one(program):
    for path in GETS:
        unknown = program.get(path, token=None)
        assert (unknown.status, unknown.codes) == (403, ["api_refused"])
        wrong = program.get(path, token="x" * 43)
        assert (wrong.status, wrong.codes) == (401, ["api_not_let_in"])
        assert wrong.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_browser_with_a_session_may_read(browser):
    assert browser.get(f"{ROOT}facts").status_code == 200


def test_a_browser_writes_only_with_the_token_of_its_forms(browser):
    def send(**headers):
        return browser.post(f"{ROOT}facts", data="[]", content_type="application/json", headers=headers)

    refused = send()
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert send(**{"X-CSRFToken": browser.session["_csrftoken"]}).status_code == 200


def test_what_is_not_there_is_said_as_a_program_reads(program):
    for path in ("nothing", "facts/", "episodes/", "advise/", "../v2/facts", "../", "../../api", "../v1", "%00"):
        said = program.get(path)
        assert said.status in (403, 404)
        assert said.codes
        assert said.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_another_method_is_refused_with_the_methods_there_are(program, method):
    for route in table.ROUTES:
        said = program.ask(method, route.path)
        assert said.status == 405
        assert said.codes[0] in ("api_wrong_method", "facts_append_only")
        assert said.headers["Allow"] == route.allow()


@pytest.mark.parametrize(
    ("path", "kind"),
    [("advise", "application/json"), ("facts", "application/json"), ("import", "application/jsonl")],
)
def test_a_body_that_is_too_large_is_refused(program, path, kind):
    said = program.post(path, b" " * (LARGEST_REQUEST_BYTES + 1), content_type=kind)
    assert (said.status, said.codes) == (413, ["api_too_large"])


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_of_another_kind_is_refused(program, kind):
    for path in ("advise", "facts", "import"):
        said = program.post(path, b"x", content_type=kind)
        assert (said.status, said.codes) == (415, ["api_wrong_body_type"])
    assert program.post("facts", b"[]", content_type="application/json; charset=utf-8").status == 200


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("facts", "text/html", 406),
        ("facts", "application/*;q=0.1, text/html", 200),
        ("facts", "*/*", 200),
        ("facts", "application/json;q=0", 406),
        ("export", "application/json", 406),
        ("export", "application/jsonl", 200),
        ("facts", ";;;", 406),
    ],
)
def test_a_kind_of_answer_that_is_not_made_is_refused(program, path, accept, status):
    said = program.get(path, Accept=accept)
    assert said.status == status
    assert status == 200 or said.codes == ["api_wrong_answer_type"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreError(Problem("disk_full", "database", "there is no room left", "free some space")), 503),
        (StoreError(Problem("database_busy", "database", "another process is writing")), 503),
        (VersionError(Problem("fact_content_unknown", "fact m1", "names what is not installed")), 503),
        (ModelError(Problem("model_not_finite", "", "a number failed")), 500),
    ],
)
def test_a_trouble_of_the_store_or_the_model_keeps_its_code(program, monkeypatch, error, status):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(records, "some", fail)
    said = program.get("facts")
    assert (said.status, said.codes) == (status, [error.problems[0].code])
    assert ("Retry-After" in said.headers) == (said.codes == ["database_busy"])


def test_a_fault_of_our_own_is_a_problem_document_and_tells_nothing_of_the_inside(program, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(records, "some", fail)
    said = program.get("facts")
    assert (said.status, said.codes) == (500, ["api_broken"])
    assert "secret" not in said.body.decode()


@pytest.mark.parametrize("status", [400, 404, 418, 421, 429, 500, 502])
def test_a_page_that_another_layer_makes_becomes_a_problem_document(sent_out, status):
    response = sent_out("/api/v1/facts", HttpResponse("<html>no</html>", status=status, headers={"Allow": "GET"}))
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Allow"] == "GET"
    assert b"html" not in response.content
    assert sent_out("/apiary", HttpResponse("<html>", status=status)).content == b"<html>"


@pytest.fixture
def sent_out(program):
    """Sends a ready response through the layer that stands around the API."""
    from django.test import RequestFactory

    return lambda path, response: dispatch.programs_get_json(lambda _: response)(RequestFactory().get(path))


def test_a_very_long_value_is_not_sent_back_whole(program):
    said = program.post("advise", {"at": "x" * 100_000, "zone": "UTC", "facts": []})
    assert said.codes == ["request_bad_time"]
    assert len(said.body) < 10_000


def test_the_overview_lists_every_path_of_the_table(program):
    said = program.get("").json
    listed = {(each["path"], each["method"]) for each in said["paths"]}
    assert listed == {(ROOT + route.path, method) for route in table.ROUTES for method in route.operations}
    assert said["clinical_review"] == "pending"
    assert program.get("openapi.json").json["openapi"].startswith("3.1")


def test_every_address_has_a_name_of_its_own():
    names = [pattern.name for pattern in urls.urlpatterns]
    assert len(names) == len(set(names)) == len(table.ROUTES)
    assert {"fact", "facts", "episode", "episodes", "episodes-advice", "link"} <= set(names)


def test_the_shortest_path_with_a_rest_comes_last_so_that_the_longer_ones_are_reached():
    fixed = [re.sub(r"\{\w+\}", "x", route.path) for route in table.ROUTES]
    for path, route in zip(fixed, table.ROUTES, strict=True):
        first = next(p for p in urls.urlpatterns if p.pattern.match(path))
        assert first is urls.urlpatterns[table.ROUTES.index(route)], json.dumps(path)
