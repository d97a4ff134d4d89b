"""Make the environments that the scripts need, from locks with hashes, with the standard library only.

An environment carries a stamp, written last, that says what it was made from. Without a stamp it was
interrupted and is made again; with a stamp that still holds, nothing is done.

This module is read by whichever `python3` a person has, so that one too old can be told so: it keeps to
syntax and modules that Python 3.8 knows.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python")
LOCKS_BY_SIZE = ("app", "dev")
STAMP = "unknot-stamp.json"


def fail(message: str) -> NoReturn:
    sys.exit(f"{Path(sys.argv[0]).name}: {message}")


def executable(environment: Path, name: str) -> Path:
    """Where a command lies inside an environment, on this operating system."""
    if os.name == "nt":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


def for_running() -> Path:
    """The environment in which `unknot` runs, made if it is missing."""
    return _prepared(".venv", "app")


def for_testing() -> Path:
    """The same environment with the tools of the tests, made if they are missing."""
    return _prepared(".venv", "dev")


def for_core_testing() -> Path:
    """The environment without a web framework, made if it is missing."""
    return _prepared(".venv-core", "core")


def for_benching() -> Path:
    """The environment with the rivals of the court and without a web framework, made if it is missing."""
    return _prepared(".venv-bench", "bench")


def _prepared(name: str, lock: str) -> Path:
    environment = ROOT / name
    with _one_at_a_time(ROOT / f"{name}.lock"):
        _bring_up_to_date(environment, lock)
    return environment


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Two scripts started together must not both make the environment. A lock dies with its holder."""
    with path.open("w") as file:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _bring_up_to_date(environment: Path, lock: str) -> None:
    stamp = _read_stamp(environment)
    made_from = stamp.get("lock", "")
    if _is_larger(made_from, lock):
        lock = made_from
    wanted = {
        "lock": lock,
        "lock_sha256": _sha256(ROOT / "requirements" / f"{lock}.lock"),
        "pyproject_sha256": _sha256(ROOT / "pyproject.toml"),
        "checkout": str(ROOT),
    }
    if stamp == wanted:
        return

    same_packages = stamp.get("lock_sha256") == wanted["lock_sha256"]
    more_packages = bool(made_from) and _is_larger(lock, made_from) and _still_holds(stamp)
    (environment / STAMP).unlink(missing_ok=True)
    if not (same_packages or more_packages):
        _create(environment)
    if not same_packages:
        _say(f"installing requirements/{lock}.lock into {environment.name} (once; a minute or two)")
        _pip(environment, "--require-hashes", "--requirement", str(ROOT / "requirements" / f"{lock}.lock"))
    _pip(environment, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    (environment / STAMP).write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")


def _is_larger(lock: str, other: str) -> bool:
    if lock not in LOCKS_BY_SIZE or other not in LOCKS_BY_SIZE:
        return False
    return LOCKS_BY_SIZE.index(lock) > LOCKS_BY_SIZE.index(other)


def _still_holds(stamp: dict[str, str]) -> bool:
    return stamp["lock_sha256"] == _sha256(ROOT / "requirements" / f"{stamp['lock']}.lock")


def _read_stamp(environment: Path) -> dict[str, str]:
    """What it was made from; nothing if the making was interrupted, it was copied, or its Python is gone."""
    try:
        stamp = json.loads((environment / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or stamp.get("checkout") != str(ROOT):
        return {}
    return stamp if _runs(executable(environment, "python"), "pass") else {}


def _create(environment: Path) -> None:
    python = _find_python()
    _say(f"making {environment.name} with {python}")
    if environment.is_symlink() or environment.is_file():
        fail(f"{environment} is not a folder: move it away and try again")
    if environment.exists():
        shutil.rmtree(environment)
    made = subprocess.run([python, "-m", "venv", str(environment)], stdout=sys.stderr, check=False)
    if made.returncode != 0:
        fail(f"{python} could not make a virtual environment in {environment}")


def _find_python() -> str:
    candidates = [sys.executable, *filter(None, map(shutil.which, NEWER_PYTHONS))]
    is_new_enough = f"import sys; assert sys.version_info >= {OLDEST_PYTHON}"
    new_enough = [python for python in candidates if _runs(python, is_new_enough)]
    if not new_enough:
        found = ".".join(map(str, sys.version_info[:3]))
        fail(f"Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer is needed, and only {found} was found")
    for python in new_enough:
        if _runs(python, "import ensurepip, venv"):
            return python
    fail("this Python cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv")


def _runs(python: str | Path, code: str) -> bool:
    try:
        return subprocess.run([str(python), "-c", code], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _pip(environment: Path, *arguments: str) -> None:
    python = executable(environment, "python")
    quiet = ("--quiet", "--quiet", "--disable-pip-version-check", "--no-input")
    installed = subprocess.run(
        [str(python), "-m", "pip", "install", *quiet, *arguments], cwd=ROOT, stdout=sys.stderr, check=False
    )
    if installed.returncode != 0:
        fail("the packages could not be installed (see above); is there a network? Run this again to go on.")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
