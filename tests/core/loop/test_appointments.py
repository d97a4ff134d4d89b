"""What stands in a calendar and when: for people of the scenarios, at every hour of the day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from unknot.content.library import load, vocabulary_of
from unknot.facts import history, parse
from unknot.loop import Request, advise, parse_request
from unknot.loop.appointments import Agenda, Choices, agenda
from unknot.loop.rhythm import rhythm

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LIBRARY = load()
BERLIN = "Europe/Berlin"
TODAY = date(2026, 11, 20)
PRESS = "ball_shoulder_top"


def berlin(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


def asked(name: str, **changes: Any) -> Request:
    raw = json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8"))
    return replace(parse_request(raw, LIBRARY), episode="knot1", **changes)


def at_dawn(name: str = "desk-neck", hour: int = 6) -> Request:
    """The same person, who answered everything before dawn."""
    request = asked(name)
    earlier = request.at - berlin(hour)
    return replace(request, at=berlin(hour), facts=tuple(replace(fact, at=fact.at - earlier) for fact in request.facts))


def later(request: Request, at: datetime, *doses: datetime, technique: str = PRESS) -> Request:
    facts = [
        parse(
            {
                "kind": "dose",
                "id": f"dose {number}",
                "at": each.isoformat(),
                "zone": BERLIN,
                "episode": "knot1",
                "technique": technique,
                "seconds": 90.0,
                "muscle": "upper_trapezius",
                "region": "shoulder_top_l",
            },
            vocabulary_of(LIBRARY),
            place="dose",
        )
        for number, each in enumerate(doses)
    ]
    return replace(request, at=at, facts=(*request.facts, *facts))


def shown(request: Request, **choices: Any) -> Agenda:
    return agenda(LIBRARY, request, Choices(**choices))


def when(found: Agenda, kind: str) -> list[datetime]:
    return [each.start.replace(tzinfo=None) for each in found.appointments if each.kind == kind]


def clock(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


def test_a_session_once_a_day_is_put_in_the_evening() -> None:
    assert when(shown(at_dawn()), "session") == [clock(18)]


def test_named_times_come_before_everything_else() -> None:
    assert when(shown(at_dawn(), at=(time(12, 30), time(7))), "session") == [clock(7)]


def test_a_named_time_that_has_passed_gives_way_to_the_next() -> None:
    request, times = asked("desk-neck"), (time(7), time(19, 45))
    assert when(shown(at_dawn(), at=times), "session") == [clock(7)]
    assert when(shown(request, at=times), "session") == [clock(19, 45)]


def test_a_session_stays_until_it_would_be_over_and_then_there_is_none_any_more_today() -> None:
    request = asked("desk-neck")
    assert when(shown(replace(request, at=berlin(18, 4))), "session") == [clock(18)]
    assert when(shown(replace(request, at=berlin(18, 5))), "session") == []


def test_after_the_session_of_the_day_there_is_no_other() -> None:
    assert when(shown(later(at_dawn(), berlin(9), berlin(8, 30)), at=(time(10), time(12), time(20))), "session") == []


def test_a_session_keeps_its_distance_from_the_one_before() -> None:
    request = at_dawn("piriformis-after-driving")
    plan = advise(request, LIBRARY).plan
    assert plan is not None
    twice = next(step for step in plan.steps if not step.alongside and step.dose.sessions_per_day == 2)
    assert when(shown(request), "session") == [clock(8), clock(18)]
    done = later(request, berlin(7), berlin(6, 45), technique=twice.technique)
    assert when(shown(done), "session") == [clock(18)]


def test_sessions_are_put_at_the_hours_at_which_they_were_usually_done() -> None:
    days = [TODAY - timedelta(days=back) for back in (2, 3, 4, 5)]
    done = [berlin(20, minute, day) for minute, day in zip((7, 10, 3, 12), days, strict=True)]
    assert when(shown(later(at_dawn(), berlin(6), *done)), "plan")[-1] == clock(20, 0, TODAY + timedelta(days=1))


def test_two_days_are_not_called_usual() -> None:
    done = [berlin(21, 0, TODAY - timedelta(days=back)) for back in (1, 2)]
    assert when(shown(later(at_dawn(), berlin(6), *done)), "plan")[-1] == clock(8, 0, TODAY + timedelta(days=1))


def test_tomorrow_is_an_invitation_because_questions_come_first_on_each_day() -> None:
    today = shown(asked("one-week-settling"))
    assert [each.kind for each in today.appointments] == ["session", "plan", "check_in"]
    tomorrow = asked("one-week-settling")
    tomorrow = shown(replace(tomorrow, at=tomorrow.at + timedelta(hours=8)))
    assert [each.kind for each in tomorrow.appointments] == ["plan", "plan", "check_in"]
    assert tomorrow.appointments[0].uid == today.appointments[1].uid


def prefers(request: Request, **preference: Any) -> Request:
    raw = {"kind": "preference", "id": "wish", "at": request.at.isoformat(), "zone": BERLIN, **preference}
    return replace(request, facts=(*request.facts, parse(raw, vocabulary_of(LIBRARY), place="preference")))


def test_the_next_check_in_stands_on_the_day_it_is_wanted_and_at_the_time_that_was_chosen() -> None:
    request = asked("one-week-settling")
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    due_on = rhythm(LIBRARY, held, advise(request, LIBRARY)).due_on
    (whole_day,) = [each for each in shown(request).appointments if each.kind == "check_in"]
    assert (whole_day.start.date(), whole_day.minutes, whole_day.remind) == (due_on, None, None)
    (timed,) = [each for each in shown(prefers(request, remind_at="18:30")).appointments if each.kind == "check_in"]
    assert timed.start.astimezone(ZoneInfo(BERLIN)).time() == time(18, 30)
    assert (timed.start.date(), timed.remind, timed.uid) == (due_on, 0, whole_day.uid)


@pytest.mark.parametrize("wish", [{"remind_at": "never"}, {"quiet": True}], ids=str)
def test_who_wants_no_reminder_finds_no_check_in_in_the_calendar(wish: dict[str, Any]) -> None:
    assert when(shown(prefers(asked("one-week-settling"), **wish)), "check_in") == []


def test_time_at_the_desk_that_a_program_noticed_is_no_answer_to_the_questions_of_the_day() -> None:
    request = asked("one-week-settling")
    at = request.at + timedelta(hours=15)
    sat = {
        "kind": "exposure",
        "id": "sat",
        "at": at.isoformat(),
        "zone": BERLIN,
        "cause": "desk_posture",
        "minutes": 90,
    }
    noticed = parse(sat, vocabulary_of(LIBRARY), place="exposure")
    found = shown(replace(request, at=at, facts=(*request.facts, noticed)))
    assert [each.kind for each in found.appointments] == ["plan", "plan", "check_in"]


def test_who_waits_is_asked_back_on_the_day_the_plan_names_and_that_day_does_not_move_away() -> None:
    request = asked("two-weeks-settling")
    first = shown(request)
    assert [each.kind for each in first.appointments] == ["review"]
    after = shown(replace(request, at=request.at + timedelta(days=2)))
    assert after.appointments[0].start == first.appointments[0].start
    assert after.appointments[0].uid == first.appointments[0].uid


@pytest.mark.parametrize("name", ["no-screening-yet", "fever-and-back-pain", "chest-pressure-not-sure"])
def test_where_nothing_may_be_planned_it_only_asks_to_look_and_not_for_ever(name: str) -> None:
    request = asked(name)
    (only,) = shown(request).appointments
    assert (only.kind, only.minutes) == ("look", None)
    assert shown(replace(request, at=request.at + timedelta(days=30))).appointments == ()


def test_an_emergency_leaves_the_calendar_empty_breaks_included() -> None:
    assert shown(asked("chest-pressure"), breaks=(9, 17)).appointments == ()


def test_without_an_open_knot_there_are_only_breaks() -> None:
    request = replace(asked("desk-neck"), episode=None)
    assert shown(request).appointments == ()
    assert {each.kind for each in shown(request, breaks=(9, 17)).appointments} == {"break"}


def test_somebody_who_never_told_anything_has_an_empty_calendar() -> None:
    request = Request(at=berlin(9), zone=BERLIN, facts=())
    assert shown(request, breaks=(9, 17)).appointments == ()


def test_breaks_come_at_every_full_hour_between_the_hours_of_work_on_working_days() -> None:
    found = shown(asked("desk-neck"), breaks=(9, 13), days=(0, 2))
    breaks = [each for each in found.appointments if each.kind == "break"]
    assert [(each.start.date(), each.start.hour) for each in breaks] == [
        (date(2026, 11, 23), hour) for hour in (10, 11, 12)
    ]
    assert all(each.weekly == (0, 2) and each.until == TODAY + timedelta(days=28) for each in breaks)


def test_a_break_does_not_begin_on_the_day_on_which_its_hour_is_skipped() -> None:
    request = asked("desk-neck", at=datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    request = replace(request, facts=tuple(replace(each, at=each.at - timedelta(days=300)) for each in request.facts))
    found = agenda(LIBRARY, replace(request, episode=None), Choices(breaks=(1, 4), days=(6,)))
    assert [(each.start.date(), each.start.hour) for each in found.appointments] == [
        (date(2026, 4, 5), 2),
        (date(2026, 3, 29), 3),
    ]


def test_a_session_at_a_time_that_is_skipped_is_put_where_the_clocks_go_on() -> None:
    request = asked("desk-neck")
    span = request.at - datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    moved = replace(
        request,
        at=request.at - span,
        facts=tuple(
            replace(each, at=each.at - span, **({"began_on": each.began_on - span} if _begins(each) else {}))
            for each in request.facts
        ),
    )
    found = shown(moved, at=(time(2, 30),))
    assert found.appointments[0].start.isoformat() == "2026-03-29T03:30:00+02:00"


def test_who_has_moved_to_another_zone_has_the_hours_of_that_zone() -> None:
    found = shown(replace(at_dawn(), zone="Asia/Kathmandu"))
    assert [each.start.isoformat()[-14:] for each in found.appointments if each.kind == "session"] == ["18:00:00+05:45"]


def _begins(fact: Any) -> bool:
    return getattr(fact, "began_on", None) is not None
