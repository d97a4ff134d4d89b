"""The real server as a person starts it, and a browser without a face that visits it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

COMMAND = Path(sys.executable).with_name("unknot")
PATIENCE_SECONDS = 60.0
NO_DESKTOP = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "TZ": "Europe/Berlin"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def cookie(self) -> str | None:
        """The session that the browser is to keep, as `name=value`."""
        said = self.headers["Set-Cookie"]
        return said.partition(";")[0].strip() if said else None


@dataclass
class Served:
    """A server that runs: its process, its folder, and what it said when it was ready."""

    process: subprocess.Popen[str]
    folder: Path
    said: Mapping[str, object]

    @property
    def port(self) -> int:
        return urlsplit(str(self.said["address"])).port

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return (self.folder / "companion.token").read_text().strip()

    @property
    def companion(self) -> dict[str, str]:
        """The headers of a program that may use the API."""
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request; `Sec_Fetch_Site` stands for the header of that name."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def fresh_link(self) -> str:
        """The path of a one-time link that nobody used yet."""
        answer = self.ask("POST", "/api/v1/link", **self.companion)
        assert answer.status == 201, answer.text
        return urlsplit(json.loads(answer.body)["link"]).path

    def session(self) -> str:
        """The cookie of a browser that followed a one-time link."""
        cookie = self.ask("GET", self.fresh_link()).cookie
        assert cookie
        return cookie


@dataclass
class Ended:
    """A command that has ended: exit code and what it said."""

    code: int
    out: str
    error: str = field(default="")


def unknot(*words: object, **environment: str) -> Ended:
    """Runs a command to its end."""
    done = subprocess.run(
        [str(COMMAND), *map(str, words)],
        env={**os.environ, **NO_DESKTOP, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@contextmanager
def serving(
    folder: Path, *words: object, data: bool = True, command: Path = COMMAND, **environment: str
) -> Iterator[Served]:
    """A server on a free port, for as long as the block lasts; with `data=False` the environment names the folder."""
    named = ["--data", str(folder)] if data else []
    process = subprocess.Popen(
        [str(command), "serve", "--json", "--port", "0", *named, *map(str, words)],
        env={**os.environ, **NO_DESKTOP, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield Served(process, folder, json.loads(line))
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()
        process.stderr.close()
