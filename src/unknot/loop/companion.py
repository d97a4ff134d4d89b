"""What the companion at the desk needs to know now: whether to remind, how often, with which words and moves.

It goes out as one plain document, the same from the server and from the program. Safety decides first, as for the
moves themselves: where help comes first there is no reminder, and where nothing may be offered none names a move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import Dose, History
from unknot.locating.ranking import rank
from unknot.loop import desk
from unknot.loop.advice import Advice
from unknot.loop.desk import Offer, Set
from unknot.loop.rhythm import rhythm
from unknot.planning.breaks import Interval, interval
from unknot.planning.desk import STANDING, is_desk_dose

LONGEST_TEXT = 120
"""So many characters of a notification are sure to be shown."""
SET = "short"
"""The set that a reminder names."""
DANGER, WHERE = "danger", "where"
NO_MOVES = (WHERE, DANGER, "questions", "plan", "rest", "enough", "none")
"""Why no move may be named."""
_NAMES_NO_MUSCLE = (DANGER, WHERE, "questions")


Page = Callable[[str | None], str]
"""The path of the page of the set that is called so; without a name, of all sets or of why there is none."""


def now(library: Library, held: History, advice: Advice, page: Page, check_in: str) -> dict[str, Any]:
    """The document at `held.at`; `advice` is what was advised for the same history, `check_in` the path of that page.

    `prompts` is false where help comes first. `no` says why no move is named; then `moves` is empty and `seconds` 0.
    `last_moves` are the moves recorded last, within a day, as long as none of them was stopped. `check_in` is there
    while one is due and may be reminded of.
    """
    given = desk.offer(library, held, advice)
    no = _why_not(held, given)
    chosen = given.named(SET) if not no else None
    often = _often(library, held, no)
    title, text = _words(library, no, chosen)
    return {
        "at": held.at.isoformat(),
        "zone": held.zone,
        "episode": held.episode,
        "no": no or None,
        "prompts": no != DANGER,
        "every_minutes": often.minutes,
        "because": _because(library, no, often),
        "title": title,
        "text": text,
        "moves": [{"name": each.step.name, "how_much": each.how_much} for each in (chosen.moves if chosen else ())],
        "seconds": _seconds(chosen) if chosen else 0,
        "page": page(chosen.name if chosen else None),
        "last_moves": _last_moves(library, held),
        "check_in": _check_in(library, held, advice, check_in) if no != DANGER else None,
    }


def _check_in(library: Library, held: History, advice: Advice, page: str) -> dict[str, str] | None:
    if held.episode is None:
        return None
    wanted = rhythm(library, held, advice)
    if not (wanted.due and wanted.reminders) or _clock(held) < _remind_from(library, held):
        return None
    return {
        "name": f"{held.episode} {wanted.due_on.isoformat()}",
        "title": library.say("companion.check_in.title"),
        "text": library.say("companion.check_in.text"),
        "page": page,
    }


def _clock(held: History) -> time:
    return held.at.astimezone(ZoneInfo(held.zone)).time()


def _remind_from(library: Library, held: History) -> time:
    wanted = None if held.preference is None else held.preference.remind_at
    return time(int(library.number("calendar.remind_hour"))) if wanted is None else time.fromisoformat(wanted)


def because(library: Library, held: History, given: Offer) -> list[str]:
    """How often to remind and why, in sentences, where these moves are `given` for the same history."""
    no = _why_not(held, given)
    return _because(library, no, _often(library, held, no))


def recent_doses(library: Library, doses: Iterable[Dose], at: datetime) -> tuple[Dose, ...]:
    """Those of `doses` that are moves for the desk and were done in the day up to `at`, in their order.

    Of these, and no others, may still be said afterwards how they felt.
    """
    since = at - timedelta(days=1)
    return tuple(done for done in doses if since < done.at <= at and is_desk_dose(library, done))


def _why_not(held: History, given: Offer) -> str:
    return WHERE if held.episode is None and given.no != DANGER else given.no


def _often(library: Library, held: History, no: str) -> Interval:
    candidates = () if no in _NAMES_NO_MUSCLE else rank(library, held)
    return interval(library, held, candidates, rests=no == "rest")


def _because(library: Library, no: str, often: Interval) -> list[str]:
    if no == DANGER:
        return [library.say("companion.because.danger")]
    every = library.say("companion.because.every", minutes=often.minutes)
    return [every, *(library.say(f"companion.because.{code}", count=often.passed_over) for code in often.because)]


def _words(library: Library, no: str, chosen: Set | None) -> tuple[str, str]:
    if no == DANGER:
        return library.say("companion.title_danger"), library.say("companion.text_danger")
    if chosen is None:
        return library.say("companion.title_no_move"), library.say("companion.text_no_move")
    standing = any(STANDING in library.techniques[move.step.technique].poses for move in chosen.moves)
    return library.say("companion.title" if standing else "companion.title_seated"), _text(library, chosen)


def _text(library: Library, chosen: Set) -> str:
    """The moves, how long and for which muscle; what does not fit is left out, the muscle first, then later moves."""
    names = [library.say(f"desk.called.{move.step.technique}") for move in chosen.moves]
    first = chosen.moves[0]
    with_muscle = "companion.text_partner" if first.is_partner else "companion.text"
    wordings = [
        library.say(key, moves=_joined(library, names[:count]), seconds=_seconds(chosen), muscle=first.near)
        for count in range(len(names), 0, -1)
        for key in (with_muscle, "companion.text_moves")
    ]
    return next((text for text in wordings if len(text) <= LONGEST_TEXT), wordings[-1])


def _joined(library: Library, names: list[str]) -> str:
    listed = ", ".join(names[:-1])
    joined = library.say("companion.and", one=listed, other=names[-1]) if listed else names[-1]
    return joined[:1].upper() + joined[1:]


def _seconds(chosen: Set) -> int:
    """The length the set is called by; where it ends early, that of its moves."""
    return round(chosen.total_s if chosen.note else chosen.length_s)


def _last_moves(library: Library, held: History) -> dict[str, Any] | None:
    """The moves that were recorded last; those of one set are recorded together."""
    together: list[Dose] = []
    apart = timedelta(seconds=library.number("desk.short_s"))
    for done in reversed(recent_doses(library, held.doses, held.at)):
        if together and together[-1].at - done.at >= apart:
            break
        together.append(done)
    if not together or any(done.stopped for done in together):
        return None
    return {
        "at": together[0].at.isoformat(),
        "doses": [done.id for done in reversed(together)],
        "felt": next((done.felt for done in together if done.felt is not None), None),
    }
