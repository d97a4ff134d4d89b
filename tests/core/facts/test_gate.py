"""The gate lets in what is stated completely and correctly, and names every bad field of the rest."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given

from tests.strategies import VOCABULARY, facts
from unknot.errors import FactError
from unknot.facts import KINDS, Preference, TrialEvent, parse, parse_all, says_the_same, to_raw

AT = "2026-11-22T08:00:00+01:00"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def raw(kind="answer", **fields):
    common = {"kind": kind, "id": "f1", "at": AT, "zone": "Europe/Berlin"}
    of_kind = {
        "answer": {"question": "rf_fever", "value": "no"},
        "mark": {"episode": "e1", "region": "neck_left", "intensity": 4},
        "story": {"episode": "e1", "text": "It began at my desk."},
        "profile": {"age_years": 40},
        "check_in": {"episode": "e1"},
        "dose": {"technique": "hold", "seconds": 60},
        "pro_visit": {},
        "preference": {},
        "episode": {"episode": "e1", "event": "opened"},
        "trial_event": {"trial": "t1", "event": "done"},
        "correction": {"supersedes": "f0"},
    }
    return {**common, **of_kind[kind], **fields}


def problems(value, **options):
    with pytest.raises(FactError) as refused:
        parse(value, VOCABULARY, **options)
    return [(problem.code, problem.place) for problem in refused.value.problems]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_fact_of_every_kind_survives_json_unchanged(kind):
    @given(facts(VOCABULARY, KINDS[kind]))
    def check(fact):
        stated = json.loads(json.dumps(to_raw(fact), allow_nan=False))
        again = parse(stated, VOCABULARY)
        assert again == fact
        assert to_raw(again) == stated
        assert again.at.utcoffset() == fact.at.utcoffset()

    check()


BAD = {
    "no object": (["kind"], "fact_not_a_mapping", "fact"),
    "a kind that does not exist": (raw() | {"kind": "guess"}, "fact_unknown_kind", "fact.kind"),
    "no kind": ({"id": "f1"}, "fact_unknown_kind", "fact.kind"),
    "a kind that is a list": (raw() | {"kind": []}, "fact_unknown_kind", "fact.kind"),
    "a field that does not exist": (raw(colour="red"), "fact_unknown_field", "fact.colour"),
    "a field of another kind": (raw("mark", value="yes"), "fact_unknown_field", "fact.value"),
    "no id": (raw(id=None), "fact_missing_field", "fact.id"),
    "no instant": (raw(at=None), "fact_missing_field", "fact.at"),
    "no zone": (raw(zone=None), "fact_missing_field", "fact.zone"),
    "a mark of no episode": (raw("mark", episode=None), "fact_missing_field", "fact.episode"),
    "a check-in of no episode": (raw("check_in", episode=None), "fact_missing_field", "fact.episode"),
    "an empty id": (raw(id=""), "fact_bad_id", "fact.id"),
    "an id of 101 characters": (raw(id="x" * 101), "fact_bad_id", "fact.id"),
    "an id with a line break": (raw(id="a\nb"), "fact_bad_id", "fact.id"),
    "an id that is a number": (raw(id=7), "fact_not_text", "fact.id"),
    "text that is a number": (raw("pro_visit", note=7), "fact_not_text", "fact.note"),
    "text with a NUL": (raw("pro_visit", note="a\x00b"), "fact_not_text", "fact.note"),
    "text with half a character": (raw("pro_visit", note="a\ud800b"), "fact_not_text", "fact.note"),
    "text of 5001 characters": (raw("pro_visit", note="x" * 5001), "fact_text_too_long", "fact.note"),
    "a time without offset": (raw(at="2026-11-22T08:00:00"), "fact_naive_time", "fact.at"),
    "a day for a time": (raw(at="2026-11-22"), "fact_naive_time", "fact.at"),
    "no time at all": (raw(at="yesterday"), "fact_bad_time", "fact.at"),
    "a time that is a number": (raw(at=1_700_000_000), "fact_bad_time", "fact.at"),
    "a day that does not exist": (raw(at="2026-02-30T08:00:00Z"), "fact_bad_time", "fact.at"),
    "a time long ago": (raw(at="1066-10-14T09:00:00Z"), "fact_bad_time", "fact.at"),
    "a zone that does not exist": (raw(zone="Europe/Atlantis"), "fact_unknown_zone", "fact.zone"),
    "a zone that is a folder": (raw(zone="Europe"), "fact_unknown_zone", "fact.zone"),
    "a zone that climbs": (raw(zone="../etc/passwd"), "fact_unknown_zone", "fact.zone"),
    "an empty zone": (raw(zone=""), "fact_unknown_zone", "fact.zone"),
    "a zone that is a list": (raw(zone=[]), "fact_unknown_zone", "fact.zone"),
    "an unknown question": (raw(question="rf_dragons"), "fact_unknown_id", "fact.question"),
    "an unknown region": (raw("mark", region="tail"), "fact_unknown_id", "fact.region"),
    "an unknown technique": (raw("dose", technique="leeches"), "fact_unknown_id", "fact.technique"),
    "an unknown muscle": (raw("dose", muscle="wing"), "fact_unknown_id", "fact.muscle"),
    "an unknown tool": (raw("preference", tools=["ball", "axe"]), "fact_unknown_id", "fact.tools"),
    "an unknown range": (raw("check_in", rom={"rom_tail": 3}), "fact_unknown_id", "fact.rom"),
    "a range with an unknown side": (raw("check_in", rom={"rom_neck_turn.x": 3}), "fact_unknown_id", "fact.rom"),
    "a range beyond its bounds": (raw("check_in", rom={"rom_neck_turn.l": 121}), "fact_out_of_range", "fact.rom"),
    "a range that is a list": (raw("check_in", rom=[60]), "fact_not_a_mapping", "fact.rom"),
    "an unknown movement": (raw("check_in", movements={"wag": "full"}), "fact_unknown_id", "fact.movements"),
    "a movement half way": (
        raw("check_in", movements={"turn_head": "half"}),
        "fact_unknown_word",
        "fact.movements",
    ),
    "a movement in a list": (raw("check_in", movements=["turn_head"]), "fact_not_a_mapping", "fact.movements"),
    "a reminder at noon in words": (raw("preference", remind_at="noon"), "fact_bad_time", "fact.remind_at"),
    "a reminder at 25 o'clock": (raw("preference", remind_at="25:00"), "fact_bad_time", "fact.remind_at"),
    "an unknown word": (raw(value="maybe"), "fact_unknown_word", "fact.value"),
    "yes without quotes in YAML": (raw(value=True), "fact_unknown_word", "fact.value"),
    "pain 11": (raw("check_in", pain_now=11), "fact_out_of_range", "fact.pain_now"),
    "pain below nothing": (raw("check_in", pain_now=-0.1), "fact_out_of_range", "fact.pain_now"),
    "a number of 400 digits": (raw("check_in", pain_now=10**400), "fact_out_of_range", "fact.pain_now"),
    "infinite pain": (raw("check_in", pain_now=float("inf")), "fact_out_of_range", "fact.pain_now"),
    "no number": (raw("check_in", pain_now=float("nan")), "fact_not_a_number", "fact.pain_now"),
    "a number in quotes": (raw("check_in", pain_now="5"), "fact_not_a_number", "fact.pain_now"),
    "true for a number": (raw("check_in", pain_now=True), "fact_not_a_number", "fact.pain_now"),
    "a depth nobody feels": (raw("mark", depth="below"), "fact_unknown_word", "fact.depth"),
    "half a mark": (raw("mark", intensity=4.5), "fact_not_whole", "fact.intensity"),
    "a person of 121 years": (raw("profile", age_years=121), "fact_out_of_range", "fact.age_years"),
    "yes for true": (raw("dose", stopped="yes"), "fact_not_true_or_false", "fact.stopped"),
    "one tool alone": (raw("preference", tools="ball"), "fact_not_a_list", "fact.tools"),
    "a date in words": (raw("episode", began_on="Monday"), "fact_bad_date", "fact.began_on"),
    "a date with a time": (raw("episode", began_on=AT), "fact_bad_date", "fact.began_on"),
    "a story of more than 5,000 characters": (raw("story", text="a" * 5_001), "fact_text_too_long", "fact.text"),
    "a story without a knot": (raw("story", episode=None), "fact_missing_field", "fact.episode"),
    "a story that is no text": (raw("story", text=3), "fact_not_text", "fact.text"),
    "details that are a list": (raw("trial_event", details=[1]), "fact_not_a_mapping", "fact.details"),
    "details with a set": (raw("trial_event", details={"a": {1}}), "fact_not_json", "fact.details"),
    "details with no number": (raw("trial_event", details={"a": float("nan")}), "fact_not_a_number", "fact.details"),
    "details with a huge number": (raw("trial_event", details={"a": 2**60}), "fact_out_of_range", "fact.details"),
    "details too deep": (
        raw("trial_event", details={"a": [[[[[[[[[1]]]]]]]]]}),
        "fact_too_deep",
        "fact.details",
    ),
    "a correction in a correction": (
        raw("correction", replacement=raw("correction")),
        "fact_bad_replacement",
        "fact.replacement",
    ),
    "a correction with a bad replacement": (
        raw("correction", replacement=raw(value="maybe")),
        "fact_unknown_word",
        "fact.replacement.value",
    ),
}


@pytest.mark.parametrize(("value", "code", "place"), BAD.values(), ids=BAD)
def test_what_cannot_be_used_is_refused_with_code_and_place(value, code, place):
    assert problems(value) == [(code, place)]


def test_every_bad_field_is_named_at_once():
    found = problems(raw("mark", at="soon", zone="Nowhere", region="tail", intensity=99))
    assert {place for _, place in found} == {"fact.at", "fact.zone", "fact.region", "fact.intensity"}


def test_the_future_is_refused_only_where_there_is_a_now():
    tomorrow = raw(at="2026-11-23T08:00:00+01:00")
    assert problems(tomorrow, not_after=NOW) == [("fact_in_future", "fact.at")]
    assert parse(tomorrow, VOCABULARY).id == "f1"


def test_now_itself_is_no_future_whatever_its_offset():
    assert parse(raw(at="2026-11-22T13:00:00+01:00"), VOCABULARY, not_after=NOW).id == "f1"


def test_a_replacement_in_the_future_is_refused():
    late = raw("correction", replacement=raw(at="2027-01-01T00:00:00Z"))
    assert problems(late, not_after=NOW) == [("fact_in_future", "fact.replacement.at")]


def test_a_field_that_says_nothing_is_a_field_left_out():
    assert parse(raw("check_in", pain_now=None), VOCABULARY) == parse(raw("check_in"), VOCABULARY)


def test_owning_no_tools_is_not_the_same_as_not_having_been_asked():
    none_owned = parse(raw("preference", tools=[]), VOCABULARY)
    assert isinstance(none_owned, Preference)
    assert none_owned.tools == ()
    assert parse(to_raw(none_owned), VOCABULARY) == none_owned
    assert parse(raw("preference"), VOCABULARY).tools is None


def test_the_details_of_a_fact_cannot_be_changed_from_outside():
    details = {"days": ["a", "b"]}
    fact = parse(raw("trial_event", details=details), VOCABULARY)
    details["days"].append("c")
    assert isinstance(fact, TrialEvent)
    assert fact.details == {"days": ["a", "b"]}


def test_a_list_gives_its_good_facts_in_order_and_every_problem_of_the_others():
    good, found = parse_all([raw(id="b"), raw(id="x", value="maybe"), raw(id="a"), 7, raw(id="b")], VOCABULARY)
    assert [fact.id for fact in good] == ["b", "a"]
    assert [(problem.code, problem.place) for problem in found] == [
        ("fact_unknown_word", "facts[1].value"),
        ("fact_not_a_mapping", "facts[3]"),
        ("fact_duplicate_id", "facts[4].id"),
    ]


def test_a_problem_says_how_to_mend_it():
    with pytest.raises(FactError, match=r"fact\.value: unknown word 'maybe' \(one of yes, no, not_sure\)"):
        parse(raw(value="maybe"), VOCABULARY)


def test_a_fact_written_before_a_field_was_there_says_the_same():
    before = raw("dose", felt="better")
    assert says_the_same(before, to_raw(parse(before, VOCABULARY)))
    corrected = raw("correction", replacement=before)
    assert says_the_same(corrected, to_raw(parse(corrected, VOCABULARY)))
    assert not says_the_same(before, {**before, "stopped": True})
    assert not says_the_same(before, raw("dose"))
