"""Whom to call and what to say: the number of a country, its advice line, and the person's own answers as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from unknot.content.library import Library
from unknot.facts import History
from unknot.loop.advice import Advice, Statement
from unknot.loop.wording import sources
from unknot.screening.ordering import PRIVATE
from unknot.screening.triage import EMERGENCY

RISES = "advice.rises_to_emergency"
"""The caution that names the emergency number: what would make it an emergency."""
MEANWHILE = "advice.emergency_meanwhile"
TELL_FIRST = 3
"""So many reasons stand on an emergency page; the answers behind the others are told on the phone."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whom to call in one country. `ambulance` is None where no number is sure, then `compared` is empty as well.

    `line` is the advice line as people read it, and `line_is` what it is; both are empty where there is none.
    """

    ambulance: str | None = None
    line: str = ""
    line_is: str = ""
    compared: str = ""


def numbers(library: Library, country: str) -> Numbers:
    """The numbers of the country with this code of ISO 3166-1 ("DE"); none for an empty or unknown one."""
    known = library.emergency_numbers.get(country.lower())
    if known is None:
        return Numbers()
    seen = date.fromisoformat(known.seen_on)
    compared = library.say(
        "calling.sources",
        names=sources(library, known.sources),
        day=seen.day,
        month=library.say(f"month.{seen.month}"),
        year=seen.year,
    )
    if known.advice_line is None:
        return Numbers(known.ambulance, compared=compared)
    about = library.say(f"emergency_number.{known.id}.advice_line")
    return Numbers(known.ambulance, known.advice_line, about, compared)


def dialled(number: str) -> str:
    """The number as a telephone takes it."""
    return number.replace(" ", "")


def what_to_say(library: Library, held: History, advice: Advice) -> tuple[str, ...]:
    """What a call-taker asks first, answered as far as the person has answered it already."""
    return tuple(_lines(library, held, advice))


def emergency_reasons(advice: Advice) -> tuple[Statement, ...]:
    """The reasons that make it an emergency, the first of them; what is behind lesser results stays away."""
    leading = [reason for reason in advice.reasons if reason.disposition == EMERGENCY]
    return tuple(leading[:TELL_FIRST])


def meanwhile(advice: Advice) -> tuple[str, ...]:
    """What to do until help is there."""
    return tuple(caution.text for caution in advice.cautions if caution.code == MEANWHILE)


def _lines(library: Library, held: History, advice: Advice) -> Iterator[str]:
    yield library.say("calling.say.address")
    if held.profile is not None:
        sex = "" if held.profile.sex is None else f"_{held.profile.sex}"
        yield library.say(f"calling.say.age{sex}", age=held.profile.age_years)
    if held.marks:
        marked = (library.say(f"region.{region}.label") for region in held.marks)
        yield library.say("calling.say.where", places="; ".join(marked))
    if held.began_on is not None:
        if held.began_on == held.today():
            yield library.say("calling.say.since_today")
        else:
            month = library.say(f"month.{held.began_on.month}")
            yield library.say("calling.say.since", day=held.began_on.day, month=month)
    rated = [each.pain_now for each in held.check_ins if each.pain_now is not None]
    if rated:
        yield library.say("calling.say.pain", now=f"{rated[-1]:g}")
    fired = [reason.code for reason in advice.reasons if reason.disposition is not None]
    told = [id_ for id_ in dict.fromkeys((*fired, *library.flags)) if id_ in library.flags]
    for key, value in (("calling.say.signs", "yes"), ("calling.say.unsure", "not_sure")):
        signs = [
            library.say(f"flag.{id_}.short")
            for id_ in told
            if _strongest(held, id_) == value and (id_ in fired or (value == "yes" and id_ not in PRIVATE))
        ]
        if signs:
            yield library.say(key, signs="; ".join(signs))
    yield library.say("calling.say.medicines")


def _strongest(held: History, question: str) -> str | None:
    said = {given.value for given in held.answers.get(question, ())}
    return next((value for value in ("yes", "not_sure", "no") if value in said), None)
