"""A server of ActivityWatch with its own folder, and what its watchers write."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.desk.session import home, running, wait_until

THIS_COMPUTER = socket.gethostname()
MERGED_WITHIN_S = 185
"""How far apart two reports of a watcher may lie and still be one event."""
MOMENT_S = 0.001
"""The watcher writes a change twice, so far apart, and the second time is the newest event."""


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass(frozen=True)
class ActivityWatchServer:
    """A server that may be started at `address`."""

    environment: dict[str, str]
    port: int

    @property
    def address(self) -> str:
        """Where it answers while it runs."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        """It answers until the block ends; what was written stays."""
        command = [Path(sys.executable).with_name("aw-server"), "--host", "127.0.0.1", "--port", str(self.port)]
        with running([*map(str, command), "--verbose"], self.environment):
            wait_until(self._answers, "the server of ActivityWatch")
            yield

    def _answers(self) -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What it answers to a request of its interface."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                method,
                f"/api/0/{path}",
                None if body is None else json.dumps(body),
                {"Content-Type": "application/json"},
            )
            answer = connection.getresponse()
            said = answer.read()
            assert answer.status in (200, 304), (answer.status, said)
            return json.loads(said) if said else None
        finally:
            connection.close()

    def requests(self) -> str:
        """The lines of its own log so far."""
        return "".join(file.read_text() for file in Path(self.environment["XDG_CACHE_HOME"]).rglob("*.log"))


@dataclass(frozen=True)
class Watcher:
    """Writes what a watcher of ActivityWatch writes. Times are seconds before now."""

    server: ActivityWatchServer
    name: str = "aw-watcher-afk"
    kind: str = "afkstatus"
    computer: str = THIS_COMPUTER

    @property
    def bucket(self) -> str:
        """Where it writes."""
        return f"{self.name}_{self.computer}"

    def start(self) -> Watcher:
        """Its bucket is there."""
        about = {"client": self.name, "type": self.kind, "hostname": self.computer}
        self.server.ask("POST", f"buckets/{self.bucket}", about)
        return self

    def write(self, data: dict[str, str], before_now_s: float, duration_s: float = 0) -> None:
        """One report, which the server merges with the one before if both say the same."""
        at = datetime.fromtimestamp(time.time() - before_now_s, UTC).isoformat()
        report = {"timestamp": at, "duration": duration_s, "data": data}
        self.server.ask("POST", f"buckets/{self.bucket}/heartbeat?pulsetime={MERGED_WITHIN_S}", report)

    def here(self, last_input_s: float) -> None:
        """The person was at the computer until then."""
        self.write({"status": "not-afk"}, last_input_s)

    def away(self, last_input_s: float, seen_s: float = 0) -> None:
        """The person has been away since then, as far as the watcher has looked, which is until `seen_s` ago."""
        self.here(last_input_s)
        self.write({"status": "afk"}, last_input_s - MOMENT_S, last_input_s - seen_s)


@contextmanager
def activitywatch() -> Iterator[ActivityWatchServer]:
    """A server in a home of its own, which does not run yet."""
    with home() as environment:
        yield ActivityWatchServer(environment, free_port())
