"""The delivered files are what the sources give, small, and fit each other."""

import gzip
import io
import json

import numpy as np
import pytest
from PIL import Image

from figures import body, build, mesh, raster, shade
from tests.figures.assets import DELIVERED, EVERY_BODY, EVERY_PICTURE, delivered, silhouette

LARGEST = 350_000
"""Bytes over the wire for the four standing views of one body."""


def picture(name, view):
    return Image.open(DELIVERED / name / f"{view}.webp").convert("RGBA")


@pytest.mark.parametrize(("name", "view"), [("neutral", "left"), ("female", "soles")])
def test_building_again_gives_the_same_areas_and_picture(name, view):
    committed = (DELIVERED / name / f"{view}.areas.json").read_bytes()
    assert build.as_json(build.area_layer(name, view)) == committed
    lit = shade.webp(shade.picture(raster.view(name, view, build.SUPERSAMPLE)))
    assert build.same(lit, (DELIVERED / name / f"{view}.webp").read_bytes(), f"{view}.webp")


def test_nothing_else_lies_among_the_figures():
    kinds = ("webp", "areas.json", "muscles.json")
    wanted = {f"{name}/{view}.{kind}" for name in body.BODIES for view in raster.VIEWS for kind in kinds}
    found = {str(path.relative_to(DELIVERED)) for path in DELIVERED.rglob("*") if path.is_file()}
    assert {name for name in found if not name.startswith("techniques")} == wanted


@EVERY_PICTURE
def test_the_picture_has_the_size_and_the_outline_that_the_paths_have(name, view):
    image = picture(name, view)
    assert list(image.size) == delivered(name, view)["size"]
    cover = np.asarray(image)[..., 3]
    inside = silhouette(name, view)
    assert not cover[~inside].max() > 200
    assert cover[inside].mean() > 250
    assert (inside != (cover > 127)).mean() < 0.005


@EVERY_PICTURE
def test_nothing_touches_the_edge_of_the_picture(name, view):
    inside = silhouette(name, view)
    assert not inside[[0, -1]].any()
    assert not inside[:, [0, -1]].any()


@EVERY_BODY
def test_four_views_travel_light(name):
    total = 0
    for view in raster.STANDING_VIEWS:
        for path in DELIVERED.glob(f"{name}/{view}.*"):
            content = path.read_bytes()
            total += len(content) if path.suffix == ".webp" else len(gzip.compress(content))
    assert total < LARGEST


@EVERY_BODY
def test_the_standing_views_share_one_scale(name):
    assert len({delivered(name, view)["pixels_per_metre"] for view in raster.STANDING_VIEWS}) == 1


def test_a_change_of_a_file_is_noticed(tmp_path):
    for folder in ("built", "committed"):
        (tmp_path / folder / "neutral").mkdir(parents=True)
    (tmp_path / "built/neutral/front.areas.json").write_text("1")
    (tmp_path / "committed/neutral/front.areas.json").write_text("2")
    (tmp_path / "committed/neutral/old.webp").write_bytes(b"")
    (tmp_path / "built/neutral/new.webp").write_bytes(b"")
    assert build.differences(tmp_path / "built", tmp_path / "committed") == [
        "neutral/front.areas.json differs",
        "neutral/new.webp is missing",
        "neutral/old.webp is no longer built",
    ]


def test_a_picture_written_by_another_library_still_counts_as_the_same():
    image = picture("neutral", "soles")
    buffers = [io.BytesIO(), io.BytesIO()]
    for buffer, quality in zip(buffers, (80, 84), strict=True):
        image.save(buffer, "WEBP", quality=quality)
    one, other = (buffer.getvalue() for buffer in buffers)
    assert build.same(one, other, "soles.webp")
    assert not build.same(one, (DELIVERED / "neutral" / "front.webp").read_bytes(), "soles.webp")


def test_json_is_written_in_one_way():
    assert build.as_json({"b": 1, "a": [0.5, "ä"]}) == '{"b":1,"a":[0.5,"ä"]}\n'.encode()
    assert json.loads(build.as_json({"a": 1})) == {"a": 1}


def test_the_mesh_is_small_and_mirror_equal():
    assert mesh.ARCHIVE.stat().st_size < 3_000_000
    source = mesh.load()
    for name in body.BODIES:
        skin = body.positions(name)[: len(source.weights)]
        assert np.abs(skin - skin[source.mirror] * [-1, 1, 1]).max() < 1e-6
