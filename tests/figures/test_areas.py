"""Every place on the body map is one region and no other, on every body and from every side."""

import numpy as np
import pytest
from scipy import ndimage

from figures import areas, body, outline, raster
from tests.figures.assets import EVERY_BODY, EVERY_PICTURE, atlas, delivered, owners, silhouette

MEET_OUT_OF_SIGHT = {
    frozenset(f"{area}_{side}" for area in pair)
    for pair in (("calf", "shin"), ("knee_back", "knee_inner"))
    for side in "lr"
}
"""Neighbours on the inner side of the leg, which the other leg hides from every view."""
PHONE, ZOOM, TOUCH = 360, 2.0, 24.0
"""Pixels: the width of a small phone, how far the map zooms in on it at least, and what a finger needs."""
FAR = 0.06
"""Share of the body's height by which a region may miss the rough centre that the atlas gives for it."""


def test_the_regions_are_those_of_the_atlas():
    assert set(areas.REGIONS) == set(atlas("regions"))


@EVERY_PICTURE
def test_every_pixel_of_the_body_lies_in_exactly_one_region(name, view):
    assert np.array_equal(owners(name, view).count, silhouette(name, view).astype(int))


@EVERY_PICTURE
def test_no_path_crosses_itself(name, view):
    assert owners(name, view).crossing == set()


@EVERY_BODY
def test_every_region_is_seen_and_wide_enough_to_be_touched(name):
    widest = dict.fromkeys(areas.REGIONS, 0.0)
    for view in raster.VIEWS:
        for region, _, mask in owners(name, view).masks():
            depth = ndimage.distance_transform_edt(np.pad(mask, 1))
            widest[region] = max(widest[region], 2 * float(depth.max()))
    per_pixel = PHONE / delivered(name, "front")["size"][0] * ZOOM
    assert {region: width for region, width in widest.items() if width * per_pixel < TOUCH} == {}


@EVERY_PICTURE
def test_regions_have_no_crumbs(name, view):
    for region, _, mask in owners(name, view).masks():
        pieces, count = ndimage.label(mask, structure=np.ones((3, 3)))
        sizes = np.bincount(pieces.ravel())[1:]
        assert count
        assert sizes.min() >= 12, region


def corners(layer, region, mirror=False):
    """The corners of a region's path, in no order; mirrored in the picture if asked."""
    points = np.concatenate(outline.points_of(layer["areas"][region]["d"]))
    if mirror:
        points = np.round(points * [-1, 1] + [layer["size"][0], 0], 1)
    return sorted(map(tuple, points.tolist()))


@EVERY_BODY
@pytest.mark.parametrize(("view", "opposite"), [("front",) * 2, ("back",) * 2, ("soles",) * 2, ("left", "right")])
def test_left_and_right_are_exact_mirror_images(name, view, opposite):
    layer, other = delivered(name, view), delivered(name, opposite)
    for region in layer["areas"]:
        mate = region if region in areas.MIDLINE else region[:-2] + {"l": "_r", "r": "_l"}[region[-1]]
        assert corners(layer, region) == corners(other, mate, mirror=True), region


@EVERY_BODY
def test_neighbours_of_the_atlas_share_a_line(name):
    sharing = set()
    for view in raster.VIEWS:
        corners = {}
        for region, area in delivered(name, view)["areas"].items():
            for point in {tuple(point) for ring in outline.points_of(area["d"]) for point in ring.tolist()}:
                corners.setdefault(point, set()).add(region)
        sharing |= {frozenset((one, other)) for regions in corners.values() for one in regions for other in regions}
    wanted = {frozenset((region, other)) for region, row in atlas("regions").items() for other in row["neighbours"]}
    assert wanted - sharing - MEET_OUT_OF_SIGHT == set()


def test_every_region_lies_near_the_centre_that_the_atlas_gives():
    name = body.REFERENCE
    for region, row in atlas("regions").items():
        area = atlas("areas")[row["area"]]
        view = "soles" if row["area"] in ("sole", "heel") else row["view"]
        if view == "soles":
            continue
        inside = owners(name, view).region == areas.REGIONS.index(region)
        height = raster.HEIGHT - 2 * raster.MARGIN
        side = {"left": 1, "right": -1, "midline": 0}[row["side"]] * (1 if view == "front" else -1)
        column = inside.shape[1] / 2 + side * area["x_percent"] / 100 * height
        row_at = raster.MARGIN + area["y_percent"] / 100 * height
        rows, columns = np.nonzero(inside)
        assert np.hypot(rows + 0.5 - row_at, columns + 0.5 - column).min() < FAR * height, region


@EVERY_PICTURE
def test_labels_stand_inside_their_region(name, view):
    for region, area in delivered(name, view)["areas"].items():
        x, y = area["label_at"]
        assert owners(name, view).region[int(y), int(x)] == areas.REGIONS.index(region), region
