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

HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""The names of this machine under which pages are served."""

MIDDLEWARE = (
    "unknot.web.middleware.Compression",
    "unknot.web.middleware.protective_headers",
    "unknot.web.api.dispatch.programs_get_json",
    "unknot.web.middleware.this_machine_alone",
    "unknot.web.middleware.own_pages_alone",
    "unknot.web.middleware.asset_files",
    "unknot.web.locale.by_region",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "unknot.web.middleware.known_visitors",
    "django.middleware.csrf.CsrfViewMiddleware",
    "unknot.web.middleware.Troubles",
)
LARGEST_REQUEST_BYTES = 8_000_000
SESSION_SECONDS = 180 * 24 * 60 * 60
"""How long a browser is let in after its last visit."""

_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        name: {"handlers": ["stderr"], "level": "ERROR", "propagate": False}
        for name in ("django", "django.server", "unknot", "waitress")
    },
}
"""Faults go to standard error, with the address and never with what was sent."""

_SQLITE_ON_CONNECT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA foreign_keys=ON"
_CONNECT_SECONDS = 20
_URL_OPTIONS = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey")
_URL_SHAPE = "postgresql://user:password@host:5432/name, with %-codes for special characters"


def settings(database: dict[str, Any]) -> dict[str, Any]:
    """Everything Django has to know to keep facts in `database` and to show them.

    Templates, addresses and middleware are only named here and loaded by the first request. The secrets are set by
    `access.prepare`, since they lie in the data folder.
    """
    return {
        "ALLOWED_HOSTS": list(HOSTS),
        "COMPANION_TOKEN": "",
        "CSRF_FAILURE_VIEW": "unknot.web.views.trouble.form_too_old",
        "CSRF_USE_SESSIONS": True,
        "DATABASES": {"default": database},
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_REQUEST_BYTES,
        "DEBUG": False,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": ["unknot.web"],
        "LANGUAGE_CODE": "en-gb",
        "LOGGING": _LOGGING,
        "MIDDLEWARE": list(MIDDLEWARE),
        "ROOT_URLCONF": "unknot.web.urls",
        "SECRETS_FOLDER": None,
        "SESSION_COOKIE_AGE": SESSION_SECONDS,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "builtins": ["unknot.web.templatetags.unknot"],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "unknot.web.visit.frame",
                    ],
                },
            }
        ],
        "TIME_ZONE": "UTC",
        "USE_I18N": False,
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
