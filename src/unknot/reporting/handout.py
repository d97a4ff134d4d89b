"""The plan on paper: what to do today, drawn and told, to take along or to put on the wall.

`handout` says what is printed, `to_pdf` sets it with the template `handout.typ` beside this file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from unknot.content.library import Library
from unknot.loop import showing
from unknot.loop.advice import Advice, PlannedStep, TodaysPlan
from unknot.loop.wording import review_line, step_name
from unknot.reporting import typesetting
from unknot.reporting.posed import PosedFigure, figure_of
from unknot.reporting.typesetting import Paper

_WORDS = ("subject", "feel", "stop", "why", "alongside", "review", "signs", "page")


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing: the file that the template reads, its description, and whether it is mirrored for the left side."""

    file: str
    alt: str
    mirrored: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One step as it is printed."""

    name: str
    dose: str
    why: str
    grade: str
    limit: str
    feel: str
    steps: tuple[str, ...]
    stop_if: tuple[str, ...]
    cautions: tuple[str, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Handout:
    """What is printed. `marked` are the sore places, `signs` what to get help for, `notes` the limits of it all."""

    language: str
    printed_on: date
    title: str
    day: str
    marked: str
    why: tuple[str, ...]
    steps: tuple[Entry, ...]
    alongside: tuple[Entry, ...]
    review: str
    signs: tuple[str, ...]
    notes: tuple[str, ...]
    words: dict[str, str]


def handout(
    library: Library, advice: Advice, plan: TodaysPlan, *, marked: str, on: date, day: Callable[[date], str]
) -> Handout:
    """The hand-out of `plan`, printed on the day `on`; `marked` names the sore places, `day` writes a date."""
    return Handout(
        language=library.language,
        printed_on=on,
        title=plan.title,
        day=day(on),
        marked=marked,
        why=plan.why,
        steps=tuple(_entry(library, step) for step in plan.steps if not step.alongside),
        alongside=tuple(_entry(library, step) for step in plan.steps if step.alongside),
        review=day(plan.review_on),
        signs=tuple(caution.text for caution in showing.cautions(advice)),
        notes=(review_line(library), *(note.text for note in showing.notes(advice))),
        words={name: str(library.text[f"handout.{name}"]) for name in _WORDS},
    )


def _entry(library: Library, step: PlannedStep) -> Entry:
    return Entry(
        name=step_name(library, step),
        dose=step.dose.text[:1].upper() + step.dose.text[1:],
        why=" ".join(step.why),
        grade=step.grade_text,
        limit=step.limit,
        feel=" ".join(library.lines(f"technique.{step.technique}.target")),
        steps=step.steps,
        stop_if=step.stop_if,
        cautions=step.cautions,
        pictures=_pictures(figure_of(library, step.technique), step.side),
    )


def _pictures(figure: PosedFigure | None, side: str | None) -> tuple[Picture, ...]:
    if figure is None:
        return ()
    mirrored = figure.one_sided and side == "left"
    return tuple(Picture(frame.file, frame.alt, mirrored) for frame in figure.frames)


def to_pdf(printed: Handout, paper: Paper) -> bytes:
    """The hand-out as a tagged PDF (PDF/UA-1) on `paper`."""
    return typesetting.to_pdf("handout", asdict(printed), printed.printed_on, paper)
