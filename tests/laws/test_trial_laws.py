"""Laws of experiments: whatever was drawn, the plan stays within every limit, and safety decides the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.loop.test_doing import NAMES, request_of
from tests.core.planning.knots import CHECK, LIBRARY, SELF_CARE, Fence, knot, screened, today
from tests.laws.test_planning_laws import check_ins, doses, own_techniques, people, profiles, steps_of
from unknot.facts import TrialEvent
from unknot.loop import advise
from unknot.loop.trial_events import folded
from unknot.loop.trials import results
from unknot.planning.assignment import Assignment
from unknot.planning.guard import within_ceilings

assignments = st.builds(Assignment, st.just("trial"), own_techniques, st.booleans(), st.none() | own_techniques)
kinds = st.frozensets(st.sampled_from(sorted(LIBRARY.kinds)), max_size=8)
dispositions = st.sampled_from((SELF_CARE, CHECK, "urgent_same_day", "emergency_now"))


@given(people, doses(), check_ins, profiles, assignments, kinds, dispositions)
def test_no_assignment_adds_what_is_excluded_or_passes_a_ceiling(person, done, said, profile, drawn, hidden, found):
    held = knot(**person, extra=(*done, *said))
    triage = screened(found)
    plain = today(held, profile, triage=triage, fences=Fence(hidden=hidden))
    tried = today(held, profile, triage=triage, fences=Fence(hidden=hidden), assigned=drawn)
    assert (plain.plan is None) == (tried.plan is None)
    assert tried.options == plain.options
    offered = {(each.technique, each.muscle, each.side) for each in tried.options}
    kept = []
    for step in steps_of(tried.plan):
        assert (step.technique, step.muscle, step.side) in offered
        assert step.kind not in hidden
        inside, _ = within_ceilings(LIBRARY, held, step, planned=kept)
        assert inside is not None
        assert (inside.dose, inside.sessions_today) == (step.dose, step.sessions_today)
        kept.append(inside)
    if found != SELF_CARE:
        assert tried.plan == plain.plan
    if plain.plan is not None and plain.plan.kind in ("rest", "maintain"):
        for_another_reason = {"planning.reason.done_today", "planning.reason.ceiling"} & set(plain.plan.reason_keys)
        assert for_another_reason or tried.plan == plain.plan


@st.composite
def shown_today(draw: Any) -> tuple[str, tuple[TrialEvent, ...]]:
    """A scenario with an experiment on any technique, whose side of today was shown, whatever else is on record."""
    name = draw(st.sampled_from(NAMES))
    request = request_of(name)
    episode = next((fact.episode for fact in request.facts if fact.episode is not None), "knot")
    details = {
        "design": draw(st.sampled_from(("day_pairs", "adaptive"))),
        "outcome": draw(st.sampled_from(("immediate", "next_morning"))),
        "technique": draw(own_techniques),
        "units": 14,
        "worthwhile": 1.3,
        "episodes": [episode],
        "seed": "00",
        "hash": "0" * 64,
    }
    frame = {"zone": request.zone, "episode": episode, "trial": "t"}
    contrast = draw(st.sampled_from((0.5, -0.5)))
    side = {"unit": 0, "contrast": contrast, "probability": 0.5}
    earlier = request.at - timedelta(microseconds=1)
    return name, (
        TrialEvent(id="designed", at=earlier, event="designed", details=details, **frame),
        TrialEvent(id="~assigned", at=request.at, event="assigned", details=side, **frame),
    )


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(shown_today())
def test_no_experiment_changes_what_safety_says(drawn):
    name, events = drawn
    request = request_of(name)
    plain = advise(request, LIBRARY)
    tried = advise(replace(request, facts=(*request.facts, *events)), LIBRARY)
    assert tried.disposition == plain.disposition
    assert tried.reasons == plain.reasons
    assert tried.cautions == plain.cautions
    assert [each.technique for each in tried.options] == [each.technique for each in plain.options]
    assert tried.exclusions == plain.exclusions
    assert (tried.plan is None) == (plain.plan is None)


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 40) | st.floats() | st.text(max_size=4)
    | st.sampled_from(("day_pairs", "episodes", "immediate", "days_to_gone", "ball_shoulder_top", "knot", "0" * 64)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)  # fmt: skip
FIELDS = (
    *("design", "outcome", "technique", "against", "units", "worthwhile", "episodes", "hash", "seed", "expectation"),
    *("unit", "contrast", "probability", "why", "pain_before", "pain_after"),
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("designed", "assigned", "done", "skipped", "closed")),
            st.dictionaries(st.sampled_from(FIELDS), anything, max_size=len(FIELDS)),
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_no_event_of_an_import_breaks_anything(told, begins_well):
    held = knot()
    good = {
        "design": "day_pairs", "outcome": "next_morning", "technique": "ball_shoulder_top", "units": 14,
        "worthwhile": 1.3, "episodes": ["knot"], "seed": "00", "hash": "0" * 64,
    }  # fmt: skip
    begun = [("designed", good)] if begins_well else []
    events = tuple(
        TrialEvent(
            id=f"e{place:02}", at=held.at - timedelta(days=7 - place), zone="UTC", episode="knot", trial="t",
            event=event, details=details,
        )
        for place, (event, details) in enumerate([*begun, *told])
    )  # fmt: skip
    found = folded(LIBRARY, events)
    assert len(found.trials) <= 1
    assert len(found.left_out) <= len(events)
    for result in results(LIBRARY, events, held.at, "UTC"):
        assert 0.0 <= result.posterior.p_worthwhile <= 1.0
