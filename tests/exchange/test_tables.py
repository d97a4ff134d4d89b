"""What holds of the log is in the tables, value by value, read back by other readers than wrote it."""

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import VOCABULARY, stories
from unknot.content.library import load, vocabulary_of
from unknot.exchange import sqlite_tables, tables
from unknot.exchange.table_columns import ALL, TABLES
from unknot.facts import KINDS, Answer, CheckIn, Correction, Dose, Episode, Mark, Story, Vocabulary, parse
from unknot.facts.history import standing
from unknot.loop.naming import WORDS

LIBRARY = load()
KNOWN = vocabulary_of(LIBRARY)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BERLIN = {"at": datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "zone": "Europe/Berlin", "episode": "k"}
ADDED = ("at_utc", "local_day", "words")

FEW = Vocabulary(
    **{
        name: frozenset(sorted(getattr(KNOWN, name))[::60][:6])
        for name in ("regions", "muscles", "techniques", "causes")
    },
    questions=frozenset(
        {"rf_chest_pressure", "movement:neck_turn_same", "anticoagulated", *sorted(KNOWN.questions)[::90]}
    ),
    tools=KNOWN.tools,
    rom=dict(sorted(KNOWN.rom.items())[::9]),
)
some_facts = stories(FEW, max_size=8)


def made_of(facts):
    return tables.tables(LIBRARY, facts, exported_at=NOW)


def read_back(data):
    """Table name to rows by column, read by the csv module alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert files.testzip() is None
        texts = {
            name.removesuffix(".csv"): files.read(name).decode() for name in files.namelist() if name != "README.txt"
        }
    return {name: list(csv.DictReader(io.StringIO(text, newline=""), strict=True)) for name, text in texts.items()}


def opened(data):
    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    database.row_factory = sqlite3.Row
    return closing(database)


def as_fact(database, table, row):
    """The fact that a row of the SQLite file states, put together without the code that wrote it."""
    raw = {"kind": table.kind, "at": row["at_utc"], "episode": row["knot"]}
    for column in table.columns:
        value = row[column.name]
        if column.words_of or column.name in ("knot", "at_utc", "at_local", "local_day", "tools_said", "dislikes_said"):
            continue
        if column.type == "flag" and value is not None:
            value = bool(value)
        raw["into" if column.name == "merged_into" else column.name] = (
            json.loads(value) if column.type == "json" else value
        )

    def part(of, name):
        return list(database.execute(f"SELECT * FROM {of} WHERE {name} = ? ORDER BY rowid", [row["id"]]))

    if table.kind == "preference":
        raw["tools"] = [each["tool"] for each in part("preference_tools", "preference")] if row["tools_said"] else None
        disliked = part("preference_dislikes", "preference")
        raw["dislikes"] = [each["technique"] for each in disliked] if row["dislikes_said"] else None
    if table.kind == "check_in":
        ranges = part("check_in_ranges", "check_in")
        raw["rom"] = {".".join(filter(None, (each["measure"], each["side"]))): each["reading"] for each in ranges}
        raw["movements"] = {each["movement"]: each["reach"] for each in part("check_in_movements", "check_in")}
    return parse(raw, KNOWN)


@given(facts=some_facts)
def test_every_fact_that_holds_comes_back_from_the_sqlite_file(facts):
    with opened(sqlite_tables.to_sqlite(made_of(facts))) as database:
        assert list(database.execute("PRAGMA foreign_key_check")) == []
        assert [row[0] for row in database.execute("PRAGMA integrity_check")] == ["ok"]
        read = [
            as_fact(database, table, row)
            for table in TABLES
            if table.kind
            for row in database.execute(f"SELECT * FROM {table.name}")
        ]
        timeline = [row["id"] for row in database.execute("SELECT id FROM timeline")]
    held = standing(facts)
    assert {fact.id: fact for fact in read} == {fact.id: fact for fact in held}
    assert sorted(timeline) == sorted(fact.id for fact in held)


@given(facts=some_facts)
def test_every_cell_comes_back_from_the_csv_files(facts):
    made = made_of(facts)
    read = read_back(tables.to_csv(made, exported_at=NOW))
    assert read.keys() == {table.name for table in ALL}
    for table in ALL:
        rows = made.rows[table.name]
        assert len(rows) == len(read[table.name])
        for row, cells in zip(rows, read[table.name], strict=True):
            assert list(cells) == [column.name for column in table.columns]
            for column in table.columns:
                value, cell = row[column.name], cells[column.name]
                if isinstance(value, str):
                    assert tables.unescaped(cell) == value
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
                else:
                    assert cell == "" if value is None else type(value)(cell) == value


@given(facts=some_facts)
def test_every_line_is_an_entry_that_holds(facts):
    lines = [json.loads(line) for line in tables.to_jsonl(LIBRARY, facts).splitlines()]
    read = [parse({key: value for key, value in line.items() if key not in ADDED}, KNOWN) for line in lines]
    assert tuple(read) == standing(facts)


@given(facts=stories(VOCABULARY))
def test_what_the_installed_content_does_not_know_has_no_words_and_is_there_all_the_same(facts):
    made = made_of(facts)
    assert sum(len(made.rows[table.name]) for table in TABLES if table.kind) == len(standing(facts))


@given(facts=some_facts)
def test_a_missing_text_and_an_empty_one_are_never_mixed_up(facts):
    """A text column is either never missing or never empty, so that an empty cell means one thing."""
    made = made_of(facts)
    for table in ALL:
        for column in table.columns:
            if column.type == "text" and not column.needed:
                assert all(row[column.name] != "" for row in made.rows[table.name])


@given(st.text())
def test_what_a_spreadsheet_would_run_is_text_and_can_be_had_back(text):
    assert tables.unescaped(tables.escaped(text)) == text
    assert not tables.escaped(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_the_day_is_that_of_the_clock_on_the_wall():
    (row,) = made_of([Story(id="s", text="=1+1", **BERLIN)]).rows["stories"]
    assert (row["at_utc"], row["local_day"]) == ("2026-11-20T23:30:00.000000Z", "2026-11-21")
    assert row["at_local"] == "2026-11-21T00:30:00+01:00"


def test_corrections_are_applied():
    first = CheckIn(id="c", pain_now=5, **BERLIN)
    later = {**BERLIN, "at": BERLIN["at"] + timedelta(hours=1)}
    better = Correction(id="x", supersedes="c", replacement=CheckIn(id="y", pain_now=3, **BERLIN), **later)
    gone = Correction(id="z", supersedes="d", **later)
    made = made_of([first, better, Dose(id="d", technique="wait", seconds=60, **BERLIN), gone])
    assert [(row["id"], row["pain_now"]) for row in made.rows["check_ins"]] == [("c", 3)]
    assert made.rows["doses"] == ()


def test_ids_are_said_in_words():
    mark = Mark(id="m", region=next(iter(KNOWN.regions)), intensity=4, **BERLIN)
    answer = Answer(id="a", question="rf_chest_pressure", value="no", **BERLIN)
    made = made_of([mark, answer])
    assert made.rows["marks"][0]["region_words"] == LIBRARY.say(f"region.{mark.region}.label")
    assert made.rows["answers"][0]["question_words"] == LIBRARY.say("flag.rf_chest_pressure.question")
    (_, line) = tables.to_jsonl(LIBRARY, [mark, answer]).splitlines()
    assert json.loads(line)["words"] == {mark.region: LIBRARY.say(f"region.{mark.region}.label")}


def test_every_id_of_the_vocabulary_has_words_unless_it_is_worked_out_and_never_asked():
    named = {
        "region": KNOWN.regions,
        "muscle": KNOWN.muscles,
        "technique": KNOWN.techniques,
        "cause": KNOWN.causes,
        "tool": KNOWN.tools,
        "question": KNOWN.questions,
        "measure": KNOWN.rom,
        "movement": {each.removeprefix("movement:") for each in KNOWN.questions if each.startswith("movement:")},
    }
    wordless = {id_ for what, ids in named.items() for id_ in ids if not WORDS[what](LIBRARY, id_)}
    assert wordless <= {id_ for id_, term in LIBRARY.terms.items() if term.question_list is None}


def test_the_views_answer_the_usual_questions():
    facts = [
        Episode(id="o", event="opened", **BERLIN),
        CheckIn(id="c1", pain_now=6, pain_worst=8, **BERLIN),
        CheckIn(id="c2", pain_now=5, **{**BERLIN, "at": BERLIN["at"] + timedelta(hours=2)}),
        *(
            Dose(id=f"d{n}", technique="wait", seconds=90, felt=("better", "worse", None)[n], **BERLIN)
            for n in range(3)
        ),
    ]
    with opened(sqlite_tables.to_sqlite(made_of(facts))) as database:
        (day,) = map(dict, database.execute("SELECT * FROM days"))
        (done,) = map(dict, database.execute("SELECT * FROM techniques_done"))
        (knot,) = map(dict, database.execute("SELECT * FROM knots"))
    assert day == {
        "knot": "k",
        "local_day": "2026-11-21",
        "pain_now": 5.0,
        "pain_worst": 8.0,
        "techniques": 3,
        "technique_minutes": 4.5,
    }
    assert (done["times"], done["minutes"], done["felt_better"], done["felt_worse"], done["felt_same"]) == (
        3,
        4.5,
        1,
        1,
        0,
    )
    assert (knot["id"], knot["last_event"]) == ("k", "opened")


@given(facts=some_facts, offset=st.integers(-12, 12))
def test_the_same_facts_and_instant_give_the_same_bytes(facts, offset):
    again = NOW.astimezone(timezone(timedelta(hours=offset)))
    for write in (sqlite_tables.to_sqlite, lambda made: tables.to_csv(made, exported_at=again)):
        assert write(made_of(facts)) == write(tables.tables(LIBRARY, reversed(facts), exported_at=again))


def test_every_kind_of_fact_has_its_table():
    kinds = [table.kind for table in TABLES if table.kind]
    assert sorted(kinds) == sorted(set(kinds))
    assert set(kinds) == KINDS.keys() - {"correction"}
