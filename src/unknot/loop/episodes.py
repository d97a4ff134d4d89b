"""Moves in the life of knots, as raw facts to be added together: split, merge, close, reopen, come back.

Nothing is stored here. A move that cannot be is refused with `InputError`, and so is one that would make the safety
result milder for a place that it touches: no move may be a way around a rule.

Code                    | Meaning
----------------------- | ----------------------------------------------------------------
`knot_unknown`          | there is no such knot
`knot_closed`           | the knot is closed, so this cannot be done with it
`knot_open`             | the knot is still open, so this cannot be done with it
`knot_part_of_another`  | the knot has become part of another one
`knot_same`             | a knot cannot be joined to itself or be itself come back
`knot_exists`           | the new knot's id is taken
`place_not_marked`      | a place that is to be split off is not marked in the knot
`place_none_named`      | no place to split off was named
`place_none_left`       | nothing would be left of the knot
`safety_would_be_lost`  | the move would make a safety result milder
`day_before_knot`       | the day lies before the knot, or before it was reopened
`day_in_future`         | the day lies in the future
`rated_after_day`       | the knot was rated as still there after that day
`recurrence_circle`     | the earlier knot is itself this one come back, or began later
`nothing_to_undo`       | nothing was done with the knot that can be undone
`told_since`            | something was told about the split-off knot since, so the split stays
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.facts import Answer, Correction, Episode, Fact, History, Mark, in_order, to_raw
from unknot.loop.knots_now import KnotsNow, Raw
from unknot.loop.not_milder import Danger, danger, doubts, severer

OPENING = ("opened", "split")
_DAY_ENDS = time(23, 59, 59)
_TOGETHER = timedelta(seconds=1)
"""Facts that were added together lie no further apart."""


@dataclass(frozen=True, slots=True)
class Move:
    """The facts that make a move, to be added together and in this order, and the knot to go on with."""

    raws: tuple[Raw, ...]
    episode: str


def split(
    library: Library,
    facts: Iterable[Fact],
    *,
    at: datetime,
    zone: str,
    episode: str,
    regions: Collection[str],
    new: str,
) -> Move:
    """The marked `regions` of a knot become the knot `new`, with the pain as old as it was.

    What was answered for the old knot about danger stays with it; every answer that stands at yes or not sure holds
    for both from now on. Of the rest nothing is taken over: the new knot is asked afresh, and until then nothing is
    advised for it. Check-ins, techniques and visits stay with the old one.
    """
    knots = KnotsNow(library, tuple(facts), at, zone)
    held = _open(knots, episode)
    known = set(held.marks)
    if not regions:
        raise _refused(knots, Problem("place_none_named", "regions", "episodes.error.place_none_named"))
    if not known.issuperset(regions):
        raise _refused(knots, Problem("place_not_marked", "regions", "episodes.error.place_not_marked"))
    if known == set(regions):
        raise _refused(knots, Problem("place_none_left", "regions", "episodes.error.place_none_left"))
    if new in knots.events():
        raise _refused(knots, Problem("knot_exists", "new", "episodes.error.knot_exists"))
    moved = sorted(regions)
    began = {} if held.began_on is None else {"began_on": held.began_on.isoformat()}
    opening = {"kind": "episode", "episode": new, "event": "split", "out_of": episode, **began}
    taken = [{"kind": "mark", "episode": episode, "region": region, "intensity": 0} for region in moved]
    given = [
        {"kind": "mark", "episode": new, "region": region, "intensity": held.marks[region]}
        | ({"depth": held.depths[region]} if region in held.depths else {})
        for region in moved
    ]
    carried = [_answer(new, question, value) for question, value in doubts(knots.library, held).items()]
    move = Move((opening, *taken, *given, *carried), new)
    before = danger(knots.library, held)
    _keep_danger(knots, move, {episode: before, new: before})
    return move


def merge(library: Library, facts: Iterable[Fact], *, at: datetime, zone: str, episode: str, other: str) -> Move:
    """Two open knots become one: the one opened later becomes part of the one opened first, whichever is named first.

    The pain is as old as the older of the two. A doubt of either knot that the answers of the other would have
    settled stands again, because they were answers about another place.
    """
    knots = KnotsNow(library, tuple(facts), at, zone)
    if episode == other:
        raise _refused(knots, Problem("knot_same", "other", "episodes.error.knot_same"))
    both = (_open(knots, episode), _open(knots, other))
    into, part = sorted(both, key=lambda held: (held.opened_at is None, held.opened_at or held.at, held.episode))
    kept, gone = str(into.episode), str(part.episode)
    events = knots.events()
    parts = [gone, *(id_ for id_, told in events.items() if any(e.event == "merged" and e.into == gone for e in told))]
    raws: list[Raw] = [{"kind": "episode", "episode": id_, "event": "merged", "into": kept} for id_ in parts]
    opening = next((event for event in events[kept] if event.event in OPENING), None)
    if opening is not None:
        raws += _also(
            opening,
            began_on=min((held.began_on for held in both if held.began_on is not None), default=None),
            earlier_episodes=max(held.earlier_episodes for held in both) or None,
        )
    joined = doubts(knots.library, knots.held(kept, knots.told(raws)))
    each = [doubts(knots.library, held) for held in both]
    for question in dict.fromkeys((*each[0], *each[1])):
        wanted = severer(each[0].get(question), each[1].get(question))
        if wanted is not None and severer(joined.get(question), wanted) != joined.get(question):
            raws.append(_answer(kept, question, wanted))
    move = Move(tuple(raws), kept)
    _keep_danger(knots, move, {kept: danger(knots.library, into).with_that_of(danger(knots.library, part))})
    return move


def resolve(
    library: Library, facts: Iterable[Fact], *, at: datetime, zone: str, episode: str, on: date | None = None
) -> Move:
    """The knot is closed now, or was gone on the local day `on`."""
    knots = KnotsNow(library, tuple(facts), at, zone)
    held = _open(knots, episode)
    raw: Raw = {"kind": "episode", "episode": episode, "event": "resolved"}
    if on is None or on == held.today():
        return Move((raw,), episode)
    if on > held.today():
        raise _refused(knots, Problem("day_in_future", "on", "episodes.error.day_in_future"))
    ended = datetime.combine(on, _DAY_ENDS, ZoneInfo(knots.zone))
    last = max((event.at for event in knots.events()[episode]), default=None)
    begun = last if last is not None else held.opened_at
    if (begun is not None and ended <= begun) or (held.began_on is not None and on < held.began_on):
        raise _refused(knots, Problem("day_before_knot", "on", "episodes.error.day_before_knot"))
    gone = knots.library.number("recovery.gone_points")
    if any(each.pain_now is not None and each.pain_now > gone for each in held.check_ins if each.at > ended):
        raise _refused(knots, Problem("rated_after_day", "on", "episodes.error.rated_after_day"))
    return Move(({**raw, "at": ended.isoformat(), "zone": knots.zone},), episode)


def reopen(library: Library, facts: Iterable[Fact], *, at: datetime, zone: str, episode: str) -> Move:
    """The closed knot is open again. What is due is asked anew by the rules, because its answers have aged."""
    knots = KnotsNow(library, tuple(facts), at, zone)
    _closed(knots, episode)
    return Move(({"kind": "episode", "episode": episode, "event": "reopened"},), episode)


def come_back(
    library: Library,
    facts: Iterable[Fact],
    *,
    at: datetime,
    zone: str,
    earlier: str,
    new: str,
    intensity: int,
    began_on: date | None = None,
) -> Move:
    """A closed knot is back: the knot `new` at its places, of pain `intensity` (1-10), since the day `began_on`."""
    knots = KnotsNow(library, tuple(facts), at, zone)
    held = _closed(knots, earlier)
    if new in knots.events():
        raise _refused(knots, Problem("knot_exists", "new", "episodes.error.knot_exists"))
    began = {} if began_on is None else {"began_on": began_on.isoformat()}
    if began_on is not None and began_on > held.today():
        raise _refused(knots, Problem("day_in_future", "began_on", "episodes.error.day_in_future"))
    said = {"recurrence_of": earlier, "earlier_episodes": held.earlier_episodes + 1}
    opening = {"kind": "episode", "episode": new, "event": "opened", **said, **began}
    marks = [
        {"kind": "mark", "episode": new, "region": region, "intensity": intensity} for region in sorted(held.marks)
    ]
    return Move((opening, *marks), new)


def link_recurrence(
    library: Library, facts: Iterable[Fact], *, at: datetime, zone: str, episode: str, earlier: str
) -> Move:
    """The knot is said to be the closed knot `earlier` come back."""
    knots = KnotsNow(library, tuple(facts), at, zone)
    if episode == earlier:
        raise _refused(knots, Problem("knot_same", "earlier", "episodes.error.knot_same"))
    held, before = _known(knots, episode), _closed(knots, earlier)
    events = knots.events()
    opening = next((event for event in events[episode] if event.event in OPENING), None)
    began_first = before.opened_at is not None and held.opened_at is not None and before.opened_at < held.opened_at
    if opening is None or not began_first or episode in _chain(knots, earlier):
        raise _refused(knots, Problem("recurrence_circle", "earlier", "episodes.error.recurrence_circle"))
    count = max(held.earlier_episodes, before.earlier_episodes + 1)
    return Move(tuple(_also(opening, recurrence_of=earlier, earlier_episodes=count)), episode)


def undo(library: Library, facts: Iterable[Fact], *, at: datetime, zone: str, episode: str) -> tuple[Fact, ...]:
    """The facts of the last move of a knot, to be taken back: its split, its merge, its closing or its reopening."""
    knots = KnotsNow(library, tuple(facts), at, zone)
    moves = [event for event in knots.events().get(episode, ()) if event.event != "opened"]
    if not moves:
        raise _refused(knots, Problem("nothing_to_undo", "episode", "episodes.error.nothing_to_undo"))
    last = moves[-1]
    touched = {episode, last.into, last.out_of}
    withdrawn = {fact.supersedes for fact in knots.facts if isinstance(fact, Correction)}
    since = [fact for fact in knots.facts if last.at <= fact.at <= knots.at and fact.id not in withdrawn]
    if last.event == "split" and any(fact.episode == episode and fact.at > last.at + _TOGETHER for fact in since):
        raise _refused(knots, Problem("told_since", "episode", "episodes.error.told_since"))
    alone = last.event in ("resolved", "reopened")
    together = [fact for fact in since if fact.at <= last.at + _TOGETHER and _of_a_move(fact, last, touched)]
    return (last,) if alone else in_order(together)


def _of_a_move(fact: Fact, move: Episode, touched: Collection[str | None]) -> bool:
    if isinstance(fact, Episode):
        return fact.event == move.event and (fact.into, fact.out_of) == (move.into, move.out_of)
    return isinstance(fact, Mark | Answer | Correction) and fact.episode in touched


def _refused(knots: KnotsNow, problem: Problem) -> InputError:
    """The error of `problem`, whose message is still the key of its sentence."""
    return InputError(problem._replace(message=knots.library.say(problem.message)))


def _known(knots: KnotsNow, episode: str) -> History:
    events = knots.events()
    if episode not in events:
        raise _refused(knots, Problem("knot_unknown", "episode", "episodes.error.knot_unknown"))
    if any(event.event == "merged" for event in events[episode]):
        raise _refused(knots, Problem("knot_part_of_another", "episode", "episodes.error.knot_part_of_another"))
    return knots.held(episode)


def _open(knots: KnotsNow, episode: str) -> History:
    held = _known(knots, episode)
    if held.resolved:
        raise _refused(knots, Problem("knot_closed", "episode", "episodes.error.knot_closed"))
    return held


def _closed(knots: KnotsNow, episode: str) -> History:
    held = _known(knots, episode)
    if not held.resolved:
        raise _refused(knots, Problem("knot_open", "episode", "episodes.error.knot_open"))
    return held


def _chain(knots: KnotsNow, episode: str) -> set[str]:
    """The knot and all that it is said to be the return of."""
    seen: set[str] = set()
    here: str | None = episode
    while here is not None and here not in seen:
        seen.add(here)
        here = knots.held(here).recurrence_of
    return seen


def _answer(episode: str, question: str, value: str) -> Raw:
    return {"kind": "answer", "episode": episode, "question": question, "value": value}


def _also(opening: Episode, **said: object) -> list[Raw]:
    """The correction by which `opening` says this too; nothing where it says so already."""
    old = to_raw(opening)
    new = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
    whole = {**old, **{name: value for name, value in new.items() if value is not None}}
    if whole == old:
        return []
    reason = "the knots were joined" if "began_on" in said else "said to be an earlier knot come back"
    correction = {"kind": "correction", "supersedes": opening.id, "reason": reason, "replacement": whole}
    return [{**correction, "episode": opening.episode}]


def _keep_danger(knots: KnotsNow, move: Move, before: Mapping[str, Danger]) -> None:
    """Refuses `move` if a knot of `before` comes out milder than it stands there."""
    told = knots.told(move.raws)
    for episode, known in before.items():
        if danger(knots.library, knots.held(episode, told)).milder_than(known):
            raise _refused(knots, Problem("safety_would_be_lost", "episode", "episodes.error.safety_would_be_lost"))
