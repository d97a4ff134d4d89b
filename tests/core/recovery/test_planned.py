"""The forecast with loads and sitting that are planned."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from unknot.content.library import load
from unknot.facts import CheckIn, Episode, Exposure, Fact, History, history
from unknot.recovery.events import Strain, timeline
from unknot.recovery.filtering import believe, step
from unknot.recovery.forecasting import forecast
from unknot.recovery.planned import PlannedExposure, planned_strains

LIBRARY = load()
OPENED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TOLD = {"zone": "UTC", "episode": "e"}


def held(*facts: Fact) -> History:
    opened = Episode(id="o", at=OPENED, **TOLD, event="opened")
    rating = CheckIn(id="c", at=OPENED + timedelta(days=1), **TOLD, pain_now=4.0)
    return history((opened, rating, *facts), at=OPENED + timedelta(days=2), zone="UTC")


def strains(plan: list[PlannedExposure], known: History, *, breaks: bool = False) -> tuple[Strain, ...]:
    began = timeline(LIBRARY, "desk", known).began
    return planned_strains(LIBRARY, known, plan, began=began, breaks=breaks)


BELIEF = believe(LIBRARY, "desk", held())


def test_without_a_plan_the_forecast_is_the_forecast() -> None:
    planned, plain = forecast(BELIEF, strains=()), forecast(BELIEF)
    np.testing.assert_array_equal(planned.gone_probability, plain.gone_probability)
    assert (planned.gone_by, planned.persists_probability) == (plain.gone_by, plain.persists_probability)


def test_a_strain_of_nothing_changes_nothing() -> None:
    nothing = [Strain(BELIEF.day + day, f"{day}", 0.0, 0.0) for day in (0.5, 3.0)]
    planned, plain = forecast(BELIEF, strains=nothing), forecast(BELIEF)
    np.testing.assert_allclose(planned.gone_probability, plain.gone_probability, atol=1e-6)
    np.testing.assert_allclose(planned.level_points, plain.level_points, atol=1e-6)
    assert planned.gone_by == plain.gone_by


def test_a_load_now_is_the_load_taken_in_before_the_forecast() -> None:
    known = held()
    (strain,) = strains([PlannedExposure(0, "running", 60, 8)], known)
    after, _ = step(BELIEF, strain, 0.0)
    planned, plain = forecast(BELIEF, strains=[strain]), forecast(after)
    np.testing.assert_allclose(planned.gone_probability, plain.gone_probability, atol=1e-6)


def test_a_planned_load_adds_what_the_same_load_would_have_added() -> None:
    (planned,) = strains([PlannedExposure(1, "running", 60, 8)], held())
    logged = Exposure(id="x", at=OPENED + timedelta(days=1.5), **TOLD, cause="running", minutes=60, rpe=8)
    (first,) = (event for event in timeline(LIBRARY, "desk", held(logged)).events if isinstance(event, Strain))
    assert (planned.damage, planned.tautness) == (first.damage, first.tautness)
    assert planned.day == pytest.approx(3.0)


def test_the_same_load_done_before_protects() -> None:
    logged = Exposure(id="x", at=OPENED + timedelta(days=1.5), **TOLD, cause="running", minutes=60, rpe=8)
    (new,) = strains([PlannedExposure(1, "running", 60, 8)], held())
    (again,) = strains([PlannedExposure(1, "running", 60, 8)], held(logged))
    one, two = strains([PlannedExposure(2, "running", 60, 8), PlannedExposure(1, "running", 60, 8)], held())
    assert again.damage == two.damage < one.damage == new.damage


def test_breaks_lessen_what_sitting_adds() -> None:
    week = [PlannedExposure(day, "prolonged_sitting", 480) for day in range(1, 8)]
    sat, moved = strains(week, held()), strains(week, held(), breaks=True)
    share = LIBRARY.number("recovery.posture_with_breaks")
    assert [each.tautness for each in moved] == pytest.approx([share * each.tautness for each in sat])
    chances = [forecast(BELIEF, strains=plan).gone_probability[-1] for plan in (sat, moved, ())]
    assert chances == sorted(chances)
    assert len(set(chances)) == 3


def test_more_strain_never_brings_the_day_nearer() -> None:
    days = []
    for minutes in (0, 30, 120, 480):
        plan = strains([PlannedExposure(day, "prolonged_sitting", minutes) for day in range(1, 8)], held())
        days.append(float((1 - forecast(BELIEF, strains=plan).gone_probability).sum()))
    assert days == sorted(days)
