"""The promises of the one door, over random people."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scenarios.record import FOLDER
from unknot.content.library import load
from unknot.errors import RequestError, VersionError
from unknot.facts import Answer, CheckIn, Dose, Episode, Mark, Profile, history
from unknot.loop import Request, advice_to_raw, advise, parse_request
from unknot.recovery.effects import Schedule, expected_effect
from unknot.recovery.filtering import believe
from unknot.recovery.forecasting import forecast

LIBRARY = load()
AT = datetime(2026, 11, 20, 18, tzinfo=UTC)
NAMES = sorted(path.name.removesuffix(".request.json") for path in FOLDER.glob("*.request.json"))
BEYOND_THE_GATE = ("candidates", "causes", "options", "exclusions", "questions")
FLAGS = sorted(LIBRARY.flags)
YEAR = 2026
"""The year of the scenarios."""
WEEKDAYS = "|".join(LIBRARY.say(f"weekday.{number}") for number in range(1, 8))
SPOKEN_DAY = re.compile(rf"(?:{WEEKDAYS}) \d{{1,2}} [A-Z][a-z]+")
names = st.sampled_from(NAMES)


def scenario(name: str) -> Request:
    return parse_request(json.loads((FOLDER / f"{name}.request.json").read_text(encoding="utf-8")), LIBRARY)


def bytes_of(request: Request) -> str:
    return json.dumps(advice_to_raw(advise(request)))


def rank_of(request: Request) -> int:
    disposition = advise(request).disposition
    return 0 if disposition is None else LIBRARY.dispositions[disposition]


def with_answer(request: Request, question: str, value: str) -> Request:
    at = request.at - timedelta(seconds=1)
    fact = Answer(id="added", at=at, zone=request.zone, episode="knot1", question=question, value=value)
    return replace(request, facts=(*request.facts, fact))


@given(names, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_changes_nothing(name, random):
    request = scenario(name)
    facts = list(request.facts)
    random.shuffle(facts)
    assert bytes_of(replace(request, facts=tuple(facts))) == bytes_of(request)


@given(names, st.sampled_from(FLAGS), st.sampled_from(["yes", "not_sure"]))
def test_one_more_warning_sign_never_lowers_the_result(name, flag, value):
    request = scenario(name)
    assert rank_of(with_answer(request, flag, value)) >= rank_of(request)


@given(names, st.sampled_from([f for f in FLAGS if LIBRARY.flags[f].disposition == "emergency_now"]))
def test_an_emergency_carries_only_the_reasons_and_what_to_do(name, flag):
    advice = advise(with_answer(scenario(name), flag, "yes"))
    if advice.disposition == "emergency_now":
        assert not any(getattr(advice, field) for field in BEYOND_THE_GATE)
        assert advice.beliefs is advice.forecasts is advice.plan is None
        assert advice.reasons
        assert advice.cautions


@given(names, st.sampled_from(FLAGS), st.sampled_from(["yes", "not_sure"]))
def test_nothing_is_offered_beyond_what_the_result_permits(name, flag, value):
    advice = advise(with_answer(scenario(name), flag, value))
    if not advice.screened or advice.disposition in ("urgent_same_day", "emergency_now"):
        assert advice.options == ()
        assert advice.plan is None
    elif advice.disposition == "see_clinician_soon":
        permitted = LIBRARY.dispositions["see_clinician_soon"]
        for shown in (*advice.options, *(advice.plan.steps if advice.plan else ())):
            assert LIBRARY.dispositions[LIBRARY.kinds[shown.kind].up_to] >= permitted


@given(names, st.integers(min_value=1, max_value=400))
def test_shifting_every_time_shifts_every_date_and_changes_nothing_else(name, days):
    shift = timedelta(days=days)
    request = in_utc(scenario(name))
    later = replace(request, at=request.at + shift, facts=tuple(shifted(fact, shift) for fact in request.facts))
    assert dates_moved(advice_to_raw(advise(request)), shift) == without_prose(advice_to_raw(advise(later)))


def in_utc(request: Request) -> Request:
    return replace(request, zone="UTC", facts=tuple(replace(fact, zone="UTC") for fact in request.facts))


def shifted(fact, shift):
    moved = replace(fact, at=fact.at + shift)
    return replace(moved, began_on=fact.began_on + shift) if isinstance(fact, Episode) and fact.began_on else moved


def dates_moved(value, shift):
    if isinstance(value, dict):
        return {key: dates_moved(item, shift) for key, item in value.items() if key != "text"}
    if isinstance(value, list):
        return [dates_moved(item, shift) for item in value]
    if isinstance(value, str):
        try:
            return (date.fromisoformat(value) + shift).isoformat()
        except ValueError:
            return SPOKEN_DAY.sub(lambda day: spoken_day_moved(day[0], shift), value)
    return value


def spoken_day_moved(day, shift):
    """A day of the year of the scenarios, as a reason of a cause says it."""
    if not shift:
        return day
    moved = datetime.strptime(f"{day} {YEAR} +0000", "%A %d %B %Y %z").date() + shift
    return f"{moved:%A} {moved.day} {moved:%B}"


def without_prose(value):
    return dates_moved(value, timedelta(0))


@given(
    names,
    st.lists(st.tuples(st.floats(0, 20), st.integers(0, 10), st.integers(0, 10)), max_size=12),
    st.integers(0, 120),
)
def test_no_step_of_any_plan_exceeds_a_ceiling_and_every_step_says_why(name, course, minutes):
    request = scenario(name)
    facts = [
        CheckIn(
            id=f"c{number}",
            at=request.at - timedelta(days=days, seconds=number + 1),
            zone=request.zone,
            episode="knot1",
            pain_now=pain,
            pain_worst=max(pain, worst),
        )
        for number, (days, pain, worst) in enumerate(course)
    ]
    advice = advise(replace(request, facts=(*request.facts, *facts)))
    if advice.plan is None:
        return
    for step in advice.plan.steps:
        limits = {ceiling.name: ceiling.value for ceiling in LIBRARY.kinds[step.kind].ceilings}
        dose = step.dose
        repeats = (dose.repetitions or 1) * (dose.sets or 1)
        assert (dose.hold_s or 0) <= limits.get("hold_s_max", 300)
        if dose.hold_s is not None and step.kind != "stretch_static":
            assert dose.hold_s * repeats <= limits.get("spot_s_max", 600)
        assert (dose.discomfort_max or 0) <= min(5, limits.get("discomfort_max", 5))
        assert (dose.sessions_per_day or 0) <= limits.get("sessions_day_max", 100)
        assert (dose.repetitions or 0) <= limits.get("repetitions_max", 100)
        assert step.why
        assert step.grade_text
        assert step.limit


@given(names)
def test_every_forecast_has_its_interval_and_its_record(name):
    forecasts = advise(scenario(name)).forecasts
    if forecasts is not None:
        assert forecasts.track_record.text
        assert 0 <= forecasts.persists_probability <= 1
        if forecasts.gone_by is not None:
            assert forecasts.gone_low is not None
            assert forecasts.gone_low <= forecasts.gone_by
            assert forecasts.gone_high is None or forecasts.gone_by <= forecasts.gone_high
        for band in forecasts.bands:
            for levels in zip(band.p05, band.p10, band.p25, band.p50, band.p75, band.p90, band.p95, strict=True):
                assert list(levels) == sorted(levels)


@pytest.mark.parametrize("kind", ["hands", "foam_roller", "stretch_static", "neck_mobility", "massage", "dry_needling"])
def test_doing_what_was_advised_lands_where_the_forecast_promised(kind):
    request = scenario("desk-neck")
    held = history(request.facts, at=request.at, zone=request.zone)
    effect = expected_effect(LIBRARY, kind)
    promised = forecast(believe(LIBRARY, "desk", held), doses=[Schedule(effect, (0,))])
    done = Dose(id="d", at=request.at, zone=request.zone, episode="knot1", technique=kind, seconds=90)
    after = history((*request.facts, done), at=request.at, zone=request.zone)
    came = forecast(believe(LIBRARY, "desk", after))
    assert came.persists_probability == pytest.approx(promised.persists_probability, abs=1e-6)
    assert came.level_points == pytest.approx(promised.level_points, abs=1e-6)


def test_a_fact_of_the_future_is_refused():
    mark = Mark(id="m", at=AT + timedelta(days=1), zone="UTC", episode="e", region="calf_l", intensity=3)
    with pytest.raises(RequestError, match="lies after the request"):
        advise(Request(at=AT, zone="UTC", facts=(mark,)))


@pytest.mark.parametrize("name", ["content_version", "parameters_version"])
def test_a_version_that_is_not_installed_is_refused(name):
    with pytest.raises(VersionError, match="is not installed"):
        advise(Request(at=AT, zone="UTC", facts=(), **{name: "1999.1"}))


def test_nobody_under_eighteen_gets_a_plan():
    request = scenario("desk-neck")
    young = tuple(replace(fact, age_years=17) if isinstance(fact, Profile) else fact for fact in request.facts)
    advice = advise(replace(request, facts=young))
    assert advice.plan is None
    assert advice.options == ()
    assert "advice.under_18" in {reason.code for reason in advice.reasons}
