"""What to show now, as the server or the program says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple


class Moves(NamedTuple):
    """The moves for the desk that were recorded last: when, as which doses, and how they felt if that was said."""

    at: datetime
    doses: tuple[str, ...]
    felt: str | None


class CheckIn(NamedTuple):
    """A check-in that may be reminded of now: `name` is the same for as long as it is the same one."""

    name: str
    title: str
    text: str
    page: str


class Document(NamedTuple):
    """Whether to prompt, how often, and with which words; `seconds` is 0 where no move may be named.

    `check_in` is None unless one is due and may be reminded of.
    """

    zone: str
    episode: str | None
    prompts: bool
    every_s: float
    title: str
    text: str
    seconds: int
    page: str
    last_moves: Moves | None
    check_in: CheckIn | None = None


def document_of(raw: Mapping[str, Any] | None) -> Document | None:
    """The document that `raw` states; None if it is none."""
    if raw is None:
        return None
    try:
        every_s = 60.0 * float(raw["every_minutes"])
        document = Document(
            zone=str(raw["zone"]),
            episode=None if raw["episode"] is None else str(raw["episode"]),
            prompts=raw["prompts"] is True,
            every_s=every_s,
            title=str(raw["title"]),
            text=str(raw["text"]),
            seconds=int(raw["seconds"]),
            page=str(raw["page"]),
            last_moves=_moves_of(raw["last_moves"]),
            check_in=_check_in_of(raw.get("check_in")),
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return document if every_s > 0.0 else None


def _moves_of(raw: Any) -> Moves | None:
    if raw is None:
        return None
    at = datetime.fromisoformat(raw["at"])
    if at.utcoffset() is None:
        raise ValueError("an instant without an offset")
    return Moves(at, tuple(map(str, raw["doses"])), None if raw["felt"] is None else str(raw["felt"]))


def _check_in_of(raw: Any) -> CheckIn | None:
    return None if raw is None else CheckIn(*(str(raw[name]) for name in CheckIn._fields))
