"""Write the reference pages that are made from the code and the content.

python docs/build_reference.py            write them
python docs/build_reference.py --check    say which ones are out of date, and fail if any is
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from unknot.cli import EXIT_CODES
from unknot.cli.parser import build_parser
from unknot.content.checks import CHECKS, SHAPE_CHECKS
from unknot.content.library import Library, load, vocabulary_of
from unknot.content.records import Dose
from unknot.exchange.sqlite_tables import APPLICATION_ID
from unknot.exchange.table_columns import ALL
from unknot.exchange.tables import VERSION
from unknot.facts.strict_json import DEEPEST
from unknot.recovery.filtering import init
from unknot.recovery.forecasting import forecast
from unknot.recovery.parameters import from_library
from unknot.screening.fences import rules_for
from unknot.web.api import openapi, problem, shapes, table
from unknot.web.api.declared import Operation
from unknot.web.settings import LARGEST_REQUEST_BYTES

FOLDER = Path(__file__).parent / "reference"
DATA_FILES = """\
# Data files

`unknot export FILE --as csv`, `jsonl` or `sqlite` writes what you recorded and what holds now, so that it can be read
without Unknot, also in many years. Corrections are applied: what was taken back is not there. The native export
(`unknot export FILE`) keeps every entry as it was written, and only that one can be imported again. What each kind of
entry means: [facts](facts.md).

- **csv**: a zip archive with one file a table, `README.txt`, and the tables `about` and `about_file`. UTF-8, a row of
  names first, commas, CRLF at the end of a row, quotes where needed (RFC 4180). A text that a spreadsheet would take
  for a formula (it begins with `= + - @`, their wide forms, a tab or a line break) and one that begins with an
  apostrophe has one more apostrophe in front. To get the text back, take one apostrophe away from every text cell that
  begins with one. Numbers are written so that they are read back as the same numbers.
- **jsonl**: one entry a line, in the form of the native export, with `at_utc`, `local_day` and, where ids have names,
  `words`.
- **sqlite**: one plain SQLite file with every table below, keys, foreign keys, and three views: `days` (pain and
  minutes a knot and day), `techniques_done` (how often and how long in all, how it felt) and `timeline` (every entry
  in order of time). `application_id` is {application_id}, `user_version` the version of the shape, {version}.

Types: `text`, `integer`, `real`, `flag` (0 no, 1 yes), `json`. What was not asked or not answered is missing: NULL in
SQLite, an empty cell in CSV. Nothing is filled in. `needed` columns are never missing.
"""
PROFILES = ("exercise", "mixed", "desk", "care_seeker")


def command_line() -> str:
    """Every verb and option, as the parser states them."""
    parser = build_parser()
    verbs = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    parts = ["# Command line", "", "`unknot VERB [options]`. Every verb takes `--json` and `--no-colour`.", ""]
    for name, verb in verbs.choices.items():
        parts += [f"## `unknot {name}`", "", f"{verb.description}", "", "| option | meaning |", "|---|---|"]
        for action in verb._actions:
            spelled = ", ".join(action.option_strings) or str(action.metavar or action.dest)
            parts.append(f"| `{spelled}` | {_cell(action.help or '')} |")
        parts.append("")
    parts += ["## Exit codes", "", "| code | meaning |", "|---|---|"]
    parts += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    return _page(parts)


def rules(library: Library) -> str:
    """Every safety rule with its permanent id."""
    say = library.say
    parts = [
        "# Safety rules",
        "",
        f"Content {library.version}, clinical review: {library.clinical_review}.",
        "Where `verified` is no, the rule is general clinical knowledge that still has to be confirmed.",
        "",
        "## Warning signs (flags)",
        "",
        *_table(
            ("id", "question", "yes", "not sure", "asked", "verified"),
            (
                (f.id, say(f"flag.{f.id}.question"), f.disposition, f.if_not_sure, f.ask, _yes(f.verified))
                for f in library.flags.values()
            ),
        ),
        "## Combination rules",
        "",
        *_table(
            ("id", "why", "result", "on", "verified"),
            (
                (r.id, say(f"rule.{r.id}.reason"), r.disposition, _yes(r.enabled), _yes(r.verified))
                for r in library.combination_rules.values()
            ),
        ),
        "## Follow-up rules",
        "",
        *_table(
            ("id", "when", "then", "result"),
            (
                (
                    r.id,
                    say(f"follow_up.{r.id}.trigger"),
                    say(f"follow_up.{r.id}.action"),
                    r.disposition or "by the screen",
                )
                for r in library.follow_up_rules.values()
            ),
        ),
        "## What never escalates by itself (guards)",
        "",
        *_table(("id", "what"), ((g.id, say(f"guard.{g.id}.text")) for g in library.guards.values())),
        "## Contraindications",
        "",
        *_table(
            ("id", "for", "action", "what the person reads", "verified"),
            (
                (c.id, ", ".join(c.terms), c.action, say(f"contraindication.{c.id}.message"), _yes(c.verified))
                for c in library.contraindications.values()
            ),
        ),
    ]
    return _page(parts)


DOSE_WORDS = (
    ("hold_s", "hold", "s"),
    ("repetitions", "times", ""),
    ("sets", "sets", ""),
    ("pace_s_per_pass", "pace", "s a pass"),
    ("minutes", "time", "min"),
    ("sessions_per_day", "a day", ""),
    ("days_per_week", "days a week", ""),
)


def techniques(library: Library) -> str:
    """The catalogue with doses, grades and evidence."""
    rows = (
        (
            t.id,
            library.say(f"technique.{t.id}.name"),
            library.say(f"kind.{t.kind}.label"),
            _dose(t.dose),
            t.grade,
            ", ".join(t.evidence) or "none",
            t.figure or "none",
        )
        for t in library.techniques.values()
    )
    fences = (
        (t.id, ", ".join(rule.id for rule in rules_for(library, t)) or "none") for t in library.techniques.values()
    )
    ceilings = (
        (kind.id, ceiling.name, f"{ceiling.value:g}", ", ".join(ceiling.sources))
        for kind in library.kinds.values()
        for ceiling in kind.ceilings
    )
    parts = [
        "# Techniques",
        "",
        f"{len(library.techniques)} techniques. In brackets: between what least and most a number may sensibly be set.",
        "",
        *_table(("id", "name", "kind", "dose", "grade", "evidence", "drawing"), rows),
        "## What keeps them back",
        "",
        "The [rules](rules.md) that could concern somebody who does it for one of its muscles: some hide it, some",
        "change how it is done.",
        "",
        *_table(("id", "rules"), fences),
        "## Ceilings",
        "",
        "Hard limits, enforced outside the planner. The unit stands in the name.",
        "",
        *_table(("kind", "limit", "value", "from"), ceilings),
    ]
    return _page(parts)


def parameters(library: Library) -> str:
    """Every number of the models."""
    rows = (
        (p.id, f"{p.value:g}", f"{p.low:g} to {p.high:g}", p.unit, p.source_class, ", ".join(p.sources))
        for p in library.parameters.values()
    )
    effects = (
        (
            e.id,
            f"{e.relief_points:g} ({e.relief_low:g} to {e.relief_high:g})",
            f"{e.relief_half_life_days:g}",
            f"{e.rate:g} ({e.rate_low:g} to {e.rate_high:g})",
            e.source_class,
            ", ".join(e.sources),
        )
        for e in library.effects.values()
    )
    postures = (
        (
            p.id,
            ", ".join(f"{cause} {share:g}" for cause, share in p.holds.items()),
            _yes(p.seated),
            p.source_class,
            ", ".join(p.sources),
        )
        for p in library.postures.values()
    )
    parts = [
        "# Parameters",
        "",
        f"Version {library.parameters_version}. Bounds are 90 % ranges. Classes: data, derived, judgement, convention.",
        "",
        *_table(("id", "value", "range", "unit", "class", "from"), rows),
        "## What one session does",
        "",
        "Relief in points of pain (0-10), its half-life in days, and the factor on the recovery rate that day.",
        "",
        *_table(("effect", "relief", "half-life", "rate", "class", "from"), effects),
        "## What a posture holds",
        "",
        "The share of the time that the muscles listing a cause are held. A posture without a row holds its own.",
        "",
        *_table(("posture", "holds", "seated", "class", "from"), postures),
    ]
    return _page(parts)


def content_checks() -> str:
    """Every named check of the content."""
    rows = ((check.id, check.statement) for check in (*SHAPE_CHECKS, *CHECKS))
    parts = ["# Content checks", "", "`unknot content check` runs these.", "", *_table(("id", "must be true"), rows)]
    return _page(parts)


def first_forecasts(library: Library) -> str:
    """What the model says of each recovery profile before anybody has reported anything."""
    course, dates = [], []
    for profile in PROFILES:
        ahead = forecast(init(from_library(library, profile), start="peak"))
        at_days = (
            f"{ahead.level_points[day]:.1f}, {100 * ahead.gone_probability[day]:.0f} %" for day in (3, 7, 14, 28)
        )
        course.append((profile, library.say(f"profile.{profile}.label"), *at_days))
        days = (ahead.gone_by.median, ahead.gone_by.low80, ahead.gone_by.high80)
        spelled = (f"day {day}" if day is not None else "later than 28 days" for day in days)
        dates.append((profile, *spelled, f"{100 * ahead.persists_probability:.0f} %"))
    parts = [
        "# First forecasts",
        "",
        "What the model says before anybody has reported anything. The pain is at its height on day 0.",
        f"Computed from parameters {library.parameters_version}.",
        "",
        "## Mean pain, and chance to be gone",
        "",
        *_table(("profile", "who", "day 3", "day 7", "day 14", "day 28"), course),
        "## Gone by",
        "",
        *_table(("profile", "median", "from (10 %)", "to (90 %)", "not gone after 28 days"), dates),
        "What gone means, and why these dates are rough: [the forecast](../explanation/forecast.md).",
    ]
    return _page(parts)


def questions(library: Library) -> str:
    """Every question that a fact may answer, with its id."""
    vocabulary = vocabulary_of(library).questions
    lists = (
        ("Warning signs", [(id_, library.say(f"flag.{id_}.question")) for id_ in library.flags]),
        ("Background facts", [(id_, library.say(f"fact.{id_}.question")) for id_ in library.background_facts]),
        ("The short screen", [(id_, library.say(f"short_screen.{id_}.question")) for id_ in library.short_screen]),
        ("Conditions that fence techniques", [(id_, _term(library, id_)) for id_ in library.terms]),
        ("Movements", [(f"movement:{id_}", library.say(f"movement.{id_}.label")) for id_ in library.movements]),
        ("Symptoms", [(f"symptom:{id_}", library.say(f"symptom.{id_}.label")) for id_ in library.symptoms]),
        ("Causes", [(f"cause:{id_}", library.say(f"cause.{id_}.label")) for id_ in library.causes]),
        ("Cues", [(f"cue:{id_}", library.say(f"cue.{id_}.question")) for id_ in library.cues]),
    )
    parts = [
        "# Questions",
        "",
        "Every id an `answer` may name, besides `self_test:…`, `press_test:…`; more: [question ids](question-ids.md).",
        "",
    ]
    for title, rows in lists:
        parts += [f"## {title}", "", *_table(("id", "question"), (row for row in rows if row[0] in vocabulary))]
    return _page(parts)


def places(library: Library) -> str:
    """Every place on the body and every muscle with its points."""
    by_area: dict[str, list[str]] = {}
    for region in library.regions.values():
        by_area.setdefault(region.area, []).append(region.id)
    areas = (
        (area.id, library.say(f"area.{area.id}.label"), ", ".join(by_area[area.id]), area.home, area.press)
        for area in library.areas.values()
    )
    muscles = (
        (
            muscle.id,
            library.say(f"muscle.{muscle.id}.name"),
            ", ".join(f"{point.id} {point.press}" for point in muscle.trigger_points),
            ", ".join(muscle.press_kinds) or "none",
            muscle.stretch.use,
        )
        for muscle in library.muscles.values()
    )
    parts = [
        "# Places and muscles",
        "",
        "`press` says whether pressing may be planned: ok, care, taught (only what a clinician showed), never.",
        "",
        "## Places",
        "",
        *_table(("area", "name", "regions", "screening region", "press"), areas),
        "## Muscles",
        "",
        *_table(("muscle", "name", "points", "pressed with", "stretch"), muscles),
    ]
    return _page(parts)


def advice_schema() -> str:
    """JSON schema of the advice."""
    advice, parts = shapes.advice()
    return _schema("Advice", {"$defs": parts, **advice})


def request_schema() -> str:
    """JSON schema of the request, with one definition per kind of fact."""
    reference = "#/$defs/{model}"
    request = shapes.request(shapes.any_fact(reference))
    return _schema("Request", {**request, "$defs": shapes.facts(reference)})


def http_api() -> str:
    """Every path of the HTTP API, and how it refuses."""
    parts = [
        "# HTTP API",
        "",
        "While `unknot serve` runs, programs on the same computer find the one door, the facts and the knots below",
        f"`http://127.0.0.1:PORT{table.ROOT}`. A worked example: [write a local",
        "companion](../how-to/local-companion.md). The whole description for tools: [OpenAPI](openapi.json), also at",
        f"`{table.ROOT}openapi.json`.",
        "",
        "- **Who gets in.** A program shows the token in `companion.token` of the [data",
        "  folder](settings.md#the-data-folder): `Authorization: Bearer <token>`. A browser that came in by a one-time",
        "  link may read; to write it also sends the token of its forms in `X-CSRFToken`.",
        "- **What goes over the wire.** JSON in UTF-8; an export is JSON Lines. A key that stands twice, `NaN` and",
        f"  anything nested more than {DEEPEST} levels deep are refused.",
        f"- **How much.** A body holds at most {LARGEST_REQUEST_BYTES // 1_000_000} MB.",
        "- **Ids in an address** are percent-encoded, a slash as `%2F`, and `+` in an instant as `%2B`.",
        "- **Nothing is kept:** every answer says `Cache-Control: no-store`.",
        "- **Facts are never changed or removed.** A [correction](facts.md#correction) is a fact as well.",
        "",
        "## Paths",
        "",
    ]
    rows = [
        (f"{method} {table.ROOT}{route.path}", operation.summary)
        for route in table.ROUTES
        for method, operation in route.operations.items()
    ]
    parts += _table(("request", "what it gives"), rows)
    for route in table.ROUTES:
        for method, operation in route.operations.items():
            parts += _operation(f"{method} {table.ROOT}{route.path}", operation)
    parts += [
        "## Problems",
        "",
        "Every answer that is no success is an `application/problem+json` document (RFC 9457). `code` is that of the",
        "first problem, `type` is `urn:unknot:problem:` and the code, and `problems` lists everything that is wrong,",
        "each with `code`, `place`, `message` and `hint`. Every code: [errors](errors.md).",
        "",
        *_table(("status", "title"), ((str(status), title) for status, title in problem.TITLES.items())),
    ]
    return _page(parts)


def _operation(heading: str, operation: Operation) -> list[str]:
    parts = [f"### `{heading}`", "", operation.description, ""]
    if operation.query:
        parts += _table(("parameter", "meaning"), ((each.name, each.description) for each in operation.query))
    if operation.body is not None:
        takes = "Takes" if operation.body.required else "May take"
        parts += [f"{takes} `{operation.body.media_type}`: {operation.body.description}", ""]
    answers = ((str(status), answer.description) for status, answer in operation.answers.items())
    problems = ((str(status), problem.TITLES[status]) for status in operation.problems)
    return [*parts, *_table(("status", "meaning"), (*answers, *problems))]


def api_description() -> str:
    """The OpenAPI description of the HTTP API."""
    return json.dumps(openapi.description(), indent=2, ensure_ascii=False) + "\n"


def data_files() -> str:
    """Every table and column of the exports for other programs, and how their files are written."""
    parts = [DATA_FILES.format(application_id=APPLICATION_ID, version=VERSION)]
    for each in ALL:
        rows = (
            (column.name, column.type, column.unit, _yes(column.needed), column.to, column.meaning)
            for column in each.columns
        )
        parts += [f"## `{each.name}`", "", each.meaning, ""]
        if each.kind:
            parts += [f"Entries of the kind `{each.kind}`.", ""]
        parts += [f"Key: {', '.join(f'`{name}`' for name in each.key)}.", ""]
        parts += _table(("column", "type", "unit", "needed", "names a row of", "meaning"), rows)
    return _page(parts)


def pages() -> dict[str, Callable[[], str]]:
    """File name -> how to make it."""
    library = load()
    return {
        "command-line.md": command_line,
        "rules.md": lambda: rules(library),
        "questions.md": lambda: questions(library),
        "places.md": lambda: places(library),
        "techniques.md": lambda: techniques(library),
        "parameters.md": lambda: parameters(library),
        "content-checks.md": content_checks,
        "first-forecasts.md": lambda: first_forecasts(library),
        "advice.schema.json": advice_schema,
        "request.schema.json": request_schema,
        "data-files.md": data_files,
        "http-api.md": http_api,
        "openapi.json": api_description,
    }


def main() -> int:
    """Writes or checks every page."""
    stale = []
    for name, make in pages().items():
        path, text = FOLDER / name, make()
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stderr.write(f"out of date: docs/reference/{name}; run python docs/build_reference.py\n")
    return 1 if stale else 0


def _page(parts: Iterable[str]) -> str:
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join((f'`{_cell(row[0])}`', *map(_cell, row[1:])))} |" for row in rows]
    return [*lines, ""]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _term(library: Library, term: str) -> str:
    """The question of a term: its own, or that of the flag or fact of the same id."""
    keys = (f"term.{term}.question", f"fact.{term}.question", f"flag.{term}.question")
    return next((library.say(key) for key in keys if key in library.text), "worked out, not asked")


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _dose(dose: Dose) -> str:
    said = []
    for field, name, unit in DOSE_WORDS:
        value = getattr(dose, field)
        if value is not None:
            least, most = dose.bounds.get(field, (value, value))
            span = f" ({least:g} to {most:g})" if most > least else ""
            said.append(f"{name} {value:g}{span} {unit}".strip())
    return "; ".join([*said, dose.source_class])


def _schema(title: str, schema: dict[str, Any]) -> str:
    full = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}
    return json.dumps(full, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
