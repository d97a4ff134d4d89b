"""What may have brought the knot on: the causes the person named or logged, the likeliest first.

    say(cause)  = named (1) + logged (`logged_weight`, halved every `half_life_days` before the pain), however often;
                  measured time counts from the days with as much of it as a long posture has
    fit(cause)  = `fit_floor` + (1 - `fit_floor`) * sum over muscles that list it of their probability
    story       = `story_factor` for each part of the story that points at this kind of cause
    probability = say * fit * story, divided by its sum over all causes

It orders a list; nobody has measured how many knots any cause brings on. A cause the person ruled out is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unknot.causes.load import before_onset, onset_day, week_rise_pct
from unknot.causes.posture import longest
from unknot.content.library import Library
from unknot.content.records import Cause
from unknot.facts import Exposure, History, Stretch, local_day, stretches

SLEEP = "sleeping_position"
"""The cause that waking up with the pain points at."""


@dataclass(frozen=True, slots=True)
class RankedCause:
    """A cause, its probability among those named or logged, and why it stands there.

    Reasons are `code` or `code:value` with the sentence `cause_reason.<code>`: reported, logged:<minutes>,
    longest_stretch:<ISO date>:<minutes> and hours_held:<hours> of measured time, fits_muscle:<muscle id>,
    new_or_harder, week_rise:<percent>, long_posture, woke_with_it.
    """

    id: str
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PossibleCause:
    """A cause worth asking about: the probability that the muscle behind the pain lists it, and those muscles."""

    id: str
    fit: float
    muscles: tuple[str, ...]


def rank_causes(
    library: Library, history: History, muscle_probabilities: Mapping[str, float]
) -> tuple[RankedCause, ...]:
    """The causes named (`cause:<id>` yes) or logged before the pain, most probable first, ties by id.

    Probabilities sum to 1; empty if nothing was named or logged. `muscle_probabilities` maps muscle ids to the
    probability that this muscle is behind the pain, summing to at most 1.
    """
    logged = before_onset(history, within_days=library.number("causes.window_days"))
    weighed = []
    for cause in library.causes.values():
        said = history.answer(f"cause:{cause.id}")
        exposures = _that_speak(library, [each for each in logged if each.cause == cause.id])
        if said == "no" or (said != "yes" and not exposures):
            continue
        fitting = _fitting(library, cause.id, muscle_probabilities)
        floor = library.number("causes.fit_floor")
        fit = floor + (1.0 - floor) * min(1.0, sum(fitting.values()))
        story = _story(library, history, cause, exposures)
        factor = library.number("causes.story_factor") ** len(story)
        say = float(said == "yes") + _logged_say(library, history, exposures)
        reasons = [
            *(["reported"] if said == "yes" else []),
            *_in_numbers(library, exposures),
            *(f"fits_muscle:{muscle}" for muscle in list(fitting)[:1]),
            *(reason for reason in story if reason != "long_posture" or not _long_stretch(library, exposures)),
        ]
        weighed.append((cause.id, say * fit * factor, tuple(reasons)))
    total = sum(weight for _, weight, _ in weighed)
    ranked = (RankedCause(id_, weight / total, reasons) for id_, weight, reasons in weighed)
    return tuple(sorted(ranked, key=lambda cause: (-cause.probability, cause.id)))


def possible_causes(library: Library, muscle_probabilities: Mapping[str, float]) -> tuple[PossibleCause, ...]:
    """The causes that the likely muscles list, the best fitting first, ties by id: what to ask, not what happened."""
    found = []
    for cause in library.causes:
        fitting = _fitting(library, cause, muscle_probabilities)
        if fitting:
            found.append(PossibleCause(cause, sum(fitting.values()), tuple(fitting)))
    return tuple(sorted(found, key=lambda each: (-each.fit, each.id)))


def _fitting(library: Library, cause: str, chances: Mapping[str, float]) -> dict[str, float]:
    """The muscles that list `cause`, with their probability, the likeliest first."""
    listing = {id_: chance for id_, chance in chances.items() if chance > 0.0 and cause in library.muscles[id_].causes}
    return dict(sorted(listing.items(), key=lambda item: (-item[1], item[0])))


def _that_speak(library: Library, exposures: Sequence[Exposure]) -> list[Exposure]:
    """The exposures without those measured on days when little was measured: nobody chose to write those down."""
    minutes: dict[date, float] = {}
    for each in exposures:
        if each.unbroken is not None:
            minutes[local_day(each)] = minutes.get(local_day(each), 0.0) + each.minutes
    least = library.number("causes.long_posture_minutes")
    return [each for each in exposures if each.unbroken is None or minutes[local_day(each)] >= least]


def _in_numbers(library: Library, exposures: Sequence[Exposure]) -> list[str]:
    """What was logged or measured, as reasons: minutes of a log, dates and hours of what was measured."""
    if not exposures:
        return []
    found = stretches(exposures)
    if all(each.unbroken is None for each in found):
        return [f"logged:{sum(each.minutes for each in exposures):.0f}"]
    reasons = [f"hours_held:{sum(each.minutes for each in found) / 60.0:.0f}"]
    at_most = _long_stretch(library, exposures)
    if at_most is not None:
        reasons.insert(0, f"longest_stretch:{at_most.day.isoformat()}:{at_most.unbroken:.0f}")
    return reasons


def _long_stretch(library: Library, exposures: Sequence[Exposure]) -> Stretch | None:
    """The longest measured stretch, if it was long."""
    at_most = longest(stretches(exposures))
    long = library.number("causes.long_posture_minutes")
    return at_most if at_most is not None and (at_most.unbroken or 0.0) >= long else None


def _logged_say(library: Library, history: History, exposures: list[Exposure]) -> float:
    if not exposures:
        return 0.0
    days = min((onset_day(history) - local_day(each)).days for each in exposures)
    return library.number("causes.logged_weight") * math.exp2(-days / library.number("causes.half_life_days"))


def _story(library: Library, history: History, cause: Cause, exposures: list[Exposure]) -> list[str]:
    """The parts of the story that point at this kind of cause, as reasons."""
    told = []
    if cause.load_points > 0 and history.said_yes("cue:began_within_3_days_of_new_load"):
        told.append("new_or_harder")
    rise = week_rise_pct(history)
    if any(each.rpe for each in exposures) and rise is not None and rise > library.number("profile.week_rise_min_pct"):
        told.append(f"week_rise:{rise:.0f}")
    long = library.number("causes.long_posture_minutes")
    at_a_stretch = (each.minutes if each.unbroken is None else each.unbroken for each in exposures)
    if cause.id in library.postures and (
        history.said_yes("cue:hour_or_more_in_one_position") or any(minutes >= long for minutes in at_a_stretch)
    ):
        told.append("long_posture")
    if cause.id == SLEEP and history.said_yes("cue:crept_on_or_woke_with_it"):
        told.append("woke_with_it")
    return told
