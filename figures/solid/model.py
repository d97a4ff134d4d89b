"""One body as a glTF model: quantised, with what a shader needs to find its way on the reference body.

Attributes beside position, normal and place on the sheet: `_REST`, how far the reference body's skin is away, in steps
of `REST_STEP`; `_SHADE`, the relief of the skin and whether it hangs beside the trunk.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

from figures import body, mesh, muscle_charts, raster
from figures.solid import sheet

REST_STEP = 0.001
"""Metres."""
POSITION_STEPS, PLACE_STEPS = 8_191, 4_095
"""Steps along the longest side of the body, and along the sides of the sheet: a fifth of a millimetre of the body, a
quarter of a texel."""
RELIEF = ((2, 45.0, 0.22), (8, 22.0, 0.14), (30, 5.0, 0.06))
"""Rounds of smoothing, how much darker a place is that lies a metre below the smooth skin, and by how much at most."""
BRIGHTEST = 0.06
"""By how much each of them makes a place lighter at most."""
RELIEF_STEPS = 64
NO_RELIEF = 0.25
"""What stands for skin that is neither darker nor lighter."""
_FULL = 255
_ARRAY, _ELEMENTS = 34962, 34963
_INT8, _UINT8, _INT16, _UINT16 = 5120, 5121, 5122, 5123
_DEPTHS = {_INT8: np.int8, _UINT8: np.uint8, _INT16: np.int16, _UINT16: np.uint16}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3}


def model(name: str) -> bytes:
    """The body as one plain binary glTF file, not yet compressed, in metres with the soles at y = 0."""
    skin = sheet.corners()
    points, normals = raster.surface(name)
    reference, _ = raster.surface(body.REFERENCE)
    relief = _relief(points, normals)[skin.vertex]
    beside = muscle_charts.beside_the_trunk(np.abs(reference) * muscle_charts.CENTIMETRES)[skin.vertex]
    low = points[skin.vertex].min(axis=0)
    size = float(np.ptp(points[skin.vertex], axis=0).max())
    file = _File()
    attributes = {
        "POSITION": file.add((points - low)[skin.vertex] / size * POSITION_STEPS, _UINT16, "VEC3"),
        "NORMAL": file.add(normals[skin.vertex] * 127, _INT8, "VEC3", normalized=True),
        "TEXCOORD_0": file.add(np.abs(skin.place - [0, 1]) * PLACE_STEPS, _UINT16, "VEC2"),
        "_REST": file.add((reference - points)[skin.vertex] / REST_STEP, _INT16, "VEC3"),
        "_SHADE": file.add(np.stack([relief, beside], axis=1) * _FULL, _UINT8, "VEC2", normalized=True),
    }
    indices = file.add(skin.triangles.ravel(), _UINT16, "SCALAR", target=_ELEMENTS)
    return file.packed(
        {
            "extensionsUsed": ["KHR_mesh_quantization"],
            "extensionsRequired": ["KHR_mesh_quantization"],
            "meshes": [{"primitives": [{"attributes": attributes, "indices": indices}]}],
            "nodes": [{"mesh": 0, "scale": [size / POSITION_STEPS] * 3, "translation": [float(each) for each in low]}],
            "scenes": [{"nodes": [0]}],
            "scene": 0,
        }
    )


def _relief(points: np.ndarray, normals: np.ndarray) -> np.ndarray:
    """(V,) from 0 to 1, `NO_RELIEF` on smooth skin: how much darker it is where it lies below what surrounds it."""
    quads = mesh.load().quads
    edges = np.concatenate([quads[:, [corner, (corner + 1) % 4]] for corner in range(4)])
    edges = np.concatenate([edges, edges[:, ::-1]])
    vertices = len(mesh.load().weights)
    neighbours = np.maximum(np.bincount(edges[:, 0], minlength=vertices), 1)[:, None]
    smooth, dark, done = points[:vertices], np.full(vertices, NO_RELIEF), 0
    for rounds, strength, darkest in RELIEF:
        while done < rounds:
            around = np.zeros_like(smooth)
            np.add.at(around, edges[:, 0], smooth[edges[:, 1]])
            smooth, done = (smooth + around / neighbours) / 2, done + 1
        below = np.einsum("ij,ij->i", smooth - points[:vertices], normals[:vertices])
        dark += np.clip(below * strength, -BRIGHTEST, darkest)
    return np.round(np.clip(dark, 0, 1) * RELIEF_STEPS) / RELIEF_STEPS


class _File:
    """A glTF file in the making: arrays are added, then it is packed."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []

    def add(
        self, values: np.ndarray, component: int, kind: str, *, normalized: bool = False, target: int = _ARRAY
    ) -> int:
        """The number of a new accessor; every element begins at a multiple of four bytes, as vertices must."""
        depth = np.dtype(_DEPTHS[component])
        width = _WIDTHS[kind]
        whole = np.round(values).astype(depth).reshape(-1, width)
        padding = 0 if target == _ELEMENTS else -width * depth.itemsize % 4 // depth.itemsize
        rows = np.pad(whole, ((0, 0), (0, padding)))
        view = {"buffer": 0, "byteOffset": len(self._bytes), "byteLength": rows.nbytes, "target": target}
        if target == _ARRAY:
            view["byteStride"] = rows.shape[1] * depth.itemsize
        self._bytes += rows.tobytes() + bytes(-rows.nbytes % 4)
        accessor: dict[str, Any] = {
            "bufferView": len(self._views),
            "componentType": component,
            "count": len(whole),
            "type": kind,
        }
        if normalized:
            accessor["normalized"] = True
        if kind == "VEC3":
            accessor |= {"min": whole.min(axis=0).tolist(), "max": whole.max(axis=0).tolist()}
        self._views.append(view)
        self._accessors.append(accessor)
        return len(self._accessors) - 1

    def packed(self, rest: dict[str, Any]) -> bytes:
        """The binary file with all that was added."""
        told = {
            "asset": {"version": "2.0"},
            **rest,
            "buffers": [{"byteLength": len(self._bytes)}],
            "bufferViews": self._views,
            "accessors": self._accessors,
        }
        text = json.dumps(told, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
        chunks += struct.pack("<II", len(self._bytes), 0x004E4942) + bytes(self._bytes)
        return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks
