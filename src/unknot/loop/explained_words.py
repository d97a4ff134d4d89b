"""Words for the parts of an explained forecast: differences, names of numbers, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unknot.content.library import Library
from unknot.loop.supposing import Supposition
from unknot.recovery.sensitivity import Moved

SMALLEST_DAYS_TOLD = 0.05
SMALLEST_CHANCE_TOLD = 0.005
ENDS_DIFFER_DAYS = 0.5


def days_moved(library: Library, days: float) -> str:
    """By how much the day moved."""
    if abs(days) < SMALLEST_DAYS_TOLD:
        return library.say("explain.part.same")
    return library.say("explain.part.later" if days > 0 else "explain.part.sooner", days=f"{abs(days):.1f}")


def chance_moved(library: Library, chance: float) -> str:
    """By how much the chance that it stays moved."""
    if abs(chance) < SMALLEST_CHANCE_TOLD:
        return library.say("explain.part.stays_same")
    key = "explain.part.stays_more" if chance > 0 else "explain.part.stays_less"
    return library.say(key, points=round(100 * abs(chance)))


def plain(days: float) -> str:
    """Days with one decimal where it says something."""
    return f"{days + 0.0:.1f}".removesuffix(".0")


def number_name(library: Library, id_: str) -> str:
    """What a number is called: the id of a row of `parameters`, or `effects.<row>.rate`."""
    if id_.startswith("effects."):
        kind = library.effects[id_.split(".")[1]].kinds[0]
        return library.say("explain.number.session_rate", name=library.say(f"kind.{kind}.label").lower())
    return library.say(f"explain.number.{id_.rpartition('.')[2]}")


def matters(moved: Moved) -> bool:
    """Whether the forecasts at the two ends of a number differ enough to speak of."""
    days = abs(moved.at_high.gone_days - moved.at_low.gone_days)
    chance = abs(moved.at_high.persists - moved.at_low.persists)
    return days >= ENDS_DIFFER_DAYS or chance >= 2 * SMALLEST_CHANCE_TOLD


def basis_of(library: Library, moved: Moved, sources: Sequence[str]) -> str:
    """What a number rests on; judgement is called judgement."""
    if sources and moved.source_class == "judgement":
        return library.say("explain.numbers.judgement", sources="; ".join(sources))
    basis = library.say(f"word.source_{moved.source_class}").capitalize()
    if sources:
        return library.say("explain.numbers.found", basis=basis, sources="; ".join(sources))
    return library.say("explain.numbers.alone", basis=basis)


def cited(library: Library, keys: Sequence[str]) -> Iterator[str]:
    """The citations of what was verified, each once."""
    cites: dict[str, None] = {}
    for key in keys:
        if key in library.findings and library.findings[key].verified:
            cites[library.findings[key].cite] = None
        elif key in library.sources:
            cites[library.sources[key].cite] = None
    yield from cites


def basis_of_plan(library: Library, supposed: Supposition) -> Iterator[str]:
    """What the size of a supposed strain rests on."""
    if supposed.training is not None:
        yield library.say("explain.what_if.basis.train")
    if supposed.sitting is not None:
        yield library.say("explain.what_if.basis.sit")
    elif supposed.is_of_own_sitting:
        ordinary = f"{library.number('recovery.posture_ordinary_day'):g}"
        yield library.say("explain.what_if.basis.own", hours=ordinary)
    if supposed.breaks:
        sources = "; ".join(cited(library, library.lines("explain.what_if.basis.breaks.sources")))
        yield library.say("explain.what_if.basis.breaks", sources=sources)
