"""Neck moves carry no pose of their own: the place they treat has to wake every rule about the neck."""

import pytest

from unknot.content.library import load

LIBRARY = load()
NECK_MOVES = [technique for technique in LIBRARY.techniques.values() if technique.kind == "neck_mobility"]


@pytest.mark.parametrize("technique", NECK_MOVES, ids=lambda technique: technique.id)
def test_every_spot_a_neck_move_is_meant_for_lies_in_the_neck(technique):
    neck = LIBRARY.region_set(("neck",))
    assert technique.muscles
    for muscle in technique.muscles:
        for point in LIBRARY.muscles[muscle].trigger_points:
            treated = {region for area in point.areas for region in LIBRARY.areas[area].regions}
            assert treated & neck, f"{muscle}.{point.id}"
