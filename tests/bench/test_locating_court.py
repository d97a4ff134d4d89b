"""The court of the locating model reads its cases, draws its people and judges what is said of them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from bench.locating import court, overlap, rows
from bench.locating.badly_told import badly_told
from bench.locating.cases import SETS, cases, written
from bench.locating.people import WORLDS, World, people
from bench.locating.scores import Judged, calibration_error, if_exactly_right, interval, judged, reliability, share
from unknot.content.library import load, vocabulary_of
from unknot.locating.ranking import by_muscle

CONFIRMED = {"palpation", "injection", "needling", "treatment"}
KINDS = {"report", "series", "practice"}
NOISE = {"missed", "large", "stray", "slip", "second", "bare"}


@pytest.fixture(scope="module")
def library():
    return load()


@pytest.mark.parametrize("name", SETS)
def test_the_cases_use_the_words_of_the_content(library, name):
    words = vocabulary_of(library)
    for case in cases(name):
        assert case.history.marks
        assert set(case.history.marks) <= words.regions, case.id
        asked = {question for question in case.history.answers if not question.startswith("symptom:")}
        assert asked <= words.questions, case.id
        assert set(case.muscles) <= words.muscles, case.id
        assert case.side in ("left", "right", None)
        assert set(case.noise) <= NOISE


def test_there_are_enough_composed_cases_of_many_muscles_each_with_its_story():
    composed = written("composed")
    assert len(composed) >= 100
    assert len({muscle for row in composed.values() for muscle in row["muscles"]}) >= 70
    assert all(row["story"] for row in composed.values())
    assert max(Counter(row["story"] for row in composed.values()).values()) == 1


def test_every_published_case_names_its_source_and_how_the_muscle_was_confirmed():
    for id_, row in written("published").items():
        assert row["source"], id_
        assert row["said"], id_
        assert row["url"] is None or row["url"].startswith(("http://", "https://")), id_
        assert row["kind"] in KINDS, id_
        assert row["confirmed"] in CONFIRMED, id_
        assert set(row["marks"].values()) == {5}, id_


def test_no_published_case_is_also_a_composed_one():
    assert not written("published").keys() & written("composed").keys()


def test_a_case_told_badly_keeps_a_mark_and_its_muscle_and_comes_out_the_same_again(library):
    composed = written("composed")
    told = badly_told(library, composed)
    assert told == badly_told(library, composed)
    assert [row["muscles"] for row in told.values()] == [row["muscles"] for row in composed.values()]
    assert all(row["marks"] for row in told.values())
    changed = [one["marks"] != other["marks"] for one, other in zip(told.values(), composed.values(), strict=True)]
    assert sum(changed) > len(composed) / 2


def test_the_rivals_give_shares_that_sum_to_one(library):
    for case in cases("published"):
        for power in (0.0, overlap.ROOT):
            assert sum(overlap.chances(library, case.history, power=power).values()) == pytest.approx(1.0)


def test_what_was_said_is_judged_by_rank_log_brier_and_confidence():
    found = judged(
        [{"a": 0.5, "b": 0.3, "c": 0.2}, {"a": 0.5, "b": 0.3, "c": 0.2}, {"a": 0.4, "b": 0.4, "c": 0.2}],
        [("a",), ("c",), ("b", "c")],
    )
    assert found.rank.tolist() == [0, 2, 1]
    assert found.first.tolist() == [1.0, 0.0, 0.0]
    assert found.among_three.tolist() == [1.0, 1.0, 1.0]
    assert found.log.tolist() == pytest.approx(np.log([0.5, 0.2, 0.6]).tolist())
    assert found.brier.tolist() == pytest.approx([0.38, 0.98, 0.32])
    assert found.confidence.tolist() == [0.5, 0.5, 0.4]


def test_confidence_that_is_too_high_is_told_from_confidence_that_is_right():
    rng = np.random.default_rng(3)
    confidence = rng.uniform(0.1, 1.0, 2000)
    nothing = np.zeros(2000)
    errors = {}
    for true_share in (1.0, 0.7):
        rank = (rng.random(2000) >= true_share * confidence).astype(np.intp)
        found = Judged(rank, nothing, nothing, confidence)
        errors[true_share] = calibration_error(found, 1)
        assert reliability(found).people.sum() == 2000
    luck = if_exactly_right(found, 1)
    assert luck[0] < errors[1.0][1] < luck[2]
    assert errors[0.7][0] > luck[2]


def test_an_interval_holds_its_mean():
    low, middle, high = interval(np.array([0.0, 1.0, 1.0, 0.0, 1.0]), 1)
    assert middle == pytest.approx(0.6)
    assert low < middle < high


def test_the_interval_of_a_share_stays_open_where_every_case_was_found():
    low, middle, high = share(np.ones(20))
    assert (middle, high) == (1.0, pytest.approx(1.0))
    assert low == pytest.approx(0.8389, abs=1e-4)


def test_the_same_seed_draws_the_same_people_and_everybody_marks_something(library):
    for world in WORLDS:
        drawn = people(library, world, 5, 2)
        assert [case.history.marks for case in drawn] == [case.history.marks for case in people(library, world, 5, 2)]
        assert all(case.history.marks and case.history.answers for case in drawn)


def test_in_the_world_of_the_model_confidence_comes_out_as_stated(library):
    found = court.stated(library, by_muscle, people(library, WORLDS[0], 800, 4))
    gap = found.confidence - found.first
    assert abs(gap.mean()) < 4.0 * gap.std() / np.sqrt(len(gap))


def test_where_everything_is_wrong_fewer_muscles_are_found(library):
    right, wrong = (court.stated(library, by_muscle, people(library, WORLDS[at], 300, 4)) for at in (0, -1))
    assert wrong.first.mean() < right.first.mean()


def test_a_world_can_put_every_drawing_on_the_wrong_side(library):
    slipped = people(library, World("all wrong", slip=1.0), 60, 2)
    other = {"left": "_r", "right": "_l"}
    marks = [(region, case.side) for case in slipped for region in case.history.marks if region[-2:] in ("_l", "_r")]
    assert sum(region.endswith(other[side]) for region, side in marks) > 0.5 * len(marks)


def test_the_figures_are_written_between_the_markers_and_nothing_else_changes(tmp_path, monkeypatch):
    page, image = tmp_path / "page.md", tmp_path / "picture.svg"
    page.write_text(f"before\n{court.BEGIN}\nout of date\n{court.END}\nafter\n", "utf-8")
    monkeypatch.setattr(court, "PAGE", page)
    monkeypatch.setattr(court, "PICTURE", image)
    for module in (court, rows):
        monkeypatch.setattr(module, "SETS", ("published",))
    assert court.report(4, 1, markdown=True).split("\n") == [str(page), str(image)]
    now = page.read_text("utf-8")
    assert now.startswith(f"before\n{court.BEGIN}\n")
    assert now.endswith(f"{court.END}\nafter\n")
    assert "out of date" not in now
    assert all(world.name in now for world in WORLDS)
    assert image.read_text("utf-8").startswith("<svg")


def test_a_page_without_markers_is_refused():
    with pytest.raises(ValueError, match="no place"):
        court.between("nothing here", "figures")


def test_the_page_of_the_court_has_a_place_for_the_figures():
    page = (court.PAGE).read_text("utf-8")
    assert court.between(page, "x") != page
