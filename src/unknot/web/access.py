"""Who is let in, on one machine and without an account.

A browser gets in by a one-time link, which leaves a signed cookie that holds for half a year. A program of the same
person gets in, to the API alone, with the token in `companion.token`. Both secrets lie in the data folder, readable by
their owner only: whoever can read that folder can read the facts as well.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from unknot.web import database
from unknot.web import folder as data_folder

SECRET_FILE = "secret.key"
COMPANION_FILE = "companion.token"
API = "/api/v1/"
LINK_MINUTES = 15

_ENTERED = "entered"
_SECRET_BYTES = 32
_SHORTEST_SECRET = 40
_MOST_LINKS = 20


class Links:
    """The one-time links that are out. Each lets in once, and within `LINK_MINUTES`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until: dict[bytes, float] = {}

    def issue(self) -> str:
        """The token of a new link. Beyond the newest twenty, older ones let nobody in any more."""
        token = secrets.token_urlsafe(_SECRET_BYTES)
        with self._lock:
            self._until[_digest(token)] = self._clock() + LINK_MINUTES * 60
            while len(self._until) > _MOST_LINKS:
                del self._until[next(iter(self._until))]
        return token

    def redeem(self, token: str) -> bool:
        """Whether `token` lets in. It does not a second time."""
        offered = _digest(token)
        with self._lock:
            known = [digest for digest in self._until if hmac.compare_digest(digest, offered)]
            return any(self._until.pop(digest) > self._clock() for digest in known)


LINKS = Links()
"""The links of this process."""


def prepare(folder: Path) -> None:
    """Sessions are signed with the key in `folder`, and its companion token opens the API, until the next `prepare`.

    Both are made if they are missing or cut off. The cookie is named after the key, so that two data folders served on
    one machine do not close each other's sessions.
    """
    from django.conf import settings

    key = _kept(folder / SECRET_FILE)
    settings.SECRET_KEY = key
    settings.SESSION_COOKIE_NAME = f"unknot_{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    settings.COMPANION_TOKEN = companion_token(folder)


def companion_token(folder: Path) -> str:
    """What a local program shows, as `Authorization: Bearer <token>`, to use the API of this data folder."""
    return _kept(folder / COMPANION_FILE)


def begin_session(request) -> None:
    """The browser that sent `request` is known from now on, and its forms carry one token in all its tabs."""
    from django.middleware.csrf import rotate_token

    if not has_session(request):
        rotate_token(request)
    request.session[_ENTERED] = _today()


def has_session(request) -> bool:
    """Whether the browser that sent `request` came in by a one-time link in the last half year."""
    return bool(request.session.get(_ENTERED))


def keep_session(request) -> None:
    """The half year of this session begins anew, at most once a day: a cookie is written only when it changes."""
    if request.session.get(_ENTERED) != _today():
        request.session[_ENTERED] = _today()


def shows_token(request) -> bool:
    """Whether `request` carries a bearer token, the right one or not."""
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def is_companion(request) -> bool:
    """Whether `request` comes from a program of this person: it shows the companion token and is for the API."""
    from django.conf import settings

    if not (request.path_info.startswith(API) and shows_token(request)):
        return False
    shown = request.headers["Authorization"][len("bearer ") :].strip()
    return bool(settings.COMPANION_TOKEN) and hmac.compare_digest(_digest(shown), _digest(settings.COMPANION_TOKEN))


def _kept(file: Path) -> str:
    with database.guarded(str(file)):
        data_folder.private_file(file)
        secret = file.read_bytes().decode("ascii", errors="ignore").strip()
        if len(secret) >= _SHORTEST_SECRET:
            return secret
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        new = file.with_name(f"{file.name}.new")
        data_folder.private_file(new)
        new.write_text(f"{secret}\n", encoding="ascii")
        data_folder.put_on_disk(new)
        new.replace(file)
    return secret


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
