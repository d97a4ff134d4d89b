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

from pydantic import TypeAdapter

from unknot.cli import EXIT_CODES
from unknot.cli.parser import build_parser
from unknot.content.checks import CHECKS, SHAPE_CHECKS
from unknot.content.library import Library, load
from unknot.content.records import Dose
from unknot.facts import KINDS
from unknot.loop import Advice

FOLDER = Path(__file__).parent / "reference"


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
    return "\n".join(parts) + "\n"


def rules(library: Library) -> str:
    """Every safety rule with its permanent id."""
    say = library.say
    parts = [
        "# Safety rules",
        "",
        f"Content {library.version}, clinical review: {library.clinical_review}. "
        "`verified: no` means: general clinical knowledge, still to be confirmed.",
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
    return "\n".join(parts) + "\n"


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
        )
        for t in library.techniques.values()
    )
    ceilings = (
        (kind.id, ceiling.name, f"{ceiling.value:g}", ", ".join(ceiling.sources))
        for kind in library.kinds.values()
        for ceiling in kind.ceilings
    )
    parts = [
        "# Techniques",
        "",
        *_table(("id", "name", "kind", "dose", "grade", "evidence"), rows),
        "## Ceilings",
        "",
        "Hard limits, enforced outside the planner. The unit stands in the name.",
        "",
        *_table(("kind", "limit", "value", "from"), ceilings),
    ]
    return "\n".join(parts) + "\n"


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
    ]
    return "\n".join(parts) + "\n"


def content_checks() -> str:
    """Every named check of the content."""
    rows = ((check.id, check.statement) for check in (*SHAPE_CHECKS, *CHECKS))
    return "\n".join(["# Content checks", "", "`unknot content check` runs these.", "", *_table(("id", "must be true"), rows)]) + "\n"


def advice_schema() -> str:
    """JSON schema of the advice."""
    return _schema("Advice", TypeAdapter(Advice).json_schema(mode="serialization"))


def request_schema() -> str:
    """JSON schema of the request, with one definition per kind of fact."""
    definitions: dict[str, Any] = {}
    for name, kind in KINDS.items():
        schema = TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}")
        definitions.update(schema.pop("$defs", {}))
        schema["properties"] = {"kind": {"const": name}, **schema["properties"]}
        schema["required"] = ["kind", *schema.get("required", [])]
        schema["additionalProperties"] = False
        definitions[name] = schema
    text_or_null = {"type": ["string", "null"]}
    return _schema(
        "Request",
        {
            "type": "object",
            "required": ["at", "zone", "facts"],
            "additionalProperties": False,
            "properties": {
                "at": {"type": "string", "format": "date-time", "description": "ISO 8601 with an offset"},
                "zone": {"type": "string", "description": "IANA time zone"},
                "facts": {"type": "array", "items": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in KINDS]}},
                "episode": text_or_null,
                "content_version": text_or_null,
                "parameters_version": text_or_null,
                "seed": {"type": "integer", "minimum": 0},
            },
            "$defs": definitions,
        },
    )


def pages() -> dict[str, Callable[[], str]]:
    """File name -> how to make it."""
    library = load()
    return {
        "command-line.md": command_line,
        "rules.md": lambda: rules(library),
        "techniques.md": lambda: techniques(library),
        "parameters.md": lambda: parameters(library),
        "content-checks.md": content_checks,
        "advice.schema.json": advice_schema,
        "request.schema.json": request_schema,
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
        print(f"out of date: docs/reference/{name}; run python docs/build_reference.py")
    return 1 if stale else 0


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join((f'`{_cell(row[0])}`', *map(_cell, row[1:])))} |" for row in rows]
    return [*lines, ""]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _dose(dose: Dose) -> str:
    numbers = {
        "hold": (dose.hold_s, "s"),
        "times": (dose.repetitions, ""),
        "sets": (dose.sets, ""),
        "pace": (dose.pace_s_per_pass, "s a pass"),
        "time": (dose.minutes, "min"),
        "a day": (dose.sessions_per_day, ""),
        "days a week": (dose.days_per_week, ""),
    }
    said = [f"{name} {value:g} {unit}".strip() for name, (value, unit) in numbers.items() if value is not None]
    return "; ".join([*said, dose.source_class])


def _schema(title: str, schema: dict[str, Any]) -> str:
    full = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}
    return json.dumps(full, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
