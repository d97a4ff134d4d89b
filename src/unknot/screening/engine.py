"""The rules of one library, compiled once: conditions parsed, regions resolved, ticks and lines looked up.

`engine_for(library)` is cached by the identity of the library, so that a changed copy is compiled anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from unknot.content.library import Library
from unknot.content.records import CombinationRule, Contraindication, FollowUpRule
from unknot.errors import ContentError, Problem
from unknot.screening.rules import Condition, FactYes, FlagYes, LifeChange, OfCourse, parse_condition

LIFE_CHANGE = "life_change"
MARKED = "where"
"""The open question "where does it hurt?", answered by a Mark."""
AGE = "age"
"""The open question of the age, answered by a Profile."""
GUARD = "already_assessed_same_pattern"
GUARDED_ALWAYS = "rf_intake_over_6_weeks"
GUARDED_WHILE_FRESH = "rf_no_better_after_2_weeks_care"


@dataclass(frozen=True, slots=True)
class Tick:
    """What ticking one symptom, movement or cause opens; `same_as` says the same thing."""

    asks: tuple[str, ...]
    same_as: str | None
    facts: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """Answers that facts give without being asked: ages in years, days since the pain began."""

    age_from: Mapping[str, float]
    age_to: Mapping[str, float]
    days_over: Mapping[str, float]
    not_before_days: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Engine:
    """A library and what screening works out from it once.

    `asked_regions` and `rule_regions` are screening regions per area: for questions and for region clauses.
    `course_facts` belong to the course and are asked at every check-in. `lines_of` are short-screen lines per flag.
    `warnings` are the screening regions of each list of signs after a session, with its flags.
    `fences_of` are the technique rules per kind, `fence_regions` their screening regions by rule; `pressing` are the
    kinds by which a person presses on a spot.
    """

    library: Library
    rules: tuple[tuple[CombinationRule, Condition], ...]
    follow_ups: tuple[tuple[FollowUpRule, Condition], ...]
    asked_when: Mapping[str, Condition]
    course_facts: frozenset[str]
    flag_regions: Mapping[str, frozenset[str]]
    asked_regions: Mapping[str, frozenset[str]]
    rule_regions: Mapping[str, frozenset[str]]
    overlap_flags: Mapping[str, tuple[str, ...]]
    ticks: Mapping[str, Tick]
    mechanical: frozenset[str]
    lines_of: Mapping[str, tuple[str, ...]]
    warnings: tuple[tuple[frozenset[str], tuple[str, ...]], ...]
    fences_of: Mapping[str, tuple[Contraindication, ...]]
    fence_regions: Mapping[str, frozenset[str]]
    pressing: frozenset[str]
    derived: Derived
    lowest: str

    def number(self, name: str) -> float:
        """The parameter `screening.<name>`."""
        return self.library.number(f"screening.{name}")

    def rank(self, disposition: str | None) -> int:
        """The rank of `disposition` (4 is the most urgent); 0 for none."""
        return 0 if disposition is None else self.library.dispositions[disposition]


@lru_cache(maxsize=8)
def engine_for(library: Library) -> Engine:
    """The compiled rules of `library`. Raises `ContentError` for a condition it cannot read or an id it cannot find."""
    dangling = tuple(_dangling(library))
    if dangling:
        raise ContentError(*dangling)
    asked_when = {
        fact.id: parse_condition(
            fact.asked_when, library, doubt_counts=True, place=f"background_facts.{fact.id}.asked_when"
        )
        for fact in library.background_facts.values()
        if fact.asked_when is not None
    }
    _no_circles(asked_when)
    overlaps: dict[str, list[str]] = {}
    for overlap in library.emergency_overlaps.values():
        for area in overlap.areas:
            overlaps.setdefault(area, []).extend(overlap.flags)
    lines: dict[str, list[str]] = {}
    for line in library.short_screen.values():
        for flag in line.flags:
            lines.setdefault(flag, []).append(line.id)
    return Engine(
        library=library,
        rules=tuple(
            (rule, parse_condition(rule.when, library, place=f"combination_rules.{rule.id}.when"))
            for rule in library.combination_rules.values()
            if rule.enabled
        ),
        follow_ups=tuple(
            (rule, parse_condition(rule.when, library, doubt_counts=True, place=f"follow_up_rules.{rule.id}.when"))
            for rule in library.follow_up_rules.values()
        ),
        asked_when=asked_when,
        course_facts=frozenset(
            fact for fact, when in asked_when.items() if any(isinstance(leaf, OfCourse) for leaf in when.leaves())
        ),
        flag_regions={flag.id: library.region_set(flag.regions) for flag in library.flags.values()},
        asked_regions={area.id: frozenset((*area.regions, *area.ask_also)) for area in library.areas.values()},
        rule_regions={area.id: frozenset(area.regions) for area in library.areas.values()},
        overlap_flags={area: tuple(flags) for area, flags in overlaps.items()},
        ticks=dict(_ticks(library)),
        mechanical=frozenset(f"movement:{sign.id}" for sign in library.movements.values() if sign.mechanical),
        lines_of={flag: tuple(ids) for flag, ids in lines.items()},
        warnings=tuple((library.region_set(signs.regions), signs.flags) for signs in library.after_session.values()),
        fences_of={
            kind: tuple(rule for rule in library.contraindications.values() if kind in rule.techniques)
            for kind in library.kinds
        },
        fence_regions={rule.id: library.region_set(rule.regions) for rule in library.contraindications.values()},
        pressing=frozenset(
            kind
            for rule in library.contraindications.values()
            if rule.zones
            for kind in rule.techniques
            if library.kinds[kind].who != "professional"
        ),
        derived=Derived(
            age_from=_named(library, "age_from"),
            age_to=_named(library, "age_to"),
            days_over=_named(library, "days_over"),
            not_before_days=_named(library, "not_before_days"),
        ),
        lowest=min(library.dispositions, key=library.dispositions.__getitem__),
    )


def _ticks(library: Library) -> Iterable[tuple[str, Tick]]:
    for prefix, signs in (("movement", library.movements), ("symptom", library.symptoms)):
        for sign in signs.values():
            yield f"{prefix}:{sign.id}", Tick(sign.asks, sign.same_as, sign.facts, sign.terms)
    for cause in library.causes.values():
        yield f"cause:{cause.id}", Tick(cause.asks, cause.same_as, cause.facts, cause.terms)


def _named(library: Library, name: str) -> Mapping[str, float]:
    """The parameters `screening.<name>.<id>`, by id."""
    prefix = f"screening.{name}."
    return {id_.removeprefix(prefix): row.value for id_, row in library.parameters.items() if id_.startswith(prefix)}


def _no_circles(asked_when: Mapping[str, Condition]) -> None:
    """Raises `ContentError` if whether a fact is asked depends on that fact itself."""
    done: set[str] = set()

    def visit(fact: str, path: tuple[str, ...]) -> None:
        if fact in path:
            circle = " -> ".join((*path, fact))
            raise ContentError(Problem("content_circular_condition", "background_facts.asked_when", circle))
        if fact not in done and fact in asked_when:
            for needed in facts_of(asked_when[fact]):
                visit(needed, (*path, fact))
            done.add(fact)

    for fact in asked_when:
        visit(fact, ())


def facts_of(condition: Condition) -> tuple[str, ...]:
    """The background facts that `condition` names, in order, each once."""
    named = (leaf.fact for leaf in condition.leaves() if isinstance(leaf, FactYes | LifeChange))
    return tuple(dict.fromkeys(named))


def flags_of(condition: Condition) -> tuple[str, ...]:
    """The flags that `condition` names, in order, each once."""
    return tuple(dict.fromkeys(leaf.flag for leaf in condition.leaves() if isinstance(leaf, FlagYes)))


def _dangling(library: Library) -> Iterator[Problem]:
    """Every id in a safety rule that names nothing: without it a rule would silently never apply."""
    kinds, flags, facts = library.kinds, library.flags, library.background_facts
    for table, field, known in (
        ("flags", "needs_facts", facts),
        ("contraindications", "techniques", kinds),
        ("contraindications", "terms", library.terms),
        ("contraindications", "areas", library.areas),
        ("contraindications", "poses", library.pose_tags),
        ("pose_tags", "rules", library.contraindications),
        ("pose_tags", "fences", kinds),
        ("areas", "press_only", kinds),
        ("short_screen", "flags", flags),
        ("emergency_overlaps", "flags", flags),
        ("after_session", "flags", flags),
        ("movements", "asks", flags),
        ("symptoms", "asks", flags),
        ("causes", "asks", flags),
    ):
        for id_, row in getattr(library, table).items():
            for named in getattr(row, field):
                if named not in known:
                    place = f"{table}.{id_}.{field}"
                    yield Problem("content_dangling_id", place, f"nothing is called {named!r}", "reinstall unknot")
