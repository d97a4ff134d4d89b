"""Every number has a unit, a source and bounds that hold it."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.checks.subject import Check, Found, Sources, check

CEILING_UNITS = (
    "_s_",
    "minutes",
    "days",
    "weeks",
    "pct",
    "repetitions",
    "discomfort",
    "pain",
    "sessions",
    "visits",
    "day",
)
"""What the name of a ceiling must contain so that it says its unit."""
NOT_READ = frozenset({"none", "general knowledge", "not retrieved", "not applicable", "title only", "mention only"})
"""How a source says that nobody has read it."""


@check(
    "cc_numbers_have_unit_and_source",
    "Every parameter, effect, posture, dose, ceiling and measure says its unit and its source; only a convention may "
    "have no source.",
    "name the finding or source, or say source_class: convention",
)
def numbers_have_unit_and_source(sources: Sources) -> Iterator[Found]:
    library = sources.library
    for parameter in library.parameters.values():
        if not parameter.unit.strip():
            yield sources.place("parameters", parameter.id, "unit"), "is empty"
        if not parameter.sources and parameter.source_class != "convention":
            yield sources.place("parameters", parameter.id, "sources"), "are empty"
    for effect in library.effects.values():
        if not effect.sources and effect.source_class != "convention":
            yield sources.place("effects", effect.id, "sources"), "are empty"
    for posture in library.postures.values():
        if not posture.sources and posture.source_class != "convention":
            yield sources.place("postures", posture.id, "sources"), "are empty"
    for technique in library.techniques.values():
        if not technique.dose.sources and technique.dose.source_class != "convention":
            yield sources.place("techniques", technique.id, "dose.sources"), "are empty"
    for kind in library.kinds.values():
        for ceiling in kind.ceilings:
            if not ceiling.sources:
                yield sources.place("kinds", kind.id, f"ceilings.{ceiling.name}.sources"), "are empty"
            if not any(unit in ceiling.name for unit in CEILING_UNITS):
                yield sources.place("kinds", kind.id, f"ceilings.{ceiling.name}"), "does not say its unit"
    for measure in library.measures.values():
        if not measure.unit.strip():
            yield sources.place("measures", measure.id, "unit"), "is empty"
        if not measure.sources and not measure.id.startswith("rom_"):
            yield sources.place("measures", measure.id, "sources"), "are empty"


@check(
    "cc_bounds_hold_their_value",
    "Low is not above the value and the value not above high, wherever a number has bounds.",
)
def bounds_hold_their_value(sources: Sources) -> Iterator[Found]:
    library = sources.library
    bounded = [
        *(("parameters", p.id, "value", p.low, p.value, p.high) for p in library.parameters.values()),
        *(
            ("effects", e.id, "relief_points", e.relief_low, e.relief_points, e.relief_high)
            for e in library.effects.values()
        ),
        *(("effects", e.id, "rate", e.rate_low, e.rate, e.rate_high) for e in library.effects.values()),
        *(("findings", f.id, "estimate", f.ci_low, f.estimate, f.ci_high) for f in library.findings.values()),
        *(("measures", m.id, "low", m.low, None, m.high) for m in library.measures.values()),
        *(
            ("techniques", t.id, "dose.discomfort_min", t.dose.discomfort_min, None, t.dose.discomfort_max)
            for t in library.techniques.values()
        ),
    ]
    for table, id_, field, *numbers in bounded:
        given = [number for number in numbers if number is not None]
        if given != sorted(given):
            yield sources.place(table, id_, field), f"{' .. '.join(str(number) for number in given)} is out of order"


@check(
    "cc_data_rest_on_something_verified",
    "A number that is called data or derived rests on at least one verified finding or rule, or on a source that was "
    "read; what is only recalled is a judgement. Every estimate of a finding has a unit and a citation.",
    "call it a judgement, or name what was read",
)
def data_rest_on_something_verified(sources: Sources) -> Iterator[Found]:
    library = sources.library
    firm = {finding.id for finding in library.findings.values() if finding.verified}
    firm.update(rule.id for rule in library.contraindications.values() if rule.verified)
    firm.update(rule.id for rule in library.follow_up_rules.values() if rule.verified)
    firm.update(source.id for source in library.sources.values() if source.seen not in NOT_READ)
    classed = [
        *(("parameters", each.id, "sources", each.source_class, each.sources) for each in library.parameters.values()),
        *(("effects", each.id, "sources", each.source_class, each.sources) for each in library.effects.values()),
        *(("postures", each.id, "sources", each.source_class, each.sources) for each in library.postures.values()),
        *(
            ("techniques", each.id, "dose.sources", each.dose.source_class, each.dose.sources)
            for each in library.techniques.values()
        ),
    ]
    for table, id_, field, source_class, named in classed:
        if source_class in ("data", "derived") and not firm & set(named):
            yield sources.place(table, id_, field), f"name nothing verified, yet it is called {source_class}"
    for finding in library.findings.values():
        if finding.estimate is not None and not finding.unit:
            yield sources.place("findings", finding.id, "unit"), "is missing beside an estimate"
        if not finding.cite.strip():
            yield sources.place("findings", finding.id, "cite"), "is empty"


CHECKS: tuple[Check[Sources], ...] = (
    numbers_have_unit_and_source,
    bounds_hold_their_value,
    data_rest_on_something_verified,
)
