"""One server for each data folder: who it is, and how a second start finds it instead of making another.

The server holds a lock for as long as it lives, and so does nobody else: only the owner of the data folder can open
the file. While the lock is held, `server.json` tells the truth, and it is safe to show the companion token to the port
that it names. A server that was killed lets go of the lock at once.

Code                    | Meaning
----------------------- | --------------------------------------------------------------------------
`server_other_database` | the server of this data folder keeps its facts in another database
`server_silent`         | the server of this data folder does not answer
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from unknot.errors import InputError, Problem, StoreError
from unknot.web import access, database
from unknot.web import folder as data_folder

LOCK_FILE = "server.lock"
SERVER_FILE = "server.json"
PATIENCE_SECONDS = 20.0
"""How long a second start waits for a server that has the lock and does not answer yet."""

_ANSWER_SECONDS = 5.0
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its process, its port, and a name for its database that tells nothing about it."""

    pid: int
    port: int
    database: str

    @property
    def address(self) -> str:
        """Where its pages are; the address to keep as a bookmark."""
        return f"http://127.0.0.1:{self.port}/"


def database_name(url: str | None) -> str:
    """Tells one PostgreSQL database from another and from the data folder's own, without its address."""
    return "folder" if url is None else hashlib.sha256(url.encode()).hexdigest()[:16]


@contextmanager
def only_one(folder: Path) -> Iterator[bool]:
    """True inside the block if this process may serve `folder`; False if another process does."""
    data_folder.make_private(folder)
    lock = folder / LOCK_FILE
    data_folder.private_file(lock)
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as held:
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise database.store_error(error, str(lock)) from error
            yield False
            return
        # A server that was killed left it behind; by now its port may be another program's.
        (folder / SERVER_FILE).unlink(missing_ok=True)
        try:
            yield True
        finally:
            (folder / SERVER_FILE).unlink(missing_ok=True)


def announce(folder: Path, server: Server) -> None:
    """A second start finds `server`. Only for the process that is inside `only_one`."""
    new = folder / f"{SERVER_FILE}.new"
    with database.guarded(str(new)):
        data_folder.private_file(new)
        new.write_text(json.dumps(asdict(server)) + "\n", encoding="utf-8")
        new.replace(folder / SERVER_FILE)


def found(folder: Path) -> Server | None:
    """The server that announced itself; true while another process is inside `only_one`."""
    try:
        return Server(**json.loads((folder / SERVER_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def fresh_link(folder: Path, url: str | None, page: str = access.HOME) -> tuple[Server, str]:
    """The server of `folder`, which another process is, and a new one-time link to `page` of it.

    Raises `StoreError`: `server_other_database` if it keeps its facts elsewhere than in the database at `url`,
    `server_silent` if it has not announced itself or does not answer; and `InputError` if it has no such page.
    """
    server = found(folder)
    if server is None:
        raise _silent(folder, "another Unknot is starting or ending here")
    if server.database != database_name(url):
        raise StoreError(
            Problem(
                "server_other_database",
                str(folder),
                f"Unknot runs here with another database (process {server.pid})",
                "end it first: unknot serve --stop; or set UNKNOT_DATA to another folder",
            )
        )
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_ANSWER_SECONDS)
    try:
        token = access.companion_token(folder)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request("POST", f"{access.API}link", json.dumps({"page": page}), headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        if answer.status == 201:
            return server, str(said["link"])
        if answer.status == 422:
            raise InputError(*(Problem(**problem) for problem in said["problems"]))
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        raise _silent(folder, f"the Unknot that runs here does not answer (process {server.pid})") from error
    finally:
        connection.close()
    raise _silent(folder, f"the Unknot that runs here refuses its own token (process {server.pid})")


def stop(folder: Path) -> bool:
    """No server serves `folder` any more. Returns whether there was one; raises `StoreError` if it does not end."""
    if not (folder / LOCK_FILE).exists():
        return False
    until = time.monotonic() + PATIENCE_SECONDS
    asked = False
    while True:
        with only_one(folder) as free:
            if free:
                return asked
        server = found(folder)
        if server is not None and not asked:
            os.kill(server.pid, signal.SIGTERM)
            asked = True
        if time.monotonic() > until:
            raise _silent(folder, "the Unknot that runs here does not end")
        time.sleep(_PAUSE_SECONDS)


def _silent(folder: Path, message: str) -> StoreError:
    return StoreError(Problem("server_silent", str(folder), message, "try again, or end it: unknot serve --stop"))
