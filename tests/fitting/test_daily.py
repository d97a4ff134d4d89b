"""The score that people side by side get is that of each one alone, step by step through the filter."""

import numpy as np
import pytest

from unknot.content.library import Library, load
from unknot.recovery import answers, habit
from unknot.recovery.events import Report, Strain
from unknot.recovery.filtering import advance, init, step
from unknot.recovery.fitting import daily
from unknot.recovery.fitting.search import with_values
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import TRAINING, from_library
from unknot.recovery.script import IN_WORDS


def diary(days: int, seed: int, *, weekday: int, missing: float) -> daily.Diary:
    """Answers and loads by chance, some of them missing."""
    rng = np.random.default_rng(seed)
    said = np.where(rng.random(days) < missing, 0, rng.integers(1, 6, days))
    done = np.where(rng.random(days) < missing / 2, np.nan, rng.integers(0, 3, days) * rng.uniform(100.0, 900.0, days))
    return daily.Diary(weekday, said.astype(np.intp), done)


PEOPLE = [
    diary(40, 1, weekday=0, missing=0.0),
    diary(25, 2, weekday=3, missing=0.4),
    diary(33, 3, weekday=6, missing=0.8),
    daily.Diary(2, np.zeros(9, dtype=np.intp), np.full(9, 300.0)),
    daily.Diary(1, np.array([3, 0, 0, 0, 3], dtype=np.intp), np.full(5, np.nan)),
]


def alone(library: Library, person: daily.Diary) -> list[float]:
    """What each forecast cost, in nats."""
    noon = library.number("recovery.training.load_after_check_in")
    per_load = library.number("recovery.training.damage_per_load")
    belief, used_to, costs = init(from_library(library, TRAINING)), habit.at_first(library), []
    for day, (answer, done) in enumerate(zip(person.answers, person.loads, strict=True)):
        weekday = person.weekday + day
        belief = advance(belief, day - belief.day)
        if answer:
            belief, _ = step(belief, Report(day, f"{day}", (Reading(IN_WORDS, float(answer)),)), 0.0)
        if not np.isnan(done):
            belief, _ = step(belief, Strain(day + noon, f"{day}", per_load * used_to.surplus(done), 0.0), noon)
            used_to = used_to.after(weekday % habit.WEEK, done)
        if answer and day % daily.EVERY == 0:
            usual = [
                Strain(day + k + noon, f"{k}", per_load * used_to.expected((weekday + k) % habit.WEEK), 0.0)
                for k in range(1, daily.AHEAD[-1])
            ]
            chances = answers.ahead(belief, [day + k - belief.day for k in range(1, daily.AHEAD[-1] + 1)], usual)
            came = {k: int(person.answers[day + k]) for k in daily.AHEAD if day + k < len(person.answers)}
            costs += [-np.log(chances[k - 1, answer - 1] + daily.UNLIKELY) for k, answer in came.items() if answer]
    return costs


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"recovery.answer_repeats": 0.2, "recovery.answer_drift": 0.12, "recovery.training.damage_share": 0.87},
        {"recovery.training.damage_half_life": 1.1, "recovery.training.habit_half_life": 20.0},
    ],
)
def test_people_side_by_side_are_scored_as_each_one_alone(changed: dict[str, float]) -> None:
    library = with_values(load(), changed)
    costs = [alone(library, person) for person in PEOPLE]
    said = sum(int((person.answers > 0).sum()) for person in PEOPLE)
    expected = said * np.mean([np.mean(each) for each in costs if each])
    assert daily.loss(library, PEOPLE) == pytest.approx(expected, abs=1e-8)
    for person, own in zip(PEOPLE, costs, strict=True):
        score = (person.answers > 0).sum() * np.mean(own) if own else 0.0
        assert daily.loss(library, [person]) == pytest.approx(score, abs=1e-8)


def test_the_order_of_people_does_not_matter() -> None:
    assert daily.loss(load(), PEOPLE[::-1]) == pytest.approx(daily.loss(load(), PEOPLE), rel=1e-12)
