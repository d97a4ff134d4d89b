"""People for the tests of screening: somebody with a sore place who has answered what a test says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

from unknot.content.library import Library, load
from unknot.facts import Answer, Episode, Fact, History, Mark, Profile, history
from unknot.screening.engine import engine_for
from unknot.screening.rules import (
    AgeMax,
    AgeMin,
    All,
    AnyOf,
    Condition,
    FactYes,
    FlagYes,
    InRegion,
    Not,
    PainMin,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ZONE = "UTC"
LIBRARY = load()
CALM = {"mechanical_pattern": "yes", "clear_muscle_trigger": "yes"}


def all_no(library: Library = LIBRARY) -> dict[str, str]:
    """No to every flag and fact."""
    return dict.fromkeys((*library.flags, *library.background_facts), "no")


def calm(library: Library = LIBRARY) -> dict[str, str]:
    """The answers of somebody with an ordinary knot: no to everything, but it moves with the muscle."""
    return {**all_no(library), **CALM}


def answered(values: Mapping[str, str], at: datetime, prefix: str = "a") -> Iterator[Answer]:
    """One answer a second from `at` on."""
    for number, (question, value) in enumerate(values.items()):
        yield Answer(
            id=f"{prefix}{number:04d}",
            at=at + timedelta(seconds=number),
            zone=ZONE,
            episode="knot",
            question=question,
            value=value,  # type: ignore[arg-type]
        )


def region_of(area: str, library: Library = LIBRARY) -> str:
    """The first region of the body map in `area`."""
    return next(region.id for region in library.regions.values() if region.area == area)


def person(
    answers: Mapping[str, str],
    *,
    areas: Iterable[str] = ("neck_lower",),
    age: int | None = 40,
    sex: str | None = None,
    began_days: float | None = 3,
    opened_days: float = 0.02,
    answered_days: float = 0.01,
    pain: int = 4,
    extra: Iterable[Fact] = (),
    at: datetime = AT,
) -> History:
    """The history of somebody whose answers were given `answered_days` before `AT`, seen at `at`."""
    opened = AT - timedelta(days=opened_days)
    facts: list[Fact] = [
        Episode(
            id="opened",
            at=opened,
            zone=ZONE,
            episode="knot",
            event="opened",
            began_on=None if began_days is None else (AT - timedelta(days=began_days)).date(),
        ),
        *(
            Mark(id=f"mark{number}", at=opened, zone=ZONE, episode="knot", region=region_of(area), intensity=pain)
            for number, area in enumerate(areas)
        ),
        *answered(answers, AT - timedelta(days=answered_days)),
        *extra,
    ]
    if age is not None:
        facts.append(Profile(id="profile", at=opened, zone=ZONE, age_years=age, sex=sex))  # type: ignore[arg-type]
    return history(facts, at=at, zone=ZONE, episode="knot")


@dataclass(frozen=True)
class Minimal:
    """The least that fulfils a condition: flags and facts at yes, others that must not be yes, an age, a place."""

    flags: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    age: int = 40
    area: str | None = None
    pain: int = 4
    leaves: tuple[Condition, ...] = field(default=(), compare=False)


def minimal_cases(condition: Condition) -> list[Minimal]:
    """Every least way to fulfil `condition`, one for each choice among its alternatives."""
    return [_case_of(leaves) for leaves in _ways(condition)]


def _ways(condition: Condition) -> list[tuple[Condition, ...]]:
    if isinstance(condition, All):
        return [tuple(leaf for way in ways for leaf in way) for ways in product(*map(_ways, condition.parts))]
    if isinstance(condition, AnyOf):
        return [way for part in condition.parts for way in _ways(part)]
    return [(condition,)]


def _case_of(leaves: tuple[Condition, ...]) -> Minimal:
    age = 40
    for leaf in leaves:
        if isinstance(leaf, AgeMin):
            age = max(age, int(leaf.years))
        elif isinstance(leaf, AgeMax):
            age = min(age, int(leaf.years))
    regions = [leaf.regions for leaf in leaves if isinstance(leaf, InRegion)]
    return Minimal(
        flags=frozenset(leaf.flag for leaf in leaves if isinstance(leaf, FlagYes)),
        facts=frozenset(leaf.fact for leaf in leaves if isinstance(leaf, FactYes)),
        absent=frozenset(
            each.fact if isinstance(each, FactYes) else each.flag
            for leaf in leaves
            if isinstance(leaf, Not)
            for each in leaf.leaves()
            if isinstance(each, FactYes | FlagYes)
        ),
        age=age,
        area=area_in(regions) if regions else None,
        pain=max((int(leaf.points) for leaf in leaves if isinstance(leaf, PainMin)), default=4),
        leaves=leaves,
    )


def area_in(regions: list[frozenset[str]]) -> str:
    """An area of the body map that lies in each of the sets of screening regions."""
    reach = engine_for(LIBRARY).rule_regions
    return next(area for area, ours in reach.items() if all(not ours.isdisjoint(each) for each in regions))


def area_outside(regions: frozenset[str]) -> str:
    """An area of the body map that lies in none of the screening regions."""
    reach = engine_for(LIBRARY).rule_regions
    return next(area for area, ours in reach.items() if ours.isdisjoint(regions))
