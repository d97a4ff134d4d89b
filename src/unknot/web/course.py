"""Which page comes next. Nothing but the facts says how far a person has come, so they can stop and go on anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import HttpResponse

from unknot.facts import Answer, CheckIn, Preference, local_day
from unknot.loop.advice import Advice, OpenQuestion
from unknot.loop.interview import open_terms, settled_by_danger, sign_open
from unknot.loop.showing import may_name
from unknot.screening.interview import Screen, next_screen
from unknot.screening.triage import EMERGENCY, triage
from unknot.web import answering, sheet
from unknot.web.visit import Visit

SELF_CARE = ("self_care_ok_with_caution",)
"""Results of the safety questions that leave today's plan as the first thing to look at."""

_MOST_APART = 2
"""So many questions that tell muscles apart are asked on one day."""


def next_page(visit: Visit) -> str:
    """The name of the page on which the knot of this visit goes on: welcome, where, story, signs, safety or result.

    Once the answers ask for a clinician today or at once, nothing more is asked. What the story told of is asked first.
    """
    held = visit.history()
    if held.profile is None:
        return "welcome"
    if visit.episode is None or not held.marks:
        return "where"
    if settled_by_danger(visit.library, held):
        return "result"
    screen = next_screen(visit.library, held)
    if screen is not None and screen.is_about_the_story:
        return "safety"
    if held.began_on is None or intake_open(visit) or _signs_open(visit, "cause", "cue"):
        return "story"
    if _signs_open(visit, "movement", "symptom"):
        return "signs"
    return "result" if screen is None else "safety"


def go_on(visit: Visit) -> HttpResponse:
    """On to the next page."""
    name = next_page(visit)
    return visit.go(name) if name == "welcome" or visit.episode is None else visit.go(name, visit.episode)


def begun_just_now(visit: Visit) -> str | None:
    """The knot opened in this sitting whose questions are still open: who goes back to the map means that one."""
    episode = visit.journal.open_episode()
    its = visit if episode is None else Visit(visit.request, episode)
    opened = its.opened()
    sitting = timedelta(hours=visit.library.number("screening.same_sitting_hours"))
    if opened is None or opened.at < visit.journal.now() - sitting:
        return None
    return episode if next_page(its) in ("story", "signs", "safety") else None


def is_emergency(visit: Visit) -> bool:
    """Whether the answers call for help at once, so that no page but the one that says so may be shown."""
    found = triage(visit.library, visit.history())
    return found.complete and found.disposition == EMERGENCY


def intake(visit: Visit) -> CheckIn | None:
    """The first check-in of the knot, which says how it was at the start."""
    return next(iter(visit.history().check_ins), None)


def intake_open(visit: Visit) -> bool:
    """Whether it is not known yet how much it hurts, now and at worst."""
    given = visit.history().check_ins
    return all(each.pain_now is None for each in given) or all(each.pain_worst is None for each in given)


def may_plan(visit: Visit, advice: Advice) -> bool:
    """Whether there can be a plan at all: not for the young, nor before a clinician has seen what needs one."""
    profile = visit.history().profile
    adult = profile is not None and profile.age_years >= visit.library.number("advice.adult_age")
    return adult and may_name(advice)


def means_part(visit: Visit, advice: Advice) -> str:
    """What is still to be asked before the plan: `tools`, `terms`, `apart`, or "" once nothing is."""
    if means_open(visit):
        return "tools"
    if terms_screen(visit, advice) is not None:
        return "terms"
    return "apart" if apart_question(visit, advice) is not None else ""


def means_open(visit: Visit) -> bool:
    """Whether the person has not said yet what they own or how much time they want to give."""
    held: Preference | None = visit.history().preference
    return held is None or held.tools is None or held.minutes_per_day is None


def terms_screen(visit: Visit, advice: Advice) -> Screen | None:
    """The list of what could free a technique, without what was answered in this sitting."""
    return open_terms(visit.library, advice, _answered_since(visit, visit.journal.now() - answering.sitting(visit)))


def whole_terms_screen(visit: Visit, advice: Advice) -> Screen | None:
    """The same list, with what would be asked next if all of it were denied."""
    since = visit.journal.now() - answering.sitting(visit)
    return open_terms(visit.library, advice, _answered_since(visit, since), visit.journal.request(visit.episode))


def apart_question(visit: Visit, advice: Advice) -> OpenQuestion | None:
    """The question that would tell most about the muscle; None once enough were asked today."""
    asked = [fact for fact in visit.journal.standing() if sheet.name_of(fact) == "apart" and _is_of_today(visit, fact)]
    if len(asked) >= _MOST_APART:
        return None
    known = _answered_today(visit)
    open_ones = (each for each in advice.questions if each.screen == "telling_apart")
    return next((each for each in open_ones if each.id not in known), None)


def _signs_open(visit: Visit, *kinds) -> bool:
    return any(sign_open(visit.library, visit.history(), kind) for kind in kinds)


def _answered_today(visit: Visit) -> frozenset[str]:
    return frozenset(fact.question for fact in _answers(visit) if _is_of_today(visit, fact))


def _answered_since(visit: Visit, since: datetime) -> frozenset[str]:
    return frozenset(fact.question for fact in _answers(visit) if fact.at >= since)


def _answers(visit: Visit) -> Iterator[Answer]:
    for fact in visit.journal.standing():
        if isinstance(fact, Answer) and fact.episode in (None, visit.episode):
            yield fact


def _is_of_today(visit: Visit, fact) -> bool:
    return local_day(fact) == visit.journal.today()
