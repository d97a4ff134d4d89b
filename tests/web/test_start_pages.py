"""The pages around the knot: the first visit, the settings, the record as a file, deletion, and reading."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from unknot.content.library import load, vocabulary_of
from unknot.exchange import native
from unknot.web import backup, records, schedule, store

VOCABULARY = vocabulary_of(load())
ADULT = {"age": "34", "sex": "female", "active": "yes"}


def facts(kind: str) -> list[object]:
    return [fact for fact in records.facts(VOCABULARY) if type(fact).__name__.lower() == kind]


def test_the_first_visit_begins_with_three_sentences_and_the_age(visitor):
    answer = visitor.get("/", follow=True)
    assert answer.redirect_chain == [("/welcome", 303)]
    text = answer.content.decode()
    assert text.count("<p>", text.index('class="stack lead"'), text.index("<form")) == 3


def test_who_said_their_age_goes_on_to_where_it_hurts(visitor):
    assert visitor.post("/welcome", ADULT)["Location"] == "/"
    assert "/knots/new" in visitor.get("/").content.decode()
    (profile,) = facts("profile")
    assert (profile.age_years, profile.sex, profile.regular_exerciser) == (34, "female", True)


@pytest.mark.parametrize("age", ["", "0", "121", "-3", "3.5", "forty", "٣٤", "1" * 300])
def test_an_impossible_age_is_explained_and_nothing_is_stored(visitor, age):
    answer = visitor.post("/welcome", {**ADULT, "age": age})
    assert answer.status_code == 422
    assert "Give your age in years" in answer.content.decode()
    assert 'value="female" checked' in answer.content.decode()
    assert records.count() == 0


def test_tools_and_minutes_are_kept_and_can_be_undone(visitor):
    visitor.post("/welcome", ADULT)
    visitor.post("/settings", {"part": "means", "tool": ["ball"], "minutes": "12"})
    assert 'value="ball" checked' in visitor.get("/settings").content.decode()
    visitor.post("/undo")
    assert 'value="ball" checked' not in visitor.get("/settings").content.decode()


@pytest.mark.parametrize("minutes", ["241", "-1", "ten", "1.5"])
def test_impossible_minutes_are_explained(visitor, minutes):
    visitor.post("/welcome", ADULT)
    answer = visitor.post("/settings", {"part": "means", "minutes": minutes})
    assert answer.status_code == 422
    assert facts("preference") == []


def test_a_tool_that_nobody_knows_is_refused(visitor):
    visitor.post("/welcome", ADULT)
    assert visitor.post("/settings", {"part": "means", "tool": ["hammer"]}).status_code == 422
    assert facts("preference") == []


def test_the_chosen_appearance_stands_on_every_page(visitor):
    visitor.post("/welcome", ADULT)
    visitor.post("/settings", {"part": "look", "appearance": "dark"})
    assert 'data-theme="dark"' in visitor.get("/about").content.decode()
    visitor.post("/settings", {"part": "look", "appearance": "purple"})
    assert 'data-theme="dark"' in visitor.get("/about").content.decode()


def test_the_export_of_the_settings_page_is_whole(visitor):
    visitor.post("/welcome", ADULT)
    answer = visitor.get("/settings/export")
    assert "attachment" in answer["Content-Disposition"]
    read = native.read(answer.content, VOCABULARY)
    assert [row.fact for row in read.rows] == list(records.facts(VOCABULARY))


def test_nothing_is_deleted_without_the_word(visitor):
    visitor.post("/welcome", ADULT)
    assert visitor.post("/settings/delete", {"word": "yes"}).status_code == 422
    assert records.count() == 1


def test_after_the_word_nothing_is_left_and_the_first_visit_begins_again(visitor):
    visitor.post("/welcome", ADULT)
    answer = visitor.post("/settings/delete", {"word": " Delete "})
    assert answer["Clear-Site-Data"] == '"storage"'
    assert records.count() == 0
    assert visitor.get("/")["Location"] == "/welcome"


def test_everything_that_can_be_read_has_a_page(visitor):
    library = load()
    for topic in library.lines("learn.topics"):
        assert visitor.get(f"/learn/{topic}").status_code == 200
    for technique in library.techniques:
        assert visitor.get(f"/learn/techniques/{technique}").status_code == 200
    for muscle in library.muscles:
        assert "<svg" in visitor.get(f"/learn/muscles/{muscle}").content.decode()


@pytest.mark.parametrize("path", ["/learn/wisdom", "/learn/techniques/sorcery", "/learn/muscles/elbow_grease"])
def test_what_cannot_be_read_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


def test_no_finding_is_shown_whose_figures_could_not_be_checked(visitor):
    text = visitor.get("/learn/evidence").content.decode()
    unchecked = {finding.cite for finding in load().findings.values() if not finding.verified}
    checked = {finding.cite for finding in load().findings.values() if finding.verified}
    assert [cite for cite in unchecked - checked if escape(cite) in text] == []


def test_when_to_be_reminded_of_a_check_in_is_kept_and_wrong_times_are_explained(visitor):
    visitor.post("/welcome", ADULT)
    for sent, kept in (
        ({"remind_at": "8:30"}, "08:30"),
        ({"remind_at": ""}, "16:00"),
        ({"remind_never": "yes", "remind_at": "8:30"}, "never"),
    ):
        visitor.post("/settings", {"part": "rhythm", "quiet": "no", **sent})
        assert facts("preference")[-1].remind_at == kept
    refused = visitor.post("/settings", {"part": "rhythm", "quiet": "no", "remind_at": "noon"})
    assert refused.status_code == 422
    assert "such as 18:30" in refused.content.decode()
    assert len(facts("preference")) == 3


def test_a_backup_is_made_from_the_settings_and_how_often_can_be_chosen(visitor):
    visitor.post("/welcome", ADULT)
    folder = store.opened().folder
    if folder is None:  # a database server has backups of its own
        assert "Make a backup now" not in visitor.get("/settings").content.decode()
        return
    assert "There is no backup yet" in visitor.get("/settings").content.decode()
    visitor.post("/settings/backups")
    told = visitor.get("/settings").content.decode()
    assert "Copied and checked: 1 entries" in told
    assert "There is 1 backup" in " ".join(told.split())
    visitor.post("/settings/backups", {"every": "never"})
    assert schedule.read(folder).every_days is None
    visitor.post("/settings/backups", {"every": "hourly"})
    assert len(backup.backups(folder)) == 1
