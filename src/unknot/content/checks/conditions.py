"""The grammar of conditions, as content may write it: `all`, `any`, `not` over plain predicates.

The room of screening reads conditions; this is the shape check of the content, which lies below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from unknot.content.checks.subject import Check, Found, Sources, check

CONDITIONS: tuple[tuple[str, str], ...] = (
    ("combination_rules", "when"),
    ("follow_up_rules", "when"),
    ("background_facts", "asked_when"),
)
"""Table and field of every condition."""


VOCABULARY_OF: Mapping[str, str] = {
    "flag": "flags",
    "fact": "background_facts",
    "region": "screening",
    "unresolved_at_least": "dispositions",
}
"""The vocabulary that the argument of a predicate belongs to."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_names(value: object) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(name, str) for name in value)


def _is_true(value: object) -> bool:
    return value is True


def _has_numbers(*names: str) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, Mapping) and value.keys() == set(names) and all(_is_number(each) for each in value.values())
    )


def _given(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _without(value: object, name: str) -> object:
    return {key: each for key, each in value.items() if key != name} if isinstance(value, Mapping) else None


PREDICATES: Mapping[str, Callable[[object], bool]] = {
    "flag": _is_text,
    "fact": _is_text,
    "region": _is_names,
    "age_min": _is_number,
    "age_max": _is_number,
    "sex": lambda value: value in ("female", "male"),
    "pain_min": _is_number,
}
"""What a condition of any table may ask, and the shape of its argument."""

COURSE: Mapping[str, Callable[[object], bool]] = {
    "days_min": _is_number,
    "plan_days_min": _is_number,
    "check_ins_min": _is_number,
    "improved_points_below": _is_number,
    "improved_percent_below": _is_number,
    "rise": _has_numbers("points", "check_ins"),
    "rise_within_hours": _has_numbers("points", "hours"),
    "still_above": _is_number,
    "gone": _is_true,
    "rebound": _has_numbers("low", "points"),
    "returns_within_days": _is_number,
    "episodes_within": _has_numbers("count", "days"),
    "short_relief_repeats": _has_numbers("times", "days", "net_gain_below"),
    "after_dose_symptom": _is_true,
    "flag_within": lambda value: _has_numbers("days")(_without(value, "flag")) and _is_text(_given(value, "flag")),
    "life_change": _is_true,
    "missed_check_ins": _is_number,
    "unresolved_at_least": _is_text,
    "visit": lambda value: value == "muscular_cleared",
}
"""What a combination rule may not ask: the course of an episode (`data/screening/follow_up_rules.yaml` says how)."""


@check(
    "cc_conditions_follow_the_grammar",
    "Every condition is all, any or not over the documented predicates, one key in each step, none of them empty.",
    "the grammar stands in content/checks/conditions.py",
)
def conditions_follow_the_grammar(sources: Sources) -> Iterator[Found]:
    for table, field in CONDITIONS:
        allowed = PREDICATES if table == "combination_rules" else {**PREDICATES, **COURSE}
        for id_, record in getattr(sources.library, table).items():
            condition = getattr(record, field)
            if condition is not None:
                for path, message in _wrong(condition, allowed, field):
                    yield sources.place(table, id_, path), message


def _wrong(condition: object, allowed: Mapping[str, Callable[[object], bool]], path: str) -> Iterator[Found]:
    if not isinstance(condition, Mapping) or len(condition) != 1:
        yield path, f"{condition!r} is not a mapping with one key"
        return
    ((key, value),) = condition.items()
    inside = f"{path}.{key}"
    if key in ("all", "any"):
        if not isinstance(value, (list, tuple)) or not value:
            yield inside, "needs a list of conditions"
        else:
            for number, each in enumerate(value):
                yield from _wrong(each, allowed, f"{inside}.{number}")
    elif key == "not":
        yield from _wrong(value, allowed, inside)
    elif key not in allowed:
        yield inside, f"{key} is not a predicate here"
    elif not allowed[key](value):
        yield inside, f"{value!r} is no argument of {key}"


def named_in(condition: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """The vocabulary and the id of everything a condition names; what breaks the grammar is passed over."""
    for key, value in (condition or {}).items():
        if key in ("all", "any"):
            for each in value if isinstance(value, (list, tuple)) else ():
                yield from named_in(each if isinstance(each, Mapping) else None)
        elif key == "not":
            yield from named_in(value if isinstance(value, Mapping) else None)
        elif key == "flag_within":
            yield "flags", str(_given(value, "flag"))
        elif key in VOCABULARY_OF:
            for name in value if isinstance(value, (list, tuple)) else (value,):
                yield VOCABULARY_OF[key], str(name)


CHECKS: tuple[Check[Sources], ...] = (conditions_follow_the_grammar,)
