"""What must never raise a result by itself (`not_red_flags_alone`)."""

from __future__ import annotations

import pytest

from tests.core.screening.people import LIBRARY, calm, person
from unknot.screening.triage import triage

GUARDED = {
    "nr_age_only": {"age": 58},
    "nr_upper_back_location": {"areas": ["inner_blade"]},
    "nr_post_exercise_soreness": {"areas": ["thigh_front"], "answers": {"two_sided_muscle_pain": "yes"}},
    "nr_pressable_chest_muscle": {"areas": ["chest"]},
    "nr_rolling_wakes": {"answers": {"movement:roll_over_bed": "yes"}},
    "nr_sudden_twinge_bending": {
        "areas": ["low_back"],
        "answers": {"sudden_onset": "yes", "movement:bend_forward": "yes"},
    },
    "nr_stiff_neck_waking": {
        "areas": ["neck_upper"],
        "answers": {"symptom:stiff_neck": "yes", "movement:neck_turn_same": "yes", "clear_muscle_trigger": "no"},
    },
    "nr_stable_long_term": {"areas": ["low_back"], "answers": {"previous_spine_surgery": "yes"}},
    "nr_statin_single_knot": {"answers": {"statin": "yes"}},
    "nr_worry": {"answers": {"rf_weight_loss": "not_sure", "rf_constant_night_pain": "not_sure"}},
    "nr_flight_other_region": {"areas": ["neck_lower", "shoulder_top"], "answers": {"vte_risk_travel": "yes"}},
}


@pytest.mark.parametrize("guard", LIBRARY.guards)
def test_it_does_not_escalate_alone(guard: str) -> None:
    told = GUARDED[guard]
    answers = {**calm(), **told.get("answers", {})}  # type: ignore[dict-item]
    found = triage(LIBRARY, person(answers, areas=told.get("areas", ["neck_lower"]), age=told.get("age", 40)))  # type: ignore[arg-type]
    assert found.disposition == "self_care_ok_with_caution"
    assert found.complete
