"""Programs get the same as the command line: the one door, the facts and the knots, on both databases."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import stories
from tests.web.program import Program
from unknot.content.library import load, vocabulary_of
from unknot.exchange import native
from unknot.facts import in_order, to_raw
from unknot.loop import advise, parse_request
from unknot.web import records

SCENARIOS = Path(__file__).parents[1] / "scenarios"
STORY = json.loads((SCENARIOS / "desk-neck.request.json").read_bytes())
EPISODE = STORY["facts"][0].get("episode") or next(fact["episode"] for fact in STORY["facts"] if fact.get("episode"))
AT = quote(STORY["at"])
MARK = {
    "kind": "mark",
    "id": "m1",
    "at": "2026-11-20T08:00:00+01:00",
    "zone": "Europe/Berlin",
    "episode": "knot-1",
    "region": "neck_lower_r",
    "intensity": 4,
}
VOCABULARY = vocabulary_of(load())
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
UNKNOT = (sys.executable, "-c", "import sys; from unknot.cli import main; sys.exit(main())")


@pytest.fixture
def program(place, tmp_path):
    place.open()
    return Program(tmp_path)


@pytest.fixture
def door(sqlite_place, tmp_path):
    """A program for what needs no store: one database is enough."""
    sqlite_place.open()
    return Program(tmp_path)


@pytest.fixture
def lived_in(program):
    assert program.post("facts", STORY["facts"]).status == 201
    return program


def printed(*words, data=None, **environment):
    done = subprocess.run(
        [*UNKNOT, *map(str, words)], input=data, capture_output=True, env={**os.environ, **environment}, check=True
    )
    return done.stdout


def instants(fact):
    """When a fact was written, and what it stands in for."""
    replacement = getattr(fact, "replacement", None)
    return [fact.at] if replacement is None else [fact.at, replacement.at]


def mark(id_, minute=0, **fields):
    at = datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(minutes=minute)
    return {**MARK, "id": id_, "at": at.isoformat(), **fields}


class TestTheDoor:
    @pytest.mark.parametrize("name", ["desk-neck", "calf-after-a-run", "chest-pressure-not-sure"])
    def test_it_answers_byte_for_byte_what_the_command_prints(self, door, name):
        request = (SCENARIOS / f"{name}.request.json").read_bytes()
        said = door.post("advise", request)
        assert (said.status, said.headers["Content-Type"]) == (200, "application/json")
        assert said.body == printed("advise", "-", data=request)

    def test_it_stores_nothing(self, door):
        assert door.post("advise", STORY).status == 200
        assert records.count() == 0

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b" ", 400, "request_not_json"),
            (b"{", 400, "request_not_json"),
            (b'{"at": 1, "at": 2}', 400, "request_not_json"),
            (b'{"seed": NaN}', 400, "request_not_json"),
            (b"[" * 100_000, 400, "request_not_json"),
            (b"[" * 40 + b"]" * 40, 400, "request_not_json"),
            (b"\xff\xfe\xfd", 400, "request_not_json"),
            (b"[]", 422, "request_not_an_object"),
            ({**STORY, "at": "0001-01-01T00:00:00+14:00"}, 422, "request_bad_time"),
            ({**STORY, "at": "9999-12-31T00:00:00Z"}, 422, "request_bad_time"),
            ({**STORY, "mood": "\ud800"}, 422, "request_unknown_field"),
            ({**STORY, "content_version": "1999.1"}, 422, "content_version_not_installed"),
        ],
    )
    def test_what_is_no_request_is_refused_with_its_code(self, door, body, status, code):
        said = door.post("advise", body)
        assert (said.status, said.codes) == (status, [code])

    def test_a_correction_of_a_correction_of_a_correction_is_refused_and_breaks_nothing(self, door):
        raw, common = MARK, {name: MARK[name] for name in ("at", "zone", "episode")}
        for number in range(12):
            raw = {**common, "kind": "correction", "id": f"c{number}", "supersedes": "m1", "replacement": raw}
        said = door.post("advise", {**STORY, "facts": [raw]})
        assert said.status == 422
        assert "fact_bad_replacement" in said.codes

    def test_every_problem_is_named_at_once(self, door):
        said = door.post("advise", {"at": "now", "zone": "x", "facts": [{"kind": "mark"}], "mood": 1})
        assert said.status == 422
        assert {"request_unknown_field", "request_bad_time", "request_unknown_zone"} <= set(said.codes)
        assert said.codes.count("fact_missing_field") == 6


class TestFacts:
    def test_a_fact_is_stored_and_comes_back_as_it_was_sent(self, program):
        said = program.post("facts", MARK)
        assert (said.status, said.json) == (201, {"added": 1, "known": 0, "facts": [MARK]})
        assert said.headers["Location"] == "/api/v1/facts/m1"
        assert program.get("facts/m1").json == MARK
        assert records.raws() == ((load().version, MARK),)

    def test_sending_it_again_changes_nothing(self, program):
        program.post("facts", MARK)
        said = program.post("facts", [MARK, mark("m2")])
        assert (said.status, said.json["added"], said.json["known"]) == (201, 1, 1)
        again = program.post("facts", [mark("m2"), MARK])
        assert (again.status, again.json["added"], again.json["known"]) == (200, 0, 2)
        assert records.count() == 2

    def test_an_id_that_says_something_else_is_a_conflict(self, program):
        program.post("facts", MARK)
        said = program.post("facts", [mark("m2"), {**MARK, "intensity": 9}])
        assert (said.status, said.codes) == (409, ["fact_id_taken"])
        assert records.count() == 1

    def test_one_bad_fact_keeps_all_out_and_every_bad_field_is_named(self, program):
        bad = {**mark("m2"), "region": "elbow_of_the_moon", "intensity": 11}
        said = program.post("facts", [MARK, bad, 7, mark("m4", minute=10**7), {"kind": "wish"}])
        places = [problem["place"] for problem in said.json["problems"]]
        assert said.status == 422
        assert said.codes == [
            "fact_unknown_id",
            "fact_out_of_range",
            "fact_not_a_mapping",
            "fact_in_future",
            "fact_unknown_kind",
        ]
        assert places == ["facts[1].region", "facts[1].intensity", "facts[2]", "facts[3].at", "facts[4].kind"]
        assert records.count() == 0

    def test_an_id_may_hold_what_an_address_would_take_for_its_own(self, program):
        for id_ in ("a/b", "ä ö", "50%", "a?b#c", "..", "名/advice"):
            assert program.post("facts", mark(id_)).status == 201
            assert program.get(f"facts/{quote(id_, safe='')}").json["id"] == id_

    def test_a_fact_that_is_not_there_is_not_found(self, program):
        for id_ in ("m1", "%00", "%0A", "x" * 101):
            assert program.get(f"facts/{id_}").status == 404
        assert program.get("facts/m1").codes == ["fact_unknown"]

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    def test_nothing_is_changed_or_removed_and_the_answer_names_corrections(self, program, method):
        program.post("facts", MARK)
        for path in ("facts", "facts/m1"):
            said = program.ask(method, path, MARK)
            assert (said.status, said.codes) == (405, ["facts_append_only"])
            assert "correction" in said.json["detail"]
            assert "GET" in said.headers["Allow"]
        assert program.get("facts/m1").json == MARK

    def test_they_come_page_by_page_in_the_order_of_time_and_id(self, program):
        shuffled = [mark(id_, minute) for minute in (3, 1, 2) for id_ in ("b", "B", "ä", "a", "z-1", "名")]
        facts = [{**fact, "id": f"{fact['id']}{number}"} for number, fact in enumerate(shuffled)]
        program.post("facts", facts)
        expected = [fact["id"] for fact in sorted(facts, key=lambda fact: (fact["at"], fact["id"]))]
        for size in (1, 4, 18, 100):
            seen, after = [], ""
            while after is not None:
                page = program.get(f"facts?limit={size}{after and f'&after={quote(after)}'}").json
                assert len(page["facts"]) <= size
                seen += [fact["id"] for fact in page["facts"]]
                after = page["next"]
            assert seen == expected
        assert seen == [raw["id"] for _, raw in records.raws()]

    def test_they_can_be_picked_by_knot_kind_and_instant(self, program):
        whose = {name: MARK[name] for name in ("at", "zone")}
        correction = {**whose, "kind": "correction", "id": "c", "supersedes": "m1"}
        program.post("facts", [MARK, mark("m2", 30, episode="knot-2"), mark("m3", 60), correction])

        def ids(query):
            return [fact["id"] for fact in program.get(f"facts?{query}").json["facts"]]

        assert ids("episode=knot-2") == ["m2"]
        assert ids("episode=knot-1") == ["c", "m1", "m3"]
        assert ids("kind=correction") == ["c"]
        assert ids("since=2026-11-20T08:30:00Z") == ["m2", "m3"]
        assert ids("since=2026-11-20T09:30:00.000001%2B01:00&episode=knot-1") == ["m3"]
        assert ids("kind=dose") == []

    @pytest.mark.parametrize(
        ("query", "status", "codes"),
        [
            ("episod=knot-1", 400, ["parameter_unknown"]),
            ("limit=0", 400, ["parameter_bad"]),
            ("limit=1001", 400, ["parameter_bad"]),
            ("limit=%D9%A3", 400, ["parameter_bad"]),
            ("kind=wish&limit=ten", 400, ["parameter_bad", "parameter_bad"]),
            ("limit=1&limit=2", 400, ["parameter_twice"]),
            ("since=2026-11-20", 400, ["at_without_offset"]),
            ("since=2026-11-20T08:00:00+01:00", 400, ["at_not_a_time"]),
            ("since=0001-01-01T00:00:00%2B14:00", 400, ["at_not_a_time"]),
            ("episode=%00", 400, ["parameter_bad"]),
            ("after=nobody", 422, ["fact_unknown"]),
        ],
    )
    def test_a_filter_that_says_nothing_usable_is_refused(self, program, query, status, codes):
        said = program.get(f"facts?{query}")
        assert (said.status, said.codes) == (status, codes)

    def test_any_story_goes_in_and_comes_out_the_same(self, place, tmp_path):
        place.open()
        program = Program(tmp_path)

        @given(stories(VOCABULARY), st.integers(1, 9))
        @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
        def check(facts, size):
            records.delete_everything()
            past = [fact for fact in facts if all(at < LONG_AGO for at in instants(fact))]
            said = program.post("facts", [to_raw(fact) for fact in past])
            assert said.status == (201 if past else 200), said.body
            assert program.get(f"facts?limit={size}").json["facts"] == [to_raw(f) for f in in_order(past)][:size]

        check()


class TestKnots:
    def test_a_knot_tells_where_it_hurts_since_when_and_how_it_was_last(self, lived_in):
        (knot,) = lived_in.get("episodes").json["episodes"]
        assert lived_in.get(f"episodes/{EPISODE}").json == knot
        opened = next(fact for fact in STORY["facts"] if fact["kind"] == "episode")
        assert (knot["id"], knot["began_on"], knot["resolved"]) == (EPISODE, opened["began_on"], False)
        assert datetime.fromisoformat(knot["opened_at"]) == datetime.fromisoformat(opened["at"])
        marked = {fact["region"]: fact["intensity"] for fact in STORY["facts"] if fact["kind"] == "mark"}
        assert {region["region"]: region["intensity"] for region in knot["regions"]} == marked
        assert all(region["label"] for region in knot["regions"])
        check_ins = [fact for fact in STORY["facts"] if fact["kind"] == "check_in"]
        assert knot["last_check_in"] == (check_ins[-1] if check_ins else None)

    def test_a_knot_that_is_gone_or_part_of_another_says_so(self, program):
        about = {"zone": "UTC", "kind": "episode"}
        events = [("knot-1", "opened", None), ("knot-2", "opened", None), ("knot-1", "resolved", None)]
        events.append(("knot-2", "merged", "knot-1"))
        for minute, (episode, event, into) in enumerate(events):
            at = mark("", minute)["at"]
            fact = {**about, "id": f"e{minute}", "at": at, "episode": episode, "event": event, "into": into}
            assert program.post("facts", fact).status == 201
        told = {knot["id"]: knot for knot in program.get("episodes").json["episodes"]}
        assert (told["knot-1"]["resolved"], told["knot-1"]["merged_into"]) == (True, None)
        assert told["knot-2"]["merged_into"] == "knot-1"

    def test_its_advice_is_what_the_door_says_about_the_stored_facts(self, lived_in):
        library = load()
        said = lived_in.get(f"episodes/{EPISODE}/advice?at={AT}").json
        door = lived_in.post("advise", {**STORY, "episode": EPISODE}).json
        assert said["plan"] == door["plan"]
        assert said["forecasts"] == door["forecasts"]
        assert said["disposition"] == advise(parse_request(STORY, library), library).disposition

    def test_its_plan_comes_with_everything_safety_says(self, lived_in):
        whole = lived_in.get(f"episodes/{EPISODE}/advice?at={AT}").json
        said = lived_in.get(f"episodes/{EPISODE}/plan?at={AT}").json
        assert said["plan"]["steps"]
        assert said == {"episode": EPISODE, **{name: whole[name] for name in said if name != "episode"}}
        assert {"disposition", "screened", "reasons", "cautions", "provenance"} <= set(said)

    def test_looking_at_a_forecast_stores_nothing_and_issuing_it_stores_it_once_a_day(self, program):
        since = datetime.now(UTC) - timedelta(minutes=1) - datetime.fromisoformat(STORY["at"])
        moved = [{**f, "at": (datetime.fromisoformat(f["at"]) + since).isoformat()} for f in STORY["facts"]]
        program.post("facts", moved)
        before = records.count()
        for part in ("advice", "plan", "forecast", "forecast/explained"):
            assert program.get(f"episodes/{EPISODE}/{part}").status == 200
        assert records.count() == before
        for _ in range(2):
            said = program.post(f"episodes/{EPISODE}/forecast")
            assert said.status == 200
            assert said.json["forecasts"]["track_record"]
        (issued,) = program.get("facts?kind=forecast_issued").json["facts"]
        assert issued["episode"] == EPISODE

    def test_a_danger_sign_leaves_no_plan_and_no_forecast(self, lived_in):
        at = datetime.now(UTC).isoformat()
        sign = {"kind": "answer", "id": "danger", "at": at, "zone": "UTC", "episode": EPISODE, "value": "yes"}
        lived_in.post("facts", {**sign, "question": "rf_chest_pressure"})
        before = records.count()
        plan = lived_in.get(f"episodes/{EPISODE}/plan").json
        assert (plan["disposition"], plan["plan"]) == ("emergency_now", None)
        assert plan["reasons"]
        assert lived_in.get(f"episodes/{EPISODE}/forecast").json["forecasts"] is None
        assert lived_in.get(f"episodes/{EPISODE}/forecast/explained").json["explained"] is None
        assert lived_in.post(f"episodes/{EPISODE}/forecast").json["forecasts"] is None
        assert records.count() == before

    def test_a_knot_nobody_has_is_not_found(self, lived_in):
        for path in ("", "/advice", "/plan", "/forecast", "/forecast/explained"):
            said = lived_in.get(f"episodes/nobody{path}")
            assert (said.status, said.codes) == (404, ["episode_unknown"])

    def test_nobody_can_ask_for_tomorrow(self, lived_in):
        tomorrow = quote((datetime.now(UTC) + timedelta(days=1)).isoformat())
        said = lived_in.get(f"episodes/{EPISODE}/plan?at={tomorrow}")
        assert (said.status, said.codes) == (400, ["at_in_future"])


class TestMoving:
    def test_the_export_is_the_one_the_command_writes(self, lived_in):
        said = lived_in.get("export")
        assert (said.status, said.headers["Content-Type"]) == (200, "application/jsonl")
        exported_at = datetime.fromisoformat(json.loads(said.body.splitlines()[0])["exported_at"])
        assert said.body == native.write(records.raws(), content_version=load().version, exported_at=exported_at)
        assert len(native.read(said.body, VOCABULARY).rows) == len(STORY["facts"])

    def test_an_export_comes_back_in_and_leaves_what_is_there(self, lived_in):
        exported = lived_in.get("export").body
        said = lived_in.post("import", exported, content_type="application/jsonl")
        assert (said.status, said.json["added"], said.json["known"]) == (200, 0, len(STORY["facts"]))
        records.delete_everything()
        tried = lived_in.post("import?dry_run=true", exported, content_type="application/jsonl")
        assert (tried.json["added"], tried.json["dry_run"], records.count()) == (len(STORY["facts"]), True, 0)
        taken = lived_in.post("import", exported, content_type="application/jsonl")
        assert taken.json == {"added": len(STORY["facts"]), "known": 0, "dry_run": False, "problems": []}
        assert records.count() == len(STORY["facts"]) + 1

    def test_a_damaged_export_is_refused_whole_or_taken_as_far_as_it_goes(self, lived_in):
        exported = lived_in.get("export").body.splitlines(keepends=True)
        records.delete_everything()
        torn = b"".join(exported[:3])
        said = lived_in.post("import", torn, content_type="application/jsonl")
        assert (said.status, said.codes, records.count()) == (422, ["export_truncated"], 0)
        kept = lived_in.post("import?keep_good=true", torn, content_type="application/jsonl")
        assert (kept.json["added"], [each["code"] for each in kept.json["problems"]]) == (2, ["export_truncated"])


def test_the_command_prints_the_same_plan_and_forecast(sqlite_place, tmp_path):
    sqlite_place.open()
    program = Program(tmp_path)
    program.post("facts", STORY["facts"])
    parts = ("advice", "forecast", "forecast/explained")
    said = {part: program.get(f"episodes/{EPISODE}/{part}?at={AT}").body for part in parts}
    where = ("--json", "--data", sqlite_place.folder, "--at", STORY["at"])
    assert printed("plan", *where) == said["advice"]
    assert printed("forecast", *where) == said["forecast"]
    assert printed("forecast", "--explain", *where) == said["forecast/explained"]
