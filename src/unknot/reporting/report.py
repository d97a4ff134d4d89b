"""The report on paper: one page that a clinician can keep, and an appendix with everything behind it.

`to_pdf` sets `loop.report` with the template `report.typ` beside this file; `sheet` is what both paper and page show.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from unknot.content.library import Library
from unknot.loop.report_records import Report
from unknot.loop.report_words import day_in_full, gone_by, points
from unknot.loop.wording import time_in_words
from unknot.reporting import report_body, report_chart, typesetting
from unknot.reporting.report_chart import ChartWords
from unknot.reporting.typesetting import LetterMissingError, Paper

FONT = "Libertinus Serif"
_WORDS = "report.words."
_LONGEST_WORD = 24
_BREAK = "\u200b"
"""A place where a word may be broken that shows nothing."""
_OUR_LETTERS = re.compile("[^\n !-\u04ff\u1e00-\u2040\u2190-\u22ff\u2500-\u25ff]")
_LACKING = "\u25a1"
"""Stands for a letter that no font has."""
_UNSEEN = frozenset(["Cc", "Cf", "Cs", "Co", "Cn"])
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The report with its two drawings as SVG, either of them empty where there is nothing to draw, and every heading
    in words. `not_drawn` are marked places that the drawing does not show."""

    report: Report
    body: str
    body_alt: str
    chart: str
    chart_alt: str
    not_drawn: tuple[str, ...]
    words: dict[str, str]


def sheet(library: Library, report: Report, *, font: str = "", short_day: Callable[[date], str] | None = None) -> Sheet:
    """What paper and page show of `report`. `font` stands in the drawings, `short_day` writes the days of the chart."""
    marks = {place.region: place.intensity for place in report.places}
    body_alt = library.say(
        "report.body_alt", places="; ".join(f"{each.name} {each.intensity}" for each in report.places)
    )
    missing = set(report_body.not_shown(report.body, marks))
    words = _chart_words(library, report, short_day or (lambda day: _short_day(library, day, report.day)))
    return Sheet(
        report=report,
        body=report_body.body_svg(report.body, marks, title=body_alt, font=font),
        body_alt=body_alt,
        chart=report_chart.chart_svg(report.course, words, font=font),
        chart_alt=words.title,
        not_drawn=tuple(place.name for place in report.places if place.region in missing),
        words={key.removeprefix(_WORDS): str(said) for key, said in library.text.items() if key.startswith(_WORDS)},
    )


def to_pdf(library: Library, report: Report, paper: Paper) -> bytes:
    """The report as a tagged PDF (PDF/UA-1) on `paper`: one page and an appendix.

    Letters that our fonts lack come from the fonts of the machine; those that none has are shown as an empty square.
    """
    printed = _printed(library, sheet(library, report, font=FONT))
    for machine_fonts in (False, True):
        try:
            return typesetting.to_pdf("report", _clean(printed), report.day, paper, machine_fonts=machine_fonts)
        except LetterMissingError:
            continue
    return typesetting.to_pdf("report", _clean(printed, ours=True), report.day, paper)


def _printed(library: Library, shown: Sheet) -> dict[str, Any]:
    """What the template reads: the report, its drawings, and every number and day as it is written."""
    report = shown.report
    raw = asdict(report)
    del raw["course"]
    return {
        **raw,
        "day": day_in_full(library, report.day),
        "since": "" if report.since is None else library.say("report.since", day=day_in_full(library, report.since)),
        "causes": [{"name": each.name, "chance": f"{100 * each.probability:.0f}\u00a0%"} for each in report.causes],
        "muscles": [{"name": each.name, "chance": f"{100 * each.probability:.0f}\u00a0%"} for each in report.muscles],
        "course_note": report.course.note,
        "tried": [
            {
                "name": each.name,
                "times": str(each.times),
                "minutes": time_in_words(library, each.minutes),
                "felt": felt(library, each.better, each.same, each.worse, each.stopped),
                "change": "" if each.change is None else f"{each.change:+.1f}",
                "note": each.note,
            }
            for each in report.tried
        ],
        "measured": [
            {
                "what": each.what,
                "first": f"{each.first}{each.unit}",
                "first_day": _short_day(library, each.first_day, report.day),
                "latest": f"{each.latest}{each.unit}" if each.latest else "",
                "latest_day": "" if each.latest_day is None else _short_day(library, each.latest_day, report.day),
                "note": each.note,
            }
            for each in report.measured
        ],
        "entries": [{**asdict(each), "day": each.day.isoformat(), "time": each.time} for each in report.entries],
        "body": shown.body,
        "body_alt": shown.body_alt,
        "chart": shown.chart,
        "chart_alt": shown.chart_alt,
        "not_drawn": shown.not_drawn,
        "words": shown.words,
    }


def felt(library: Library, better: int, same: int, worse: int, stopped: int) -> str:
    """How often it felt better, the same or worse, and was broken off; what never happened is left out."""
    counts = {"better": better, "same": same, "worse": worse, "stopped": stopped}
    said = [library.say(f"report.felt_times.{name}", count=count) for name, count in counts.items() if count]
    return ", ".join(said)


def _chart_words(library: Library, report: Report, short_day: Callable[[date], str]) -> ChartWords:
    course = report.course
    gone = ""
    if course.gone_on is not None:
        gone = library.say("report.chart.gone_on", day=short_day(course.gone_on))
    elif course.now is not None:
        gone = gone_by(library, course.now.gone_by, course.now.gone_low, course.now.gone_high)
    rated = [each.points for each in course.ratings]
    title = library.say("report.chart.nothing")
    if rated:
        title = library.say(
            "report.chart.alt",
            count=len(rated),
            first=points(rated[0]),
            first_day=day_in_full(library, course.ratings[0].day),
            last=points(rated[-1]),
            last_day=day_in_full(library, course.ratings[-1].day),
            gone=gone,
        )
    first = course.first
    return ChartWords(
        title=title,
        today=library.say("report.chart.today"),
        rated=library.say("report.chart.rated"),
        level=library.say("report.chart.level"),
        first="" if first is None else library.say("report.chart.first", day=short_day(first.day)),
        now=library.say("report.chart.now"),
        threshold=library.say("report.chart.threshold"),
        done=library.say("report.chart.done"),
        visits=library.say("report.chart.visits"),
        gone=gone,
        day=short_day,
    )


def _short_day(library: Library, day: date, today: date) -> str:
    """A day where there is little room: 3 Dec; with its year where that is not this year."""
    key = "report.short_day" if day.year == today.year else "report.short_day.year"
    return library.say(key, day=day.day, month=library.say(f"month.{day.month}")[:3], year=day.year)


def _clean(value: Any, *, ours: bool = False) -> Any:
    """`value` with every text fit to be set: nothing that cannot be seen, no word that cannot be broken; with `ours`
    no letter but those that our fonts have."""
    if isinstance(value, dict):
        return {key: each if key in ("body", "chart") else _clean(each, ours=ours) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each, ours=ours) for each in value]
    if not isinstance(value, str):
        return value
    seen = "".join(
        letter
        for letter in re.sub(r"[^\S\n\u00a0]+", " ", value)
        if letter == "\n" or letter in _JOINERS or unicodedata.category(letter) not in _UNSEEN
    )
    if ours:
        seen = _OUR_LETTERS.sub(_LACKING, seen)
    return re.sub(rf"\S{{{_LONGEST_WORD}}}(?=\S)", lambda found: found[0] + _BREAK, seen)
