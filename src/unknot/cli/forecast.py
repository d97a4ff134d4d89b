"""`unknot forecast`: the days ahead as a chart and a small table, what moved them, and what if."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from unknot.cli import advice_page, chart, explanation
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.cli.what_if import supposed
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.loop.advice import Band, Forecasts
from unknot.loop.documents import explained_document, forecast_document, may_show_forecast
from unknot.loop.explaining import explained
from unknot.recovery.fitted import SOURCE

MEASURE = "pain_now"
ROWS = (0, 1, 3, 7, 14, 21, 27)


def run(arguments: argparse.Namespace) -> int:
    """Shows the forecast of one knot, explained where that is asked for, and records that it was shown."""
    if not 1 <= arguments.days <= 28:
        raise InputError(Problem("days_out_of_range", "--days", f"{arguments.days} is not possible", "1 to 28"))
    planned = supposed(arguments)
    memory = Memory(arguments)
    page = Page(plain=arguments.no_colour)
    episode = memory.chosen_episode(arguments.episode)
    request = memory.request(episode)
    advice = memory.advise(episode, request.at)
    shown = advice.forecasts if may_show_forecast(advice) else None
    told = None
    if arguments.explain or not planned.is_empty:
        told = explained(request, memory.library, advice, planned)
    if shown is not None:
        memory.forecast_shown(advice, episode)
    if arguments.json:
        asked = arguments.explain or not planned.is_empty
        document = explained_document(episode, advice, told) if asked else forecast_document(episode, advice)
        sys.stdout.buffer.write(document)
        sys.stdout.buffer.flush()
    elif shown is None:
        advice_page.show_safety(page, memory.library, advice, memory.history(episode))
        page.gap()
        urgent = advice.disposition in ("emergency_now", "urgent_same_day")
        if advice.disposition != "emergency_now":
            page.say(memory.library.say("cli.forecast.none_urgent" if urgent else "cli.forecast.none"))
    else:
        if told is not None and arguments.explain:
            explanation.show(page, memory.library, told)
        else:
            show(page, memory.library, shown, arguments.days)
        if told is not None and told.what_if is not None:
            explanation.show_what_if(page, memory.library, told.what_if)
    return 0


def show(page: Page, library: Library, forecasts: Forecasts, days: int) -> None:
    """The chart, what its signs mean, the table, the sentence, and how such forecasts have done."""
    band = next(each for each in forecasts.bands if each.measure == MEASURE)
    first = shortened(band, days + 1)
    signs = chart.BLOCKS if page.can_show(chart.BLOCKS.all()) else chart.ASCII
    if forecasts.gone_by is None:
        text = library.say("cli.forecast.not_gone", days=forecasts.horizon_days)
    else:
        text = library.say("cli.forecast.gone", day=f"{forecasts.gone_by.day} {forecasts.gone_by:%b}")
    page.heading(library.say("cli.forecast.heading"))
    page.aside(library.say("cli.forecast.axis"))
    page.verbatim(
        chart.draw(
            first,
            gone=(forecasts.gone_low, forecasts.gone_by, forecasts.gone_high),
            gone_text=text,
            width=page.width,
            signs=signs,
        )
    )
    page.gap()
    page.aside(library.say("cli.forecast.legend", median=signs.median, inner=signs.inner, outer=signs.outer))
    if forecasts.gone_low is not None:
        span = f"{signs.left}{signs.span}{signs.right}"
        page.aside(library.say("cli.forecast.gone_legend", span=span, marker=signs.marker))
    page.gap()
    _show_table(page, library, first)
    page.gap()
    page.say(forecasts.text)
    page.aside(forecasts.track_record.text)
    if SOURCE in library.sources:
        page.aside(library.say("advice.fitted", version=library.parameters_version))


def shortened(band: Band, days: int) -> Band:
    """The first `days` days of `band`."""
    quantiles = ("p05", "p10", "p25", "p50", "p75", "p90", "p95")
    return replace(band, days=band.days[:days], **{name: getattr(band, name)[:days] for name in quantiles})


def _show_table(page: Page, library: Library, band: Band) -> None:
    places = [place for place in ROWS if place < len(band.days)]
    names = [library.say(f"cli.forecast.table.{name}") for name in ("day", "median", "inner", "outer")]
    page.table(
        names,
        [
            [
                advice_page.day_name(band.days[place]),
                f"{band.p50[place]:.0f}",
                library.say("cli.forecast.range", low=f"{band.p25[place]:.0f}", high=f"{band.p75[place]:.0f}"),
                library.say("cli.forecast.range", low=f"{band.p10[place]:.0f}", high=f"{band.p90[place]:.0f}"),
            ]
            for place in places
        ],
    )
