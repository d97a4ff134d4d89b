"""Which conditions fence techniques for this person: whether each term holds, is denied, or was never asked.

Not asked counts as having it, and so does not_sure. An own "no" closes what flags, ticks and facts had opened
before it; ages and results hold as long as they hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import eq, ge, lt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from unknot.errors import ContentError, Problem
from unknot.facts import History
from unknot.screening.readings import changed_at

if TYPE_CHECKING:
    from unknot.content.records import Term
    from unknot.screening.case import Case
    from unknot.screening.triage import Triage

BEFORE_ANY_SESSION = "today"
AT_THE_SPOT = "site"
IN_THE_SESSION = "during"


@dataclass(frozen=True, slots=True)
class TermState:
    """Whether the term counts as having it; `asks` are the questions that could still free it."""

    holds: bool
    asks: tuple[str, ...] = ()


FREE = TermState(False)
HAS_IT = TermState(True)


@dataclass(frozen=True, slots=True)
class _Raised:
    """What opens a term: for good (`fixed`), since an instant, or perhaps (`unknown` questions)."""

    fixed: bool = False
    at: datetime | None = None
    unknown: tuple[str, ...] = ()
    denied: bool = False


def term_states(case: Case, history: History, triage: Triage) -> Mapping[str, TermState]:
    """How every term stands, and the same for background facts and flags that rules name directly."""
    library = case.engine.library
    states: dict[str, TermState] = {}
    reader = _Reader(case, history, triage, states)
    for term in library.terms.values():
        reader.state(term.id)
    for fact in library.background_facts:
        if fact not in states:
            raised = reader.fact(fact)
            states[fact] = HAS_IT if raised.at or raised.fixed else TermState(bool(raised.unknown), raised.unknown)
    return states


@dataclass(frozen=True, slots=True)
class _Reader:
    case: Case
    history: History
    triage: Triage
    states: dict[str, TermState]

    def state(self, id_: str) -> TermState:
        if id_ not in self.states:
            term = self.case.engine.library.terms[id_]
            raised = self._raised(term)
            own = term.question_list is not None
            self.states[id_] = self._own(term, raised) if own else self._without_list(term, raised)
        return self.states[id_]

    def _without_list(self, term: Term, raised: _Raised) -> TermState:
        if raised.fixed or raised.at is not None:
            return HAS_IT
        if raised.unknown:
            return TermState(True, raised.unknown)
        return FREE if raised.denied else TermState(True, term.by)

    def _own(self, term: Term, raised: _Raised) -> TermState:
        given = self.history.answers.get(term.id)
        last = given[-1] if given and given[-1].at >= self._bound(term.question_list) else None
        if raised.fixed or (last is not None and last.value != "no"):
            return HAS_IT
        if term.question_list == IN_THE_SESSION:
            return FREE
        if last is not None and (raised.at is None or raised.at <= last.at):
            return FREE
        if raised.at is None and any(self._denied(wider, term) for wider in term.covered_by):
            return FREE
        return TermState(True, (term.id,))

    def _denied(self, wider: str, term: Term) -> bool:
        """Whether the wider question was denied, within the time in which an answer about `term` itself would hold."""
        library = self.case.engine.library
        if wider in library.terms:
            return not self.state(wider).holds
        reading = self.case.flags[wider] if wider in library.flags else self.case.facts[wider]
        if reading.value != "no" or reading.at is None or not reading.fresh:
            return False
        return reading.at >= self._bound(term.question_list)

    def _bound(self, name: str | None) -> datetime:
        """From when on an answer of the list still holds."""
        number, at = self.case.engine.number, self.history.at
        sitting = timedelta(hours=number("same_sitting_hours"))
        if name == BEFORE_ANY_SESSION:
            return min(self._midnight(), at - sitting)
        if name in (AT_THE_SPOT, IN_THE_SESSION):
            recent = at - timedelta(days=number("site_list_days"))
            if name == IN_THE_SESSION:
                return recent
            return max((recent, *(marked - sitting for marked in self.case.areas.values())))
        return changed_at(self.history) or datetime.min.replace(tzinfo=at.tzinfo)

    def _midnight(self) -> datetime:
        """When the day of the person began."""
        now = self.history.at.astimezone(ZoneInfo(self.history.zone))
        return now.replace(hour=0, minute=0, second=0, microsecond=0)

    def _raised(self, term: Term) -> _Raised:
        found = [self._by(raiser) for raiser in term.by]
        ticks = self.case.engine.ticks
        instants = [at for id_, at in self.case.ticks.items() if term.id in ticks[id_].terms]
        instants += [each.at for each in found if each.at is not None]
        return _Raised(
            fixed=any(each.fixed for each in found),
            at=max(instants, default=None),
            unknown=tuple(dict.fromkeys(question for each in found for question in each.unknown)),
            denied=any(each.denied for each in found),
        )

    def _by(self, raiser: str) -> _Raised:
        library = self.case.engine.library
        if raiser.startswith("symptom:"):
            at = self.case.ticks.get(raiser)
            return _Raised(at=at)
        if raiser in library.flags:
            return self._flag(raiser)
        if raiser in library.background_facts:
            return self.fact(raiser)
        if raiser in library.combination_rules:
            fired = any(each.id == raiser for each in self.triage.fired)
            return _Raised(fixed=fired, denied=not fired)
        if raiser in library.terms:
            return _Raised(at=self._said_at(raiser)) if self.state(raiser).holds else _Raised(denied=True)
        return self._known(raiser)

    def _said_at(self, term: str) -> datetime:
        given = self.history.answers.get(term)
        return given[-1].at if given else datetime.min.replace(tzinfo=self.history.at.tzinfo)

    def _flag(self, flag: str) -> _Raised:
        reading = self.case.flags[flag]
        if reading.value in ("yes", "not_sure"):
            return _Raised(fixed=reading.raised_at is None, at=reading.raised_at)
        if reading.value is None:
            return _Raised(unknown=(flag,)) if flag in self.case.applicable else _Raised()
        return _Raised(denied=True)

    def fact(self, fact: str) -> _Raised:
        """What a background fact opens: yes and not_sure do, and so it does while it was never asked."""
        reading = self.case.facts[fact]
        if reading.value in ("yes", "not_sure"):
            return _Raised(fixed=reading.raised_at is None, at=reading.raised_at)
        if reading.value is None and not self.case.hidden(fact):
            return _Raised(unknown=(fact,))
        return _Raised(denied=True)

    def _known(self, raiser: str) -> _Raised:
        """What is worked out: `always`, an age, this result, or very hard exercise in the log."""
        if raiser == "always":
            return _Raised(fixed=True)
        if raiser in ("exposure_log", "soreness"):
            return _Raised(at=_extreme_exercise_at(self.case, self.history))
        subject, sign, limit = _parted(raiser)
        holds = {">=": ge, "==": eq, "<": lt}[sign]
        if subject == "age":
            if self.case.age is None:
                return _Raised(fixed=True)
            met = holds(self.case.age, int(limit))
        else:
            rank = self.case.engine.rank
            met = holds(rank(self.triage.disposition), rank(limit))
        return _Raised(fixed=met, denied=not met)


def _parted(raiser: str) -> tuple[str, str, str]:
    for sign in (">=", "==", "<"):
        if sign in raiser:
            subject, _, limit = raiser.partition(sign)
            return subject, sign, limit
    raise ContentError(Problem("content_bad_raiser", f"terms.by.{raiser}", "nothing known opens this term"))


def _extreme_exercise_at(case: Case, history: History) -> datetime | None:
    """When the log holds very hard exercise in its window with severe pain; effort not noted counts as hard.

    Time in one posture is no exercise.
    """
    number, causes = case.engine.number, case.engine.library.causes
    if case.worst_pain is None or case.worst_pain < number("extreme_soreness_points"):
        return None
    since = history.at - timedelta(hours=number("extreme_exercise_hours"))
    hard = (
        each.at
        for each in history.exposures
        if each.at >= since
        and (each.rpe is None or each.rpe >= number("extreme_exercise_rpe"))
        and (each.cause not in causes or causes[each.cause].load_points > 0 or each.rpe is not None)
    )
    return max(hard, default=None)
