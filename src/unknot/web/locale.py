"""How the person at the browser writes days, times and numbers: the sentences are English, the habits are theirs.

The region is the first one that the browser's languages name. What it says is set for each request by `by_region` and
read by the filters of the templates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers

LANGUAGE = "en"
WORLD = "001"
"""The habits of English where no region is named, or none that is known."""
A_YEAR_IS_CLEAR_DAYS = 183
"""Days further away than this are written with their year."""

_NO_COUNTRY = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Codes that the tables of the languages have and ISO 3166-1 has not."""
_WITH_THE = re.compile(
    r"^(United |British |U\.S\. |Bahamas|Caribbean |Comoros|Gambia|Isle |Maldives|Netherlands|Phil)|"
    r"(Islands|Republic|Territor(y|ies)|Emirates)$"
)
"""English names that take an article: in the Netherlands."""

_REGION = re.compile(r"[A-Za-z]{2}|\d{3}")
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def region_of(accept_language: str) -> str:
    """The first region in the header `Accept-Language`, by the browser's order of preference; the world if none."""
    wishes = []
    for place, wish in enumerate(accept_language.split(",")):
        tag, _, rest = wish.strip().partition(";")
        weight = rest.strip().removeprefix("q=")
        wishes.append((-_weight(weight) if rest else -1.0, place, tag))
    for _, _, tag in sorted(wishes):
        for part in tag.split("-")[1:]:
            if len(part) == 1:
                break
            if _REGION.fullmatch(part):
                return part.upper()
    return WORLD


@cache
def locale_of(region: str) -> Locale:
    """English as it is written in `region`; as in the world at large where that is not known."""
    try:
        return Locale.parse(f"{LANGUAGE}_{region}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(f"{LANGUAGE}_{WORLD}")


@cache
def countries() -> Mapping[str, str]:
    """Code and English name of every country and territory, by name."""
    names = Locale.parse(LANGUAGE).territories
    codes = (str(code) for code in names)
    known = {code: names[code] for code in codes if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRY}
    return dict(sorted(known.items(), key=lambda each: _plain(each[1])))


def in_country(code: str) -> str:
    """Where that is, at the beginning of a sentence: In Germany; In the Netherlands."""
    name = countries()[code]
    return f"In the {name}" if _WITH_THE.search(name) else f"In {name}"


def _plain(name: str) -> str:
    """The name without accents, as it is looked for in a list."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})
"""Where people print on US letter: the regions that CLDR gives that paper."""

_current: ContextVar[Locale | None] = ContextVar("locale", default=None)


def by_region(get_response: Callable) -> Callable:
    """The middleware: while a request is answered, days and numbers are written as in its region."""

    def middleware(request):
        token = _current.set(locale_of(region_of(request.headers.get("Accept-Language", ""))))
        try:
            return get_response(request)
        finally:
            _current.reset(token)

    return middleware


def current() -> Locale:
    """The locale of the request that is being answered."""
    return _current.get() or locale_of(WORLD)


def paper() -> Literal["a4", "letter"]:
    """The paper that is usual in the region of the request."""
    return "letter" if current().territory in LETTER else "a4"


def day(when: date) -> str:
    """A day as people write it: 3 December; with the year where half a year or more lies between it and today."""
    if _far(when):
        return dates.format_date(when, "long", locale=current())
    return dates.format_skeleton("MMMMd", when, locale=current())


def short_day(when: date) -> str:
    """A day where there is little room: 3 Dec."""
    return dates.format_skeleton("yMMMd" if _far(when) else "MMMd", when, locale=current())


def month(when: date) -> str:
    """The month of a day: March; with the year where half a year or more lies between it and today."""
    here = current()
    return dates.format_skeleton("yMMMM", when, locale=here) if _far(when) else dates.format_date(when, "LLLL", here)


def weekday(when: date) -> str:
    """A day with the day of the week: Thursday, 3 December."""
    here = current()
    comma = "," if dates.get_date_format("full", locale=here).pattern.startswith("EEEE,") else ""
    return f"{dates.format_date(when, 'EEEE', locale=here)}{comma} {day(when)}"


def clock(when: datetime, zone: str) -> str:
    """The time of day at `when` in `zone`: 18:05, or 6:05 pm."""
    return dates.format_time(when.astimezone(ZoneInfo(zone)), format="short", locale=current())


def points(value: float) -> str:
    """A number of points, with one decimal where it needs one: 4, or 4.5."""
    return numbers.format_decimal(round(value, 1) + 0.0, format="0.#", locale=current())


def percent(share: float) -> str:
    """A share as a whole percentage; what rounds to nothing is said to be less than one."""
    if 0 < share < 0.005:
        return "under 1 %"
    return f"{numbers.format_decimal(round(100 * share), format='0', locale=current())}\u00a0%"


def with_decimals(text: str) -> str:
    """`text`, in which decimals are written with a point, with the sign that people here put there."""
    return _DECIMAL_POINT.sub(numbers.get_decimal_symbol(current()), text)


def _far(when: date) -> bool:
    today = datetime.now().astimezone().date()
    return abs((when - today).days) > A_YEAR_IS_CLEAR_DAYS


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
