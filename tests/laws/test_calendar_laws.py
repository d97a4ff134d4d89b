"""Laws of the calendar: whoever asks and whatever they chose, it holds nothing that safety or the plan keeps back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.scenarios.record import FOLDER
from unknot.content.library import load
from unknot.facts import Answer
from unknot.loop import Request, advise, parse_request
from unknot.loop.advice import record_to_raw
from unknot.loop.appointments import Agenda, Choices, agenda
from unknot.loop.showing import DANGER, may_name

LIBRARY = load()
NAMES = sorted(path.name.removesuffix(".request.json") for path in FOLDER.glob("*.request.json"))
FLAGS = sorted(LIBRARY.flags)
ZONES = ("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/Los_Angeles")
_BODY = (
    *(f"technique.{id_}.name" for id_ in LIBRARY.techniques),
    *(f"muscle.{id_}.name" for id_ in LIBRARY.muscles),
    *(f"region.{id_}.label" for id_ in LIBRARY.regions),
    *(f"cause.{id_}.label" for id_ in LIBRARY.causes),
)
ABOUT_THE_BODY = sorted({LIBRARY.say(key).casefold() for key in _BODY})


@st.composite
def requests(draw: Any) -> Request:
    """Somebody of the scenarios some hours later, perhaps elsewhere, perhaps with one more warning sign."""
    name = draw(st.sampled_from(NAMES))
    asked = parse_request(json.loads((FOLDER / f"{name}.request.json").read_text(encoding="utf-8")), LIBRARY)
    at = asked.at + timedelta(minutes=draw(st.integers(0, 60 * 24 * 12)))
    added = ()
    if draw(st.booleans()):
        flag, value = draw(st.sampled_from(FLAGS)), draw(st.sampled_from(("yes", "not_sure")))
        added = (Answer(id="added", at=asked.at, zone=asked.zone, episode="knot1", question=flag, value=value),)
    zone = draw(st.sampled_from((asked.zone, *ZONES)))
    return replace(asked, at=at, zone=zone, episode="knot1", facts=(*asked.facts, *added))


times = st.lists(st.times().map(lambda each: time(each.hour, each.minute)), max_size=3).map(tuple)
choices = st.builds(
    Choices,
    at=times,
    names=st.booleans(),
    breaks=st.none() | st.just((9, 17)) | st.just((0, 24)),
    days=st.just((0, 1, 2, 3, 4)) | st.just((6,)),
    remind=st.none() | st.integers(0, 240),
)


def kinds(shown: Agenda) -> set[str]:
    return {each.kind for each in shown.appointments}


def said(shown: Agenda) -> str:
    return "\n".join(f"{each.title}\n{each.text}" for each in shown.appointments).casefold()


@given(requests(), choices)
def test_danger_leaves_nothing_to_do_in_the_calendar(request: Request, chosen: Choices) -> None:
    advice, shown = advise(request, LIBRARY), agenda(LIBRARY, request, chosen)
    if advice.disposition == "emergency_now":
        assert shown.appointments == ()
    elif advice.disposition in DANGER:
        assert kinds(shown) <= {"look"}


@given(requests(), choices)
def test_nothing_is_planned_before_the_gate_nor_without_a_plan(request: Request, chosen: Choices) -> None:
    advice, shown = advise(request, LIBRARY), agenda(LIBRARY, request, chosen)
    if not may_name(advice):
        assert kinds(shown) <= {"look", "break"}
    elif advice.plan is None:
        assert kinds(shown) <= {"break"}


@given(requests(), choices)
def test_without_names_no_word_is_about_the_body(request: Request, chosen: Choices) -> None:
    told = said(agenda(LIBRARY, request, replace(chosen, names=False)))
    assert not [name for name in ABOUT_THE_BODY if name in told]


@given(requests(), choices)
def test_with_names_only_steps_of_the_plan_are_named(request: Request, chosen: Choices) -> None:
    advice, shown = advise(request, LIBRARY), agenda(LIBRARY, request, replace(chosen, names=True))
    planned = {step.name for step in advice.plan.steps} if advice.plan else set()
    for each in shown.appointments:
        if each.kind == "session":
            named = each.title.partition(": ")[2].split("; ")
            assert set(named) <= planned
            steps = [step for step in advice.plan.steps if step.name in named] if advice.plan else []
            for step in steps:
                assert step.limit in each.text
                assert all(caution in each.text for caution in step.cautions)
        else:
            assert not [name for name in ABOUT_THE_BODY if name in f"{each.title} {each.text}".casefold()]


@given(requests(), choices)
def test_sessions_are_of_today_and_still_to_come_and_tomorrow_is_only_an_invitation(
    request: Request, chosen: Choices
) -> None:
    shown = agenda(LIBRARY, request, chosen)
    today = request.at.astimezone(ZoneInfo(request.zone)).date()
    assert shown.day == today
    for each in shown.appointments:
        if each.kind == "session":
            assert each.start.date() == today
        if each.kind in ("session", "plan"):
            assert each.start + timedelta(minutes=each.minutes or 0) > request.at
        if each.kind == "plan":
            assert each.start.date() in (today, today + timedelta(days=1))
        assert each.start.tzinfo == ZoneInfo(request.zone)


@given(requests(), choices)
def test_the_same_request_gives_the_same_agenda_and_no_event_twice(request: Request, chosen: Choices) -> None:
    shown = agenda(LIBRARY, request, chosen)
    assert shown == agenda(LIBRARY, replace(request, facts=tuple(reversed(request.facts))), chosen)
    names = [each.uid for each in shown.appointments]
    assert len(set(names)) == len(names)
    json.dumps(record_to_raw(shown))


@given(requests(), choices, st.integers(1, 400))
def test_whole_days_later_everything_is_whole_days_later(request: Request, chosen: Choices, days: int) -> None:
    plain = replace(chosen, breaks=None)
    before, after = (agenda(LIBRARY, _moved(request, timedelta(days=each)), plain) for each in (0, days))
    span = timedelta(days=days)
    assert [(each.kind, each.start + span) for each in before.appointments] == [
        (each.kind, each.start) for each in after.appointments
    ]


def _moved(request: Request, span: timedelta) -> Request:
    """The same story told in UTC and `span` later."""
    facts = tuple(replace(fact, at=fact.at + span, zone="UTC", **_days(fact, span)) for fact in request.facts)
    return replace(request, at=request.at + span, zone="UTC", facts=facts)


def _days(fact: Any, span: timedelta) -> dict[str, date]:
    named = {name: getattr(fact, name, None) for name in ("began_on", "gone_by", "gone_low", "gone_high")}
    return {name: day + span for name, day in named.items() if day is not None}
