"""Where does it hurt, since when, how much."""

from __future__ import annotations

import re
from collections.abc import Mapping

from unknot.cli.advice_page import day_name
from unknot.cli.asking import Back
from unknot.cli.interview import Interview, Step
from unknot.cli.onset import read_day
from unknot.content.records import Area
from unknot.facts import CheckIn, Episode, PainDepth
from unknot.loop import places

SHOWN = 8
_STRENGTH = re.compile(r"([0-9]{1,2})(?:[\s,]+(.+))?")
_DEPTHS: Mapping[str, PainDepth] = {"deep": "deep", "inside": "deep", "skin": "surface", "surface": "surface"}
_SIDES = {"left": ("left",), "right": ("right",), "both": ("left", "right")}


def _opened(interview: Interview) -> Episode | None:
    return next(
        (
            fact
            for fact in interview.memory.standing()
            if isinstance(fact, Episode) and fact.episode == interview.episode and fact.event == "opened"
        ),
        None,
    )


def _places_pending(interview: Interview) -> bool:
    held = interview.history()
    return not held.marks or held.began_on is None


def _ask_places(interview: Interview) -> None:
    """One more place; when the person has no more, the day it began."""
    held = interview.history()
    if not held.marks:
        interview.page.heading(interview.say("cli.ask.where.heading"))
        interview.page.aside(interview.say("cli.ask.where.hint"))
        interview.page.gap()
    key = "cli.ask.where.more" if held.marks else "cli.ask.where"
    typed = interview.ask.line(interview.say(key), lambda: [interview.say("cli.ask.where.help")])
    if typed:
        _mark(interview, typed)
    elif held.marks:
        try:
            _ask_onset(interview)
        except Back:
            return


def _mark(interview: Interview, typed: str) -> None:
    found = _search(interview, typed)
    while found:
        try:
            area = _pick(interview, found)
            sides = _sides(interview, area, places.find(interview.library, typed).side)
            intensity, depth = _strength(interview, _shown(interview, area, sides))
        except Back:
            return
        opening = () if _opened(interview) else ({"kind": "episode", "event": "opened"},)
        regions = places.regions_of(interview.library, area.id, sides)
        mark = {"kind": "mark", "intensity": intensity, "depth": depth}
        interview.add(*opening, *({**mark, "region": region} for region in regions))
        return


def _strength(interview: Interview, place: str) -> tuple[int, PainDepth | None]:
    """How strong the pain is at `place`, and how deep where that was typed after it."""
    while True:
        typed = interview.ask.line(
            interview.say("cli.ask.intensity", place=place), lambda: [interview.say("cli.ask.intensity.help")]
        )
        read = _STRENGTH.fullmatch(typed.casefold())
        if read and 1 <= int(read[1]) <= 10 and (read[2] is None or read[2] in _DEPTHS):
            return int(read[1]), None if read[2] is None else _DEPTHS[read[2]]
        interview.ask.again("cli.again.intensity")


def _search(interview: Interview, typed: str) -> tuple[Area, ...]:
    if typed.casefold() in ("list", "l", "ls"):
        return _listed(interview)
    found = places.find(interview.library, typed).areas
    if not found:
        interview.ask.again("cli.again.place", words=typed)
        return ()
    shown = found[:SHOWN]
    if len(shown) > 1:
        interview.page.numbered([places.label(interview.library, area.id) for area in shown], indent=2)
        if len(found) > SHOWN:
            interview.page.aside(interview.say("cli.ask.where.too_many", more=len(found) - SHOWN), indent=2)
    else:
        interview.page.say(places.label(interview.library, shown[0].id), indent=2)
    return shown


def _listed(interview: Interview) -> tuple[Area, ...]:
    shown: list[Area] = []
    for title, areas in places.by_part(interview.library):
        interview.page.say(title, "bold", indent=2)
        labels = [places.label(interview.library, area.id) for area in areas]
        interview.page.numbered(labels, indent=4, start=len(shown) + 1)
        shown.extend(areas)
    return tuple(shown)


def _pick(interview: Interview, found: tuple[Area, ...]) -> Area:
    if len(found) == 1:
        return found[0]
    return found[interview.ask.pick(interview.say("cli.ask.where.which"), len(found))]


def _sides(interview: Interview, area: Area, named: places.SideWord | None) -> tuple[str, ...]:
    if not area.paired:
        return ("midline",)
    if named is not None:
        return (named,)
    return _SIDES[interview.ask.choice(interview.say("cli.ask.side"), {side: side for side in _SIDES})]


def _shown(interview: Interview, area: Area, sides: tuple[str, ...]) -> str:
    name = places.label(interview.library, area.id)
    return name if sides == ("midline",) else f"{name}, {interview.say('cli.side.' + '_'.join(sides))}"


def _ask_onset(interview: Interview) -> None:
    interview.page.heading(interview.say("cli.ask.when.heading"))
    today = interview.memory.today()
    while True:
        typed = interview.ask.line(interview.say("cli.ask.when"), lambda: [interview.say("cli.ask.when.help")])
        day = read_day(typed, today)
        if day is None:
            interview.ask.again("cli.again.day")
        elif day > today:
            interview.ask.again("cli.again.day_in_future", day=f"{day_name(day)} {day.year}")
        else:
            break
    days = (today - day).days
    key = {0: "cli.ask.when.noted_today", 1: "cli.ask.when.noted_yesterday"}.get(days, "cli.ask.when.noted")
    interview.page.aside(interview.say(key, day=day_name(day), days=days), indent=2)
    opened = _opened(interview)
    if opened is None:
        interview.add({"kind": "episode", "event": "opened", "began_on": day.isoformat()})
    else:
        interview.amend(opened, began_on=day.isoformat())


def _rated(interview: Interview) -> CheckIn | None:
    """The latest check-in that says how much it hurts."""
    held = interview.history().check_ins
    return next((each for each in reversed(held) if each.pain_now is not None), None)


def _pain_pending(interview: Interview) -> bool:
    rated = _rated(interview)
    return rated is None or all(each.pain_worst is None for each in interview.history().check_ins)


def _ask_pain(interview: Interview) -> None:
    rated = _rated(interview)
    if rated is None or rated.pain_now is None:
        now = interview.ask.points(interview.say("cli.ask.pain_now"), lambda: [interview.say("cli.ask.pain.help")])
        interview.add({"kind": "check_in", "pain_now": now})
    else:
        interview.amend(rated, pain_worst=ask_worst(interview, rated.pain_now))


def ask_worst(interview: Interview, now: float) -> int:
    """The worst of the last day, which is never below what it is `now`."""
    while True:
        worst = interview.ask.points(interview.say("cli.ask.pain_worst"), lambda: [interview.say("cli.ask.pain.help")])
        if worst >= now:
            return worst
        interview.ask.again("cli.again.worst_below_now", now=f"{now:g}")


PLACES = Step(_places_pending, _ask_places)
PAIN = Step(_pain_pending, _ask_pain)
