"""Conditions: the grammar of the content as small frozen objects, read in three values.

A condition is True, False or None: None means that something it needs has not been asked yet, or was asked too
long ago to excuse anything. An answer not_sure is no evidence here: it neither fulfils a condition nor excuses
from one, so answers of not_sure never add up. `Not` never lets an old or missing answer excuse a danger.

Grammar: `all`, `any`, `not`, `flag`, `fact`, `region`, `age_min`, `age_max`, `sex`, `pain_min`, and the
predicates over the course of an episode (`screening.course`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from unknot.errors import ContentError, Problem
from unknot.screening.course import PREDICATES, Course

if TYPE_CHECKING:
    from unknot.content.library import Library
    from unknot.screening.case import Case


class Condition:
    """Something that holds of a case, does not hold, or is still undecided."""

    __slots__ = ()

    def truth(self, case: Case, excusing: bool = False) -> bool | None:
        """Whether it holds; None while undecided. `excusing` inside a `not`."""
        raise NotImplementedError

    def undecided(self, case: Case, excusing: bool = False) -> Iterator[Leaf]:
        """The leaves whose answer would still move it; none once it is decided."""
        raise NotImplementedError

    def since(self, case: Case) -> datetime | None:
        """The latest instant among what makes it hold; None if nothing in it has an instant."""
        raise NotImplementedError

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf, in the order it is written."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class All(Condition):
    """Holds when every part holds."""

    parts: tuple[Condition, ...]

    def truth(self, case: Case, excusing: bool = False) -> bool | None:
        known: bool | None = True
        for part in self.parts:
            value = part.truth(case, excusing)
            if value is False:
                return False
            if value is None:
                known = None
        return known

    def undecided(self, case: Case, excusing: bool = False) -> Iterator[Leaf]:
        if self.truth(case, excusing) is None:
            for part in self.parts:
                yield from part.undecided(case, excusing)

    def since(self, case: Case) -> datetime | None:
        return _latest(part.since(case) for part in self.parts)

    def leaves(self) -> Iterator[Leaf]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """Holds when at least one part holds."""

    parts: tuple[Condition, ...]

    def truth(self, case: Case, excusing: bool = False) -> bool | None:
        known: bool | None = False
        for part in self.parts:
            value = part.truth(case, excusing)
            if value is True:
                return True
            if value is None:
                known = None
        return known

    def undecided(self, case: Case, excusing: bool = False) -> Iterator[Leaf]:
        if self.truth(case, excusing) is None:
            for part in self.parts:
                yield from part.undecided(case, excusing)

    def since(self, case: Case) -> datetime | None:
        return _latest(part.since(case) for part in self.parts if part.truth(case) is True)

    def leaves(self) -> Iterator[Leaf]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """Holds when the part does not hold."""

    part: Condition

    def truth(self, case: Case, excusing: bool = False) -> bool | None:
        value = self.part.truth(case, not excusing)
        return None if value is None else not value

    def undecided(self, case: Case, excusing: bool = False) -> Iterator[Leaf]:
        yield from self.part.undecided(case, not excusing)

    def since(self, case: Case) -> datetime | None:  # noqa: ARG002
        return None

    def leaves(self) -> Iterator[Leaf]:
        yield from self.part.leaves()


class Leaf(Condition):
    """A condition without parts."""

    __slots__ = ()

    def undecided(self, case: Case, excusing: bool = False) -> Iterator[Leaf]:
        if self.truth(case, excusing) is None:
            yield self

    def since(self, case: Case) -> datetime | None:  # noqa: ARG002
        return None

    def leaves(self) -> Iterator[Leaf]:
        yield self


@dataclass(frozen=True, slots=True)
class FlagYes(Leaf):
    """The flag stands at yes; with `doubt_counts` also at not_sure (follow-up rules, `asked_when`)."""

    flag: str
    doubt_counts: bool = False

    def truth(self, case: Case, excusing: bool = False) -> bool | None:  # noqa: ARG002
        value = case.flags[self.flag].value
        if value == "yes" or (value == "not_sure" and self.doubt_counts):
            return True
        answered = value is not None and case.flags[self.flag].fresh
        return False if answered or self.flag not in case.applicable else None

    def since(self, case: Case) -> datetime | None:
        return case.flags[self.flag].raised_at


@dataclass(frozen=True, slots=True)
class FactYes(Leaf):
    """The background fact stands at yes. An old yes still counts against, but no longer for the person."""

    fact: str

    def truth(self, case: Case, excusing: bool = False) -> bool | None:
        reading = case.facts[self.fact]
        if excusing:
            if reading.latest == "yes":
                return True if reading.excuses else None
            return False if reading.latest is not None or case.hidden(self.fact) else None
        if reading.value == "yes":
            return True
        answered = reading.latest is not None and reading.fresh
        return False if answered or case.hidden(self.fact) else None

    def since(self, case: Case) -> datetime | None:
        return case.facts[self.fact].raised_at


@dataclass(frozen=True, slots=True)
class InRegion(Leaf):
    """A marked area lies in one of the screening regions."""

    regions: frozenset[str]

    def truth(self, case: Case, excusing: bool = False) -> bool | None:  # noqa: ARG002
        return not self.regions.isdisjoint(case.regions)

    def since(self, case: Case) -> datetime | None:
        return min((at for region, at in case.regions.items() if region in self.regions), default=None)


@dataclass(frozen=True, slots=True)
class AgeMin(Leaf):
    """At least so many years old."""

    years: float

    def truth(self, case: Case, excusing: bool = False) -> bool | None:  # noqa: ARG002
        return None if case.age is None else case.age >= self.years


@dataclass(frozen=True, slots=True)
class AgeMax(Leaf):
    """At most so many years old (whole years)."""

    years: float

    def truth(self, case: Case, excusing: bool = False) -> bool | None:  # noqa: ARG002
        return None if case.age is None else case.age <= self.years


@dataclass(frozen=True, slots=True)
class SexIs(Leaf):
    """The sex in the profile."""

    sex: Literal["female", "male"]

    def truth(self, case: Case, excusing: bool = False) -> bool | None:  # noqa: ARG002
        return None if case.sex is None else case.sex == self.sex


@dataclass(frozen=True, slots=True)
class PainMin(Leaf):
    """The worst pain of the last 24 hours is at least so many points (0-10)."""

    points: float

    def truth(self, case: Case, excusing: bool = False) -> bool | None:  # noqa: ARG002
        return case.worst_pain is not None and case.worst_pain >= self.points

    def since(self, case: Case) -> datetime | None:
        return case.worst_pain_at


@dataclass(frozen=True, slots=True)
class OfCourse(Leaf):
    """A predicate over the course of the episode; missing data do not fulfil it."""

    name: str
    argument: Any

    def truth(self, case: Case, excusing: bool = False) -> bool | None:  # noqa: ARG002
        return self._at(case.course) is not None

    def since(self, case: Case) -> datetime | None:
        return self._at(case.course)

    def _at(self, course: Course) -> datetime | None:
        return PREDICATES[self.name](course, self.argument)


@dataclass(frozen=True, slots=True)
class LifeChange(Leaf):
    """Something changed in the person's life and the facts have not been asked since."""

    fact: str

    def truth(self, case: Case, excusing: bool = False) -> bool | None:  # noqa: ARG002
        reading = case.facts[self.fact]
        if reading.latest is None or not reading.fresh:
            return False if case.hidden(self.fact) else None
        return case.life_changed_at is not None

    def since(self, case: Case) -> datetime | None:
        return case.life_changed_at


def parse_condition(raw: Any, library: Library, *, doubt_counts: bool = False, place: str = "condition") -> Condition:
    """The condition that `raw` states. Raises `ContentError` for an unknown key or id."""
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise _broken(place, f"{raw!r} is not a mapping with one key")
    ((key, value),) = raw.items()
    inside = f"{place}.{key}"
    if key in ("all", "any"):
        if not isinstance(value, list | tuple) or not value:
            raise _broken(inside, "needs a list of conditions")
        parts = tuple(
            parse_condition(each, library, doubt_counts=doubt_counts, place=f"{inside}.{number}")
            for number, each in enumerate(value)
        )
        return All(parts) if key == "all" else AnyOf(parts)
    if key == "not":
        return Not(parse_condition(value, library, doubt_counts=doubt_counts, place=inside))
    if key == "flag":
        return FlagYes(_known(value, library.flags, inside), doubt_counts)
    if key == "fact":
        return FactYes(_known(value, library.background_facts, inside))
    if key == "region":
        return InRegion(library.region_set(tuple(value)))
    if key == "life_change":
        return LifeChange(_known("life_change", library.background_facts, inside))
    if key in PREDICATES:
        return OfCourse(key, value)
    return _plain(key, value, inside)


def holds(condition: Condition, case: Case) -> bool:
    """Whether `condition` holds of `case`; what is undecided does not hold."""
    return condition.truth(case) is True


def _plain(key: str, value: Any, place: str) -> Condition:
    if key == "sex" and value in ("female", "male"):
        return SexIs(value)
    numeric: Mapping[str, type[AgeMin | AgeMax | PainMin]] = {
        "age_min": AgeMin,
        "age_max": AgeMax,
        "pain_min": PainMin,
    }
    if key in numeric and isinstance(value, int | float) and not isinstance(value, bool):
        return numeric[key](value)
    raise _broken(place, f"{key}: {value!r} is no condition")


def _known(value: Any, table: Mapping[str, Any], place: str) -> str:
    if not isinstance(value, str) or value not in table:
        raise _broken(place, f"unknown id {value!r}")
    return value


def _broken(place: str, message: str) -> ContentError:
    return ContentError(Problem("content_bad_condition", place, message, "the grammar stands in screening/rules.py"))


def _latest(instants: Iterator[datetime | None]) -> datetime | None:
    return max((at for at in instants if at is not None), default=None)
