"""`unknot serve`: opens Unknot in the browser; a second time it gives a fresh link to the one that runs already."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
import webbrowser
from pathlib import Path

from unknot.cli.page import Page
from unknot.cli.place import data_folder, opened, place_of
from unknot.content.library import load
from unknot.errors import Problem, StoreError
from unknot.exchange.numbers import library_in_use
from unknot.web import access, running

_PAUSE_SECONDS = 0.2


def run(arguments: argparse.Namespace) -> int:
    """Serves until Ctrl-C or SIGTERM; if this data folder is served already, shows a fresh link and is done.

    Fitted numbers that cannot be used are refused before anything is served.
    """
    place = place_of(arguments)
    folder = data_folder(arguments)
    if arguments.stop:
        return _stop(folder, arguments)
    library_in_use(os.environ)
    until = time.monotonic() + running.PATIENCE_SECONDS
    while True:
        with running.only_one(folder) as ours:
            if ours:
                return _serve(folder, place.url, arguments)
        try:
            server, link = running.fresh_link(folder, place.url, arguments.page)
        except StoreError as error:
            if error.problems[0].code != "server_silent" or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            _show(server, link, folder, arguments, again=True)
            return 0


def has_desktop() -> bool:
    """Whether a browser can be opened in front of the person."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _serve(folder: Path, url: str | None, arguments: argparse.Namespace) -> int:
    from unknot.web import schedule, serve

    with serve.listen(arguments.port) as listener:
        store = opened(arguments)
        page = access.own_page(arguments.page)
        server = serve.prepared(listener, folder)
        this = running.Server(os.getpid(), listener.getsockname()[1], running.database_name(url))
        for note in store.notes:
            _tell(note)
        if store.folder is not None:
            schedule.keep_running(store.folder, _tell)
        with serve.until_stopped():
            running.announce(folder, this)
            _show(this, f"{this.address}enter/{access.LINKS.issue(page)}", folder, arguments, again=False)
            serve.run(server)
    if not arguments.json:
        Page(plain=arguments.no_colour).say(load().say("cli.serve.ended"))
    return 0


def _tell(note: Problem) -> None:
    print(f"unknot: {note}", file=sys.stderr)


def _stop(folder: Path, arguments: argparse.Namespace) -> int:
    stopped = running.stop(folder)
    if arguments.json:
        print(json.dumps({"stopped": stopped}))
    else:
        library = load()
        said = library.say("cli.serve.stopped") if stopped else library.say("cli.serve.nothing_to_stop")
        Page(plain=arguments.no_colour).say(said)
    return 0


def _show(server: running.Server, link: str, folder: Path, arguments: argparse.Namespace, *, again: bool) -> None:
    opens = has_desktop() and not arguments.no_browser
    if arguments.json:
        about = {"link": link, "address": server.address, "pid": server.pid, "already_running": again}
        print(json.dumps(about), flush=True)
    else:
        library = load()
        page = Page(plain=arguments.no_colour)
        page.say(library.say("cli.serve.again" if again else "cli.serve.open", address=server.address))
        page.say(library.say("cli.serve.opening" if opens else "cli.serve.link", minutes=access.LINK_MINUTES))
        page.verbatim([f"  {link}"])
        page.aside(library.say("cli.serve.kept", folder=folder))
        page.aside(library.say("cli.serve.end_again" if again else "cli.serve.end"))
        sys.stdout.flush()
    if opens:
        opening = threading.Thread(target=webbrowser.open, args=(link,), daemon=not again)
        opening.start()
