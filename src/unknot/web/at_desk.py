"""What the companion at the desk asks of the stored facts: how things stand now, and to add how moves felt.

Code              | Meaning
----------------- | ----------------------------------------------------------------
`dose_unknown`    | no session of this id is stored, or it was taken back
`dose_not_recent` | the session is not one of desk moves that was done in the last day
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.urls import NoReverseMatch, reverse

from unknot.errors import InputError, Problem
from unknot.facts import Dose, Fact, history
from unknot.loop import companion
from unknot.loop.showing import DANGER
from unknot.screening.triage import triage
from unknot.web.journal import Journal, correction


def now(journal: Journal) -> dict[str, Any]:
    """The document for the companion: about an open knot for which help comes first, else about the one at hand."""
    at = journal.now()
    asked = journal.request(_alarming(journal) or journal.episode_at_hand(), at)
    held = history(asked.facts, at=at, zone=asked.zone, episode=asked.episode)
    advice = journal.advise(asked.episode, at)
    return companion.now(journal.library, held, advice, _pages_of(asked.episode), _check_in_page(asked.episode))


def _alarming(journal: Journal) -> str | None:
    """The open knot, if there is one, for which help comes before anything else."""
    safety = ((each, triage(journal.library, journal.history(each))) for each in journal.open_episodes())
    return next((each for each, found in safety if found.disposition in DANGER), None)


def _pages_of(episode: str | None) -> companion.Page:
    def page(name: str | None) -> str:
        if name is not None:
            with suppress(NoReverseMatch):  # an id with a slash has no pages of its own
                return reverse("unknot:desk_set", args=(episode, name))
        return reverse("unknot:desk_now")

    return page


def _check_in_page(episode: str | None) -> str:
    with suppress(NoReverseMatch):
        return reverse("unknot:check_in", args=(episode,))
    return reverse("unknot:home")


def say_felt(journal: Journal, doses: Sequence[str], felt: str) -> tuple[Fact, ...]:
    """Each session of desk moves in `doses` (ids) says from now on that it `felt` better, the same or worse.

    The corrections that this took are returned; none for a session that said so before. Raises `InputError` where one
    of them is unknown, older than a day or no desk move; then nothing is stored.
    """
    stored = {fact.id: fact for fact in journal.standing() if isinstance(fact, Dose)}
    recent = {done.id for done in companion.recent_doses(journal.library, stored.values(), journal.now())}
    problems = [
        Problem("dose_not_recent", id_, "this is no desk move of the last day", "name the ids that GET desk answers")
        if id_ in stored
        else Problem("dose_unknown", id_, "no session is called this", "name the ids that GET desk answers")
        for id_ in doses
        if id_ not in recent
    ]
    if problems:
        raise InputError(*problems)
    changed = (stored[id_] for id_ in doses if stored[id_].felt != felt)
    return journal.add(*(correction(done, "said afterwards", felt=felt) for done in changed))
