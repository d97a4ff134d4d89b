"""The scripts run with nothing but Python, and leave an environment that is whole or gets made again."""

import ast
import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(path for path in (ROOT / "script").iterdir() if path.is_file())
COMMANDS = [path for path in SCRIPTS if not path.name.startswith("_")]
SHARED = {path.stem for path in SCRIPTS if path.name.startswith("_")}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """The module that makes environments, in a checkout of its own; it only notes what it would do."""
    spec = importlib.util.spec_from_file_location("_environment", ROOT / "script" / "_environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for lock in ("app", "bench", "core", "dev"):
        (tmp_path / "requirements" / f"{lock}.lock").write_text(f"{lock} as it was\n")
    (tmp_path / "pyproject.toml").touch()

    module.done = []

    def note_creation(folder):
        module.done.append(f"create {folder.name}")
        folder.mkdir(exist_ok=True)

    def note_installation(_folder, *arguments):
        module.done.append(f"install {Path(arguments[-1]).name}")

    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "_create", note_creation)
    monkeypatch.setattr(module, "_pip", note_installation)
    monkeypatch.setattr(module, "_runs", lambda _python, _code: True)
    return module


def what_it_does(environment, make):
    environment.done.clear()
    make()
    return environment.done


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_imports_only_the_standard_library(script):
    imported = set()
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module.partition(".")[0])
    assert imported <= sys.stdlib_module_names | SHARED


@pytest.mark.parametrize("script", COMMANDS, ids=lambda script: script.name)
def test_a_script_can_be_started_by_its_name(script):
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")
    if os.name == "posix":
        assert os.access(script, os.X_OK)


def test_making_the_environment_a_second_time_does_nothing(environment):
    first = what_it_does(environment, environment.for_running).copy()
    assert first == ["create .venv", "install app.lock", f"install {environment.ROOT.name}"]
    assert what_it_does(environment, environment.for_running) == []


def test_an_interrupted_environment_is_made_again(environment, monkeypatch):
    with monkeypatch.context() as interrupted:
        interrupted.setattr(environment, "_pip", lambda *_: sys.exit("interrupted"))
        with pytest.raises(SystemExit):
            environment.for_running()
    assert what_it_does(environment, environment.for_running)[0] == "create .venv"


def test_an_environment_with_an_unreadable_stamp_is_made_again(environment):
    environment.for_running()
    (environment.ROOT / ".venv" / environment.STAMP).write_text("{")
    assert what_it_does(environment, environment.for_running)[0] == "create .venv"


def test_an_environment_whose_python_is_gone_is_made_again(environment, monkeypatch):
    environment.for_running()
    monkeypatch.setattr(environment, "_runs", lambda _python, _code: False)
    assert what_it_does(environment, environment.for_running)[0] == "create .venv"


def test_an_environment_copied_from_another_checkout_is_made_again(environment):
    environment.for_running()
    stamp = environment.ROOT / ".venv" / environment.STAMP
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"checkout": "elsewhere"}))
    assert what_it_does(environment, environment.for_running)[0] == "create .venv"


def test_a_changed_lock_makes_the_environment_anew(environment):
    environment.for_running()
    (environment.ROOT / "requirements" / "app.lock").write_text("app as it is now\n")
    assert what_it_does(environment, environment.for_running)[:2] == ["create .venv", "install app.lock"]


def test_a_changed_pyproject_installs_the_project_alone(environment):
    environment.for_running()
    (environment.ROOT / "pyproject.toml").write_text("[project]\n")
    assert what_it_does(environment, environment.for_running) == [f"install {environment.ROOT.name}"]


def test_the_tools_of_the_tests_are_added_to_the_same_environment(environment):
    environment.for_running()
    added = [f"install {name}" for name in ("dev.lock", environment.ROOT.name)]
    assert what_it_does(environment, environment.for_testing) == added
    assert what_it_does(environment, environment.for_running) == []


def test_the_core_has_an_environment_of_its_own(environment):
    environment.for_testing()
    assert what_it_does(environment, environment.for_core_testing)[:2] == [
        "create .venv-core",
        "install core.lock",
    ]


def test_the_court_has_an_environment_of_its_own(environment):
    environment.for_testing()
    assert what_it_does(environment, environment.for_benching)[:2] == ["create .venv-bench", "install bench.lock"]


def test_a_python_that_is_too_old_is_named_in_one_line(environment, monkeypatch):
    monkeypatch.setattr(environment, "_runs", lambda _python, _code: False)
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed, and only [\d.]+ was found"):
        environment._find_python()


def test_a_python_without_venv_is_told_what_to_install(environment, monkeypatch):
    monkeypatch.setattr(environment, "_runs", lambda _python, code: "ensurepip" not in code)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        environment._find_python()
