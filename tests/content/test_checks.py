"""Every check says nothing about the content as it is and speaks up, alone, when its rule is broken."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from typing import Any, get_args, get_type_hints

import pytest

from tests.content.spoilt import FEW, NOBODY, SPOILT_CONTENT, SPOILT_FILES, of_library, row, rows
from unknot.content import build
from unknot.content.checks import CHECKS, SHAPE_CHECKS, examine, look_at_files, run
from unknot.content.checks.atlas import counts_are_pinned, mirrored
from unknot.content.checks.conditions import COURSE
from unknot.content.checks.references import PLAIN_WORDS, REFERENCES, references_resolve
from unknot.content.library import TABLES


def examples(spoilt):
    return [
        pytest.param(id_, spoil, id=f"{id_}: {what}") for id_, ways in spoilt.items() for what, spoil in ways.items()
    ]


@pytest.fixture(scope="module")
def few_files(files):
    """Files enough to spoil, few enough to look at again and again."""
    return replace(files, documents=tuple(file for file in files.documents if file.path in FEW))


@pytest.fixture(scope="module")
def said_of_the_files(few_files):
    return set(look_at_files(few_files))


@pytest.fixture(scope="module")
def said_of_the_content(sources):
    return set(examine(sources))


@pytest.mark.parametrize("check", SHAPE_CHECKS, ids=lambda check: check.id)
def test_the_files_as_they_are_pass(check, files):
    assert check.problems(files) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_content_as_it_is_passes(check, sources):
    assert check.problems(sources) == []


@pytest.mark.parametrize(("id_", "spoil"), examples(SPOILT_FILES))
def test_a_spoilt_file_is_found_by_its_check_alone(id_, spoil, few_files, said_of_the_files):
    complaints = set(look_at_files(spoil(few_files))) - said_of_the_files
    assert {problem.code for problem in complaints} == {id_}


@pytest.mark.parametrize(("id_", "spoil"), examples(SPOILT_CONTENT))
def test_spoilt_content_is_found_by_its_check_alone(id_, spoil, sources, said_of_the_content):
    complaints = set(examine(spoil(sources))) - said_of_the_content
    assert {problem.code for problem in complaints} == {id_}


def test_every_check_has_an_example_that_it_must_find():
    assert list(SPOILT_FILES) == [check.id for check in SHAPE_CHECKS]
    assert set(SPOILT_CONTENT) == {check.id for check in CHECKS}


def test_every_check_has_an_id_of_its_own_and_a_statement():
    checks = (*SHAPE_CHECKS, *CHECKS)
    assert len({check.id for check in checks}) == len(checks)
    assert all(check.id.startswith("cc_") and check.statement.endswith(".") for check in checks)


def test_a_problem_names_the_file_the_row_and_the_field(sources):
    spoilt = row("muscles", "soleus", symptoms=(NOBODY,))(sources)
    (problem,) = [problem for problem in references_resolve.problems(spoilt) if NOBODY in problem.message]
    assert problem.place == "atlas/muscles.yaml:soleus.symptoms"
    assert problem.hint


@pytest.mark.parametrize(("table", "field", "vocabulary"), REFERENCES)
def test_every_kind_of_reference_is_followed(table, field, vocabulary, sources):
    records = list(getattr(sources.library, table).values())
    record = next((each for each in records if holds(each, field)), records[0])
    problems = references_resolve.problems(rows(sources, table, {record.id: dangling(record, field)}))
    assert any(NOBODY in problem.message for problem in problems)


def holds(record: Any, field: str) -> bool:
    name, _, rest = field.partition(".")
    value = getattr(record, name)
    return holds(value[0] if isinstance(value, tuple) else value, rest) if rest and value else bool(value)


def dangling(record: Any, field: str) -> Any:
    """The record with one id in `field` that nobody knows."""
    name, _, rest = field.partition(".")
    value = getattr(record, name)
    if rest and isinstance(value, tuple):
        return replace(record, **{name: (dangling(value[0], rest), *value[1:])})
    if rest:
        return replace(record, **{name: dangling(value, rest)})
    if isinstance(value, Mapping):
        return replace(record, **{name: {**value, NOBODY: 0.5}})
    return replace(record, **{name: (*value, NOBODY) if isinstance(value, tuple) else NOBODY})


def test_every_field_of_text_is_a_reference_or_plain_words():
    followed = {f"{table}.{field}" for table, field, _ in REFERENCES}
    assert {f"{table}.{field}" for table, record in TABLES.items() for field in text_fields(record)} == (
        followed | PLAIN_WORDS
    )
    assert not followed & PLAIN_WORDS


def text_fields(record: Any) -> set[str]:
    """The dotted fields of a record that hold text, lists of text or mappings from text; not its own id."""
    found: set[str] = set()
    for name, hint in get_type_hints(record).items():
        inside = {hint, *get_args(hint), *(deeper for each in get_args(hint) for deeper in get_args(each))}
        nested = [each for each in inside if is_dataclass(each)]
        if nested:
            found |= {f"{name}.{field}" for field in text_fields(nested[0])}
            found |= {f"{name}.id"} & {f"{name}.{field}" for field in get_type_hints(nested[0])}
        elif str in inside and Any not in inside and name != "id":
            found.add(name)
    return found


def test_losing_technique_rules_is_noticed_and_gaining_them_is_not(sources):
    rules = list(sources.library.contraindications.items())
    for kept, found in ((74, []), (73, ["contraindications"])):
        fewer = of_library(contraindications=dict(rules[:kept]))(sources)
        assert [problem.place for problem in counts_are_pinned.problems(fewer)] == found


def test_the_grammar_is_the_one_the_follow_up_rules_document():
    documented = (build.DATA / "screening" / "follow_up_rules.yaml").read_text(encoding="utf-8")
    assert [name for name in COURSE if f"#   {name}: " not in documented] == []


def test_a_region_mirrored_twice_is_itself(sources):
    assert all(mirrored(mirrored(id_)) == id_ for id_ in sources.library.regions)
    assert mirrored("calf_l") == "calf_r"
    assert mirrored("sacrum") == "sacrum"


def test_all_problems_of_a_folder_are_collected_before_any_is_told(tmp_path):
    for name, text in {"a.yaml": "table: nothing\nrows: {}\n", "b.yaml": "table: [\n", "c.yaml": "no: 1\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    problems = run(tmp_path)
    assert {"a.yaml", "b.yaml", "c.yaml"} <= {problem.place.partition(":")[0] for problem in problems}
    assert {"cc_files_can_be_read", "cc_words_stay_words"} <= {problem.code for problem in problems}


def test_a_folder_without_content_is_a_problem_not_an_error(tmp_path):
    assert {problem.code for problem in run(tmp_path)} == {"cc_files_can_be_read", "cc_settings_are_complete"}


def test_the_module_says_nothing_about_content_in_order():
    checked = subprocess.run([sys.executable, "-m", "unknot.content.checks"], capture_output=True, text=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
