"""The numbers of the model as the content gives them."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from unknot.content.library import Library, load
from unknot.content.records import Parameter
from unknot.errors import ContentError
from unknot.recovery.parameters import Modifiers, from_library

ALL = Modifiers(True, True, True, True, True)


def with_number(library: Library, id_: str, **changes: float) -> Library:
    rows = {**library.parameters, id_: replace(library.parameters[id_], **changes)}
    return replace(library, parameters=MappingProxyType(rows))


@pytest.mark.parametrize("profile", ["exercise", "mixed", "desk", "care_seeker"])
def test_components_carry_the_prior_of_their_class(profile: str) -> None:
    p = from_library(load(), profile)
    weights = np.exp(p.log_prior)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[p.persistent].sum() == pytest.approx(load().number(f"recovery.{profile}.persistent_share"))
    assert (p.plateau[~p.persistent] == 0).all()
    assert (p.plateau[p.persistent] > 0).all()


def test_half_lives_have_the_median_and_spread_of_the_content() -> None:
    p = from_library(load(), "desk")
    half_lives = np.log(np.log(2) / p.tautness_rate[~p.persistent])
    assert np.exp(half_lives.mean()) == pytest.approx(6.0)
    assert half_lives.std() == pytest.approx(0.8)


def test_every_modifier_moves_the_prior_the_way_it_says() -> None:
    plain = from_library(load(), "desk")
    for slower in (Modifiers(long_episode=True), Modifiers(earlier_episodes=True), Modifiers(older=True)):
        assert (from_library(load(), "desk", slower).tautness_rate < plain.tautness_rate).all()
        assert (from_library(load(), "desk", slower).damage_rate < plain.damage_rate).all()
    faster = from_library(load(), "desk", Modifiers(regular_exerciser=True))
    np.testing.assert_allclose(faster.tautness_rate, 1.15 * plain.tautness_rate)
    sites = from_library(load(), "desk", Modifiers(many_sites=True))
    odds = [np.exp(p.log_prior)[p.persistent].sum() / np.exp(p.log_prior)[~p.persistent].sum() for p in (plain, sites)]
    assert odds[1] == pytest.approx(3 * odds[0])


def test_modifiers_are_not_applied_again_to_care_seekers() -> None:
    plain, modified = from_library(load(), "care_seeker"), from_library(load(), "care_seeker", ALL)
    np.testing.assert_array_equal(plain.tautness_rate, modified.tautness_rate)
    np.testing.assert_array_equal(plain.log_prior, modified.log_prior)


def test_every_bad_number_is_reported_at_once() -> None:
    library = with_number(load(), "recovery.damage_half_life", value=0.0, low=0.0)
    library = with_number(library, "recovery.wander", value=9.0)
    library = with_number(library, "recovery.press_factor", value=float("nan"))
    rows = {id_: row for id_, row in library.parameters.items() if id_ != "recovery.desk.plateau"}
    with pytest.raises(ContentError) as caught:
        from_library(replace(library, parameters=MappingProxyType(rows)), "desk")
    assert {
        (problem.code, problem.place.removeprefix("parameters.recovery.")) for problem in caught.value.problems
    } == {
        ("parameter_impossible", "damage_half_life"),
        ("parameter_out_of_bounds", "wander"),
        ("parameter_not_finite", "press_factor"),
        ("parameter_missing", "desk.plateau"),
    }


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ContentError):
        from_library(load(), "astronaut")


def computed_from_data(library: Library, row: Parameter) -> bool:
    """Whether a row stands on data that were computed with here, and on nothing else."""
    known = [library.sources.get(source) for source in row.sources]
    return bool(known) and all(source is not None and source.seen == "data" for source in known)


def test_what_was_computed_from_data_says_so_and_has_a_range_to_move_in() -> None:
    library = load()
    rows = [row for row in library.parameters.values() if row.id.startswith("recovery.")]
    computed = [row for row in rows if computed_from_data(library, row)]
    assert computed
    for row in computed:
        assert row.id.startswith(("recovery.training.", "recovery.answer_")), row.id
        assert row.source_class in ("derived", "convention"), row.id
        assert (row.low < row.high) == (row.source_class == "derived"), row.id


def test_unverified_findings_stand_behind_weak_priors_only() -> None:
    library = load()
    rows = [row for row in library.parameters.values() if row.id.startswith("recovery.")]
    for row in (*(row for row in rows if not computed_from_data(library, row)), *library.effects.values()):
        judged = row.source_class == "judgement" and row.sources == ("judgement",)
        assert judged or all(source in library.findings for source in row.sources), row.id
        if row.source_class == "data":
            assert all(library.findings[source].verified for source in row.sources), row.id
