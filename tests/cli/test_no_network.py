"""Nothing leaves the machine: every verb runs with the network refused."""

import subprocess
import sys

import pytest

from tests.cli.conftest import NEXT_DAY

REFUSED = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError("a connection was opened")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from unknot.cli import main
sys.exit(main(sys.argv[1:]))
"""


def without_network(*words):
    return subprocess.run([sys.executable, "-c", REFUSED, *map(str, words)], capture_output=True, text=True)


def test_the_refusal_bites():
    code = REFUSED.replace("from unknot.cli import main", "socket.create_connection(('127.0.0.1', 9))")
    assert (
        "a connection was opened" in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr
    )


@pytest.mark.parametrize(
    "words",
    [
        ("plan",),
        ("forecast",),
        ("session", "--fast"),
        ("checkin", "--pain", "3", "--nothing-new"),
        ("log", "activity", "running", "--minutes", "30"),
    ],
    ids=lambda words: words[0],
)
def test_a_verb_about_the_knot_opens_no_connection(data, words):
    verb, *rest = words
    done = without_network(verb, "--data", data, "--at", NEXT_DAY, *rest)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [("doctor",), ("backup",), ("export", "-")], ids=lambda words: words[0])
def test_a_verb_about_the_data_opens_no_connection(data, words):
    verb, *rest = words
    done = without_network(verb, "--data", data, *rest)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "words", [("where", "neck"), ("learn", "knot"), ("content", "check"), ("completion", "bash")], ids=lambda w: w[0]
)
def test_a_verb_that_only_reads_opens_no_connection(words):
    done = without_network(*words)
    assert done.returncode == 0, done.stderr
