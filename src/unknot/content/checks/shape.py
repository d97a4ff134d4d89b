"""The files as files: they can be read, say what they seem to say, and fit their records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import yaml

from unknot.content import schema
from unknot.content.checks.documents import Document, Files, pairs, scalars
from unknot.content.checks.subject import Check, Found, check
from unknot.content.library import TABLES

WORDS_READ_AS_TRUTH = frozenset({"yes", "no", "on", "off", "y", "n"})
NUMBERS_READ_OTHERWISE = re.compile(r"[-+]?(?:0[0-7_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9]*_[0-9_]*)")
LICENSED_CODES = re.compile(r"snomed|sctid", re.IGNORECASE)
TEXT_TAG = "tag:yaml.org,2002:str"
SETTINGS = "settings"
ENGLISH = "text/en/"


@check(
    "cc_files_can_be_read",
    "Every file is YAML with a known table and its rows, or flat sentences.",
)
def files_can_be_read(files: Files) -> Iterator[Found]:
    if not any(file.path.startswith(ENGLISH) for file in files.documents):
        yield ENGLISH, "holds no sentences"
    for file in files.documents:
        if file.error is not None:
            yield file.path, f"is not YAML: {file.error}"
        elif file.is_text:
            yield from _flat_sentences(file)
        elif file.table == SETTINGS:
            continue
        elif file.table not in TABLES:
            yield f"{file.path}:table", f"{file.table!r} is not a table"
        elif set(file.data) != {"table", "rows"}:
            yield file.path, "a file has `table` and `rows` and nothing else"
        elif not file.rows:
            yield f"{file.path}:rows", "rows is not a mapping of ids to fields, or is empty"


def _flat_sentences(file: Document) -> Iterator[Found]:
    if not isinstance(file.data, dict):
        yield file.path, "sentences are a mapping of keys to a sentence or a list of lines"
        return
    for key, value in file.data.items():
        lines = value if isinstance(value, list) else [value]
        if not isinstance(key, str) or not all(isinstance(line, str) and line.strip() for line in lines):
            yield f"{file.path}:{key}", "is neither a sentence nor a list of lines"


@check(
    "cc_settings_are_complete",
    "What is no table stands in the settings: versions, review, ranks of the dispositions, screening regions, their "
    "groups, question lists and zones.",
)
def settings_are_complete(files: Files) -> Iterator[Found]:
    given = {key: value for file in files.documents if file.table == SETTINGS for key, value in file.rows.items()}
    for name, fits in SETTINGS_NEEDED.items():
        if not fits(given.get(name)):
            yield f"settings:{name}", "is missing or of another shape"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value)) and len(value) == len(set(value))


def _is_ranks(value: object) -> bool:
    return isinstance(value, dict) and all(_is_text(key) and type(rank) is int for key, rank in value.items())


def _is_groups(value: object) -> bool:
    return isinstance(value, dict) and all(_is_text(key) and _is_names(names) for key, names in value.items())


SETTINGS_NEEDED: Mapping[str, Callable[[object], bool]] = {
    "version": _is_text,
    "parameters_version": _is_text,
    "clinical_review": _is_text,
    "dispositions": _is_ranks,
    "screening_regions": _is_names,
    "region_groups": _is_groups,
    "question_lists": _is_names,
    "question_sections": _is_groups,
    "zones": _is_names,
}
"""Name of each setting the library needs, and whether a value has its shape."""


@check(
    "cc_keys_are_given_once",
    "No key stands twice in a mapping, no row in two files, no sentence in two files.",
    "remove one of the two",
)
def keys_are_given_once(files: Files) -> Iterator[Found]:
    for file in files.documents:
        seen: set[tuple[int, str]] = set()
        for mapping, key, _ in pairs(file.node):
            if isinstance(key, yaml.ScalarNode):
                if (id(mapping), key.value) in seen:
                    yield f"{file.path}:{key.start_mark.line + 1}", f"the key {key.value} stands here a second time"
                seen.add((id(mapping), key.value))
    first: dict[tuple[str, object], str] = {}
    for file in files.documents:
        scope = "/".join(file.path.split("/")[:2]) if file.is_text else str(file.table)
        for key in file.data if file.is_text and isinstance(file.data, dict) else file.rows:
            earlier = first.setdefault((scope, key), file.path)
            if earlier != file.path:
                yield f"{file.path}:{key}", f"also stands in {earlier}"


@check(
    "cc_words_stay_words",
    "No unquoted word or number is read by YAML 1.1 as something else (no, on, 012, 12:30), and every key is text.",
    'put it in quotes: "no"',
)
def words_stay_words(files: Files) -> Iterator[Found]:
    for file in files.documents:
        for scalar, is_key in scalars(file.node):
            plain = not scalar.style
            place = f"{file.path}:{scalar.start_mark.line + 1}"
            if plain and scalar.value.lower() in WORDS_READ_AS_TRUTH:
                yield place, f"unquoted {scalar.value} may be read as true or false"
            elif plain and NUMBERS_READ_OTHERWISE.fullmatch(scalar.value):
                yield place, f"unquoted {scalar.value} is read as another number"
            elif is_key and scalar.tag != TEXT_TAG:
                yield place, f"the key {scalar.value} is not read as text"


@check(schema.CODE, "Every row has exactly the fields of its record, each with a value of its kind.", schema.HINT)
def rows_have_their_shape(files: Files) -> Iterator[Found]:
    for file in files.documents:
        if file.table is not None and file.table in TABLES:
            yield from ((each.place, each.message) for each in schema.validate(file.table, file.rows, file.place))


@check(
    "cc_no_licensed_codes",
    "No SNOMED code, key or name stands anywhere in the content.",
    "remove it: its licence does not allow shipping it",
)
def no_licensed_codes(files: Files) -> Iterator[Found]:
    for file in files.documents:
        for number, line in enumerate(file.text.splitlines(), start=1):
            if LICENSED_CODES.search(line):
                yield f"{file.path}:{number}", "names SNOMED"
    for name, content in files.compiled.items():
        if LICENSED_CODES.search(content.decode("utf-8", "replace")):
            yield f"compiled/{name}", "names SNOMED"


CHECKS: tuple[Check[Files], ...] = (
    files_can_be_read,
    settings_are_complete,
    keys_are_given_once,
    words_stay_words,
    rows_have_their_shape,
    no_licensed_codes,
)
