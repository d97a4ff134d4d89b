"""`unknot fit`: the numbers of the model fitted to the people of a folder, in a file that says where they come from.

Code                     | Meaning
------------------------ | ----------------------------------------------------------------
`fit_tools_missing`      | the search needs SciPy
`fit_steps_out_of_range` | `--steps` is not possible
`fit_no_people`          | nothing in the folder tells of anybody's course
`fit_too_few_people`     | there are too few people to say anything of people at large
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from unknot.cli.page import Page
from unknot.cli.writing import TO_STDOUT, refuse_existing, write
from unknot.content.library import Library, load
from unknot.errors import InputError, Problem

if TYPE_CHECKING:
    from unknot.exchange.people import People
    from unknot.recovery.fitting.provenance import Fitting

FEWEST_PEOPLE = 3
"""With fewer, a fit speaks of these people rather than of people."""
MOST_STEPS = 1_000


def run(arguments: argparse.Namespace) -> int:
    """Writes the file and shows the old and the new numbers. Uses nothing of the person's own data folder."""
    if not 1 <= arguments.steps <= MOST_STEPS:
        message = f"{arguments.steps} is not possible"
        raise InputError(Problem("fit_steps_out_of_range", "--steps", message, f"1 to {MOST_STEPS}"))
    library = load()
    refuse_existing(library, arguments.out, force=arguments.force)
    _refuse_without_tools()
    from unknot.exchange.people import KINDS, gather
    from unknot.recovery.fitted import read, with_fitted
    from unknot.recovery.fitting import provenance

    kinds = KINDS if arguments.kind == "auto" else (arguments.kind,)
    now = datetime.now(UTC)
    people = gather(arguments.folder, library, kinds, now=now)
    notes = Page(plain=arguments.no_colour, stream=sys.stderr)
    _say_left_out(notes, library, people)
    fittings = _fitted(arguments, library, people, kinds, notes)
    raw = provenance.record(
        library, fittings, made_on=now.astimezone().date(), sources=people.sources, left_out=people.left_out
    )
    data = provenance.to_bytes(raw)
    with_fitted(library, read(data, str(arguments.out)), str(arguments.out))
    write(arguments.out, data)
    if arguments.out == TO_STDOUT:
        return 0
    if arguments.json:
        print(json.dumps({"file": str(arguments.out), **raw}, ensure_ascii=False))
    else:
        _show(Page(plain=arguments.no_colour), library, fittings, raw, str(arguments.out))
    return 0


def _refuse_without_tools() -> None:
    """Raises `InputError` (`fit_tools_missing`) where SciPy is not installed."""
    try:
        import unknot.recovery.fitting.search  # noqa: F401
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "scipy":
            raise
        message = "this needs SciPy, which nothing else here does"
        raise InputError(Problem("fit_tools_missing", "unknot fit", message, "pip install 'unknot[fit]'")) from None


def _fitted(
    arguments: argparse.Namespace, library: Library, people: People, kinds: Sequence[str], notes: Page
) -> list[Fitting]:
    """One fit for each kind that there are enough people for.

    Raises `InputError` where there are none, too few of a kind that was asked for, or too few of every kind.
    """
    there = {"knots": len(people.knots), "daily": len(people.diaries)}
    found = [kind for kind in kinds if there[kind]]
    if not found:
        message = "no file here tells of anybody's course"
        hint = "put exports of Unknot or tables of daily soreness there"
        raise InputError(Problem("fit_no_people", str(arguments.folder), message, hint))
    enough = [kind for kind in found if arguments.few or there[kind] >= FEWEST_PEOPLE]
    if not enough:
        message = f"{max(there[kind] for kind in found)} people are too few, {FEWEST_PEOPLE} are needed"
        hint = "--few fits all the same; the numbers then speak of these people rather than of people"
        raise InputError(Problem("fit_too_few_people", str(arguments.folder), message, hint))
    for kind in found:
        if kind not in enough:
            notes.say(library.say(f"cli.fit.kind_left_out.{kind}", people=there[kind], fewest=FEWEST_PEOPLE))
    return [_one(kind, arguments, library, people, notes) for kind in enough]


def _one(kind: str, arguments: argparse.Namespace, library: Library, people: People, notes: Page) -> Fitting:
    from unknot.recovery.fitting import daily, knots
    from unknot.recovery.fitting.provenance import Fitting

    with _progress(notes, library, arguments.steps) as told:
        if kind == "daily":
            _, fit = daily.refitted(library, people.diaries, steps=arguments.steps, told=told)
            answers = sum(int((diary.answers > 0).sum()) for diary in people.diaries)
            return Fitting(kind, len(people.diaries), 0, answers, fit)
        every = [knot for person in people.knots for knot in person]
        _, fit = knots.refitted(library, every, steps=arguments.steps, told=told)
        readings = sum(knots.readings(library, knot) for knot in every)
        return Fitting(kind, len(people.knots), len(every), readings, fit)


@contextmanager
def _progress(page: Page, library: Library, steps: int) -> Iterator[Callable[[int, float], None] | None]:
    """A bar on a terminal that can move the cursor; nothing elsewhere, where a reader would hear every step."""
    if not page.stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=page.console, transient=True) as bar:
        task = bar.add_task(library.say("cli.fit.working"), total=steps)
        yield lambda step, _: bar.update(
            task, completed=step, description=library.say("cli.fit.step", step=step, steps=steps)
        )


def _say_left_out(notes: Page, library: Library, people: People) -> None:
    if people.left_out:
        notes.say(library.say("cli.fit.left_out"))
        notes.bullets([f"{problem} [{problem.code}]" for problem in people.left_out])


def _show(page: Page, library: Library, fittings: Sequence[Fitting], raw: Mapping[str, Any], file: str) -> None:
    """What was fitted to whom, every row with its old and new number and its range, and how to use the file."""
    names = [library.say(f"cli.fit.column.{name}") for name in ("row", "before", "after", "range")]
    for fitting in fittings:
        page.heading(library.say(f"cli.fit.heading.{fitting.kind}"))
        whole = {"people": fitting.people, "knots": fitting.knots, "readings": fitting.readings}
        page.say(library.say(f"cli.fit.people.{fitting.kind}", **whole))
        page.gap()
        page.table(names, [_row(library, id_, raw["rows"][id_]) for id_ in fitting.fit.values])
        page.gap()
        before, after = (f"{loss:.1f}" for loss in (fitting.fit.before, fitting.fit.after))
        page.aside(library.say("cli.fit.loss", before=before, after=after, steps=fitting.fit.steps))
    page.aside(library.say("cli.fit.pooled"))
    page.gap()
    page.say(library.say("cli.fit.done", file=file, version=raw["parameters_version"]))


def _row(library: Library, id_: str, row: Mapping[str, float]) -> list[str]:
    span = library.say("cli.fit.range", low=f"{row['low']:g}", high=f"{row['high']:g}")
    return [id_.removeprefix("recovery."), f"{row['before']:.3g}", f"{row['after']:.3g}", span]
