"""The scores of the court reward the truth, and are those of the protocol."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pytest

from bench.court import recovery_scores, scores
from bench.court.data import SORENESS_DATA
from bench.court.diary import COLUMNS, SORENESS, Diary
from bench.court.spells import NOT_YET, spells
from tests.bench.people import people


def some_distributions(shape):
    return np.random.default_rng(2).dirichlet(np.ones(5), shape)


def expected(name, said, truth):
    levels = np.arange(1, 6)
    return float(truth @ scores.pair_scores(np.tile(said, (5, 1)), levels)[name])


@pytest.mark.parametrize("name", ["rps", "log", "sore"])
def test_a_proper_score_is_lowest_for_the_truth(name):
    truth = np.array([0.1, 0.2, 0.4, 0.2, 0.1])
    best = expected(name, truth, truth)
    for said in some_distributions(300):
        assert expected(name, said, truth) >= best - 1e-3


@pytest.mark.parametrize("name", ["hit", "median_error"])
def test_what_a_cheat_would_like_to_be_judged_by_is_not_proper(name):
    truth = np.array([0.1, 0.2, 0.4, 0.2, 0.1])
    certain = np.eye(5)[2]
    sign = -1 if name == "hit" else 1
    assert sign * expected(name, certain, truth) <= sign * expected(name, truth, truth)
    assert expected("log", certain, truth) > expected("log", truth, truth)


def test_coverage_and_pit_are_exact_for_the_truth():
    truth = np.array([0.05, 0.25, 0.4, 0.2, 0.1])
    assert expected("cov50", truth, truth) == pytest.approx(0.5)
    assert expected("cov90", truth, truth) == pytest.approx(0.9)
    assert [expected(name, truth, truth) for name in scores.PIT] == pytest.approx([0.1] * 10)


def test_a_person_with_many_check_ins_counts_as_much_as_one_with_few_unless_pairs_count():
    long, short = people(2, days=300)[0], people(2, days=60)[1]
    said = [np.tile(np.full(5, 0.2), (len(each.check_ins), 14, 1)) for each in (long, short)]
    said[1][:] = [0, 0, 1, 0, 0]
    found = scores.cells([long, short], said)
    each = found.of_person("log", "warm")
    assert scores.figure(found, "log", "warm")[0] == pytest.approx(each.mean())
    of_pairs = scores.figure(found, "log", "warm", "pairs")[0]
    assert abs(of_pairs - each[0]) < abs(of_pairs - each[1])


def test_who_has_few_pairs_is_left_out():
    tiny = people(1, days=16)[0]
    found = scores.cells([tiny], [np.full((len(tiny.check_ins), 14, 5), 0.2)])
    assert not found.counted("warm").any()


def test_a_gain_is_paired_within_people():
    diaries = people(4)
    better = [np.full((len(each.check_ins), 14, 5), 0.2) for each in diaries]
    worse = [np.tile([1.0, 0, 0, 0, 0], (len(each.check_ins), 14, 1)) for each in diaries]
    gain = scores.gain(scores.cells(diaries, better), scores.cells(diaries, worse), "rps", "warm")
    assert gain[1] > 0
    assert scores.better_for(scores.cells(diaries, better), scores.cells(diaries, worse), "rps", "warm") == (4, 4)


def diary_of(levels):
    reports = np.full((len(levels), len(COLUMNS)), np.nan)
    for day, level in enumerate(levels):
        if level:
            reports[day, SORENESS] = level
    return Diary("somebody", people(1)[0].first, reports)


def test_a_spell_ends_between_the_last_sore_check_in_and_the_first_normal_one():
    found = spells(diary_of([3, 2, 0, 2, 0, 0, 3]))
    assert found.day.tolist() == [1, 3]
    assert (found.left.tolist(), found.right.tolist()) == ([2, 0], [5, 3])
    assert found.onset.tolist() == [True, False]
    assert np.flatnonzero(found.seen[0]).tolist() == [1, 4]


def test_a_spell_that_is_not_over_after_fourteen_days_is_censored():
    found = spells(diary_of([3] + [2] * 16))
    assert found.right[0] == NOT_YET
    assert found.left[0] == 14


def test_normal_comes_from_the_days_before_alone():
    levels = [4] * 8 + [3, 4, 1, 1, 1, 1, 1, 1]
    found = spells(diary_of(levels))
    assert found.normal[0] == 4
    assert found.day[0] == 8


def test_concordance_asks_for_the_order_alone_and_crps_for_the_numbers():
    diary = diary_of(([3, 3, 2, 3, 3, 3, 2, 2, 2, 3]) * 6)
    sore = spells(diary)
    honest = np.array([np.minimum(np.arange(1, 15) / max(right, 1), 1.0) for right in sore.right])
    found = recovery_scores.returns([diary.person], [sore], [honest])
    ranked = recovery_scores.returns([diary.person], [sore], [honest / 1000])
    assert recovery_scores.concordance(ranked)[0][0] == recovery_scores.concordance(found)[0][0]
    assert recovery_scores.crps(ranked)[0] > 2 * recovery_scores.crps(found)[0]


REFERENCE = SORENESS_DATA.with_name("score.py")

if REFERENCE.is_file() and importlib.util.find_spec("pandas"):

    @pytest.fixture(scope="module")
    def reference():
        spec = importlib.util.spec_from_file_location("soreness_score", REFERENCE)
        module = importlib.util.module_from_spec(spec)
        sys.modules["soreness_score"] = module
        spec.loader.exec_module(module)
        return module

    @pytest.fixture(scope="module")
    def both(reference):
        """The same forecasts, scored by the protocol's own program and by the court."""
        import pandas as pd

        from bench.court.forecaster import _frame

        diaries = people(11, days=130)
        table = _frame(diaries)
        pairs, events = reference.make_pairs(table), reference.make_events(table)
        random = np.random.default_rng(7)
        levels = [random.dirichlet(np.ones(5), (len(each.check_ins), 14)) for each in diaries]
        said = np.vstack(
            [
                levels[place][np.searchsorted(diary.check_ins, rows.t), rows.horizon - 1]
                for place, diary in enumerate(diaries)
                for rows in [pairs[pairs.player_id == diary.person]]
            ]
        )
        sore = [spells(each) for each in diaries]
        curves = [np.sort(random.random((len(each), 14)), axis=1) for each in sore]
        tables = reference.player_table(pairs, reference.pair_scores(said, pairs.y))
        flat = reference.player_table(pairs, reference.pair_scores(np.full_like(said, 0.2), pairs.y))
        assert isinstance(pairs, pd.DataFrame)
        return {
            "theirs": reference.summarise(tables),
            "compared": reference.compare(tables, flat),
            "recovery": reference.recovery_report(events, np.vstack(curves)),
            "cells": scores.cells(diaries, levels),
            "flat": scores.cells(diaries, [np.full_like(each, 0.2) for each in levels]),
            "returns": {
                rows: recovery_scores.returns([each.person for each in diaries], sore, curves, rows)
                for rows in ("all", "onset")
            },
        }

    REGIMES = ["all", "cold", "warm", "warm h1", "warm h2-3", "warm h4-7", "warm h8-14"]

    @pytest.mark.parametrize("regime", REGIMES)
    @pytest.mark.parametrize("score", ["rps", "log", "cov50", "cov90", "set90", "sore"])
    def test_every_score_and_its_interval_are_those_of_the_protocol(both, regime, score):
        assert scores.figure(both["cells"], score, regime) == pytest.approx(both["theirs"][regime][score], abs=1e-9)

    @pytest.mark.parametrize("regime", REGIMES)
    def test_the_unevenness_of_the_pit_is_that_of_the_protocol(both, regime):
        found = scores.uneven(scores.histogram(both["cells"], regime))
        assert found == pytest.approx(both["theirs"][regime]["pit"], abs=1e-9)

    @pytest.mark.parametrize("regime", REGIMES)
    @pytest.mark.parametrize("score", ["rps", "log"])
    def test_a_paired_gain_is_that_of_the_protocol(both, regime, score):
        found = scores.gain(both["cells"], both["flat"], score, regime)
        theirs = both["compared"][regime][score]
        assert found == pytest.approx(theirs["gain_pct"], abs=1e-9)
        assert scores.better_for(both["cells"], both["flat"], score, regime)[0] == theirs["players_better"]

    @pytest.mark.parametrize("rows", ["all", "onset"])
    def test_the_scores_of_spells_are_those_of_the_protocol(both, rows):
        found, theirs = both["returns"][rows], both["recovery"][rows]
        assert recovery_scores.crps(found) == pytest.approx(theirs["crps"], abs=1e-9)
        assert recovery_scores.ilog(found) == pytest.approx(theirs["ilog"], abs=1e-9)
        within, across = recovery_scores.concordance(found)
        assert within == pytest.approx(theirs["c_in"], abs=1e-9)
        assert across == pytest.approx(theirs["c_all"], abs=1e-9)
