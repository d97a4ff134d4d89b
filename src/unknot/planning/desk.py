"""Sets of easy moves for standing up from the desk, chosen for the knot: pure, deterministic, and behind the guard.

A set holds moves for the likely muscles first, then for the muscles that work with them or against them, and of these
the ones not done lately first. A longer set holds every move of the shorter ones. Repetitions fill the time and never
pass what the technique and the guard allow; where too few moves are open, a set ends early instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from unknot.content.library import Library
from unknot.content.records import Technique
from unknot.facts import Dose, History
from unknot.facts.kinds import local_day
from unknot.locating.ranking import Candidate
from unknot.planning.counting import as_step
from unknot.planning.families import family, kind_of, place_in_catalogue
from unknot.planning.guard import within_ceilings
from unknot.planning.options import admissible, likely
from unknot.planning.routine import duration_s
from unknot.planning.situation import Situation, situation
from unknot.planning.steps import Step
from unknot.screening.fences import Fences
from unknot.screening.triage import STOP, Triage

LENGTHS = ("short", "middle", "long")
"""The sets there are; each is `desk.<name>_s` seconds long."""

DESK, STANDING = "desk", "standing"
MOVES_THE_NECK = "neck_mobility"

Link = Literal["likely", "chain"]


@dataclass(frozen=True, slots=True)
class DeskMove:
    """One move of a set. It begins `at_s` after the start, with a moment to get ready, and is then worked `work_s`.

    `link` says whether it is for a likely muscle or for one that works with or against `near`.
    """

    step: Step
    link: Link
    near: str
    at_s: float
    work_s: float


@dataclass(frozen=True, slots=True)
class DeskSet:
    """Moves one after the other that take at most `length_s` in all."""

    name: str
    length_s: float
    moves: tuple[DeskMove, ...]
    changeover_s: float

    @property
    def total_s(self) -> float:
        """Seconds from the start to the end of the last move."""
        return sum(self.changeover_s + move.work_s for move in self.moves)


@dataclass(frozen=True, slots=True)
class _Open:
    """A move that may be done now, `stated` times by itself, and between `least` and `most` times in a set.

    `seconds` are those of so many times, from `least` on.
    """

    step: Step
    link: Link
    near: str
    weight: float
    standing: bool
    stated: int
    least: int
    most: int
    seconds: tuple[float, ...]

    def lasting(self, times: int) -> float:
        """Seconds of work if it is done so many times."""
        return self.seconds[times - self.least]


def desk_sets(
    library: Library, history: History, triage: Triage, fences: Fences, candidates: Sequence[Candidate]
) -> tuple[DeskSet, ...]:
    """One set of each length, shortest first; none where nothing may be done or nothing fits."""
    pause = library.number("desk.changeover")
    open_moves = _in_order(library, history, _open_moves(library, history, triage, fences, candidates))
    sets: list[DeskSet] = []
    held: tuple[_Open, ...] = ()
    for name in LENGTHS:
        length = library.number(f"desk.{name}_s")
        held = _joined(open_moves, held, length, pause)
        times = _filled(held, length, pause)
        sets.append(_timed(library, history, DeskSet(name, length, (), pause), held, times))
    return tuple(each for each in sets if each.moves)


def moved_today(library: Library, history: History) -> bool:
    """Whether an easy movement was done today."""
    kinds = (kind_of(library, done.technique) for done in history.doses if local_day(done) == history.today())
    return any(kind is not None and family(kind) == "move" for kind in kinds)


def is_desk_move(library: Library, technique: Technique) -> bool:
    """Whether it is an easy move, counted in repetitions, that needs nothing and can be done at a desk."""
    dose = technique.dose
    counted = dose.repetitions is not None and (dose.pace_s_per_pass is not None or dose.hold_s is not None)
    easy = family(library.kinds[technique.kind]) == "move" and bool(technique.muscles) and not technique.tools
    return counted and easy and DESK in technique.places


def is_desk_dose(library: Library, done: Dose) -> bool:
    """Whether what was done is an easy move for the desk."""
    technique = library.techniques.get(done.technique)
    return technique is not None and is_desk_move(library, technique)


def _open_moves(
    library: Library, history: History, triage: Triage, fences: Fences, candidates: Sequence[Candidate]
) -> tuple[_Open, ...]:
    now = situation(library, history)
    if STOP in triage.effects or now.resting or not candidates:
        return ()
    muscles = likely(library, candidates)
    found = []
    for technique in library.techniques.values():
        if not is_desk_move(library, technique) or _had_enough(library, history, now, technique):
            continue
        aimed = _aimed(library, triage, technique, muscles)
        if aimed is None:
            continue
        target, link, near = aimed
        option, _ = admissible(library, technique, target, triage, fences, now)
        if option is None:
            continue
        standing = STANDING in technique.poses
        counts = 1.0 if standing else library.number("desk.seated_counts")
        step = replace(as_step(library, option), sessions_today=1, alongside=False)
        move = _limited(library, history, step, link, near, target.probability * counts, standing=standing)
        if move is not None:
            found.append(move)
    return tuple(found)


def _had_enough(library: Library, history: History, now: Situation, technique: Technique) -> bool:
    """Whether its sessions of today are used up, or it felt worse or was stopped within the days a change is given."""
    since = timedelta(days=library.number("planning.keep_days"))
    mine = [done for done in history.doses if done.technique == technique.id]
    today = sum(local_day(done) == history.today() for done in mine)
    most = library.number("planning.discomfort_never_above")
    hurt = any(
        history.at - done.at <= since
        and (done.felt == "worse" or done.stopped or (done.discomfort is not None and done.discomfort > most))
        for done in mine
    )
    return hurt or today >= (technique.dose.sessions_per_day or 1) or technique.id in now.flared


def _aimed(
    library: Library, triage: Triage, technique: Technique, muscles: Sequence[Candidate]
) -> tuple[Candidate, Link, str] | None:
    """The muscle it would be done for, with the weight that speaks for it, and the likely muscle this comes from."""
    fitting = [each for each in muscles if each.muscle in technique.muscles]
    if fitting:
        weight = min(1.0, sum(each.probability for each in fitting))
        return replace(fitting[0], probability=weight), "likely", fitting[0].muscle
    if MOVES_THE_NECK in (technique.kind, *library.kinds[technique.kind].fenced_by):
        return None
    reached: dict[str, list[Candidate]] = {}
    for each in muscles:
        own = library.muscles[each.muscle]
        for name in dict.fromkeys((*own.synergists, *own.antagonists)):
            if name in technique.muscles and _was_asked_about(library, triage, name):
                reached.setdefault(name, []).append(each)
    if not reached:
        return None
    muscle = min(reached, key=lambda name: (-sum(each.probability for each in reached[name]), name))
    sources = reached[muscle]
    weight = min(1.0, sum(each.probability for each in sources))
    return Candidate(muscle, sources[0].side, weight, (), (), None), "chain", sources[0].muscle


def _was_asked_about(library: Library, triage: Triage, muscle: str) -> bool:
    """Whether the safety questions were asked for a place where this muscle is."""
    areas = {area for point in library.muscles[muscle].trigger_points for area in point.areas}
    return any(region in triage.screening_regions for area in areas for region in library.areas[area].regions)


def _limited(
    library: Library, history: History, step: Step, link: Link, near: str, weight: float, *, standing: bool
) -> _Open | None:
    """The move with its repetitions between the bounds stated for it, as far as the guard lets it; None if not."""
    stated = step.dose.repetitions or 1
    least, most = (int(bound) for bound in step.dose.bounds.get("repetitions", (stated, stated)))
    inside, _ = within_ceilings(library, history, _repeated(step, max(stated, most)))
    if inside is None or inside.dose.repetitions is None:
        return None
    most = inside.dose.repetitions
    least = min(least, stated, most)
    seconds = tuple(_work_s(library, _repeated(inside, times)) for times in range(least, most + 1))
    return _Open(inside, link, near, weight, standing, min(stated, most), least, most, seconds)


def _in_order(library: Library, history: History, moves: Sequence[_Open]) -> tuple[_Open, ...]:
    """The likely muscles first, within them what was not done lately, then what speaks most for it, then what the
    catalogue names first. A seated move makes way for the same one done standing."""
    standing = [move for move in moves if move.standing]
    chosen = [move for move in moves if move.standing or not any(_is_twin(library, move, each) for each in standing)]
    since = history.at - timedelta(hours=library.number("desk.lately_hours"))
    last: dict[str, datetime] = {}
    for done in history.doses:
        if done.at > since:
            last[done.technique] = max(done.at, last.get(done.technique, done.at))

    def place(move: _Open) -> tuple[bool, float, float, int]:
        name = move.step.technique
        lately = last[name].timestamp() if name in last else 0.0
        return move.link == "chain", lately, -move.weight, place_in_catalogue(library, name)

    return tuple(sorted(chosen, key=place))


def _is_twin(library: Library, seated: _Open, standing: _Open) -> bool:
    """Whether the two are one move, done seated and done standing."""
    one, other = library.techniques[seated.step.technique], library.techniques[standing.step.technique]
    same = one.kind == other.kind and set(one.muscles) == set(other.muscles)
    return same or one.harder == other.id or other.easier == one.id


def _joined(moves: Sequence[_Open], held: Sequence[_Open], length_s: float, pause_s: float) -> tuple[_Open, ...]:
    """`held` and every further move that still fits at its stated repetitions; where these cannot fill the time, also
    moves that fit if all keep to the fewest. The first one may always keep to the fewest."""
    joined = list(held)

    def fits(times: Sequence[int], *more: _Open) -> bool:
        return _total_s([*joined, *more], times, pause_s) <= length_s

    for move in moves:
        stated = [each.stated for each in (*joined, move)] if joined else [move.least]
        if move not in joined and fits(stated, move):
            joined.append(move)
    for move in moves:
        has_room = fits([each.most for each in joined])
        if has_room and move not in joined and fits([each.least for each in (*joined, move)], move):
            joined.append(move)
    return tuple(sorted(joined, key=moves.index))


def _filled(moves: Sequence[_Open], length_s: float, pause_s: float) -> tuple[int, ...]:
    """How often each move is done so that the time is filled, each as near as possible to what is stated for it."""
    times = [move.stated for move in moves]

    def share(n: int) -> float:
        return times[n] / moves[n].stated

    def fits_with_one_more(n: int) -> bool:
        more = [each + (place == n) for place, each in enumerate(times)]
        return more[n] <= moves[n].most and _total_s(moves, more, pause_s) <= length_s

    while _total_s(moves, times, pause_s) > length_s:
        above = [n for n, move in enumerate(moves) if times[n] > move.least]
        times[max(above, key=lambda n: (share(n), n))] -= 1
    while room := [n for n in range(len(moves)) if fits_with_one_more(n)]:
        times[min(room, key=lambda n: (share(n), n))] += 1
    return tuple(times)


def _timed(library: Library, history: History, empty: DeskSet, moves: Sequence[_Open], times: Sequence[int]) -> DeskSet:
    """The set with its moves, each past the guard once more beside those before it."""
    timed: list[DeskMove] = []
    at = 0.0
    for move, often in zip(moves, times, strict=True):
        step = _repeated(move.step, often)
        inside, _ = within_ceilings(library, history, step, planned=[each.step for each in timed])
        if inside is not None:
            work = _work_s(library, inside)
            timed.append(DeskMove(inside, move.link, move.near, at, work))
            at += empty.changeover_s + work
    return replace(empty, moves=tuple(timed))


def _total_s(moves: Sequence[_Open], times: Sequence[int], pause_s: float) -> float:
    return sum(pause_s + move.lasting(often) for move, often in zip(moves, times, strict=True))


def _work_s(library: Library, step: Step) -> float:
    """Seconds of one move as the player times it, without its own time to get ready."""
    return duration_s(library, step) - library.number("planning.get_ready")


def _repeated(step: Step, repetitions: int) -> Step:
    return replace(step, dose=replace(step.dose, repetitions=repetitions, sets=1))
