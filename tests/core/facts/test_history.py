"""What the facts add up to: corrections folded in, one episode picked, everything in order of time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import VOCABULARY, stories
from unknot.facts import (
    Answer,
    CheckIn,
    Correction,
    Episode,
    Mark,
    Preference,
    Profile,
    history,
    in_order,
    local_day,
)
from unknot.facts.history import standing

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
LATER = START + timedelta(days=60)


def made(kind, fact_id, hour=0, **fields):
    return kind(id=fact_id, at=START + timedelta(hours=hour), zone="Europe/Berlin", **fields)


def mark(fact_id, hour, region="neck_left", intensity=4, episode="e1"):
    return made(Mark, fact_id, hour, region=region, intensity=intensity, episode=episode)


def answer(fact_id, hour, value, **fields):
    return made(Answer, fact_id, hour, question="rf_fever", value=value, **fields)


def told(*facts, at=LATER, **options):
    return history(facts, at=at, zone="Europe/Berlin", **options)


def test_a_retracted_fact_is_gone_and_the_correction_with_it():
    assert standing([mark("m", 0), made(Correction, "c", 1, supersedes="m")]) == ()


def test_a_replacement_stands_under_the_id_of_what_it_replaces():
    better = mark("other", 0, intensity=2)
    (fact,) = standing([mark("m", 0), made(Correction, "c", 1, supersedes="m", replacement=better)])
    assert (fact.id, fact.intensity) == ("m", 2)


def test_of_a_chain_of_corrections_the_last_one_holds():
    chain = [
        mark("m", 0, intensity=1),
        made(Correction, "c1", 1, supersedes="m", replacement=mark("x", 0, intensity=2)),
        made(Correction, "c2", 2, supersedes="m"),
        made(Correction, "c3", 3, supersedes="m", replacement=mark("y", 0, intensity=3)),
    ]
    assert [fact.intensity for fact in standing(chain)] == [3]
    assert standing(chain[:3]) == ()


def test_a_correction_of_something_unknown_changes_nothing():
    assert standing([mark("m", 0), made(Correction, "c", 1, supersedes="n")]) == (mark("m", 0),)


@given(stories(VOCABULARY), st.randoms(use_true_random=False))
def test_the_order_of_delivery_does_not_matter(facts, shuffler):
    shuffled = list(facts)
    shuffler.shuffle(shuffled)
    assert standing(shuffled) == standing(facts)
    assert told(*shuffled) == told(*facts)


@given(stories(VOCABULARY))
def test_facts_are_ordered_by_instant_then_id(facts):
    keys = [(fact.at.astimezone(UTC), fact.id) for fact in in_order(facts)]
    assert keys == sorted(keys)


def test_nothing_later_than_now_is_known():
    seen = told(mark("early", 0), mark("late", 5, region="upper_back"), at=START + timedelta(hours=1))
    assert dict(seen.marks) == {"neck_left": 4}


def test_the_latest_mark_of_a_place_holds_and_zero_takes_it_away():
    seen = told(
        mark("a", 0, intensity=7), mark("b", 1, intensity=3), mark("c", 2, "upper_back"), mark("d", 3, "upper_back", 0)
    )
    assert dict(seen.marks) == {"neck_left": 3}
    assert seen.marked_at["neck_left"] == START


def test_how_deep_it_is_goes_with_the_latest_mark():
    def deep(fact_id, hour, depth, intensity=4):
        return made(Mark, fact_id, hour, region="neck_left", intensity=intensity, episode="e1", depth=depth)

    first, silent, gone = deep("a", 0, "deep"), deep("b", 1, None), deep("c", 2, "surface", 0)
    assert dict(told(first).depths) == {"neck_left": "deep"}
    assert dict(told(first, silent).depths) == {}
    assert dict(told(first, gone).depths) == {}


def test_a_place_marked_again_counts_from_the_new_mark():
    seen = told(mark("a", 0), mark("b", 1, intensity=0), mark("c", 2))
    assert seen.marked_at["neck_left"] == START + timedelta(hours=2)


def test_every_answer_is_kept_and_the_last_one_speaks():
    seen = told(answer("a", 0, "yes"), answer("b", 1, "no"))
    assert [given.value for given in seen.answers["rf_fever"]] == ["yes", "no"]
    assert seen.answer("rf_fever") == "no"
    assert not seen.said_yes("rf_fever")


def test_an_unanswered_question_is_never_a_no():
    assert told().answer("rf_fever") is None


def test_the_episode_opened_last_is_told_unless_one_is_named():
    facts = [
        made(Episode, "o1", 0, event="opened", episode="e1"),
        made(Episode, "o2", 1, event="opened", episode="e2"),
        mark("m1", 2, "neck_left", episode="e1"),
        mark("m2", 3, "neck_right", episode="e2"),
    ]
    assert set(told(*facts).marks) == {"neck_right"}
    assert set(told(*facts, episode="e1").marks) == {"neck_left"}


def test_what_was_said_of_a_merged_episode_belongs_to_the_one_it_went_into():
    facts = [
        made(Episode, "o1", 0, event="opened", episode="e1"),
        made(Episode, "o2", 1, event="opened", episode="e2"),
        mark("m1", 2, "neck_left", episode="e1"),
        made(Episode, "g", 3, event="merged", episode="e1", into="e2"),
    ]
    assert set(told(*facts, episode="e2").marks) == {"neck_left"}


def test_a_merged_episode_is_told_as_the_one_it_is_part_of_however_it_is_asked_for():
    facts = [
        *(made(Episode, f"o{n}", n, event="opened", episode=f"e{n}") for n in (1, 2, 3)),
        answer("a", 4, "yes", episode="e3"),
        made(Episode, "g3", 5, event="merged", episode="e3", into="e2"),
        made(Episode, "g2", 6, event="merged", episode="e2", into="e1"),
    ]
    for asked in ("e1", "e2", "e3", None):
        held = told(*facts, episode=asked)
        assert (held.episode, held.said_yes("rf_fever")) == ("e1", True)


def test_episodes_said_to_be_part_of_each_other_are_still_told():
    facts = [
        *(made(Episode, f"o{n}", n, event="opened", episode=f"e{n}") for n in (1, 2)),
        made(Episode, "g1", 3, event="merged", episode="e1", into="e2"),
        made(Episode, "g2", 4, event="merged", episode="e2", into="e1"),
        answer("a", 5, "yes", episode="e1"),
    ]
    assert all(told(*facts, episode=asked).said_yes("rf_fever") for asked in ("e1", "e2", None))


def test_what_concerns_the_person_holds_in_every_episode():
    facts = [made(Profile, "p", 0, age_years=40), answer("a", 0, "yes"), mark("m", 1)]
    seen = told(*facts, episode="e1")
    assert (seen.profile.age_years, seen.answer("rf_fever")) == (40, "yes")


def test_an_answer_of_one_episode_says_nothing_in_another():
    assert told(answer("a", 0, "yes", episode="e1"), episode="e2").answer("rf_fever") is None


@pytest.mark.parametrize(
    ("events", "resolved"), [("opened", False), ("opened resolved", True), ("opened resolved reopened", False)]
)
def test_an_episode_is_over_until_it_is_opened_again(events, resolved):
    facts = [made(Episode, str(n), n, event=event, episode="e1") for n, event in enumerate(events.split())]
    assert told(*facts).resolved is resolved


def test_a_profile_grows_field_by_field():
    seen = told(made(Profile, "a", 0, age_years=40, sex="female"), made(Profile, "b", 1, age_years=41))
    assert (seen.profile.age_years, seen.profile.sex) == (41, "female")


def test_tools_that_were_not_asked_again_are_still_there():
    seen = told(made(Preference, "a", 0, tools=("ball",)), made(Preference, "b", 1, minutes_per_day=5))
    assert (seen.preference.tools, seen.preference.minutes_per_day) == (("ball",), 5)


def test_the_first_day_is_a_local_day():
    seen = told(
        made(Episode, "o", 0, event="opened", episode="e1", began_on=date(2026, 11, 1)),
        at=datetime(2026, 11, 2, 11, tzinfo=UTC),
    )
    assert seen.days_since_onset() == pytest.approx(1.5)
    assert told().days_since_onset() is None


def test_a_fact_falls_on_the_day_of_its_own_zone():
    late = CheckIn(id="c", at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC), zone="Asia/Kathmandu", episode="e1")
    assert local_day(late) == date(2026, 11, 2)


def test_undoing_a_correction_brings_the_first_fact_back():
    first, wrong, undo = (
        mark("m", 0),
        made(Correction, "c1", 1, supersedes="m"),
        made(Correction, "c2", 2, supersedes="c1"),
    )
    assert standing([first, wrong]) == ()
    assert standing([undo, first, wrong]) == (first,)


def test_a_correction_made_later_is_not_known_earlier():
    facts = [mark("m", 0), made(Correction, "c", 48, supersedes="m")]
    assert told(*facts, at=START + timedelta(hours=24)).marks == {"neck_left": 4}
    assert told(*facts).marks == {}
