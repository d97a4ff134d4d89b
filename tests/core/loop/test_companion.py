"""What the companion at the desk is told: the right move in few words, or none and why; and how often."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from unknot.content.library import load
from unknot.content.records import Technique
from unknot.facts import Dose, Preference, history
from unknot.loop import advise, companion, desk, parse_request
from unknot.loop.companion import LONGEST_TEXT
from unknot.planning.desk import is_desk_move

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = sorted(path.name.removesuffix(".request.json") for path in SCENARIOS.glob("*.request.json"))
LIBRARY = load()
DESK_MOVES = [each for each in LIBRARY.techniques.values() if is_desk_move(LIBRARY, each)]
MOVE = "neck_turns_standing_up"


def path_of(name):
    return "/sets" if name is None else f"/sets/{name}"


@cache
def asked_by(name):
    return parse_request(json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8")), LIBRARY)


def told(name, *facts):
    """The document for somebody in a scenario to whom `facts` happened as well."""
    request = replace(asked_by(name), facts=(*asked_by(name).facts, *facts))
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    return companion.now(LIBRARY, held, advise(request, LIBRARY), path_of, "/check-in")


def moved(*, minutes=5.0, seconds=0.0, name="desk-neck", technique=MOVE, **said):
    """A desk move so long before the moment of asking."""
    request = asked_by(name)
    at = request.at - timedelta(minutes=minutes, seconds=seconds)
    about = {"zone": request.zone, "episode": next(f.episode for f in request.facts if f.episode), "seconds": 26.0}
    return Dose(id=f"moved-{minutes}-{seconds}-{technique}", at=at, technique=technique, **about, **said)


def test_the_document_for_a_stiff_neck_at_the_desk():
    assert told("desk-neck") == {
        "at": "2026-11-20T18:00:00+01:00",
        "zone": "Europe/Berlin",
        "episode": "knot1",
        "no": None,
        "prompts": True,
        "every_minutes": 30,
        "because": [
            "A reminder comes after 30 minutes of sitting.",
            "People at work take about half of such reminders. So they come about twice as often as you need to move.",
        ],
        "title": "Time to get up",
        "text": "Neck turns, 30 seconds, for your upper trapezius.",
        "moves": [{"name": "Neck turns when you stand up", "how_much": "4 times, about 24 s"}],
        "seconds": 30,
        "page": "/sets/short",
        "last_moves": None,
        "check_in": {
            "name": "knot1 2026-11-20",
            "title": "How is it today?",
            "text": "A check-in takes 15 seconds. It is fine to leave it.",
            "page": "/check-in",
        },
    }


def some_days_later(name, days, hour, *facts):
    """The document on a later day at this hour, if nothing but `facts` happened."""
    request = asked_by(name)
    at = (request.at + timedelta(days=days)).replace(hour=hour, minute=0)
    request = replace(request, at=at, facts=(*request.facts, *facts))
    held = history(request.facts, at=at, zone=request.zone, episode="knot1")
    return companion.now(LIBRARY, held, advise(request, LIBRARY), path_of, "/check-in")["check_in"]


def wish(name="desk-neck", **said):
    return Preference(id="wish", at=asked_by(name).at, zone=asked_by(name).zone, **said)


def test_a_check_in_that_is_due_is_reminded_of_from_the_afternoon_on():
    assert some_days_later("desk-neck", 3, 9) is None
    reminded = some_days_later("desk-neck", 3, 17)
    assert (reminded["page"], reminded["title"]) == ("/check-in", "How is it today?")
    assert reminded["name"].startswith("knot1 2026-11-2")


def test_a_check_in_is_reminded_of_at_the_time_that_was_chosen():
    assert some_days_later("desk-neck", 3, 9, wish(remind_at="08:30")) is not None
    assert some_days_later("desk-neck", 3, 17, wish(remind_at="20:00")) is None


@pytest.mark.parametrize("said", [{"remind_at": "never"}, {"quiet": True}], ids=str)
def test_who_wants_no_reminder_gets_none(said):
    assert some_days_later("desk-neck", 6, 17, wish(**said)) is None


@pytest.mark.parametrize("name", NAMES)
def test_the_moves_are_those_of_the_shortest_set_or_there_are_none(name):
    request, said = asked_by(name), told(name)
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    short = desk.offer(LIBRARY, held, advise(request, LIBRARY)).named("short")
    assert [move["name"] for move in said["moves"]] == [] if short is None else [m.step.name for m in short.moves]
    assert (said["no"] is None) == (short is not None)


@pytest.mark.parametrize("name", ["chest-pressure", "swollen-calf"])
def test_where_help_comes_first_there_is_no_reminder_and_no_word_of_moves(name):
    said = told(name)
    assert (said["no"], said["prompts"]) == ("danger", False)
    words = " ".join((said["title"], said["text"], *said["because"])).lower()
    assert not any(word in words for word in ("move", "get up", "shift", "stretch"))


@pytest.mark.parametrize(
    ("name", "no"),
    [("no-screening-yet", "questions"), ("seventeen-years-old", "plan"), ("rest-today-after-a-flare", "rest")],
)
def test_where_no_move_may_be_named_getting_up_or_shifting_is_asked_for(name, no):
    said = told(name)
    assert (said["no"], said["prompts"]) == (no, True)
    assert said["text"] == "Get up for a moment, or shift in your seat. Either one is good."
    assert (said["moves"], said["seconds"], said["page"]) == ([], 0, "/sets")


def test_without_a_knot_the_first_thing_is_to_show_where():
    request = replace(asked_by("desk-neck"), facts=(), episode=None)
    held = history((), at=request.at, zone=request.zone)
    said = companion.now(LIBRARY, held, advise(request, LIBRARY), path_of, "/check-in")
    assert (said["no"], said["episode"], said["page"]) == ("where", None, "/sets")


def test_somebody_who_was_not_asked_yet_hears_nothing_of_muscles():
    assert all("muscle" not in sentence for sentence in told("no-screening-yet")["because"])


def test_who_wants_it_quiet_is_told_why_reminders_are_rare():
    at = asked_by("desk-neck").at - timedelta(minutes=1)
    said = told("desk-neck", Preference(id="quiet", at=at, zone="UTC", quiet=True))
    assert said["every_minutes"] == 60
    assert said["because"][1] == "You asked for few reminders, so they come as seldom as they can."


def test_moves_recorded_together_are_the_last_ones():
    before = moved(minutes=50)
    one, other = moved(minutes=5, seconds=0.5), moved(minutes=5, technique="shoulder_rolls_standing_up")
    last = told("desk-neck", before, one, other)["last_moves"]
    assert last == {"at": other.at.isoformat(), "doses": [one.id, other.id], "felt": None}


def test_how_they_felt_is_told_once_it_was_said():
    assert told("desk-neck", moved(felt="better"))["last_moves"]["felt"] == "better"


def test_moves_that_were_stopped_are_not_asked_about():
    assert told("desk-neck", moved(minutes=40), moved(stopped=True))["last_moves"] is None


def test_moves_of_the_day_before_yesterday_and_other_sessions_are_not_the_last_moves():
    day = 24 * 60.0
    assert told("desk-neck", moved(minutes=day + 1))["last_moves"] is None
    assert told("desk-neck", moved(minutes=day - 1))["last_moves"] is not None
    assert told("desk-neck", moved(technique="ball_shoulder_top"))["last_moves"] is None


@pytest.mark.parametrize("technique", DESK_MOVES, ids=lambda each: each.id)
def test_every_desk_move_has_a_short_name(technique: Technique):
    name = LIBRARY.say(f"desk.called.{technique.id}")
    assert len(name) <= 24
    assert name[0].islower()


def test_no_short_name_is_left_over():
    called = {key.removeprefix("desk.called.") for key in LIBRARY.text if key.startswith("desk.called.")}
    assert called == {each.id for each in DESK_MOVES}


@pytest.mark.parametrize("muscle", LIBRARY.muscles)
def test_there_is_room_for_any_move_with_any_muscle_and_for_any_two_moves(muscle):
    moves = sorted((LIBRARY.say(f"desk.called.{each.id}") for each in DESK_MOVES), key=len)
    name = LIBRARY.say(f"muscle.{muscle}.name")
    two = LIBRARY.say("companion.and", one=moves[-1], other=moves[-2])
    assert len(LIBRARY.say("companion.text", moves=moves[-1], seconds=30, muscle=name)) <= LONGEST_TEXT
    assert len(LIBRARY.say("companion.text_moves", moves=two, seconds=30)) <= LONGEST_TEXT


def test_what_does_not_fit_is_left_out_the_muscle_first():
    request = asked_by("desk-neck")
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    long_name = "muscle with a name that is far too long to stand beside what is to be done now in one short line"
    library = replace(LIBRARY, text={**LIBRARY.text, "muscle.upper_trapezius.name": long_name})
    assert (
        companion.now(library, held, advise(request, library), path_of, "/check-in")["text"]
        == "Neck turns, 30 seconds."
    )
