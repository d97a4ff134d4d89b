"""The body in three dimensions: the same labels as on the flat pictures, files that are glTF, and small ones."""

import io
import json
import struct

import numpy as np
import pytest
from PIL import Image

from figures import areas, body, muscle_atlas, raster
from figures.solid import build, labels, model, sheet
from tests.figures.assets import DELIVERED, EVERY_BODY, atlas

SOLID = DELIVERED / "solid"
LARGEST = 145_000
"""Bytes of one model over the wire."""


def delivered_labels(layer):
    return np.asarray(Image.open(SOLID / f"{layer}.png"))


def delivered_tables():
    return json.loads((SOLID / "tables.json").read_bytes())


def chunks(content):
    """The JSON and the bytes of a binary glTF file."""
    magic, version, length = struct.unpack_from("<III", content)
    assert (magic, version, length) == (0x46546C67, 2, len(content))
    size, kind = struct.unpack_from("<I4s", content, 12)
    assert kind == b"JSON"
    rest_size, rest_kind = struct.unpack_from("<I4s", content, 20 + size)
    assert rest_kind == b"BIN\0"
    return json.loads(content[20 : 20 + size]), content[28 + size : 28 + size + rest_size]


def texels(points):
    """Row and column on the sheet of places (N, 2) of `Corners`."""
    column, row = points[:, 0] * sheet.SIZE, (1 - points[:, 1]) * sheet.SIZE
    return np.clip(row.astype(int), 0, sheet.SIZE - 1), np.clip(column.astype(int), 0, sheet.SIZE - 1)


def seen_from_the_front():
    """Corners that the reference body shows in front, and the pixel of the view at which each lies."""
    view = raster.view(body.REFERENCE, "front")
    points, normals = raster.surface(body.REFERENCE)
    vertex = sheet.corners().vertex
    column = view.origin[0] + points[vertex, 0] * view.scale
    row = view.origin[1] - points[vertex, 1] * view.scale
    row, column = row.astype(int), column.astype(int)
    near = np.abs(view.depth[row.clip(0, view.depth.shape[0] - 1), column] - points[vertex, 2]) < 0.004
    return np.flatnonzero(near & (normals[vertex, 2] > 0.3)), row, column


def test_a_place_has_the_same_area_on_the_body_and_on_the_flat_picture():
    chosen, row, column = seen_from_the_front()
    flat = areas.label_map(body.REFERENCE, "front", 1)[row[chosen], column[chosen]]
    rows, columns = texels(sheet.corners().place[chosen])
    solid = (delivered_labels("area")[rows, columns] & (labels.SUIT - 1)).astype(int) - 1
    assert len(chosen) > 3000
    assert (flat == solid).mean() > 0.97


@pytest.mark.parametrize("layer", labels.LAYERS)
def test_a_place_lies_in_the_same_muscles_on_the_body_and_on_the_flat_picture(layer):
    chosen, row, column = seen_from_the_front()
    charts = muscle_atlas.charts(body.REFERENCE, "front")
    where = np.full(charts.shape, -1)
    where.reshape(-1)[charts.pixels] = np.arange(len(charts.pixels))
    pixel = where[row[chosen], column[chosen]]
    rows, columns = texels(sheet.corners().place[chosen])
    sets = delivered_tables()[layer]
    numbers = delivered_labels(layer)[rows, columns]
    for name in {name for each in sets for name in each}:
        flat = muscle_atlas.held(body.REFERENCE, "front")[name][pixel]
        solid = np.array([name in each for each in sets])[numbers]
        assert (flat == solid).mean() > 0.99, name


def test_all_regions_muscles_and_points_of_the_atlas_are_there():
    told = delivered_tables()
    assert set(told["area"]) == set(areas.REGIONS)
    assert set(np.unique(delivered_labels("area") & (labels.SUIT - 1))) == set(range(len(areas.REGIONS) + 1))
    muscles = {name for layer in labels.LAYERS for each in told[layer] for name in each}
    assert muscles == set(atlas("muscles"))
    points = {f"{name}.{point['id']}" for name, row in atlas("muscles").items() for point in row["trigger_points"]}
    assert set(told["points"]) == points
    assert set(told["heat"]) == points


def test_sets_of_muscles_name_each_once_and_none_stands_for_nothing_but_0():
    told = delivered_tables()
    for layer in labels.LAYERS:
        assert told[layer][0] == []
        assert all(each for each in told[layer][1:])
        assert len({frozenset(each) for each in told[layer]}) == len(told[layer]) <= 256


def test_labels_reach_past_the_seams():
    inside = sheet.buffer().inside
    assert (delivered_labels("area")[inside] & (labels.SUIT - 1)).all()
    beyond = delivered_labels("area")[~inside] > 0
    assert 0.05 < beyond.mean() < 0.6


@EVERY_BODY
def test_a_model_is_a_small_gltf_file_whose_arrays_are_packed(name):
    content = (SOLID / f"{name}.glb").read_bytes()
    told, packed = chunks(content)
    assert set(told["extensionsRequired"]) == {"KHR_mesh_quantization", "EXT_meshopt_compression"}
    views = [view["extensions"]["EXT_meshopt_compression"] for view in told["bufferViews"]]
    assert (
        max(view["byteOffset"] + view["byteLength"] for view in views)
        <= len(packed)
        == told["buffers"][0]["byteLength"]
    )
    part = told["meshes"][0]["primitives"][0]
    assert set(part["attributes"]) == {"POSITION", "NORMAL", "TEXCOORD_0", "_REST", "_SHADE"}
    assert told["accessors"][part["indices"]]["count"] == 3 * len(sheet.corners().triangles)
    assert build.on_the_way(f"{name}.glb", content) < LARGEST


def test_a_model_leads_back_to_the_reference_body():
    told, content = chunks(model.model("heavy_male"))
    part, node = told["meshes"][0]["primitives"][0], told["nodes"][0]

    def read(name, kind, width):
        accessor = told["accessors"][part["attributes"][name]]
        view = told["bufferViews"][accessor["bufferView"]]
        array = np.frombuffer(content, kind, view["byteLength"] // np.dtype(kind).itemsize, view["byteOffset"])
        return array.reshape(accessor["count"], -1)[:, :width].astype(float)

    places = read("POSITION", "<u2", 3) * node["scale"][0] + node["translation"]
    rest = places + read("_REST", "<i2", 3) * model.REST_STEP
    reference, _ = raster.surface(body.REFERENCE)
    assert np.abs(rest - reference[sheet.corners().vertex]).max() < 0.001
    lengths = np.linalg.norm(read("NORMAL", "i1", 3) / 127, axis=1)
    assert np.abs(lengths - 1).max() < 0.02


def test_packing_again_gives_the_same_bytes():
    again = build.compressed(model.model(body.REFERENCE))
    assert again == (SOLID / f"{body.REFERENCE}.glb").read_bytes()


def test_the_labels_of_the_areas_are_what_the_sources_give():
    made = np.asarray(Image.open(io.BytesIO(labels.png(labels.area()))))
    assert np.count_nonzero(made != delivered_labels("area")) == 0


def test_nothing_else_lies_beside_them():
    wanted = {
        *(f"{name}.glb" for name in body.BODIES),
        "area.png",
        *(f"{each}.png" for each in labels.LAYERS),
        "tables.json",
    }
    assert {path.name for path in SOLID.iterdir()} == wanted
