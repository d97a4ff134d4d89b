"""The review kit: every safety rule on a page of its own, as a PDF that a clinician fills in.

`kit` says what is printed, `to_pdf` sets it with the template `review.typ` beside this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from unknot.content.library import Library
from unknot.reporting import typesetting
from unknot.reporting.review_pages import PARTS, Page, Row, status
from unknot.reporting.rule_words import Line
from unknot.reporting.typesetting import Paper

_WORDS = (
    *("title", "line", "subject", "foot", "page", "contents.heading"),
    *("what.heading", "fill.heading", "results.heading", "record.heading", "reviewer.heading", "facts.heading"),
    *(f"decision.{each}" for each in ("heading", "agree", "change", "remove", "remarks", "name", "date")),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the kit: its name, what it is, its pages."""

    id: str
    title: str
    about: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """What is printed. `facts` describe this copy, `results` are the four results with what the app does."""

    language: str
    printed_on: date
    words: dict[str, str]
    what: tuple[str, ...]
    fill: tuple[str, ...]
    record: tuple[str, ...]
    reviewer: tuple[str, ...]
    facts: tuple[Line, ...]
    results: tuple[Row, ...]
    parts: tuple[Part, ...]

    @property
    def rules(self) -> int:
        """How many rules are printed."""
        return sum(len(part.pages) for part in self.parts)


def kit(library: Library, *, app: str, on: date, only: Sequence[str] = ()) -> Kit:
    """The kit for `library`, printed on the day `on`; `only` names parts of `PARTS`, all of them if it is empty."""
    say = library.say
    everything = tuple(_part(library, name) for name in PARTS)
    chosen = tuple(part for part in everything if not only or part.id in only)
    count, total = (sum(len(part.pages) for part in parts) for parts in (chosen, everything))
    facts = {
        "content": library.version,
        "parameters": library.parameters_version,
        "app": app,
        "printed": on.isoformat(),
        "status": status(library),
        "rules": str(total) if count == total else say("review.facts.some", count=count, all=total),
    }
    words = {name: library.text[f"review.{name}"] for name in _WORDS}
    return Kit(
        language=library.language,
        printed_on=on,
        words={name: str(text) for name, text in words.items()}
        | {"foot": say("review.foot", app=app, content=library.version)},
        what=library.lines("review.what"),
        fill=library.lines("review.fill"),
        record=library.lines("review.record"),
        reviewer=tuple(say(f"review.reviewer.{name}") for name in ("name", "profession", "register", "read", "signed")),
        facts=tuple(Line(text, label=say(f"review.facts.{name}")) for name, text in facts.items()),
        results=tuple(
            Row(say(f"disposition.{id_}.title"), (Line(say(f"disposition.{id_}.behaviour"), note=str(rank)),))
            for id_, rank in sorted(library.dispositions.items(), key=lambda each: -each[1])
        ),
        parts=chosen,
    )


def to_pdf(printed: Kit, paper: Paper) -> bytes:
    """The kit as a tagged PDF (PDF/UA-1) on `paper`."""
    return typesetting.to_pdf("review", asdict(printed), printed.printed_on, paper)


def _part(library: Library, name: str) -> Part:
    title, about = library.say(f"review.part.{name}"), library.say(f"review.about.{name}")
    return Part(name, title, about, tuple(PARTS[name](library)))
