"""Planning an experiment: the question, what an experiment of it can tell, and the start."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, get_args
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from unknot.errors import Problem
from unknot.loop import trial_designing, trial_words
from unknot.loop.trial_designing import Candidate
from unknot.loop.trial_events import Folded, Trial, Why, folded
from unknot.loop.trials import ended
from unknot.trials.design import Design, Outcome, Protocol
from unknot.web import drawings, locale, sheet
from unknot.web.typed import SCALE, whole_number
from unknot.web.visit import Visit

_NEW = "trial"
_MOST_POINTS = 10.0
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page that plans an experiment was asked about: the knots it can be of, and the choice made so far."""

    episode: str
    possible: dict[str, tuple[Candidate, ...]]
    protocol: Protocol | None
    episodes: tuple[str, ...]
    errors: dict[str, str]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The question, then what an experiment can tell about it, then the start."""
    visit = Visit(request)
    offered = possible(visit)
    if not offered:
        return visit.go("trials")
    asked = _asked(visit, offered)
    if request.method == "POST" and asked.protocol is not None:
        return _start(visit, asked, asked.protocol)
    return _new_page(visit, asked)


def recorded(visit: Visit) -> Folded:
    """Every experiment on record."""
    return folded(visit.library, visit.journal.history().trials)


def end_of(visit: Visit, trial: Trial) -> tuple[Why, date] | None:
    """How and on which day the experiment ended; None while it runs."""
    return ended(visit.library, trial, visit.journal.standing(), visit.journal.now(), visit.journal.zone)


def possible(visit: Visit) -> dict[str, tuple[Candidate, ...]]:
    """What may be tried, by open knot; knots for which nothing may be are left out."""
    journal = visit.journal
    found = {
        episode: trial_designing.candidates(visit.library, journal.history(episode), journal.advise(episode))
        for episode in journal.open_episodes()
    }
    return {episode: every for episode, every in found.items() if every}


def _asked(visit: Visit, possible: dict[str, tuple[Candidate, ...]]) -> Asked:
    sent = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    episode = sent.get("knot", "")
    episode = episode if episode in possible else next(iter(possible))
    here = {each.technique for each in possible[episode]}
    technique, against = sent.get("technique", ""), sent.get("against", "") or None
    design, outcome = sent.get("design", ""), sent.get("outcome", "")
    if technique not in here or design not in get_args(Design) or outcome not in get_args(Outcome):
        return Asked(episode, possible, None, (episode,), {})
    if against is not None and against not in here:
        against = None
    errors: dict[str, str] = {}
    chosen = Protocol(
        design=cast(Design, design),
        outcome=cast(Outcome, outcome),
        technique=technique,
        against=against,
        units=_units(visit, cast(Design, design), sent.get("units", ""), errors),
        worthwhile=_worthwhile(visit, cast(Outcome, outcome), sent.get("worthwhile", ""), errors),
    )
    episodes: tuple[str, ...] = (episode,)
    if design == "split_body":
        episodes = trial_designing.matching(possible, technique, against)
    return Asked(episode, possible, chosen, episodes, errors)


def _units(visit: Visit, design: Design, typed: str, errors: dict[str, str]) -> int:
    usual = trial_designing.usual_units(visit.library, design)
    if not typed.strip():
        return usual
    number = whole_number(typed, 999)
    if number is None or number < 1:
        errors["units"] = visit.library.say("trials.new.bad_number")
        return usual
    return number


def _worthwhile(visit: Visit, outcome: Outcome, typed: str, errors: dict[str, str]) -> float:
    usual = trial_designing.usual_worthwhile(visit.library, outcome)
    if not typed.strip():
        return usual
    try:
        number = float(typed.replace(",", ".", 1))
    except ValueError:
        number = math.nan
    if outcome == "days_to_gone":
        number /= _HUNDRED
    if not 0.0 < number < (1.0 if outcome == "days_to_gone" else _MOST_POINTS):
        errors["worthwhile"] = visit.library.say("trials.new.bad_number")
        return usual
    return number


def _new_page(visit: Visit, asked: Asked, errors: dict[str, str] | None = None) -> HttpResponse:
    library = visit.library
    sent = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    problems = errors or asked.errors
    weighed, refused = None, tuple[Problem, ...]()
    if asked.protocol is not None:
        level = trial_designing.last_level(visit.journal.history(asked.episode))
        weighed = trial_designing.weighed(library, asked.protocol, level=level)
        refused = _refused(visit, asked, asked.protocol)
    design = None if asked.protocol is None else asked.protocol.design
    return visit.page(
        "trial_new.html",
        status=422 if problems else 200,
        nav="knots",
        typed=sent.dict(),
        episode=asked.episode,
        knots=[(each, "; ".join(_places(visit, each))) for each in asked.possible],
        candidates=asked.possible[asked.episode],
        outcomes=[(each, library.say(f"trials.outcome.{each}")) for each in get_args(Outcome)],
        designs=[
            (each, library.say(f"trials.design.{each}"), library.say(f"trials.design.{each}.text"))
            for each in get_args(Design)
        ],
        protocol=asked.protocol,
        refused=refused,
        least=None if design is None else trial_designing.usual_units(library, design),
        in_pairs=design is not None and trial_designing.in_pairs(design),
        usual=locale.points(library.number("trials.worthwhile_points")),
        worthwhile=_typed_worthwhile(asked.protocol),
        said=None if asked.protocol is None or weighed is None else _said(visit, asked.protocol, weighed),
        scale=SCALE,
        sheet=sheet.handed_out(visit, _NEW, {}).token(),
        errors=problems,
    )


def _said(visit: Visit, plan: Protocol, weighed: trial_designing.Weighed) -> dict[str, Any]:
    """What the experiment is, can and cannot tell, and asks for, in words."""
    library = visit.library
    return {
        "question": trial_words.question(library, plan),
        "design": library.say(f"trials.design.{plan.design}.text"),
        "takes": trial_words.takes(library, weighed),
        "strength": trial_words.strength(library, weighed),
        "can": trial_words.can(library, plan),
        "cannot": trial_words.cannot(library, plan),
        "burden": trial_words.burden(library, plan),
        "rules": library.lines("trials.new.rules.lines"),
    }


def _typed_worthwhile(plan: Protocol | None) -> str:
    if plan is None:
        return ""
    return f"{_HUNDRED * plan.worthwhile:.0f}" if plan.outcome == "days_to_gone" else locale.points(plan.worthwhile)


def _refused_here(visit: Visit, asked: Asked, plan: Protocol) -> tuple[Problem, ...]:
    running = [trial for trial in recorded(visit).trials if end_of(visit, trial) is None]
    return trial_designing.refused_here(visit.library, plan, asked.episodes, asked.possible, running)


def _refused(visit: Visit, asked: Asked, plan: Protocol) -> tuple[Problem, ...]:
    return (*_refused_here(visit, asked, plan), *trial_designing.not_offered(visit.library, plan))


def _start(visit: Visit, asked: Asked, plan: Protocol) -> HttpResponse:
    """The experiment begins, if it is offered and everything was said."""
    say, sent = visit.library.say, visit.request.POST
    came_back = sheet.returned(visit.request, _NEW, None)
    before = () if came_back is None else sheet.sent_before(visit, came_back)
    if before:
        return visit.go("trial", getattr(before[0], "trial", ""))
    expectation = whole_number(sent.get("expectation", ""), SCALE[-1])
    errors = dict(asked.errors)
    if came_back is None:
        errors["sheet"] = say("trials.new.too_old")
    if expectation is None:
        errors["expectation"] = say("trials.new.expectation.missing")
    if not sent.get("not_ordered"):
        errors["not_ordered"] = say("trials.new.not_ordered.missing")
    if errors or came_back is None or _refused(visit, asked, plan):
        return _new_page(visit, asked, errors)
    own = {each.technique: each for each in asked.possible[asked.episode]}
    raw = trial_designing.designed(
        visit.library,
        uuid4().hex[:12],
        plan,
        asked.episodes,
        seed=secrets.token_hex(32),
        expectation=expectation,
        muscle=own[plan.technique].muscle,
    )
    visit.can_undo(sheet.store(visit, came_back, [raw]), say("trials.new.begun"))
    return visit.go("trial", raw["trial"])


def _places(visit: Visit, episode: str) -> tuple[str, ...]:
    return drawings.places(visit.library, visit.journal.history(episode).marks)
