"""The rules of the screening in words: conditions as a list in a list, places, terms and sources by their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unknot.content.library import Library
from unknot.content.records import Flag

_PARTS = {"all": "review.when.all", "any": "review.when.any", "not": "review.when.not"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: a `label` before it, a `note` after it, the rule it leads to, an address, lines inside it."""

    text: str
    label: str = ""
    note: str = ""
    rule: str = ""
    url: str = ""
    parts: tuple[Line, ...] = ()


def condition(library: Library, when: Mapping[str, Any], *, doubt_counts: bool = False) -> Line:
    """What `when` says, in the grammar of the content; with `doubt_counts` a not sure counts as a yes to a flag."""
    ((key, value),) = when.items()
    if key in _PARTS:
        inside = value.get("any", (value,)) if key == "not" else value
        parts = tuple(condition(library, each, doubt_counts=doubt_counts) for each in inside)
        return Line(library.say(_PARTS[key]), parts=parts)
    if key == "flag":
        asked = "review.when.flag_or_doubt" if doubt_counts else "review.when.flag"
        return Line(library.say(asked, text=flag_name(library, value)), rule=value)
    if key == "fact":
        return Line(library.say("review.when.fact", text=library.say(f"fact.{value}.question")), note=value)
    if key == "region":
        return Line(library.say("review.when.region", text=places(library, value)))
    if key == "flag_within":
        text = library.say("review.when.flag_within", days=value["days"], text=flag_name(library, value["flag"]))
        return Line(text, rule=value["flag"])
    if key == "unresolved_at_least":
        return Line(library.say(f"review.when.{key}", text=library.say(f"disposition.{value}.title")))
    values = value if isinstance(value, Mapping) else {"value": value}
    return Line(library.say(f"review.when.{key}", **values))


def named_in(when: Any) -> Iterator[str]:
    """Every flag that a condition names, at any depth."""
    if isinstance(when, Mapping):
        for key, value in when.items():
            if key == "flag":
                yield value
            else:
                yield from named_in(value)
    elif isinstance(when, list | tuple):
        for each in when:
            yield from named_in(each)


def flag_name(library: Library, id_: str) -> str:
    """The one line of a warning sign."""
    return library.say(f"flag.{id_}.short")


def when_asked(library: Library, flag: Flag) -> Iterator[Line]:
    """Of whom a warning sign is asked: place, age, facts, and what else opens its question."""
    say, facts = library.say, library.background_facts
    anywhere = places(library, flag.regions)
    if flag.ask == "everyone":
        yield Line(say("review.asked.everyone"))
        if "any" not in flag.regions:
            yield Line(anywhere, label=say("review.asked.order"))
    else:
        yield Line(anywhere, label=say(f"review.asked.{flag.ask}"))
    for age, key in ((flag.age_min, "age_min"), (flag.age_max, "age_max")):
        if age is not None:
            yield Line(say(f"review.asked.{key}", years=age))
    if flag.needs_facts:
        needed = tuple(raiser(library, each)[0] for each in flag.needs_facts if each in facts)
        yield Line(say("review.asked.facts"), parts=needed)
    for name, key, unit in (("age_to", "own_age", "years"), ("not_before_days", "not_before", "days")):
        limit = library.parameters.get(f"screening.{name}.{flag.id}")
        if limit is not None:
            yield Line(say(f"review.asked.{key}", **{unit: f"{limit.value:g}"}))
    overlaps = [each for each in library.emergency_overlaps.values() if flag.id in each.flags]
    if overlaps and flag.ask != "everyone":
        areas = dict.fromkeys(area for each in overlaps for area in each.areas)
        yield Line(joined(say(f"area.{area}.label") for area in areas), label=say("review.asked.overlap"))
    for line in library.short_screen.values():
        if flag.id in line.flags:
            yield Line(say(f"short_screen.{line.id}.question"), label=say("review.asked.short_screen"), rule=line.id)
    ticks = [*_ticks(library, flag.id)]
    if ticks and flag.ask != "everyone":
        yield Line(joined(ticks), label=say("review.asked.ticks"))


def _ticks(library: Library, flag: str) -> Iterator[str]:
    for prefix, table in (
        ("symptom", library.symptoms),
        ("movement", library.movements),
        ("cause", library.causes),
    ):
        for sign in table.values():
            if flag in sign.asks:
                yield library.say(f"{prefix}.{sign.id}.label")


def used_in(library: Library, flag: str) -> Iterator[Line]:
    """The other rules that a warning sign counts in."""
    for rule in library.combination_rules.values():
        if flag in named_in(rule.when):
            yield Line(library.say(f"rule.{rule.id}.reason"), rule=rule.id)
    for course in library.follow_up_rules.values():
        if flag in named_in(course.when):
            yield Line(library.say(f"follow_up.{course.id}.trigger"), rule=course.id)


def places(library: Library, names: Sequence[str]) -> str:
    """The screening regions meant by `names`, by their names in the order of the content."""
    meant = library.region_set(tuple(names))
    if meant == frozenset(library.screening_regions):
        return library.say("review.asked.anywhere")
    return joined(library.say(f"screening_region.{each}.label") for each in library.screening_regions if each in meant)


def joined(names: Iterable[str]) -> str:
    """The names one after the other; apart by semicolons, since a name may hold a comma."""
    return "; ".join(names)


def plain(id_: str) -> str:
    """An id as words."""
    return id_.replace("_", " ")


def term(library: Library, id_: str) -> Line:
    """What makes a technique rule apply: the question that is asked for it, or what stands in its place."""
    if id_ == "anyone":
        return Line(library.say("review.term.always"))
    entry = library.terms[id_]
    raised_by = tuple(raiser(library, each) for each in entry.by)
    if entry.question_list is not None:
        names = ", ".join(_short(line, by) for line, by in raised_by)
        return Line(
            library.say(f"term.{id_}.question"), note=library.say("review.term.raised", names=names) if names else ""
        )
    if len(raised_by) == 1:
        return raised_by[0][0]
    return Line(plain(id_), parts=tuple(line for line, _ in raised_by))


def raiser(library: Library, by: str) -> tuple[Line, str]:
    """What opens a term, and its id: a flag, a rule, a fact, a tick, an age, a result or another term."""
    for sign, key in (
        (">=", "review.term.age"),
        ("<", "review.term.under"),
    ):
        if by.startswith(f"age{sign}"):
            return Line(library.say(key, years=by.removeprefix(f"age{sign}"))), by
    for sign, key in ((">=", "review.term.result_or_higher"), ("==", "review.term.result")):
        if by.startswith(f"disposition{sign}"):
            title = library.say(f"disposition.{by.removeprefix(f'disposition{sign}')}.title")
            return Line(library.say(key, result=title)), by
    if by in library.flags:
        return Line(flag_name(library, by), rule=by), by
    if by in library.combination_rules:
        return Line(library.say(f"rule.{by}.reason"), rule=by), by
    if by in library.background_facts:
        return Line(library.say(f"fact.{by}.question"), note=by), by
    if by.startswith("symptom:"):
        return Line(library.say(f"symptom.{by.removeprefix('symptom:')}.label")), by
    if by in library.terms and library.terms[by].question_list is not None:
        return Line(library.say(f"term.{by}.question")), by
    return Line(plain(by)), by


def cited(library: Library, ids: Sequence[str]) -> tuple[Line, ...]:
    """Each source with its address and how it was read."""
    return tuple(
        Line(source.cite, note=library.say("review.seen", seen=source.seen), url=_address(source.url, source.doi))
        for source in (library.sources[each] for each in ids)
    )


def _short(line: Line, by: str) -> str:
    return line.text if by.startswith("symptom:") else by


def _address(url: str | None, doi: str | None) -> str:
    if doi:
        return f"https://doi.org/{doi}"
    return url or ""
