"""The documentation says what the product does: generated pages are fresh, and everything is described both ways."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest

from tests.docs import hazards
from tests.docs.codes import codes_in
from tests.docs.pages import ROOT, anchors, links, named, pages
from unknot.cli.parser import build_parser
from unknot.content.checks import CHECKS, SHAPE_CHECKS
from unknot.content.library import load, vocabulary_of
from unknot.facts import KINDS
from unknot.loop import advice_to_raw, advise, parse_request

SOURCE = ROOT / "src/unknot"
REFERENCE = ROOT / "docs/reference"
SEVERITIES = {"catastrophic", "critical", "serious", "minor"}


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "docs/build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILDER = _builder()
GENERATED = BUILDER.pages()


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def verbs() -> dict[str, argparse.ArgumentParser]:
    """Every verb with its parser, in the order of the help."""
    return next(action.choices for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction))


def first_column(text: str) -> list[str]:
    """The first cell of every row of every table, where it is code."""
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_a_generated_page_is_what_would_be_generated_now(name: str) -> None:
    assert page(name) == GENERATED[name](), "run python docs/build_reference.py"


def test_every_page_of_the_reference_is_on_its_front_page() -> None:
    listed = set(links(REFERENCE / "index.md"))
    assert listed == {path.name for path in REFERENCE.iterdir()} - {"index.md"}


def test_every_verb_is_described_and_no_other() -> None:
    assert re.findall(r"^## `unknot (\w+)`", page("command-line.md"), re.MULTILINE) == list(verbs())


def test_every_verb_has_a_module_that_runs_it() -> None:
    for name, verb in verbs().items():
        module = SOURCE / "cli" / f"{verb.get_default('module')}.py"
        assert module.is_file(), f"unknot {name}"


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial/first-knot.md", "PRIVACY.md", "docs/how-to/move.md"])
def test_a_page_names_no_verb_that_is_not_there(name: str) -> None:
    said = set(re.findall(r"`unknot (\w+)", (ROOT / name).read_text(encoding="utf-8")))
    assert said
    assert said <= set(verbs())


def test_every_error_code_is_described_and_no_other() -> None:
    described = first_column(page("errors.md"))
    assert len(described) == len(set(described))
    assert set(described) == set(codes_in(SOURCE))


def test_the_tables_of_codes_in_the_modules_are_described() -> None:
    row = re.compile(r"^`([a-z_]+)` +\|", re.MULTILINE)
    described = set(first_column(page("errors.md")))
    for file in sorted(SOURCE.rglob("*.py")):
        docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        assert set(row.findall(docstring)) <= described, named(file)


def test_every_environment_variable_is_described_and_no_other() -> None:
    read: set[str] = set()
    for file in sorted(SOURCE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        read.update(re.findall(r"(?:environ|environment)(?:\.get\(|\[)\"([A-Z_]+)\"", text))
        read.update(re.findall(r"getenv\(\"([A-Z_]+)\"", text))
    assert read
    described = {name for name in first_column(page("settings.md")) if name.isupper()}
    assert described == read


def test_every_rule_id_is_described_and_no_other() -> None:
    library = load()
    rules = (
        library.flags,
        library.combination_rules,
        library.follow_up_rules,
        library.guards,
        library.contraindications,
    )
    assert first_column(page("rules.md")) == [id_ for table in rules for id_ in table]


def test_every_rule_id_that_a_page_names_is_a_rule() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in pages())
    library = load()
    known = {*library.flags, *library.combination_rules, *library.follow_up_rules, *library.guards}
    known |= {*library.contraindications, *library.kinds, *(check.id for check in (*SHAPE_CHECKS, *CHECKS))}
    assert set(re.findall(r"\b(?:rf|cr|vr|fu|nr|ci|vx|cc)_[a-z0-9_]+\b", text)) <= known


def test_every_content_check_is_described() -> None:
    assert first_column(page("content-checks.md")) == [check.id for check in (*SHAPE_CHECKS, *CHECKS)]


def test_every_kind_of_fact_is_described_and_no_other() -> None:
    assert re.findall(r"^## `(\w+)`", page("facts.md"), re.MULTILINE) == list(KINDS)


def test_every_field_of_a_kind_of_fact_is_described() -> None:
    shared = set(first_column(page("facts.md").split("## `profile`")[0]))
    for kind, section in re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", page("facts.md"), re.MULTILINE | re.DOTALL):
        table = "\n".join(line for line in section.splitlines() if line.startswith("| `"))
        described = {field for cell in re.findall(r"^\| (.+?) \|", table, re.MULTILINE) for field in cell.split(", ")}
        fields = set(json.loads(page("request.schema.json"))["$defs"][kind]["properties"])
        assert {field.strip("`") for field in described} == fields - shared, kind


def test_every_example_of_a_question_id_is_a_question() -> None:
    known = vocabulary_of(load()).questions
    examples = re.findall(r"^\| .* \| .* \| `([\w:]+)` \|", page("question-ids.md"), re.MULTILINE)
    assert len(examples) == 10
    assert set(examples) <= known


def test_a_request_and_its_advice_fit_the_schemas() -> None:
    library = load()
    raw = json.loads((ROOT / "tests/scenarios/desk-neck.request.json").read_text(encoding="utf-8"))
    jsonschema.validate(raw, json.loads(page("request.schema.json")))
    advice = advice_to_raw(advise(parse_request(raw, library), library))
    jsonschema.validate(advice, json.loads(page("advice.schema.json")))


@pytest.mark.parametrize("path", pages(), ids=named)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in links(path):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{named(path)}: {target}"
        if anchor:
            assert anchor in anchors(there), f"{named(path)}: {target}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.suffix != ".md" or not path.is_file():
            continue
        seen.add(path)
        targets = (target.partition("#")[0] for target in links(path))
        waiting += [(path.parent / target).resolve() for target in targets if target and "://" not in target]
    assert {path for path in pages() if path.is_relative_to(ROOT / "docs")} <= seen


def test_every_decision_is_on_the_front_page_of_the_decisions() -> None:
    folder = ROOT / "docs/decisions"
    decisions = sorted(path.name for path in folder.glob("*.md") if path.name != "index.md")
    assert list(links(folder / "index.md")) == decisions
    for number, name in enumerate(decisions, start=1):
        text = (folder / name).read_text(encoding="utf-8")
        assert name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number:04} ")
        assert re.search(r"^\d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequence"))


@pytest.mark.parametrize("id_", sorted(hazards.log()))
def test_a_hazard_names_its_harm_its_controls_and_tests_that_exist(id_: str) -> None:
    entry = hazards.log()[id_]
    assert set(entry) - {"open", "results", "kinds"} == {"hazard", "harm", "severity", "controls", "tests"}
    assert entry["severity"] in SEVERITIES
    assert entry["controls"]
    assert entry["tests"]
    assert set(entry["tests"]) <= hazards.tests()


def test_every_result_and_every_technique_kind_has_a_hazard_and_no_hazard_names_another() -> None:
    assert hazards.covered("results") == set(load().dispositions)
    assert hazards.covered("kinds") == set(load().kinds)


def test_there_are_enough_hazards_for_a_product_about_pain() -> None:
    assert len(hazards.log()) >= 25
