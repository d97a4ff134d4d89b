"""Django's settings as values: what `database.connect` hands to Django, and nothing read from a settings file.

Code               | Meaning
------------------ | ------------------------------------------------------
`database_url_bad` | `UNKNOT_DATABASE_URL` is not an address of PostgreSQL
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from unknot.errors import Problem, StoreError

WAIT_SECONDS = 20.0
"""How long a writer waits for another one before it gives up."""

_SQLITE_ON_CONNECT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA foreign_keys=ON"
_CONNECT_SECONDS = 20
_URL_OPTIONS = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey")
_URL_SHAPE = "postgresql://user:password@host:5432/name, with %-codes for special characters"


def settings(database: dict[str, Any]) -> dict[str, Any]:
    """Everything Django has to know to keep facts in `database`."""
    return {
        "DATABASES": {"default": database},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": ["unknot.web"],
        "TIME_ZONE": "UTC",
        "USE_TZ": True,
    }


def sqlite(file: Path) -> dict[str, Any]:
    """Django's description of the SQLite database in `file`: every commit is on the disk before it is acknowledged."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            "init_command": _SQLITE_ON_CONNECT,
            "timeout": WAIT_SECONDS,
            "transaction_mode": "IMMEDIATE",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """Django's description of the PostgreSQL database at `url`.

    `postgresql://user:password@host:port/name`; the options `sslmode`, `sslrootcert`, `sslcert`, `sslkey` and `host`
    (the folder of a local socket) may follow as a query. Raises `StoreError` naming every bad part; no message
    repeats the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        user, password, name = (unquote(part or "", errors="strict") for part in _credentials(parts))
    except ValueError:
        raise StoreError(_bad("it cannot be read", _URL_SHAPE)) from None
    problems: list[Problem] = []
    if parts.scheme not in ("postgresql", "postgres"):
        problems.append(_bad("it does not begin with postgresql://", "for SQLite name a folder instead"))
    if any(not character.isprintable() or character == " " for character in url):
        problems.append(_bad("it holds a blank or a control character", _URL_SHAPE))
    if not name or "/" in name:
        problems.append(_bad("it names no database", _URL_SHAPE))
    if parts.fragment:
        problems.append(_bad("it holds a #", "write # as %23"))
    if not (parts.hostname or options.get("host")):
        problems.append(_bad("it names no server", _URL_SHAPE))
    unknown = sorted(set(options) - set(_URL_OPTIONS))
    if unknown:
        problems.append(_bad(f"unknown option {', '.join(unknown)}", f"one of {', '.join(_URL_OPTIONS)}"))
    if problems:
        raise StoreError(*problems)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": options.pop("host", parts.hostname),
        "PORT": str(port or ""),
        "OPTIONS": {
            "application_name": "unknot",
            "connect_timeout": _CONNECT_SECONDS,
            "options": f"-c synchronous_commit=on -c lock_timeout={int(WAIT_SECONDS * 1000)}ms",
            **options,
        },
    }


def _credentials(parts: Any) -> tuple[str | None, str | None, str]:
    return parts.username, parts.password, parts.path.removeprefix("/")


def _bad(what: str, hint: str) -> Problem:
    return Problem("database_url_bad", "UNKNOT_DATABASE_URL", what, hint)
