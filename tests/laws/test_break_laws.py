"""Laws of reminders: never outside the bounds, rarer as they are kept, and no move where the gate says no."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.core.planning.knots import LIBRARY, ZONE, ago, did, knot
from tests.laws.test_advice_laws import FLAGS, in_utc, names, scenario, shifted, with_answer
from tests.laws.test_desk_laws import people
from unknot.facts import Dose, Exposure, Fact, History, Prompt, history
from unknot.locating.ranking import rank
from unknot.loop import Request, advise, companion
from unknot.loop.companion import LONGEST_TEXT, NO_MOVES
from unknot.loop.showing import DANGER
from unknot.planning.breaks import Interval, answered_prompts, bounds, interval

LEAST, MOST = bounds(LIBRARY)
SPACING_MIN = 40
"""So far apart, one break keeps one reminder."""
MOVE = "shoulder_rolls_standing_up"

Told = list[tuple[str, bool]]
"""What was answered, and whether moves followed, from the latest reminder back."""

answers = st.sampled_from(("start", "later", "skip", "none"))
reminders: st.SearchStrategy[Told] = st.lists(st.tuples(answers, st.booleans()), max_size=40)


def reminded(number: int, answer: Any) -> Prompt:
    at = ago(hours=(number + 1) * SPACING_MIN / 60)
    return Prompt(id=f"reminded-{number}", at=at, zone=ZONE, episode="knot", answer=answer)


def moved_after(number: int) -> Dose:
    return did(MOVE, hours=((number + 1) * SPACING_MIN - 2) / 60, number=number)


def lived(told: Told) -> History:
    """Somebody with a knot that sitting holds, and the reminders they had."""
    facts: list[Fact] = [reminded(number, answer) for number, (answer, _) in enumerate(told)]
    facts += [moved_after(number) for number, (_, has_moved) in enumerate(told) if has_moved]
    return knot(extra=facts)


def often(held: History, *, rests: bool = False) -> Interval:
    return interval(LIBRARY, held, rank(LIBRARY, held), rests=rests)


@given(people(), reminders, st.booleans())
def test_no_interval_is_outside_the_bounds(held: History, told: Told, rests: bool) -> None:
    prompts = tuple(reminded(number, answer) for number, (answer, _) in enumerate(told))
    seen = often(replace(held, prompts=prompts[::-1]), rests=rests)
    assert LEAST <= seen.minutes <= MOST
    assert 0 <= seen.share <= 1
    assert seen.because


@given(reminders, st.data())
def test_keeping_one_more_never_makes_them_more_frequent(told: Told, data: Any) -> None:
    """As long as more of them can still reach the aim, and the one more does not end a row passed over today."""
    before = often(lived(told))
    latest_first = answered_prompts(LIBRARY, lived(told))[::-1]
    places = [place for place, each in enumerate(latest_first) if each.outcome == "passed_over"]
    assume(places and before.share >= LEAST / LIBRARY.number("desk.moving_every_min"))
    kept = data.draw(st.sampled_from(places))
    after = often(lived([(answer, has_moved or place == kept) for place, (answer, has_moved) in enumerate(told)]))
    assume(after.passed_over == before.passed_over)
    assert after.share > before.share
    assert after.minutes >= before.minutes


@given(reminders)
def test_once_some_were_passed_over_in_a_row_one_more_never_brings_the_next_one_sooner(told: Told) -> None:
    free = int(LIBRARY.number("desk.passed_over_free"))
    told = [("skip", False)] * free + told
    before = often(lived([("later", False), *told]))
    assert before.passed_over >= free
    assert often(lived([("none", False), *told])).minutes >= before.minutes


@given(reminders, st.integers(1, 400))
def test_moving_all_days_changes_no_interval(told: Told, days: int) -> None:
    held, by = lived(told), timedelta(days=days)
    later = replace(
        held,
        at=held.at + by,
        opened_at=None,
        began_on=None,
        prompts=tuple(replace(each, at=each.at + by) for each in held.prompts),
        doses=tuple(replace(each, at=each.at + by) for each in held.doses),
    )
    assert often(later) == often(replace(held, opened_at=None, began_on=None))


@st.composite
def at_the_desk(draw: Any) -> Request:
    """Somebody of the scenarios who sits, was reminded and moved or not, maybe with a warning sign."""
    request = draw(names.map(scenario))
    episode = next((fact.episode for fact in request.facts if fact.episode is not None), None)
    facts: list[Fact] = list(request.facts)
    for number, (answer, what) in enumerate(draw(st.lists(st.tuples(answers, st.integers(0, 3)), max_size=12))):
        at = request.at - timedelta(minutes=SPACING_MIN * (number + 1))
        about = {"zone": request.zone, "episode": episode}
        facts.append(Prompt(id=f"reminded-{number}", at=at, answer=answer, **about))
        if what == 1:
            until = at + timedelta(minutes=2)
            sat = {"minutes": 30.0, "unbroken": 30.0, "cause": "desk_posture", "zone": request.zone}
            facts.append(Exposure(id=f"sat-{number}", at=until, **sat))
        elif what == 2:
            felt = draw(st.sampled_from((None, "better", "same", "worse")))
            stopped = draw(st.booleans())
            moved = {"technique": MOVE, "seconds": 26.0, "felt": felt, "stopped": stopped, **about}
            facts.append(Dose(id=f"moved-{number}", at=at + timedelta(minutes=2), **moved))
    request = replace(request, facts=tuple(facts))
    sign = draw(st.none() | st.sampled_from(FLAGS))
    return request if sign is None else with_answer(request, sign, draw(st.sampled_from(("yes", "not_sure"))))


def said_to(request: Request) -> dict[str, Any]:
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    return companion.now(LIBRARY, held, advise(request, LIBRARY), lambda name: f"/sets/{name or ''}", "/check-in")


@given(at_the_desk())
def test_no_move_is_named_where_the_gate_says_no(request: Request) -> None:
    said, advice = said_to(request), advise(request, LIBRARY)
    if not advice.screened or advice.plan is None or advice.disposition in DANGER:
        assert said["no"] is not None
    assert said["prompts"] is (advice.disposition not in DANGER)
    if said["no"] is not None:
        assert (said["moves"], said["seconds"], said["page"]) == ([], 0, "/sets/")
        words = " ".join((said["title"], said["text"])).lower()
        named = [LIBRARY.text[key] for key in LIBRARY.text if key.startswith("desk.called.")]
        assert not any(str(name).lower() in words for name in named)
    else:
        assert said["moves"]
        assert said["seconds"] > 0


@given(at_the_desk())
def test_every_document_can_be_shown(request: Request) -> None:
    said = said_to(request)
    assert said["no"] in (None, *NO_MOVES)
    assert LEAST <= said["every_minutes"] <= MOST
    assert 0 < len(said["title"]) <= LONGEST_TEXT
    assert 0 < len(said["text"]) <= LONGEST_TEXT
    assert said["because"]


@given(at_the_desk(), st.randoms(use_true_random=False))
def test_the_same_facts_give_the_same_document(request: Request, random: Any) -> None:
    facts = list(request.facts)
    random.shuffle(facts)
    assert said_to(replace(request, facts=tuple(facts))) == said_to(request)


@given(at_the_desk(), st.integers(1, 400))
def test_moving_all_times_changes_nothing_but_times(request: Request, days: int) -> None:
    now, by = in_utc(request), timedelta(days=days)
    later = replace(now, at=now.at + by, facts=tuple(shifted(fact, by) for fact in now.facts))
    before, after = said_to(now), said_to(later)
    for said in (before, after):
        del said["at"]
        if said["last_moves"] is not None:
            del said["last_moves"]["at"]
        if said["check_in"] is not None:
            del said["check_in"]["name"]  # it tells the day
    assert before == after
