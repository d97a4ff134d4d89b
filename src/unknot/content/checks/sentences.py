"""Every sentence that is needed is there, every sentence that is there is needed, and each can be said."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import get_args

from unknot.content.checks.catalogue import is_work
from unknot.content.checks.references import TOOLS
from unknot.content.checks.subject import Check, Found, Sources, check
from unknot.content.library import Library
from unknot.content.records import GradeId, TechniqueKind

LONGEST = 400
ID_OF_FINDING = re.compile(r"\b[a-z]{2,3}(?:-[a-z]{2,3})?-\d{2}\b")
PROFILES = ("exercise", "mixed", "desk", "care_seeker")
SAID_OF_PROFESSIONALS = ("claimed", "measured", "worth", "ask", "prepare", "after", "warning", "log")
SAID_OF_WORK = ("make_easier", "make_harder")
SPEAKS_OF_STUDIES = ("why", "limit", "measured", "worth")
UNFINISHED = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b")
ASKS_FOR_TIME = ("short", "target", "steps", "cues")
SECONDS = re.compile(r"\b(\d+(?:\.\d+)?) ?(?:s|seconds)\b")
BREAK = re.compile(r"[^\S ]")
DIGIT = re.compile(r"\d")
PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")


NEEDED: Mapping[str, frozenset[str]] = {
    prefix: frozenset(names.split())
    for prefix, names in {
        "after_session": "signs",
        "area": "label",
        "cause": "label",
        "confusion": "tell_apart",
        "contraindication": "condition message",
        "cue": "question",
        "disposition": "title line behaviour",
        "emergency_number": "",
        "fact": "question short",
        "finding": "",
        "flag": "question reason short",
        "follow_up": "trigger action",
        "grade": "title line",
        "guard": "text",
        "kind": "label",
        "measure": "ask",
        "movement": "label",
        "muscle": "name lay actions attachments release_caution",
        "profile": "label",
        "region": "label",
        "rule": "reason",
        "screening_region": "label",
        "session_stop": "label",
        "short_screen": "question",
        "symptom": "label",
        "technique": "name short why limit target breathing steps cues mistakes stop_if",
        "term": "",
        "term_group": "label",
        "tool": "label",
        "zone": "label",
    }.items()
}
"""What every row under a prefix is said with."""

ALLOWED: Mapping[str, frozenset[str]] = {"finding": frozenset({"statement"}), "kind": frozenset({"note"})}
"""What a row may be said with besides."""


@check(
    "cc_sentences_are_there",
    "Every row has the sentences a person needs to read about it.",
    "write it in data/text",
)
def sentences_are_there(sources: Sources) -> Iterator[Found]:
    for prefix, ids in _subjects(sources).items():
        for id_ in ids:
            for name in sorted(_needed(sources.library, prefix, id_)):
                key = f"{prefix}.{id_}.{name}"
                if key not in sources.library.text:
                    yield f"text:{key}", "is missing"


@check(
    "cc_sentences_belong_to_a_row",
    "No sentence speaks of a row that is not there, and none is kept under a name nobody reads.",
    "remove it, or correct its key",
)
def sentences_belong_to_a_row(sources: Sources) -> Iterator[Found]:
    subjects = _subjects(sources)
    for key in sources.library.text:
        prefix, id_, name = _parts(key)
        if prefix in subjects:
            if id_ not in subjects[prefix]:
                yield sources.text_place(key), f"there is no such {prefix}"
            elif name not in _needed(sources.library, prefix, id_) | ALLOWED.get(prefix, frozenset()):
                yield sources.text_place(key), f"nobody reads the {name} of a {prefix}"


@check(
    "cc_sentences_can_be_said",
    f"Every line is finished, unbroken, at most {LONGEST} characters long, with {{placeholders}} of small letters.",
)
def sentences_can_be_said(sources: Sources) -> Iterator[Found]:
    for key, line in _lines(sources.library):
        if len(line) > LONGEST:
            yield sources.text_place(key), f"is {len(line)} characters long"
        if BREAK.search(line):
            yield sources.text_place(key), "has a line break or a tab"
        if UNFINISHED.search(line):
            yield sources.text_place(key), "is not written yet"
        try:
            names = [name for _, name, _, _ in Formatter().parse(line) if name is not None]
        except ValueError as error:
            yield sources.text_place(key), f"has a broken placeholder: {error}"
        else:
            for name in names:
                if not PLACEHOLDER.fullmatch(name):
                    yield sources.text_place(key), f"{{{name}}} is no placeholder"


@check(
    "cc_sentences_show_no_unverified_figure",
    "No finding that is not verified has a sentence of its own or stands among the sources of a page, a technique that "
    "speaks in figures names the evidence they come from, and no other sentence shows the key of a finding.",
)
def sentences_show_no_unverified_figure(sources: Sources) -> Iterator[Found]:
    library = sources.library
    pages = {key for key, lines in library.text.items() if key.endswith(".sources") and not isinstance(lines, str)}
    for key, line in _lines(library):
        prefix, id_, name = _parts(key)
        if prefix == "finding" and id_ in library.findings and not library.findings[id_].verified:
            yield sources.text_place(key), f"{id_} is not verified"
        elif prefix == "technique" and name in SPEAKS_OF_STUDIES and DIGIT.search(line):
            technique = library.techniques.get(id_)
            if technique is not None and not technique.evidence:
                yield sources.text_place(key), f"{id_} names no evidence for its figures"
        if key in pages:
            if line not in library.sources and (line not in library.findings or not library.findings[line].verified):
                yield sources.text_place(key), f"{line} is no source and no verified finding"
        else:
            for finding in ID_OF_FINDING.findall(line):
                yield sources.text_place(key), f"shows the key {finding}"


@check(
    "cc_sentences_ask_no_more_than_ceilings",
    "No sentence of a technique or a stretch asks for a longer hold than the ceiling of its kind.",
    "the ceiling of the kind is the time; a sentence never sets a longer one",
)
def sentences_ask_no_more_than_ceilings(sources: Sources) -> Iterator[Found]:
    library = sources.library
    for key, line in _lines(library):
        for seconds in (float(found) for found in SECONDS.findall(line)):
            kind = _kind_spoken_of(library, key)
            if kind is not None and seconds > _longest_hold_s(kind):
                yield (
                    sources.text_place(key),
                    f"asks for {seconds:g} s where {kind.id} allows {_longest_hold_s(kind):g}",
                )


def _kind_spoken_of(library: Library, key: str) -> TechniqueKind | None:
    """The kind of technique that a sentence tells a person to do; None where it tells nobody to do anything."""
    prefix, id_, name = _parts(key)
    if prefix == "technique" and name in ASKS_FOR_TIME and id_ in library.techniques:
        return library.kinds.get(library.techniques[id_].kind)
    if prefix == "muscle" and name == "stretch_how" and id_ in library.muscles:
        return library.kinds.get(library.muscles[id_].stretch.kind)
    return None


def _longest_hold_s(kind: TechniqueKind) -> float:
    return min((limit.value for limit in kind.ceilings if limit.name in ("hold_s_max", "spot_s_max")), default=math.inf)


def _lines(library: Library) -> Iterator[tuple[str, str]]:
    for key, value in library.text.items():
        for line in (value,) if isinstance(value, str) else value:
            yield key, line


def _parts(key: str) -> tuple[str, str, str]:
    """Prefix, id and name of a key; a dot inside belongs to the name (`muscle.soleus.tp1.where`)."""
    prefix, _, rest = key.partition(".")
    id_, _, name = rest.partition(".")
    return prefix, id_, name


def _subjects(sources: Sources) -> Mapping[str, tuple[str, ...]]:
    """The ids that stand behind each prefix of a text key."""
    library = sources.library
    return {
        "after_session": tuple(library.after_session),
        "area": tuple(library.areas),
        "cause": tuple(library.causes),
        "confusion": tuple(library.confusions),
        "contraindication": tuple(library.contraindications),
        "cue": tuple(library.cues),
        "disposition": tuple(library.dispositions),
        "emergency_number": tuple(library.emergency_numbers),
        "fact": tuple(library.background_facts),
        "finding": tuple(library.findings),
        "flag": tuple(library.flags),
        "follow_up": tuple(library.follow_up_rules),
        "grade": get_args(GradeId),
        "guard": tuple(library.guards),
        "kind": tuple(library.kinds),
        "measure": tuple(library.measures),
        "movement": tuple(library.movements),
        "muscle": tuple(library.muscles),
        "profile": PROFILES,
        "region": tuple(library.regions),
        "rule": tuple(library.combination_rules),
        "screening_region": library.screening_regions,
        "session_stop": tuple(library.session_stops),
        "short_screen": tuple(library.short_screen),
        "symptom": tuple(library.symptoms),
        "technique": tuple(library.techniques),
        "term": tuple(library.terms),
        "term_group": tuple(library.term_groups),
        "tool": tuple(sorted(TOOLS)),
        "zone": tuple(sources.settings["zones"]),
    }


def _needed(library: Library, prefix: str, id_: str) -> frozenset[str]:
    """What this row is said with: what its prefix needs, and what its own fields call for."""
    extra: set[str] = set()
    if prefix == "flag" and library.flags[id_].has_clarify:
        extra.add("clarify")
    elif prefix == "term" and library.terms[id_].question_list is not None:
        extra.update(("question", "short"))
    elif prefix == "muscle":
        muscle = library.muscles[id_]
        extra.update(f"{point.id}.where" for point in muscle.trigger_points)
        extra.update(("release_position",) if muscle.press_kinds else ())
        extra.update(() if muscle.self_test == "drop" else ("self_test",))
        extra.update(() if muscle.stretch.use == "drop" else ("stretch_name", "stretch_how"))
    elif prefix == "emergency_number":
        extra.update(() if library.emergency_numbers[id_].advice_line is None else ("advice_line",))
    elif prefix == "session_stop":
        extra.update(("title", "now", "call") if library.session_stops[id_].lines else ())
    elif prefix == "technique":
        extra.update(SAID_OF_PROFESSIONALS if library.techniques[id_].role == "professional" else ())
        extra.update(SAID_OF_WORK if is_work(library.techniques[id_]) else ())
    return NEEDED[prefix] | extra


CHECKS: tuple[Check[Sources], ...] = (
    sentences_are_there,
    sentences_belong_to_a_row,
    sentences_can_be_said,
    sentences_show_no_unverified_figure,
    sentences_ask_no_more_than_ceilings,
)
