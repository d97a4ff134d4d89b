"""How answers count: each rule of the answer policy by its id, in the words of `specification.yaml`."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest

from tests.core.screening.people import AT, LIBRARY, ZONE, answered, calm, person, region_of
from tests.core.screening.specification import COMBINATIONS, FLAGS, SHORT_SCREEN, SPEC
from unknot.facts import CheckIn, Dose, Mark, Story
from unknot.screening.engine import engine_for
from unknot.screening.interview import next_screen
from unknot.screening.triage import screen, triage

ENGINE = engine_for(LIBRARY)
RANKS: dict[str, int] = SPEC["dispositions"]
ONE_OF_EACH = ("rf_weight_loss", "rf_fever_with_pain", "rf_chest_pressure")
UNIVERSAL = [rule for rule, row in FLAGS.items() if row["ask"] == "everyone" and "any" in row["regions"]]
CLARIFIED = [rule for rule, row in FLAGS.items() if row.get("clarify")]
GOOD_EXPLANATIONS = {
    "clear_muscle_trigger": "yes",
    "mechanical_pattern": "yes",
    "improving": "yes",
    "two_sided_muscle_pain": "yes",
    "already_assessed_same_pattern": "no",
}


def rank(disposition: str | None) -> int:
    return 0 if disposition is None else RANKS[disposition]


@pytest.mark.rule("ap_highest_wins")
@pytest.mark.parametrize("pair", list(combinations(ONE_OF_EACH, 2)))
def test_the_highest_result_of_any_flag_wins(pair: tuple[str, str]) -> None:
    found = triage(LIBRARY, person({**calm(), **dict.fromkeys(pair, "yes")}))
    assert rank(found.disposition) == max(RANKS[FLAGS[flag]["result"]] for flag in pair)


@pytest.mark.rule("ap_highest_wins")
def test_a_combination_above_its_flags_wins() -> None:
    answers = {**calm(), "rf_effort_pain": "yes", "pain_now_at_rest": "yes"}
    found = triage(LIBRARY, person(answers, areas=["chest"]))
    assert RANKS[FLAGS["rf_effort_pain"]["result"]] < RANKS[COMBINATIONS["cr_effort_pain_at_rest"]["result"]]
    assert found.disposition == COMBINATIONS["cr_effort_pain_at_rest"]["result"]


@pytest.mark.rule("ap_no_deescalation")
@pytest.mark.parametrize("flag", FLAGS)
def test_no_good_explanation_and_no_relief_lowers_a_yes(flag: str) -> None:
    relief = Dose(
        id="relief",
        at=AT - timedelta(minutes=1),
        zone=ZONE,
        episode="knot",
        technique="hands",
        seconds=60,
        felt="better",
    )
    found = triage(LIBRARY, person({**calm(), **GOOD_EXPLANATIONS, flag: "yes"}, extra=[relief]))
    assert rank(found.disposition) >= RANKS[FLAGS[flag]["result"]]


@pytest.mark.rule("ap_unanswered_is_not_no")
@pytest.mark.parametrize("flag", UNIVERSAL)
def test_a_question_that_was_not_answered_keeps_the_gate_closed(flag: str) -> None:
    answers = {question: value for question, value in calm().items() if question != flag}
    row = FLAGS[flag]
    found = triage(LIBRARY, person(answers, age=row.get("age_min", row.get("age_max", 40)), began_days=60))
    if flag == "rf_under_16":
        assert found.disposition == row["result"]
    else:
        assert flag in found.open_questions
        assert (found.disposition, found.complete) == (None, False)


@pytest.mark.rule("ap_not_sure_is_resolved_first")
@pytest.mark.parametrize("flag", CLARIFIED)
def test_a_doubt_is_clarified_once_and_then_counts(flag: str) -> None:
    def held(*later: str):
        extra = [fact for number, value in enumerate(later) for fact in again(flag, value, number)]
        return person({**calm(), flag: "not_sure"}, extra=extra)

    first = next_screen(LIBRARY, held())
    assert first is not None
    assert (first.kind, [question.id for question in first.questions]) == ("clarify", [flag])
    second = next_screen(LIBRARY, held("not_sure"))
    assert second is None or second.kind != "clarify"
    results = {value: triage(LIBRARY, held(value)).fired for value in ("yes", "no", "not_sure")}
    given = {value: [each.disposition for each in fired if each.id == flag] for value, fired in results.items()}
    assert given == {"yes": [FLAGS[flag]["result"]], "no": [], "not_sure": [FLAGS[flag]["doubt"]]}


def again(flag: str, value: str, number: int):
    """The flag answered once more, after everything else."""
    return answered({flag: value}, AT - timedelta(minutes=10 - number), prefix=f"again{number}-")


@pytest.mark.rule("ap_not_sure_does_not_add_up")
def test_not_sure_to_everything_gives_the_highest_single_doubt() -> None:
    answers = {**calm(), **dict.fromkeys(FLAGS, "not_sure")}
    found = triage(LIBRARY, person(answers))
    assert rank(found.disposition) == max(RANKS[row["doubt"]] for row in FLAGS.values())


@pytest.mark.rule("ap_not_sure_does_not_add_up")
def test_many_doubts_worth_self_care_stay_self_care() -> None:
    worry = [flag for flag, row in FLAGS.items() if row["doubt"] == "self_care_ok_with_caution"]
    assert len(worry) > 1
    fired = triage(LIBRARY, person({**calm(), **dict.fromkeys(worry, "not_sure")})).fired
    assert {each.disposition for each in fired} == {"self_care_ok_with_caution"}


TOLD = "I feel a heavy pressure across my chest."


@pytest.mark.rule("ap_free_text_only_raises")
@pytest.mark.parametrize("flag", ["", *ONE_OF_EACH])
@pytest.mark.parametrize("text", [TOLD, "No chest pain, no fever, I feel very well, it is only a muscle."])
def test_a_story_only_raises(flag: str, text: str) -> None:
    answers = {**calm(), **({flag: "yes"} if flag else {})}
    story = Story(id="story", at=AT - timedelta(minutes=5), zone=ZONE, episode="knot", text=text)
    silent, told = triage(LIBRARY, person(answers)), triage(LIBRARY, person(answers, extra=[story]))
    assert rank(told.disposition) >= rank(silent.disposition)
    assert ("rf_chest_pressure" in {each.id for each in told.fired}) is (text == TOLD or flag == "rf_chest_pressure")


@pytest.mark.rule("ap_screen_before_region")
@pytest.mark.parametrize("flag", UNIVERSAL)
def test_a_universal_question_is_asked_wherever_it_hurts(flag: str) -> None:
    row = FLAGS[flag]
    answers = {question: value for question, value in calm().items() if question != flag}
    for area in LIBRARY.areas:
        held = person(answers, areas=[area], age=row.get("age_max", 40), began_days=60)
        assert flag in screen(LIBRARY, held).case.applicable, area


@pytest.mark.rule("ap_rescreen")
def test_at_first_everything_is_asked() -> None:
    assert triage(LIBRARY, person({})).disposition is None
    everything = set(triage(LIBRARY, person({}, began_days=60)).open_questions)
    assert set(UNIVERSAL) - {"rf_under_16"} <= everything


@pytest.mark.rule("ap_rescreen")
def test_at_every_check_in_the_short_questions_are_asked() -> None:
    check_in = CheckIn(id="in", at=AT - timedelta(hours=2), zone=ZONE, episode="knot", pain_now=4)
    found = triage(LIBRARY, person(calm(), opened_days=5, answered_days=1, extra=[check_in]))
    assert set(SHORT_SCREEN) <= set(found.open_questions)


@pytest.mark.rule("ap_rescreen")
def test_a_new_place_is_asked_about() -> None:
    mark = Mark(
        id="new", at=AT - timedelta(hours=2), zone=ZONE, episode="knot", region=region_of("low_back"), intensity=3
    )
    found = triage(LIBRARY, person(calm(), opened_days=5, answered_days=0.5, extra=[mark]))
    assert {"rf_saddle_numbness", "rf_bladder_bowel_change"} <= set(found.open_questions)


@pytest.mark.rule("ap_rescreen")
def test_more_pain_is_asked_about() -> None:
    check_in = CheckIn(id="in", at=AT - timedelta(hours=2), zone=ZONE, episode="knot", pain_now=8)
    found = triage(LIBRARY, person(calm(), opened_days=5, answered_days=1, extra=[check_in]))
    assert "rf_chest_pressure" in found.open_questions


@pytest.mark.rule("ap_rescreen")
@pytest.mark.parametrize(("hours", "stale"), [(71, False), (73, True)])
def test_after_72_hours_a_screen_is_stale(hours: float, stale: bool) -> None:
    answers = {**calm(), "life_change": "no"}
    found = triage(LIBRARY, person(answers, opened_days=4, answered_days=hours / 24))
    assert found.stale is stale
    assert (found.disposition is None) is stale


@pytest.mark.rule("ap_bystander")
@pytest.mark.parametrize("answers", [{}, calm(), {"rf_weight_loss": "yes"}])
def test_who_cannot_finish_answering_goes_straight_to_emergency(answers: dict[str, str]) -> None:
    found = triage(LIBRARY, person({**answers, "cannot_finish": "yes"}))
    assert (found.disposition, found.complete) == ("emergency_now", True)
    assert "cannot_finish" not in triage(LIBRARY, person({}, age=None)).open_questions
