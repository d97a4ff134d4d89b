"""What the tables of an export are: every table and column, its type, its unit and what it means.

The same description makes the CSV files, the SQLite file, the table `about` in both, and the reference page.

Types: `text`, `integer`, `real`, `flag` (0 no, 1 yes), `json`. What was not asked or not answered is missing: NULL in
SQLite, an empty cell in CSV.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unknot.loop.naming import WORDS

Type = Literal["text", "integer", "real", "flag", "json"]

POINTS = "points, 0 to 10"
_WORDS_OF = "The name of `{}` in words, in the language of the installed content."


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `needed` is whether every row has a value; `words_of` the column of ids that it says in words.

    `to` is the table whose first column it names, `field` the field of the fact where it is not called the same.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    needed: bool = False
    to: str = ""
    words_of: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` are the columns that no two rows share. `kind` is the kind of fact that its rows are; empty for
    what is drawn from several or is a part of another table's rows."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    kind: str = ""


def _column(name: str, type_: Type, meaning: str, unit: str = "", *, needed: bool = False, to: str = "") -> Column:
    return Column(name, type_, meaning, unit, needed, to)


def _named(name: str, meaning: str, *, needed: bool = False) -> tuple[Column, Column]:
    """A column of ids and the one beside it that says them in words."""
    assert name in WORDS, name
    words = Column(f"{name}_words", "text", _WORDS_OF.format(name), words_of=name)
    return Column(name, "text", meaning, needed=needed), words


def _points(name: str, meaning: str) -> Column:
    return Column(name, "real", meaning, POINTS)


def _of_fact(name: str, kind: str, meaning: str, *columns: Column, of_knot: bool = True) -> Table:
    knot = "The knot it is about." if of_knot else "The knot it is about; missing if it is about the person."
    common = (
        Column("id", "text", "The id of the entry; the same as in the native export.", needed=True),
        Column("knot", "text", knot, needed=of_knot, to="knots"),
        Column("at_utc", "text", "The instant in UTC.", "YYYY-MM-DDThh:mm:ss.ffffffZ", needed=True),
        Column("at_local", "text", "The same instant as the clock showed it there.", "ISO 8601", needed=True),
        Column("local_day", "text", "The calendar day there.", "YYYY-MM-DD", needed=True),
        Column("zone", "text", "The IANA time zone it was written in.", needed=True),
    )
    return Table(name, meaning, (*common, *columns), kind=kind)


def _part_of(name: str, whole: str, meaning: str, *columns: Column, key: tuple[str, ...]) -> Table:
    of = Column(whole.removesuffix("s"), "text", f"The row of `{whole}` it belongs to.", needed=True, to=whole)
    return Table(name, meaning, (of, *columns), key=(of.name, *key))


KNOTS = Table(
    "knots",
    "One row for each knot that any entry names. Drawn from the other tables, to be joined with.",
    (
        Column("id", "text", "The id of the knot.", needed=True),
        Column("began_on", "text", "The day the pain began, as said last.", "YYYY-MM-DD"),
        Column("opened_at_utc", "text", "When it was first opened here.", "YYYY-MM-DDThh:mm:ss.ffffffZ"),
        Column("last_event", "text", "The latest entry of its life: opened, merged, split, resolved or reopened."),
        Column("last_event_at_utc", "text", "When that was.", "YYYY-MM-DDThh:mm:ss.ffffffZ"),
    ),
)

TABLES: tuple[Table, ...] = (
    KNOTS,
    _of_fact(
        *("profiles", "profile", "The person. Later rows win, field by field."),
        _column("age_years", "integer", "Age when it was written.", "years", needed=True),
        _column("sex", "text", "female or male; missing if not said."),
        _column("regular_exerciser", "flag", "Whether the person exercises regularly."),
        of_knot=False,
    ),
    _of_fact(
        *("preferences", "preference", "What the person has and wants. Later rows win, field by field."),
        _column("minutes_per_day", "integer", "Time the person wants to give.", "minutes a day"),
        _column("tools_said", "flag", "Whether tools were told of; then preference_tools lists all.", needed=True),
        _column(
            "dislikes_said", "flag", "Whether dislikes were told of; then preference_dislikes lists all.", needed=True
        ),
        _column("quiet", "flag", "Whether the person wants to be left in peace."),
        _column("remind_at", "text", "When a check-in that is due may be reminded of; or never.", "hh:mm, local time"),
        of_knot=False,
    ),
    _part_of(
        *("preference_tools", "preferences", "The tools that a row of preferences names."),
        _column("place", "integer", "Its place in the list, from 1.", needed=True),
        *_named("tool", "The id of the tool.", needed=True),
        key=("place",),
    ),
    _part_of(
        *("preference_dislikes", "preferences", "The techniques that a row of preferences says are disliked."),
        _column("place", "integer", "Its place in the list, from 1.", needed=True),
        *_named("technique", "The id of the technique or of its kind.", needed=True),
        key=("place",),
    ),
    _of_fact(
        *("knot_events", "episode", "The life of a knot: opened, merged into another, split, resolved, reopened."),
        _column("event", "text", "opened, merged, split, resolved or reopened.", needed=True),
        _column("began_on", "text", "The day the pain began.", "YYYY-MM-DD"),
        Column("merged_into", "text", "The knot that this one became part of.", to="knots", field="into"),
        _column("earlier_episodes", "integer", "How often the person had it before.", "episodes"),
        _column("out_of", "text", "The knot that this one was split from.", to="knots"),
        _column("recurrence_of", "text", "The closed knot that has come back in this one.", to="knots"),
    ),
    _of_fact(
        *("marks", "mark", "The pain drawing: one place at a time. The latest row of a place holds; 0 takes it away."),
        *_named("region", "The id of the place on the body.", needed=True),
        _column("intensity", "integer", "How strong the pain is there.", POINTS, needed=True),
        _column("depth", "text", "deep, or surface where it is felt near the skin."),
    ),
    _of_fact(
        *("answers", "answer", "Answers to questions: of the safety check, of conditions, of signs and causes."),
        *_named("question", "The id of the question.", needed=True),
        _column("value", "text", "yes, no or not_sure.", needed=True),
        of_knot=False,
    ),
    _of_fact(
        *("stories", "story", "What happened, in the person's own words."),
        _column("text", "text", "The words; empty where the person had nothing to tell.", needed=True),
    ),
    _of_fact(
        *("check_ins", "check_in", "How it was at one moment."),
        _points("pain_now", "Pain at that moment; 0 is none."),
        _points("pain_worst", "The worst pain of the 24 hours before."),
        _points("press_tenderness", "Pain when the spot was pressed as always."),
        _points("function", "How well the person could do what it hinders; 10 is as well as ever."),
        _column("soreness_5", "integer", "Soreness in all: 1 is very sore, 5 not sore at all.", "level, 1 to 5"),
        _column("followed_plan", "flag", "Whether the person followed the plan."),
    ),
    _part_of(
        *("check_in_ranges", "check_ins", "Ranges of motion that were measured at a check-in."),
        *_named("measure", "The id of what was measured.", needed=True),
        _column("side", "text", "l left, r right; empty where a side was not said.", needed=True),
        _column("reading", "real", "What was read.", "degrees; millimetres for rom_jaw_opening", needed=True),
        key=("measure", "side"),
    ),
    _part_of(
        *("check_in_movements", "check_ins", "How far movements went at a check-in, where nobody measured."),
        *_named("movement", "The id of the movement.", needed=True),
        _column("reach", "text", "full, a_bit_short or clearly_short, against what is usual.", needed=True),
        key=("movement",),
    ),
    _of_fact(
        *("doses", "dose", "Techniques that were done: which, on what, how long, how it felt."),
        *_named("technique", "The id of the technique or of its kind.", needed=True),
        _column("seconds", "real", "How long it was done.", "seconds", needed=True),
        *_named("muscle", "The id of the muscle it was done to."),
        *_named("region", "The id of the place it was done at."),
        _points("discomfort", "The strongest discomfort while doing it."),
        _column("felt", "text", "How it was afterwards: better, same or worse."),
        _column("stopped", "flag", "Whether it was broken off.", needed=True),
        _column("repetitions", "integer", "How often, where it was counted.", "times"),
        _column("eased", "flag", "Whether the person let up because it hurt, and went on.", needed=True),
        _column("range_felt", "text", "How far the movement went afterwards: further, same or less."),
        _points("pain_before", "Pain right before it."),
        _points("pain_after", "Pain right after it."),
        of_knot=False,
    ),
    _of_fact(
        *("exposures", "exposure", "Training, work and time in one posture."),
        *_named("cause", "The id of the cause it counts as.", needed=True),
        _column("minutes", "real", "How long.", "minutes", needed=True),
        _column("rpe", "real", "How hard the session was (session RPE).", POINTS),
        _column("unbroken", "real", "The longest part of it without getting up; missing if not counted.", "minutes"),
        of_knot=False,
    ),
    _of_fact(
        *("prompts", "prompt", "Reminders to move that were shown."),
        _column("answer", "text", "start, later, skip, or none if the person did not answer.", needed=True),
        of_knot=False,
    ),
    _of_fact(
        *("visits", "pro_visit", "Visits to professionals."),
        *_named("technique", "The id of what was done there."),
        _column("finding", "text", "What they said: muscular, other or unknown.", needed=True),
        _column("cleared", "flag", "Whether they examined the pain and said that self-care is fine.", needed=True),
        _column("minutes", "real", "How long the treatment took.", "minutes"),
        _column("note", "text", "What the person noted; empty where nothing.", needed=True),
        of_knot=False,
    ),
    _of_fact(
        *("forecasts", "forecast_issued", "Forecasts as they were shown, to be held against what happened."),
        _column("content_version", "text", "The content it was made with.", needed=True),
        _column("parameters_version", "text", "The numbers of the model it was made with.", needed=True),
        _column(
            "persists_probability", "real", "The chance that it lasts for long.", "probability, 0 to 1", needed=True
        ),
        _column("gone_by", "text", "The day it was as likely as not gone by; missing if beyond reach.", "YYYY-MM-DD"),
        _column("gone_low", "text", "The first day of the interval that holds 80 %.", "YYYY-MM-DD"),
        _column("gone_high", "text", "The last day of it; missing if beyond reach.", "YYYY-MM-DD"),
    ),
    _of_fact(
        *("trial_events", "trial_event", "Single-person trials, event by event."),
        _column("trial", "text", "The id of the trial.", needed=True),
        _column("event", "text", "designed, assigned, done, skipped or closed.", needed=True),
        _column("details", "json", "The details of the event, as an object.", needed=True),
        of_knot=False,
    ),
    _of_fact(
        *("imports", "import_batch", "Files that were brought in."),
        _column("source", "text", "What was brought in.", needed=True),
        _column("sha256", "text", "A digest of the file.", needed=True),
        _column("added", "integer", "How many entries came in.", "entries", needed=True),
        of_knot=False,
    ),
)
"""Every table, those that others name first."""

ABOUT = Table(
    "about",
    "Every column of every table: what it is and its unit.",
    (
        Column("table_name", "text", "The table.", needed=True),
        Column("column_name", "text", "The column.", needed=True),
        Column("type", "text", "text, integer, real, flag (0 no, 1 yes) or json.", needed=True),
        Column("unit", "text", "The unit or form of its values; empty where it has none.", needed=True),
        Column("meaning", "text", "What it says.", needed=True),
        Column("names_a_row_of", "text", "The table whose rows it names; empty where it names none.", needed=True),
    ),
    key=("table_name", "column_name"),
)
ABOUT_FILE = Table(
    "about_file",
    "What this file is, and when and from what it was made.",
    (
        Column("name", "text", "What is told.", needed=True),
        Column("value", "text", "What it is.", needed=True),
    ),
    key=("name",),
)
ALL = (*TABLES, ABOUT, ABOUT_FILE)
