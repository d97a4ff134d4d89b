"""The server: one process, one port of this machine, four threads.

Code                | Meaning
------------------- | --------------------------------------------------------------------------
`port_busy`         | another program uses the port that was named
`port_out_of_range` | there is no such port
`port_refused`      | the system does not let this user open the port
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from unknot.errors import InputError, Problem
from unknot.web import access, assets, settings

DEFAULT_PORT = 8765
THREADS = 4

_TRIED_PORTS = 20
_HIGHEST_PORT = 65535
_ANY_FREE = 0
_IN_USE = (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE))


def listen(port: int | None = None) -> socket.socket:
    """A socket that only this machine can reach: at `port`, else at 8765 or the next port that is free.

    Port 0 is any free one. Raises `InputError` if the port that was named cannot be had.
    """
    if port is not None:
        if not 0 <= port <= _HIGHEST_PORT:
            raise InputError(Problem("port_out_of_range", "--port", f"there is no port {port}", "0 to 65535"))
        try:
            return _bound(port)
        except OSError as error:
            raise _refusal(port, error) from error
    for candidate in range(DEFAULT_PORT, DEFAULT_PORT + _TRIED_PORTS):
        try:
            return _bound(candidate)
        except OSError:
            continue
    return _bound(_ANY_FREE)


def prepared(listener: socket.socket, folder: Path) -> Any:
    """A server of waitress that answers at `listener` once it runs, with the secrets in `folder`.

    The store must be open. Nothing that a program could ask is answered with a version of the server.
    """
    from django.core.handlers.wsgi import WSGIHandler
    from waitress.server import create_server

    access.prepare(folder)
    assets.shelf()
    return create_server(
        WSGIHandler(),
        sockets=[listener],
        threads=THREADS,
        ident=None,
        # Waitress refuses without a word of help what is larger than this; what is less, Django refuses with one.
        max_request_body_size=2 * settings.LARGEST_REQUEST_BYTES,
    )


@contextmanager
def until_stopped() -> Iterator[None]:
    """Ctrl-C or SIGTERM ends the block, quietly and at any moment of it."""

    def leave(_number: int, _frame: Any) -> None:
        raise SystemExit

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    except (SystemExit, KeyboardInterrupt):
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def run(server: Any) -> None:
    """Answers until the process is asked to end, and lets requests that are under way come to their end.

    Views and content are loaded meanwhile, so that the first page does not have to wait for them.
    """
    threading.Thread(target=_make_ready, daemon=True).start()
    server.run()
    server.close()


def _make_ready() -> None:
    from django.urls import get_resolver

    from unknot.content.library import load

    load()
    get_resolver().url_patterns  # noqa: B018 - looking at them loads every view


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows this option would let two programs share a port.
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _refusal(port: int, error: OSError) -> InputError:
    if error.errno in _IN_USE:
        hint = "name another one, or leave --port out"
        return InputError(Problem("port_busy", "--port", f"another program uses port {port}", hint))
    hint = "name one from 1024 up, or leave --port out"
    return InputError(Problem("port_refused", "--port", f"port {port} cannot be opened ({error.strerror})", hint))
