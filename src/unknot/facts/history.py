"""What the facts add up to: corrections folded in, one episode picked, everything in order.

`history` is a pure function of the facts; a `History` is never stored.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo

from unknot.facts.kinds import (
    Answer,
    AnswerValue,
    CheckIn,
    Correction,
    Dose,
    Episode,
    Exposure,
    Fact,
    ForecastIssued,
    Mark,
    PainDepth,
    Preference,
    Profile,
    Prompt,
    ProVisit,
    Story,
    TrialEvent,
    in_order,
)
from unknot.units import days_between

AnyFact = TypeVar("AnyFact", bound=Fact)

_OPENING = ("opened", "split")


@dataclass(frozen=True, slots=True)
class Given:
    """One answer and when it was given."""

    value: AnswerValue
    at: datetime


@dataclass(frozen=True, slots=True)
class PastEpisode:
    """Another knot of the same person: when it began, was opened and resolved, and the places marked in it."""

    id: str
    began_on: date | None
    opened_at: datetime | None
    ended_at: datetime | None
    regions: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that holds at `at` about the person and one episode.

    `answers` holds each question's answers in order of time. `marks` maps region to the latest intensity (1-10);
    marks taken away are gone. `depths` says how deep those of them are felt of which it was said.
    `preference` merges all preference facts, later ones winning field by field.
    `ended_at` is when the episode was last resolved, also if it was reopened since. `past` are the other episodes.
    `drawings` are all marks ever made, those taken away or changed later included, in order of time. `trials` are the
    events of every single-person trial, whichever knot they were about. `recurrence_of` is the closed knot that has
    come back in this one, where the person said so.
    """

    at: datetime
    zone: str
    episode: str | None
    began_on: date | None
    opened_at: datetime | None
    resolved: bool
    earlier_episodes: int
    profile: Profile | None
    preference: Preference | None
    marks: Mapping[str, int]
    marked_at: Mapping[str, datetime]
    answers: Mapping[str, tuple[Given, ...]]
    check_ins: tuple[CheckIn, ...]
    doses: tuple[Dose, ...]
    exposures: tuple[Exposure, ...]
    visits: tuple[ProVisit, ...]
    forecasts: tuple[ForecastIssued, ...]
    ended_at: datetime | None = None
    past: tuple[PastEpisode, ...] = ()
    drawings: tuple[Mark, ...] = ()
    stories: tuple[Story, ...] = ()
    depths: Mapping[str, PainDepth] = field(default_factory=lambda: MappingProxyType({}))
    prompts: tuple[Prompt, ...] = ()
    trials: tuple[TrialEvent, ...] = ()
    recurrence_of: str | None = None

    def answer(self, question: str) -> AnswerValue | None:
        """The latest answer to `question`, or None if it was never answered."""
        given = self.answers.get(question)
        return given[-1].value if given else None

    def said_yes(self, question: str) -> bool:
        """Whether the latest answer is a plain yes."""
        return self.answer(question) == "yes"

    def today(self) -> date:
        """The local calendar day of `at`."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()

    def days_since_onset(self) -> float | None:
        """Days from the start of the pain (midnight, local) to `at`; None if the start is not known."""
        if self.began_on is None:
            return None
        zone = ZoneInfo(self.zone)
        start = datetime(self.began_on.year, self.began_on.month, self.began_on.day, tzinfo=zone)
        return days_between(start, self.at)


def standing(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that still stand once every correction is applied, in order. Corrections themselves fall away.

    Of several corrections of one fact the latest counts. A correction that is itself superseded never happened. One
    that names a fact not given here changes nothing.
    """
    return _standing_of(in_order(facts))


def _standing_of(ordered: tuple[Fact, ...]) -> tuple[Fact, ...]:
    undone: set[str] = set()
    latest: dict[str, Correction] = {}
    for correction in reversed(ordered):
        if isinstance(correction, Correction) and correction.id not in undone:
            undone.add(correction.supersedes)
            latest.setdefault(correction.supersedes, correction)
    kept = [fact for fact in ordered if fact.id not in undone and not isinstance(fact, Correction)]
    originals = {fact.id for fact in ordered if not isinstance(fact, Correction)}
    replaced = [
        replace(correction.replacement, id=target)
        for target, correction in latest.items()
        if correction.replacement is not None and target in originals
    ]
    return in_order([*kept, *replaced]) if replaced else tuple(kept)


def history(facts: Iterable[Fact], *, at: datetime, zone: str, episode: str | None = None) -> History:
    """What holds at `at` for `episode`; without one, for the episode opened last, else the latest one named.

    Of an episode that has become part of another, that other is given: it holds everything told of both.
    """
    known = _until(at, _standing_of(_until(at, in_order(facts))))
    merges = _merges(known)
    chosen = _whole_of(merges, episode if episode is not None else _latest_episode(known))
    merged_into_it = {part for part in merges if _whole_of(merges, part) == chosen} - {chosen}
    ours = tuple(f for f in known if f.episode is None or f.episode == chosen or f.episode in merged_into_it)
    events = [f for f in ours if isinstance(f, Episode) and f.episode == chosen]
    begun = [f.began_on for f in events if f.began_on is not None]
    opened = [f.at for f in events if f.event in _OPENING]
    marks: dict[str, int] = {}
    marked_at: dict[str, datetime] = {}
    depths: dict[str, PainDepth] = {}
    answers: dict[str, list[Given]] = {}
    for fact in ours:
        if isinstance(fact, Mark):
            depths.pop(fact.region, None)
            if fact.intensity == 0:
                marks.pop(fact.region, None)
                marked_at.pop(fact.region, None)
            else:
                marked_at.setdefault(fact.region, fact.at)
                marks[fact.region] = fact.intensity
                if fact.depth is not None:
                    depths[fact.region] = fact.depth
        elif isinstance(fact, Answer):
            answers.setdefault(fact.question, []).append(Given(fact.value, fact.at))
    return History(
        at=at,
        zone=zone,
        episode=chosen,
        began_on=begun[-1] if begun else None,
        opened_at=opened[0] if opened else None,
        resolved=bool(events) and events[-1].event == "resolved",
        earlier_episodes=max((f.earlier_episodes or 0 for f in events), default=0),
        profile=_merged(f for f in known if isinstance(f, Profile)),
        preference=_merged(f for f in known if isinstance(f, Preference)),
        marks=MappingProxyType(marks),
        marked_at=MappingProxyType(marked_at),
        answers=MappingProxyType({question: tuple(given) for question, given in answers.items()}),
        check_ins=tuple(f for f in ours if isinstance(f, CheckIn)),
        doses=tuple(f for f in ours if isinstance(f, Dose)),
        exposures=tuple(f for f in ours if isinstance(f, Exposure)),
        prompts=tuple(f for f in ours if isinstance(f, Prompt)),
        visits=tuple(f for f in ours if isinstance(f, ProVisit)),
        forecasts=tuple(f for f in ours if isinstance(f, ForecastIssued)),
        ended_at=max((f.at for f in events if f.event == "resolved"), default=None),
        past=_past(known, {chosen, *merged_into_it}),
        drawings=tuple(f for f in ours if isinstance(f, Mark)),
        stories=tuple(f for f in ours if isinstance(f, Story)),
        depths=MappingProxyType(depths),
        trials=tuple(f for f in known if isinstance(f, TrialEvent)),
        recurrence_of=next((f.recurrence_of for f in reversed(events) if f.recurrence_of is not None), None),
    )


def whole_of(known: Iterable[Fact], episode: str | None) -> str | None:
    """The episode of which `episode` is part, by the merges among the facts `known` to hold; else itself."""
    return _whole_of(_merges(known), episode)


def _merges(known: Iterable[Fact]) -> Mapping[str | None, str | None]:
    return {f.episode: f.into for f in known if isinstance(f, Episode) and f.event == "merged"}


def _whole_of(merges: Mapping[str | None, str | None], episode: str | None) -> str | None:
    seen = {episode}
    while (larger := merges.get(episode)) is not None and larger not in seen:
        episode = larger
        seen.add(episode)
    return episode


def _until(at: datetime, ordered: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return ordered[: bisect_right(ordered, at, key=lambda fact: fact.at)]


def _past(known: tuple[Fact, ...], present: set[str | None]) -> tuple[PastEpisode, ...]:
    """The episodes that are not `present`, by id, with every place that was ever marked in them."""
    others: dict[str, list[Fact]] = {}
    for fact in known:
        if fact.episode is not None and fact.episode not in present:
            others.setdefault(fact.episode, []).append(fact)
    past = []
    for id_, ours in sorted(others.items()):
        events = [f for f in ours if isinstance(f, Episode)]
        past.append(
            PastEpisode(
                id=id_,
                began_on=next((f.began_on for f in reversed(events) if f.began_on is not None), None),
                opened_at=next((f.at for f in events if f.event in _OPENING), None),
                ended_at=max((f.at for f in events if f.event == "resolved"), default=None),
                regions=frozenset(f.region for f in ours if isinstance(f, Mark) and f.intensity > 0),
            )
        )
    return tuple(past)


def _latest_episode(known: tuple[Fact, ...]) -> str | None:
    opened = [f.episode for f in known if isinstance(f, Episode) and f.event in (*_OPENING, "reopened")]
    named = [f.episode for f in known if f.episode is not None]
    return opened[-1] if opened else named[-1] if named else None


def _merged(facts: Iterable[AnyFact]) -> AnyFact | None:
    latest: AnyFact | None = None
    for fact in facts:
        if latest is None:
            latest = fact
        else:
            said = {f.name: getattr(fact, f.name) for f in fields(fact) if getattr(fact, f.name) is not None}
            latest = replace(latest, **said)
    return latest
