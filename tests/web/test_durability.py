"""Whatever was acknowledged stays, whoever is killed and whoever else is writing."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from tests.strategies import VOCABULARY
from tests.web.writer import batch_of
from unknot.web import backup, records

KILLS = {"sqlite": 200, "postgresql": 20}


class Writer:
    """One `writer.py` and what it said so far."""

    def __init__(self, place):
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("writer.py"), place.argument],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.hear() == ["ready"]

    def hear(self):
        return self.process.stdout.readline().split()

    def order(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def until_gone(self, said=()):
        """Everything the process said, with how it ended last."""
        said = list(said)
        while not said or said[-1][0] != "gone":
            said.append(self.hear())
            assert said[-1], "the writer broke down"
        return said

    def kill_amid(self, name, order, wait_for, pause):
        """Start a process, kill it `pause` seconds after `wait_for` acknowledgements; what it said."""
        self.order(order, name, 0)
        said = []
        while sum(words[0] == "ack" for words in said) < wait_for or not said:
            said.append(self.hear())
            assert said[-1][0] != "gone", said
        (pid,) = (int(words[2]) for words in said if words[0] == "pid")
        time.sleep(pause)
        os.kill(pid, signal.SIGKILL)
        said = self.until_gone(said)
        assert said[-1][2] == str(-signal.SIGKILL)
        return said


@contextmanager
def writer(place):
    started = Writer(place)
    try:
        yield started
    finally:
        started.process.stdin.close()
        started.process.wait()
        started.process.stdout.close()


def stored_batches(place):
    """The batches in the database, by name and number; every one must be whole."""
    found = {}
    for (fact_id,) in place.sql("SELECT fact_id FROM fact"):
        name, batch, size, _ = fact_id.split("/")
        found.setdefault((name, batch, int(size)), 0)
        found[name, batch, int(size)] += 1
    assert all(count == size for (_, _, size), count in found.items())
    return {(name, batch) for name, batch, _ in found}


def acknowledged(said):
    return {(words[1], words[2]) for words in said if words[0] == "ack"}


def test_killing_the_writer_loses_nothing_that_was_acknowledged(place):
    place.open()
    chance = random.Random(20_261_122)
    safe, killed_while_writing = set(), 0
    with writer(place) as running:
        for kill in range(KILLS[place.vendor]):
            said = running.kill_amid(f"w{kill}", "write", chance.randint(0, 4), chance.uniform(0, 0.012))
            safe |= acknowledged(said)
            killed_while_writing += said[-2][0] == "begin"
            if kill % 10 == 9:
                assert place.is_whole()
                assert safe <= stored_batches(place)
    assert len(safe) > KILLS[place.vendor]
    assert killed_while_writing > KILLS[place.vendor] / 2
    place.open()
    assert len(records.facts(VOCABULARY)) == place.sql("SELECT count(*) FROM fact")[0][0]


def test_killing_whoever_makes_the_store_leaves_one_that_opens(place):
    chance = random.Random(7)
    with writer(place) as running:
        for kill in range(25):
            running.kill_amid(f"o{kill}", "open", 0, chance.uniform(0, 0.06))
            place.open()
            assert records.append(batch_of("after", 0), "c1") == len(batch_of("after", 0))
            assert place.is_whole()
            place.wipe()


def test_two_processes_that_write_at_once_both_succeed(place):
    place.open()
    with writer(place) as one, writer(place) as other:
        one.order("write", "one", 30)
        other.order("write", "other", 30)
        said = one.until_gone() + other.until_gone()
    assert [words for words in said if words[0] == "refused"] == []
    assert stored_batches(place) == acknowledged(said)
    assert len(acknowledged(said)) == 60


def test_two_processes_that_write_the_same_facts_store_them_once(place):
    place.open()
    with writer(place) as one, writer(place) as other:
        one.order("same", "one", 30)
        other.order("same", "other", 30)
        said = one.until_gone() + other.until_gone()
    assert [words for words in said if words[0] == "refused"] == []
    assert stored_batches(place) == {("same", str(batch)) for batch in range(30)}


def test_two_processes_that_make_the_store_at_once_both_succeed(place):
    with writer(place) as one, writer(place) as other:
        one.order("open", "one", 1)
        other.order("open", "other", 1)
        said = one.until_gone() + other.until_gone()
    assert acknowledged(said) == {("one", "0"), ("other", "0")}


def test_a_backup_made_while_somebody_writes_is_whole(sqlite_place):
    sqlite_place.open()
    with writer(sqlite_place) as running:
        running.order("write", "busy", 60)
        made = [backup.back_up(sqlite_place.folder, timezone.now(), note=f"-{number}") for number in range(5)]
        running.until_gone()
    assert [backup.verify(each.file) for each in made] == [each.facts for each in made]
