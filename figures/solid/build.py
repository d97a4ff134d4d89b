"""The finished files of the body in three dimensions: `python -m figures.solid.build` writes these alone.

`solid/<body>.glb` is the model of a body; `solid/<layer>.png` and `solid/tables.json` belong to all bodies.
"""

from __future__ import annotations

import gzip
import importlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from figures import body
from figures.solid import labels, model, tables

FOLDER = "solid"
ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
DATA = ROOT / "src" / "unknot" / "data" / "figures"
COMPRESSED_ALREADY = (".png",)


def compressed(plain: bytes) -> bytes:
    """A binary glTF file with its arrays packed by meshoptimizer, which runs in Node. The same bytes every time."""
    scripts = _scripts()
    node = scripts.found()
    scripts.install(node, FRONTEND)
    packed: bytes = subprocess.run(
        [*node.node, "compress.mjs"], cwd=FRONTEND, input=plain, capture_output=True, check=True
    ).stdout
    return packed


def shared() -> dict[str, bytes]:
    """What belongs to all bodies, by its path below the folder of all figures."""
    told = json.dumps(tables.tables(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    return {
        f"{FOLDER}/area.png": labels.png(labels.area()),
        **{f"{FOLDER}/{layer}.png": labels.png(labels.muscles(layer)[0]) for layer in labels.LAYERS},
        f"{FOLDER}/tables.json": told,
    }


def write(data: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Build some bodies into a folder; with all of them also what they share, and then nothing else stays there."""
    made = {f"{FOLDER}/{name}.glb": compressed(model.model(name)) for name in names}
    (data / FOLDER).mkdir(parents=True, exist_ok=True)
    if set(names) == set(body.BODIES):
        made |= shared()
        for path in (data / FOLDER).iterdir():
            if f"{FOLDER}/{path.name}" not in made:
                path.unlink()
    for path, content in made.items():
        (data / path).write_bytes(content)
    return made


def parts(names: Sequence[str]) -> list[str]:
    """How the paths of what `write` builds begin."""
    return [f"{FOLDER}/"] if set(names) == set(body.BODIES) else [f"{FOLDER}/{name}.glb" for name in names]


def on_the_way(path: str, content: bytes) -> int:
    """How many bytes of a file are sent to a browser."""
    return len(content) if path.endswith(COMPRESSED_ALREADY) else len(gzip.compress(content, 6, mtime=0))


def report(made: dict[str, bytes]) -> None:
    """Say how big every file is on its way to a browser."""
    sizes = ", ".join(f"{Path(path).name} {on_the_way(path, content) / 1000:.0f} kB" for path, content in made.items())
    print(f"{FOLDER}: {sizes}")


def _scripts() -> ModuleType:
    """What the scripts know of Node; they import one another by their bare names."""
    folder = str(ROOT / "script")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module("_node")


if __name__ == "__main__":
    report(write(DATA, body.BODIES))
