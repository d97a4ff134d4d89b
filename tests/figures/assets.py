"""The delivered files of the body map, read as the app reads them."""

import json
from functools import cache
from pathlib import Path

import pytest
import yaml

from figures import body, outline, raster

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


@cache
def windings(name, view):
    """Per region how often its delivered path winds around the centre of each pixel, (H, W)."""
    layer = delivered(name, view)
    size = tuple(layer["size"])
    return {region: outline.winding(area["d"], size).astype("int8") for region, area in layer["areas"].items()}
