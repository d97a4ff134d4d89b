"""The body atlas: what the address chooses is drawn, told and linked; the page of a muscle; the shapes of a layer."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.html import escape

from unknot.content.library import load
from unknot.loop import atlas as known
from unknot.reporting.figures import VIEWS, shipped
from unknot.web import assets, atlas, atlas_card, database, store

LIBRARY = load()
BODY = "neutral"
SOUND = {"layer", "muscle", "side", "point", "area"}


@pytest.fixture(autouse=True, scope="module")
def addresses(tmp_path_factory):
    """The addresses of the app are known, also where no page is asked for."""
    store.open_store(tmp_path_factory.mktemp("atlas"))
    database.disconnect()


@pytest.fixture
def place(sqlite_place):
    """Nothing here depends on where the facts are kept."""
    return sqlite_place


def page(visitor, **asked):
    return visitor.get("/learn/atlas", asked).content.decode()


def links_of(card):
    return [link for part in card.parts for link in part.links] + list(card.more)


@pytest.mark.parametrize("muscle", LIBRARY.muscles)
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_muscle_is_drawn_with_its_points_and_its_heat_and_shown_from_close_by(muscle, side):
    shown = atlas.shown(LIBRARY, BODY, {"muscle": muscle, "side": side})
    assert shown is not None
    assert any(drawn.shape for drawn in shown.views.values())
    assert shown.near
    drawn = {cross.number for each in shown.views.values() for cross in each.crosses}
    assert drawn == set(range(1, len(LIBRARY.muscles[muscle].trigger_points) + 1))
    for each in shown.views.values():
        assert [level for level, _ in each.heat] == sorted({level for level, _ in each.heat})
    assert max(level for each in shown.views.values() for level, _ in each.heat) >= 3


@pytest.mark.parametrize("muscle", LIBRARY.muscles)
def test_the_card_of_a_muscle_says_what_the_atlas_knows_and_every_link_of_it_leads_somewhere(muscle):
    record = LIBRARY.muscles[muscle]
    card = atlas.shown(LIBRARY, BODY, {"muscle": muscle}).card
    parts = {part.heading: part for part in card.parts}
    assert card.latin == record.latin
    assert len(parts[LIBRARY.say("atlas.points")].links) == len(record.trigger_points)
    test = LIBRARY.say("cli.learn.muscle.test")
    assert (test in parts) is (record.self_test != "drop")
    if record.self_test == "gentle":
        assert parts[test].lines == (LIBRARY.say("atlas.test.later"),)
    felt = parts[LIBRARY.say("atlas.felt.often")]
    assert [link.text for link in felt.links] == [
        LIBRARY.say(f"area.{area}.label") for area in sorted(record.essential, key=lambda area: -record.essential[area])
    ]
    for link in links_of(card):
        address = urlsplit(link.href)
        if address.path == "/learn/atlas":
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            assert set(asked) <= SOUND
            assert atlas.shown(LIBRARY, BODY, asked) is not None
        else:
            assert address.path == f"/learn/muscles/{muscle}"


@pytest.mark.parametrize("area", LIBRARY.areas)
def test_a_place_lists_the_muscles_that_send_pain_there_the_strongest_link_first(area):
    found = known.senders(LIBRARY, area)
    for name, muscles in (("essential", found.often), ("spillover", found.some)):
        weights = [getattr(LIBRARY.muscles[muscle], name)[area] for muscle in muscles]
        assert all(one >= other for one, other in pairwise(weights))
        assert set(muscles) == {each.id for each in LIBRARY.muscles.values() if area in getattr(each, name)}
    region = next(each for each in LIBRARY.regions.values() if each.area == area)
    shown = atlas.shown(LIBRARY, BODY, {"area": region.id})
    assert shown.layer == atlas_card.AREAS
    assert any(drawn.shape for drawn in shown.views.values())
    assert bool(found.often) is any(drawn.others for drawn in shown.views.values())


def test_a_place_of_one_side_leads_to_the_muscles_of_that_side():
    shown = atlas.shown(LIBRARY, BODY, {"area": "temple_l"})
    assert {parse_qs(urlsplit(link.href).query)["side"][0] for link in links_of(shown.card)} == {"left"}


def test_one_point_shows_its_own_pain_alone_and_the_other_points_faintly():
    both = atlas.shown(LIBRARY, BODY, {"muscle": "upper_trapezius"})
    one = atlas.shown(LIBRARY, BODY, {"muscle": "upper_trapezius", "point": "tp2"})
    assert {cross.number for each in one.views.values() for cross in each.crosses if not cross.faint} == {2}
    assert len(one.views["right"].heat[0][1]) < len(both.views["right"].heat[0][1])
    assert [link.chosen for part in one.card.parts if part.numbered for link in part.links] == [False, True]


@pytest.mark.parametrize("body", ["neutral", "female", "male"])
def test_the_layers_of_a_body_hold_every_shape_once_and_name_it(body):
    layers = {name: atlas.layer(LIBRARY, body, name) for name in atlas_card.LAYERS}
    for view in VIEWS:
        drawn = shipped().view(body, view)
        muscles = [*layers["muscles"]["views"][view], *layers["deep"]["views"][view]]
        assert sorted(muscles) == sorted(drawn.muscles)
        assert set(layers["areas"]["views"][view]) == set(drawn.areas)
    for held in layers.values():
        assert all(held["labels"][key] for shapes in held["views"].values() for key in shapes)


def test_how_common_a_muscle_is_follows_its_place_among_the_others():
    said = {each.id: known.how_common(LIBRARY, each)[0] for each in LIBRARY.muscles.values()}
    assert said["upper_trapezius"] == LIBRARY.say("atlas.common.most")
    assert said["anconeus"] == LIBRARY.say("atlas.common.seldom")
    by_prior = sorted(LIBRARY.muscles.values(), key=lambda each: -each.prior)
    order = ["most", "often", "sometimes", "seldom"]
    words = [LIBRARY.say(f"atlas.common.{word}") for word in order]
    places = [words.index(said[each.id]) for each in by_prior]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2, 3}


def test_the_page_without_a_script_has_the_card_the_drawing_and_every_muscle_as_a_link(visitor):
    text = page(visitor, muscle="infraspinatus", side="left")
    assert "Infraspinatus, left" in text
    assert text.count('class="atlas-cross"') >= 3
    assert 'class="heat heat-4"' in text
    for muscle in LIBRARY.muscles:
        assert f"muscle={muscle}" in text
    assert "shoulder_front_l" in text


def test_the_page_with_nothing_chosen_carries_no_shapes_of_muscles(visitor):
    text = page(visitor)
    assert 'class="chosen' not in text
    assert 'class="heat heat-4" d=' not in text


def test_the_script_is_told_the_same_as_the_page(visitor):
    answer = visitor.get("/learn/atlas/chosen", {"muscle": "piriformis"}).json()
    text = page(visitor, muscle="piriformis")
    assert answer["layer"] == "deep"
    assert answer["card"]["title"] in text
    for part in answer["card"]["parts"]:
        assert all(escape(line) in text for line in part["lines"])
        assert all(escape(link["href"]) in text for link in part["links"])


def test_a_layer_comes_under_an_address_that_changes_with_the_figures_and_may_be_kept(visitor):
    told = json.loads(re.search(r'data-role="told">(.*?)</script>', page(visitor)).group(1))
    answer = visitor.get(told["layers"]["deep"])
    assert "immutable" in answer["Cache-Control"]
    assert set(answer.json()) == {"views", "labels"}
    assert visitor.get(told["layers"]["deep"].replace(assets.shelf().version, "0" * 12)).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"muscle": "elbow_grease"},
        {"area": "nowhere"},
        {"layer": "bones"},
        {"muscle": "soleus", "side": "upper"},
        {"muscle": "soleus", "point": "tp99"},
    ],
)
@pytest.mark.parametrize("path", ["/learn/atlas", "/learn/atlas/chosen"])
def test_what_is_not_there_is_said_to_be_missing(visitor, asked, path):
    assert visitor.get(path, asked).status_code == 404


def test_a_muscle_is_found_by_a_part_of_its_name_without_a_script(visitor):
    text = page(visitor, find="Gluteus")
    found = set(re.findall(r'data-key="(\w+)"', text.split('data-list="muscles"')[1].split('data-list="areas"')[0]))
    assert found == {"gluteus_maximus", "gluteus_medius", "gluteus_minimus"}
    assert escape(LIBRARY.say("atlas.none")) in page(visitor, find="xyzzy")


def test_the_page_of_each_muscle_says_where_to_press_what_it_is_taken_for_and_where_that_comes_from(visitor):
    leave = escape(LIBRARY.say("cli.learn.muscle.press.leave"))
    for muscle, record in LIBRARY.muscles.items():
        text = visitor.get(f"/learn/muscles/{muscle}").content.decode()
        said = [*known.how_common(LIBRARY, record), *(cite for cite, _ in known.cites(LIBRARY, record))]
        said += [group.apart for group in known.confused(LIBRARY, muscle)]
        assert [line for line in said if escape(line) not in text] == []
        others = {other for group in known.confused(LIBRARY, muscle) for other in group.muscles}
        assert {other for other in others if f"/learn/muscles/{other}" not in text} == set()
        assert (leave in text) is not record.may_be_pressed
        position = LIBRARY.text.get(f"muscle.{muscle}.release_position", "")
        own_test = LIBRARY.text.get(f"muscle.{muscle}.self_test", "")
        assert (bool(own_test) and escape(own_test) in text) is (record.self_test == "ok")
        assert (bool(position) and escape(position) in text) is (bool(position) and record.may_be_pressed)


@pytest.mark.parametrize("muscle", [each.id for each in LIBRARY.muscles.values() if not each.may_be_pressed])
def test_a_muscle_that_is_not_for_ones_own_hands_is_never_said_to_be_pressed(muscle):
    points = [known.where(LIBRARY, LIBRARY.muscles[muscle], each) for each in LIBRARY.muscles[muscle].trigger_points]
    forbidden = {LIBRARY.say("atlas.points.leave"), LIBRARY.say("atlas.points.taught")}
    told = [any(line.endswith(each) for each in forbidden) for line in points]
    taught = [each.press in ("never", "taught") for each in LIBRARY.muscles[muscle].trigger_points]
    assert told == taught


def test_the_point_that_is_looked_at_stays_when_the_layer_changes(visitor):
    text = page(visitor, muscle="upper_trapezius", side="left", point="tp2")
    told = json.loads(re.search(r'data-role="told">(.*?)</script>', text).group(1))
    assert (told["shown"]["key"], told["shown"]["point"]) == ("upper_trapezius.left", "tp2")
    assert "layer=deep&amp;muscle=upper_trapezius&amp;side=left&amp;point=tp2" in text


@pytest.mark.parametrize(("region", "view"), [("temple_r", "right"), ("sole_l", "soles"), ("low_back_l", "back")])
def test_a_place_is_shown_first_on_the_view_that_shows_most_of_it(region, view):
    assert atlas.shown(LIBRARY, BODY, {"area": region}).best == view
