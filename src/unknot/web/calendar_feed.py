"""The link by which a calendar program on this machine reads the plan: such programs have no session.

Its key lies in the data folder, is made only when the person asks for a link, and opens the calendar alone.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from unknot.web import access, database

if TYPE_CHECKING:
    from unknot.loop.appointments import Choices

PATH = "/calendar.ics"


def opens(request) -> bool:
    """Whether `request` shows the key of this data folder; never without one."""
    key, shown = _key(), request.GET.get("key", "")
    return key is not None and hmac.compare_digest(_digest(key), _digest(shown))


def link(request, choices: Choices) -> str | None:
    """The address of the feed with these choices, at the Unknot that `request` asked; None without a key."""
    from unknot.exchange.calendar_choices import as_query

    key = _key()
    if key is None:
        return None
    return request.build_absolute_uri(f"{PATH}?{urlencode({'key': key, **as_query(choices)}, safe=':,')}")


def make() -> None:
    """There is a link, and no earlier one opens anything any more."""
    end()
    access.kept_secret(_file())


def end() -> None:
    """There is no link any more."""
    with database.guarded(str(_file())):
        _file().unlink(missing_ok=True)


def _key() -> str | None:
    with database.guarded(str(_file())):
        return access.kept_secret(_file()) if _file().exists() else None


def _file() -> Path:
    from django.conf import settings

    return Path(settings.SECRETS_FOLDER) / access.CALENDAR_FILE


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
