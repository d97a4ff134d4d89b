"""An advice as a person reads it in the terminal.

Safety decides how much is shown: at `emergency_now` the emergency message alone, at `urgent_same_day` no muscle, no
forecast and no technique.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date

from unknot.cli.country import country_of
from unknot.cli.page import Page
from unknot.content.library import Library
from unknot.facts import History
from unknot.loop import calling, showing
from unknot.loop.advice import Advice, MuscleCandidate, PlannedStep, Statement, TodaysPlan
from unknot.loop.calling import emergency_reasons, what_to_say
from unknot.loop.wording import chance_in_words, review_line, sources, step_name
from unknot.screening.triage import EMERGENCY, URGENT

SHOWN_CANDIDATES = 3
SHOWN_CAUSES = 3
SHOWN_REASONS = 3
SHOWN_WHY = 1
SHOWN_GROUPS = 1
_STYLES = {
    "emergency_now": "bold red",
    "urgent_same_day": "bold red",
    "see_clinician_soon": "bold yellow",
    "self_care_ok_with_caution": "bold green",
}


def show(page: Page, library: Library, advice: Advice, held: History, *, full: bool) -> None:
    """The advice from safety down to what is contested, told to the person of `held`.

    `full` adds how each step is done and every exclusion.
    """
    show_safety(page, library, advice, held)
    if advice.disposition == "emergency_now":
        return
    if not advice.screened:
        page.gap()
        page.say(library.say("cli.advice.unfinished"), "bold")
        return
    if showing.may_name(advice):
        show_candidates(page, library, advice)
        show_causes(page, library, advice)
        show_forecast(page, library, advice, full=full)
        show_plan(page, library, advice, full=full)
        show_exclusions(page, library, advice, everything=full)
    show_notes(page, library, advice)


def show_safety(page: Page, library: Library, advice: Advice, held: History) -> None:
    """The safety result with what to do about it, every reason with where it comes from, and the signs to act on.

    In danger, where nothing else is shown, who has reviewed this stands at the end.
    """
    page.heading(advice.title, _STYLES.get(advice.disposition or "", "bold"))
    if advice.disposition == EMERGENCY:
        _show_emergency(page, library, advice, held)
    else:
        _show_lesser(page, library, advice)
    if advice.disposition in showing.DANGER:
        page.gap()
        page.aside(review_line(library))


def _show_emergency(page: Page, library: Library, advice: Advice, held: History) -> None:
    country = country_of(os.environ)
    here = calling.numbers(library, country)
    if here.ambulance is None:
        page.say(library.say("calling.no_number"), "bold red")
        page.say(library.say("calling.unknown_elsewhere"))
    else:
        page.say(library.say("calling.number", where=_in_country(country), number=here.ambulance), "bold red")
        page.say(library.say("calling.elsewhere"))
        page.aside(library.say("calling.guessed_terminal"))
    page.gap()
    page.say(library.say(f"disposition.{advice.disposition}.line"))
    page.gap()
    page.say(library.say("calling.why"), "bold")
    _show_reasons(page, library, emergency_reasons(advice) or showing.reasons(advice))
    page.gap()
    page.say(library.say("calling.say.heading"), "bold")
    page.bullets(what_to_say(library, held, advice))
    page.gap()
    page.say(library.say("calling.meanwhile"), "bold")
    page.bullets(calling.meanwhile(advice))
    if here.compared:
        page.gap()
        page.aside(here.compared)


def _show_lesser(page: Page, library: Library, advice: Advice) -> None:
    urgent = advice.disposition == URGENT
    if advice.disposition is not None:
        page.say(library.say(f"disposition.{advice.disposition}.line"))
    country = country_of(os.environ)
    here = calling.numbers(library, country)
    if urgent:
        page.gap()
        page.say(library.say("calling.today"), "bold")
        if here.line:
            values = {"where": _in_country(country), "number": here.line, "what": here.line_is}
            page.say(library.say("calling.advice_line", **values))
            page.say(library.say("calling.or_practice"))
        else:
            page.say(library.say("calling.no_advice_line"))
        page.gap()
        page.say(library.say("calling.why"), "bold")
    _show_reasons(page, library, showing.reasons(advice))
    for caution in showing.cautions(advice):
        page.gap()
        intro, lines = showing.listed(caution.text)
        page.say(f"{intro}:" if lines else intro)
        page.bullets(lines)
        if caution.code == calling.RISES and here.ambulance is None:
            page.say(library.say("calling.unknown_elsewhere"))
        elif caution.code == calling.RISES:
            page.say(library.say("calling.rises", where=_in_country(country), number=here.ambulance))
            page.say(library.say("calling.elsewhere"))
    if urgent:
        page.gap()
        page.say(library.say("calling.again"))
        if here.compared:
            page.gap()
            page.aside(here.compared)


def _show_reasons(page: Page, library: Library, reasons: Iterable[Statement]) -> None:
    for reason in reasons:
        page.bullets([reason.text])
        where = sources(library, reason.sources)
        if reason.verified is False:
            page.aside(library.say("advice.source_unconfirmed"), indent=2)
        elif where:
            page.aside(library.say("cli.advice.step.sources", names=where), indent=2)


def show_candidates(page: Page, library: Library, advice: Advice) -> None:
    """The likeliest muscles with their chance in words and percent, and why."""
    if not advice.candidates:
        return
    page.heading(library.say("cli.advice.what.heading"))
    for candidate in advice.candidates[:SHOWN_CANDIDATES]:
        page.say(_named(library, candidate), "bold")
        page.bullets(candidate.why[:SHOWN_WHY], indent=2)
    rest = 1.0 - sum(candidate.probability for candidate in advice.candidates[:SHOWN_CANDIDATES])
    if rest >= 0.01:
        page.say(library.say("cli.advice.what.rest", percent=round(100 * rest)))
    if advice.candidates[0].together_with is not None:
        page.say(advice.candidates[0].together_with)
    for group in advice.not_told_apart[:SHOWN_GROUPS]:
        page.say(f"{group.text} {group.tell_apart}")
    page.aside(library.say("advice.candidates_uncertain"))


def show_causes(page: Page, library: Library, advice: Advice) -> None:
    """What may have brought it on, and why it is named."""
    if not advice.causes:
        return
    page.heading(library.say("cli.advice.cause.heading"))
    for cause in advice.causes[:SHOWN_CAUSES]:
        page.bullets([f"{cause.name}. {' '.join(cause.why[:2])}".strip()])
    page.aside(library.say("causes.not_proof"))


def show_forecast(page: Page, library: Library, advice: Advice, *, full: bool) -> None:
    """When it should be gone, as an interval, and how such forecasts have done; with `full` also what it rests on."""
    if advice.forecasts is None:
        return
    page.heading(library.say("cli.advice.when.heading"))
    page.say(advice.forecasts.text)
    page.aside(advice.forecasts.track_record.text)
    if full:
        page.aside(library.say("forecast.basis"))


def show_plan(page: Page, library: Library, advice: Advice, *, full: bool) -> None:
    """What to do today: each step with dose, reason, grade and limit; with `full` also how, and when to stop."""
    plan = advice.plan
    page.heading(library.say("cli.advice.today.heading") if plan is None else plan.title)
    if plan is None:
        page.say(library.say("cli.advice.no_plan"))
        return
    for line in plan.why:
        page.say(line)
    if plan.steps and plan.minutes >= 1:
        minutes = round(plan.minutes)
        key = "cli.advice.today.minute" if minutes == 1 else "cli.advice.today.minutes"
        page.aside(library.say(key, minutes=minutes))
    for number, step in enumerate(plan.steps, 1):
        page.gap()
        show_step(page, library, step, number, full=full)
    show_care(page, library, plan)
    _show_outlook(page, library, plan, full=full)


def show_care(page: Page, library: Library, plan: TodaysPlan) -> None:
    """What to take care of, each caution once, with the steps it holds for."""
    held = showing.care(plan)
    if held:
        page.gap()
        page.say(library.say("cli.advice.care"), "bold")
    for caution, numbers in held:
        key = "cli.advice.care.steps" if len(numbers) > 1 else "cli.advice.care.step"
        page.bullets([library.say(key, numbers=", ".join(map(str, numbers)), text=caution)])


def show_step(page: Page, library: Library, step: PlannedStep, number: int, *, full: bool) -> None:
    """One step of a plan: dose, reason, grade and limit; with `full` also how it is done and where this comes from."""
    page.say(f"{number}. {step_name(library, step)}", "bold")
    if step.dose.text:
        page.say(library.say("cli.advice.step.how_much", text=step.dose.text), indent=3)
    page.say(library.say("cli.advice.step.why", text=" ".join(step.why)), indent=3)
    page.say(library.say("cli.advice.step.sure", grade=step.grade_text, limit=step.limit), indent=3)
    if not full:
        return
    page.numbered(step.steps, indent=3)
    feel = library.text.get(f"technique.{step.technique}.target")
    if isinstance(feel, str):
        page.say(library.say("cli.advice.step.feel", text=feel), indent=3)
    if step.stop_if:
        page.say(library.say("cli.advice.step.stop"), indent=3)
        page.bullets(step.stop_if, indent=3)
    where = sources(library, step.sources)
    if where:
        page.aside(library.say("cli.advice.step.sources", names=where), indent=3)


def show_exclusions(page: Page, library: Library, advice: Advice, *, everything: bool) -> None:
    """What is not offered, grouped by the reason."""
    grouped = showing.not_offered(library, advice)
    if not grouped:
        return
    page.heading(library.say("cli.advice.not_offered.heading"))
    shown = grouped if everything else grouped[:SHOWN_REASONS]
    for each in shown:
        text = library.say("cli.advice.not_offered.asks") if each.waits else each.text
        page.bullets([f"{'; '.join(each.names)}: {text}"])
    if len(shown) < len(grouped):
        page.aside(library.say("cli.advice.not_offered.more", more=len(grouped) - len(shown)), indent=2)


def show_in_short(page: Page, library: Library, advice: Advice) -> None:
    """The advice in four lines, for the end of a long page."""
    page.heading(library.say("cli.advice.short.heading"))
    rows = [(library.say("cli.advice.short.safe"), advice.title)]
    if advice.candidates:
        rows.append((library.say("cli.advice.short.what"), _named(library, advice.candidates[0])))
    if advice.forecasts is not None:
        rows.append((library.say("cli.advice.short.when"), advice.forecasts.text))
    if advice.plan is not None:
        names = [step.name for step in advice.plan.steps]
        rows.append((library.say("cli.advice.short.today"), "; ".join(names) or advice.plan.title))
    page.pairs(rows, indent=0)


def show_notes(page: Page, library: Library, advice: Advice) -> None:
    """What is contested, and what the advice was made from."""
    left = [note.text for note in showing.notes(advice)]
    if left:
        page.heading(library.say("cli.advice.note.heading"))
        page.bullets(left)
    page.gap()
    page.aside(advice.provenance.text)


def day_name(day: date) -> str:
    """A day as people say it: Thursday 3 December."""
    return f"{day:%A} {day.day} {day:%B}"


def _in_country(country: str) -> str:
    from unknot.web.locale import in_country

    return in_country(country)


def _named(library: Library, candidate: MuscleCandidate) -> str:
    values = {
        "name": candidate.name,
        "words": chance_in_words(library, candidate.probability),
        "percent": round(100 * candidate.probability),
    }
    if candidate.side in ("left", "right"):
        return library.say("cli.advice.what.line", side=library.say(f"cli.side.{candidate.side}"), **values)
    return library.say("cli.advice.what.line_no_side", **values)


def _show_outlook(page: Page, library: Library, plan: TodaysPlan, *, full: bool) -> None:
    page.gap()
    page.say(library.say("cli.advice.review", day=day_name(plan.review_on)))
    if full and plan.runner_up is not None:
        page.say(library.say("cli.advice.runner_up", name=plan.runner_up))
    if full and plan.would_change:
        page.say(library.say("cli.advice.change"))
        page.bullets(plan.would_change)
