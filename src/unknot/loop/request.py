"""What goes in through the one door, and how its JSON is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from unknot.content.library import Library, vocabulary_of
from unknot.errors import Problem, RequestError, VersionError
from unknot.facts import Fact, parse_all, to_raw
from unknot.facts.gate import EARLIEST_YEAR, LATEST_YEAR

FIELDS = ("at", "zone", "facts", "episode", "content_version", "parameters_version", "seed")


@dataclass(frozen=True, slots=True)
class Request:
    """Everything `advise` may know: the instant and IANA zone of the asking, the facts, the versions, a seed.

    `episode` picks one knot; None takes the one opened last. A version of None takes what is installed.
    """

    at: datetime
    zone: str
    facts: tuple[Fact, ...]
    episode: str | None = None
    content_version: str | None = None
    parameters_version: str | None = None
    seed: int = 0


def parse_request(raw: Any, library: Library) -> Request:
    """The request that `raw` (decoded JSON) states.

    Raises `RequestError` with every problem found, `VersionError` if another content or parameter version is asked
    for than `library` holds.
    """
    if not isinstance(raw, Mapping):
        raise RequestError(Problem("request_not_an_object", "request", f"expected an object, got {type(raw).__name__}"))
    problems = [
        Problem("request_unknown_field", f"request.{key}", "a request has no such field", ", ".join(FIELDS))
        for key in raw
        if key not in FIELDS
    ]
    at = _instant(raw.get("at"), problems)
    zone = _zone(raw.get("zone"), problems)
    seed = _seed(raw.get("seed", 0), problems)
    problems.extend(
        Problem("request_not_text", f"request.{name}", f"expected text, got {raw[name]!r}")
        for name in ("episode", "content_version", "parameters_version")
        if raw.get(name) is not None and not isinstance(raw[name], str)
    )
    facts: tuple[Fact, ...] = ()
    if not isinstance(raw.get("facts"), list):
        problems.append(Problem("request_no_facts", "request.facts", "expected a list of facts", "it may be empty"))
    else:
        facts, bad = parse_all(raw["facts"], vocabulary_of(library), not_after=at)
        problems.extend(bad)
    if problems or at is None or zone is None:
        raise RequestError(*problems)
    request = Request(
        at=at,
        zone=zone,
        facts=facts,
        episode=raw.get("episode"),
        content_version=raw.get("content_version"),
        parameters_version=raw.get("parameters_version"),
        seed=seed,
    )
    check_versions(request, library)
    return request


def check_versions(request: Request, library: Library) -> None:
    """Returns if `library` is what the request asks for; raises `VersionError` otherwise."""
    for name, wanted, installed in (
        ("content_version", request.content_version, library.version),
        ("parameters_version", request.parameters_version, library.parameters_version),
    ):
        if wanted is not None and wanted != installed:
            raise VersionError(
                Problem(
                    f"{name}_not_installed",
                    f"request.{name}",
                    f"{wanted!r} is not installed; installed is {installed!r}",
                    "leave the field out, or install the release that carries it",
                )
            )


def request_to_raw(request: Request) -> dict[str, Any]:
    """The JSON form of `request`; `parse_request` gives the same request back."""
    raw: dict[str, Any] = {
        "at": request.at.isoformat(),
        "zone": request.zone,
        "facts": [to_raw(fact) for fact in request.facts],
        "seed": request.seed,
    }
    for name in ("episode", "content_version", "parameters_version"):
        if getattr(request, name) is not None:
            raw[name] = getattr(request, name)
    return raw


def _seed(value: Any, problems: list[Problem]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        problems.append(Problem("request_bad_seed", "request.seed", f"{value!r} is no seed", "a whole number from 0"))
        return 0
    return value


def _instant(value: Any, problems: list[Problem]) -> datetime | None:
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        problems.append(
            Problem("request_bad_time", "request.at", f"{value!r} is no date and time", "ISO 8601 with an offset")
        )
        return None
    if instant.tzinfo is None:
        problems.append(
            Problem("request_naive_time", "request.at", f"{value!r} has no UTC offset", "add one, such as +01:00 or Z")
        )
        return None
    if not EARLIEST_YEAR <= instant.year <= LATEST_YEAR:
        problems.append(
            Problem(
                "request_bad_time",
                "request.at",
                f"{value!r} is out of range",
                f"years {EARLIEST_YEAR} to {LATEST_YEAR}",
            )
        )
        return None
    return instant


def _zone(value: Any, problems: list[Problem]) -> str | None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        problems.append(
            Problem("request_unknown_zone", "request.zone", f"{value!r} is no time zone", "IANA name, Europe/Berlin")
        )
        return None
    return str(value)
