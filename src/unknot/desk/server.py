"""The server of this data folder, as the companion asks it.

The companion's token is shown only to the process that holds the server's lock, at the port that this process
announced, on this machine. The lock is the one that SQLite takes on `server.lock`; it is looked at, never taken. A
killed server lets go of it at once, while its `server.json` stays behind and may name a port that belongs to another
program by now. That is why the connection is made first, the lock looked at then, and the token sent last.

Nothing here raises: what is in the way is said in the reply.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from unknot.desk import content
from unknot.desk.locks import holder

ABSENT = "absent"
"""No server serves this data folder."""
SILENT = "silent"
"""A server is there and gave no answer in time, or broke."""
REFUSED = "refused"
"""The server does not let this program in."""
UNUSABLE = "unusable"
"""The server answered that what was sent is not usable; sending it again will not help."""

ANSWER_SECONDS = 10.0
"""How long one answer may keep the companion waiting; the plan of a day is worked out in it."""

_LOCK = "server.lock"
_ANNOUNCED = "server.json"
_TOKEN = "companion.token"
_ROOT = "/api/v1/"
_LARGEST_ANSWER = 1_000_000
_HIGHEST_PORT = 65_535

# https://sqlite.org/src/file/src/os.h: an exclusive lock is a write lock on the shared bytes, two behind the pending
# byte.
_SHARED_FIRST = 0x4000_0000 + 2
_SHARED_SIZE = 510


class Reply(NamedTuple):
    """The document that the server answered, or (`trouble` is not None) why there is none.

    With `UNUSABLE` the document is the server's list of problems, if it sent one.
    """

    document: Mapping[str, Any] | None
    trouble: str | None


class Serving(NamedTuple):
    """The process that serves the data folder, and its port of this machine."""

    pid: int
    port: int


def who_serves(folder: Path) -> Serving | None:
    """The server of `folder`: the process that holds its lock, if it is the one that announced itself."""
    announced = _announced(folder)
    return announced if announced is not None and announced.pid == _lock_holder(folder) else None


class Unknot:
    """The server of one data folder, whoever that is at the moment of each request.

    `tell` is given one sentence when the server does not let this program in, once until it does again.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self._tell = tell if tell is not None else _to_standard_error
        self._told = False

    def is_there(self) -> bool:
        """Whether the data folder is being served."""
        return who_serves(self.folder) is not None

    def now(self) -> Reply:
        """Whether to prompt, how often and with which moves, as things stand."""
        return self._ask("GET", "desk")

    def hand_over(self, facts: Sequence[Mapping[str, Any]]) -> Reply:
        """Without trouble all `facts` are stored; sending them again does no harm."""
        return self._ask("POST", "facts", list(facts))

    def felt(self, doses: Sequence[str], felt: str) -> Reply:
        """The doses of these ids say how it felt afterwards: better, same or worse."""
        return self._ask("POST", "desk/felt", {"doses": list(doses), "felt": felt})

    def link(self, page: str) -> Reply:
        """A one-time `link` for a browser, which leads to `page`."""
        return self._ask("POST", "link", {"page": page})

    def _ask(self, method: str, path: str, body: Any = None) -> Reply:
        announced = _announced(self.folder)
        if announced is None or who_serves(self.folder) != announced:
            return Reply(None, ABSENT)
        try:
            token = (self.folder / _TOKEN).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return self._not_let_in()
        answered = _answered(self.folder, announced, token, method, f"{_ROOT}{path}", body)
        if isinstance(answered, str):
            return Reply(None, answered)
        status, document = answered
        if status in (401, 403):
            return self._not_let_in()
        self._told = False
        if status in (200, 201) and document is not None:
            return Reply(document, None)
        return Reply(document, UNUSABLE) if 400 <= status < 500 else Reply(None, SILENT)

    def _not_let_in(self) -> Reply:
        if not self._told:
            self._tell(content.say("companion.cli.not_let_in", file=self.folder / _TOKEN))
        self._told = True
        return Reply(None, REFUSED)


def _answered(
    folder: Path, serving: Serving, token: str, method: str, path: str, body: Any
) -> tuple[int, Mapping[str, Any] | None] | str:
    """Status and document, if it is one; or the trouble that kept them away."""
    # With it comes TLS, four megabytes that a companion without a server does not need.
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=ANSWER_SECONDS)
    try:
        connection.connect()
        if who_serves(folder) != serving:
            return ABSENT
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "Connection": "close"}
        sent = None if body is None else json.dumps(body).encode()
        connection.request(method, path, sent, headers if sent is None else headers | {"Content-Type": _JSON})
        answer = connection.getresponse()
        read = answer.read(_LARGEST_ANSWER)
    except (OSError, http.client.HTTPException, ValueError):
        return SILENT
    finally:
        connection.close()
    try:
        document = json.loads(read)
    except ValueError:
        document = None
    return answer.status, document if isinstance(document, dict) else None


_JSON = "application/json"


def _announced(folder: Path) -> Serving | None:
    """What `server.json` says, true or not."""
    try:
        said = json.loads((folder / _ANNOUNCED).read_text(encoding="utf-8"))
        serving = Serving(said["pid"], said["port"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    whole = type(serving.pid) is int and type(serving.port) is int
    return serving if whole and serving.pid > 0 and 0 < serving.port <= _HIGHEST_PORT else None


def _lock_holder(folder: Path) -> int | None:
    return holder(folder / _LOCK, _SHARED_FIRST, _SHARED_SIZE)


def _to_standard_error(sentence: str) -> None:
    sys.stderr.write(f"unknot: {sentence}\n")
