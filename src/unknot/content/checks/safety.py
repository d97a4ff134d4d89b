"""What keeps a person safe: levels, flags that are reached, rules that only raise, terms that are asked."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.checks.references import DERIVED
from unknot.content.checks.subject import Check, Found, Sources, check

RANKS = {"emergency_now": 4, "urgent_same_day": 3, "see_clinician_soon": 2, "self_care_ok_with_caution": 1}
REPLACING_RULE = "cr_pleuritic_strain"
NOTICED_DURING = "during"


@check(
    "cc_dispositions_are_known",
    "There are exactly the four dispositions, ranked 4 (most urgent) to 1, and an answer of not sure never weighs "
    "more than a yes.",
)
def dispositions_are_known(sources: Sources) -> Iterator[Found]:
    library = sources.library
    if dict(library.dispositions) != RANKS:
        yield "settings:dispositions", f"{dict(library.dispositions)} instead of {RANKS}"
    for flag in library.flags.values():
        if RANKS[flag.if_not_sure] > RANKS[flag.disposition]:
            message = f"{flag.if_not_sure} is above the disposition {flag.disposition}"
            yield sources.place("flags", flag.id, "if_not_sure"), message


@check(
    "cc_only_one_rule_replaces",
    f"Only {REPLACING_RULE} replaces a flag, and it is off until a clinician has reviewed the content.",
    "rules only raise",
)
def only_one_rule_replaces(sources: Sources) -> Iterator[Found]:
    for rule in sources.library.combination_rules.values():
        if rule.replaces is not None and rule.id != REPLACING_RULE:
            yield sources.place("combination_rules", rule.id, "replaces"), "no other rule may lower a result"
        if rule.replaces is not None and rule.enabled and not sources.library.reviewed:
            yield sources.place("combination_rules", rule.id, "enabled"), "is on although the review is pending"


@check(
    "cc_flags_are_reached",
    "Every flag can be asked, of everyone or in a region that a place on the map leads to; a place leads to every "
    "screening region, and the home of an area is one of its regions.",
    "give it a region that an area has, or ask it of everyone",
)
def flags_are_reached(sources: Sources) -> Iterator[Found]:
    library = sources.library
    reached = {region for area in library.areas.values() for region in (*area.regions, *area.ask_also)}
    for flag in library.flags.values():
        if flag.ask != "everyone" and not library.region_set(flag.regions) & reached:
            yield sources.place("flags", flag.id, "regions"), "no place on the map leads to it"
    for region in library.screening_regions:
        if region not in reached:
            yield "settings:screening_regions", f"no place on the map leads to {region}"
    for area in library.areas.values():
        if area.home not in area.regions:
            yield sources.place("areas", area.id, "home"), "is not one of its regions"


@check(
    "cc_terms_are_asked",
    "Every term that fences a technique has a question of its own or is raised by something that is asked or known.",
    "give it a question_list with term.<id>.question, or name in `by` what raises it",
)
def terms_are_asked(sources: Sources) -> Iterator[Found]:
    library = sources.library
    for term in library.terms.values():
        question = f"term.{term.id}.question" in library.text
        if term.question_list is not None and not question:
            yield sources.place("terms", term.id, "question_list"), f"there is no sentence term.{term.id}.question"
        elif term.question_list is None and not any(_is_known(sources, raiser) for raiser in term.by):
            yield sources.place("terms", term.id, "by"), "nothing asks for it"


def _is_known(sources: Sources, raiser: str) -> bool:
    library = sources.library
    asked = (f"flag.{raiser}.question", f"fact.{raiser}.question", f"term.{raiser}.question")
    return (
        DERIVED.fullmatch(raiser) is not None
        or raiser in library.combination_rules
        or raiser.removeprefix("symptom:") in library.symptoms
        or any(key in library.text for key in asked)
    )


@check(
    "cc_questions_have_their_place",
    "Every term of a list but those noticed during a session stands in exactly one group of terms, and every group of "
    "flags in exactly one section, so that nothing that is to be asked is left out of a screen.",
    "name it in term_groups, or in question_sections of the scales",
)
def questions_have_their_place(sources: Sources) -> Iterator[Found]:
    library = sources.library
    grouped = [term for group in library.term_groups.values() for term in group.terms]
    for term in library.terms.values():
        wanted = int(term.question_list not in (None, NOTICED_DURING))
        if grouped.count(term.id) != wanted:
            message = f"stands in {grouped.count(term.id)} groups of terms instead of {wanted}"
            yield sources.place("terms", term.id, "question_list"), message
    sections = [group for groups in library.question_sections.values() for group in groups]
    for flag in library.flags.values():
        if sections.count(flag.group) != 1:
            message = f"{flag.group} stands in {sections.count(flag.group)} sections instead of 1"
            yield sources.place("flags", flag.id, "group"), message


CHECKS: tuple[Check[Sources], ...] = (
    dispositions_are_known,
    only_one_rule_replaces,
    flags_are_reached,
    terms_are_asked,
    questions_have_their_place,
)
