"""Which course of recovery the story speaks for: sore after doing more, from holding still, both, or care sought.

The rule. Causes the person names and cues of the story give load, posture and care points (content: `causes`, `cues`).

    care_seeker   care points reach `profile.care_points_min`
    exercise      load / (load + posture) at least `exercise_share_min`, pain at most `exercise_age_max_days` old,
                  and not still above `exercise_turns_mixed_pain` on day `exercise_turns_mixed_days` after the load
    desk          the share is at most `desk_share_max`, or no points at all and pain beyond `desk_age_min_days`
    mixed         everything else

A doubt goes to the slower course: an unknown age is never taken for a young one. The points are working judgements
and are not for showing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from unknot.causes.load import before_onset, onset_day, week_rise_pct
from unknot.content.library import Library
from unknot.content.records import Cause, StoryCue
from unknot.facts import History, local_day
from unknot.units import days_between

ProfileId = Literal["exercise", "mixed", "desk", "care_seeker"]
INJURIES = ("whiplash", "fall_blow", "ankle_sprain", "surgery_scar")
"""The causes meant by the cue `injury_or_surgery_cause`."""


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """The profile, the points that led to it, and the cues that hold, in the order of the content."""

    id: ProfileId
    load_points: int
    posture_points: int
    care_points: int
    cues: tuple[str, ...]


def recovery_profile(library: Library, history: History) -> ProfileChoice:
    """The profile the facts speak for by the rule above; `mixed` while nothing is known."""
    computed = _computed(library, history)
    cues = [
        cue
        for cue in library.cues.values()
        if history.said_yes(f"cue:{cue.id}")
        or (cue.fact is not None and history.said_yes(cue.fact))
        or computed.get(cue.id, False)
    ]
    named = [cause for cause in library.causes.values() if history.said_yes(f"cause:{cause.id}")]
    named.sort(key=lambda cause: (-cause.load_points - cause.posture_points, -cause.posture_points, cause.id))
    counted: list[Cause | StoryCue] = [*named[: int(library.number("profile.causes_counted_max"))], *cues]
    load = max(0, sum(each.load_points for each in counted))
    posture = max(0, sum(each.posture_points for each in counted))
    care = sum(cue.care_points for cue in cues)
    return ProfileChoice(
        id=_profile(library, history, load, posture, care),
        load_points=load,
        posture_points=posture,
        care_points=care,
        cues=tuple(cue.id for cue in cues),
    )


def _profile(library: Library, history: History, load: int, posture: int, care: int) -> ProfileId:
    number = library.number
    age = history.days_since_onset()
    if care >= number("profile.care_points_min"):
        return "care_seeker"
    if load + posture == 0:
        return "desk" if age is not None and age > number("profile.desk_age_min_days") else "mixed"
    share = load / (load + posture)
    if share <= number("profile.desk_share_max"):
        return "desk"
    young = age is not None and age <= number("profile.exercise_age_max_days")
    if share >= number("profile.exercise_share_min") and young and not _lingers(library, history):
        return "exercise"
    return "mixed"


def _computed(library: Library, history: History) -> dict[str, bool]:
    """The cues that the facts themselves answer; a cue not named here, or that cannot be told, is only answered."""
    number = library.number
    rise = week_rise_pct(history)
    body_parts = {library.areas[library.regions[region].area].home for region in history.marks}
    return {
        "week_30_percent_above_last": rise is not None and rise > number("profile.week_rise_min_pct"),
        "professional_care_sought": any(visit.episode is not None for visit in history.visits),
        "worst_pain_6_or_more_at_start": _worst_at_start(history) >= number("profile.worst_pain_min"),
        "four_or_more_painful_places": len(body_parts) >= number("profile.painful_places_min"),
        "older_than_14_days_with_earlier_episodes": history.earlier_episodes > 0
        and _age_at_start(history) > number("profile.old_episode_min_days"),
        "injury_or_surgery_cause": any(history.said_yes(f"cause:{cause}") for cause in INJURIES),
    }


def _worst_at_start(history: History) -> float:
    """The higher of the first check-in with a pain score (worst, else now) and of the strongest mark; 0 if neither."""
    reported = (each.pain_now if each.pain_worst is None else each.pain_worst for each in history.check_ins)
    first = next((pain for pain in reported if pain is not None), 0.0)
    return max(first, float(max(history.marks.values(), default=0)))


def _age_at_start(history: History) -> float:
    """Days the pain was old when its episode was opened (when it is not known, until now); 0 without a start."""
    if history.began_on is None:
        return 0.0
    began = datetime.combine(history.began_on, datetime.min.time(), ZoneInfo(history.zone))
    return days_between(began, history.opened_at or history.at)


def _lingers(library: Library, history: History) -> bool:
    """Whether the pain is still there when soreness after load should be over, by the latest score."""
    window = library.number("profile.new_load_window_days")
    loads = [
        local_day(each)
        for each in before_onset(history, within_days=window)
        if library.causes[each.cause].load_points > 0
    ]
    since = (history.today() - max(loads, default=onset_day(history))).days
    scores = [each.pain_worst if each.pain_now is None else each.pain_now for each in history.check_ins]
    latest = next((score for score in reversed(scores) if score is not None), None)
    return (
        since >= library.number("profile.exercise_turns_mixed_days")
        and latest is not None
        and latest > library.number("profile.exercise_turns_mixed_pain")
    )
