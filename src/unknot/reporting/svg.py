"""Elements of SVG as text: escaped, short, and without a style attribute, so that a strict page may carry them."""

from __future__ import annotations

import unicodedata
from html import escape

_NARROW = frozenset("iljtfrI.,:;'|!()[]/- ")
_BROAD = frozenset("mwMW@%–—")

Value = str | float | None


def element(name: str, *content: str, **attributes: Value) -> str:
    """The element `name` around `content`, which is markup already. Attributes of None are left out.

    `class_` stands for class, `data_day` for data-day.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(content)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def text(words: str, x: float, y: float, **attributes: Value) -> str:
    """`words`, escaped, as a line of text that starts, ends or is centred at (`x`, `y`)."""
    return element("text", escape(words, quote=False), x=x, y=y, **attributes)


def described(title: str, description: str, name: str) -> str:
    """The title and the description of a picture. Its `aria-labelledby` is `labelled_by(name)`."""
    return element("title", escape(title, quote=False), id=f"{name}-title") + element(
        "desc", escape(description, quote=False), id=f"{name}-desc"
    )


def labelled_by(name: str) -> str:
    """The ids of the title and the description of the picture `name`."""
    return f"{name}-title {name}-desc"


def number(value: float) -> str:
    """`value` with at most one decimal, as short as SVG may write it: .5 for a half."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short.replace("0.", ".") if abs(value) < 1 else short


def width_of(words: str, size: float) -> float:
    """About how wide `words` stand in letters of `size`: a little more than most typefaces need."""
    return sum(map(_share, words)) * size


def _share(letter: str) -> float:
    """The width of a letter in parts of its height."""
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 1.0
    if letter in _NARROW:
        return 0.38
    if letter in _BROAD:
        return 0.95
    return 0.7 if letter.isupper() else 0.6
