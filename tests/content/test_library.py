"""The library is loaded from the compiled files, once, whole, or not at all."""

import json
import shutil
from dataclasses import FrozenInstanceError
from types import MappingProxyType

import pytest

from unknot.content import build, library
from unknot.content.library import TABLES, from_compiled, load, vocabulary_of
from unknot.errors import ContentError


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A copy of the compiled files that `load` reads in place of the installed ones."""
    folder = tmp_path / "data" / "compiled"
    shutil.copytree(build.DATA / "compiled", folder)
    monkeypatch.setattr(library, "files", lambda _: tmp_path)
    load.cache_clear()
    yield folder
    load.cache_clear()


def test_loading_twice_gives_the_same_object():
    assert load() is load()


def test_every_table_holds_records_of_its_kind_under_their_ids():
    content = load()
    for table, record in TABLES.items():
        rows = getattr(content, table)
        assert rows, table
        assert all(isinstance(row, record) and row.id == id_ for id_, row in rows.items())


def test_what_was_loaded_cannot_be_changed():
    content = load()
    with pytest.raises(FrozenInstanceError):
        content.version = "0"
    with pytest.raises(TypeError):
        content.flags["rf_new"] = None
    muscle = content.muscles["soleus"]
    assert isinstance(muscle.essential, MappingProxyType)
    assert isinstance(muscle.trigger_points, tuple)


def test_an_unknown_sentence_raises():
    with pytest.raises(ContentError) as caught:
        load().say("area.moon.label")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("content_missing_text", "text.area.moon.label")


def test_lines_are_no_sentence_and_unknown_lines_are_none():
    content = load()
    assert len(content.lines("technique.warm_pack.steps")) > 1
    assert content.lines("area.moon.label") == ()
    assert content.lines("area.crown.label") == (content.say("area.crown.label"),)
    with pytest.raises(ContentError):
        content.say("technique.warm_pack.steps")


def test_placeholders_are_filled_in(installed):
    (installed / "text.en.json").write_text(json.dumps({"greeting": "Hello {name}"}), encoding="utf-8")
    assert load().say("greeting", name="Ada") == "Hello Ada"
    assert load().say("greeting") == "Hello {name}"


@pytest.mark.parametrize("name", ["content.json", "text.en.json"])
def test_a_missing_file_raises(installed, name):
    (installed / name).unlink()
    with pytest.raises(ContentError) as caught:
        load()
    assert [problem.code for problem in caught.value.problems] == ["content_missing_file"]
    assert name in caught.value.problems[0].place


@pytest.mark.parametrize("name", ["content.json", "text.en.json"])
@pytest.mark.parametrize("broken", [b"", b"{", b"\xff\xfe"], ids=["empty", "cut off", "not text"])
def test_a_file_that_is_no_json_raises(installed, name, broken):
    (installed / name).write_bytes(broken)
    with pytest.raises(ContentError) as caught:
        load()
    assert [problem.code for problem in caught.value.problems] == ["content_unreadable"]


def test_a_language_that_is_not_there_raises():
    with pytest.raises(ContentError):
        load("xx")


@pytest.mark.parametrize(
    "gone", ["tables", "version", "dispositions", "region_groups", "question_lists", "question_sections"]
)
def test_content_of_the_wrong_shape_raises(gone):
    compiled = json.loads((build.DATA / "compiled" / "content.json").read_bytes())
    del compiled[gone]
    with pytest.raises(ContentError):
        from_compiled(compiled, {})


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_or_a_row_without_its_fields_raises(table):
    compiled = json.loads((build.DATA / "compiled" / "content.json").read_bytes())
    rows = compiled["tables"].pop(table)
    with pytest.raises(ContentError):
        from_compiled(compiled, {})
    compiled["tables"][table] = {next(iter(rows)): {}}
    with pytest.raises(ContentError):
        from_compiled(compiled, {})


def test_a_region_set_spells_out_groups_regions_and_any():
    content = load()
    assert content.region_set(("neck",)) == {"neck_front", "neck_side", "neck_back"}
    assert content.region_set(("neck", "knee")) == {"neck_front", "neck_side", "neck_back", "knee"}
    assert content.region_set(("any",)) == set(content.screening_regions)
    assert content.region_set(()) == frozenset()


def test_a_number_is_the_central_value_of_its_parameter():
    content = load()
    assert all(content.number(id_) == parameter.value for id_, parameter in content.parameters.items())


def test_the_vocabulary_takes_every_question_that_is_asked_and_no_other():
    content = load()
    questions = vocabulary_of(content).questions
    assert content.flags.keys() | content.background_facts.keys() | content.short_screen.keys() <= questions
    assert {f"movement:{id_}" for id_ in content.movements} <= questions
    assert {f"cause:{id_}" for id_ in content.causes} <= questions
    assert {f"cue:{id_}" for id_ in content.cues} <= questions
    assert {f"terms:{id_}" for id_ in content.term_groups} <= questions
    assert "anyone" not in questions
    for symptom in content.symptoms.values():
        assert (f"symptom:{symptom.id}" in questions) is symptom.tick_box


def test_the_vocabulary_names_places_muscles_techniques_tools_and_ranges():
    content = load()
    vocabulary = vocabulary_of(content)
    assert vocabulary.regions == content.regions.keys()
    assert vocabulary.muscles == content.muscles.keys()
    assert vocabulary.causes == content.causes.keys()
    assert vocabulary.techniques == content.techniques.keys() | content.kinds.keys()
    assert {"ball", "foam_roller"} <= vocabulary.tools
    low, high = vocabulary.rom["rom_neck_rotation"]
    assert low < high
