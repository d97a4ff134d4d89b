"""Editor files become the JSON that runs, and nothing ambiguous gets through."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from unknot.content.build import DATA, as_json, compile_content, write
from unknot.content.library import TABLES, from_compiled, load
from unknot.errors import ContentError


def _folder(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def _problems(root: Path) -> list[tuple[str, str]]:
    with pytest.raises(ContentError) as raised:
        compile_content(root)
    return [(problem.code, problem.place) for problem in raised.value.problems]


def test_a_table_may_be_spread_over_files_and_keeps_the_order_of_its_rows(tmp_path: Path) -> None:
    root = _folder(
        tmp_path,
        a__one="table: guards\nrows: {zebra: {sources: [], verified: true}, ape: {sources: [], verified: true}}",
        b__two="table: guards\nrows: {bear: {sources: [], verified: false}}",
    )
    content, texts = compile_content(root)
    assert list(content["tables"]["guards"]) == ["zebra", "ape", "bear"]
    assert list(content["tables"]) == list(TABLES)
    assert texts == {}


def test_settings_and_sentences_are_kept_apart_from_the_tables(tmp_path: Path) -> None:
    root = _folder(
        tmp_path,
        version="table: settings\nrows: {version: '1'}",
        text__en__b="b.key: ' B '",
        text__en__a="c.key: [one, two]",
        text__de__a="b.key: Ü",
    )
    content, texts = compile_content(root)
    assert content["version"] == "1"
    assert texts == {"de": {"b.key": "Ü"}, "en": {"b.key": " B ", "c.key": ["one", "two"]}}
    assert list(texts["en"]) == ["b.key", "c.key"]


def test_a_key_that_stands_twice_is_named_with_file_and_line_at_any_depth(tmp_path: Path) -> None:
    root = _folder(
        tmp_path,
        guards="table: guards\nrows:\n  one:\n    sources: []\n    sources: [judgement]\n    verified: true\n",
        text__en__words="word.a: A\nword.b: B\nword.a: C\n",
    )
    assert _problems(root) == [("content_key_twice", "guards.yaml:5"), ("content_key_twice", "text/en/words.yaml:3")]


def test_a_row_and_a_sentence_stand_in_one_file_only(tmp_path: Path) -> None:
    root = _folder(
        tmp_path,
        a="table: guards\nrows: {one: {sources: [], verified: true}}",
        b="table: guards\nrows: {one: {sources: [], verified: true}}",
        text__en__a="word.a: A",
        text__en__b="word.a: A",
    )
    assert _problems(root) == [("content_key_twice", "b.yaml:one"), ("content_key_twice", "text/en/b.yaml:word.a")]


def test_every_broken_file_is_reported_at_once(tmp_path: Path) -> None:
    root = _folder(tmp_path, a="rows: [", b="- a list", c="table: gods\nrows: {}", d="table: guards\nrows: []", e="")
    assert _problems(root) == [
        ("content_not_yaml", "a.yaml"),
        ("content_not_a_mapping", "b.yaml"),
        ("content_unknown_table", "c.yaml"),
        ("content_no_rows", "d.yaml:rows"),
        ("content_not_a_mapping", "e.yaml"),
    ]


def test_writing_twice_gives_the_same_bytes_and_one_final_newline(tmp_path: Path) -> None:
    root = _folder(tmp_path, version="table: settings\nrows: {version: ü}", text__en__a="word.a: Ä")
    first = {path.name: path.read_bytes() for path in write(root)}
    second = {path.name: path.read_bytes() for path in write(root)}
    assert first == second
    assert first["text.en.json"] == '{"word.a":"Ä"}\n'.encode()
    assert first["content.json"].startswith('{"version":"ü","tables":{"areas":{},'.encode())


def test_the_companion_at_the_desk_gets_its_few_numbers_and_sentences_and_no_others(tmp_path: Path) -> None:
    root = _folder(
        tmp_path,
        version="table: settings\nrows: {version: '1'}",
        numbers="table: parameters\nrows: {desk.a: {value: 2.0}, planning.b: {value: 3.0}}",
        text__en__a="companion.a: A\ndesk.b: B",
        text__de__a="companion.a: Ä",
    )
    write(root)
    said = json.loads((root / "compiled" / "desk.json").read_bytes())
    assert said == {"version": "1", "numbers": {"desk.a": 2.0}, "texts": {"companion.a": "A"}}


def test_what_the_companion_gets_is_the_library_in_small() -> None:
    file = DATA / "compiled" / "desk.json"
    said, library = json.loads(file.read_bytes()), load()
    assert said["version"] == library.version
    assert said["numbers"] == {id_: p.value for id_, p in library.parameters.items() if id_.startswith("desk.")}
    assert said["texts"] == {key: text for key, text in library.text.items() if key.startswith("companion.")}
    assert file.stat().st_size < 20_000


def test_the_library_that_runs_says_what_the_editor_files_say() -> None:
    content, texts = compile_content(DATA)
    fresh = from_compiled(json.loads(as_json(content)), json.loads(as_json(texts["en"])))
    for field in fields(fresh):
        assert getattr(fresh, field.name) == getattr(load(), field.name), field.name


def test_the_gathered_vocabulary_is_all_there() -> None:
    library = load()
    counted = {
        "areas": 56,
        "regions": 110,
        "muscles": 97,
        "confusions": 16,
        "movements": 73,
        "symptoms": 43,
        "causes": 48,
        "flags": 88,
        "follow_up_rules": 16,
        "guards": 11,
        "kinds": 35,
        "findings": 215,
    }
    assert {table: len(getattr(library, table)) for table in counted} == counted
    assert sum(len(muscle.trigger_points) for muscle in library.muscles.values()) == 156
    assert sum(rule.startswith("cr_") for rule in library.combination_rules) == 36
    assert sum(rule.startswith("ci_") for rule in library.contraindications) == 74
