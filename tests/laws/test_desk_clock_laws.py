"""Laws of the companion's clocks: whatever a day is like and however often it is looked at, sitting is measured as it
was, and a prompt never comes at the wrong moment or too often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import pairwise
from random import Random
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.desk.days import BETWEEN_KEYS_S, FREE, LIMITS, Around, Day, Doing, Sat
from unknot.desk.clocks import (
    AWAY_LOOK_S,
    LONGEST_S,
    SHORTEST_S,
    SITTING_LOOK_S,
    Sample,
    SittingClock,
    Stretch,
)
from unknot.desk.prompt_clock import PromptClock, Prompting

KEYS_S = 2 * BETWEEN_KEYS_S + 1.0
"""How exactly a day itself says when somebody sat: keys come one by one."""
RESOLUTION_S = SITTING_LOOK_S + KEYS_S
"""How much less than what was sat may be known, at the beginning and at a sleep."""
MARGIN_S = 90.0
"""Days keep this away from the limits, where a look more or less decides."""
BETWEEN_PAUSES = Doing("type", 75.0)
EVERY_S = 1_800.0

typing = st.floats(3.0, 3_000.0).map(partial(Doing, "type"))
pause = st.floats(1.0, LIMITS.absence_s - MARGIN_S).map(partial(Doing, "rest"))
away = st.floats(LIMITS.absence_s + MARGIN_S, 3_600.0).map(partial(Doing, "rest"))
nap = st.floats(1.0, LIMITS.asleep_absence_s - LIMITS.absence_s - MARGIN_S).map(partial(Doing, "sleep"))
night = st.floats(LIMITS.asleep_absence_s + MARGIN_S, 40_000.0).map(partial(Doing, "sleep"))
disturbed = st.builds(Around, *[st.sampled_from((True, False, None))] * 3)
randoms = st.builds(Random, st.integers(0, 2**32))
"""Not Hypothesis' own: a day takes thousands of draws."""
doings = st.one_of(typing, typing, pause, away, nap, night)


@st.composite
def days(draw: Callable, what: st.SearchStrategy[Doing] = doings, most: int = 8) -> Day:
    """A day on which no two pauses follow each other so soon that no look comes between them."""
    drawn = draw(st.lists(what, min_size=1, max_size=most))
    spaced = [each for doing in drawn for each in ((doing,) if doing.what == "type" else (doing, BETWEEN_PAUSES))]
    return Day([BETWEEN_PAUSES, *spaced, Doing("rest", LIMITS.absence_s + MARGIN_S)])


class Seen(NamedTuple):
    """What the clocks said of a day: the stretches, and when prompts were shown (awake, and the sample)."""

    stretches: list[Stretch]
    prompts: list[Sample]


def watch(
    day: Day,
    *,
    hurry: Callable[[], float] = lambda: 1.0,
    shift: Callable[[float], float] = lambda _: 0.0,
    paused: Callable[[float], bool] = lambda _: False,
    every: Callable[[float], float] = lambda _: EVERY_S,
    answers: Callable[[], str] = lambda: "none",
) -> Seen:
    """The clocks are read as the companion does it, or sooner if `hurry` gives less than 1."""
    sitting, prompting = SittingClock(LIMITS), PromptClock(LIMITS, EVERY_S)
    seen = Seen([], [])
    now = 0.0
    while now <= day.awake_s:
        sample = day.sample(now, wall_shift_s=shift(now))
        if sitting.asks(sample):
            sample = day.sample(now, looks_around=True, wall_shift_s=shift(now))
        seen.stretches.extend(sitting.step(sample))
        prompting.every_s = every(now)
        step = prompting.step(sample, sitting, held_back=paused(now))
        if step.what is Prompting.ASK:
            around = day.sample(now, looks_around=True)
            step = prompting.step(around, sitting, held_back=paused(now))
            assert step.what is not Prompting.ASK
        if step.what is Prompting.SHOW:
            seen.prompts.append(sample)
            prompting.shown(sample)
            if answers() == "later":
                prompting.put_off(sample, sitting)
        # Nobody is quicker than a second.
        now += max(min(sitting.next_look_s(sample), step.next_look_s) * hurry(), 1.0)
    final = sitting.end(day.sample(day.awake_s))
    return Seen([*seen.stretches, *([] if final is None else [final])], seen.prompts)


def long_enough(stretches: list[Sat]) -> list[Sat]:
    """The stretches that are surely no shorter than the shortest one; `assume` fails where that is not sure."""
    sure = [each for each in stretches if each.sat_s > SHORTEST_S + 2 * RESOLUTION_S]
    assume(all(each in sure or each.sat_s < SHORTEST_S - KEYS_S for each in stretches))
    return sure


@given(days(), randoms)
def test_sitting_is_measured_as_it_was_however_often_one_looks(day, random):
    expected = long_enough(day.witnessed())
    seen = watch(day, hurry=lambda: random.uniform(0.05, 1.0)).stretches
    assert len(seen) == len(expected)
    for ours, theirs in zip(seen, expected, strict=True):
        late = day.awake(ours.began_at) - day.awake(day.instant(theirs.began_s))
        early = day.awake(day.instant(theirs.ended_s)) - day.awake(ours.ended_at)
        assert -KEYS_S <= late <= RESOLUTION_S
        assert -KEYS_S <= early <= RESOLUTION_S
        assert theirs.sat_s - 2 * RESOLUTION_S <= ours.minutes * 60.0 <= theirs.sat_s + KEYS_S


@given(days(st.one_of(typing, pause, away)), randoms)
def test_an_absence_ends_the_stretch_at_the_last_key(day, random):
    ends = [day.instant(each.ended_s) for each in day.witnessed()]
    for stretch in watch(day, hurry=lambda: random.uniform(0.05, 1.0)).stretches:
        assert min(abs((end - stretch.ended_at).total_seconds()) for end in ends) <= 1.0


@given(days(), randoms)
def test_no_more_is_counted_than_the_machine_was_awake(day, random):
    stretches = watch(day, hurry=lambda: random.uniform(0.05, 1.0)).stretches
    assert sum(each.minutes for each in stretches) * 60.0 <= day.awake_s + 1e-6
    for each in stretches:
        assert SHORTEST_S / 60.0 <= each.minutes <= LONGEST_S / 60.0
        assert each.minutes * 60.0 <= (each.ended_at - each.began_at).total_seconds() + 1e-3
    ends = [instant for each in stretches for instant in (each.began_at, each.ended_at)]
    assert ends == sorted(ends)


@given(days(st.one_of(typing, pause)), st.data())
def test_what_defers_a_prompt_and_short_sleep_change_no_sitting_time(day, data):
    plain = watch(day).stretches
    around = [data.draw(disturbed) for _ in day.doings]
    here = [*day.doings[:-1]]
    surrounded = [doing._replace(around=each) for doing, each in zip(here, around, strict=False)]
    assume(all(each.sat_s > 2 * RESOLUTION_S for each in day.witnessed()))
    at = data.draw(st.integers(0, len(surrounded)))
    napped = [*surrounded[:at], Doing("type", 6.0), data.draw(nap), Doing("type", 6.0), *surrounded[at:]]
    held_back = data.draw(st.booleans())
    other = watch(Day([*napped, day.doings[-1]]), paused=lambda _: held_back).stretches
    assert len(plain) == len(other) <= 1
    for one, two in zip(plain, other, strict=True):
        assert abs(one.minutes * 60.0 + 12.0 - two.minutes * 60.0) <= RESOLUTION_S


@given(days(), st.data())
def test_while_something_defers_it_there_is_no_prompt_and_it_comes_after(day, data):
    kinds = st.sampled_from((Around(call=True), Around(full_screen=True), Around(quiet=True), Around(film=True)))
    around = data.draw(kinds)
    everywhere = Day([doing._replace(around=around) for doing in day.doings])
    assert watch(everywhere).prompts == []
    assert watch(day, paused=lambda _: True).prompts == []
    busy = Day([Doing("type", EVERY_S + 3_600.0, around), Doing("type", 600.0)])
    (first, *_) = watch(busy).prompts
    assert EVERY_S + 3_600.0 - 5.0 <= first.awake_s <= EVERY_S + 3_600.0 + SITTING_LOOK_S + LIMITS.typing_wait_s + 5.0


@given(days(), st.floats(-1e7, 1e7), randoms)
def test_a_wall_clock_that_is_wrong_changes_instants_and_nothing_else(day, shift_s, random):
    steps = [random.uniform(0.3, 1.0) for _ in range(64)]

    def again():
        left = iter(steps * 1_000)
        return lambda: next(left)

    right, wrong = (watch(day, hurry=again(), shift=lambda _, s=s: s) for s in (0.0, shift_s))
    assert [each.minutes for each in right.stretches] == [each.minutes for each in wrong.stretches]
    assert [each.awake_s for each in right.prompts] == [each.awake_s for each in wrong.prompts]
    for one, two in zip(right.stretches, wrong.stretches, strict=True):
        if one is not right.stretches[-1]:
            assert abs((two.ended_at - one.ended_at).total_seconds() - shift_s) < 1e-3


@given(days(), st.floats(-7_200.0, 7_200.0), st.floats(0.0, 1.0))
def test_a_wall_clock_that_is_put_right_changes_no_length(day, jump_s, part):
    jumps_at = day.awake_s * part
    right = watch(day)
    wrong = watch(day, shift=lambda awake_s: jump_s if awake_s < jumps_at else 0.0)
    assert [each.minutes for each in right.stretches] == [each.minutes for each in wrong.stretches]
    assert [each.awake_s for each in right.prompts] == [each.awake_s for each in wrong.prompts]


@given(days(), randoms)
def test_a_prompt_comes_no_more_often_than_the_interval(day, random):
    prompts = watch(day, hurry=lambda: random.uniform(0.05, 1.0)).prompts
    for one, two in pairwise(prompts):
        assert two.awake_s - one.awake_s >= EVERY_S


@given(days(), randoms)
def test_later_is_the_only_reason_for_a_prompt_before_its_time(day, random):
    said: list[str] = []

    def answers():
        said.append(random.choice(("none", "later")))
        return said[-1]

    prompts = watch(day, answers=answers).prompts
    for answer, one, two in zip(said, prompts, prompts[1:], strict=False):
        assert two.awake_s - one.awake_s >= (LIMITS.later_s if answer == "later" else EVERY_S)


@given(days(), randoms, st.lists(st.floats(1_200.0, 3_600.0), min_size=1, max_size=8))
def test_an_interval_that_changes_holds_from_then_on(day, random, intervals):
    def every(awake_s: float) -> float:
        return intervals[int(awake_s / 1_000.0) % len(intervals)]

    prompts = watch(day, every=every).prompts
    for one, two in pairwise(prompts):
        assert two.awake_s - one.awake_s >= every(two.awake_s)


@given(days(), randoms)
def test_a_prompt_finds_somebody_at_the_machine_who_has_sat_long_enough(day, random):
    seen = watch(day, hurry=lambda: random.uniform(0.05, 1.0))
    for prompt in seen.prompts:
        assert prompt.idle_s <= LIMITS.prompt_stays_s
        stretch = [each for each in day.witnessed() if each.began_s <= prompt.elapsed_s][-1]
        assert stretch.sat_s >= EVERY_S - LIMITS.prompt_stays_s - KEYS_S
        pauses = prompt.idle_s >= LIMITS.typing_pause_s
        before = [each.awake_s for each in seen.prompts if each.awake_s < prompt.awake_s]
        due_at = max([EVERY_S, *(each + EVERY_S for each in before)])
        assert pauses or prompt.awake_s >= due_at + LIMITS.typing_wait_s - 1.0


@given(st.floats(60.0, 200_000.0))
def test_days_on_end_are_whole_days_and_what_is_left(seconds):
    stretches = watch(Day([Doing("type", seconds), Doing("rest", 400.0)])).stretches
    assert all(each.minutes > 1_440.0 - 6.0 for each in stretches[:-1])
    assert abs(sum(each.minutes for each in stretches) * 60.0 - seconds) <= SHORTEST_S + 1.0


@given(days(), st.data())
def test_short_times_of_which_nothing_is_known_change_no_sitting_time(day, data):
    here = Doing("type", data.draw(st.floats(60.0, 4_000.0)))
    unknown = Doing("type", data.draw(st.floats(1.0, LIMITS.absence_s - MARGIN_S)), blind=True)
    stretches = watch(Day([here, unknown, here, Doing("rest", 400.0)])).stretches
    assert len(stretches) == 1
    assert abs(stretches[0].minutes * 60.0 - 2 * here.seconds - unknown.seconds) <= RESOLUTION_S


@given(st.floats(120.0, 4_000.0), st.floats(1_000.0, 100_000.0))
def test_long_times_of_which_nothing_is_known_count_as_nothing(before, unknown):
    stretches = watch(Day([Doing("type", before), Doing("type", unknown, blind=True), Doing("rest", 5.0)])).stretches
    assert sum(each.minutes for each in stretches) * 60.0 <= before + 1.0
    blind = watch(Day([Doing("type", unknown, blind=True)]))
    assert blind.stretches == []
    assert blind.prompts == []


@given(days(), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_break_parts_a_stretch_and_loses_nothing_of_it(day, part, when):
    sitting = SittingClock(LIMITS)
    now, total, parted = 0.0, 0.0, False
    while now <= day.awake_s:
        sample = day.sample(now)
        total += sum(each.minutes for each in sitting.step(sample)) * 60.0
        if not parted and now >= part * day.awake_s and sitting.began_s is not None:
            sat, began = sitting.sat_s(sample), sitting.began_at(sample)
            assert began is not None
            at: datetime = began + (sample.at - began) * when
            stretch = sitting.broke(sample, at)
            first = 0.0 if stretch is None else stretch.minutes * 60.0
            if stretch is not None:
                assert abs((stretch.ended_at - at).total_seconds()) < 1e-3
            assert sitting.sat_s(sample) <= sat + 1e-6
            assert abs(first + sitting.sat_s(sample) - sat) <= SHORTEST_S
            total += first
            parted = True
        now += sitting.next_look_s(sample)
    assert total <= day.awake_s + 1e-6


@given(st.floats(120.0, 4_000.0), st.floats(1.0, 1_200.0), st.floats(0.0, 1.0))
def test_a_companion_that_starts_again_goes_on_unless_somebody_was_away(before, gap, asleep):
    assume(abs(gap - LIMITS.absence_s) > MARGIN_S)
    nap = Doing("sleep", gap * asleep)
    day = Day([Doing("type", before), Doing("rest", gap - nap.seconds + 0.001), nap, Doing("type", 600.0)])
    first = SittingClock(LIMITS)
    now = 0.0
    while now <= before:
        sample = day.sample(now)
        assert first.step(sample) == ()
        now = before if now < before < now + first.next_look_s(sample) else now + first.next_look_s(sample)
    second = SittingClock(LIMITS, first.carried)
    sample = day.sample(before + gap - nap.seconds + 6.0)
    ended = second.step(sample)
    if gap < LIMITS.absence_s:
        assert ended == ()
        assert second.sat_s(sample) >= before - RESOLUTION_S
        assert second.began_s == first.began_s
    else:
        assert [abs(each.minutes * 60.0 - before) <= RESOLUTION_S for each in ended] == [True]
        assert second.sat_s(sample) <= LIMITS.absence_s


def test_free_surroundings_defer_nothing():
    assert not any(FREE)
    assert [round(each.awake_s / EVERY_S, 1) for each in watch(Day([Doing("rest", 0.5), *_working()])).prompts] == [
        1.0,
        2.0,
    ]


def _working() -> list[Doing]:
    """Work with small pauses, a bit more than an hour of it."""
    return [Doing("type", 20.0), Doing("rest", 10.0)] * 125


def test_looks_are_rare():
    assert SITTING_LOOK_S >= 60.0
    assert AWAY_LOOK_S >= 30.0
