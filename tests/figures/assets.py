"""The delivered files of the body map, read as the app reads them."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy import ndimage

from figures import areas, body, outline, raster

ROOT = Path(__file__).parents[2]
DELIVERED = ROOT / "src" / "unknot" / "data" / "figures"
ATLAS = ROOT / "src" / "unknot" / "data" / "atlas"

EVERY_BODY = pytest.mark.parametrize("name", body.BODIES)
EVERY_PICTURE = pytest.mark.parametrize(
    ("name", "view"), [(name, view) for name in body.BODIES for view in raster.VIEWS]
)


@cache
def atlas(table):
    """The rows of a table of the atlas by id."""
    return yaml.safe_load((ATLAS / f"{table}.yaml").read_text(encoding="utf-8"))["rows"]


@cache
def delivered(name, view):
    """The areas file of one view of one body."""
    return json.loads((DELIVERED / name / f"{view}.areas.json").read_text(encoding="utf-8"))


@cache
def silhouette(name, view):
    """(H, W) bool: the pixels whose centre lies inside the delivered outline."""
    layer = delivered(name, view)
    return outline.winding(layer["outline"], tuple(layer["size"])) != 0


@dataclass(frozen=True)
class Owners:
    """Which regions the delivered paths of a view give every pixel to."""

    region: np.ndarray
    """(H, W) index into `areas.REGIONS` of the last region that holds the pixel's centre, -1 for none."""
    count: np.ndarray
    """(H, W) how many regions hold it."""
    crossing: frozenset[str]
    """Regions whose path winds around some pixel both ways, or twice."""

    def masks(self):
        """Per region that is seen the rows and columns around it, and which pixels there are its own."""
        for index, window in enumerate(ndimage.find_objects(self.region.astype(np.int32) + 1)):
            if window is not None:
                yield areas.REGIONS[index], window, self.region[window] == index


@cache
def owners(name, view):
    """What the areas file of one view gives to whom."""
    layer = delivered(name, view)
    size = tuple(layer["size"])
    region, count = np.full(size[::-1], -1, dtype=np.int16), np.zeros(size[::-1], dtype=np.int8)
    crossing = set()
    for id_, area in layer["areas"].items():
        window, turns = outline.window_of(area["d"], size)
        region[window][turns != 0] = areas.REGIONS.index(id_)
        count[window] += turns != 0
        if len(np.unique(turns[turns != 0])) > 1 or np.abs(turns).max(initial=0) > 1:
            crossing.add(id_)
    return Owners(region, count, frozenset(crossing))
