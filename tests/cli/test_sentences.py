"""Every sentence that the command line says is there, and every one that is there is said."""

import re
from pathlib import Path

import pytest

import unknot
from unknot.content.library import load
from unknot.loop import lessons

SPEAKERS = ("cli", "loop", "web")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for room in SPEAKERS
    for path in sorted((Path(unknot.__file__).parent / room).rglob("*.py"))
)
BUILT = (
    "cli.backup.every.",
    "cli.delete.going",
    "cli.delete.staying",
    "cli.place.",
    "cli.part.",
    "cli.chance.",
    "cli.side.",
    "cli.desk_day.legend.",
    "cli.learn.",
    "cli.doctor.level.",
    "cli.fit.column.",
    "cli.fit.heading.",
    "cli.fit.kind_left_out.",
    "cli.fit.people.",
    "cli.forecast.table.",
    "cli.helps.column.",
    "cli.trial.session.",
    "cli.trial.worthwhile.",
)
"""Keys that are put together from parts."""


def keys(prefix="cli."):
    return [key for key in load().text if key.startswith(prefix)]


def test_every_sentence_in_the_code_is_in_the_content():
    named = set(re.findall(r'"(cli\.[a-z_.]+[a-z])"', CODE))
    assert sorted(named - set(keys())) == []


def test_every_sentence_in_the_content_is_said():
    said = [key for key in keys() if key in CODE]
    built = [key for key in keys() if key.startswith(BUILT) or re.match(r"cli\.ask\.\w+\.(heading|help)$", key)]
    assert sorted(set(keys()) - set(said) - set(built)) == []


@pytest.mark.parametrize("topic", load().lines("learn.topics"))
def test_every_topic_is_short_and_rests_on_verified_findings_only(topic):
    library = load()
    read = lessons.lesson(library, "topic", topic)
    assert 4 <= len(read.parts[0][1]) <= 10
    assert set(library.lines(f"learn.{topic}.sources")) == set(read.findings)


@pytest.mark.parametrize("words", ["breaks up the knot", "flush", "toxin", "heals fascia", "cure"])
def test_nothing_is_promised_that_is_not_known(words):
    library = load()
    said = " ".join(line for key in keys("learn.") for line in library.lines(key)).casefold()
    assert words not in said


def test_every_technique_and_muscle_can_be_read_about():
    library = load()
    for technique in library.techniques:
        assert lessons.lesson(library, "technique", technique).parts
    for muscle in library.muscles:
        assert lessons.lesson(library, "muscle", muscle).parts
