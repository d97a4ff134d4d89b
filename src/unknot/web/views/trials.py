"""Experiments of one person on themselves: planning one, its days, and what came out.

The draw stays closed until the end: no page shows more of it than the side of a day that has come. A side is shown and
a result opened by a button, never by looking at a page.
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from typing import Any, cast, get_args
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from unknot.errors import Problem
from unknot.loop import trial_days, trial_designing, trial_documents, trial_words
from unknot.loop.trial_days import Today
from unknot.loop.trial_designing import Candidate
from unknot.loop.trial_events import Folded, Trial, folded
from unknot.loop.trials import TrialResult, ended, result
from unknot.reporting.trial_chart import TrialChartWords, TrialPoint, trial_chart
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


@require_GET
def trials(request: HttpRequest) -> HttpResponse:
    """Every experiment, the one begun last first."""
    visit = Visit(request)
    every = _folded(visit)
    facts = visit.journal.standing()
    rows = []
    for trial in reversed(every.trials):
        end = _ended(visit, trial)
        rows.append(
            {
                "trial": trial,
                "question": trial_words.question(visit.library, trial.protocol),
                "progress": trial_words.progress(visit.library, trial),
                "over": end is not None,
                "verdict": ""
                if end is None or trial.closed is None
                else trial_words.verdict(visit.library, result(visit.library, trial, facts, end)),
            }
        )
    return visit.page(
        "trials.html", nav="knots", rows=rows, can_start=bool(_possible(visit)), left_out=len(every.left_out)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The question, then what an experiment can tell about it, then the start."""
    visit = Visit(request)
    possible = _possible(visit)
    if not possible:
        return visit.go("trials")
    asked = _asked(visit, possible)
    if request.method == "POST" and asked.protocol is not None:
        return _start(visit, asked, asked.protocol)
    return _new_page(visit, asked)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, trial: str) -> HttpResponse:
    """One experiment: its day while it runs, what came out once it is over."""
    visit = Visit(request)
    found = _found(visit, trial)
    if request.method == "POST":
        return _acted(visit, found)
    if found.closed is None:
        return _running_page(visit, found)
    return _result_page(visit, found)


@require_GET
def protocol(request: HttpRequest, trial: str) -> HttpResponse:
    """The protocol, item by item, and the report once it is over; to read or to print."""
    visit = Visit(request)
    found = _found(visit, trial)
    facts = visit.journal.standing()
    end = _ended(visit, found)
    is_open = end is not None and found.closed is not None
    parts = [("protocol", trial_documents.protocol(visit.library, found, facts, locale.day))]
    if is_open and end is not None:
        came_out = result(visit.library, found, facts, end)
        parts.append(("report", trial_documents.report(visit.library, came_out, facts, locale.day)))
    return visit.page(
        "trial_protocol.html",
        nav="knots",
        trial=found,
        question=trial_words.question(visit.library, found.protocol),
        parts=[
            (
                name,
                visit.library.say(f"trial_documents.{name}.title"),
                visit.library.say(f"trial_documents.{name}.lead"),
                sections,
            )
            for name, sections in parts
        ],
        is_open=is_open,
    )


def notice(visit: Visit) -> tuple[str, str] | None:
    """The id of the experiment that the knot of `visit` is in, and one line about today; None where there is none."""
    for trial in _folded(visit).trials:
        if trial.closed is not None or visit.episode not in trial.episodes:
            continue
        now = trial_days.today(visit.library, visit.journal.request(visit.episode), trial)
        if now.unit is not None and now.unit.skipped is None:
            return trial.id, " ".join(trial_words.side(visit.library, trial, now.unit))
        if now.unit is None and now.kept_back in (None, "over", "check_in"):
            return trial.id, visit.library.say(f"trials.notice.{now.kept_back or 'ready'}")
    return None


def _folded(visit: Visit) -> Folded:
    return folded(visit.library, visit.journal.history().trials)


def _found(visit: Visit, id_: str) -> Trial:
    for trial in _folded(visit).trials:
        if trial.id == id_:
            return trial
    raise Http404("there is no such experiment")


def _ended(visit: Visit, trial: Trial) -> Any:
    return ended(visit.library, trial, visit.journal.standing(), visit.journal.now(), visit.journal.zone)


def _possible(visit: Visit) -> dict[str, tuple[Candidate, ...]]:
    """What may be tried, by open knot; knots for which nothing may be are left out."""
    journal = visit.journal
    found = {
        episode: trial_designing.candidates(visit.library, journal.history(episode), journal.advise(episode))
        for episode in journal.open_episodes()
    }
    return {episode: every for episode, every in found.items() if every}


# --- planning one ---------------------------------------------------------------------------------------


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
        weighed = trial_designing.weighed(library, asked.protocol, level=_level(visit, asked.episode))
        refused = (*_refused_here(visit, asked, asked.protocol), *weighed.refused)
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
    running = [trial for trial in _folded(visit).trials if _ended(visit, trial) is None]
    return trial_designing.refused_here(visit.library, plan, asked.episodes, asked.possible, running)


def _start(visit: Visit, asked: Asked, plan: Protocol) -> HttpResponse:
    """The experiment begins, if it is offered and everything was said."""
    say, sent = visit.library.say, visit.request.POST
    came_back = sheet.returned(visit.request, _NEW, None)
    before = () if came_back is None else sheet.sent_before(visit, came_back)
    if before:
        return visit.go("trial", getattr(before[0], "trial", ""))
    weighed = trial_designing.weighed(visit.library, plan, level=_level(visit, asked.episode))
    expectation = whole_number(sent.get("expectation", ""), SCALE[-1])
    errors = dict(asked.errors)
    if came_back is None:
        errors["sheet"] = say("trials.new.too_old")
    if expectation is None:
        errors["expectation"] = say("trials.new.expectation.missing")
    if not sent.get("not_ordered"):
        errors["not_ordered"] = say("trials.new.not_ordered.missing")
    if errors or came_back is None or weighed.refused or _refused_here(visit, asked, plan):
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


def _level(visit: Visit, episode: str) -> float | None:
    rated = [each.pain_now for each in visit.journal.history(episode).check_ins if each.pain_now is not None]
    return rated[-1] if rated else None


def _places(visit: Visit, episode: str) -> tuple[str, ...]:
    return drawings.places(visit.library, visit.journal.history(episode).marks)


# --- while it runs --------------------------------------------------------------------------------------


def _today(visit: Visit, trial: Trial) -> Today:
    open_now = visit.journal.open_episode()
    return trial_days.today(visit.library, visit.journal.request(open_now), trial)


def _acted(visit: Visit, trial: Trial) -> HttpResponse:
    """What a button of the page asks for: a side, a day left out, ratings kept, the end."""
    what = visit.request.POST.get("do", "")
    now = _today(visit, trial)
    say = visit.library.say
    if what == "open" and trial.closed is None:
        end = _ended(visit, trial)
        if end is not None:
            visit.journal.add(trial_days.event(trial, "closed", why=end[0]))
    elif what == "stop" and trial.closed is None:
        end = _ended(visit, trial)
        visit.journal.add(trial_days.event(trial, "closed", why="stopped" if end is None else end[0]))
    elif what == "show" and now.unit is None and now.kept_back is None:
        request = visit.journal.request(now.episode)
        visit.journal.add(trial_days.shown(visit.library, request, trial))
    elif what == "skip" and now.unit is not None and now.unit.skipped is None and trial.closed is None:
        raw = trial_days.event(trial, "skipped", unit=now.unit.number, why="person")
        visit.add(raw, what=say("trials.one.skip.done"))
    elif what == "quiet" and now.unit is not None and trial_days.quiet_asked(trial, now.unit) is not None:
        ratings = [whole_number(visit.request.POST.get(name, ""), SCALE[-1]) for name in ("before", "after")]
        before, after = ratings
        if before is None or after is None:
            return _running_page(visit, trial, {"before": say("trials.quiet.both")})
        raw = trial_days.event(trial, "done", unit=now.unit.number, pain_before=before, pain_after=after)
        visit.add(raw, what=say("trials.quiet.kept"))
    return visit.go("trial", trial.id)


def _running_page(visit: Visit, trial: Trial, errors: dict[str, str] | None = None) -> HttpResponse:
    library, now = visit.library, _today(visit, trial)
    unit = now.unit
    quiet = None if unit is None else trial_days.quiet_asked(trial, unit)
    return visit.page(
        "trial.html",
        status=422 if errors else 200,
        nav="knots",
        trial=trial,
        question=trial_words.question(library, trial.protocol),
        design=library.say(f"trials.design.{trial.protocol.design}"),
        progress=trial_words.progress(library, trial),
        share=len(trial.units),
        started=locale.day(trial.started_on),
        now=now,
        is_over=now.kept_back == "over",
        kept_back=trial_words.kept_back(library, now),
        side=() if unit is None else trial_words.side(library, trial, unit),
        skipped="" if unit is None or unit.skipped is None else library.say(f"trials.one.skipped.{unit.skipped}"),
        does=unit is not None and _does_anything(trial, unit),
        asks_morning=trial.protocol.outcome == "next_morning",
        asks_session=trial.protocol.outcome == "immediate",
        quiet=quiet,
        quiet_minutes=trial_words.quiet_minutes(library, trial.protocol.technique),
        scale=SCALE,
        typed=visit.request.POST.dict(),
        errors=errors or {},
    )


def _does_anything(trial: Trial, unit: Any) -> bool:
    """Whether there is something to do under the unit."""
    return trial.protocol.design == "split_body" or unit.with_it or trial.protocol.against is not None


# --- once it is over ------------------------------------------------------------------------------------


def _result_page(visit: Visit, trial: Trial) -> HttpResponse:
    library = visit.library
    came_out = result(library, trial, visit.journal.standing(), _ended(visit, trial))
    rows = _rows(visit, came_out)
    return visit.page(
        "trial_result.html",
        nav="knots",
        trial=trial,
        question=trial_words.question(library, trial.protocol),
        told=trial_words.told(library, came_out, locale.day),
        chart=chart(visit, came_out),
        rows=rows,
        problems=came_out.verified,
        script=trial_documents.script(trial),
    )


def _values(came_out: TrialResult) -> list[float | None]:
    """What was measured of each unit, in points or days."""
    found = [None if math.isnan(value) else float(value) for value in came_out.observed.outcome]
    if came_out.trial.protocol.outcome == "days_to_gone":
        return [None if value is None else math.exp(value) for value in found]
    return found


def _rows(visit: Visit, came_out: TrialResult) -> list[tuple[int, Any, str, float | None]]:
    trial = came_out.trial
    return [
        (unit.number + 1, unit.on, trial_words.short_side(visit.library, trial, unit), value)
        for unit, value in zip(trial.units, _values(came_out), strict=True)
    ]


def chart(visit: Visit, came_out: TrialResult) -> str:
    """The units as a picture; empty where nothing was measured."""
    trial, say = came_out.trial, visit.library.say
    measured = [value for value in _values(came_out) if value is not None]
    if not measured:
        return ""
    reach = float(max(2, math.ceil(max(abs(value) for value in measured))))
    is_split, outcome = trial.protocol.design == "split_body", trial.protocol.outcome
    bounds = (-reach, reach)
    if outcome == "days_to_gone":
        bounds = (0.0, reach)
    elif outcome == "next_morning" and not is_split:
        bounds = (0.0, _MOST_POINTS)
    above, below = trial_words.side_keys(trial)
    words = TrialChartWords(
        title=say("trials.chart.title" if trial.by_the_day else "trials.chart.title.knots"),
        description=say("trials.chart.description"),
        axis=say(f"trials.chart.axis.{'split' if is_split else outcome}"),
        with_it=say(f"trials.chart.{above}"),
        without=say(f"trials.chart.{below}"),
        missing=say("trials.chart.missing"),
        value=lambda value: locale.points(value).replace("-", "−"),
    )
    points = [
        TrialPoint(unit.number + 1, unit.with_it, value)
        for unit, value in zip(trial.units, _values(came_out), strict=True)
    ]
    return trial_chart(points, words, bounds=bounds)
