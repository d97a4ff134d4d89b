"""Two forecasts side by side: by how much one differs from the other, in words, and whether that is worth a word."""

from __future__ import annotations

from collections.abc import Sequence

from unknot.content.library import Library
from unknot.loop.explained_words import plain
from unknot.recovery.explaining import Outlook


def compared(
    library: Library, without: Sequence[Outlook], planned: Sequence[Outlook], *, horizon: int
) -> tuple[str, bool]:
    """By how much the forecast differs with what is planned, and whether that is worth a word.

    Both are the same number of outlooks: the first with the sizes of strain as they are, the others with those held
    possible, which give the least and the most. What points the other way counts as no difference.
    """
    pairs = list(zip(without, planned, strict=True))
    days = [there.gone_days - here.gone_days for here, there in pairs]
    chances = [there.persists - here.persists for here, there in pairs]
    words = [_days_between(library, here.gone_days, there.gone_days, horizon) for here, there in pairs]
    by_days, by_chance = _one_way(days), _one_way(chances)
    least, most = (end(range(len(pairs)), key=by_days.__getitem__) for end in (min, max))
    values = {
        "days": words[0],
        "least": words[least] if by_days[least] else plain(0.0),
        "most": words[most] if by_days[most] else plain(0.0),
        "points": round(100 * by_chance[0]),
        "least_points": round(100 * min(by_chance)),
        "most_points": round(100 * max(by_chance)),
    }
    if abs(days[0]) >= library.number("explaining.smallest_shift_days"):
        return library.say("explain.what_if.differs" if days[0] > 0 else "explain.what_if.sooner", **values), True
    smallest = library.number("explaining.smallest_shift_chance")
    if abs(chances[0]) >= smallest:
        return library.say("explain.what_if.stays" if chances[0] > 0 else "explain.what_if.stays_less", **values), True
    return library.say("explain.what_if.same", **{**values, "points": round(100 * smallest)}), False


def _days_between(library: Library, here: float, there: float, horizon: int) -> str:
    """The days between two forecasts; at least so many where one of them lies beyond the horizon."""
    between = plain(abs(there - here))
    beyond = (here >= horizon) is not (there >= horizon)
    return library.say("explain.what_if.or_more", days=between) if beyond else between


def _one_way(differences: Sequence[float]) -> list[float]:
    """How large the differences are in the direction of the first; 0 where they point the other way."""
    way = -1.0 if differences[0] < 0 else 1.0
    return [max(0.0, way * each) for each in differences]
