"""The loop of the court shows nobody the future, and whoever has seen it is found out."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from bench.court import loop, scores
from bench.court.cheats import Calendar, Peek
from bench.court.diary import SORENESS, Diary
from bench.court.forecaster import Handed, Recovers, Streaming
from bench.court.register import ENTRIES
from bench.court.simple import Climatology, Ewma, Markov
from tests.bench.people import Tomorrows, people, standing

pytestmark = [pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore")]

TRAIN = people(4)[:3]
HELD = people(4)[3]
CUT = int(HELD.check_ins[len(HELD.check_ins) // 2])


@pytest.mark.parametrize("entry", standing(), ids=lambda entry: entry.name)
def test_a_poisoned_future_changes_no_bit_of_what_was_said_before(entry):
    assert loop.leaks(entry.make, TRAIN, HELD, [CUT]) == []


@pytest.mark.parametrize("leaking", [Tomorrows, Peek])
def test_a_forecaster_that_has_seen_the_future_is_caught(leaking):
    cuts = [int(day) for day in HELD.check_ins[5:15]]
    assert loop.leaks(leaking, TRAIN, HELD, cuts) != []


def test_a_forecaster_that_keeps_something_of_the_person_before_is_caught():
    class Forgetful(Climatology):
        said = 0

        def predict(self):
            self.said += 1
            return np.roll(super().predict(), self.said, axis=1)

    forecaster = Forgetful()
    forecaster.fit(TRAIN)
    said = loop.walk(forecaster, HELD)
    assert loop.leaks_through_the_loop(forecaster, HELD, said) != []


def test_poison_leaves_the_past_alone_and_nothing_of_the_future():
    other = loop.poisoned(HELD, CUT)
    assert np.array_equal(other.reports[: CUT + 1], HELD.reports[: CUT + 1], equal_nan=True)
    assert len(other) == len(HELD) + 30
    later = other.reports[CUT + 1 : len(HELD)]
    assert not (later == HELD.reports[CUT + 1 :]).all(axis=1).any()


def test_nobody_can_reach_a_later_day_through_the_one_that_is_handed_over():
    first = next(HELD.days())
    assert first.reports.base is None
    first.reports[:] = 0
    assert not (HELD.reports[0] == 0).all()


def test_a_forecast_is_asked_for_after_each_check_in_and_after_no_other_day():
    forecaster = Climatology()
    forecaster.fit(TRAIN)
    assert len(loop.walk(forecaster, HELD).levels) == len(HELD.check_ins)


def test_everybody_is_forecast_once_and_never_by_who_has_learnt_from_them():
    diaries = people(7)
    found = loop.folds(diaries)
    held = [diary.person for fold in found for diary in fold.held]
    assert sorted(held) == sorted(diary.person for diary in diaries)
    for fold in found:
        assert not {diary.person for diary in fold.train} & {diary.person for diary in fold.held}


def test_folds_go_by_the_natural_order_of_names():
    diaries = [replace(HELD, person=f"team_{number}") for number in (10, 2, 1, 11, 3, 12)]
    assert [[diary.person for diary in fold.held] for fold in loop.folds(diaries)] == [
        ["team_1", "team_12"],
        ["team_2"],
        ["team_3"],
        ["team_10"],
        ["team_11"],
    ]


def test_every_diary_has_its_own_calendar_and_keeps_its_weekdays():
    moved = loop.shifted(people(6))
    apart = [(after.first - before.first).days for after, before in zip(moved, people(6), strict=True)]
    assert len(set(apart)) == 6
    assert all(days % 7 == 0 for days in apart)


def test_looking_dates_up_among_team_mates_gains_only_where_all_share_a_calendar():
    together = np.arange(200) % 5 + 1
    diaries = []
    for number in range(6):
        reports = np.full((200, 8), np.nan)
        order = np.random.default_rng(1).permutation(together)
        reports[:, SORENESS] = order
        diaries.append(Diary(f"team_{number}", HELD.first, reports))

    def gains(held, train):
        found = {}
        for made in (Ewma, Calendar):
            forecaster = made()
            forecaster.fit(train)
            found[made] = scores.cells([held], [loop.walk(forecaster, held).levels])
        return scores.gain(found[Calendar], found[Ewma], "rps", "warm")[0]

    assert gains(diaries[0], diaries[1:]) > 50
    fold = loop.folds(diaries)[0]
    assert gains(fold.held[0], fold.train) < 2


@pytest.mark.parametrize(
    "said",
    [np.full((14, 5), 0.3), np.full((13, 5), 0.2), np.full((14, 5), np.nan), np.tile([1.2, -0.2, 0, 0, 0], (14, 1))],
    ids=["too much", "too short", "not a number", "negative"],
)
def test_what_is_no_distribution_is_refused(said):
    class Wrong(Climatology):
        def predict(self):
            return said

    wrong = Wrong()
    wrong.fit(TRAIN)
    with pytest.raises(ValueError, match=r"forecast is 14 rows|sum to 1"):
        loop.walk(wrong, HELD)


def test_a_curve_that_falls_is_refused():
    class Wrong(Climatology):
        def recovery(self, normal):
            return np.linspace(1, 0, 14) * (normal > 0)

    wrong = Wrong()
    wrong.fit(TRAIN)
    with pytest.raises(ValueError, match="do not fall"):
        loop.walk(wrong, HELD)


def test_a_class_of_the_streaming_interface_sees_each_day_with_its_columns():
    forecaster = Streaming("tests.bench.people:Last", share=0.5)
    forecaster.init("somebody")
    for day in list(HELD.days())[:3]:
        forecaster.update(day)
    seen = forecaster._model.seen
    assert [(later[0] - earlier[0]) for earlier, later in pairwise(seen)] == [timedelta(days=1)] * 2
    assert set(seen[0][1]) >= {"soreness", "daily_load", "fatigue"}
    assert forecaster.predict().shape == (14, 5)
    assert not isinstance(forecaster, Recovers)


if importlib.util.find_spec("pandas"):

    def test_a_class_of_the_streaming_interface_learns_from_a_table():
        forecaster = Streaming("tests.bench.people:Last")
        forecaster.fit(TRAIN)
        assert forecaster._model.columns[:3] == ["date", "player_id", "daily_load"]
        assert forecaster.parameters == 3


def test_who_cannot_stand_here_says_why_in_one_line():
    missing = replace(ENTRIES["markov"], name="absent", made_by="bench.nowhere:Nobody").missing()
    assert missing == "absent is left out: there is no module bench.nowhere here"
    assert ENTRIES["markov"].missing() == ""


def test_the_source_of_a_forecaster_is_its_own_code_and_what_that_imports():
    assert ENTRIES["markov"].source() != ENTRIES["unknot"].source()
    assert ENTRIES["markov"].source() == replace(ENTRIES["markov"]).source()
    assert isinstance(ENTRIES["markov"].make(Handed({})), Markov)
