"""What moved a forecast on the terminal: words and numbers, the bars beside them for the eye only."""

from __future__ import annotations

from unknot.cli.page import Page
from unknot.content.library import Library
from unknot.loop.advice import Statement
from unknot.loop.explained import ExplainedForecast, NumberBehind, WhatIf


def show(page: Page, library: Library, explained: ExplainedForecast) -> None:
    """The sentence, what moved it, the numbers behind it, how such forecasts have done, and what is left out."""
    say = library.say
    page.heading(say("explain.title"))
    page.say(explained.text)
    page.heading(say("explain.moved.heading"))
    page.say(explained.start.text)
    page.gap()
    page.pairs([(moved.name, moved.text) for moved in explained.moved])
    page.gap()
    page.say(explained.now.text)
    for text in (explained.capped, say("explain.moved.about"), explained.relief_text):
        if text:
            page.aside(text)
    page.heading(say("explain.last.heading"))
    page.say(explained.last_text)
    page.heading(say("explain.numbers.heading"))
    if explained.numbers:
        page.aside(say("explain.numbers.about"))
        for number in explained.numbers:
            _show_number(page, library, number)
    else:
        page.say(say("explain.numbers.none"))
    page.heading(say("explain.record.heading"))
    page.say(explained.track_record.text)
    _show_statements(page, explained.at_large)
    page.heading(say("explain.left_out.heading"))
    _show_statements(page, explained.left_out)


def show_what_if(page: Page, library: Library, what_if: WhatIf) -> None:
    """Both forecasts, the difference, and what that rests on."""
    page.heading(library.say("explain.what_if.heading"))
    if what_if.lately:
        page.say(what_if.lately)
    page.say(what_if.without.text)
    page.say(what_if.planned.text)
    page.say(what_if.text, "bold" if what_if.differs else "")
    for text in what_if.basis:
        page.aside(text)


def _show_number(page: Page, library: Library, number: NumberBehind) -> None:
    page.gap()
    page.say(f"{number.name}: {number.text}")
    page.pairs(
        [
            (library.say("explain.numbers.column.low"), number.at_low.text),
            (library.say("explain.numbers.column.high"), number.at_high.text),
        ],
        style="",
    )
    page.aside(number.basis, indent=2)


def _show_statements(page: Page, statements: tuple[Statement, ...]) -> None:
    page.bullets(statement.text for statement in statements)
