"""Every id that is mentioned exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass

from unknot.content.checks.conditions import CONDITIONS, named_in
from unknot.content.checks.subject import Check, Found, Sources, check
from unknot.content.library import TABLES

REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("areas", "neighbours", "areas"),
    ("areas", "home", "screening_regions"),
    ("areas", "regions", "screening_regions"),
    ("areas", "ask_also", "screening_regions"),
    ("areas", "zones", "zones"),
    ("areas", "press_only", "kinds"),
    ("regions", "area", "areas"),
    ("regions", "neighbours", "regions"),
    ("surface", "near", "regions"),
    ("body_maps", "sources", "sources"),
    ("muscles", "trigger_points.areas", "areas"),
    ("muscles", "trigger_points.refers_to", "areas"),
    ("muscles", "essential", "areas"),
    ("muscles", "spillover", "areas"),
    ("muscles", "other_side", "areas"),
    ("muscles", "symptoms", "symptoms"),
    ("muscles", "movements_hurt", "movements"),
    ("muscles", "movements_limited", "movements"),
    ("muscles", "causes", "causes"),
    ("muscles", "satellites", "muscles"),
    ("muscles", "synergists", "muscles"),
    ("muscles", "antagonists", "muscles"),
    ("muscles", "zones", "zones"),
    ("muscles", "press_kinds", "kinds"),
    ("muscles", "atlas_tools", "tools"),
    ("muscles", "dropped_tools", "tools"),
    ("muscles", "stretch.kind", "kinds"),
    ("muscles", "stretch.poses", "pose_tags"),
    ("muscles", "instead", "kinds"),
    ("muscles", "sources", "sources"),
    ("confusions", "muscles", "muscles"),
    ("movements", "asks", "flags"),
    ("movements", "same_as", "flags_or_facts"),
    ("movements", "facts", "background_facts"),
    ("movements", "terms", "terms"),
    ("movements", "rom", "measures"),
    ("symptoms", "asks", "flags"),
    ("symptoms", "same_as", "flags_or_facts"),
    ("symptoms", "facts", "background_facts"),
    ("symptoms", "terms", "terms"),
    ("symptoms", "rom", "measures"),
    ("causes", "asks", "flags"),
    ("causes", "same_as", "flags_or_facts"),
    ("causes", "facts", "background_facts"),
    ("causes", "terms", "terms"),
    ("postures", "holds", "causes"),
    ("postures", "sources", "grounds"),
    ("flags", "regions", "screening"),
    ("flags", "needs_facts", "background_facts"),
    ("flags", "sources", "sources"),
    ("combination_rules", "replaces", "flags"),
    ("combination_rules", "sources", "sources"),
    ("follow_up_rules", "sources", "sources"),
    ("guards", "sources", "sources"),
    ("terms", "by", "raisers"),
    ("terms", "question_list", "question_lists"),
    ("terms", "covered_by", "facts_or_terms"),
    ("term_groups", "terms", "terms"),
    ("contraindications", "techniques", "kinds"),
    ("contraindications", "terms", "terms"),
    ("contraindications", "regions", "screening"),
    ("contraindications", "areas", "areas"),
    ("contraindications", "zones", "zones"),
    ("contraindications", "poses", "pose_tags"),
    ("contraindications", "sources", "sources"),
    ("pose_tags", "adds_regions", "screening"),
    ("pose_tags", "fences", "kinds"),
    ("pose_tags", "rules", "contraindications"),
    ("pose_tags", "blocked_by", "facts_or_terms"),
    ("short_screen", "flags", "flags"),
    ("emergency_overlaps", "areas", "areas"),
    ("emergency_overlaps", "flags", "flags"),
    ("emergency_overlaps", "muscles", "muscles"),
    ("after_session", "regions", "screening"),
    ("after_session", "flags", "flags"),
    ("session_stops", "lines", "short_screen"),
    ("session_stops", "terms", "terms"),
    ("session_stops", "sources", "sources"),
    ("emergency_numbers", "sources", "sources"),
    ("kinds", "evidence_slugs", "evidence_slugs"),
    ("kinds", "tools", "tools"),
    ("kinds", "ceilings.sources", "grounds"),
    ("techniques", "kind", "kinds"),
    ("techniques", "muscles", "muscles"),
    ("techniques", "tools", "tools"),
    ("techniques", "poses", "pose_tags"),
    ("techniques", "dose.sources", "grounds"),
    ("techniques", "effect", "effects"),
    ("techniques", "evidence", "findings"),
    ("techniques", "easier", "techniques"),
    ("techniques", "harder", "techniques"),
    ("parameters", "sources", "grounds"),
    ("effects", "kinds", "kinds"),
    ("effects", "sources", "grounds"),
    ("measures", "movements", "movements"),
    ("measures", "sources", "grounds"),
    ("cues", "fact", "background_facts"),
    ("cues", "sources", "grounds"),
)
"""Table, dotted field, and the vocabulary whose ids the field holds."""

PLAIN_WORDS: frozenset[str] = frozenset(
    {
        "regions.codes",
        "body_maps.name",
        "body_maps.female_order",
        "muscles.latin",
        "muscles.group",
        "muscles.nerve",
        "muscles.trigger_points.id",
        "flags.group",
        "flags.conditions",
        "emergency_numbers.ambulance",
        "emergency_numbers.advice_line",
        "emergency_numbers.seen_on",
        "follow_up_rules.effects",
        "kinds.fenced_by",
        "kinds.ceilings.name",
        "techniques.places",
        "techniques.figure",
        "techniques.dose.bounds",
        "findings.topic",
        "findings.techniques",
        "findings.kind",
        "findings.interval_kind",
        "findings.unit",
        "findings.certainty",
        "findings.cite",
        "findings.doi",
        "findings.url",
        "parameters.unit",
        "effects.rate_acts_on",
        "measures.unit",
        "measures.loinc",
        "sources.cite",
        "sources.url",
        "sources.doi",
        "sources.seen",
        "story_signs.patterns",
        "story_signs.hints",
        "word_classes.words",
    }
)
"""Fields of text that name nothing in another table, or that a check of their own looks at."""

TOOLS = frozenset({"foam_roller", "ball", "pipe", "cane_hook", "hands"})
"""The tools a person may own; permanent."""

POLICIES = frozenset(
    {
        "ap_highest_wins",
        "ap_no_deescalation",
        "ap_unanswered_is_not_no",
        "ap_not_sure_is_resolved_first",
        "ap_not_sure_does_not_add_up",
        "ap_free_text_only_raises",
        "ap_screen_before_region",
        "ap_rescreen",
        "ap_proxy_and_comprehension",
        "ap_bystander",
    }
)
"""The rules of answering; permanent."""

JUDGEMENT = "judgement"
"""The ground of a number that no finding gives."""

DERIVED = re.compile(r"always|age(?:<|>=)\d+|disposition(?:>=|==)\w+|exposure_log|soreness")
"""What raises a term without being asked."""


@check(
    "cc_references_resolve",
    "Every area, region, muscle, kind, flag, fact, term, technique, pose, tool, zone, source or finding that is "
    "mentioned exists.",
    "correct the id, or add the row it names",
)
def references_resolve(sources: Sources) -> Iterator[Found]:
    known = vocabularies(sources)
    for table, field, vocabulary in REFERENCES:
        for id_, record in getattr(sources.library, table).items():
            for name in mentioned(record, field):
                if name not in known[vocabulary] and not (vocabulary == "raisers" and DERIVED.fullmatch(name)):
                    yield sources.place(table, id_, field), f"{name} is not one of {vocabulary.replace('_', ' ')}"
    for group, regions in sources.library.region_groups.items():
        for name in regions:
            if name not in known["screening_regions"]:
                yield f"settings:region_groups.{group}", f"{name} is not one of screening regions"
    for table, field in CONDITIONS:
        for id_, record in getattr(sources.library, table).items():
            for vocabulary, name in named_in(getattr(record, field)):
                if name not in known[vocabulary]:
                    yield sources.place(table, id_, field), f"{name} is not one of {vocabulary.replace('_', ' ')}"


@check("cc_every_table_has_rows", "Every table of the library has at least one row.", "a file with its name is missing")
def every_table_has_rows(sources: Sources) -> Iterator[Found]:
    for table in TABLES:
        if not getattr(sources.library, table):
            yield table, "is empty"


def vocabularies(sources: Sources) -> Mapping[str, frozenset[str]]:
    """The ids of every table, and of the vocabularies that are no table of their own."""
    library = sources.library
    flags, facts, terms = (frozenset(table) for table in (library.flags, library.background_facts, library.terms))
    regions = frozenset(library.screening_regions)
    symptoms = frozenset(f"symptom:{id_}" for id_ in library.symptoms)
    findings, rules = frozenset(library.findings), frozenset((*library.contraindications, *library.follow_up_rules))
    return {
        **{name: frozenset(getattr(library, name)) for name in TABLES},
        "dispositions": frozenset(library.dispositions),
        "question_lists": frozenset(library.question_lists),
        "screening_regions": regions,
        "screening": regions | library.region_groups.keys() | {"any"},
        "flags_or_facts": flags | facts,
        "facts_or_terms": facts | terms | flags,
        "raisers": flags | facts | terms | symptoms | frozenset(library.combination_rules),
        "grounds": frozenset(library.sources) | findings | rules | frozenset(library.guards) | POLICIES | {JUDGEMENT},
        "evidence_slugs": frozenset(slug for finding in library.findings.values() for slug in finding.techniques),
        "zones": frozenset(sources.settings["zones"]),
        "tools": TOOLS,
    }


def mentioned(record: object, field: str) -> Iterator[str]:
    """The ids that a dotted `field` holds, through nested records, tuples and the keys of mappings."""
    name, _, rest = field.partition(".")
    value = getattr(record, name)
    for item in value if isinstance(value, tuple) else (value,):
        if rest and is_dataclass(item):
            yield from mentioned(item, rest)
        elif isinstance(item, Mapping):
            yield from item
        elif item is not None:
            yield str(item)


CHECKS: tuple[Check[Sources], ...] = (references_resolve, every_table_has_rows)
