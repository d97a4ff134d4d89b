"""Numbers as people type them into a form."""

from __future__ import annotations

SCALE = tuple(range(11))
"""The points of a rating."""


def whole_number(text: str, most: int, least: int = 0) -> int | None:
    """The number that `text` writes in plain digits, if it is one from `least` to `most`; None otherwise."""
    digits = text.lstrip("0") or text[-1:]
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))):
        return None
    return int(digits) if least <= int(digits) <= most else None
