"""Who is let in, on one machine and without an account.

A browser gets in by a one-time link, which leaves a signed cookie that holds for half a year. A program of the same
person gets in, to the API alone, with the token in `companion.token`, and a calendar program, to the calendar alone,
with the key in `calendar.key`. All secrets lie in the data folder, readable by their owner only: whoever can read that
folder can read the facts as well.

Code                | Meaning
------------------- | ------------------------------------------------------
`link_page_unknown` | a one-time link was to lead to what is no page of ours
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
from urllib.parse import unquote

from unknot.errors import InputError, Problem
from unknot.web import database
from unknot.web import folder as data_folder

SECRET_FILE = "secret.key"
COMPANION_FILE = "companion.token"
CALENDAR_FILE = "calendar.key"
API = "/api/v1/"
HOME = "/"
PAGES = "unknot"
"""The namespace of the addresses that are pages."""
LINK_MINUTES = 15

_ENTERED = "entered"
_SECRET_BYTES = 32
_SHORTEST_SECRET = 40
_MOST_LINKS = 20
_WAY_IN = "/enter/"
_MORE_THAN_A_PATH = frozenset("?#")
_ELSEWHERE = ("//", "\\")
"""What can make a browser read a path as another machine."""
_SHOWN = 100


class Links:
    """The one-time links that are out. Each lets in once, within `LINK_MINUTES`, and leads to one page."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._out: dict[bytes, tuple[float, str]] = {}

    def issue(self, page: str = HOME) -> str:
        """The token of a new link to `page`, a page of our own. Beyond the newest twenty, older ones let nobody in any
        more. Raises `InputError` if it is no page of our own."""
        leads_to = own_page(page)
        token = secrets.token_urlsafe(_SECRET_BYTES)
        with self._lock:
            self._out[_digest(token)] = (self._clock() + LINK_MINUTES * 60, leads_to)
            while len(self._out) > _MOST_LINKS:
                del self._out[next(iter(self._out))]
        return token

    def redeem(self, token: str) -> str | None:
        """The page that `token` lets in to, None if it does not let in. It does not a second time."""
        offered = _digest(token)
        with self._lock:
            known = [self._out.pop(digest) for digest in list(self._out) if hmac.compare_digest(digest, offered)]
            now = self._clock()
        return next((page for until, page in known if until > now), None)


LINKS = Links()
"""The links of this process."""


def own_page(page: str) -> str:
    """`page` itself, which is the path of a page of ours as it stands in an address, and nothing beside a path.

    Raises `InputError` otherwise: where a link leads is never left to whoever asks for it.
    """
    if page == HOME:
        return page
    from django.urls import Resolver404, resolve

    path = unquote(page)
    is_path = page.startswith("/") and path.isprintable() and not _MORE_THAN_A_PATH & set(page)
    stays = not any(part in path for part in _ELSEWHERE) and not {".", ".."} & set(path.split("/"))
    try:
        is_ours = is_path and stays and resolve(path).namespaces == [PAGES] and not path.startswith(_WAY_IN)
    except Resolver404:
        is_ours = False
    if not is_ours:
        hint = "the path of a page, such as /desk"
        raise InputError(Problem("link_page_unknown", "page", f"{page[:_SHOWN]!r} is no page of Unknot", hint))
    return page


def prepare(folder: Path) -> None:
    """Sessions are signed with the key in `folder`, and its companion token opens the API, until the next `prepare`.

    Both are made if they are missing or cut off. The cookie is named after the key, so that two data folders served on
    one machine do not close each other's sessions.
    """
    from django.conf import settings

    key = kept_secret(folder / SECRET_FILE)
    settings.SECRET_KEY = key
    settings.SESSION_COOKIE_NAME = f"unknot_{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    settings.COMPANION_TOKEN = companion_token(folder)
    settings.SECRETS_FOLDER = folder


def companion_token(folder: Path) -> str:
    """What a local program shows, as `Authorization: Bearer <token>`, to use the API of this data folder."""
    return kept_secret(folder / COMPANION_FILE)


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


def kept_secret(file: Path) -> str:
    """The secret in `file`, which only its owner can read; made if it is missing or was cut off."""
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
