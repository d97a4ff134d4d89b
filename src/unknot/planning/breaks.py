"""How often to remind somebody at the desk to get up, and which reminders were kept: pure and deterministic.

The aim is one move in `desk.moving_every_min` minutes of sitting. About half of such reminders are kept (`dk-03`), so
twice as many are needed. The share that this person keeps is the mean of a beta distribution that starts there:

    share   = (kept + prior share * prior weight) / (reminders + prior weight)
    minutes = aim * share,   within the least and the most that the catalogue allows for breaks at the desk

where a reminder counts the less the older it is, and less at another part of the day. So reminders grow rarer as they
are kept and more frequent as they are not, but only as long as that can still reach the aim. Below the share at which
`minutes` is the least, more of them would disturb and not move anybody: from there they grow rarer again, up to the
most where none is kept. After several passed over in a row today the next one waits longer, whatever the share. These
two turns are judgements; nobody has tried how people who pass reminders over are best reminded.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from unknot.causes.posture import DESK, shares
from unknot.content.library import Library
from unknot.facts import Dose, History, Prompt, Stretch, stretches
from unknot.facts.kinds import local_day
from unknot.locating.ranking import Candidate
from unknot.planning.desk import is_desk_dose
from unknot.planning.options import likely
from unknot.planning.situation import situation
from unknot.units import days_between

SITTING = (DESK, "prolonged_sitting", "mouse_keyboard")
"""The causes that are sitting at a desk."""
BREAK = "desk_break"
HOURS_PER_DAY = 24.0

Outcome = Literal["kept", "passed_over", "put_off", "open"]
Reason = Literal[
    "first", "kept_most", "kept_half", "kept_less", "kept_few", "passed_over", "quiet", "rest", "settled", "elsewhere"
]


@dataclass(frozen=True, slots=True)
class AnsweredPrompt:
    """What came of one reminder.

    `kept`: moves were done (`doses`) or a stretch of sitting ended (`stretch`) soon after it. `put_off`: "later" was
    chosen, so that the next one stands for it. `open`: there is still time to keep it. Else it was `passed_over`.
    """

    prompt: Prompt
    outcome: Outcome
    doses: tuple[Dose, ...] = ()
    stretch: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """Minutes of sitting from one reminder to the next, and why: codes of `companion.because.<code>`.

    `share` is the share of reminders that is expected to be kept; `passed_over` how many were not, in a row, today.
    """

    minutes: int
    because: tuple[Reason, ...]
    share: float
    passed_over: int


def answered_prompts(library: Library, history: History) -> tuple[AnsweredPrompt, ...]:
    """Every reminder of `history` with what came of it, in order.

    A break keeps the last reminder before it, one and no more. Moves count where they are recorded within
    `desk.kept_within_min` after the reminder. A stretch of sitting ends with the last key that was pressed, and a
    reminder waits for a pause in typing; so a stretch that ended up to `desk.absence_min` before it counts as well.
    """
    within = timedelta(minutes=library.number("desk.kept_within_min"))
    before = timedelta(minutes=library.number("desk.absence_min"))
    instants = [prompt.at for prompt in history.prompts]

    def last(earliest: datetime, latest: datetime) -> Prompt | None:
        place = bisect_right(instants, latest) - 1
        return history.prompts[place] if place >= 0 and instants[place] >= earliest else None

    doses: dict[str, list[Dose]] = {}
    ends: dict[str, Stretch] = {}
    for dose in desk_doses(library, history):
        prompt = last(dose.at - within, dose.at)
        if prompt is not None:
            doses.setdefault(prompt.id, []).append(dose)
    for each in stretches(exposure for exposure in history.exposures if exposure.cause == DESK):
        prompt = last(each.ended - within, each.ended + before) if each.measured else None
        if prompt is not None:
            ends.setdefault(prompt.id, each)

    def answered(prompt: Prompt) -> AnsweredPrompt:
        done, ended = tuple(doses.get(prompt.id, ())), ends.get(prompt.id)
        outcome: Outcome = "passed_over"
        if done or ended is not None:
            outcome = "kept"
        elif prompt.answer == "later":
            outcome = "put_off"
        elif history.at - prompt.at <= within:
            outcome = "open"
        return AnsweredPrompt(prompt, outcome, done, ended)

    return tuple(answered(prompt) for prompt in history.prompts)


def desk_doses(library: Library, history: History) -> tuple[Dose, ...]:
    """The moves for the desk that were done, in order."""
    return tuple(done for done in history.doses if is_desk_dose(library, done))


def interval(library: Library, history: History, candidates: Sequence[Candidate], *, rests: bool = False) -> Interval:
    """How long to sit until the next reminder at `history.at`, for a knot that may lie in `candidates`.

    It is the longest there is where the person wants it quiet, where the plan is to rest (`rests`) and no flare is the
    reason, where the knot is gone, and where sitting does not hold the likely muscles.
    """
    answered = answered_prompts(library, history)
    share, seen = _share(library, history, answered)
    passed_over = _passed_over(history, answered)
    why_long = _why_long(library, history, candidates, rests=rests)
    most = bounds(library)[1]
    if why_long is not None:
        return Interval(round(most), (why_long,), share, passed_over)
    more = passed_over - library.number("desk.passed_over_free")
    longer = max(0.0, more) * library.number("desk.passed_over_adds_min")
    minutes = min(most, _for_share(library, share) + longer)
    because: list[Reason] = [_in_words(library, share, seen)]
    if longer > 0:
        because.append("passed_over")
    return Interval(math.floor(minutes + 0.5), tuple(because), share, passed_over)


def bounds(library: Library) -> tuple[float, float]:
    """The fewest and the most minutes between breaks that the catalogue allows at the desk."""
    limits = {limit.name: limit.value for limit in library.kinds[BREAK].ceilings}
    return limits["every_minutes_min"], limits["every_minutes_max"]


def _share(library: Library, history: History, answered: Sequence[AnsweredPrompt]) -> tuple[float, float]:
    """The share of reminders expected to be kept, and how many reminders speak for it, by their weight."""
    half_life = library.number("desk.prompt_half_life_days")
    same, other = library.number("desk.prompt_same_hours"), library.number("desk.prompt_other_hours_weight")
    now = _hour(history.at, history.zone)
    kept = seen = 0.0
    for each in answered:
        if each.outcome in ("kept", "passed_over"):
            apart = abs(now - _hour(each.prompt.at, each.prompt.zone))
            near = min(apart, HOURS_PER_DAY - apart) <= same
            weight = math.exp2(-days_between(each.prompt.at, history.at) / half_life) * (1.0 if near else other)
            seen += weight
            kept += weight if each.outcome == "kept" else 0.0
    worth = library.number("desk.prompt_kept_weight")
    return (kept + worth * library.number("desk.prompt_kept")) / (seen + worth), seen


def _hour(at: datetime, zone: str) -> float:
    local = at.astimezone(ZoneInfo(zone))
    return local.hour + local.minute / 60.0


def _passed_over(history: History, answered: Sequence[AnsweredPrompt]) -> int:
    """How many of today's reminders were passed over since the last one that was kept."""
    count = 0
    for each in reversed(answered):
        if each.outcome == "kept" or local_day(each.prompt) != history.today():
            break
        count += each.outcome == "passed_over"
    return count


def _for_share(library: Library, share: float) -> float:
    least, most = bounds(library)
    aim = library.number("desk.moving_every_min")
    reached = least / aim
    if share < reached:
        return most - (most - least) * share / reached
    return min(most, aim * share)


def _in_words(library: Library, share: float, seen: float) -> Reason:
    if seen < library.number("desk.prompt_kept_weight"):
        return "first"
    if share < bounds(library)[0] / library.number("desk.moving_every_min"):
        return "kept_few"
    tenths = round(10 * share)
    return "kept_most" if tenths > 5 else "kept_half" if tenths == 5 else "kept_less"


def _why_long(library: Library, history: History, candidates: Sequence[Candidate], *, rests: bool) -> Reason | None:
    now = situation(library, history)
    if history.preference is not None and history.preference.quiet:
        return "quiet"
    if rests and not now.resting:
        return "rest"
    if now.gone:
        return "settled"
    return None if _is_held_by_sitting(library, history, candidates) else "elsewhere"


def _is_held_by_sitting(library: Library, history: History, candidates: Sequence[Candidate]) -> bool:
    """Whether the person names sitting as a cause, or sitting holds enough of the likely muscles; unknown is yes."""
    if any(history.said_yes(f"cause:{cause}") for cause in SITTING):
        return True
    muscles = likely(library, candidates)
    total = sum(each.probability for each in muscles)
    if total <= 0:
        return True
    chances: dict[str, float] = {}
    for each in muscles:
        chances[each.muscle] = chances.get(each.muscle, 0.0) + each.probability / total
    return shares(library, chances, [DESK])[DESK] >= library.number("desk.sitting_holds_least")
