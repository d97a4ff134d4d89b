"""Experiments of one person on themselves: the list of them, their days, and what came out.

The draw stays closed until the end: no page shows more of it than the side of a day that has come. A side is shown and
a result opened by a button, never by looking at a page.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from unknot.loop import trial_days, trial_documents, trial_words
from unknot.loop.trial_days import Today
from unknot.loop.trial_events import Trial, Why
from unknot.loop.trials import TrialResult, result
from unknot.reporting.trial_chart import TrialChartWords, TrialPoint, trial_chart
from unknot.web import locale
from unknot.web.typed import SCALE, whole_number
from unknot.web.views.trial_new import end_of, possible, recorded
from unknot.web.visit import Visit

_MOST_POINTS = 10.0


@require_GET
def trials(request: HttpRequest) -> HttpResponse:
    """Every experiment, the one begun last first."""
    visit = Visit(request)
    every = recorded(visit)
    facts = visit.journal.standing()
    rows = []
    for trial in reversed(every.trials):
        end = end_of(visit, trial)
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
        "trials.html", nav="knots", rows=rows, can_start=bool(possible(visit)), left_out=len(every.left_out)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, trial: str) -> HttpResponse:
    """One experiment: its day while it runs, what came out once it is over."""
    visit = Visit(request)
    found = _found(visit, trial)
    if request.method == "POST":
        return _acted(visit, found)
    end = end_of(visit, found)
    if found.closed is None or end is None:
        return _running_page(visit, found)
    return _result_page(visit, found, end)


@require_GET
def protocol(request: HttpRequest, trial: str) -> HttpResponse:
    """The protocol, item by item, and the report once it is over; to read or to print."""
    visit = Visit(request)
    found = _found(visit, trial)
    facts = visit.journal.standing()
    end = end_of(visit, found)
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
    for trial in recorded(visit).trials:
        if trial.closed is not None or visit.episode not in trial.episodes:
            continue
        now = trial_days.today(visit.library, visit.journal.request(visit.episode), trial)
        if now.unit is not None and now.unit.skipped is None:
            return trial.id, " ".join(trial_words.side(visit.library, trial, now.unit))
        if now.unit is None and now.kept_back in (None, "over", "check_in"):
            return trial.id, visit.library.say(f"trials.notice.{now.kept_back or 'ready'}")
    return None


def _found(visit: Visit, id_: str) -> Trial:
    for trial in recorded(visit).trials:
        if trial.id == id_:
            return trial
    raise Http404("there is no such experiment")


def _today(visit: Visit, trial: Trial) -> Today:
    open_now = visit.journal.open_episode()
    return trial_days.today(visit.library, visit.journal.request(open_now), trial)


def _acted(visit: Visit, trial: Trial) -> HttpResponse:
    """What a button of the page asks for: a side, a day left out, ratings kept, the end."""
    what = visit.request.POST.get("do", "")
    now = _today(visit, trial)
    say = visit.library.say
    if what == "open" and trial.closed is None:
        end = end_of(visit, trial)
        if end is not None:
            visit.journal.add(trial_days.event(trial, "closed", why=end[0]))
    elif what == "stop" and trial.closed is None:
        end = end_of(visit, trial)
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


def _result_page(visit: Visit, trial: Trial, end: tuple[Why, date]) -> HttpResponse:
    library = visit.library
    came_out = result(library, trial, visit.journal.standing(), end)
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
