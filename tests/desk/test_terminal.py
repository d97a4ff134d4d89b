"""Prompts as text in a real terminal: one bell, one key, and the terminal as it was afterwards."""

from __future__ import annotations

import json
import sys

import pytest

from tests.desk.at_terminal import terminal_with
from unknot.desk.terminal import keys_for

pytest.importorskip("termios")
ACTIONS = [["start", "Start 30 s"], ["later", "In 5 minutes"], ["skip", "Skip"]]
# Does to a `Terminal` what it is told, line by line, and says what came of it.
PROGRAM = """
import json, sys
from unknot.desk.terminal import Terminal
terminal = Terminal()
for does, *words in json.loads(sys.argv[1]):
    answer = getattr(terminal, does)(*words)
    print(f"<{does} {answer}>", flush=True)
"""


def a_prompt(*then: list[object]) -> list[str]:
    """A program that shows a prompt and goes on."""
    does = [["show", "Time to get up", "Neck turns & more", ACTIONS], *then]
    return [sys.executable, "-c", PROGRAM, json.dumps(does)]


def test_every_action_has_the_first_free_letter_of_its_name():
    assert keys_for(["start", "later", "skip"]) == {"s": "start", "l": "later", "k": "skip"}
    assert keys_for(["better", "same", "worse"]) == {"b": "better", "s": "same", "w": "worse"}


@pytest.mark.parametrize(("key", "chosen"), [("s", "start"), ("L", "later"), ("xk", "skip")])
def test_one_key_answers_and_the_terminal_is_as_it_was(key, chosen):
    with terminal_with(*a_prompt(["wait", 20], ["wait", 0.1], ["close"])) as person:
        person.sees("<show None>")
        assert not person.echoes
        person.types(key)
        person.sees(f"<wait {chosen}>")
        assert person.echoes
        person.sees("<wait None>")
        person.sees("<close None>")


def test_the_prompt_is_plain_text_with_one_bell():
    with terminal_with(*a_prompt(["close"])) as person:
        person.sees("<close None>")
    lines = [line.strip() for line in person.seen.splitlines()]
    assert person.seen.count("\a") == 1
    assert lines[1:6] == ["Time to get up", "Neck turns & more", "s  Start 30 s", "l  In 5 minutes", "k  Skip"]


def test_a_prompt_that_nobody_answers_goes_quietly():
    with terminal_with(*a_prompt(["wait", 0.2], ["withdraw"], ["wait", 0.1])) as person:
        person.sees("<wait None>")
        person.sees("that is fine")
        person.sees("<withdraw None>")
        assert person.echoes


def test_what_was_typed_before_the_prompt_does_not_answer_it():
    does = [["wait", 1], ["show", "Time to get up", "Neck turns", ACTIONS], ["wait", 0.5], ["close"]]
    with terminal_with(sys.executable, "-c", "print('ready', flush=True)\n" + PROGRAM, json.dumps(does)) as person:
        person.sees("ready")
        person.types("s\n")
        person.sees("<show None>")
        person.sees("<close None>")
    assert "<wait start>" not in person.seen


def test_in_the_background_of_a_shell_the_text_says_what_to_type(tmp_path):
    script = tmp_path / "script"
    script.write_text('set -m\n"$@" &\nwait\necho "<ended $?>"\n')
    with terminal_with("/bin/bash", str(script), *a_prompt(["wait", 0.2], ["close"])) as person:
        person.sees("<ended 0>")
    assert "unknot session desk" in person.seen
    assert "In 5 minutes" not in person.seen
