"""Presence from ActivityWatch, where somebody runs it: https://docs.activitywatch.net/en/latest/api/rest.html

Its watcher writes down since when the person has been away, or until when there was input. Only that is read: the list
of the buckets and the newest event of the away bucket of this computer. Windows and their titles are never asked for.
The server is asked on this computer alone, without a proxy.
"""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from unknot.desk.presence import unknown
from unknot.errors import InputError, Problem

SILENT_AWAY_S = 60.0
"""The watcher says every 5 seconds that the person is still away. After so long without that, it does not run."""
SILENT_HERE_S = 240.0
"""It writes down nothing between the last input and the moment that it calls the person away, 180 seconds later."""

_BUCKETS = "/api/0/buckets/"
_AWAY_BUCKETS = "aw-watcher-afk"
_AWAY, _HERE = "afk", "not-afk"
_THIS_COMPUTER = ("127.0.0.1", "localhost", "::1")
_PORT = 5600
_ANSWER_SECONDS = 2.0
_LARGEST_ANSWER = 1_000_000


class _Newest(NamedTuple):
    """The newest event of an away bucket, in seconds of the clock."""

    began: float
    ended: float
    away: bool

    def idle_s(self, now: float) -> float | None:
        """Seconds since the last input before `now`; None if the watcher that wrote it has fallen silent."""
        if now - self.ended > (SILENT_AWAY_S if self.away else SILENT_HERE_S):
            return None
        return max(0.0, now - (self.began if self.away else self.ended))


class ActivityWatch:
    """As exact as its watcher, which looks every 5 seconds. It is a `Presence`.

    Raises `InputError` with `desk_watcher_elsewhere` if `address` does not name a server of this computer, and
    `NoPresenceError` if none answers there. Its watcher may start later; with `may_come`, so may the server, as it does
    at login.
    """

    name = "ActivityWatch"
    over = False

    def __init__(self, address: str, *, may_come: bool = False) -> None:
        self._host, self._port = own(address)
        self._computer = socket.gethostname()
        self._buckets: tuple[str, ...] = ()
        try:
            self._buckets = self._away_buckets()
        except (OSError, http.client.HTTPException, ValueError) as error:
            if not (may_come and isinstance(error, OSError)):
                raise unknown(f"no ActivityWatch answers at {address}") from error

    def idle_s(self) -> float | None:
        """Seconds since the last input; None while no server answers or no watcher writes."""
        try:
            self._buckets = self._buckets or self._away_buckets()
            events = tuple(self._events())
        except (OSError, http.client.HTTPException, ValueError):
            self._buckets = ()
            return None
        now = time.time()
        return min((idle for event in events if (idle := event.idle_s(now)) is not None), default=None)

    def close(self) -> None:
        """Nothing is open between two looks."""

    def _away_buckets(self) -> tuple[str, ...]:
        """The away buckets of this computer; other computers may send theirs to the same server."""
        buckets = self._answer(_BUCKETS)
        if not isinstance(buckets, dict):
            raise ValueError("not a list of buckets")
        return tuple(
            name
            for name, about in buckets.items()
            if name.startswith(_AWAY_BUCKETS) and isinstance(about, dict) and about.get("hostname") == self._computer
        )

    def _events(self) -> Iterator[_Newest]:
        """The newest event of every bucket that has one."""
        for bucket in self._buckets:
            events = self._answer(f"{_BUCKETS}{quote(bucket, safe='')}/events?limit=1")
            if not isinstance(events, list):
                raise ValueError("not a list of events")
            for event in events[:1]:
                yield _newest(event)

    def _answer(self, path: str) -> Any:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_ANSWER_SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise ValueError(f"answered {answer.status}")
            return json.loads(answer.read(_LARGEST_ANSWER))
        finally:
            connection.close()


def _newest(event: Any) -> _Newest:
    """The event as it came, checked. Raises `ValueError` if it is none of an away watcher."""
    try:
        began = datetime.fromisoformat(event["timestamp"])
        duration, status = float(event["duration"]), event["data"]["status"]
    except (KeyError, TypeError) as error:
        raise ValueError("not an event of an away watcher") from error
    if began.tzinfo is None or not duration >= 0 or status not in (_AWAY, _HERE):
        raise ValueError("not an event of an away watcher")
    return _Newest(began.timestamp(), began.timestamp() + duration, status == _AWAY)


def own(address: str) -> tuple[str, int]:
    """Host and port of an address of this computer. Raises `InputError` with `desk_watcher_elsewhere` for any other."""
    try:
        named = urlsplit(address)
        host, port = named.hostname, named.port or _PORT
    except ValueError:
        named, host, port = urlsplit(""), None, _PORT
    if named.scheme != "http" or host not in _THIS_COMPUTER:
        raise InputError(
            Problem(
                "desk_watcher_elsewhere",
                address,
                "what you do is asked of this computer alone",
                "name the ActivityWatch that runs here, such as http://127.0.0.1:5600",
            )
        )
    return host, port
