"""The report on one knot to hand to a clinician or therapist: what the person entered, and what follows from that.

`report` is a pure function of the request. Where safety comes first it holds what was entered and what the safety check
says, and no muscle, no cause and no forecast. Every figure names the entries it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import unknot
from unknot.content.library import Library
from unknot.facts import (
    Answer,
    Episode,
    Fact,
    Mark,
    Profile,
    ProVisit,
    Story,
    TrialEvent,
    history,
    local_day,
)
from unknot.facts.history import standing
from unknot.loop import naming, report_words, showing
from unknot.loop.door import advise
from unknot.loop.report_course import Known, course, measured, tried, verdict
from unknot.loop.report_entries import Notes, listed
from unknot.loop.report_records import (
    Entry,
    Likely,
    Place,
    Report,
    Safety,
    Said,
)
from unknot.loop.report_trials import trials_said
from unknot.loop.report_words import KEPT_BACK
from unknot.loop.request import Request
from unknot.loop.story_so_far import story_so_far
from unknot.loop.wording import review_line
from unknot.screening.asking import open_flags
from unknot.screening.triage import screen

MEASURE = "pain_now"
_RATED = ("pain_now", "pain_worst", "press_tenderness", "function")
_MOST_MUSCLES = 3
_MOST_CAUSES = 3


def report(library: Library, request: Request, *, since: date | None = None) -> Report:
    """The report on the knot of `request`, at its instant; of the course only what was from the day `since` on.

    The story, the safety check and the background are told whole. Raises as `advise` does.
    """
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    facts = _of_knot(standing(fact for fact in request.facts if fact.at <= request.at), held.episode)
    advice = advise(request, library)
    known = Known(
        library=library,
        held=held,
        advice=advice,
        screening=screen(library, held),
        story=story_so_far(library, request.facts, at=request.at, zone=request.zone, episode=held.episode or ""),
        facts=facts,
        counted=tuple(fact for fact in facts if since is None or local_day(fact) >= since),
        since=since,
        may_name=showing.may_name(advice),
        answers={fact.question: fact for fact in facts if isinstance(fact, Answer)},
    )
    trials = trials_said(library, request.facts, at=request.at, zone=request.zone, episode=held.episode)
    first = Notes()
    _put_together(known, trials, first)
    rows = listed(library, _to_list(known, first.used), first.named, held.today())
    return _put_together(known, trials, Notes(rows), rows.rows)


def _of_knot(held: Iterable[Fact], episode: str | None) -> tuple[Fact, ...]:
    """The facts of the knot, of those merged into it, and of the person."""
    facts = tuple(held)
    merged = {fact.episode for fact in facts if isinstance(fact, Episode) and fact.into == episode}
    ours = {None, episode, *(merged if episode is not None else ())}
    return tuple(fact for fact in facts if fact.episode in ours)


def _to_list(known: Known, used: set[str]) -> tuple[Fact, ...]:
    """The entries from the first day that is reported, and older ones that a figure rests on."""
    listed_ids = used | {fact.id for fact in known.counted}
    return tuple(fact for fact in known.facts if fact.id in listed_ids)


def _put_together(
    known: Known, trials: Sequence[tuple[str, tuple[TrialEvent, ...]]], notes: Notes, rows: tuple[Entry, ...] = ()
) -> Report:
    library, held, say = known.library, known.held, known.words
    local = held.at.astimezone(ZoneInfo(held.zone))
    places = _places(known, notes)
    named = "; ".join(dict.fromkeys(place.name for place in places))
    days = [local_day(fact) for fact in known.facts]
    return Report(
        language=library.language,
        title=say("title", places=named) if named else say("title.nowhere"),
        episode=held.episode or "",
        day=held.today(),
        made_at=local.strftime("%H:%M"),
        zone=held.zone,
        since=known.since,
        person=_person(known, notes),
        safety=_safety(known, notes),
        places=places,
        body="neutral" if held.profile is None or held.profile.sex is None else held.profile.sex,
        since_when=_since_when(known, notes),
        told=_told(known, notes),
        began=_began(known, notes),
        causes=_causes(known),
        muscles=_muscles(known),
        model_note=notes.together(say("note.model"), _modelled(known)) if known.may_name else 0,
        verdict=verdict(known, notes),
        course=course(known, notes),
        tried=tried(known, notes),
        measured=measured(known, notes),
        trials=tuple(Said(text, notes.together(text, events)) for text, events in trials),
        conditions=_conditions(known, notes, ("yes", "not_sure")),
        conditions_denied=_conditions_denied(known, notes),
        visits=_visits(known, notes),
        provenance=(
            say("made", day=known.day(held.today()), time=local.strftime("%H:%M"), zone=held.zone),
            say("made_of", count=len(days), first=known.day(min(days)), last=known.day(max(days)))
            if days
            else say("made_of.nothing"),
            say(
                "versions",
                unknot=unknot.__version__,
                content=library.version,
                parameters=library.parameters_version,
            ),
        ),
        origin=say("origin"),
        review=review_line(library),
        notes=tuple(notes.notes),
        entries=rows,
        entries_counted=sum(row.count for row in rows),
    )


def _person(known: Known, notes: Notes) -> tuple[Said, ...]:
    profiles = [fact for fact in known.facts if isinstance(fact, Profile)]
    if known.held.profile is None:
        return (Said(known.words("person.nothing")),)
    said = ", ".join(report_words.person(known.library, known.held.profile))
    return (notes.said(said, profiles[-1:]),)


def _safety(known: Known, notes: Notes) -> Safety:
    library, advice = known.library, known.advice
    asked = {*library.flags, *library.short_screen}
    given = {id_: fact for id_, fact in known.answers.items() if id_ in asked}
    due = open_flags(known.screening.case)
    denied = [fact for id_, fact in given.items() if fact.value == "no" and id_ not in due and id_ not in KEPT_BACK]
    facts_due = [id_ for id_ in known.screening.triage.open_questions if id_ in library.background_facts]
    unanswered = [id_ for id_ in library.flags if id_ in open_flags(known.screening.case)] + facts_due
    disposition = advice.disposition
    return Safety(
        disposition=disposition,
        complete=known.screening.triage.complete,
        danger=disposition in showing.DANGER,
        title=library.say(f"disposition.{disposition}.title") if disposition else known.words("safety.open"),
        line=_line(known),
        reasons=tuple(
            known.words("private_reason") if reason.code in KEPT_BACK else reason.text
            for reason in showing.reasons(advice)
            if reason.disposition is not None
        ),
        yes=_flags_said(known, notes, given, "yes"),
        not_sure=_flags_said(known, notes, given, "not_sure"),
        unanswered=tuple(report_words.asked(library, id_) for id_ in unanswered if id_ not in KEPT_BACK),
        denied=Said(str(len(denied)), notes.alone(known.words("note.denied"), denied)),
        private=sum(id_ in KEPT_BACK for id_ in known.answers),
    )


def _line(known: Known) -> str:
    """What the check says, as it said it; only that self-care is fine is said of the person and not to them."""
    disposition = known.advice.disposition
    if disposition is None:
        return known.words("safety.open.line")
    if disposition == "self_care_ok_with_caution":
        return known.words(f"safety.{disposition}")
    return known.library.say(f"disposition.{disposition}.line")


def _flags_said(known: Known, notes: Notes, given: Mapping[str, Answer], value: str) -> tuple[Said, ...]:
    return tuple(
        notes.said(report_words.asked(known.library, id_), [fact])
        for id_, fact in given.items()
        if fact.value == value and id_ not in KEPT_BACK
    )


def _places(known: Known, notes: Notes) -> tuple[Place, ...]:
    latest = {fact.region: fact for fact in known.facts if isinstance(fact, Mark)}
    marks = sorted(known.held.marks.items(), key=lambda each: (-each[1], list(known.library.regions).index(each[0])))
    return tuple(
        Place(
            region=region,
            name=naming.region(known.library, region),
            intensity=intensity,
            depth=known.words(f"depth.{known.held.depths[region]}") if region in known.held.depths else "",
            note=notes.alone(naming.region(known.library, region), [latest[region]]),
        )
        for region, intensity in marks
    )


def _since_when(known: Known, notes: Notes) -> tuple[Said, ...]:
    held, say = known.held, known.words
    events = [fact for fact in known.facts if isinstance(fact, Episode)]
    said = []
    if held.began_on is None:
        said.append(Said(say("began_on.nothing")))
    else:
        days = (held.today() - held.began_on).days
        begun = [fact for fact in events if fact.began_on is not None]
        text = say("began_ago", day=known.day(held.began_on), days=days)
        said.append(notes.said(text, begun[-1:]))
    if held.earlier_episodes:
        told = [fact for fact in events if fact.earlier_episodes == held.earlier_episodes]
        said.append(notes.said(say("earlier", count=held.earlier_episodes), told[-1:]))
    if held.recurrence_of is not None:
        linked = [fact for fact in events if fact.recurrence_of is not None]
        said.append(notes.said(say("recurrence"), linked[-1:]))
    if known.story.earlier:
        said.append(Said(say("linked", count=len(known.story.earlier))))
    if known.story.gone_on is not None:
        said.append(Said(say("gone_on", day=known.day(known.story.gone_on))))
    return tuple(said)


def _told(known: Known, notes: Notes) -> tuple[Said, ...]:
    stories = [fact for fact in reversed(known.facts) if isinstance(fact, Story) and fact.text.strip()]
    return tuple(
        Said(fact.text, notes.alone(known.words("note.story", day=known.day(local_day(fact))), [fact]))
        for fact in stories
    )


def _began(known: Known, notes: Notes) -> tuple[Said, ...]:
    ticked = [
        fact
        for question, fact in known.answers.items()
        if question.startswith(("cause:", "cue:")) and fact.value == "yes"
    ]
    return tuple(notes.said(naming.question(known.library, fact.question), [fact]) for fact in ticked)


def _causes(known: Known) -> tuple[Likely, ...]:
    if not known.may_name:
        return ()
    return tuple(Likely(each.cause, each.name, each.probability) for each in known.advice.causes[:_MOST_CAUSES])


def _muscles(known: Known) -> tuple[Likely, ...]:
    if not known.may_name:
        return ()
    return tuple(
        Likely(
            each.muscle,
            f"{each.name}, {known.library.say(f'cli.side.{each.side}')}",
            each.probability,
        )
        for each in known.advice.candidates[:_MOST_MUSCLES]
    )


def _modelled(known: Known) -> list[Fact]:
    """What the model reads of the knot: the drawing, and answers to signs, causes and tests."""
    return [
        fact
        for fact in known.facts
        if isinstance(fact, Mark) or (isinstance(fact, Answer) and ":" in fact.question and fact.episode is not None)
    ]


def _is_condition(known: Known) -> Callable[[str], bool]:
    library = known.library
    return lambda question: (
        (question in library.background_facts or question in library.terms or question.startswith("terms:"))
        and question not in KEPT_BACK
    )


def _conditions(known: Known, notes: Notes, values: tuple[str, ...]) -> tuple[Said, ...]:
    """Medicines, conditions and other background that was answered so: yes before not sure."""
    counts = _is_condition(known)
    found = [fact for question, fact in known.answers.items() if counts(question) and fact.value in values]
    return tuple(
        notes.said(
            known.words(f"condition.{fact.value}", what=report_words.asked(known.library, fact.question)), [fact]
        )
        for fact in sorted(found, key=lambda fact: (values.index(fact.value), fact.question))
    )


def _conditions_denied(known: Known, notes: Notes) -> Said:
    counts = _is_condition(known)
    denied = [fact for question, fact in known.answers.items() if counts(question) and fact.value == "no"]
    return Said(str(len(denied)), notes.alone(known.words("note.conditions_denied"), denied))


def _visits(known: Known, notes: Notes) -> tuple[Said, ...]:
    """The visits, the latest first."""
    return tuple(
        notes.said(f"{known.day(local_day(fact))}: {report_words.visit(known.library, fact)}", [fact])
        for fact in reversed(known.counted)
        if isinstance(fact, ProVisit)
    )
