"""The pictures of the body show what is meant, where it is, and as little else as needed."""

import json
import re
from itertools import pairwise

import pytest

from tests.core.reporting.drawn import charts_in, of_class
from unknot.content.library import load
from unknot.errors import ContentError
from unknot.reporting import framing, shapes
from unknot.reporting.figures import BODIES, USUAL_TONE, VIEWS, Figures, shipped, tones
from unknot.reporting.pictures import MarksWords, MuscleWords, marks_picture, muscle_picture, muscle_views

LIGHT_PAPER, DARK_PAPER = "#fffdf9", "#272220"
SVG = "{http://www.w3.org/2000/svg}"
LIBRARY = load()
WORDS = MuscleWords("Where it is", "A muscle of the neck.", "Neck muscle, left", "sore spot", "felt here")
NAMES = {"front": "Front", "back": "Back", "left": "Left side", "right": "Right side", "soles": "Soles"}
MARKS_WORDS = MarksWords("Your drawing", "Two places.", NAMES.__getitem__)


def asset(name):
    return f"/static/abc/{name}"


def square(left, top, side):
    return f"M{left} {top}h{side}v{side}h-{side}Z"


@pytest.fixture
def small(tmp_path):
    """A body of squares: a neck muscle that is largest on the back and felt at the temple, and one deep in the hip."""
    body = "M100 0h200v1000h-200Z"
    muscles = {name: {"muscles": {}, "points": {}, "referral": {}} for name in VIEWS}
    muscles["back"]["muscles"]["neck.left"] = {"d": square(120, 150, 80), "deep": False}
    muscles["back"]["points"]["neck.tp1.left"] = [140, 170]
    muscles["back"]["referral"]["neck.tp1.left"] = [{"level": 1, "d": square(120, 40, 60)}]
    muscles["left"]["muscles"]["neck.left"] = {"d": square(150, 150, 30), "deep": False}
    muscles["left"]["referral"]["neck.tp1.left"] = [
        {"level": level, "d": square(150 + 5 * level, 40 + 5 * level, 100 - 10 * level)} for level in (4, 1, 2, 3)
    ]
    muscles["back"]["muscles"]["hip.left"] = {"d": square(130, 520, 60), "deep": True}
    areas = {
        "front": {"chest": square(150, 200, 100), "side": square(100, 300, 20)},
        "back": {"nape": square(160, 120, 80), "side": square(100, 300, 18), "edge": square(110, 400, 5)},
        "left": {"side": square(150, 300, 100), "edge": square(110, 400, 60)},
        "right": {},
        "soles": {"sole": square(50, 50, 100)},
    }
    folder = tmp_path / "small"
    folder.mkdir()
    for name in VIEWS:
        size = [400, 1000] if name != "soles" else [300, 300]
        regions = {key: {"d": d, "label_at": list(shapes.heart(d))} for key, d in areas[name].items()}
        drawing = {
            "view": name,
            "body": "small",
            "size": size,
            "outline": body,
            "suit": square(120, 200, 100) if name != "soles" else "",
            "lines": ["M100 500h50"],
            "areas": regions,
        }
        (folder / f"{name}.areas.json").write_text(json.dumps(drawing))
        (folder / f"{name}.muscles.json").write_text(json.dumps({"view": name, "size": size, **muscles[name]}))
    return Figures(tmp_path)


def muscle(figures, name="neck", side="left", points=("tp1",), **changed):
    options = {"words": WORDS, "asset": asset, "figures": figures, **changed}
    return muscle_picture("small", name, side, points, **options)


def marks(figures, marked, **changed):
    return marks_picture("small", marked, words=MARKS_WORDS, asset=asset, figures=figures, **changed)


def test_the_view_is_the_one_that_shows_the_muscle_largest(small):
    assert muscle_views("small", "neck", "left", figures=small) == ("back",)
    assert 'href="/static/abc/figures/small/back.webp"' in muscle(small)


def test_a_second_view_is_named_where_the_pain_is_felt_out_of_sight_of_the_first(small):
    assert muscle_views("small", "neck", "left", ["tp1"], figures=small) == ("back", "left")
    assert 'href="/static/abc/figures/small/left.webp"' in muscle(small, view="left")


def test_a_muscle_that_no_view_shows_gives_no_picture(small):
    assert muscle_views("small", "neck", "right", figures=small) == ()
    assert muscle(small, side="right") == ""


def test_the_muscle_its_point_and_where_it_is_felt_are_drawn_and_named(small):
    tree = charts_in(muscle(small))[0]
    assert len(of_class(tree, "muscle")) == len(of_class(tree, "cross")) == len(of_class(tree, "heat")) == 1
    named = [text.text for text in of_class(tree, "name")]
    assert " ".join(named).count("Neck muscle, left") == 1
    assert {"sore spot", "felt here"} <= set(named)


def test_the_body_is_drawn_as_skin_then_suit_then_shade(small):
    seen = charts_in(muscle(small))[0].find(f".//{SVG}image/..")
    layers = [each.get("class") or each.tag.removeprefix(SVG) for each in seen]
    assert layers[:3] == ["skin", "suit", "image"]
    skin, suit = seen[0], seen[1]
    assert (skin.get("fill"), suit.get("fill")) == (tones()[USUAL_TONE].skin, tones()[USUAL_TONE].suit)


@pytest.mark.parametrize("tone", list(tones()))
def test_a_body_has_the_skin_tone_that_is_asked_for(small, tone):
    for tree in (charts_in(muscle(small, tone=tone))[0], charts_in(marks(small, {"nape": 3}, tone=tone))[0]):
        assert {each.get("fill") for each in of_class(tree, "skin")} == {tones()[tone].skin}


def test_soles_wear_no_suit(small):
    assert of_class(charts_in(marks(small, {"sole": 3}))[0], "suit") == []


def lightness(colour):
    """Of #rrggbb, from 0 to 1."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


def contrast(one, other):
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_there_are_six_skin_tones_from_light_to_deep():
    assert list(tones()) == [f"tone_{place}" for place in range(1, 7)]
    for theme in ("skin", "skin_dark"):
        shades = [lightness(getattr(tone, theme)) for tone in tones().values()]
        assert all(lighter > 1.2 * deeper for lighter, deeper in pairwise(shades))


@pytest.mark.parametrize("tone", list(tones().values()))
def test_a_body_does_not_glare_on_dark_paper_and_is_still_seen_there(tone):
    assert lightness(tone.skin_dark) < 0.5
    assert lightness(tone.suit_dark) < 0.3
    assert contrast(tone.skin_dark, DARK_PAPER) > 1.5
    assert contrast(tone.skin, LIGHT_PAPER) > 1.2


def test_strong_heat_lies_over_weak_heat(small):
    tree = charts_in(muscle(small, view="left"))[0]
    assert [each.get("class") for each in of_class(tree, "heat")] == [f"heat heat-{level}" for level in (1, 2, 3, 4)]


def test_without_spread_no_heat_is_drawn_or_named(small):
    tree = charts_in(muscle(small, spread=False))[0]
    assert of_class(tree, "heat") == []
    assert "felt here" not in [text.text for text in of_class(tree, "name")]


def test_a_deep_muscle_is_dashed(small):
    deep = of_class(charts_in(muscle(small, "hip", points=()))[0], "muscle")[0]
    shallow = of_class(charts_in(muscle(small))[0], "muscle")[0]
    assert deep.get("stroke-dasharray")
    assert shallow.get("stroke-dasharray") is None


def test_tags_do_not_cover_each_other_and_stay_on_the_picture(small):
    tree = charts_in(muscle(small))[0]
    width, height = (float(each) for each in tree.get("viewBox").split()[2:])
    boxes = sorted(tuple(float(tag.get(key)) for key in ("y", "height", "x", "width")) for tag in of_class(tree, "tag"))
    assert all(x >= 0 and x + w <= width and y >= 0 and y + h <= height for y, h, x, w in boxes)
    assert all(y + h <= following[0] for (y, h, _, _), following in pairwise(boxes))


def test_a_picture_of_the_neck_begins_above_the_head(small):
    view = small.view("small", "back")
    frame = framing.around(view, (120, 150, 200, 230))
    assert frame.top < 0
    assert frame.height >= 0.3 * view.height


def test_a_picture_never_shows_less_than_a_third_of_the_body(small):
    frame = framing.around(small.view("small", "back"), (150, 500, 152, 502))
    assert frame.width >= 330
    assert frame.height >= 330


def test_what_reaches_over_most_of_the_body_is_shown_on_all_of_it(small):
    view = small.view("small", "back")
    assert framing.around(view, (120, 100, 200, 800)) == framing.whole(view)


def test_a_part_is_shown_with_the_whole_body_beside_it_and_the_whole_alone(small):
    assert len(of_class(charts_in(muscle(small))[0], "inset-frame")) == 1
    assert of_class(charts_in(marks(small, {"sole": 3}))[0], "inset-frame") == []


def test_every_marked_region_appears_once_with_its_number(small):
    tree = charts_in(marks(small, {"nape": 7, "chest": 2, "side": 10, "sole": 4, "edge": 1}))[0]
    assert len(of_class(tree, "mark")) == 5
    assert sorted(int(each.text) for each in of_class(tree, "badge-number")) == [1, 2, 4, 7, 10]


def test_marks_stand_in_as_few_views_as_show_them_well(small):
    tree = charts_in(marks(small, {"side": 5, "edge": 5}))[0]
    assert [each.text for each in of_class(tree, "caption")] == ["Left side"]


def test_a_mark_that_was_taken_back_or_that_no_view_shows_is_not_drawn(small):
    assert marks(small, {}) == marks(small, {"nape": 0}) == marks(small, {"elsewhere": 4}) == ""
    assert len(of_class(charts_in(marks(small, {"nape": 3, "chest": 0}))[0], "mark")) == 1


def test_marks_of_different_strength_have_different_patterns(small):
    patterns = [re.findall(r'fill="url\(#([^)]+)\)"', marks(small, {"nape": level})) for level in (2, 5, 9)]
    assert len({each[0] for each in patterns}) == 3


def test_every_reference_inside_a_picture_has_its_target(small):
    for picture in (muscle(small), marks(small, {"nape": 7, "chest": 2, "sole": 4})):
        ids = re.findall(r' id="([^"]+)"', picture)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', picture)) <= set(ids)


def test_numbers_close_together_are_moved_apart(small):
    tree = charts_in(marks(small, {"side": 5, "nape": 4, "chest": 3}))[0]
    for panel in tree.iter(f"{SVG}g"):
        discs = [each for each in panel if each.get("class") == "badge"]
        places = [(float(each.get("cx")), float(each.get("cy"))) for each in discs]
        for place, (x, y) in enumerate(places):
            assert all((x - a) ** 2 + (y - b) ** 2 >= 20**2 for a, b in places[place + 1 :])


def test_words_are_escaped_and_there_is_no_script_and_no_style(small):
    evil = '<script>alert("x")</script>'
    said = MuscleWords(evil, evil, evil, evil, evil)
    pictures = [
        muscle(small, words=said, asset=lambda name: f'{name}"><script>'),
        marks_picture("small", {"nape": 4}, words=MarksWords(evil, evil, lambda _: evil), asset=asset, figures=small),
    ]
    for picture in pictures:
        assert not re.search(r"<script|<style|style=", picture)
        assert charts_in(picture)[0][0].text == evil


def test_a_body_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ContentError, match=r"figures/small/front\.areas\.json"):
        muscle(Figures(tmp_path))


@pytest.mark.parametrize("broken", ["", "[]", "{"])
def test_a_drawing_that_cannot_be_read_is_said(small, tmp_path, broken):
    (tmp_path / "small" / "front.muscles.json").write_text(broken)
    with pytest.raises(ContentError, match=r"figures/small/front\.muscles\.json"):
        muscle(Figures(tmp_path))


@pytest.mark.parametrize(
    "d",
    [
        "M10 10H30V30H10Z",
        "M10,10 L30,10 30,30 10,30Z",
        "m10 10l20 0 0 20-20 0z",
        "M10 10h20v20h-20Z",
        "M10 10c5 0 15 0 20 0 0 5 0 15 0 20-5 0-15 0-20 0Z",
        "M10 10q10 0 20 0v20h-20Z",
    ],
)
def test_a_square_is_a_square_however_it_is_written(d):
    assert shapes.size(d) == pytest.approx(400)
    assert shapes.bounds([d]) == (10, 10, 30, 30)
    assert shapes.heart(d) == pytest.approx((20, 20), abs=1)


def test_the_heart_of_a_shape_lies_in_it_and_not_in_its_hole():
    ring = "M0 0h100v100h-100ZM20 20v60h60v-60Z"
    x, y = shapes.heart(ring)
    assert not (20 < x < 80 and 20 < y < 80)
    assert shapes.share_inside(ring, (0, 0, 100, 100)) == pytest.approx(0.64, abs=0.05)


@pytest.mark.parametrize("body", BODIES)
def test_every_muscle_of_the_atlas_has_a_picture_with_its_points(body):
    for name, each in LIBRARY.muscles.items():
        points = [point.id for point in each.trigger_points]
        for side in ("left", "right"):
            assert muscle_views(body, name, side, points), name


@pytest.mark.parametrize("body", BODIES)
def test_every_place_of_the_atlas_can_be_marked(body):
    picture = marks_picture(body, dict.fromkeys(LIBRARY.regions, 5), words=MARKS_WORDS, asset=asset)
    assert len(of_class(charts_in(picture)[0], "mark")) == len(LIBRARY.regions)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_upper_trapezius_is_shown_from_behind_and_its_pain_at_the_temple_from_the_side(side):
    assert muscle_views("female", "upper_trapezius", side, ["tp1", "tp2"]) == ("back", side)


def test_a_picture_of_a_muscle_is_small():
    picture = muscle_picture("male", "gastrocnemius", "left", ["tp1", "tp2"], words=WORDS, asset=asset)
    assert len(picture.encode()) < 30_000
    assert shipped() is shipped()
