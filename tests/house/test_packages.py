"""What the tests need of the system is installed where CI runs as root, and named everywhere else."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.finders import script

COMMAND = ("apt-get", "install", "-y", "something")


@pytest.fixture
def packages(monkeypatch):
    """The module that installs, on a machine that could; it only notes what it would run."""
    module = script("_packages")
    module.ran = []
    monkeypatch.setattr(module.subprocess, "run", lambda command, **_how: module.ran.append(tuple(command)))
    monkeypatch.setattr(module.shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(module.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setenv("CI", "true")
    return module


def test_in_ci_as_root_packages_are_installed(packages):
    packages.install(COMMAND, "something")
    assert packages.ran == [("apt-get", "update"), COMMAND]


@pytest.mark.parametrize("ci", ["", "0", "false"])
def test_outside_ci_nothing_is_installed(packages, monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    packages.install(COMMAND, "something")
    assert packages.ran == []


def test_only_root_installs_packages(packages, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    packages.install(COMMAND, "something")
    assert packages.ran == []


def test_where_there_is_no_apt_get_nothing_is_installed(packages, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    packages.install(COMMAND, "something")
    assert packages.ran == []


def test_a_missing_desktop_is_named_with_the_command_that_brings_it(monkeypatch):
    finder = script("_desktop")
    monkeypatch.setenv("CI", "")
    monkeypatch.setattr(finder.shutil, "which", lambda program: program if program == "Xvfb" else None)
    assert not finder.brought(("Xvfb", "mutter", "dunst", "dunstctl"))
    assert finder.missing(("Xvfb", "mutter", "dunst", "dunstctl")) == (
        "a desktop to test in is missing: run apt-get install -y --no-install-recommends dunst mutter"
    )
