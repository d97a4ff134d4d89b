"""What lies where on the sheet: one picture of labels for areas, one for the muscles of each layer.

A texel is a number. In `area` it is 0 outside, otherwise 1 + the place in `figures.areas.REGIONS`, and `SUIT` more
where the suit is. Muscles of one layer overlap, so there a number stands for a set of muscles, without a side: the
side is that of the body on which the texel lies.
"""

from __future__ import annotations

import io
from functools import cache

import numpy as np
from PIL import Image
from scipy import ndimage

from figures import areas, muscle_atlas, shade
from figures.muscle_charts import Charts
from figures.solid import sheet

SUIT = 128
LAYERS = {"muscle-superficial": False, "muscle-deep": True}
"""The layers of muscles, and whether they are the deep ones."""
BEYOND = 6
"""Texels by which labels reach past the seams, so that a look across one still finds its own."""
SMALLEST = 10
"""Texels below which a set of muscles goes to what lies around it."""

Sets = tuple[tuple[str, ...], ...]


@cache
def area() -> np.ndarray:
    """(SIZE, SIZE) uint8 as said above."""
    shown = sheet.buffer()
    numbers = areas.raw(shown).astype(np.int16) + 1
    return _beyond(numbers + SUIT * shade.cloth(shown), shown.inside)


@cache
def muscles(layer: str) -> tuple[np.ndarray, Sets]:
    """(SIZE, SIZE) uint8, and per number the muscles it stands for; 0 is none."""
    charts = _charts()
    chosen = {name: muscle for name, muscle in muscle_atlas.definitions().items() if muscle.deep is LAYERS[layer]}
    held = np.stack([muscle.holds(charts) for muscle in chosen.values()], axis=1)
    kinds, which, counts = np.unique(held, axis=0, return_inverse=True, return_counts=True)
    inside = sheet.buffer().inside
    numbers = np.zeros(inside.shape, np.int16)
    numbers[inside] = which.ravel()
    clear = inside & ~np.isin(numbers, np.flatnonzero(counts < SMALLEST))
    kept, numbers = np.unique(_spread(numbers, clear)[inside], return_inverse=True)
    whole = np.zeros(inside.shape, np.int16)
    whole[inside] = numbers
    names = np.array(list(chosen))
    return _beyond(whole, inside), tuple(tuple(str(name) for name in names[kinds[kind]]) for kind in kept)


@cache
def _charts() -> Charts:
    return Charts(sheet.buffer())


def _spread(numbers: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Every texel takes the number of the nearest known one."""
    rows, columns = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    return numbers[rows, columns]


def _beyond(numbers: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The labels reach `BEYOND` texels past the skin; further away everything is 0."""
    near = ndimage.distance_transform_edt(~inside) <= BEYOND
    return np.where(near, _spread(numbers, inside), 0).astype(np.uint8)


def png(numbers: np.ndarray) -> bytes:
    """The numbers as an indexed picture; the colour of a number is that grey, so that people can look at it."""
    image = Image.fromarray(numbers, "L").convert("P")
    image.putpalette(np.repeat(np.arange(256, dtype=np.uint8), 3).tobytes())
    found = io.BytesIO()
    image.save(found, "PNG", optimize=True)
    return found.getvalue()
