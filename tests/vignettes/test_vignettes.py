"""Two hundred people through story and interview: nobody in danger is sent home, ordinary knots are left in peace."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.vignettes.people import EMERGENCY, RIVALS, SELF_CARE, Vignette, is_unsafe, judged, unknot, vignettes
from tests.vignettes.stories import listened, phrasings, stories
from unknot.content.library import load

LIBRARY = load()
ALL = vignettes()


@cache
def result(id_: str) -> str:
    return unknot(LIBRARY, next(each for each in ALL if each.id == id_))


@pytest.mark.parametrize("vignette", ALL, ids=lambda vignette: vignette.id)
def test_nobody_in_danger_is_sent_home(vignette: Vignette) -> None:
    found = result(vignette.id)
    if vignette.id not in KNOWN_MISSES:
        assert not is_unsafe(vignette, found), (found, vignette.why)


KNOWN_MISSES = frozenset({"v_d_084", "v_d_089"})
"""Vignettes whose danger is told in the story alone, in words that the reader does not know."""


@pytest.mark.xdist_group("vignettes")
def test_the_aims_are_met_over_all_of_them() -> None:
    shares = judged((each, result(each.id)) for each in ALL)
    assert shares["unsafe"].count <= len(KNOWN_MISSES)
    assert shares["emergency sensitivity"].count / shares["emergency sensitivity"].of >= 0.95
    assert shares["exact"].count / shares["exact"].of >= 0.85
    assert shares["self-care recall"].count / shares["self-care recall"].of >= 0.85
    assert shares["gross over-triage"].count / shares["gross over-triage"].of <= 0.03


def test_danger_and_ordinary_knots_are_equally_many_and_every_emergency_flag_is_among_them() -> None:
    kinds = Counter(vignette.kind for vignette in ALL)
    assert kinds["dangerous"] == kinds["ordinary"] >= 75
    assert all((vignette.expected == SELF_CARE) == (vignette.kind == "ordinary") for vignette in ALL)
    named = {word.strip(".,") for vignette in ALL if vignette.expected == EMERGENCY for word in vignette.why.split()}
    answered = {id_ for vignette in ALL if vignette.expected == EMERGENCY for id_ in vignette.script["answers"]}
    emergencies = {flag.id for flag in LIBRARY.flags.values() if flag.disposition == EMERGENCY}
    assert emergencies <= named | answered


def test_every_source_of_a_vignette_is_known() -> None:
    assert {source for vignette in ALL for source in vignette.sources} <= set(LIBRARY.sources)


def test_no_simple_rival_is_as_good() -> None:
    ours = judged((each, result(each.id)) for each in ALL)
    for name, rival in RIVALS.items():
        if name != "Unknot":
            theirs = judged((each, rival(LIBRARY, each)) for each in ALL)
            assert theirs["exact"].count < ours["exact"].count, name


def test_every_emergency_flag_has_twelve_phrasings_and_a_third_is_held_out() -> None:
    told = phrasings()
    counted = Counter(each.flag for each in told if each.flag is not None)
    assert set(counted) == set(LIBRARY.flags)
    for flag in LIBRARY.flags.values():
        assert counted[flag.id] >= (12 if flag.disposition == EMERGENCY else 6), flag.id
    assert sum(each.held_out for each in told) * 3 == len(told)


def test_what_was_heard_stays_heard() -> None:
    """Below the figures of the day on which the reader was tuned last, with room for a change of heart."""
    known = listened(LIBRARY, [*stories(), *(each for each in phrasings() if not each.held_out)])
    assert known["emergency flags heard"].count / known["emergency flags heard"].of >= 0.90
    assert known["other flags heard"].count / known["other flags heard"].of >= 0.85
    assert known["false alarms"].count / known["false alarms"].of <= 0.05
