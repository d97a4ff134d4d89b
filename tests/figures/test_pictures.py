"""The delivered files are what the sources give, small, and fit each other."""

import gzip
import io
import json

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from figures import body, build, mesh, outline, overlay, raster
from tests.figures.assets import DELIVERED, EVERY_BODY, EVERY_PICTURE, delivered, owners, silhouette

COVERED = ("groin", "abdomen", "buttock_upper", "buttock_lower", "sacrum")
"""Areas that the suit hides."""
BROADER = 1.08
"""How much more of a front view a heavy body takes than an average one, and that than a slim one, at least."""


def picture(name, view):
    return Image.open(DELIVERED / name / f"{view}.webp").convert("RGBA")


@pytest.mark.parametrize(("name", "view"), [("neutral", "left"), ("heavy_male", "soles")])
def test_building_again_gives_the_same_areas_and_picture(name, view):
    committed = (DELIVERED / name / f"{view}.areas.json").read_bytes()
    assert build.as_json(build.area_layer(name, view)) == committed
    shade = overlay.webp(overlay.picture(raster.view(name, view, build.SUPERSAMPLE)))
    assert build.same(shade, (DELIVERED / name / f"{view}.webp").read_bytes(), f"{view}.webp")


@EVERY_BODY
def test_every_view_of_a_body_lies_among_the_figures_and_nothing_else(name):
    wanted = {f"{view}.{kind}" for view in raster.VIEWS for kind in build.KINDS}
    assert {path.name for path in (DELIVERED / name).iterdir()} == wanted


@EVERY_PICTURE
def test_the_shade_lies_on_the_body_and_lets_its_colours_through(name, view):
    image = picture(name, view)
    size = delivered(name, view)["size"]
    assert np.abs(np.array(image.size) - np.array(size) * overlay.SCALE).max() <= 1
    pixels = np.asarray(image)
    opacity = pixels[..., 3]
    share = Image.fromarray(silhouette(name, view).astype(np.float32)).resize(image.size, Image.Resampling.BOX)
    inside, near = np.asarray(share) == 1, ndimage.binary_dilation(np.asarray(share) > 0, iterations=2)
    assert not opacity[~near].any()
    assert 20 < opacity[inside].mean() < 90
    deepest = 1 - (1 - overlay.DEEPEST) * (1 - overlay.HEM)
    assert opacity.max() <= 255 * deepest + overlay.COARSE_STEP / 2
    assert {tuple(colour) for colour in np.unique(pixels[opacity > 0][:, :3], axis=0)} <= {
        overlay.SHADOW,
        overlay.LIGHT,
    }


def worn(name, view):
    layer = delivered(name, view)
    return outline.winding(layer["suit"], tuple(layer["size"])) != 0


@EVERY_BODY
def test_every_body_wears_a_suit_and_no_more(name):
    for view in ("front", "back"):
        suit = worn(name, view)
        assert (suit & ~silhouette(name, view)).sum() < 0.001 * suit.sum()
        for region, window, mask in owners(name, view).masks():
            if region in COVERED or region[:-2] in COVERED:
                assert suit[window][mask].mean() > 0.97, (view, region)
            if region.startswith(("cheek_jaw", "palm", "calf", "shin", "forearm")):
                assert not suit[window][mask].any(), (view, region)
    assert delivered(name, "soles")["suit"] == ""


@EVERY_BODY
def test_the_suit_is_its_own_mirror_image(name):
    for view, opposite in (("front", "front"), ("back", "back"), ("left", "right")):
        one, other = (np.concatenate(outline.points_of(delivered(name, each)["suit"])) for each in (view, opposite))
        mirrored = np.round(other * [-1, 1] + [delivered(name, view)["size"][0], 0], 1)
        assert sorted(map(tuple, one.tolist())) == sorted(map(tuple, mirrored.tolist()))


@pytest.mark.parametrize("sex", ["female", "male"])
def test_a_heavy_body_is_broader_than_an_average_one_and_that_than_a_slim_one(sex):
    slim, average, heavy = (silhouette(name, "front").sum() for name in (f"slim_{sex}", sex, f"heavy_{sex}"))
    assert heavy > BROADER * average
    assert average > BROADER * slim


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
    assert total < build.LARGEST


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
    (tmp_path / "committed/tones.json").write_text("{}")
    assert build.differences(tmp_path / "built", tmp_path / "committed", ["neutral/"]) == [
        "neutral/front.areas.json differs",
        "neutral/new.webp is missing",
        "neutral/old.webp is no longer built",
    ]


def test_a_lossy_picture_written_by_another_library_still_counts_as_the_same():
    buffers = [io.BytesIO(), io.BytesIO()]
    for buffer, quality in zip(buffers, (80, 84), strict=True):
        Image.open(DELIVERED / "techniques" / "cat_cow-1.webp").save(buffer, "WEBP", quality=quality)
    one, other = (buffer.getvalue() for buffer in buffers)
    assert build.same(one, other, "cat_cow-1.webp")
    assert not build.same(one, (DELIVERED / "techniques" / "cat_cow-2.webp").read_bytes(), "cat_cow-1.webp")


def test_a_body_without_its_shade_is_not_the_same():
    image = picture("neutral", "soles")
    buffer = io.BytesIO()
    Image.new("RGBA", image.size).save(buffer, "WEBP", lossless=True)
    assert not build.same(buffer.getvalue(), (DELIVERED / "neutral" / "soles.webp").read_bytes(), "soles.webp")


def test_json_is_written_in_one_way():
    assert build.as_json({"b": 1, "a": [0.5, "ä"]}) == '{"b":1,"a":[0.5,"ä"]}\n'.encode()
    assert json.loads(build.as_json({"a": 1})) == {"a": 1}


def test_the_mesh_is_small_and_mirror_equal():
    assert mesh.ARCHIVE.stat().st_size < 3_000_000
    source = mesh.load()
    for name in body.BODIES:
        skin = body.positions(name)[: len(source.weights)]
        assert np.abs(skin - skin[source.mirror] * [-1, 1, 1]).max() < 1e-6
