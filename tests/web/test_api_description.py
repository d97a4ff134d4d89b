"""What the API answers is what its description promises, whatever it is asked."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.web.program import HERE, ROOT, Program
from unknot.facts import KINDS
from unknot.web import access
from unknot.web.api import openapi, problem, table

DESCRIPTION = openapi.description()
REFERENCE = Path(__file__).parents[2] / "docs/reference"
STORY = json.loads((Path(__file__).parents[1] / "scenarios/desk-neck.request.json").read_bytes())
EPISODE = next(fact["episode"] for fact in STORY["facts"] if fact.get("episode"))
OPERATIONS = [
    (method, ROOT + route.path)
    for route in table.ROUTES
    for method in route.operations
    if route.path != "openapi.json"  # the document that is asked for before everything else
]
MODES = {"as described": GenerationMode.POSITIVE, "against the description": GenerationMode.NEGATIVE}
THERE = {"episode": EPISODE, "fact": STORY["facts"][0]["id"]}


@schemathesis.serializer("application/jsonl")
def lines_as_they_are(_, value):
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def program(sqlite_place, tmp_path):
    """A program whose person has a knot, asked about a minute ago."""
    sqlite_place.open()
    program = Program(tmp_path)
    later = datetime.now(UTC) - timedelta(minutes=1) - datetime.fromisoformat(STORY["at"])
    moved = [{**f, "at": (datetime.fromisoformat(f["at"]) + later).isoformat()} for f in STORY["facts"]]
    assert program.post("facts", moved).status == 201
    return program


@pytest.fixture
def described(program):
    """The app as schemathesis sees it: in this process, with its whole middleware."""
    from django.core.handlers.wsgi import WSGIHandler

    handler = WSGIHandler()

    def app(environ, start_response):
        return handler({**environ, **HERE, "HTTP_ACCEPT_ENCODING": "identity"}, start_response)

    schema = schemathesis.openapi.from_wsgi(
        f"{ROOT}openapi.json", app, headers={"Authorization": f"Bearer {program.token}"}
    )
    # The description cannot say which ids the content knows, so what fits it may still be refused.
    schema.config.checks.positive_data_acceptance.enabled = False
    return schema


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
def test_whatever_is_asked_is_answered_as_described(program, described, method, path, mode):
    operation = described[path][method]
    headers = {"Authorization": f"Bearer {program.token}"}

    @given(operation.as_strategy(generation_mode=MODES[mode]), st.booleans())
    @settings(
        max_examples=15,
        phases=[Phase.explicit, Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case, something_that_is_there):
        if something_that_is_there and case.path_parameters and mode == "as described":
            case.path_parameters = {name: THERE[name] for name in case.path_parameters}
        case.call_and_validate(headers=headers)

    ask()


def test_the_description_is_the_one_that_is_published(program):
    published = json.loads((REFERENCE / "openapi.json").read_text(encoding="utf-8"))
    assert program.get("openapi.json").json == published == DESCRIPTION


def test_every_path_that_is_served_is_described_and_no_other():
    assert list(DESCRIPTION["paths"]) == [ROOT + route.path for route in table.ROUTES]
    for route in table.ROUTES:
        described = DESCRIPTION["paths"][ROOT + route.path]
        assert {method.lower() for method in route.operations} == set(described) - {"parameters"}


def test_every_reference_in_the_description_leads_somewhere():
    for reference in set(re.findall(r'"\$ref": "(#[^"]+)"', json.dumps(DESCRIPTION))):
        found = DESCRIPTION
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_every_kind_of_fact_and_every_status_has_its_place():
    assert set(KINDS) <= set(DESCRIPTION["components"]["schemas"])
    described = {
        status
        for path in DESCRIPTION["paths"].values()
        for name, operation in path.items()
        if name != "parameters"
        for status in operation["responses"]
        if int(status) >= 400
    }
    assert described | {"405"} == {str(status) for status in problem.TITLES}


def test_the_examples_work(program):
    for path, item in DESCRIPTION["paths"].items():
        body = item.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        for example in body.get("examples", {}).values():
            said = program.post(path.removeprefix(ROOT), example["value"])
            assert said.status in (200, 201), said.body


def test_the_schemas_of_the_one_door_say_the_same_here_and_there():
    def plain(value):
        return json.loads(json.dumps(value).replace("#/$defs/", "#/components/schemas/"))

    here = DESCRIPTION["components"]["schemas"]
    advice = plain(json.loads((REFERENCE / "advice.schema.json").read_text(encoding="utf-8")))
    assert {**here["Advice"], "$defs": {}} == {
        **{name: part for name, part in advice.items() if name != "$schema"},
        "$defs": {},
    }
    assert advice["$defs"].items() <= here.items()


def test_the_token_is_the_one_in_the_file_of_the_data_folder(program, tmp_path):
    assert (tmp_path / access.COMPANION_FILE).read_text(encoding="ascii").strip() == program.token


def test_the_description_is_openapi(program):
    schema = {"type": "object", "required": ["openapi", "info", "paths", "components"]}
    jsonschema.validate(program.get("openapi.json").json, schema)
    for name, shape in DESCRIPTION["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(shape), name
