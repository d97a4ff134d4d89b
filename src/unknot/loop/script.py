"""A scripted person: what somebody would say, written down beforehand, so that an interview can be replayed.

Code                        | Meaning
--------------------------- | --------------------------------------------------------------
`script_not_an_object`      | the script is not a JSON object
`script_unknown_field`      | the script has a field that is not read
`script_bad_value`          | a field holds something it cannot hold
`script_unknown_id`         | an answer or a mark names nothing of the content
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from unknot.content.library import Library, vocabulary_of
from unknot.errors import InputError, Problem
from unknot.facts import AnswerValue

CLARIFY = "#clarify"
"""`<id>#clarify` is the answer to the question that clarifies a doubt about `<id>`."""
FIELDS = (
    "story",
    "age",
    "sex",
    "marks",
    "began_days_ago",
    "pain_now",
    "pain_worst",
    "tools",
    "minutes_per_day",
    "answers",
)
_VALUES: Mapping[str, AnswerValue] = {"yes": "yes", "no": "no", "not_sure": "not_sure"}
_SPOKEN = {True: "yes", False: "no"}
_USUAL_MARK = 5


@dataclass(frozen=True, slots=True)
class Script:
    """What the person says. Age in years, pain 0-10, marks as region id to intensity 1-10.

    `answers` maps question ids, and ids with `#clarify`, to answers; about anything else there is no further answer.
    """

    story: str = ""
    age: int | None = None
    sex: str | None = None
    marks: Mapping[str, int] = field(default_factory=dict)
    began_days_ago: int | None = None
    pain_now: float | None = None
    pain_worst: float | None = None
    tools: tuple[str, ...] | None = None
    minutes_per_day: int | None = None
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)

    def said(self, question: str, clarifying: bool = False) -> AnswerValue | None:
        """The answer to `question`, or to the question that clarifies it; None for no further answer."""
        return self.answers.get(f"{question}{CLARIFY}" if clarifying else question)


def parse_script(raw: Any, library: Library) -> Script:
    """The script that `raw` (decoded JSON) states. Raises `InputError` with every problem found.

    A mark is a region id or an object with `region` and `intensity`; an area id stands for its first region. An
    answer may also be true or false; `age` and `sex` may stand among the answers, as they stand among the questions.
    What the facts themselves cannot hold is refused later, by their own gate.
    """
    if not isinstance(raw, Mapping):
        raise InputError(Problem("script_not_an_object", "script", f"expected an object, got {type(raw).__name__}"))
    problems = [
        Problem("script_unknown_field", f"script.{name}", "a script has no such field", ", ".join(FIELDS))
        for name in raw
        if name not in FIELDS
    ]
    raw = _with_age_and_sex(raw)
    marks = dict(_marks(raw.get("marks", []), library, problems))
    answers = dict(_answers(raw.get("answers", {}), library, problems))
    for name, kinds, hint in (
        ("story", (str,), "text"),
        ("age", (int,), "whole years"),
        ("sex", (str,), "female or male"),
        ("began_days_ago", (int,), "whole days"),
        ("pain_now", (int, float), "0 to 10"),
        ("pain_worst", (int, float), "0 to 10"),
        ("tools", (list,), "a list of tools"),
        ("minutes_per_day", (int,), "minutes"),
    ):
        value = raw.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kinds)):
            problems.append(Problem("script_bad_value", f"script.{name}", f"got {value!r}", hint))
    if problems:
        raise InputError(*problems)
    given = {name: raw[name] for name in FIELDS if raw.get(name) is not None}
    if "tools" in given:
        given["tools"] = tuple(given["tools"])
    return Script(**{**given, "marks": marks, "answers": answers})


def _with_age_and_sex(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The script with the age and the sex taken out of its answers."""
    answers = raw.get("answers")
    if not isinstance(answers, Mapping):
        return dict(raw)
    asides = {name: answers[name] for name in ("age", "sex") if name in answers and raw.get(name) is None}
    rest = {id_: said for id_, said in answers.items() if id_ not in ("age", "sex")}
    return {**raw, **asides, "answers": rest}


def _marks(raw: Any, library: Library, problems: list[Problem]) -> Iterator[tuple[str, int]]:
    if not isinstance(raw, list):
        problems.append(Problem("script_bad_value", "script.marks", f"got {raw!r}", "a list"))
        return
    first_of: dict[str, str] = {}
    for known in library.regions.values():
        first_of.setdefault(known.area, known.id)
    for number, each in enumerate(raw):
        place = f"script.marks[{number}]"
        mark = each if isinstance(each, Mapping) else {"region": each}
        named, intensity = mark.get("region"), mark.get("intensity", _USUAL_MARK)
        region = None
        if isinstance(named, str):
            region = named if named in library.regions else first_of.get(named)
        if region is None:
            problems.append(Problem("script_unknown_id", f"{place}.region", f"unknown place {named!r}", "unknot where"))
        elif isinstance(intensity, bool) or not isinstance(intensity, int) or not 1 <= intensity <= 10:
            problems.append(Problem("script_bad_value", f"{place}.intensity", f"got {intensity!r}", "1 to 10"))
        else:
            yield region, intensity


def _answers(raw: Any, library: Library, problems: list[Problem]) -> Iterator[tuple[str, AnswerValue]]:
    if not isinstance(raw, Mapping):
        problems.append(Problem("script_bad_value", "script.answers", f"got {raw!r}", "an object"))
        return
    known = vocabulary_of(library).questions
    for id_, said in raw.items():
        place = f"script.answers.{id_}"
        value = _SPOKEN[said] if isinstance(said, bool) else said
        if str(id_).removesuffix(CLARIFY) not in known:
            problems.append(
                Problem("script_unknown_id", place, "no question has this id", "docs/reference/question-ids.md")
            )
        elif not isinstance(value, str) or value not in _VALUES:
            problems.append(Problem("script_bad_value", place, f"got {said!r}", "yes, no or not_sure"))
        else:
            yield str(id_), _VALUES[value]
