"""In words: how a course compares with what was foreseen, and what the safety rules say now, which always comes first.

The comparison decides on words alone. What to do is decided by the rules of the course, in screening; the words repeat
them and never take anything away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unknot.content.library import Library
from unknot.facts import History
from unknot.loop import telling
from unknot.loop.advice import Statement
from unknot.loop.showing import DANGER
from unknot.loop.story_records import FollowUp, Verdict, VerdictCode
from unknot.recovery.checking import Checked
from unknot.screening.engine import engine_for
from unknot.screening.triage import Triage, triage

CLINICIAN = "see_clinician_soon"
CHANGE = "change_technique_once"


@dataclass(frozen=True, slots=True)
class Compared:
    """The ratings on `days` days, the last of them `span` days after the first forecast, against it.

    `found` is None while it is too early; `fall` is by how many points the ratings came down in all.
    """

    found: Checked | None
    since: date
    days: int
    span: int
    fall: float


def follow_up(library: Library, held: History) -> FollowUp:
    """What the safety rules say about the knot at `held.at`."""
    found = triage(library, held)
    engine = engine_for(library)
    worst = max((engine.rank(each.disposition) for each in found.fired), default=0)
    sees = worst >= engine.rank(CLINICIAN)
    statements = tuple(_statement(library, found, place) for place in range(len(found.fired)))
    return FollowUp(
        disposition=found.disposition,
        complete=found.complete,
        see_clinician=sees,
        text=_asked(library, held, found, sees),
        statements=statements,
    )


def may_show(rules: FollowUp, *, closed: bool) -> bool:
    """Whether safety lets the course be shown: no danger, and no question open that could raise one."""
    return rules.disposition not in DANGER and (rules.complete or closed)


def verdict(library: Library, compared: Compared | None, rules: FollowUp, *, closed: bool, gone: bool) -> Verdict:
    """The comparison as a code and in words, with what the rules say."""
    found = None if compared is None else compared.found
    code = _code(library, compared, gone=gone)
    said = _said(library, code, compared, closed=closed) if may_show(rules, closed=closed) else ""
    return Verdict(
        code=code,
        p_slower=None if found is None else found.p_slower,
        p_faster=None if found is None else found.p_faster,
        p_clearing=None if found is None else found.p_clearing,
        rated_days=0 if compared is None else compared.days,
        text=" ".join(part for part in ((rules.text, said) if rules.see_clinician else (said, rules.text)) if part),
        follow_up=rules,
    )


def _code(library: Library, compared: Compared | None, *, gone: bool) -> VerdictCode:
    if compared is None or compared.found is None:
        return "too_early"
    found, number = compared.found, library.number
    old = compared.span >= number("story.not_before")
    flat = compared.fall < number("story.least_fall")
    unlike = found.p_clearing is not None and found.p_clearing <= number("story.clearing_unlikely")
    if old and flat and unlike and not gone:
        return "not"
    if found.p_slower <= number("story.unlikely"):
        return "slower"
    return "faster" if found.p_faster <= number("story.unlikely") else "as_expected"


def _said(library: Library, code: VerdictCode, compared: Compared | None, *, closed: bool) -> str:
    if compared is None:
        return "" if closed else library.say("story.verdict.no_forecast")
    found, number = compared.found, library.number
    when = "closed" if closed else "verdict"
    if found is None:
        days, span = number("story.ratings_needed"), number("story.days_needed")
        return library.say(f"story.{when}.too_early", days=f"{days:.0f}", span=f"{span:.0f}")
    chances = {"slower": found.p_slower, "faster": found.p_faster, "not": found.p_clearing or 0.0}
    percent = round(100 * chances.get(code, 1.0))
    chance = library.say("story.chance.about", percent=percent) if percent else library.say("story.chance.few")
    day = telling.day_in_words(library, compared.since)
    return library.say(f"story.{when}.{code}", day=day, days=compared.days, chance=chance)


def _statement(library: Library, found: Triage, place: int) -> Statement:
    fired = found.fired[place]
    text = library.say(fired.reason_key)
    if fired.kind == "follow_up":
        text = f"{text} {library.say(f'follow_up.{fired.id}.action')}"
    return Statement(
        code=fired.id,
        text=text,
        sources=fired.sources,
        verified=fired.verified,
        disposition=fired.disposition,
        answer=fired.answer,
        quote=fired.quote or None,
    )


def _asked(library: Library, held: History, found: Triage, sees: bool) -> str:
    """What the rules ask for, in one or two sentences."""
    if sees:
        worst = found.fired[0].disposition
        title = library.say(f"disposition.{worst}.title")
        if held.resolved:
            return library.say("story.follow_up.clinician_closed", title=title)
        return library.say("story.follow_up.clinician", title=title, line=library.say(f"disposition.{worst}.line"))
    if held.resolved:
        return library.say("story.follow_up.closed")
    if not found.complete:
        return library.say("story.follow_up.open")
    if CHANGE in found.effects:
        rule = next(each for each in library.follow_up_rules.values() if CHANGE in each.effects)
        return library.say("story.follow_up.change", action=library.say(f"follow_up.{rule.id}.action"))
    return library.say("story.follow_up.nothing")
