"""What moved a forecast, in words and days: from the numbers of `recovery.explaining` to an `ExplainedForecast`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from math import ceil
from types import MappingProxyType
from typing import Literal

from unknot.causes.profile import recovery_profile
from unknot.content.library import Library
from unknot.facts import History, history
from unknot.loop import posture, telling
from unknot.loop.advice import Advice, Forecasts, Statement
from unknot.loop.comparing import compared
from unknot.loop.documents import may_show_forecast
from unknot.loop.explained import ExplainedForecast, MovedBy, NumberBehind, RatingRead, Standpoint, WhatIf
from unknot.loop.explained_words import (
    basis_of,
    basis_of_plan,
    chance_moved,
    cited,
    days_moved,
    matters,
    number_name,
    plain,
)
from unknot.loop.request import Request
from unknot.loop.supposing import Supposition, exposures, own_sitting, own_sitting_in_words, without_breaks
from unknot.recovery.events import timeline
from unknot.recovery.explaining import Explanation, LastRating, Outlook, Part, explain, outlook, outlook_of
from unknot.recovery.filtering import believe
from unknot.recovery.forecasting import forecast
from unknot.recovery.planned import PlannedExposure, planned_strains
from unknot.recovery.sensitivity import Moved, sensitivities

FLOW = "recovery.flow_on_rate"
"""The number whose value nobody knows: it is told of among what the model leaves out."""
STRAIN_SIZES = ("recovery.damage_per_load", "recovery.tautness_per_posture_hour")
"""The numbers that say how much a load or a posture does."""
LEFT_OUT = ("explain.left_out.contested", "explain.left_out.life", "explain.left_out.untreated")
NEVER_READ = "explain.left_out.scales"
End = Literal["value", "low", "high"]
ENDS: tuple[End, ...] = ("value", "low", "high")
TRACKED = ("band_80", "gone_before", "gone_by_end")
NOTHING = Supposition()

Spoken = Callable[[date], str]


def explained(
    request: Request,
    library: Library,
    advice: Advice,
    supposed: Supposition = NOTHING,
    *,
    spoken: Spoken | None = None,
) -> ExplainedForecast | None:
    """What moved the forecast in `advice`, which must be that for `request`; None where no forecast may be shown.

    `supposed` is what is planned for the days ahead, `spoken` how a day is said. Pure, as the advice is. Raises
    `InputError` where breaks are supposed without any sitting to take them from.
    """
    course = advice.forecasts
    if course is None or not may_show_forecast(advice):
        return None
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    profile = recovery_profile(library, held).id
    return _Teller(library, held, profile, course, spoken or partial(telling.day_in_words, library)).tell(supposed)


class _Teller:
    """One person's forecast, put into words."""

    def __init__(self, library: Library, held: History, profile: str, course: Forecasts, spoken: Spoken) -> None:
        self.library, self.held, self.profile, self.course, self.spoken = library, held, profile, course, spoken
        self.horizon = course.horizon_days
        self.share = posture.held(library, held)

    def tell(self, supposed: Supposition) -> ExplainedForecast:
        say = self.library.say
        found = explain(self.library, self.profile, self.held, held=self.share, horizon_days=self.horizon)
        every = sensitivities(self.library, self.profile, self.held, held=self.share, horizon_days=self.horizon)
        start = self.standpoint(found.prior, "explain.start.text", profile=say(f"profile.{self.profile}.label").lower())
        return ExplainedForecast(
            text=self.course.text,
            horizon_days=self.horizon,
            start=start,
            now=self.standpoint(found.now, "explain.now.text"),
            moved=tuple(self.part(part) for part in found.parts),
            capped=self.capped(found),
            relief=found.relief_points,
            relief_text=self.relief(found.relief_points),
            last=None if found.last is None else self.last(found.last),
            last_text=say("explain.last.none") if found.last is None else self.last(found.last).text,
            numbers=tuple(self.number(each) for each in self.that_matter(every)),
            track_record=self.course.track_record,
            at_large=tuple(self.at_large()),
            left_out=tuple(self.left_out(every)),
            what_if=None if supposed.is_empty else self.what_if(found.now, supposed),
        )

    def standpoint(self, found: Outlook, key: str = "", **values: object) -> Standpoint:
        """The outlook in days of the calendar, said by `key` if there is one."""
        day = None
        if found.gone_days < self.horizon:
            day = self.held.today() + timedelta(days=ceil(found.gone_days))
        when = self.when(day, found.persists)
        text = self.library.say(key, when=when, **values) if key else when
        return Standpoint(day, found.gone_days, found.persists, found.level, text)

    def when(self, day: date | None, chance: float) -> str:
        values = {"horizon": self.horizon, "chance": round(100 * chance)}
        if day is None:
            return self.library.say("explain.when.later", **values)
        return self.library.say("explain.when.day", day=self.spoken(day), **values)

    def part(self, part: Part) -> MovedBy:
        say = self.library.say
        if not part.events:
            sat = part.group == "strain" and any(each.unbroken is not None for each in self.held.exposures)
            text = say("explain.part.ordinary" if sat else "explain.part.nothing")
        else:
            days, stays = days_moved(self.library, part.gone_days), chance_moved(self.library, part.persists)
            text = say("explain.part.text", days=days, stays=stays)
        return MovedBy(
            group=part.group,
            name=say(f"explain.group.{part.group}"),
            events=part.events,
            days=part.gone_days,
            persists_probability=part.persists,
            level=part.level,
            text=text,
            about=say(f"explain.group.{part.group}.about"),
        )

    def capped(self, found: Explanation) -> str:
        if max(found.prior.gone_days, found.now.gone_days) < self.horizon:
            return ""
        return self.library.say("explain.moved.capped", horizon=self.horizon)

    def relief(self, points: float) -> str:
        shown = f"{abs(points):.1f}"
        if shown == "0.0":
            return self.library.say("explain.relief.none")
        return self.library.say("explain.relief.some" if points > 0 else "explain.relief.sore", points=shown)

    def last(self, last: LastRating) -> RatingRead:
        values = {"value": f"{last.value:.3g}", "expected": f"{max(0.0, last.expected):.1f}"}
        believed = last.believed
        percent = None if believed is None else round(100 * believed)
        if percent is None:
            text = self.library.say("explain.last.expected", **values)
        elif percent <= 0:
            text = self.library.say("explain.last.noise", **values)
        elif percent >= 100:
            text = self.library.say("explain.last.change", **values)
        else:
            text = self.library.say("explain.last.share", share=percent, **values)
        return RatingRead(last.value, last.expected, believed, text)

    def that_matter(self, every: Sequence[Moved]) -> list[Moved]:
        """The numbers whose ends make a difference, the one it hangs on most first."""
        most = int(self.library.number("explaining.numbers_shown"))
        return [each for each in every if each.id != FLOW and matters(each)][:most]

    def number(self, moved: Moved) -> NumberBehind:
        library = self.library
        value = {"value": f"{moved.value:g}", "low": f"{moved.low:g}", "high": f"{moved.high:g}"}
        sources = tuple(cited(library, moved.sources))
        return NumberBehind(
            id=moved.id,
            name=number_name(library, moved.id),
            value=moved.value,
            low=moved.low,
            high=moved.high,
            unit=moved.unit,
            source_class=moved.source_class,
            sources=sources,
            at_low=self.standpoint(moved.at_low),
            at_high=self.standpoint(moved.at_high),
            text=library.say("explain.numbers.value", **value),
            basis=basis_of(library, moved, sources),
        )

    def at_large(self) -> Iterator[Statement]:
        at = {name: self.library.number(f"track_record.{self.profile}.{name}") for name in TRACKED}
        measured = self.library.parameters[f"track_record.{self.profile}.band_80"].sources
        yield telling.statement(self.library, "explain.record.at_large")
        shown = {
            "explain.record.band": {"inside": round(at["band_80"])},
            "explain.record.interval": {"before": round(at["gone_before"]), "after": round(100 - at["gone_by_end"])},
            "explain.record.simulated": {},
        }
        for key, values in shown.items():
            yield replace(telling.statement(self.library, key, **values), sources=tuple(cited(self.library, measured)))

    def left_out(self, every: Sequence[Moved]) -> Iterator[Statement]:
        flow = next(each for each in every if each.id == FLOW)
        days = plain(abs(flow.at_high.gone_days - flow.at_low.gone_days))
        points = round(100 * abs(flow.at_high.persists - flow.at_low.persists))
        yield telling.statement(self.library, "explain.left_out.flow", days=days, points=points)
        for key in (*LEFT_OUT, NEVER_READ):
            named = tuple(cited(self.library, self.library.lines(f"{key}.sources")))
            yield replace(telling.statement(self.library, key), sources=named)

    def what_if(self, now: Outlook, supposed: Supposition) -> WhatIf:
        """What is supposed beside the forecast as it is, or breaks beside going on with one's own sitting."""
        coming = exposures(self.library, self.held, supposed)
        planned = [self.planned(end, coming, breaks=supposed.breaks) for end in ENDS]
        without, beside, lately = [now] * len(ENDS), self.standpoint(now, "explain.what_if.plain"), ""
        if supposed.is_of_own_sitting:
            lately = own_sitting_in_words(self.library, own_sitting(self.library, self.held), self.spoken)
            as_it_goes = without_breaks(self.library, self.held, supposed)
            without = [self.planned(end, as_it_goes) for end in ENDS]
            plan = self.plan(supposed, breaks=False)
            beside = self.standpoint(without[0], "explain.what_if.planned", plan=plan)
        plan = self.plan(supposed, breaks=supposed.breaks)
        text, differs = compared(self.library, without, planned, horizon=self.horizon)
        days = [there.gone_days - here.gone_days for here, there in zip(without, planned, strict=True)]
        return WhatIf(
            plan=plan,
            lately=lately,
            without=beside,
            planned=self.standpoint(planned[0], "explain.what_if.planned", plan=plan),
            days=days[0],
            least=days[1],
            most=days[2],
            persists_probability=planned[0].persists - without[0].persists,
            differs=differs,
            text=text,
            basis=tuple(basis_of_plan(self.library, supposed)),
        )

    def planned(self, end: End, coming: Sequence[PlannedExposure], *, breaks: bool = False) -> Outlook:
        """The outlook with what is `coming`, the sizes of strain at their value or an end of their range."""
        numbers = self.library.parameters
        sizes = {id_: replace(numbers[id_], value=getattr(numbers[id_], end)) for id_ in STRAIN_SIZES}
        sized = replace(self.library, parameters=MappingProxyType({**numbers, **sizes}))
        held = posture.held(self.library, self.held, besides={each.cause for each in coming})
        began = timeline(self.library, self.profile, self.held, held).began
        strains = planned_strains(sized, self.held, coming, began=began, breaks=breaks, held=held)
        belief = believe(self.library, self.profile, self.held, held)
        if not strains:
            return outlook(belief, horizon_days=self.horizon)
        return outlook_of(forecast(belief, strains=strains, horizon_days=self.horizon), belief.level_points)

    def plan(self, supposed: Supposition, *, breaks: bool) -> str:
        """What is supposed, in words."""
        say, said = self.library.say, []
        if supposed.training is not None:
            each = supposed.training
            rpe = self.library.number("recovery.unstated_rpe") if each.rpe is None else each.rpe
            when = self.ahead(each.day)
            said.append(say("explain.what_if.train", minutes=f"{each.minutes:g}", rpe=f"{rpe:g}", day=when))
        if supposed.sitting is not None:
            sat = supposed.sitting
            key = "explain.what_if.sit_once" if sat.first == sat.last else "explain.what_if.sit"
            words = say(key, hours=f"{sat.hours:g}", first=self.ahead(sat.first), last=self.ahead(sat.last))
            said.append(say("explain.what_if.with_breaks", plan=words) if breaks else words)
        elif supposed.is_of_own_sitting:
            own = own_sitting(self.library, self.held)
            key = "explain.what_if.own_with_breaks" if breaks else "explain.what_if.own"
            every = f"{self.library.number('desk.break_every_min'):g}"
            said.append(say(key, hours=plain(own.minutes / 60.0), every=every))
        return said[0] if len(said) == 1 else say("explain.what_if.and", one=said[0], other=said[1])

    def ahead(self, day: int) -> str:
        """The day so many days from now, as it is said."""
        if day < 2:
            return self.library.say("explain.what_if.tomorrow" if day else "explain.what_if.today")
        return self.spoken(self.held.today() + timedelta(days=day))
