"""What each operation does. Nothing here judges: the gate, the journal and the one door do.

Code              | Meaning
----------------- | ------------------------------------------------------------
`episode_unknown` | no knot of this id is stored
`fact_unknown`    | no fact of this id is stored
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from unknot.content.library import Library, load, vocabulary_of
from unknot.errors import FactError, InputError, Problem
from unknot.exchange import native
from unknot.exchange.numbers import library_in_use
from unknot.facts import Episode, History, parse_all, to_raw
from unknot.loop import advise as door
from unknot.loop import parse_request
from unknot.loop.advice import record_to_raw
from unknot.loop.desk_day_words import day_document
from unknot.loop.documents import (
    advice_document,
    document,
    explained_document,
    forecast_document,
    plan_document,
    story_document,
)
from unknot.loop.explaining import explained
from unknot.loop.rhythm import rhythm
from unknot.loop.story_so_far import story_so_far
from unknot.web import at_desk, bringing_in, records
from unknot.web.api import bodies, problem
from unknot.web.api.declared import JSON, JSON_LINES
from unknot.web.api.parameters import USUAL_FACTS
from unknot.web.journal import Journal, local_zone

FELT = ("better", "same", "worse")
"""How it may be after moves."""


def answer(data: bytes, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON response."""
    return HttpResponse(data, status=status, content_type=JSON, headers=headers)


def advise(request: HttpRequest, body: Any) -> HttpResponse:  # noqa: ARG001 - every view takes the request
    """The advice for the request in `body`, as `unknot advise` prints it; nothing is stored."""
    library = library_in_use(os.environ)
    return answer(advice_document(door(parse_request(body, library), library)))


def list_facts(
    request: HttpRequest,  # noqa: ARG001
    *,
    episode: str | None = None,
    kind: str | None = None,
    since: datetime | None = None,
    after: str | None = None,
    limit: int = USUAL_FACTS,
) -> HttpResponse:
    """One page of the stored facts by instant and id, and the id behind which the next page begins."""
    found = records.some(limit + 1, after=after, episode=episode, kind=kind, since=since)
    page = found[:limit]
    return answer(document({"facts": page, "next": page[-1]["id"] if len(found) > limit else None}))


def show_fact(request: HttpRequest, fact: str) -> HttpResponse:  # noqa: ARG001
    """One stored fact."""
    raw = records.raw(fact)
    if raw is None:
        raise problem.RefusalError(404, Problem("fact_unknown", "fact", f"no fact is called {fact!r}"))
    return answer(document(raw))


def add_facts(request: HttpRequest, body: Any) -> HttpResponse:  # noqa: ARG001
    """The facts in `body`, one or a list, are stored, all or none; those that are there word for word stay."""
    library = load()
    raws = body if isinstance(body, list) else [body]
    facts, problems = parse_all(raws, vocabulary_of(library), not_after=datetime.now(UTC))
    if problems:
        raise FactError(*problems)
    added = records.append(facts, library.version)
    headers = {}
    if added and not isinstance(body, list):
        headers["Location"] = reverse("api:fact", kwargs={"fact": facts[0].id})
    stored = {"added": added, "known": len(facts) - added, "facts": [to_raw(fact) for fact in facts]}
    return answer(document(stored), 201 if added else 200, **headers)


def list_episodes(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Every knot, the one opened last at the end."""
    journal = _journal()
    return answer(document({"episodes": [_episode(journal, id_) for id_ in journal.episodes()]}))


def show_episode(request: HttpRequest, episode: str) -> HttpResponse:  # noqa: ARG001
    """One knot."""
    return answer(document(_episode(_journal(episode), episode)))


def show_advice(request: HttpRequest, episode: str, at: datetime | None = None) -> HttpResponse:  # noqa: ARG001
    """The advice for one knot from the stored facts; nothing is stored."""
    return answer(advice_document(_journal(episode, at).advise(episode)))


def show_plan(request: HttpRequest, episode: str, at: datetime | None = None) -> HttpResponse:  # noqa: ARG001
    """The plan for one knot with what safety says; nothing is stored."""
    return answer(plan_document(episode, _journal(episode, at).advise(episode)))


def show_forecast(request: HttpRequest, episode: str, at: datetime | None = None) -> HttpResponse:  # noqa: ARG001
    """The forecast for one knot; nothing is stored."""
    return answer(forecast_document(episode, _journal(episode, at).advise(episode)))


def explain_forecast(request: HttpRequest, episode: str, at: datetime | None = None) -> HttpResponse:  # noqa: ARG001
    """What moved the forecast for one knot; nothing is stored."""
    journal = _journal(episode, at)
    asked = journal.request(episode)
    advice = journal.advise(episode, asked.at)
    return answer(explained_document(episode, advice, explained(asked, journal.library, advice)))


def show_story(request: HttpRequest, episode: str, at: datetime | None = None) -> HttpResponse:  # noqa: ARG001
    """The story of one knot so far; nothing is stored."""
    journal = _journal(episode, at)
    told = story_so_far(journal.library, journal.facts, at=journal.now(), zone=journal.zone, episode=episode)
    return answer(story_document(told))


def show_rhythm(request: HttpRequest, episode: str, at: datetime | None = None) -> HttpResponse:  # noqa: ARG001
    """When the next check-in of one knot is wanted."""
    journal = _journal(episode, at)
    found = rhythm(journal.library, journal.history(episode), journal.advise(episode))
    return answer(document({"episode": episode, **record_to_raw(found)}))


def issue_forecast(request: HttpRequest, episode: str) -> HttpResponse:  # noqa: ARG001
    """The forecast for one knot is on record as shown, once a local day."""
    journal = _journal(episode)
    advice = journal.advise(episode)
    journal.forecast_shown(advice, episode)
    return answer(forecast_document(episode, advice))


def show_desk(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What the companion at the desk has to know now."""
    return answer(document(at_desk.now(_journal())))


def show_desk_day(request: HttpRequest, day: date | None = None) -> HttpResponse:  # noqa: ARG001
    """A day at the desk; today if none is named."""
    journal = _journal()
    held = journal.history(journal.episode_at_hand())
    return answer(document(day_document(journal.library, held, day or held.today())))


def say_felt(request: HttpRequest, body: Any) -> HttpResponse:  # noqa: ARG001
    """The desk moves named in `body` say how they felt."""
    said = bodies.fields(body, ("doses", "felt"))
    felt = bodies.one_of(said, "felt", FELT)
    corrections = at_desk.say_felt(_journal(), bodies.texts(said, "doses"), felt)
    return answer(document({"corrections": [to_raw(fact) for fact in corrections]}))


def export(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    """Everything that is stored, as `unknot export` writes it."""
    now = datetime.now(UTC)
    lines = native.stream(records.raws(), content_version=load().version, exported_at=now)
    name = f"unknot-{now:%Y-%m-%d}.jsonl"
    disposition = f'attachment; filename="{quote(name)}"'
    return StreamingHttpResponse(lines, content_type=JSON_LINES, headers={"Content-Disposition": disposition})


def import_(
    request: HttpRequest,  # noqa: ARG001
    body: bytes,
    *,
    keep_good: bool = False,
    dry_run: bool = False,
) -> HttpResponse:
    """The facts of an export are stored, as `unknot import` does it."""
    library = load()
    reading = bringing_in.read(body, library, keep_good=keep_good)
    return answer(document(bringing_in.bring_in(body, reading, library, dry_run=dry_run).to_raw()))


def _journal(episode: str | None = None, at: datetime | None = None) -> Journal:
    """The stored facts as they are now, or were `at` an instant; raises if `episode` is not among them."""
    journal = Journal(library_in_use(os.environ), local_zone(), at)
    known = journal.episodes()
    if episode is not None and episode not in known:
        raise InputError(
            Problem("episode_unknown", "episode", f"no knot is called {episode!r}", "GET /api/v1/episodes lists them")
        )
    return journal


def _episode(journal: Journal, episode: str) -> dict[str, Any]:
    held = journal.history(episode)
    events = [fact for fact in journal.standing() if isinstance(fact, Episode) and fact.episode == episode]
    return {
        "id": episode,
        "began_on": None if held.began_on is None else held.began_on.isoformat(),
        "opened_at": None if held.opened_at is None else held.opened_at.isoformat(),
        "resolved": held.resolved,
        "merged_into": next((fact.into for fact in reversed(events) if fact.event == "merged"), None),
        "regions": [_region(journal.library, held, region) for region in held.marks],
        "last_check_in": to_raw(held.check_ins[-1]) if held.check_ins else None,
    }


def _region(library: Library, held: History, region: str) -> dict[str, Any]:
    return {
        "region": region,
        "label": library.say(f"region.{region}.label"),
        "side": library.regions[region].side,
        "intensity": held.marks[region],
        "depth": held.depths.get(region),
    }
