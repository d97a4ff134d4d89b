"""A forecast explained in words: withheld where the forecast is, true to it where it is not."""

import json
import re
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

import unknot
from unknot.content.library import load
from unknot.errors import InputError
from unknot.facts import History, history
from unknot.loop import Request, advise, parse_request
from unknot.loop.advice import Advice
from unknot.loop.documents import explained_document, may_show_forecast
from unknot.loop.explained import ExplainedForecast
from unknot.loop.explained_words import number_name
from unknot.loop.explaining import NOTHING, explained
from unknot.loop.supposing import Sitting, Supposition, Training, days_ahead, own_sitting
from unknot.recovery.parameters import COMMON_RULES, PROFILE_RULES
from unknot.recovery.sensitivity import OF_STRAIN

LIBRARY = load()
SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = sorted(path.name.removesuffix(".request.json") for path in SCENARIOS.glob("*.request.json"))
SOURCE = Path(unknot.__file__).parent


def of(name: str) -> tuple[Request, Advice]:
    request = parse_request(json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8")), LIBRARY)
    return request, advise(request, LIBRARY)


def parse_history(name: str) -> History:
    request, _ = of(name)
    return history(request.facts, at=request.at, zone=request.zone, episode=request.episode)


def told(name: str, supposed: Supposition = NOTHING) -> ExplainedForecast:
    request, advice = of(name)
    found = explained(request, LIBRARY, advice, supposed)
    assert found is not None
    return found


@pytest.mark.parametrize("name", [name for name in NAMES if name != "a-bit-of-everything-for-sixty-days"])
def test_it_is_explained_exactly_where_the_forecast_may_be_shown(name: str) -> None:
    request, advice = of(name)
    found = explained(request, LIBRARY, advice, Supposition(Training(60.0)))
    assert (found is not None) is may_show_forecast(advice)
    if found is not None and advice.forecasts is not None:
        assert (found.text, found.now.gone_by) == (advice.forecasts.text, advice.forecasts.gone_by)
        assert found.now.persists_probability == advice.forecasts.persists_probability


def test_the_document_is_null_where_the_forecast_is() -> None:
    request, advice = of("chest-pressure")
    document = json.loads(explained_document("k", advice, explained(request, LIBRARY, advice)))
    assert document["explained"] is None
    assert document["disposition"] == "emergency_now"


def test_the_document_is_the_same_every_time() -> None:
    request, advice = of("two-weeks-settling")
    one, other = (explained_document("k", advice, explained(request, LIBRARY, advice)) for _ in range(2))
    assert one == other


def test_what_was_told_is_named_with_its_part_and_what_was_not_says_so() -> None:
    moved = {each.group: each for each in told("two-weeks-settling").moved}
    assert moved["ratings"].events == 7
    assert re.fullmatch(r"0\.5 days sooner, \d+ in 100 less likely to stay", moved["ratings"].text)
    assert moved["strain"].text == LIBRARY.say("explain.part.nothing")


def test_days_beyond_the_horizon_are_said_to_count_as_its_end() -> None:
    assert told("one-week-settling").capped
    assert not told("two-weeks-settling").capped


def test_relief_is_told_apart_and_said_to_be_no_healing() -> None:
    found = told("two-weeks-settling")
    assert found.relief > 0.1
    assert "does not count as healing" in found.relief_text


def test_every_number_says_what_it_rests_on_and_judgement_is_called_judgement() -> None:
    numbers = told("two-weeks-settling").numbers
    assert 0 < len(numbers) <= LIBRARY.number("explaining.numbers_shown")
    assert {each.source_class for each in numbers} >= {"judgement", "derived"}
    for each in numbers:
        assert ("judgement" in each.basis) is (each.source_class == "judgement")
        assert all(cite in each.basis for cite in each.sources)


def test_no_figure_of_a_finding_that_is_not_verified_is_named() -> None:
    hidden = {finding.cite for finding in LIBRARY.findings.values() if not finding.verified}
    shown = {finding.cite for finding in LIBRARY.findings.values() if finding.verified}
    found = told("two-weeks-settling")
    cited = {cite for part in (*found.numbers, *found.at_large, *found.left_out) for cite in part.sources}
    assert cited
    assert not cited & (hidden - shown)


def test_every_number_with_a_range_that_the_model_reads_has_a_name() -> None:
    read = [f"recovery.{name}" for name in (*COMMON_RULES, *OF_STRAIN)]
    read += [f"recovery.{profile}.{name}" for profile in ("exercise", "desk") for name in PROFILE_RULES]
    for id_ in read:
        if LIBRARY.parameters[id_].low < LIBRARY.parameters[id_].high:
            assert number_name(LIBRARY, id_)
    assert all(number_name(LIBRARY, f"effects.{id_}.rate") for id_ in LIBRARY.effects)


def test_every_sentence_of_an_explanation_is_said() -> None:
    files = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    built = ("explain.number.", "explain.group.", "explain.left_out.")
    keys = [key for key in LIBRARY.text if key.startswith("explain.")]
    assert [key for key in keys if key not in code and not key.startswith(built)] == []


# What if


def test_what_is_supposed_stands_beside_the_forecast_as_it_is() -> None:
    found = told("two-weeks-settling", Supposition(sitting=Sitting(8.0))).what_if
    assert found is not None
    assert found.without.gone_by == told("two-weeks-settling").now.gone_by
    assert found.days == pytest.approx(found.planned.days - found.without.days)
    assert found.differs
    assert 0.0 == found.least < found.days < found.most
    assert "8 hours a day in one posture, tomorrow to 27 November" in found.planned.text
    assert found.basis == (LIBRARY.say("explain.what_if.basis.sit"),)


def test_what_the_model_cannot_tell_is_called_no_difference() -> None:
    found = told("two-weeks-settling", Supposition(Training(10.0, 3.0))).what_if
    assert found is not None
    assert abs(found.days) < 1.0
    assert not found.differs
    assert "no measurable difference" in found.text


def test_breaks_take_some_of_it_back() -> None:
    sat, moved = (
        told("two-weeks-settling", Supposition(None, Sitting(8.0), breaks)).what_if for breaks in (False, True)
    )
    assert sat is not None
    assert moved is not None
    assert 0.0 < moved.days < sat.days
    assert "with breaks" in moved.plan


DESK_WEEKS = "two-weeks-at-the-desk-measured"


def test_breaks_alone_are_taken_from_the_own_sitting_of_the_last_weeks() -> None:
    found = told(DESK_WEEKS, Supposition(breaks=True)).what_if
    assert found is not None
    assert found.lately == (
        "You sat 6.2 h a day on 10 of the last 14 days. "
        "The longest time without a break was 2 h 40 min, on 18 November."
    )
    assert "With 6.2 hours of sitting a day for a week, as lately: " in found.without.text
    assert "With the same 6.2 hours, getting up every 30 minutes: " in found.planned.text
    assert found.persists_probability < 0.0
    assert len(found.basis) == 2
    assert "beyond 4 hours" in found.basis[0]


def test_going_on_with_the_own_sitting_is_worse_than_none_and_breaks_are_better_than_going_on() -> None:
    now = told(DESK_WEEKS).now
    found = told(DESK_WEEKS, Supposition(breaks=True)).what_if
    assert found is not None
    assert now.persists_probability < found.planned.persists_probability < found.without.persists_probability


def test_training_stands_on_both_sides_of_the_breaks() -> None:
    found = told(DESK_WEEKS, Supposition(Training(45.0, 7.0), breaks=True)).what_if
    assert found is not None
    for text in (found.without.text, found.planned.text):
        assert "45 minutes of training at an effort of 7 of 10, tomorrow, and " in text
    assert found.persists_probability < 0.0


def test_breaks_from_nothing_are_refused_with_what_to_do() -> None:
    request, advice = of("two-weeks-settling")
    with pytest.raises(InputError) as refused:
        explained(request, LIBRARY, advice, Supposition(breaks=True))
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == ("what_if_not_complete", "breaks")
    assert "--if-sit 8" in str(problem.hint)
    assert "unknot desk" in str(problem.hint)


@pytest.mark.parametrize(
    ("seen_days", "weekdays", "ahead"),
    [(7, (0, 2), (3, 5)), (6, (2,), (3, 4, 5, 6, 7)), (6, (5,), (1, 3, 4, 5, 6, 7)), (14, range(7), range(1, 8))],
)
def test_it_is_sat_on_the_weekdays_on_which_it_was_seen_as_on_the_latest_of_them(
    seen_days: int, weekdays: Iterable[int], ahead: Iterable[int]
) -> None:
    held = parse_history(DESK_WEEKS)
    by_weekday = {weekday: ((float(weekday), None),) for weekday in weekdays}
    usual = replace(own_sitting(LIBRARY, held), by_weekday=by_weekday, seen_days=seen_days, latest=((60.0, 60.0),))
    found = days_ahead(held, usual)
    assert tuple(found) == tuple(ahead)
    for day, parts in found.items():
        assert parts == by_weekday.get((held.today() + timedelta(days=day)).weekday(), ((60.0, 60.0),))


def test_nothing_supposed_is_not_told() -> None:
    assert told("two-weeks-settling").what_if is None
    assert told("two-weeks-settling", Supposition()).what_if is None


@pytest.mark.parametrize(
    ("training", "sitting", "breaks", "place"),
    [
        (Training(0.0), None, False, "train.minutes"),
        (Training(60.0, 11.0), None, False, "train.rpe"),
        (Training(60.0, 5.0, 28), None, False, "train.day"),
        (Training(float("nan")), None, False, "train.minutes"),
        (None, Sitting(25.0), False, "sit.hours"),
        (None, Sitting(8.0, 5, 4), False, "sit.last"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    training: Training | None, sitting: Sitting | None, breaks: bool, place: str
) -> None:
    with pytest.raises(InputError) as refused:
        Supposition(training, sitting, breaks)
    assert [problem.place for problem in refused.value.problems] == [place]
    assert all(problem.hint for problem in refused.value.problems)


def test_the_moved_lead_from_the_usual_course_to_the_forecast() -> None:
    found = told("two-weeks-settling")
    for field in ("days", "persists_probability", "level"):
        assert field in {each.name for each in fields(found.start)}
        moved = sum(getattr(each, field) for each in found.moved)
        assert moved == pytest.approx(getattr(found.now, field) - getattr(found.start, field))
