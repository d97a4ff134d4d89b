"""A simulated population that ships with the project: what can be shared where real days cannot.

It is drawn neither from the product's model nor from any rival's. Each person cuts a hidden level into answers with
thresholds of their own. The level is the sum of a slow part (an autoregression over weeks), a fast part (a moving
average of three nights, not a decay), and a load response that grows faster than load above a person's own point and
lasts two mornings. Some things no model here knows: on some days the last answer is simply given again, the thresholds
drift within the season, a few weeks a person is ill, team training makes people alike, and a check-in is left out more
often on sore days and in runs.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bench.court.data import Data, checksum
from bench.court.diary import COLUMNS, LEVELS, LOAD, SORENESS, Diary
from bench.court.forecaster import Array

FIRST = date(2024, 1, 1)
DAYS = 365
TEAM_WEEK = (0.0, 450.0, 600.0, 500.0, 250.0, 100.0, 700.0)
"""Training load from Monday to Sunday."""
THRESHOLDS = (-2.2, -0.8, 0.9, 2.3)


def simulated(people: int, seed: int) -> Data:
    """`people` diaries of a year; the same numbers give the same diaries."""
    common = np.random.default_rng((seed, 0))
    week = np.array([TEAM_WEEK[(FIRST + timedelta(days=day)).weekday()] for day in range(DAYS)])
    held = week * (common.random(DAYS) < 0.85) * np.exp(common.normal(0, 0.15, DAYS))
    diaries = tuple(_person(number, held, np.random.default_rng((seed, number + 1))) for number in range(people))
    return Data(f"simulated, {people} people, seed {seed}", checksum(diaries), diaries)


def _person(number: int, held: Array, random: np.random.Generator) -> Diary:
    load = held * (random.random(DAYS) < 0.8) * np.exp(random.normal(0, 0.25, DAYS))
    level = _slow(random) + _fast(random) - _of_load(load, random) - _ill(random)
    soreness = _answers(level, random)
    reports = np.full((DAYS, len(COLUMNS)), np.nan)
    told = _told(soreness, random)
    reports[:, LOAD] = np.round(load / 10) * 10
    reports[told, SORENESS] = soreness[told]
    for column, (middle, spread) in _WELLNESS.items():
        said = np.round(middle + spread * (0.3 * level + random.normal(0, 1, DAYS)))
        reports[told, COLUMNS.index(column)] = np.clip(said, 1, 10 if column == "readiness" else 5)[told]
    reports[told, COLUMNS.index("sleep_duration")] = np.round(2 * random.normal(7.8, 0.9, DAYS))[told] / 2
    there = np.flatnonzero(told)
    return Diary(f"person_{number + 1}", FIRST + timedelta(days=int(there[0])), reports[there[0] : there[-1] + 1])


_WELLNESS = {
    "fatigue": (3.0, 0.6),
    "mood": (3.4, 0.5),
    "readiness": (7.0, 1.2),
    "sleep_quality": (3.3, 0.7),
    "stress": (3.2, 0.5),
}


def _slow(random: np.random.Generator) -> Array:
    """Weeks: an autoregression with a half-life of 8 to 30 days."""
    kept = 0.5 ** (1 / random.uniform(8, 30))
    steps = random.normal(0, random.uniform(0.4, 0.8) * np.sqrt(1 - kept**2), DAYS)
    level = np.zeros(DAYS)
    for day in range(1, DAYS):
        level[day] = kept * level[day - 1] + steps[day]
    return level


def _fast(random: np.random.Generator) -> Array:
    """Nights: a moving average of three, with heavy tails."""
    nights = random.standard_t(5, DAYS + 2) * random.uniform(0.3, 0.6)
    return np.convolve(nights, [0.6, 0.3, 0.1], mode="valid")


def _of_load(load: Array, random: np.random.Generator) -> Array:
    """The next two mornings; twice as steep above the person's own point."""
    slope, point = random.lognormal(np.log(0.5), 0.35), random.uniform(400, 800)
    felt = slope * (load + np.maximum(load - point, 0)) / 400
    response = np.zeros(DAYS)
    response[1:] += felt[:-1]
    response[2:] += 0.6 * felt[:-2]
    centred: Array = response - response.mean()
    return centred


def _ill(random: np.random.Generator) -> Array:
    """Up to two weeks in the year on which everything is worse."""
    worse = np.zeros(DAYS)
    for _ in range(random.integers(0, 3)):
        begins = random.integers(0, DAYS - 7)
        worse[begins : begins + random.integers(4, 8)] += 1.5
    return worse


def _answers(level: Array, random: np.random.Generator) -> NDArray[np.int64]:
    """Own thresholds that drift, answering noise, and now and then the last answer again."""
    cuts = random.normal(0, 0.7) + np.array(THRESHOLDS) * random.lognormal(0, 0.25)
    drift = random.normal(0, 0.4) * np.linspace(-1, 1, DAYS)
    again = random.random(DAYS) < random.beta(2, 8)
    said = (level + random.normal(0, 0.8, DAYS) + drift)[:, None] > cuts
    answers = 1 + said.sum(axis=1)
    for day in range(1, DAYS):
        if again[day]:
            answers[day] = answers[day - 1]
    return np.asarray(np.clip(answers, 1, LEVELS).astype(np.int64))


def _told(soreness: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.bool_]:
    """Which days have a check-in: fewer on sore days, fewer after one was left out."""
    told = np.ones(DAYS, dtype=bool)
    keen = random.uniform(1.2, 3.0)
    for day in range(1, DAYS):
        liking = keen - 0.4 * (soreness[day] <= 2) - 1.5 * (not told[day - 1])
        told[day] = random.random() < 1 / (1 + np.exp(-liking))
    return told
