r"""What techniques do for one person: the evidence as a prior, moved by the person's own ratings.

A rating of pain y at time t, in points, and all ratings of all knots of the person together:

    y = course of the knot + fluctuation + slip - sum over effects e of (at_once(t) r_e + morning(t) m_e) + nuisances

    r_e, m_e      relief right after a session, and effect on the next morning: floor + what e adds to it
    course        start, slow and quick fall of each knot, each with a wide prior
    fluctuation   good and bad hours and days: two Ornstein-Uhlenbeck processes, of hours and of days
    nuisances     what quiet minutes do; the later day against the morning; what follows sessions that are not matched;
                  lasts (before - usual): what a bad moment leaves of itself a session later, whatever was done

The floor of a person is shared by all techniques, so each effect is drawn toward the floor and not toward nothing.
Given how much of the spread lasts for hours or for days, all is normal and linear, so the posterior is exact; what is
not linear stands on a small grid, weighted by the evidence of the ratings themselves (`learning_posterior`).

A person who does something on bad days is followed by better ones whatever they did. How bad the day was is therefore
told before the session, and how much of that lasts is estimated with the effects. What was said right before a session
is never taken for how the person usually is: it was said because of the session, and often the session was done
because of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from unknot.content.library import Library
from unknot.facts import Fact
from unknot.recovery.effects import AVERAGE, FLOOR, Personal
from unknot.recovery.learning_design import CHANNELS, Channel, Name, Prior, expected, prior_of, spread_between, whole_of
from unknot.recovery.learning_posterior import Posterior, posterior
from unknot.recovery.matching import HOURS_PER_DAY, Course, courses, days_told, enough_to_learn
from unknot.recovery.mixtures import normal_cdf

Verdict = Literal["helps", "unclear", "not"]

NORMAL_90 = 1.6448536269514722
WIDE, ROUGH = 3.0, 1.5
"""Standard deviations in points, about no effect: of a prior that says nothing of a number, and of one that only says
that it is no miracle. The own days alone speak of one channel under the first for it and the second for the other.
"""


@dataclass(frozen=True, slots=True)
class PersonalEffect:
    """What is known of one effect in this person, in points of pain taken off.

    `prior_mean` and `prior_sd` are what the evidence says, `mean`, `sd` and the 90 % bounds what it says together with
    the person's days; `own_low` and `own_high` are the 90 % bounds of these days alone, None where there are none.
    `p_helps` is the probability of an effect that is worth it, `worthwhile` points or more.
    """

    effect: str
    channel: Channel
    prior_mean: float
    prior_sd: float
    mean: float
    sd: float
    low: float
    high: float
    p_helps: float
    matched_days: int
    verdict: Verdict
    worthwhile: float
    own_mean: float | None = None
    own_low: float | None = None
    own_high: float | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of a person: by effect, then channel; empty where there are too few days.

    `personal` is what to plan with: the relief lies between what was learned of it at once and on the next morning.
    """

    effects: Mapping[str, Mapping[Channel, PersonalEffect]] = field(default_factory=lambda: MappingProxyType({}))
    personal: Personal = AVERAGE


NOTHING_LEARNED = Learned()


class _Same:
    """Facts that are equal only to themselves, so that what was learned of them once can be looked up by them."""

    __slots__ = ("facts",)

    def __init__(self, facts: tuple[Fact, ...]) -> None:
        self.facts = facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.facts is other.facts

    def __hash__(self) -> int:
        return id(self.facts)


def learned(library: Library, facts: Sequence[Fact]) -> Learned:
    """What all knots of a person, told of in `facts`, let one believe about each technique that was done on enough
    days that can be matched; nothing where there is none."""
    return _learned(library, _Same(facts)) if isinstance(facts, tuple) else _from(library, facts)


@lru_cache(maxsize=2)
def _learned(library: Library, same: _Same) -> Learned:
    return _from(library, same.facts)


def _from(library: Library, facts: Sequence[Fact]) -> Learned:
    if not enough_to_learn(library, facts):
        return NOTHING_LEARNED
    told = courses(library, facts)
    days = _days(library, told)
    needed = library.number("learning.days_needed")
    if not any(len(each) >= needed for each in days.values()):
        return NOTHING_LEARNED
    effects = tuple(sorted({effect for effect, _ in days}))
    prior = prior_of(library, effects)
    known = posterior(library, prior, told)
    if known is None:
        return NOTHING_LEARNED
    found = {
        effect: MappingProxyType(
            {channel: _told(library, prior, known, effect, channel, len(days[effect, channel])) for channel in CHANNELS}
        )
        for effect in effects
        if max(len(days[effect, channel]) for channel in CHANNELS) >= needed
    }
    relief = {effect: [of[each].mean / of[each].prior_mean for each in CHANNELS] for effect, of in found.items()}
    relief[FLOOR] = [known.of({(FLOOR, each): 1.0}, prior)[0] / prior.mean_of((FLOOR, each)) for each in CHANNELS]
    scales = {effect: max(0.0, sum(each) / len(each)) for effect, each in relief.items()}
    return Learned(MappingProxyType(found), Personal(MappingProxyType(scales)))


def matched_days(library: Library, facts: Sequence[Fact]) -> Mapping[tuple[str, Channel], int]:
    """On how many days that can be matched each effect was tried, by effect and channel, few or many."""
    return {key: len(days) for key, days in _days(library, courses(library, facts)).items()}


def _days(library: Library, told: Sequence[Course]) -> Mapping[tuple[str, Channel], frozenset[tuple[int, int]]]:
    """The matched days (knot, day) of each effect and channel."""
    after = library.number("learning.rated_after") / HOURS_PER_DAY
    found: dict[tuple[str, Channel], set[tuple[int, int]]] = {}
    for knot, course in enumerate(told):
        for effect in {session.effect for session in course.sessions}:
            by_channel = days_told(course, effect, after_days=after)
            for channel in CHANNELS:
                found.setdefault((effect, channel), set()).update((knot, day) for day in by_channel[channel])
    return {key: frozenset(days) for key, days in found.items()}


def _unknown(prior: Prior, effect: str, channel: Channel) -> Mapping[Name, tuple[float, float]]:
    """A prior for what `effect` adds to the floor under which nothing is known of it."""
    return {
        (f"{effect}.own", each): (-prior.mean_of((FLOOR, each)), WIDE if each == channel else ROUGH)
        for each in CHANNELS
    }


def _told(library: Library, prior: Prior, known: Posterior, effect: str, channel: Channel, days: int) -> PersonalEffect:
    worthwhile = library.number(f"learning.worthwhile_{channel}")
    whole = whole_of(effect, channel)
    mean, sd, means, sds = known.of(whole, prior)
    own, own_sd, own_means, own_sds = known.of(whole, prior, _unknown(prior, effect, channel))
    p_helps = float(known.weights @ normal_cdf((means - worthwhile) / sds))
    any_help = float(known.weights @ normal_cdf(own_means / own_sds))
    own_helps = float(known.weights @ normal_cdf((own_means - worthwhile) / own_sds))
    probable = library.number("learning.probable")
    verdict: Verdict = "unclear"
    if days >= library.number("learning.days_needed"):
        if p_helps >= probable and any_help >= library.number("learning.own_days_sure"):
            verdict = "helps"
        elif 1.0 - p_helps >= probable and 1.0 - own_helps >= probable:
            verdict = "not"
    usual = expected(library, effect, channel)
    return PersonalEffect(
        effect=effect,
        channel=channel,
        prior_mean=usual,
        prior_sd=spread_between(library, usual),
        mean=mean,
        sd=sd,
        low=mean - NORMAL_90 * sd,
        high=mean + NORMAL_90 * sd,
        p_helps=p_helps,
        matched_days=days,
        verdict=verdict,
        worthwhile=worthwhile,
        own_mean=own if days else None,
        own_low=own - NORMAL_90 * own_sd if days else None,
        own_high=own + NORMAL_90 * own_sd if days else None,
    )
