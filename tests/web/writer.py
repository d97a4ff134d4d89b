"""A small program that writes facts until it is killed or done, for the tests that kill it.

`python writer.py <data folder or PostgreSQL URL>` reads orders, one a line, and answers on standard output:

    write <name> <batches>    a new process appends batches of facts; 0 batches: until it is killed
    same <name> <batches>     the same, but whoever is called writes the same facts
    open <name> <batches>     a new process opens (and so makes) the store; 0 batches: and waits to be killed

    pid <name> <pid>                      the process is there
    begin <name> <batch>                  it is about to append this batch
    ack <name> <batch>                    the batch is stored: from now on it may not be lost
    refused <name> <batch> <code>         the batch was refused with this code
    gone <name> <how it ended>

Each process is a fork of this one, which has imported everything and has no connection, so that it starts at once.
"""

import os
import random
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from unknot.errors import StoreError
from unknot.facts import Mark
from unknot.web import database, records, store

START = datetime(2026, 11, 1, tzinfo=UTC)


def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def batch_of(name, batch):
    """Facts whose ids tell how many of them belong together: `<name>/<batch>/<size>/<number>`."""
    size = random.Random(f"{name}/{batch}").randint(1, 40)
    return [
        Mark(
            id=f"{name}/{batch}/{size}/{number}",
            at=START + timedelta(minutes=batch),
            zone="Europe/Berlin",
            episode="e1",
            region="neck_left",
            intensity=4,
        )
        for number in range(size)
    ]


def write(name, batches, label):
    batch = 0
    while batches == 0 or batch < batches:
        say("begin", name, batch)
        try:
            records.append(batch_of(label, batch), "c1")
        except StoreError as error:
            say("refused", name, batch, error.problems[0].code)
        else:
            say("ack", name, batch)
        batch += 1


def main():
    folder, url = (None, sys.argv[1]) if "://" in sys.argv[1] else (Path(sys.argv[1]), None)
    database.connect(folder, url)
    from django.db import connection

    connection.vendor  # noqa: B018  loads the driver without connecting
    say("ready")
    for order in sys.stdin:
        what, name, batches = order.split()
        pid = os.fork()
        if pid == 0:
            say("pid", name, os.getpid())
            if what == "open":
                store.open_store(folder, url)
                say("ack", name, 0)
                if batches == "0":
                    signal.pause()
            else:
                write(name, int(batches), name if what == "write" else "same")
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        say("gone", name, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
