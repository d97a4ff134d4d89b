"""The companion's own small file of content: read whole, or refused with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unknot.content.library import load
from unknot.desk import companion, content
from unknot.errors import ContentError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that stands for the installed one."""
    stands_in = tmp_path / "desk.json"
    monkeypatch.setattr(content, "FILE", stands_in)
    return stands_in


def test_it_says_what_the_whole_content_says():
    library = load()
    assert content.version() == library.version
    assert content.number("desk.absence_min") == library.number("desk.absence_min")
    assert content.say("companion.action.later", minutes=5) == library.say("companion.action.later", minutes=5)


def test_every_limit_of_the_clocks_is_in_it():
    assert all(limit > 0.0 for limit in companion.limits())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (None, "content_missing_file"),
        ("{", "content_unreadable"),
        ("[]", "content_wrong_shape"),
        ('{"version":"1","numbers":{}}', "content_wrong_shape"),
        ('{"numbers":{},"texts":{}}', "content_wrong_shape"),
    ],
)
def test_a_file_that_is_missing_or_broken_is_refused(file, written, code):
    if written is not None:
        file.write_text(written)
    with pytest.raises(ContentError) as refused:
        content.number("desk.absence_min")
    assert refused.value.problems[0].code == code


def test_what_it_does_not_hold_is_refused(file):
    file.write_text(json.dumps({"version": "1", "numbers": {"desk.on": True}, "texts": {"companion.list": ["a"]}}))
    for ask, name, code in (
        (content.number, "desk.none", "content_missing_number"),
        (content.number, "desk.on", "content_missing_number"),
        (content.say, "companion.none", "content_missing_text"),
        (content.say, "companion.list", "content_missing_text"),
    ):
        with pytest.raises(ContentError, match="no such") as refused:
            ask(name)
        assert refused.value.problems[0].code == code
