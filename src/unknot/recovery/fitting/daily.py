"""Numbers of the profile `training` fitted to people who say every day, in five words, how sore they are.

What is made small is the score by which such forecasts are judged: minus the log chance that was given to what came,
averaged over the days ahead in `AHEAD` and over origins, everybody counting the same, times the number of answers. The
engine's own steps are taken for all people side by side: a person is a column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.recovery import dynamics, habit, ordinal
from unknot.recovery.dynamics import CORE, DAMAGE, Modes
from unknot.recovery.filtering import grown, init
from unknot.recovery.fitting.search import Fit, fitted, with_values
from unknot.recovery.observation import loadings
from unknot.recovery.parameters import TRAINING, Array, Parameters, from_library
from unknot.recovery.script import LOAD, THRESHOLD, unknown

AHEAD = (1, 2, 4, 8)
"""Days ahead at which forecasts are scored; those between tell little more."""
EVERY = 3
"""Each third day is an origin: those between foresee nearly the same."""
UNLIKELY = 1e-4
"""A chance below this costs no more."""

FITTED = tuple(
    f"recovery.{name}"
    for name in (
        "training.damage_half_life",
        "training.tautness_half_life",
        "training.damage_share",
        "training.wander",
        "training.damage_per_load",
        "training.damage_per_load_sd",
        "training.habit_half_life",
        "training.habit_weekday_half_life",
        "answer_very_sore",
        "answer_sore",
        "answer_normal",
        "answer_good",
        "answer_drift",
        "answer_own_drift",
        "answer_repeats",
    )
)
"""The rows that are fitted. How much people differ in their scale is not: it would take more people than most have."""

SIZE_AT, THRESHOLDS_AT = CORE, CORE + 1


@dataclass(frozen=True, slots=True)
class Diary:
    """One person's days from the first on: answers 1-5, 0 where there was none; loads [RPE x minutes], NaN unknown.

    `weekday` is that of the first day, 0 for Monday.
    """

    weekday: int
    answers: NDArray[np.intp]
    loads: Array


def refitted(
    library: Library, people: Sequence[Diary], *, steps: int = 10, told: Callable[[int, float], None] | None = None
) -> tuple[Library, Fit]:
    """`library` with the rows `FITTED` as they foresee `people` best, and how the search went."""
    found = fitted(library, FITTED, lambda changed: loss(changed, people), steps=steps, told=told)
    return with_values(library, found.values), found


def loss(library: Library, people: Sequence[Diary]) -> float:
    """The score of forecasts for `people` with the numbers of `library`, in nats; 0 where nobody answered."""
    together = _Together.of(library, people)
    for day in range(together.answers.shape[1]):
        together.morning(day)
        if day % EVERY == 0:
            together.score(day)
        together.rest(day)
    scored = together.counts > 0
    if not scored.any():
        return 0.0
    answers = np.count_nonzero(together.answers)
    return float(answers * np.mean(together.lost[scored] / together.counts[scored]))


@dataclass(slots=True)
class _Together:
    """P people on the same day of their diaries; arrays (P, days), `joint` (n, n + 1, P)."""

    parameters: Parameters
    frame: Modes
    answers: NDArray[np.intp]
    damage: Array
    expected: Array
    joint: Array
    last: NDArray[np.intp]
    asked: NDArray[np.intp]
    lost: Array
    counts: NDArray[np.intp]
    noon: tuple[Array, Array]
    night: tuple[Array, Array]
    whole: tuple[Array, Array]

    @classmethod
    def of(cls, library: Library, people: Sequence[Diary]) -> _Together:
        p = from_library(library, TRAINING)
        frame = dynamics.modes_at(p)
        joint = dynamics.reframed(init(p).joint, p, None, frame)
        for name in (LOAD, THRESHOLD):
            joint = grown(joint, *unknown(p, name))
        days, n = max(len(diary.answers) for diary in people), len(joint)
        answers = np.zeros((len(people), days), dtype=np.intp)
        damage, expected = np.zeros((len(people), days)), np.zeros((len(people), days, habit.WEEK))
        for row, diary in enumerate(people):
            answers[row, : len(diary.answers)] = diary.answers
            damage[row, : len(diary.loads)], expected[row, : len(diary.loads)] = _damages(library, diary)
        at_noon = library.number("recovery.training.load_after_check_in")
        stretches = [
            (dynamics.kept(p, frame, days, n), dynamics.wandered(p, frame, days))
            for days in (at_noon, 1.0 - at_noon, 1.0)
        ]
        nobody = np.zeros(len(people), dtype=np.intp)
        return cls(
            parameters=p,
            frame=frame,
            answers=answers,
            damage=damage,
            expected=expected,
            joint=np.repeat(joint, len(people), axis=2),
            last=nobody.copy(),
            asked=nobody.copy(),
            lost=np.zeros(len(people)),
            counts=nobody.copy(),
            noon=stretches[0],
            night=stretches[1],
            whole=stretches[2],
        )

    def morning(self, day: int) -> None:
        """Takes in the answers of the day."""
        today = self.answers[:, day]
        for kind in ((1,), (2, 3, 4), (ordinal.ANSWERS,)):
            who = np.flatnonzero(np.isin(today, kind))
            if len(who):
                self._hear(day, who, today[who] if len(kind) > 1 else kind[0])

    def _hear(self, day: int, who: NDArray[np.intp], answer: int | NDArray[np.intp]) -> None:
        p = self.parameters
        days = np.where(self.last[who] > 0, day - self.asked[who], 0)
        joint = ordinal.drifted(self.joint[..., who], p.answering, THRESHOLDS_AT, days)
        self.joint[..., who], _ = ordinal.taken_in(joint, p, self.frame, THRESHOLDS_AT, answer, self.last[who])
        self.last[who], self.asked[who] = answer, day

    def score(self, day: int) -> None:
        """Adds what the forecasts of those who answered today cost."""
        later = self.answers[:, day + 1 : day + 1 + AHEAD[-1]]
        who = np.flatnonzero((self.answers[:, day] > 0) & later.any(axis=1))
        if not len(who):
            return
        p = self.parameters
        sight = loadings(ordinal.LEVEL, p, self.frame, len(self.joint))
        joint = self._strained(dynamics.drifted(self.joint[..., who], *self.noon), self.damage[who, day])
        told = np.eye(ordinal.ANSWERS)[:, self.answers[who, day] - 1]
        for days in range(1, min(AHEAD[-1], later.shape[1]) + 1):
            at = dynamics.drifted(joint, *self.night)
            looked = ordinal.chances(at, sight, THRESHOLDS_AT, p.answering, days=float(days))
            told = p.answering.repeats * told + (1.0 - p.answering.repeats) * looked
            came = later[who, days - 1]
            if days in AHEAD:
                those = np.flatnonzero(came)
                self.lost[who[those]] -= np.log(told[came[those] - 1, those] + UNLIKELY)
                self.counts[who[those]] += 1
            usual = self.expected[who, day, days % habit.WEEK]
            joint = self._strained(dynamics.drifted(joint, *self.whole), usual)

    def rest(self, day: int) -> None:
        """The load of the day, and the night."""
        loaded = self._strained(dynamics.drifted(self.joint, *self.noon), self.damage[:, day])
        self.joint = dynamics.drifted(loaded, *self.night)

    def _strained(self, joint: Array, damage: Array) -> Array:
        dynamics.strained(joint, self.frame, [(DAMAGE, SIZE_AT, damage)])
        return joint


def _damages(library: Library, diary: Diary) -> tuple[Array, Array]:
    """The damage of each day, (days,), and on each what is expected of the days after it, by days ahead mod 7."""
    per_load = library.number("recovery.training.damage_per_load")
    used_to = habit.at_first(library)
    damage = np.zeros(len(diary.loads))
    expected = np.zeros((len(diary.loads), habit.WEEK))
    for day, load in enumerate(diary.loads):
        weekday = (diary.weekday + day) % habit.WEEK
        if not np.isnan(load):
            damage[day] = per_load * used_to.surplus(load)
            used_to = used_to.after(weekday, load)
        expected[day] = [per_load * used_to.expected((weekday + ahead) % habit.WEEK) for ahead in range(habit.WEEK)]
    return damage, expected
