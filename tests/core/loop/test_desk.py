"""Desk moves in words, for people from the scenarios: what is offered, why not, what is said, what is recorded."""

import json
from functools import cache
from pathlib import Path

import pytest

from unknot.content.library import load, vocabulary_of
from unknot.facts import history, parse
from unknot.loop import advise, desk, parse_request

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = sorted(path.name.removesuffix(".request.json") for path in SCENARIOS.glob("*.request.json"))
LIBRARY = load()


@cache
def given_to(name):
    """The advice and the desk moves of somebody in a scenario."""
    raw = json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8"))
    request = parse_request(raw, LIBRARY)
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    advice = advise(request, LIBRARY)
    return advice, desk.offer(LIBRARY, held, advice)


@pytest.mark.parametrize("name", NAMES)
def test_there_are_sets_or_a_reason(name):
    _, given = given_to(name)
    assert bool(given.sets) != bool(given.no)
    assert bool(given.no) == bool(given.text)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_kept_back_is_in_a_set(name):
    advice, given = given_to(name)
    offered = {option.technique for option in advice.options}
    kept_back = {each.technique for each in advice.exclusions} - offered
    moved = {move.step.technique for each in given.sets for move in each.moves}
    assert not moved & kept_back


@pytest.mark.parametrize("name", NAMES)
def test_safety_decides_first(name):
    advice, given = given_to(name)
    if advice.disposition in ("emergency_now", "urgent_same_day"):
        assert given.no == "danger"
    elif not advice.screened:
        assert given.no == "questions"
    elif advice.plan is None:
        assert given.no == "plan"


@pytest.mark.parametrize(
    ("name", "no"),
    [
        ("chest-pressure", "danger"),
        ("swollen-calf", "danger"),
        ("no-screening-yet", "questions"),
        ("seventeen-years-old", "plan"),
        ("rest-today-after-a-flare", "rest"),
        ("desk-neck", ""),
    ],
)
def test_why_there_is_nothing(name, no):
    assert given_to(name)[1].no == no


def test_a_knot_that_is_gone_has_moves_that_keep_it_away():
    advice, given = given_to("gone")
    assert advice.plan.kind == "maintain"
    assert given.is_gone
    assert "may have been behind" in given.sets[0].moves[0].why


def test_after_enough_sets_it_is_enough_for_today():
    raw = json.loads((SCENARIOS / "desk-neck.request.json").read_text(encoding="utf-8"))
    request = parse_request(raw, LIBRARY)
    advice, given = given_to("desk-neck")
    facts = list(request.facts)
    for number in range(200):
        if not given.sets:
            break
        done = desk.doses(LIBRARY, chosen := given.sets[-1], [move.work_s for move in chosen.moves])
        about = {"at": request.at.isoformat(), "zone": request.zone, "episode": "knot1"}
        facts += [
            parse({"id": f"done{number}-{place}", **about, **each}, vocabulary_of(LIBRARY), place="dose")
            for place, each in enumerate(done)
        ]
        held = history(facts, at=request.at, zone=request.zone, episode=request.episode)
        given = desk.offer(LIBRARY, held, advice)
    assert given.no == "enough"


def test_every_move_says_how_often_how_long_and_for_which_muscle():
    _, given = given_to("desk-neck")
    for each in given.sets:
        for move in each.moves:
            assert f"{move.repetitions} times" in move.how_much
            muscle = LIBRARY.say(f"muscle.{move.step.muscle}.name")
            assert muscle.casefold() in move.why.casefold()


def test_the_cues_go_through_all_moves_and_count_each_repetition():
    _, given = given_to("desk-neck")
    for each in given.sets:
        said = desk.cues(LIBRARY, each)
        times = [cue["at_s"] for cue in said]
        assert times == sorted(times)
        assert (said[0]["kind"], said[-1]["kind"], said[-1]["at_s"]) == ("ready", "end", each.total_s)
        assert sum(cue["kind"] in ("work", "turn") for cue in said) == sum(move.repetitions for move in each.moves)
        assert sum(cue["kind"] == "rest" for cue in said) == len(each.moves) - 1
        for move in each.moves:
            work = [cue for cue in said if cue.get("place") == move.step.name]
            assert work[0]["at_s"] == pytest.approx(move.at_s + each.changeover_s)


def test_a_set_that_cannot_be_filled_says_when_it_ends():
    for name in NAMES:
        for each in given_to(name)[1].sets:
            much = max(move.work_s / move.repetitions for move in each.moves) + each.changeover_s
            assert bool(each.note) == (each.length_s - each.total_s > much)
            assert not each.note or f"{each.total_s:.0f} s" in each.note


def test_worked_seconds_fill_the_moves_in_their_order_and_never_beyond():
    _, given = given_to("desk-neck")
    chosen = given.named("long")
    lengths = [move.work_s for move in chosen.moves]
    assert desk.shared_out(chosen, 1_000.0) == tuple(lengths)
    assert desk.shared_out(chosen, 0.0) == (0.0,) * len(lengths)
    assert desk.shared_out(chosen, lengths[0] + 5.0)[:3] == (lengths[0], 5.0, 0.0)
    first_left_out = desk.shared_out(chosen, lengths[1], [False] + [True] * (len(lengths) - 1))
    assert first_left_out[:3] == (0.0, lengths[1], 0.0)


def test_what_was_done_are_facts_that_pass_the_gate():
    _, given = given_to("desk-neck")
    chosen = given.named("middle")
    seconds = [move.work_s for move in chosen.moves]
    raws = desk.doses(LIBRARY, chosen, [*seconds[:-1], 0.4], felt="better")
    assert len(raws) == len(chosen.moves) - 1
    for number, raw in enumerate(raws):
        whole = {"id": f"d{number}", "at": "2026-03-12T18:00:00Z", "zone": "UTC", "episode": "knot1", **raw}
        fact = parse(whole, vocabulary_of(LIBRARY), place="dose")
        assert fact.seconds == round(seconds[number])
        assert fact.felt == "better"
        assert fact.region


def test_the_limit_is_said_and_the_evidence_is_verified():
    known, limit, named = desk.evidence(LIBRARY)
    assert "no trial" in limit
    assert "17 of 100" in known
    assert all(LIBRARY.findings[key].verified for key in desk.EVIDENCE)
    assert named.count(";") == len(desk.EVIDENCE) - 1


def test_discomfort_stays_at_the_lowest_limit_of_the_moves():
    _, given = given_to("desk-neck")
    for each in given.sets:
        limits = [move.step.dose.discomfort_max for move in each.moves]
        assert f"above {min(limits)} out of 10" in desk.gentle(LIBRARY, each)


def test_programs_get_the_same_as_plain_values():
    _, given = given_to("desk-neck")
    raw = json.loads(json.dumps(desk.to_raw(LIBRARY, "knot1", given)))
    assert [each["name"] for each in raw["sets"]] == [each.name for each in given.sets]
    assert raw["no"] is None
    assert raw["sets"][0]["moves"][0]["technique"] == given.sets[0].moves[0].step.technique
