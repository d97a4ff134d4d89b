"""Laws of desk moves: whatever was done, wanted and fenced, no set is too long, passes a limit or holds what is kept
back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.core.planning.knots import LIBRARY, Fence, did, knot, screened
from unknot.facts import Dose, History
from unknot.facts.kinds import local_day
from unknot.locating.ranking import rank
from unknot.planning.desk import DeskSet, desk_sets
from unknot.planning.guard import within_ceilings
from unknot.planning.options import likely
from unknot.screening.triage import screen

MOVES = sorted(t.id for t in LIBRARY.techniques.values() if t.kind in ("active_rom", "neck_mobility"))
REGIONS = ("shoulder_top_l", "neck_upper_r", "calf_l", "buttock_upper_r", "low_back_l", "neck_front_l", "thigh_front_r")
KINDS = ("active_rom", "neck_mobility", "desk_break")
EDGE = 1e-6

done = st.lists(
    st.tuples(
        st.sampled_from(MOVES),
        st.integers(0, 6 * 24),
        st.sampled_from((None, "better", "same", "worse")),
        st.sampled_from((None, 2, 6)),
        st.booleans(),
    ),
    max_size=14,
)


@st.composite
def people(draw: Any) -> History:
    """Somebody with a knot who has done moves, sensibly or not."""
    doses: tuple[Dose, ...] = tuple(
        did(technique, hours=hours + 0.3, number=number, felt=felt, discomfort=discomfort, stopped=stopped)
        for number, (technique, hours, felt, discomfort, stopped) in enumerate(draw(done))
    )
    return knot(
        draw(st.sampled_from(REGIONS)),
        pain=draw(st.integers(1, 10)),
        began_days=draw(st.integers(0, 40)),
        dislikes=tuple(draw(st.lists(st.sampled_from((*MOVES, *KINDS)), max_size=4))),
        extra=doses,
    )


fences = st.sets(st.sampled_from(KINDS)).map(lambda hidden: Fence(hidden=frozenset(hidden)))


def sets(held: History, fence: Fence, disposition: str = "self_care_ok_with_caution") -> tuple[DeskSet, ...]:
    triage = replace(screened(disposition), screening_regions=screen(LIBRARY, held).triage.screening_regions)
    return desk_sets(LIBRARY, held, triage, fence, rank(LIBRARY, held))  # type: ignore[arg-type]


@given(people(), fences)
def test_no_set_is_longer_than_it_says_and_what_is_left_over_has_no_room(held: History, fence: Fence) -> None:
    for each in sets(held, fence):
        assert each.total_s <= each.length_s + EDGE
        for move in each.moves:
            bounds = LIBRARY.techniques[move.step.technique].dose.bounds
            times = move.step.dose.repetitions or 0
            most = bounds.get("repetitions", (times, times))[1]
            once = move.work_s / times
            assert times >= most or each.length_s - each.total_s < once + EDGE


@given(people(), fences)
def test_longer_sets_hold_every_move_of_shorter_ones(held: History, fence: Fence) -> None:
    names = [{move.step.technique for move in each.moves} for each in sets(held, fence)]
    assert all(shorter <= longer for shorter, longer in pairwise(names))


@given(people(), fences)
def test_nothing_kept_back_is_ever_in_a_set(held: History, fence: Fence) -> None:
    disliked = set() if held.preference is None else set(held.preference.dislikes or ())
    fitting = {each.muscle for each in likely(LIBRARY, rank(LIBRARY, held))}
    for each in sets(held, fence):
        for move in each.moves:
            technique = LIBRARY.techniques[move.step.technique]
            assert technique.kind not in fence.hidden
            assert not {technique.id, technique.kind} & disliked
            assert technique.kind != "neck_mobility" or fitting & set(technique.muscles)


@given(people(), fences)
def test_no_set_passes_a_ceiling(held: History, fence: Fence) -> None:
    for each in sets(held, fence):
        for place, move in enumerate(each.moves):
            beside = [other.step for other in each.moves[:place]]
            inside, changed = within_ceilings(LIBRARY, held, move.step, planned=beside)
            assert inside is not None
            assert inside.dose == move.step.dose
            assert changed == ()
            limits = {limit.name: limit.value for limit in LIBRARY.kinds[move.step.kind].ceilings}
            assert (move.step.dose.repetitions or 0) <= limits.get("repetitions_max", 10)
            today = [
                dose for dose in held.doses if dose.technique == move.step.technique and local_day(dose) == held.today()
            ]
            assert len(today) < (LIBRARY.techniques[move.step.technique].dose.sessions_per_day or 1)


@given(people(), fences)
def test_the_same_history_gives_the_same_sets(held: History, fence: Fence) -> None:
    assert sets(held, fence) == sets(held, fence)


@given(people(), fences, st.sampled_from(("urgent_same_day", "emergency_now")))
def test_danger_leaves_nothing(held: History, fence: Fence, disposition: str) -> None:
    assert sets(held, fence, disposition) == ()
