"""Small histories for the tests of the locating room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from unknot.facts import Answer, AnswerValue, Fact, History, Mark, history

WHEN = datetime(2026, 11, 22, 8, tzinfo=UTC)
KINDS: tuple[tuple[str, str, AnswerValue], ...] = (
    ("movements", "movement", "yes"),
    ("not_hurting", "movement", "no"),
    ("symptoms", "symptom", "yes"),
    ("causes", "cause", "yes"),
)


def told(marks: Mapping[str, int], answers: Iterable[tuple[str, AnswerValue]] = (), *, at: datetime = WHEN) -> History:
    """A history with these marks and answers and nothing else, everything said at `at`."""
    facts: list[Fact] = [
        Mark(id=f"m-{region}", at=at, zone="UTC", episode="knot", region=region, intensity=intensity)
        for region, intensity in marks.items()
    ]
    facts += [
        Answer(id=f"a-{question}", at=at, zone="UTC", episode="knot", question=question, value=value)
        for question, value in answers
    ]
    return history(facts, at=at, zone="UTC", episode="knot")


def of_case(case: Mapping[str, Any]) -> History:
    """The history that a case of the YAML files tells."""
    return told(case["marks"], [(f"{kind}:{id_}", value) for key, kind, value in KINDS for id_ in case.get(key, ())])


def cases(name: str) -> dict[str, dict[str, Any]]:
    """The cases of one file of this folder, by id."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return loaded
