"""A safety rule that names something missing stops the screen, instead of never applying."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from unknot.content.library import load
from unknot.errors import ContentError
from unknot.screening.engine import engine_for

LIBRARY = load()


@pytest.mark.parametrize(
    ("table", "id_", "field"),
    [
        ("flags", "rf_sickle_pain", "needs_facts"),
        ("contraindications", "ci_dvt", "techniques"),
        ("contraindications", "ci_dvt", "terms"),
        ("contraindications", "vx_neck_fingers_only", "areas"),
        ("contraindications", "ci_osteoporosis_flexion", "poses"),
        ("pose_tags", "spine_flexion", "rules"),
        ("pose_tags", "neck", "fences"),
        ("areas", "neck_upper", "press_only"),
        ("short_screen", "ss_brain", "flags"),
        ("emergency_overlaps", "heart_and_lung", "flags"),
        ("after_session", "neck", "flags"),
        ("movements", "deep_breath", "asks"),
        ("symptoms", "headache", "asks"),
        ("causes", "whiplash", "asks"),
    ],
)
def test_an_id_that_names_nothing_is_refused(table, id_, field):
    rows = getattr(LIBRARY, table)
    spoilt = replace(rows[id_], **{field: (*getattr(rows[id_], field), "nothing_of_the_kind")})
    library = replace(LIBRARY, **{table: MappingProxyType({**rows, id_: spoilt})})
    with pytest.raises(ContentError, match="nothing_of_the_kind"):
        engine_for(library)
