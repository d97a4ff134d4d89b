"""How the facts of an episode become timed events and a belief."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from unknot.content.library import load
from unknot.errors import ModelError
from unknot.facts import CheckIn, Dose, Episode, Exposure, Fact, History, Mark, Profile, ProVisit, history
from unknot.recovery.events import Report, Session, Strain, timeline
from unknot.recovery.filtering import believe, init, step
from unknot.recovery.forecasting import forecast
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import from_library

LIBRARY = load()
OPENED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NECK, OTHER = list(LIBRARY.regions)[:2]


def told(*facts: Fact, days: float = 10.0, began_on: date | None = date(2026, 3, 1)) -> History:
    opened = Episode(id="o", at=OPENED, zone="UTC", episode="e", event="opened", began_on=began_on)
    return history((opened, *facts), at=OPENED + timedelta(days=days), zone="UTC")


def check_in(id_: str, days: float, **values: object) -> CheckIn:
    return CheckIn(id=id_, at=OPENED + timedelta(days=days), zone="UTC", episode="e", **values)  # type: ignore[arg-type]


def mark(id_: str, days: float, region: str, intensity: int) -> Mark:
    return Mark(id=id_, at=OPENED + timedelta(days=days), zone="UTC", episode="e", region=region, intensity=intensity)


def dose(id_: str, days: float, technique: str, *, stopped: bool = False) -> Dose:
    at = OPENED + timedelta(days=days)
    return Dose(id=id_, at=at, zone="UTC", episode="e", technique=technique, seconds=90, stopped=stopped)


def exposure(id_: str, days: float, cause: str, minutes: float, rpe: float | None = None) -> Exposure:
    at = OPENED + timedelta(days=days)
    return Exposure(id=id_, at=at, zone="UTC", episode="e", cause=cause, minutes=minutes, rpe=rpe)


def test_the_clock_starts_at_the_first_contact_however_long_it_hurt_before() -> None:
    line = timeline(LIBRARY, "desk", told(check_in("c", 0.1, pain_now=5.0)))
    assert line.began == OPENED
    assert line.now_day == pytest.approx(10.0)


def test_the_clock_of_exercise_soreness_starts_at_the_load_before_it() -> None:
    line = timeline(LIBRARY, "exercise", told())
    assert line.start == "load"
    assert line.began == datetime(2026, 3, 1, tzinfo=UTC) - timedelta(days=0.5)


def test_an_unknown_start_is_the_moment_the_episode_was_opened() -> None:
    line = timeline(LIBRARY, "exercise", told(began_on=None))
    assert (line.start, line.began) == ("peak", OPENED)


def test_an_older_episode_is_forecast_to_take_longer() -> None:
    fresh = believe(LIBRARY, "desk", told(check_in("c", 0.1, pain_now=5.0), days=1))
    stale = believe(LIBRARY, "desk", told(check_in("c", 0.1, pain_now=5.0), days=1, began_on=date(2026, 1, 20)))
    assert forecast(stale).gone_probability[-1] < forecast(fresh).gone_probability[-1] - 0.02


def test_the_strongest_mark_of_the_first_drawing_is_the_first_reading() -> None:
    line = timeline(LIBRARY, "desk", told(mark("a", 0.01, NECK, 3), mark("b", 0.02, OTHER, 6), mark("c", 5, NECK, 9)))
    (report,) = line.events
    assert isinstance(report, Report)
    assert report.readings == (Reading("pain_now", 6.0),)
    assert line.began + timedelta(days=report.day) == OPENED + timedelta(days=0.02)


def test_a_check_in_beside_the_drawing_stands_instead_of_it() -> None:
    line = timeline(LIBRARY, "desk", told(mark("a", 0.0, NECK, 8), check_in("c", 0.01, pain_now=4.0)))
    assert [event.readings for event in line.events if isinstance(event, Report)] == [(Reading("pain_now", 4.0),)]


def test_check_ins_within_an_hour_count_once_and_the_later_value_stands() -> None:
    line = timeline(
        LIBRARY,
        "desk",
        told(check_in("a", 1, pain_now=7.0, press_tenderness=5.0), check_in("b", 1 + 1 / 1440, pain_now=3.0)),
    )
    (report,) = line.events
    assert isinstance(report, Report)
    assert report.readings == (Reading("pain_now", 3.0), Reading("press_tenderness", 5.0))


def test_function_is_not_read() -> None:
    assert timeline(LIBRARY, "desk", told(check_in("a", 1, function=2.0))).events == ()


def test_an_answer_in_five_words_is_read() -> None:
    line = timeline(LIBRARY, "desk", told(check_in("a", 1, soreness_5=1)))
    assert [event.readings for event in line.events if isinstance(event, Report)] == [(Reading("soreness_5", 1),)]
    sore, well = (believe(LIBRARY, "desk", told(check_in("a", 1, soreness_5=answer))) for answer in (1, 5))
    assert sore.level_points > well.level_points + 0.1
    assert sore.answered is not None
    assert sore.answered.answer == 1


def test_an_answer_that_is_none_of_the_five_is_refused() -> None:
    prior = init(from_library(LIBRARY, "desk"))
    for value in (0.0, 6.0, 2.5, float("nan"), float("inf")):
        with pytest.raises(ModelError):
            step(prior, Report(0.0, "r", (Reading("soreness_5", value),)), 0.0)


def test_the_worst_of_a_day_says_less_than_the_same_value_now() -> None:
    now = believe(LIBRARY, "desk", told(check_in("a", 3, pain_now=7.0)))
    worst = believe(LIBRARY, "desk", told(check_in("a", 3, pain_worst=7.0)))
    assert worst.level_points < now.level_points


def test_a_range_of_motion_that_improves_lowers_tautness_whatever_its_absolute_size() -> None:
    def tautness(second: float, reference: float) -> float:
        first = check_in("a", 1, pain_now=5.0, rom={"rom_neck_rotation.l": reference})
        later = [check_in(f"b{i}", 3 + i / 4, rom={"rom_neck_rotation.l": reference + second}) for i in range(4)]
        return believe(LIBRARY, "desk", told(first, *later)).states["tautness"]

    assert tautness(12.0, 50.0) < tautness(0.0, 50.0)
    assert tautness(12.0, 50.0) == pytest.approx(tautness(12.0, 60.0), abs=5e-3)


def test_a_movement_that_goes_further_in_words_lowers_tautness_and_is_never_forecast() -> None:
    def words(*said: str) -> History:
        days = range(1, 1 + len(said))
        return told(
            *(
                check_in(f"c{day}", day, movements={"neck_turn_same": word})
                for day, word in zip(days, said, strict=True)
            )
        )

    better = believe(LIBRARY, "desk", words("clearly_short", "a_bit_short", "full"))
    same = believe(LIBRARY, "desk", words("clearly_short", "clearly_short", "clearly_short"))
    assert better.states["tautness"] < same.states["tautness"]
    assert set(forecast(better).bands) == {"pain_now", "press_tenderness"}


def test_words_about_a_movement_that_was_measured_at_once_are_not_read_twice() -> None:
    degrees = {"rom_neck_rotation.l": 50.0}
    alone = told(check_in("c", 1, rom=degrees))
    both = told(check_in("c", 1, rom=degrees, movements={"neck_turn_same": "clearly_short"}))
    assert timeline(LIBRARY, "desk", both) == timeline(LIBRARY, "desk", alone)
    other = told(check_in("c", 1, rom=degrees, movements={"neck_tilt_same": "clearly_short"}))
    measures = [each.measure for event in timeline(LIBRARY, "desk", other).events for each in event.readings]
    assert measures == ["movement:neck_tilt_same", "rom_neck_rotation.l"]


def test_without_words_nothing_is_followed_for_them() -> None:
    assert timeline(LIBRARY, "desk", told(check_in("c", 1, pain_now=4.0))).ranges == ()


def test_professional_treatment_counts_as_a_session_and_a_stopped_one_does_not() -> None:
    visit = ProVisit(id="v", at=OPENED + timedelta(days=2), zone="UTC", episode="e", technique="massage")
    facts = (visit, dose("d", 1, "ball_hold"), dose("s", 1.5, "ball_hold", stopped=True), dose("w", 1.6, "walking"))
    line = timeline(LIBRARY, "desk", told(*facts))
    assert [(event.id, type(event)) for event in line.events] == [("d", Session), ("v", Session)]


def strains(*facts: Fact) -> dict[str, Strain]:
    return {event.id: event for event in timeline(LIBRARY, "desk", told(*facts)).events if isinstance(event, Strain)}


def test_load_adds_damage_and_a_repeated_bout_half_as_much() -> None:
    found = strains(exposure("a", 1, "running", 50, 6.0), exposure("b", 4, "running", 50, 6.0))
    assert found["a"].damage == pytest.approx(50 * 6 * LIBRARY.number("recovery.damage_per_load"))
    assert found["b"].damage == pytest.approx(0.5 * found["a"].damage)
    assert found["a"].tautness == 0.0


def test_posture_adds_tautness_and_breaks_halve_it() -> None:
    found = strains(
        exposure("a", 1, "desk_posture", 480), dose("d", 2.9, "desk_break"), exposure("b", 3, "desk_posture", 480)
    )
    assert found["a"].tautness == pytest.approx(8 * LIBRARY.number("recovery.tautness_per_posture_hour"))
    assert found["b"].tautness == pytest.approx(0.5 * found["a"].tautness)
    assert found["a"].damage == 0.0


def test_strain_before_the_pain_began_is_part_of_the_start() -> None:
    assert strains(exposure("a", -5, "running", 50, 6.0)) == {}


def test_a_hard_session_sets_the_knot_back() -> None:
    calm = believe(LIBRARY, "exercise", told(check_in("c", 1, pain_now=4.0)))
    trained = believe(LIBRARY, "exercise", told(check_in("c", 1, pain_now=4.0), exposure("x", 8.5, "running", 90, 9.0)))
    assert trained.level_points > calm.level_points + 0.2


def test_what_is_known_of_the_person_becomes_modifiers() -> None:
    profile = Profile(id="p", at=OPENED, zone="UTC", age_years=61, regular_exerciser=True)
    modifiers = timeline(LIBRARY, "desk", told(profile, began_on=date(2026, 1, 20))).modifiers
    assert (modifiers.long_episode, modifiers.older, modifiers.regular_exerciser) == (True, True, True)
    assert (modifiers.earlier_episodes, modifiers.many_sites) == (False, False)


def test_a_long_episode_is_one_that_was_old_when_it_came_not_one_that_grew_old_here() -> None:
    assert not timeline(LIBRARY, "desk", told(days=60)).modifiers.long_episode


def test_a_belief_without_any_reading_is_the_prior_moved_on() -> None:
    belief = believe(LIBRARY, "desk", told())
    assert belief.updates == 0
    assert belief.persistent_probability == pytest.approx(LIBRARY.number("recovery.desk.persistent_share"))


def test_a_step_tells_what_was_expected_of_each_reading() -> None:
    prior = init(from_library(LIBRARY, "desk"))
    _, info = step(prior, Report(0.0, "r", (Reading("pain_now", 9.0),)), 0.0)
    (prediction,) = info.predictions
    assert prediction.mean == pytest.approx(4.0)
    assert prediction.sd == pytest.approx(np.hypot(1.5, 1.0))
    assert info.log_evidence == pytest.approx(-0.5 * 25 / 3.25 - 0.5 * np.log(2 * np.pi * 3.25))


def test_broken_numbers_and_broken_calls_are_errors_never_guesses() -> None:
    prior = init(from_library(LIBRARY, "desk"))
    for event, dt in (
        (Report(0.0, "r", (Reading("pain_now", float("nan")),)), 0.0),
        (Report(0.0, "r", (Reading("rom_neck_rotation.l", 60.0),)), 0.0),
        (None, -1.0),
        (None, float("nan")),
    ):
        with pytest.raises(ModelError):
            step(prior, event, dt)


def test_perfusion_follows_tautness_and_pulses_and_moves_no_rate() -> None:
    belief = believe(LIBRARY, "desk", told(check_in("c", 1, pain_now=6.0), days=1))
    assert belief.states["perfusion"] == pytest.approx(1 - 0.05 * belief.states["tautness"])
    rolled = believe(LIBRARY, "desk", told(check_in("c", 1, pain_now=6.0), dose("d", 1, "foam_roller"), days=1))
    assert rolled.states["perfusion"] == pytest.approx(belief.states["perfusion"] + 0.625)


def test_importing_the_room_needs_no_scipy() -> None:
    import subprocess
    import sys

    code = "import sys, unknot.recovery.filtering, unknot.recovery.forecasting; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
