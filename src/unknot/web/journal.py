"""The facts of one person as a program reads and adds to them: what holds, what follows, and whose turn it is.

Every fact passes the gate and is on the disk before the call returns. Instants grow with every fact, so that facts
added under one fixed instant keep their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from unknot.content.library import Library, vocabulary_of
from unknot.facts import Episode, Fact, ForecastIssued, History, Mark, history, local_day, parse, to_raw
from unknot.facts.history import standing, whole_of
from unknot.loop import Request, advise
from unknot.loop.advice import Advice
from unknot.loop.showing import may_name
from unknot.web import records
from unknot.web.recall import RECALL

_TICK = timedelta(microseconds=1)


class Journal:
    """The stored facts as they are at its opening, and how to add to them. The store must be open."""

    def __init__(self, library: Library, zone: str, at: datetime | None = None) -> None:
        self.library = library
        self.zone = zone
        self._fixed = at
        self._vocabulary = vocabulary_of(library)
        self._stored = RECALL.facts(self._vocabulary)
        self._standing: tuple[Fact, ...] | None = None
        self._histories: dict[str | None, History] = {}
        self._last = at or datetime.now(UTC)
        self._newest = max((fact.at for fact in self._stored[-1:]), default=self._last)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts up to `now`, in order."""
        return self._until(self._last)

    def now(self) -> datetime:
        """The moment it speaks of: the clock, or the instant it was opened for; never before a fact it has added."""
        if self._fixed is None:
            self._last = max(self._last, datetime.now(UTC))
        return self._last

    def today(self) -> date:
        """The local day of `now`."""
        return self.day_of(self.now())

    def day_of(self, instant: datetime) -> date:
        """The local day of `instant`."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def add(self, *raws: dict[str, Any]) -> tuple[Fact, ...]:
        """The facts that `raws` state (without id, instant and zone) are stored, all or none. Raises `FactError`."""
        facts = []
        for raw in raws:
            self._last = max(self.now(), self._last + _TICK)
            whole = {"id": str(uuid4()), "at": self._last.isoformat(), "zone": self.zone, **raw}
            facts.append(parse(whole, self._vocabulary, place=raw["kind"]))
        records.append(facts, self.library.version)
        self._stored = (*self._stored, *facts)
        self._newest = max(self._newest, *(fact.at for fact in facts)) if facts else self._newest
        self._standing = None
        self._histories.clear()
        return tuple(facts)

    def amend(self, fact: Fact, **changes: Any) -> Fact:
        """A correction is stored: `fact` now also says `changes`. Returns the correction."""
        return self.add(correction(fact, "completed", **changes))[0]

    def take_back(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """Corrections are stored, all or none: none of `facts` holds any more; a correction among them gives way to
        what it replaced. Returns the corrections."""
        return self.add(*(withdrawal(fact, "went back one question") for fact in reversed(tuple(facts))))

    def history(self, episode: str | None = None) -> History:
        """What holds now about the person and one knot."""
        if episode not in self._histories:
            self._histories[episode] = history(self.facts, at=self.now(), zone=self.zone, episode=episode)
        return replace(self._histories[episode], at=self.now())

    def standing(self) -> tuple[Fact, ...]:
        """The facts that hold now, corrections applied."""
        if self._standing is None:
            self._standing = standing(self.facts)
        return self._standing

    def advise(self, episode: str | None = None, at: datetime | None = None) -> Advice:
        """The advice for one knot, now or as it was `at` an earlier instant."""
        return advise(self.request(episode, at), self.library)

    def request(self, episode: str | None = None, at: datetime | None = None) -> Request:
        """What the advice for one knot is worked out from, now or `at` an earlier instant."""
        instant = self.now() if at is None else at
        return Request(at=instant, zone=self.zone, facts=self._until(instant), episode=episode)

    def check(self, raw: dict[str, Any]) -> None:
        """Returns if `raw` would pass the gate now; raises `FactError` otherwise. Nothing is stored."""
        parse(
            {"id": "unstored", "at": self.now().isoformat(), "zone": self.zone, **raw},
            self._vocabulary,
            place=raw["kind"],
        )

    def episodes(self) -> tuple[str, ...]:
        """The knots that are stored, the one opened last at the end."""
        opened = [fact.episode for fact in self.standing() if isinstance(fact, Episode | Mark)]
        return tuple(dict.fromkeys(each for each in opened if each is not None))

    def whole_of(self, episode: str) -> str:
        """The knot that `episode` has become part of; itself where it is one of its own or the other is not stored."""
        whole = whole_of(self.standing(), episode)
        return whole if whole in self.episodes() else episode

    def open_episodes(self) -> tuple[str, ...]:
        """The knots that are not settled and not part of another, the one opened last first."""
        events: dict[str | None, list[str]] = {}
        for fact in self.standing():
            if isinstance(fact, Episode):
                events.setdefault(fact.episode, []).append(fact.event)

        def is_open(episode: str) -> bool:
            lived = events.get(episode, [])
            return "merged" not in lived and lived[-1:] != ["resolved"]

        return tuple(filter(is_open, reversed(self.episodes())))

    def open_episode(self) -> str | None:
        """The open knot that was opened last; None if there is none."""
        return next(iter(self.open_episodes()), None)

    def episode_at_hand(self) -> str | None:
        """The knot that is open, else the one opened last; None if there is no knot."""
        return self.open_episode() or next(reversed(self.episodes()), None)

    def forecasts_shown(self, episode: str) -> tuple[ForecastIssued, ...]:
        """The forecasts on record for one knot, in order."""
        return tuple(each for each in self.standing() if isinstance(each, ForecastIssued) and each.episode == episode)

    def forecast_shown(self, advice: Advice, episode: str) -> None:
        """The forecast that is shown is on record, once per knot and local day, so that it can be held to account."""
        seen = advice.forecasts
        if seen is None or not may_name(advice):
            return
        if any(local_day(each) == self.today() for each in self.forecasts_shown(episode)):
            return
        days = {"gone_by": seen.gone_by, "gone_low": seen.gone_low, "gone_high": seen.gone_high}
        self.add(
            {
                "kind": "forecast_issued",
                "episode": episode,
                "content_version": advice.provenance.content_version,
                "parameters_version": advice.provenance.parameters_version,
                "persists_probability": seen.persists_probability,
                **{name: day.isoformat() for name, day in days.items() if day is not None},
            }
        )

    def _until(self, instant: datetime) -> tuple[Fact, ...]:
        if self._newest <= instant:
            return self._stored
        return tuple(fact for fact in self._stored if fact.at <= instant)


def correction(fact: Fact, reason: str, **changes: Any) -> dict[str, Any]:
    """The raw fact that `fact` now also says `changes`; what changes to None is no longer said."""
    raw = {key: value for key, value in {**to_raw(fact), **changes}.items() if value is not None}
    return {**withdrawal(fact, reason), "replacement": raw}


def withdrawal(fact: Fact, reason: str) -> dict[str, Any]:
    """The raw fact that `fact` no longer holds."""
    about = {} if fact.episode is None else {"episode": fact.episode}
    return {"kind": "correction", "supersedes": fact.id, "reason": reason, **about}


def local_zone() -> str:
    """The IANA zone of this machine; UTC if it does not tell."""
    from tzlocal import get_localzone_name

    try:
        name = get_localzone_name()
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        return "UTC"
    return str(name)
