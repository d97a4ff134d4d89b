"""What is learned of people whose truth is known, in worlds that the model of `learning` does not know.

People roll on bad days and nothing works, or it works well, or it does what is usual. Knots come from the recovery
model itself (integrated in small steps), or fall as `tests.rollers` draws them, with pain that stays as it is for hours
or for days. The verdict is looked at once, at the end. Figures stand in docs/reference/deep-tests.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.deep.people import STEPS_PER_DAY, follow, on_the_grid
from tests.rollers import NOON, STEPS, Array, Roller, facts_of
from unknot.content.library import load
from unknot.recovery.learning import learned
from unknot.recovery.learning_design import CHANNELS
from unknot.recovery.parameters import from_library

LIBRARY = load()
PEOPLE = 200
MOST_FALSE = 0.08
WORLDS = {
    "the model's own": (0.2, 0.01, 1.0),
    "over within hours": (0.05, 0.7, 0.8),
    "over within a day": (0.2, 0.7, 0.8),
    "lasts for a day or two": (0.5, 1.0, 0.8),
    "lasts for days": (0.8, 1.2, 0.8),
}
"""How much of a bad moment is left after a day, its standard deviation in points, and the slip of a rating."""
KEPT = ("all", "sessions", "check_ins", "morning")


def own_world(people: int, days: int, rng: np.random.Generator) -> Array:
    """The levels of knots of the recovery model in points, (people, steps)."""
    p = from_library(LIBRARY, "desk")
    knots = on_the_grid(p, people, rng)
    apart = STEPS_PER_DAY // STEPS
    levels: list[Array] = []
    follow(p, knots, apart * days * STEPS - 1, rng, lambda step: None if step % apart else levels.append(knots.level))
    return np.stack(levels, axis=1)


def verdicts(person: Roller, world: str, people: int = PEOPLE) -> dict[str, Array]:
    """Of each channel who is told "helps" and "not", the mean and the matched days: rows (people, 4), NaN where nothing
    is told."""
    keeps, fluctuation, slip = WORLDS[world]
    rng = np.random.default_rng(11)
    drawn = replace(person, keeps=keeps, fluctuation=fluctuation, slip=slip)
    rows: dict[str, list[tuple[float, ...]]] = {channel: [] for channel in CHANNELS}
    levels = own_world(people, person.days, rng) if world == "the model's own" else [None] * people
    for level in levels:
        known = learned(LIBRARY, facts_of(drawn, rng, level=level)).effects.get(person.technique, {})
        for channel in CHANNELS:
            told = known.get(channel)
            rows[channel].append(
                (0.0, 0.0, np.nan, 0.0)
                if told is None
                else (told.verdict == "helps", told.verdict == "not", told.mean, told.matched_days)
            )
    return {channel: np.array(each) for channel, each in rows.items()}


def line(name: str, world: str, found: dict[str, Array]) -> str:
    """A line of the table in docs/reference/deep-tests.md."""
    cells = []
    for rows in found.values():
        mean = np.nanmean(rows[:, 2]) if np.isfinite(rows[:, 2]).any() else np.nan
        cells += [f"{rows[:, 0].mean():.1%}", f"{rows[:, 1].mean():.1%}", f"{mean:.2f}", f"{rows[:, 3].mean():.0f}"]
    return f"| {name} | {world} | {' | '.join(cells)} |"


@pytest.mark.parametrize("records", KEPT)
@pytest.mark.parametrize("world", WORLDS)
def test_what_does_nothing_but_is_done_on_bad_days_is_seldom_said_to_help(world, records, figure):
    found = verdicts(Roller(why="bad", records=records), world)
    figure(line(f"nothing works, {records}", world, found))
    for channel, rows in found.items():
        assert rows[:, 0].mean() <= MOST_FALSE, channel
        if np.isfinite(rows[:, 2]).any():
            assert np.nanmean(rows[:, 2]) <= {"relief": 0.62, "next_morning": 0.39}[channel], channel


@pytest.mark.parametrize("world", WORLDS)
def test_bad_hours_that_were_never_written_down_do_not_make_it_look_helpful(world, figure):
    found = verdicts(Roller(why="bad", records="morning", hour=NOON), world)
    figure(line("nothing works, bad noons not told", world, found))
    assert found["next_morning"][:, 0].mean() <= MOST_FALSE


@pytest.mark.parametrize("world", WORLDS)
def test_what_helps_much_is_said_to_help_after_eight_to_fifteen_days(world, figure):
    person = Roller(why="random", records="all", relief=1.8, next_morning=1.2, days=30)
    found = verdicts(person, world)
    figure(line("helps much", world, found))
    gone_early = world == "the model's own"
    assert found["relief"][:, 0].mean() >= (0.5 if gone_early else 0.7)


@pytest.mark.parametrize("world", WORLDS)
def test_what_does_nothing_comes_to_be_said_not_to_help(world, figure):
    month, season = (verdicts(Roller(why="random", records="all", days=days), world, 60) for days in (30, 120))
    figure(line("nothing works, 30 days, at random", world, month))
    figure(line("nothing works, 120 days, at random", world, season))
    for channel in CHANNELS:
        assert np.nanmean(season[channel][:, 2]) < np.nanmean(month[channel][:, 2])
        assert season[channel][:, 0].mean() <= MOST_FALSE
    assert season["relief"][:, 1].mean() >= 0.4


def test_what_does_what_is_usual_is_seldom_called_useless(figure):
    found = verdicts(Roller(why="random", records="all", relief=0.6, next_morning=0.37, days=60), "over within a day")
    figure(line("does what is usual, 60 days", "over within a day", found))
    for rows in found.values():
        assert rows[:, 1].mean() <= 0.15
