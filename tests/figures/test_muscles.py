"""Every muscle of the atlas, its trigger points and its referred pain can be seen in the right place on every body."""

import gzip
import json
import re
from functools import cache
from itertools import combinations, pairwise

import numpy as np
import pytest
import yaml
from scipy import ndimage

from figures import (
    areas,
    build,
    contours,
    muscle_atlas,
    muscle_points,
    muscle_shapes,
    muscles,
    raster,
    referral,
    referral_cores,
)
from tests.figures.assets import DELIVERED, EVERY_BODY, EVERY_PICTURE, atlas, delivered

SMALLEST_VIEW = 150.0
"""Square pixels that the clearest view of a muscle must show."""
LARGEST_SHARE = 0.09
"""Of a picture's whole frame: the broadest muscle of the back takes less."""
LARGEST = 70_000
"""Bytes over the wire for the muscles, points and referred pain of one view."""
COMMANDS = {"c": 3, "q": 2}
BROAD_VIEWS = ("front", "back", "left")
SEEN_WELL = 0.2
"""How far the skin must face the viewer where two muscles are compared."""
SHARED = 60
"""Pixels that two muscles under the skin may share."""
HEADS = {
    "sternocleidomastoid": 2,
    "digastric": 2,
    "rhomboids": 2,
    "deltoid": 3,
    "pectoralis_major": 2,
    "biceps_brachii": 2,
    "triceps_brachii": 3,
}


FRONT_OF_THE_HIP = {"gluteus_medius.tp3.left", "gluteus_medius.tp3.right"}
BEHIND_AN_ARM = dict.fromkeys(("male", "slim_male", "older_male"), FRONT_OF_THE_HIP)
"""The forearm of a man who is not stout hangs before the front of the hip, which is hardly seen from the front."""


@cache
def layer(name, view):
    return json.loads((DELIVERED / name / f"{view}.muscles.json").read_text(encoding="utf-8"))


def flattened(data):
    """The closed lines (N, 2) of path data made of M, c, q and Z."""
    lines = []
    for part in re.findall(r"M[^M]*", data):
        kind = re.search(r"[cq]", part).group()
        start, curves = part[1:-1].split(kind)
        here = np.array([float(number) for number in re.findall(r"-?\d*\.?\d+", start)])
        steps = np.array([float(number) for number in re.findall(r"-?\d*\.?\d+", curves)])
        line = [here]
        for stops in steps.reshape(-1, COMMANDS[kind], 2):
            line.append(here + stops[: COMMANDS[kind] - 1].mean(axis=0) * 0.75 + stops[-1] * 0.25)
            here = here + stops[-1]
            line.append(here)
        lines.append(np.array(line))
    return lines


def surface(data):
    return sum(contours.area(line) for line in flattened(data))


def points_of_the_atlas():
    return {f"{name}.{point['id']}" for name, row in atlas("muscles").items() for point in row["trigger_points"]}


def mirrored(key):
    *rest, side = key.split(".")
    return ".".join([*rest, "left" if side == "right" else "right"])


def test_every_muscle_of_the_atlas_is_drawn():
    assert set(muscle_atlas.definitions()) == set(atlas("muscles"))


def test_the_points_are_those_of_the_atlas():
    named = {f"{name}.{point}" for name, muscle in muscle_atlas.definitions().items() for point in muscle.points}
    assert named == points_of_the_atlas()
    assert set(referral.sources()) == points_of_the_atlas()


@pytest.mark.parametrize(("depth", "deep"), [("superficial", False), ("deep", True)])
def test_a_muscle_under_others_is_dashed_and_one_under_the_skin_is_not(depth, deep):
    chosen = [name for name, row in atlas("muscles").items() if row["depth"] == depth]
    assert [name for name in chosen if muscle_atlas.definitions()[name].deep is not deep] == []


@EVERY_PICTURE
def test_every_id_of_a_view_is_one_of_the_atlas(name, view):
    shown = layer(name, view)
    points = points_of_the_atlas()
    for kind, known in (("muscles", set(atlas("muscles"))), ("points", points), ("referral", points)):
        assert {key.rsplit(".", 1)[0] for key in shown[kind]} <= known
        assert {key.rsplit(".", 1)[1] for key in shown[kind]} <= {"left", "right"}
    assert shown["view"] == view
    assert shown["size"] == delivered(name, view)["size"]


@EVERY_BODY
def test_every_muscle_is_seen_well_on_both_sides_and_covers_no_more_than_a_muscle_can(name):
    best = {}
    for view in raster.VIEWS:
        width, height = layer(name, view)["size"]
        for key, shape in layer(name, view)["muscles"].items():
            covered = surface(shape["d"])
            assert covered < width * height * (LARGEST_SHARE if view != "soles" else 1), key
            best[key] = max(best.get(key, 0.0), covered)
    wanted = {f"{muscle}.{side}" for muscle in muscle_atlas.definitions() for side in muscle_atlas.SIDES}
    assert {key for key in wanted if best.get(key, 0.0) < SMALLEST_VIEW} == set()


@EVERY_BODY
@pytest.mark.parametrize("view", ["front", "back", "soles"])
def test_the_two_sides_mirror_each_other(name, view):
    shown = layer(name, view)
    width = shown["size"][0]
    for key, shape in shown["muscles"].items():
        one, other = surface(shape["d"]), surface(shown["muscles"][mirrored(key)]["d"])
        assert one == pytest.approx(other, abs=2 + 0.005 * one), key
    for key, (x, y) in shown["points"].items():
        assert shown["points"][mirrored(key)] == [width - x, y], key


@EVERY_BODY
def test_the_right_view_shows_of_the_right_side_what_the_left_view_shows_of_the_left(name):
    left, right = layer(name, "left"), layer(name, "right")
    for kind in ("muscles", "points"):
        assert {mirrored(key) for key in left[kind]} == set(right[kind])


@EVERY_PICTURE
def test_every_visible_point_lies_inside_its_muscle(name, view):
    shown = layer(name, view)
    outside = []
    for key, place in shown["points"].items():
        muscle, _, side = key.split(".")
        lines = flattened(shown["muscles"][f"{muscle}.{side}"]["d"])
        turns = sum(int(muscle_shapes.inside(np.array([place]), line)[0]) for line in lines)
        if turns % 2 == 0:
            outside.append(key)
    assert outside == []


@EVERY_BODY
def test_every_trigger_point_and_its_referred_pain_are_seen_from_some_side(name):
    wanted = {f"{point}.{side}" for point in muscle_points.positions() for side in muscle_atlas.SIDES}
    for kind in ("points", "referral"):
        hidden = BEHIND_AN_ARM.get(name, set()) if kind == "points" else set()
        assert wanted - hidden - {key for view in raster.VIEWS for key in layer(name, view)[kind]} == set()


@EVERY_PICTURE
def test_hotter_levels_lie_within_cooler_ones(name, view):
    for key, levels in layer(name, view)["referral"].items():
        numbers = [level["level"] for level in levels]
        assert numbers == sorted(set(numbers)), key
        assert set(numbers) <= {1, 2, 3, 4}
        sizes = [surface(level["d"]) for level in levels]
        assert all(cooler > hotter for cooler, hotter in pairwise(sizes)), key


@EVERY_PICTURE
def test_a_layer_is_small_on_the_wire(name, view):
    assert len(gzip.compress((DELIVERED / name / f"{view}.muscles.json").read_bytes())) < LARGEST


def test_a_line_of_pain_is_as_hot_as_the_atlas_says_of_its_areas():
    for key, course in referral_cores.courses().items():
        listed = referral_cores.weights(key.partition(".")[0])
        own = [listed[area] for area in course.instead_of]
        assert min(own) <= course.core.strength.min() <= course.core.strength.max() <= max(own), key
        assert course.point in points_of_the_atlas(), key


def test_the_strongest_pain_of_the_shin_muscle_is_below_the_knee():
    heat = [flattened(level["d"]) for level in layer("neutral", "front")["referral"]["tibialis_anterior.tp1.left"]]
    assert min(line[:, 1].min() for line in heat[-1]) > 0.7 * raster.HEIGHT


def test_the_delivered_layer_is_what_the_sources_give():
    built = build.as_json(muscles.layer("neutral", "soles"))
    assert built == (DELIVERED / "neutral" / "soles.muscles.json").read_bytes()


def rooted_in(*parts):
    """The muscles that some files of definitions hold."""
    texts = [(muscle_atlas.DEFINITIONS / f"{part}.yaml").read_text(encoding="utf-8") for part in parts]
    return {name for text in texts for name in yaml.safe_load(text)}


@pytest.mark.parametrize("view", BROAD_VIEWS)
def test_muscles_under_the_skin_of_head_shoulder_and_arm_share_borders_but_no_skin(view):
    held = muscle_atlas.held("neutral", view)
    seen = muscle_atlas.charts("neutral", view).towards_viewer > SEEN_WELL
    depths = {name: row["depth"] for name, row in atlas("muscles").items()}
    near = sorted(name for name in rooted_in("head_and_neck", "shoulder_and_arm") if depths[name] == "superficial")
    shared = {pair: int((held[pair[0]] & held[pair[1]] & seen).sum()) for pair in combinations(near, 2)}
    assert {pair: pixels for pair, pixels in shared.items() if pixels > SHARED} == {}


@pytest.mark.parametrize("view", BROAD_VIEWS)
def test_a_muscle_ends_where_its_cover_begins(view):
    held = muscle_atlas.held("neutral", view)
    covers = {(name, cover) for name, muscle in muscle_atlas.definitions().items() for cover in muscle.under}
    uncut = muscle_atlas.charts("neutral", view)
    for name, cover in sorted(covers):
        assert not (held[name] & muscle_atlas.definitions()[cover].reach(uncut)).any(), (name, cover)


def test_muscles_with_heads_show_each_of_them_and_no_skin_belongs_to_two():
    for name, count in HEADS.items():
        drawn = [muscle_atlas.drawn("neutral", view)[name] for view in BROAD_VIEWS]
        assert [len(heads) for heads in drawn] == [count] * len(drawn), name
        assert all(any(heads[number].sum() > SHARED for heads in drawn) for number in range(count)), name
        assert all(np.sum(heads, axis=0).max(initial=0) <= 1 for heads in drawn), name


def test_the_three_parts_of_the_trapezius_meet_without_gaps():
    charts, held = muscle_atlas.charts("neutral", "back"), muscle_atlas.held("neutral", "back")
    whole = np.zeros(charts.shape, bool)
    for part in ("upper", "middle", "lower"):
        whole.reshape(-1)[charts.pixels] |= held[f"{part}_trapezius"]
    assert ndimage.label(whole)[1] == 1
    assert (ndimage.binary_fill_holes(whole) & ~whole).sum() == 0


@pytest.mark.parametrize("view", BROAD_VIEWS)
def test_the_long_muscle_at_the_side_of_the_neck_keeps_off_the_cheek(view):
    labels = areas.label_map("neutral", view, 1).reshape(-1)[muscle_atlas.charts("neutral", view).pixels]
    found = labels[muscle_atlas.held("neutral", view)["sternocleidomastoid"]]
    cheek = [areas.REGIONS.index(f"cheek_jaw_{side}") for side in "lr"]
    assert np.isin(found, cheek).mean() < 0.02


def test_a_point_lies_on_its_muscle_where_it_was_put():
    for name, muscle in muscle_atlas.definitions().items():
        for point, place in muscle.points.items():
            free, held = muscle_atlas.spot(place)[0], muscle_atlas.spot(place, name)[0]
            assert np.linalg.norm(free - held) < muscle_atlas.NEAR, (name, point)


def test_a_band_keeps_its_width_and_an_outline_its_points():
    band = muscle_shapes.band("back", [[0, 0, 1], [0, 10, 1]])
    assert np.ptp(band.polygon[:, 0]) == pytest.approx(2.0)
    corners = [[0, 0], [4, 0], [4, 3], [0, 3]]
    drawn = muscle_shapes.outline("back", corners).polygon
    assert all(np.abs(drawn - corner).sum(axis=1).min() < 1e-9 for corner in corners)


def test_a_place_off_the_body_is_refused():
    with pytest.raises(ValueError, match="nothing of the body"):
        muscle_atlas.spot(muscle_atlas.Place("back", (80.0, 20.0)))
