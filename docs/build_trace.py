"""Write the trace matrix: for each safety rule, the tests whose subject it is. Measured, not kept by hand.

python docs/build_trace.py            write docs/safety/trace.md
python docs/build_trace.py --check    fail if it is out of date, or if a rule has no test

A test has a rule as its subject if the rule's id is one of its parameters, or stands in its mark
`@pytest.mark.rule("id")`. The tests are collected, not run.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import yaml

from unknot.content.library import Library, load

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/safety/trace.md"
SPECIFICATION = ROOT / "tests/core/screening/specification.yaml"
FOLDERS = ("tests/core", "tests/laws", "tests/vignettes", "tests/web")
OPEN: Mapping[str, str] = {
    "ap_proxy_and_comprehension": "Nobody is asked yet who answers, or whether they can feel and follow.",
}
"""Rules that nothing holds yet, with the reason."""

Matrix = Mapping[str, tuple[str, ...]]
"""Rule id -> the tests whose subject it is, without their parameters."""


def rules(library: Library) -> Mapping[str, Mapping[str, str]]:
    """Every safety rule by kind and id, with what it is."""
    say = library.say
    policy: Mapping[str, str] = yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))["answer_policy"]
    return {
        "Warning signs": {id_: say(f"flag.{id_}.short") for id_ in library.flags},
        "Combination rules": {id_: say(f"rule.{id_}.reason") for id_ in library.combination_rules},
        "Guards": {id_: say(f"guard.{id_}.text") for id_ in library.guards},
        "Follow-up rules": {id_: say(f"follow_up.{id_}.trigger") for id_ in library.follow_up_rules},
        "Short screen": {id_: say(f"short_screen.{id_}.question") for id_ in library.short_screen},
        "After a session": {
            f"after_session.{id_}": "; ".join(library.lines(f"after_session.{id_}.signs"))
            for id_ in library.after_session
        },
        "Stops in a session": {f"stop.{id_}": say(f"session_stop.{id_}.label") for id_ in library.session_stops},
        "Places where emergencies are felt": {
            f"place.{id_}": "; ".join(say(f"area.{area}.label") for area in entry.areas)
            for id_, entry in library.emergency_overlaps.items()
        },
        "Contraindications": {
            id_: say(f"contraindication.{id_}.condition") + ": " + say(f"contraindication.{id_}.message")
            for id_ in library.contraindications
        },
        "How answers count": policy,
    }


class Collector:
    """Notes which of the known rules each collected test has as its subject."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = frozenset(known)
        self.found: dict[str, set[str]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Called by pytest once everything has been collected."""
        for item in session.items:
            marked = {id_ for mark in item.iter_markers("rule") for id_ in mark.args}
            unknown = marked - self.known
            if unknown:
                raise pytest.UsageError(f"{item.nodeid}: there is no rule {', '.join(sorted(unknown))}")
            parameters = getattr(item, "callspec", None)
            given = parameters.params.values() if parameters is not None else ()
            for id_ in marked | {value for value in given if isinstance(value, str) and value in self.known}:
                self.found.setdefault(id_, set()).add(item.nodeid.partition("[")[0])


def measure(known: Iterable[str]) -> Matrix:
    """The matrix of the tests as they are now. Exits with what pytest said if they cannot be collected."""
    collector, said = Collector(known), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.chdir(ROOT):
        code = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *FOLDERS], plugins=[collector])
    if code != pytest.ExitCode.OK:
        sys.exit("\n".join(said.getvalue().splitlines()[-30:]))
    return {id_: tuple(sorted(collector.found.get(id_, ()))) for id_ in sorted(collector.known)}


def untested(matrix: Matrix) -> list[str]:
    """Rules without a test that are not known to be open, and open ones that have a test by now."""
    missing = [f"{id_} has no test" for id_, tests in matrix.items() if not tests and id_ not in OPEN]
    held = [f"{id_} has a test: it is no longer open" for id_ in OPEN if matrix.get(id_)]
    return missing + held


def page(kinds: Mapping[str, Mapping[str, str]], matrix: Matrix) -> str:
    """The whole page."""
    named = sum(len(rows) for rows in kinds.values())
    tests = {test for each in matrix.values() for test in each}
    parts = [
        "# Trace matrix",
        "",
        "Which tests have each safety rule as their subject. `python docs/build_trace.py` measures it on the tests",
        "themselves, so no test is named that is not there. A test is named by file, two colons and name; where the",
        "rule is a parameter, it is one test per rule, with the rule in brackets behind its name.",
        "",
        f"{named} rules, {len(tests)} tests that name at least one of them. What the rules say: [safety",
        "rules](../reference/rules.md). How they were specified: `tests/core/screening/specification.yaml`.",
        "",
    ]
    for title, rows in kinds.items():
        common = sorted(set.intersection(*(set(matrix[id_]) for id_ in rows if id_ not in OPEN)))
        parts += [f"## {title}", ""]
        if common:
            parts += ["Every one of them:", "", *(f"- `{test}`" for test in common), ""]
        parts += [
            "| rule | what it is | tests besides |" if common else "| rule | what it is | tests |",
            "|---|---|---|",
        ]
        parts += [f"| `{id_}` | {_cell(text)} | {_tests(id_, matrix, common)} |" for id_, text in rows.items()]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _tests(id_: str, matrix: Matrix, common: list[str]) -> str:
    if id_ in OPEN:
        return f"**none.** {OPEN[id_]}"
    return "<br>".join(f"`{test}`" for test in matrix[id_] if test not in common)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Writes or checks the page."""
    kinds = rules(load())
    matrix = measure(id_ for rows in kinds.values() for id_ in rows)
    problems = untested(matrix)
    text = page(kinds, matrix)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        problems.append("docs/safety/trace.md is out of date: run python docs/build_trace.py")
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
