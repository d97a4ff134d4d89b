"""The body in three dimensions as the server gives it out."""

import gzip
import json

import pytest

from unknot.content.library import load
from unknot.web import assets, solid
from unknot.web.visit import BODIES, USUAL_TONE


@pytest.mark.parametrize("body", BODIES)
def test_every_body_that_can_be_chosen_has_its_files(body):
    told = solid.of(body, USUAL_TONE, load())
    for url in (told.model, told.tables, *told.textures.values()):
        assert assets.shelf().find(url) is not None
    assert set(json.loads(told.textures_as_json)) == set(solid.LAYERS)


def test_a_body_that_is_not_installed_has_none():
    assert solid.of("nobody", USUAL_TONE, load()) is None


def test_all_that_can_be_picked_has_a_name():
    names = json.loads(solid.names_as_json(load()))
    tables = json.loads((assets.ROOTS["figures"] / "solid" / "tables.json").read_bytes())
    assert set(tables["area"]) <= set(names)
    muscles = {muscle for layer in solid.LAYERS[1:] for each in tables[layer] for muscle in each}
    assert {f"{muscle}.{side}" for muscle in muscles for side in ("left", "right")} <= set(names)
    assert all(names.values())


def test_a_model_is_sent_as_one_compressed_and_to_be_kept(served):
    url = solid.of("neutral", USUAL_TONE, load()).model
    answer = served.ask("GET", url, Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "model/gltf-binary"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert gzip.decompress(answer.body).startswith(b"glTF")


def test_the_labels_are_sent_as_the_picture_they_are(served):
    answer = served.ask("GET", solid.of("neutral", USUAL_TONE, load()).textures["area"], Accept_Encoding="gzip")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Encoding"] is None
    assert answer.body.startswith(b"\x89PNG")
