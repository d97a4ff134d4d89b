"""Every posed figure can be drawn, touches without passing through, and is what was built from it."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from figures import build as figures_build
from figures import muscle_atlas
from figures.posed import angles, build, collide, figure, landmarks, render, solve
from figures.posed.angles import PoseError
from tests.figures.assets import DELIVERED

MOST_TOTAL = 4_000_000
SAMPLED = 2
"""Figures drawn anew in one run; all others are compared by their manifest."""
SMALLEST_LIT = 0.0004
"""Share of a picture that lit muscle must cover to be seen."""
ONE_FRAME = {"frames": [{"from": "stand", "alt": "A person stands."}]}

NAMES = figure.names()
SAMPLE = sorted(NAMES, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:SAMPLED]
MANIFEST = build.manifest(DELIVERED)


def one(pose=None, **frame):
    row = {"frames": [{"from": "stand", "alt": "A person stands.", "pose": pose or {}, **frame}]}
    return figure.read("made_up", row)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_valid_and_says_what_it_shows(name):
    row = figure.load(name)
    assert 2 <= len(row.frames) <= 6
    assert all(frame.alt for frame in row.frames)
    assert MANIFEST[name]["side"] == row.side
    assert [frame["alt"] for frame in MANIFEST[name]["frames"]] == [frame.alt for frame in row.frames]


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sampled_figure_collides_with_nothing_shows_its_muscles_and_is_what_was_built(name):
    drawn = render.solved(figure.load(name))
    assert drawn.problems == []
    if any(drawn.figure.lit.values()):
        assert render.lit_share(drawn) > SMALLEST_LIT
    file = f"{name}-{len(drawn.frames)}.webp"
    content = build.picture.webp(drawn.image(len(drawn.frames) - 1))
    assert figures_build.same(content, (DELIVERED / build.FOLDER / file).read_bytes(), file)


def test_the_manifest_names_exactly_the_pictures_there_are():
    named = {frame["file"] for row in MANIFEST.values() for frame in row["frames"]}
    assert set(MANIFEST) == set(NAMES)
    assert {path.name for path in (DELIVERED / build.FOLDER).glob("*")} == named


def test_the_pictures_are_small():
    sizes = {path.name: path.stat().st_size for path in (DELIVERED / build.FOLDER).glob("*.webp")}
    assert {name for name, size in sizes.items() if size > build.MOST_BYTES} == set()
    assert sum(sizes.values()) < MOST_TOTAL


def test_every_picture_is_square_and_clear_around_the_body():
    for row in MANIFEST.values():
        image = Image.open(io.BytesIO((DELIVERED / build.FOLDER / row["frames"][0]["file"]).read_bytes()))
        assert list(image.size) == row["size"]
        assert np.asarray(image.convert("RGBA"))[..., 3].min() == 0


@pytest.mark.parametrize(
    ("pose", "said"),
    [
        ({"knee": 190}, "190°"),
        ({"shoulder.L": {"flexion": 130, "abduction": 140}}, "191°"),
        ({"neck": {"rotation": -95}}, "-95°"),
    ],
)
def test_a_joint_beyond_what_people_reach_is_refused_with_its_number(pose, said):
    assert any(said in line for line in render.solved(one(pose)).problems)


def test_a_hand_through_the_chest_is_noticed():
    reach = {"hand.R": {"to": {"at": "chest", "out": -0.08}}}
    assert any("chest" in line and "hand R" in line for line in render.solved(one(reach=reach)).problems)


def test_a_body_in_a_wall_is_noticed():
    wall = {"wall": {"at": [0, 0, 0], "facing": [0, 0, 1]}}
    assert any("into the wall" in line for line in render.solved(one(props=wall)).problems)


def test_a_hand_that_cannot_get_there_says_by_how_much_it_falls_short():
    problems = render.solved(one(reach={"hand.R": {"to": [0, 3, 0]}})).problems
    assert any("hand.R falls short" in line for line in problems)


def test_a_standing_body_neither_floats_nor_sinks():
    drawn = render.solved(one())
    assert -collide.FLOOR_PRESS < drawn.frames[0].skin[:, 1].min() <= 0


def test_a_hand_that_reaches_for_the_hip_touches_it():
    row = one(reach={"hand.R": {"to": "hip.R"}})
    found = solve.solve(row, row.frames[0])
    palm, hip = (found.skin[landmarks.vertex(name)] for name in ("palm.R", "hip.R"))
    assert np.linalg.norm(palm - hip) < 0.025


def test_the_same_data_give_the_same_skin():
    row = figure.read("made_up", ONE_FRAME)
    first, second = (solve.solve(row, row.frames[0]).skin for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    "row",
    [
        {"frames": []},
        {"frames": [{"from": "fly", "alt": "A."}]},
        {"frames": [{"from": "stand", "alt": "no full stop"}]},
        {"frames": [{"from": 2, "alt": "A."}]},
        ONE_FRAME | {"lit": ["no_such_muscle"]},
        ONE_FRAME | {"bodie": "male"},
    ],
)
def test_data_that_mean_nothing_are_refused(row):
    with pytest.raises(PoseError):
        figure.read("made_up", row)


def test_an_unknown_joint_is_refused_by_name():
    with pytest.raises(PoseError, match="tail"):
        angles.split({"tail": 3})


def test_the_kept_vertices_of_trigger_points_cover_the_atlas():
    wanted = {f"{name}.{point}.R" for name, row in muscle_atlas.definitions().items() for point in row.points}
    assert {name for name in wanted if not landmarks.exists(name)} == set()


def test_a_frame_overrides_only_what_it_says():
    row = figure.read(
        "made_up",
        {
            "frames": [
                {"from": "stand", "alt": "A.", "pose": {"neck": {"flexion": 9}}},
                {"pose": {"neck": {"rotation": 5}}, "alt": "B."},
            ]
        },
    )
    assert row.frames[1].pose["neck"] == {"flexion": 9, "rotation": 5}
