"""Ways to spoil a copy of the content, and for every check the copies that it must find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from unknot.content.checks import Files, Sources
from unknot.content.checks.documents import document

Spoil = Callable[[Any], Any]
NOBODY = "nobody_knows_this"
GUARDS = "screening/guards.yaml"
SCALES = "screening/scales.yaml"
FEW = (GUARDS, SCALES, "version.yaml", "text/en/words.yaml")
DISPOSITIONS = ("emergency_now", "urgent_same_day", "see_clinician_soon", "self_care_ok_with_caution")


def edited(path: str, edit: Callable[[str], str]) -> Spoil:
    """Edits the raw text of one file."""
    return lambda files: replace(
        files,
        documents=tuple(document(path, edit(file.text)) if file.path == path else file for file in files.documents),
    )


def appended(path: str, text: str) -> Spoil:
    return edited(path, lambda before: before + text)


def added(path: str, text: str) -> Spoil:
    """Adds a file."""
    return lambda files: replace(files, documents=(*files.documents, document(path, text)))


def tampered(files: Files) -> Files:
    return replace(files, compiled={**files.compiled, "content.json": files.compiled["content.json"] + b" "})


def rows(sources: Sources, table: str, changed: Mapping[str, Any]) -> Sources:
    """A copy in which some rows of a table are other ones."""
    return replace(sources, library=replace(sources.library, **{table: {**getattr(sources.library, table), **changed}}))


def row(table: str, id_: str, **fields: Any) -> Spoil:
    """Changes some fields of one row."""
    return lambda sources: rows(sources, table, {id_: replace(getattr(sources.library, table)[id_], **fields)})


def dose(technique: str, **fields: Any) -> Spoil:
    """Changes some numbers of the dose of one technique."""

    def spoil(sources: Sources) -> Sources:
        changed = replace(sources.library.techniques[technique].dose, **fields)
        return row("techniques", technique, dose=changed)(sources)

    return spoil


def ceiling(kind: str, name: str, value: float) -> Spoil:
    """Sets one limit of a kind."""

    def spoil(sources: Sources) -> Sources:
        limits = sources.library.kinds[kind].ceilings
        others = tuple(limit for limit in limits if limit.name != name)
        return row("kinds", kind, ceilings=(*others, replace(limits[0], name=name, value=value)))(sources)

    return spoil


def says(**changed: str | tuple[str, ...] | None) -> Spoil:
    """Says something else under some keys (`__` stands for a dot); None says nothing there."""
    spoken = {key.replace("__", "."): value for key, value in changed.items()}

    def spoil(sources: Sources) -> Sources:
        text = {key: value for key, value in {**sources.library.text, **spoken}.items() if value is not None}
        return replace(sources, library=replace(sources.library, text=text))

    return spoil


def without(table: str, prefix: str, id_: str | None = None) -> Spoil:
    """Drops one row (or all rows) of a table and everything that is said about it."""

    def spoil(sources: Sources) -> Sources:
        about = f"{prefix}." if id_ is None else f"{prefix}.{id_}."
        kept = {key: each for key, each in getattr(sources.library, table).items() if id_ not in (None, key)}
        text = {key: value for key, value in sources.library.text.items() if not key.startswith(about)}
        return replace(sources, library=replace(sources.library, **{table: kept}, text=text))

    return spoil


def of_library(**fields: Any) -> Spoil:
    return lambda sources: replace(sources, library=replace(sources.library, **fields))


def no_rule_speaks_of(kind: str) -> Spoil:
    def spoil(sources: Sources) -> Sources:
        rules = {
            id_: replace(rule, techniques=tuple(each for each in rule.techniques if each != kind))
            for id_, rule in sources.library.contraindications.items()
        }
        return rows(sources, "contraindications", rules)

    return spoil


def every_point_closed(muscle: str) -> Spoil:
    def spoil(sources: Sources) -> Sources:
        points = sources.library.muscles[muscle].trigger_points
        return row("muscles", muscle, trigger_points=tuple(replace(each, press="never") for each in points))(sources)

    return spoil


def shows_an_unverified_finding(sources: Sources) -> Sources:
    return row("techniques", "warm_pack", evidence=(an_unverified_finding(sources),))(sources)


def says_something_of_an_unverified_finding(sources: Sources) -> Sources:
    return says(**{f"finding.{an_unverified_finding(sources)}.statement": "It helps by 2 points."})(sources)


def rests_on_an_unverified_finding(sources: Sources) -> Sources:
    return says(learn__heat__sources=(an_unverified_finding(sources),))(sources)


def an_unverified_finding(sources: Sources) -> str:
    return next(id_ for id_, each in sources.library.findings.items() if not each.verified)


def listens_for(pattern: str) -> Spoil:
    """Adds a pattern to those of one flag."""

    def spoil(sources: Sources) -> Sources:
        patterns = sources.library.story_signs["rf_breathless"].patterns
        return row("story_signs", "rf_breathless", patterns=(*patterns, pattern))(sources)

    return spoil


def rule(when: Mapping[str, Any]) -> Spoil:
    """Gives a combination rule another condition."""
    return row("combination_rules", "cr_aaa_silent", when=when)


SPOILT_FILES: Mapping[str, Mapping[str, Spoil]] = {
    "cc_files_can_be_read": {
        "not YAML": added("screening/odd.yaml", "table: ["),
        "unknown table": added("screening/odd.yaml", "table: guardians\nrows: {}\n"),
        "no rows": added("screening/odd.yaml", "table: guards\nrows: []\n"),
        "something besides the rows": appended(GUARDS, "more: {}\n"),
        "a number for a sentence": added("text/en/odd.yaml", "area.moon.label: 3\n"),
        "sentences as a list": added("text/en/odd.yaml", "- Moon\n"),
    },
    "cc_settings_are_complete": {
        "a setting gone": edited("version.yaml", lambda text: text.replace("clinical_review", "reviewed")),
        "a number for a version": edited("version.yaml", lambda text: text.replace("  version: ", "  version: 1 #")),
        "a rank in words": edited(SCALES, lambda text: text.replace("emergency_now: 4", "emergency_now: four")),
        "a region twice": edited(SCALES, lambda text: text.replace("[head_face,", "[head_face, head_face,")),
        "a group without regions": edited(
            SCALES, lambda text: text.replace("neck: [neck_front, ", "nape: []\n    neck: [")
        ),
    },
    "cc_keys_are_given_once": {
        "row twice": appended(GUARDS, "  nr_worry: {sources: [general], verified: false}\n"),
        "field twice": appended(GUARDS, "  nr_new: {sources: [], sources: [], verified: false}\n"),
        "row in two files": added("odd.yaml", "table: guards\nrows:\n  nr_worry: {sources: [], verified: true}\n"),
        "sentence in two files": added("text/en/odd.yaml", "zone.armpit.label: Armpit\n"),
    },
    "cc_words_stay_words": {
        "unquoted no": edited(GUARDS, lambda text: text.replace("verified: false", "verified: no", 1)),
        "unquoted y": appended(GUARDS, "  nr_new: {sources: [y], verified: false}\n"),
        "unquoted n among lines": added("text/en/odd.yaml", 'odd.lines: ["On", "Yes", n]\n'),
        "a time of day": appended("version.yaml", "  noon: 12:30\n"),
        "an octal number": appended("version.yaml", "  code: 012\n"),
        "a key that is a number": appended("version.yaml", "  names: {3: three}\n"),
    },
    "cc_rows_have_the_shape_of_their_records": {
        "number for a truth": edited(GUARDS, lambda text: text.replace("verified: false", "verified: 0", 1)),
        "missing field": appended(GUARDS, "  nr_new: {verified: false}\n"),
        "field too many": appended(GUARDS, "  nr_new: {sources: [], verified: false, note: x}\n"),
    },
    "cc_no_licensed_codes": {
        "in a comment": appended(GUARDS, "# sctid 123\n"),
        "in a compiled file": lambda files: replace(files, compiled={"content.json": b'{"snomed": 1}'}),
    },
}
"""Check of the files -> what is spoilt -> how."""

SPOILT_CONTENT: Mapping[str, Mapping[str, Spoil]] = {
    "cc_compiled_equals_sources": {
        "compiled file changed by hand": lambda sources: replace(sources, files=tampered(sources.files)),
        "compiled files missing": lambda sources: replace(sources, files=replace(sources.files, compiled={})),
        "compiled file of no language": lambda sources: replace(
            sources, files=replace(sources.files, compiled={**sources.files.compiled, "text.xx.json": b"{}"})
        ),
    },
    "cc_references_resolve": {
        "unknown symptom": row("muscles", "soleus", symptoms=(NOBODY,)),
        "unknown fact deep in a condition": rule({"all": [{"not": {"fact": NOBODY}}]}),
        "unknown region in a condition": rule({"region": [NOBODY]}),
        "unknown flag over time": row(
            "follow_up_rules", "fu_skin_watch", when={"flag_within": {"flag": NOBODY, "days": 1}}
        ),
        "unknown disposition over time": row(
            "follow_up_rules", "fu_urgent_not_acted_on", when={"unresolved_at_least": NOBODY}
        ),
        "unknown region in a group": lambda sources: of_library(
            region_groups={**sources.library.region_groups, "trunk": ("chest", NOBODY)}
        )(sources),
        "term raised by nothing known": row("terms", "fever", by=("age<x",)),
    },
    "cc_every_table_has_rows": {"no confusion groups": without("confusions", "confusion")},
    "cc_conditions_follow_the_grammar": {
        "unknown word": rule({"some": []}),
        "empty all": rule({"all": []}),
        "text for a number": rule({"age_min": "60"}),
        "truth for a number": rule({"age_min": True}),
        "two keys in one step": rule({"age_min": 7, "age_max": 9}),
        "not over a list": rule({"not": [{"age_min": 7}]}),
        "course of an episode in a combination rule": rule({"days_min": 7}),
        "number missing": row("follow_up_rules", "fu_worsening", when={"rise": {"points": 2}}),
        "unknown sex": row("background_facts", "pregnant", asked_when={"sex": "f"}),
    },
    "cc_counts_are_pinned": {
        "a guard fewer": without("guards", "guard", "nr_worry"),
    },
    "cc_sides_mirror": {
        "seen from the wrong side": row("regions", "calf_l", view="front"),
        "codes on one side": row("regions", "calf_l", codes={}),
    },
    "cc_neighbours_are_mutual": {
        "an area that forgets its neighbours": row("areas", "sacrum", neighbours=()),
    },
    "cc_distances_are_mutual": {
        "nearer from one end": row("surface", "sacrum", near={"buttock_upper_l": 0.1}),
    },
    "cc_every_muscle_can_be_helped": {
        "nothing instead": row("muscles", "scalenes", instead=()),
        "pressed although every point is closed": every_point_closed("occipitofrontalis"),
    },
    "cc_weights_are_shares": {
        "weight above 1": row("muscles", "soleus", essential={"calf": 1.2}),
        "prior of 0": row("muscles", "soleus", prior=0.0),
        "essential and spill-over": row("muscles", "soleus", essential={"calf": 0.5}, spillover={"calf": 0.5}),
    },
    "cc_postures_hold_by_shares": {
        "share above 1": row("postures", "driving", holds={"driving": 1.2}),
        "more than its own": row("postures", "sleeping_position", holds={"sleeping_position": 0.3, "driving": 0.5}),
        "its own left out": row("postures", "driving", holds={"prolonged_sitting": 0.8}),
        "muscles of no posture": row("postures", "driving", holds={"driving": 1.0, "running": 0.5}),
        "no cause with posture points": row("causes", "driving", posture_points=0),
    },
    "cc_dispositions_are_known": {
        "all of one rank": of_library(dispositions=dict.fromkeys(DISPOSITIONS, 1)),
        "not sure above yes": row(
            "flags", "rf_one_limb_nerve_pain", disposition="see_clinician_soon", if_not_sure="emergency_now"
        ),
    },
    "cc_only_one_rule_replaces": {
        "on before the review": row("combination_rules", "cr_pleuritic_strain", enabled=True),
        "another rule": row("combination_rules", "cr_aaa_silent", replaces="rf_effort_pain", enabled=False),
    },
    "cc_flags_are_reached": {
        "flag of no region": row("flags", "rf_effort_pain", ask="by_region", regions=()),
        "home elsewhere": row("areas", "crown", home="knee"),
    },
    "cc_terms_are_asked": {"raised by nothing": row("terms", "dvt_suspected", by=())},
    "cc_questions_have_their_place": {
        "term of no group": row("term_groups", "skin", terms=("rash",)),
        "term of two groups": row("term_groups", "needles", terms=("needle_phobia", "rash")),
        "term noticed in a session": row("terms", "tingling_during_technique", question_list="today"),
        "group of no section": row("flags", "rf_effort_pain", group="elsewhere"),
    },
    "cc_patterns_can_be_read": {
        "a sign for an element": listens_for("short of breath?"),
        "an unknown class in a pattern": listens_for("{nobody_knows} + {chest}"),
        "only small words": listens_for("and the"),
        "a hint that cannot be read": row("story_signs", "rf_coughing_blood", hints=("bl@@d",)),
        "an unknown class in a class": row("word_classes", "cue_now", words=("{nobody_knows}",)),
        "a class that holds itself": row("word_classes", "cue_now", words=("{cue_now}",)),
    },
    "cc_flags_are_listened_for": {
        "a flag without patterns": row("story_signs", "rf_coughing_blood", patterns=()),
        "patterns of no flag": lambda sources: rows(
            sources, "story_signs", {NOBODY: sources.library.story_signs["rf_coughing_blood"]}
        ),
        "a class nobody uses": lambda sources: rows(
            sources, "word_classes", {NOBODY: sources.library.word_classes["chest"]}
        ),
    },
    "cc_kinds_are_fenced": {
        "no fence": row("kinds", "heat", fenced_by=()),
        "unknown fence": row("kinds", "heat", fenced_by=("warmth",)),
        "excuse not needed": row("kinds", "wait", fenced_by=("heat",)),
        "no rule speaks of it": no_rule_speaks_of("percussion_gun"),
    },
    "cc_techniques_fit_their_kind": {
        "better grade than its kind": row("techniques", "warm_pack", grade="high"),
        "effect of another kind": row("techniques", "warm_pack", effect="strength"),
        "done by oneself": row("kinds", "tens", who="self"),
        "never recommended": row("kinds", "heat", may_recommend=False),
        "kind without technique": row("kinds", "medicine_note", may_recommend=True),
    },
    "cc_techniques_keep_off_closed_points": {
        "ball on a closed point": row("techniques", "ball_inner_blade", muscles=("scalenes",)),
        "ball where only fingers may press": row("techniques", "ball_inner_blade", muscles=("splenius_capitis",)),
        "dropped stretch": row("techniques", "doorway_chest", muscles=("scalenes",)),
        "neck stretched to its end": row("techniques", "doorway_chest", muscles=("upper_trapezius",)),
    },
    "cc_pressing_has_ceilings": {
        "no limit": row("kinds", "cane_hook", ceilings=()),
        "no limit of time": lambda sources: row(
            "kinds",
            "cane_hook",
            ceilings=tuple(each for each in sources.library.kinds["cane_hook"].ceilings if each.name != "spot_s_max"),
        )(sources),
        "limit of 6": ceiling("cane_hook", "discomfort_max", 6.0),
    },
    "cc_doses_stay_below_ceilings": {
        "too long on one spot": dose("ball_inner_blade", repetitions=2),
        "too long a hold": dose("doorway_chest", hold_s=61.0, repetitions=1, sessions_per_day=1, bounds={}),
        "too much in a week": dose("doorway_chest", days_per_week=7),
        "too sore": dose("doorway_chest", discomfort_max=6),
        "too sore where no limit stands": dose("warm_pack", discomfort_max=6),
        "too often": dose("ball_inner_blade", sessions_per_day=3),
        "too quick": dose("roller_calf", pace_s_per_pass=3.0, bounds={}),
        "too many minutes": dose("warm_pack", minutes=30.0, bounds={}),
        "a limit nobody keeps": ceiling("heat", "glow_s_max", 3.0),
    },
    "cc_visits_say_what_was_measured": {
        "silent on blood flow": says(**{"technique.massage_visit.measured": ("Tautness: less.", "Pain: less.")}),
    },
    "cc_techniques_are_drawn": {
        "work without a drawing": row("techniques", "warm_pack", figure=None),
        "a visit with a drawing": row("techniques", "massage_visit", figure="warm_pack"),
    },
    "cc_doses_lie_in_their_bounds": {
        "shorter than its bounds": dose("doorway_chest", bounds={"hold_s": (40.0, 60.0)}),
        "bounds past the ceiling": dose("doorway_chest", bounds={"hold_s": (20.0, 90.0)}),
        "bounds of nothing": dose("doorway_chest", bounds={"pace_s_per_pass": (2.0, 4.0)}),
    },
    "cc_every_muscle_has_its_techniques": {
        "nothing to press it with": row("techniques", "thumb_brachialis", muscles=("biceps_brachii",)),
        "nothing moves it": row("techniques", "brow_lifts", muscles=("masseter",)),
    },
    "cc_evidence_is_verified": {"recalled finding": shows_an_unverified_finding},
    "cc_numbers_have_unit_and_source": {
        "parameter without unit": row("parameters", "locating.slip", unit=" "),
        "parameter without source": row("parameters", "locating.slip", sources=()),
        "effect without source": row("effects", "strength", sources=()),
        "dose without source": dose("doorway_chest", source_class="judgement", sources=()),
        "measure without unit": row("measures", "pain_nprs_now", unit=""),
    },
    "cc_bounds_hold_their_value": {
        "parameter above its bound": row("parameters", "locating.slip", value=0.5),
        "rate below its bound": row("effects", "strength", rate_low=9.0),
        "discomfort upside down": dose("doorway_chest", discomfort_min=5),
    },
    "cc_data_rest_on_something_verified": {
        "data on a judgement": row("effects", "strength", source_class="data", sources=("judgement",)),
        "data on what is only recalled": lambda sources: row(
            "effects", "strength", source_class="data", sources=(an_unverified_finding(sources),)
        )(sources),
        "dose on a rule": dose("doorway_chest", source_class="derived", sources=("ci_pain_ceiling",)),
        "estimate without unit": row("findings", "nc-01", unit=None),
        "finding without citation": row("findings", "nc-01", cite=""),
    },
    "cc_sentences_are_there": {
        "label": says(area__crown__label=None),
        "place of a point": says(muscle__soleus__tp1__where=None),
        "warning of a professional technique": says(technique__massage_visit__warning=None),
    },
    "cc_sentences_belong_to_a_row": {
        "unknown row": says(area__moon__label="Moon"),
        "unknown name": says(area__crown__smell="Of hair"),
        "unknown point": says(muscle__soleus__tp9__where="Nowhere"),
        "question that is never asked": says(term__anyone__question="Are you somebody?"),
    },
    "cc_sentences_can_be_said": {
        "too long": says(area__crown__label="Top" * 134),
        "stray line break": says(technique__warm_pack__steps=("Warm it.", "Wait\n now.")),
        "unfinished": says(area__crown__label="TODO"),
        "open brace": says(area__crown__label="Top {of"),
        "number for a placeholder": says(area__crown__label="Top {0}"),
    },
    "cc_sentences_show_no_unverified_figure": {
        "unverified finding": says_something_of_an_unverified_finding,
        "figure without evidence": says(technique__easy_walk__why="Pain fell by 2 points."),
        "page that rests on an unverified finding": rests_on_an_unverified_finding,
        "page that rests on nothing known": says(learn__heat__sources=("tx-ht-01", NOBODY)),
        "key of a finding": says(kind__heat__note="Warm, not hot (tx-ht-05)."),
    },
    "cc_sentences_ask_no_more_than_ceilings": {
        "stretch": says(muscle__soleus__stretch_how="Hold for 300 seconds."),
        "press": says(technique__ball_inner_blade__steps=("Hold still for 120 s.",)),
    },
}
"""Check of the content -> what is spoilt -> how."""
