"""One request of a person: their facts, what they add, what can be undone, and the page they get."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from unknot.content.library import Library
from unknot.exchange.numbers import library_in_use
from unknot.facts import Episode, Fact, History
from unknot.loop.advice import Advice
from unknot.loop.wording import review_line
from unknot.reporting.figures import USUAL_TONE, tones
from unknot.web import body_map, locale
from unknot.web.journal import Journal, local_zone

INTERVIEW_STEPS = (
    ("where", "Where"),
    ("story", "Story"),
    ("safety", "Safety"),
    ("result", "Answer"),
    ("plan", "Today"),
)
"""The steps from the first tap to today's plan, as the top of their pages shows them."""

APPEARANCES = ("system", "light", "dark")
BODIES = {
    "neutral": "Neutral",
    "female": "Woman",
    "slim_female": "Woman, slim",
    "heavy_female": "Woman, heavy",
    "older_female": "Woman, older",
    "male": "Man",
    "slim_male": "Man, slim",
    "heavy_male": "Man, heavy",
    "older_male": "Man, older",
}
"""The bodies that can be shown, by id, with their names."""
TONES = tuple(tones())
"""The skin tones that can be shown, from light to dark."""

_LAST = "last"
"""Where the session keeps what was added last: what it was, in words, and the ids of its facts."""


class Visit:
    """The person's journal as this request sees it.

    `episode` is the knot the address names, or the one it has become part of; None where it names none.
    """

    def __init__(self, request: HttpRequest, episode: str | None = None) -> None:
        self.request = request
        self.library: Library = library_in_use(os.environ)
        self.episode = episode
        if episode is not None:
            if episode not in self.journal.episodes():
                raise Http404("there is no such knot")
            self.episode = self.journal.whole_of(episode)

    @cached_property
    def journal(self) -> Journal:
        """The facts as they are stored now."""
        return Journal(self.library, local_zone())

    def history(self) -> History:
        """What holds now about the person and the knot of this visit."""
        return self.journal.history(self.episode)

    def advice(self) -> Advice:
        """The advice for the knot of this visit, now."""
        return self.journal.advise(self.episode)

    def opened(self) -> Episode | None:
        """The fact that opened the knot of this visit."""
        for fact in self.journal.standing():
            if isinstance(fact, Episode) and fact.episode == self.episode and fact.event in ("opened", "split"):
                return fact
        return None

    def add(self, *raws: dict[str, Any], what: str) -> tuple[Fact, ...]:
        """The facts are stored, all or none; the next page offers to undo `what`. Raises `FactError`."""
        facts = self.journal.add(*raws)
        self.can_undo(facts, what)
        return facts

    def about_knot(self, **raw: Any) -> dict[str, Any]:
        """A raw fact of the knot of this visit."""
        return {"episode": self.episode, **raw}

    def can_undo(self, facts: Iterable[Fact], what: str) -> None:
        """The next page says `what` was done and offers to undo `facts`."""
        self.request.session[_LAST] = {"what": what, "facts": [fact.id for fact in facts], "episode": self.episode}

    def undo(self) -> str | None:
        """What was added last no longer holds; returns what it was, or None if there was nothing to undo."""
        last = self.request.session.pop(_LAST, None)
        if last is None:
            return None
        ids = set(last["facts"])
        facts = [fact for fact in self.journal.facts if fact.id in ids]
        self.journal.take_back(facts)
        return str(last["what"]) if facts else None

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """The page, with the knot, the library and what can be undone."""
        last = self.request.session.get(_LAST)
        just_done = None
        if last is not None and not last.get("told"):
            just_done = last["what"]
            self.request.session[_LAST] = {**last, "told": True}
        whole = {
            "looks": self,
            "library": self.library,
            "episode": self.episode,
            "just_done": just_done,
            "undone": self.request.session.pop("undone", None),
            **context,
        }
        return render(self.request, f"unknot/{template}", whole, status=status)

    def go(self, name: str, *arguments: Any) -> HttpResponse:
        """On to the page called `name`, so that reloading it sends nothing again."""
        return HttpResponseRedirect(reverse(f"unknot:{name}", args=arguments), status=303)

    @property
    def body(self) -> str:
        """The figure this person chose to look at; until then one that fits their sex, if they told it."""
        chosen = self.request.session.get("body")
        if chosen in body_map.bodies():
            return str(chosen)
        profile = self.history().profile
        return "neutral" if profile is None or profile.sex is None else profile.sex

    @property
    def tone(self) -> str:
        """The skin tone this person chose to look at."""
        return _tone(self.request)

    def choose_look(self) -> bool:
        """The body or the skin tone that was sent is shown from now on; False if neither was sent."""
        body, tone = self.request.POST.get("body"), self.request.POST.get("tone")
        if body in body_map.bodies():
            self.request.session["body"] = body
        if tone in TONES:
            self.request.session["tone"] = tone
        return body in body_map.bodies() or tone in TONES

    def bodies(self) -> tuple[body_map.Choice, ...]:
        """The bodies to choose from, with their silhouettes."""
        return tuple(
            body_map.Choice(id_, BODIES[id_], id_ == self.body, body_map.silhouette(id_))
            for id_ in BODIES
            if id_ in body_map.bodies()
        )

    def tones(self) -> tuple[body_map.Choice, ...]:
        """The skin tones to choose from."""
        return tuple(
            body_map.Choice(id_, f"Skin tone {place} of {len(TONES)}", id_ == self.tone)
            for place, id_ in enumerate(TONES, 1)
        )

    @property
    def country(self) -> str:
        """The country this person chose, or the one their browser names; empty if neither says one."""
        chosen = self.request.session.get("country")
        if chosen is not None:
            return str(chosen)
        region = locale.region_of(self.request.headers.get("Accept-Language", ""))
        return region if region in locale.countries() else ""

    @property
    def chose_country(self) -> bool:
        """Whether the country is the person's own choice."""
        return self.request.session.get("country") is not None


def _tone(request: HttpRequest) -> str:
    chosen = getattr(request, "session", {}).get("tone")
    return chosen if chosen in TONES else USUAL_TONE


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows (a context processor)."""
    session = getattr(request, "session", {})
    library = library_in_use(os.environ)
    return {
        "appearance": session.get("appearance", "system"),
        "tone_class": body_map.css_class(_tone(request)),
        "interview_steps": INTERVIEW_STEPS,
        "review_line": review_line(library),
        "reviewed": library.reviewed,
    }
