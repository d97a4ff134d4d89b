"""The report holds what was entered, says what the safety check says, and every figure leads to its entries."""

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import lives
from unknot.content.library import load, vocabulary_of
from unknot.facts import Answer, Dose, Fact, Mark, ProVisit, Story, parse
from unknot.facts.history import standing
from unknot.loop.advice import record_to_raw
from unknot.loop.report import report
from unknot.loop.report_entries import DAYS_ALONE, MOST_ALONE, spans
from unknot.loop.report_records import Report
from unknot.loop.report_words import shortened
from unknot.loop.request import Request

LIBRARY = load()
KNOWN = vocabulary_of(LIBRARY)
KNOT = lives.MAIN


def facts_of(raws) -> tuple[Fact, ...]:
    return tuple(parse(raw, KNOWN) for raw in raws)


def at_the_end(facts, episode=KNOT) -> Request:
    return Request(max(fact.at for fact in facts) + timedelta(minutes=1), "Europe/Berlin", tuple(facts), episode)


def added(facts, kind, **values) -> Fact:
    last = max(fact.at for fact in facts)
    return kind(**{"id": f"added.{kind.__name__}.{len(facts)}", "at": last, "zone": "UTC", "episode": KNOT, **values})


WEEK = facts_of(lives.of(KNOT))
YEARS = facts_of(lives.two_years())
OF_WEEK = report(LIBRARY, at_the_end(WEEK))
OF_YEARS = report(LIBRARY, at_the_end(YEARS, "knot12"))


def numbers(text: str) -> set[int]:
    found = set()
    for part in text.split(", "):
        low, _, high = part.partition("–")
        found |= set(range(int(low), int(high or low) + 1))
    return found


def noted(value) -> list[int]:
    """Every note number anywhere in a record."""
    if dataclasses.is_dataclass(value):
        own = [getattr(value, each) for each in ("note", "model_note") if hasattr(value, each)]
        return own + [note for each in dataclasses.fields(value) for note in noted(getattr(value, each.name))]
    return [note for each in value for note in noted(each)] if isinstance(value, tuple) else []


@pytest.mark.parametrize("made", [OF_WEEK, OF_YEARS])
def test_every_figure_leads_to_entries_and_every_note_to_a_figure(made: Report):
    notes = {note.number: note for note in made.notes}
    used = set(noted(dataclasses.replace(made, notes=(), entries=()))) - {0}
    assert used == set(notes)
    rows = {entry.number for entry in made.entries}
    assert all(numbers(note.entries) <= rows and note.count > 0 for note in notes.values())


@pytest.mark.parametrize(("made", "facts", "knot"), [(OF_WEEK, WEEK, KNOT), (OF_YEARS, YEARS, "knot12")])
def test_every_entry_of_the_knot_is_counted_once_and_the_list_stays_short(made, facts, knot):
    about_it = [fact for fact in standing(facts) if fact.episode in (None, knot)]
    assert made.entries_counted == len(about_it) == sum(row.count for row in made.entries)
    assert len(made.entries) <= MOST_ALONE + 400
    ids = [row.id for row in made.entries if row.id]
    assert len(ids) == len(set(ids))


def test_what_is_older_is_put_together_by_week():
    old = [row for row in OF_YEARS.entries if (OF_YEARS.day - row.day).days > DAYS_ALONE + 7]
    weeks = [row for row in OF_YEARS.entries if not row.id]
    assert weeks
    assert all(row.day.weekday() == 0 and row.value for row in weeks)
    assert len(old) < 30 + sum(bool(row.id) for row in old)


def test_what_was_done_adds_up():
    doses = [fact for fact in standing(WEEK) if isinstance(fact, Dose) and fact.episode == KNOT]
    assert sum(each.times for each in OF_WEEK.tried) == len(doses)
    assert sum(each.minutes for each in OF_WEEK.tried) == pytest.approx(
        sum(dose.seconds for dose in doses) / 60, abs=0.5
    )


def test_the_marks_ages_and_answers_are_those_that_were_given():
    marks = {fact.region: fact.intensity for fact in standing(WEEK) if isinstance(fact, Mark) and fact.episode == KNOT}
    assert {place.region: place.intensity for place in OF_WEEK.places} == marks
    assert "41" in OF_WEEK.person[0].text
    assert OF_WEEK.safety.title == LIBRARY.say("disposition.self_care_ok_with_caution.title")
    assert OF_WEEK.muscles
    assert OF_WEEK.course.first is not None
    assert OF_WEEK.course.now is not None


@pytest.mark.parametrize("name", ["emergency", "urgent"])
def test_where_safety_comes_first_nothing_is_named_or_forecast(name):
    facts = facts_of(lives.of(name))
    made = report(LIBRARY, at_the_end(facts, name))
    assert made.safety.danger
    assert made.safety.reasons
    assert made.safety.title == LIBRARY.say(f"disposition.{made.safety.disposition}.title")
    assert (made.muscles, made.causes, made.verdict) == ((), (), ())
    assert (made.course.first, made.course.now, made.course.level) == (None, None, ())
    assert made.places


def test_what_was_not_asked_is_unanswered_and_not_denied():
    emergency = report(LIBRARY, at_the_end(facts_of(lives.of("emergency")), "emergency")).safety
    begun = report(LIBRARY, at_the_end(facts_of(lives.of("begun")), "begun")).safety
    for safety in (emergency, begun):
        assert safety.denied.text == "0"
        assert len(safety.unanswered) > 10
    assert begun.title == LIBRARY.say("report.safety.open")


def test_answers_about_violence_and_despair_are_counted_and_not_told():
    asked = LIBRARY.say("flag.rf_crisis.short")
    said = [fact for fact in WEEK if not (isinstance(fact, Answer) and fact.question == "rf_crisis")]
    with_it = [*said, added(said, Answer, question="rf_crisis", value="yes")]
    made = report(LIBRARY, at_the_end(with_it))
    told = json.dumps(record_to_raw(made), ensure_ascii=False)
    assert asked not in told
    assert LIBRARY.say("flag.rf_crisis.reason") not in told
    assert LIBRARY.say("report.private_reason") in made.safety.reasons
    assert made.safety.private >= 1


def test_counting_from_a_day_on_leaves_story_and_answers_whole():
    told = added(WEEK, Story, text="I carried a sofa.", at=min(fact.at for fact in WEEK))
    facts = [*WEEK, told, added(WEEK, ProVisit, note="all fine", finding="muscular")]
    since = at_the_end(facts).at.date() - timedelta(days=1)
    made = report(LIBRARY, at_the_end(facts), since=since)
    assert all(rating.day >= since for rating in made.course.ratings)
    assert all(each.first_day >= since for each in (*made.tried, *made.measured))
    assert [each.text for each in made.told] == ["I carried a sofa."]
    assert made.safety.denied.text == OF_WEEK.safety.denied.text
    assert made.entries_counted < OF_WEEK.entries_counted + 2


def test_an_empty_record_is_fine():
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    made = report(LIBRARY, Request(moment, "UTC", ()))
    assert (made.places, made.entries, made.tried, made.muscles) == ((), (), (), ())
    assert made.course.begins == date(2026, 11, 23)


def test_the_same_request_gives_the_same_report_and_it_is_plain_json():
    again = report(LIBRARY, at_the_end(tuple(reversed(WEEK))))
    assert again == OF_WEEK
    assert json.loads(json.dumps(record_to_raw(OF_WEEK)))["title"] == OF_WEEK.title


def test_numbers_are_drawn_together():
    assert spans([1, 2, 3, 5, 7, 8]) == "1–3, 5, 7–8"
    assert spans([]) == ""


def test_a_long_text_is_cut_after_a_word():
    assert shortened("one two three", 100) == "one two three"
    assert shortened("one two three", 9) == "one two…"
    assert shortened("x" * 50, 10) == "x" * 9 + "…"
