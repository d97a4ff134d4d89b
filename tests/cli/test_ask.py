"""The interview: from the first question to the advice, stopped and gone on with at any point."""

import json
import re

import pytest

from tests.cli.conftest import FIRST_DAY
from tests.cli.person import CTRL_C, CTRL_D, ESCAPES, STIFF_NECK, plain, run, talk
from unknot.content.library import load


def number_of(line, screen):
    """The number that stands before a line of the last list on the screen."""
    return re.findall(rf"^ *(\d+) +{line}", screen, re.MULTILINE)[-1]


FIRST_SAFETY_LIST = r"Chest pressure[\s\S]*none of these\): $"


def test_a_stiff_neck_goes_from_the_first_question_to_a_plan_and_a_forecast(asked):
    said = plain(asked[1])
    headings = [
        "Gentle self-care is reasonable",
        "What it probably is",
        "When it should be gone",
        "Not offered, and why",
    ]
    places = [said.index(f"\n{heading}\n") for heading in headings]
    assert places == sorted(places)
    assert re.search(r"1\. .+\n +How much: .+[\s\S]+?Why: .+[\s\S]+?How sure: ", said)
    assert "No clinician has reviewed it yet" in said


def test_safety_is_asked_before_anything_is_named(asked):
    said = plain(asked[1])
    assert said.index("Is it safe?") < said.index("What it probably is")


def test_the_first_run_says_in_three_sentences_what_it_is_and_is_not(asked):
    assert plain(asked[1]).lstrip().startswith("Unknot helps you get rid of a muscle knot")


def test_nothing_is_wider_than_the_terminal(asked):
    assert max(len(line) for line in plain(asked[1]).split("\n")) <= 80


def test_every_answer_is_stored_as_a_fact(asked, stored):
    facts = stored(asked[0])
    assert {"profile", "preference", "episode", "mark", "answer", "check_in", "forecast_issued"} <= {
        fact["kind"] for fact in facts
    }
    instants = [fact["at"] for fact in facts]
    assert len(set(instants)) == len(instants)


def test_what_was_shown_and_not_ticked_is_a_no(asked, stored):
    answers = {fact["question"]: fact["value"] for fact in stored(asked[0]) if fact["kind"] == "answer"}
    assert answers["rf_chest_pressure"] == "no"
    assert sorted(value for question, value in answers.items() if question.startswith("movement:")).count("yes") == 2


def test_by_pipes_it_goes_the_same_way_without_colour(tmp_path):
    talked = talk(["ask", "--data", tmp_path / "d", "--at", FIRST_DAY], STIFF_NECK, terminal=False)
    assert talked.code == 0
    assert "What it probably is" in talked.out
    assert not ESCAPES.search(talked.screen)


def test_no_colour_is_kept_on_a_terminal_too(tmp_path, saying):
    rules = saying({FIRST_SAFETY_LIST: "q"})
    for changes in ({"NO_COLOR": "1"}, {}):
        option = [] if changes else ["--no-colour"]
        talked = talk(["ask", *option, "--data", tmp_path / "d", "--at", FIRST_DAY], rules, environment=changes)
        assert "\x1b[1m" not in talked.screen
        assert "\x1b[2m" not in talked.screen


@pytest.mark.parametrize(("key", "code"), [(CTRL_C, 130), (CTRL_D, 130), ("q", 0)])
def test_stopping_loses_nothing_and_asking_again_goes_on(tmp_path, saying, stored, key, code):
    folder = tmp_path / "d"
    talked = talk(["ask", "--data", folder, "--at", FIRST_DAY], saying({FIRST_SAFETY_LIST: key}))
    assert talked.code == code
    assert "Your answers are kept" in plain(talked)
    before = stored(folder)
    assert [fact["region"] for fact in before if fact["kind"] == "mark"] == ["neck_upper_l", "shoulder_top_l"]
    again = talk(["ask", "--data", folder, "--at", "2026-11-18T08:05:00+01:00"], STIFF_NECK)
    assert again.code == 0
    assert "Going on where you stopped" in plain(again)
    assert "Your age" not in plain(again)
    assert "Place:" not in plain(again)
    assert stored(folder)[: len(before)] == before


def test_back_takes_the_last_answer_back_and_asks_it_again(tmp_path, saying, stored):
    folder = tmp_path / "d"
    rules = saying(
        {
            r"exercise regularly\? \[yes/no\] $": ["b", "no"],
            r"Enter to skip\]: $": ["female", "b", "female"],
            r"age in years: $": ["34", "35"],
            r"Place: $": "q",
        }
    )
    talk(["ask", "--data", folder, "--at", FIRST_DAY], rules)
    facts = stored(folder)
    taken_back = [fact["supersedes"] for fact in facts if fact["kind"] == "correction"]
    left = [fact["age_years"] for fact in facts if fact["kind"] == "profile" and fact["id"] not in taken_back]
    assert len(taken_back) == 2
    assert left == [35, 35, 35]


def test_back_from_a_safety_list_asks_the_list_before_again(tmp_path, saying, stored):
    folder = tmp_path / "d"
    second_list = r"And any of these\?[\s\S]*none of these\): $"
    rules = saying({second_list: ["b", "q"], FIRST_SAFETY_LIST: ["1?", ""]})
    talk(["ask", "--data", folder, "--at", FIRST_DAY], rules)
    assert any(fact["kind"] == "correction" for fact in stored(folder))


def test_going_back_completes_the_same_check_in_again(tmp_path, saying, stored):
    folder = tmp_path / "d"
    rules = saying({r"last 24 hours, 0 to 10\? $": ["b", "8"], r"hurt now, 0 to 10\? $": ["4", "7"]})
    talk(["ask", "--data", folder, "--at", FIRST_DAY], {FIRST_SAFETY_LIST: "q", **rules})
    facts = stored(folder)
    corrections = [fact for fact in facts if fact["kind"] == "correction"]
    assert any("replacement" not in fact for fact in corrections)
    whole = [fact["replacement"] for fact in corrections if fact.get("replacement", {}).get("kind") == "check_in"]
    assert [(each["pain_now"], each["pain_worst"]) for each in whole] == [(7.0, 8.0)]


def test_how_deep_it_is_may_be_said_with_how_strong(tmp_path, saying, stored):
    folder = tmp_path / "d"
    rules = saying({r"How strong, 1 to 10\? $": ["5 below", "5 deep", "4, skin"], FIRST_SAFETY_LIST: "q"})
    talked = talk(["ask", "--data", folder, "--at", FIRST_DAY], rules)
    assert "after it `deep` or `skin`" in " ".join(plain(talked).split())
    marks = [(fact["intensity"], fact["depth"]) for fact in stored(folder) if fact["kind"] == "mark"]
    assert marks == [(5, "deep"), (4, "surface")]


def test_what_cannot_be_used_is_explained_and_asked_again(tmp_path, saying, stored):
    folder = tmp_path / "d"
    rules = saying(
        {
            r"age in years: $": ["old", "121", "34"],
            r"Place: $": ["elsewhereville", "neck"],
            r"Which number\? $": ["9", "1"],
            r"Which side\? \[left/right/both\] $": ["up", "left"],
            r"How strong, 1 to 10\? $": ["11", "0", "5"],
            r"20 November: $": ["some day", "2999-01-01", "3 days"],
            r"hurt now, 0 to 10\? $": ["11", "5"],
            r"last 24 hours, 0 to 10\? $": ["4", "6"],
            r"none of these\): $": ["77", "yes please", "q"],
        }
    )
    talked = talk(["ask", "--data", folder, "--at", FIRST_DAY], rules)
    said = plain(talked)
    for complaint in (
        "Please type a whole number from 0 to 120.",
        "No place is called “elsewhereville”.",
        "Please type one of these: left, right, both.",
        "That is no day I understand.",
        "Tuesday 1 January 2999 has not come yet.",
        "the worst of the last 24 hours is at least that",
        "Please type numbers from 1 to",
    ):
        assert complaint in said.replace("\n  ", " ").replace("\n", " ")
    assert [fact["intensity"] for fact in stored(folder) if fact["kind"] == "mark"] == [5, 5]


def test_an_emergency_stops_everything_and_shows_nothing_else(tmp_path, saying):
    rules = saying({FIRST_SAFETY_LIST: lambda list_: number_of("Chest pressure", list_)})
    talked = talk(["ask", "--data", tmp_path / "d", "--at", FIRST_DAY], rules)
    after = plain(talked).split("Get emergency help now")[1]
    assert talked.code == 0
    assert talked.typed[-1].isdigit()
    assert "What makes it hurt?" not in plain(talked)
    assert "Call the emergency number" in after
    assert "Do not drive" in after
    for word in ("probably", "gone by", "unknot session", "How much", "left:", "%"):
        assert word not in after


def test_what_needs_a_clinician_today_shows_neither_muscle_nor_forecast_nor_technique(tmp_path, saying):
    rules = saying({r"Truly weak arm[\s\S]*none of these\): $": lambda list_: number_of("Truly weak arm", list_)})
    said = plain(talk(["ask", "--data", tmp_path / "d", "--at", FIRST_DAY], rules))
    after = said.split("Speak to a clinician today")[1]
    assert "What makes it hurt?" not in said
    assert "Call the emergency number at once if you notice" in " ".join(after.split())
    for word in ("probably", "gone by", "How much", "left:", "unknot session"):
        assert word not in after


def test_what_needs_a_check_soon_allows_comfort_only(tmp_path, saying):
    rules = saying({r"hard lump[\s\S]*none of these\): $": lambda list_: number_of("Growing, large", list_)})
    said = plain(talk(["ask", "--data", tmp_path / "d", "--at", FIRST_DAY], rules))
    after = " ".join(said.split("Book a check")[1].split())
    assert "No pressing, rolling or long stretching" in after
    assert not re.search(r"\d\. (Ball|Fingertips|Foam)", after)


def test_not_sure_is_clarified_before_anything_else(tmp_path, saying):
    rules = saying(
        {FIRST_SAFETY_LIST: lambda list_: number_of("New breathl", list_) + "?", r"yes, no or not sure\? $": "q"}
    )
    talked = talk(["ask", "--data", tmp_path / "d", "--at", FIRST_DAY], rules)
    assert load().say("flag.rf_breathless.clarify") in " ".join(plain(talked).split())


def test_a_question_mark_explains_in_full_and_asks_again(tmp_path, saying):
    rules = saying(
        {
            FIRST_SAFETY_LIST: lambda list_: "?" + number_of("New breathl", list_),
            r"easy last week\?\s+Numbers that apply[^\n]*$": "q",
        }
    )
    talked = talk(["ask", "--data", tmp_path / "d", "--at", FIRST_DAY], rules)
    assert load().say("flag.rf_breathless.question") in " ".join(plain(talked).split())


def test_private_questions_are_announced(asked):
    assert "The next questions are private" in plain(asked[1])


def test_somebody_under_age_gets_the_safety_result_and_no_plan(tmp_path, saying):
    talked = talk(["ask", "--data", tmp_path / "d", "--at", FIRST_DAY], saying({r"age in years: $": "15"}))
    assert "You are under 18" in plain(talked)
    assert "How much:" not in plain(talked)


def test_json_is_the_advice_alone_and_the_questions_go_to_standard_error(tmp_path):
    talked = talk(["ask", "--json", "--data", tmp_path / "d", "--at", FIRST_DAY], STIFF_NECK, terminal=False)
    advice = json.loads(talked.out)
    assert advice["disposition"] == "self_care_ok_with_caution"
    assert advice["plan"] is not None
    assert "Your age in years" in talked.error


def test_json_of_a_stopped_interview_says_what_is_open(tmp_path, saying):
    rules = saying({FIRST_SAFETY_LIST: CTRL_D})
    talked = talk(["ask", "--json", "--data", tmp_path / "d", "--at", FIRST_DAY], rules, terminal=False)
    advice = json.loads(talked.out)
    assert talked.code == 130
    assert (advice["screened"], advice["plan"]) == (False, None)
    assert "rf_chest_pressure" in [question["id"] for question in advice["questions"]]


def test_a_finished_knot_is_asked_about_before_a_new_one_begins(data, stored):
    rules = {r"the\s+same\s+one\?\s+\[yes/no\] $": "no", r"Place: $": "q"}
    talked = talk(["ask", "--data", data, "--at", "2026-11-18T09:00:00+01:00"], rules)
    assert "You have an open knot" in plain(talked)
    assert "Where does it hurt?" in plain(talked)


def test_new_starts_another_knot_without_asking(data, saying, stored):
    rules = saying({r"Another place\?[^\n]*$": "q"})
    talk(["ask", "--new", "--data", data, "--at", "2026-11-18T09:00:00+01:00"], rules)
    assert len({fact["episode"] for fact in stored(data) if fact["kind"] == "mark"}) == 2


@pytest.mark.parametrize("at", ["2999-01-01T00:00:00Z", "2026-11-18T08:00:00", "soon"])
def test_an_impossible_moment_is_refused_and_nothing_is_stored(tmp_path, at):
    talked = run(["ask", "--data", tmp_path / "d", "--at", at])
    assert talked.returncode == 2
    assert "--at" in talked.stderr
    assert not (tmp_path / "d").exists()


def test_an_ascii_terminal_gets_ascii(tmp_path, saying):
    talked = talk(
        ["ask", "--data", tmp_path / "d", "--at", FIRST_DAY],
        saying({r"Place: $": ["zz", "q"]}),
        terminal=False,
        environment={"PYTHONIOENCODING": "ascii"},
    )
    assert 'No place is called "zz"' in talked.out
    assert talked.out.isascii()


def test_no_list_shows_a_line_twice(asked):
    for screen in re.split(r"Numbers that apply", plain(asked[1])):
        lines = [line.split(maxsplit=1)[1] for line in screen.splitlines() if re.match(r" +\d+  \S", line)]
        assert len(lines) == len(set(lines)), lines


def test_lines_are_numbered_through_all_sections_of_a_list(asked):
    first = re.split(r"Numbers that apply", plain(asked[1]).split("Is it safe?")[1])[0]
    numbers = [int(found) for found in re.findall(r"^ +(\d+)  \S", first, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "\n  Chest and breathing\n" in first


def test_a_line_of_several_terms_opens_them_or_denies_them(tmp_path, saying, stored):
    rules = saying({r"Skin here: [\s\S]*none of these\): $": lambda list_: number_of("Skin here", list_)})
    talked = talk(["ask", "--data", tmp_path / "d", "--at", FIRST_DAY], rules)
    assert re.search(r"\n  Skin here\n +1  A rash here\n", plain(talked))
    answers = {fact["question"]: fact["value"] for fact in stored(tmp_path / "d") if fact["kind"] == "answer"}
    assert (answers["terms:skin"], answers["rash"], answers["drowsy"]) == ("yes", "no", "no")
    assert "terms:today" not in answers
