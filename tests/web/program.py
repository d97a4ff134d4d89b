"""A program of the same person: it shows the companion token and speaks JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpResponseBase

from unknot.web import access

ROOT = "/api/v1/"
HERE = {"SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1:80", "REMOTE_ADDR": "127.0.0.1"}


@dataclass(frozen=True)
class Said:
    """What came back."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        """The codes of a problem document, which has the shape that every such document has."""
        assert self.headers["Content-Type"] == "application/problem+json"
        said = self.json
        assert set(said) == {"type", "title", "status", "detail", "code", "problems"}
        assert said["status"] == self.status
        assert said["type"] == f"urn:unknot:problem:{said['code']}"
        assert said["code"] == said["problems"][0]["code"]
        assert all(set(problem) == {"code", "place", "message", "hint"} for problem in said["problems"])
        return [problem["code"] for problem in said["problems"]]


class Program:
    """Asks the app in this process, middleware and all. The store must be open; its secrets lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        from django.test import Client

        access.prepare(folder)
        self.token = access.companion_token(folder)
        self._client = Client(raise_request_exception=False, **HERE)

    def ask(self, method: str, path: str, body: Any = None, *, token: str | None = "", **headers: str) -> Said:
        """One request below the root. A `body` that is no bytes goes as JSON; `token=None` shows none."""
        shown = {} if token is None else {"Authorization": f"Bearer {token or self.token}"}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = headers.pop("content_type", "application/json")
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        response: HttpResponseBase = self._client.generic(
            method, ROOT + path, data, content_type=kind, headers={**shown, **asked}
        )
        return Said(response.status_code, response.headers, response.getvalue())

    def get(self, path: str, **headers: str) -> Said:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Said:
        return self.ask("POST", path, body, **headers)
