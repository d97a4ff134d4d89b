"""The report on paper: one page whatever was entered, an appendix, tagged text, drawings that read in grey."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from tests import lives
from tests.core.loop.test_report import KNOWN, OF_WEEK, OF_YEARS, added, at_the_end, facts_of
from tests.core.reporting.pdf import Document, squeezed
from unknot.content.library import load
from unknot.facts import Answer, CheckIn, Dose, Mark, ProVisit, Story
from unknot.loop.report import report
from unknot.loop.report_records import Report, Said
from unknot.reporting import report as on_paper
from unknot.reporting import report_body, report_chart
from unknot.reporting.figures import BODIES
from unknot.reporting.typesetting import PAPERS

LIBRARY = load()
APPENDIX = LIBRARY.say("report.words.appendix")
MARKUP = "#let x = 1 $a^2$ *b* _c_ `d` <e> @f [g] {h} // i /* j \\ ~ -- ''' " * 70
HOSTILE = {
    "markup": MARKUP[:5000],
    "one word": "x" * 5000,
    "right to left": "مرحبا بالعالم שלום \u202e\u2066 " * 180,
    "letters that no font has": "pain 😀 名前 ก็ \U0001fae8 \ue000 \u0007 " * 150,
    "lines": "a\n\n" * 1600,
}


def first_pages(data: bytes) -> tuple[Document, int]:
    """The PDF, and how many pages it has before the appendix."""
    document = Document(data)
    return document, next(place for place, page in enumerate(document.pages) if page.startswith(APPENDIX))


def first_day() -> Report:
    week = facts_of(lives.of(lives.MAIN))
    begun = min(fact.at for fact in week)
    return report(LIBRARY, at_the_end([fact for fact in week if (fact.at - begun).total_seconds() < 3600]))


DAY = first_day()
EMERGENCY = report(LIBRARY, at_the_end(facts_of(lives.of("emergency")), "emergency"))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("made", [DAY, OF_WEEK, OF_YEARS, EMERGENCY], ids=["a day", "a week", "two years", "emergency"])
def test_it_is_one_page_and_an_appendix(made, paper):
    document, pages = first_pages(on_paper.to_pdf(LIBRARY, made, paper))
    assert pages == 1
    assert (document.tagged, document.language) == (True, "en")
    said = [made.title, made.origin, made.safety.title, made.safety.line, made.review, *made.provenance]
    assert [text for text in said if squeezed(text) not in document.pages[0].replace("\u200b", "")] == []


def test_everything_is_there_to_be_selected():
    document, _ = first_pages(on_paper.to_pdf(LIBRARY, OF_WEEK, "a4"))
    printed = "".join(document.pages).replace("\u200b", "")
    told = [each.text for each in (*OF_WEEK.began, *OF_WEEK.verdict, *OF_WEEK.since_when)]
    told += [each.name for each in (*OF_WEEK.places, *OF_WEEK.muscles, *OF_WEEK.tried)]
    told += [each.what for each in OF_WEEK.measured] + [each.what for each in OF_WEEK.notes]
    told += [text for row in OF_WEEK.entries for text in (row.what, row.value, row.id)]
    assert [text for text in told if squeezed(text) not in printed] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_the_page(name):
    said = Said(HOSTILE[name][:5000], 0)
    made = replace(
        DAY,
        told=(said, said),
        conditions=(said,) * 3,
        visits=(Said(HOSTILE[name][:300]),) * 9,
        began=(Said(HOSTILE[name][:200]),) * 9,
    )
    assert first_pages(on_paper.to_pdf(LIBRARY, made, "letter"))[1] == 1


def test_a_great_many_of_everything_still_is_one_page():
    week = facts_of(lives.of(lives.MAIN))
    many = [*week, added(week, Story, text="I fell. " * 600)]
    conditions = sorted(each for each in KNOWN.questions if ":" not in each and each in LIBRARY.terms)
    many += [
        added(week, Answer, id=f"q{n}", question=question, value="yes") for n, question in enumerate(conditions[:60])
    ]
    many += [
        added(week, Mark, id=f"m{n}", region=each, intensity=n % 10 + 1)
        for n, each in enumerate(sorted(KNOWN.regions)[:40])
    ]
    many += [
        added(week, Dose, id=f"d{n}", technique=each, seconds=90)
        for n, each in enumerate(sorted(KNOWN.techniques)[:30])
    ]
    many += [added(week, ProVisit, id=f"v{n}", note="They looked at it. " * 20) for n in range(12)]
    many.append(added(week, CheckIn, id="c", rom={f"{each}.l": 10.0 for each in KNOWN.rom}))
    data = on_paper.to_pdf(LIBRARY, report(LIBRARY, at_the_end(many)), "letter")
    document, pages = first_pages(data)
    assert pages == 1
    assert squeezed("see the appendix") in document.pages[0]


def test_the_same_report_gives_the_same_bytes():
    assert on_paper.to_pdf(LIBRARY, DAY, "a4") == on_paper.to_pdf(LIBRARY, DAY, "a4")


@pytest.mark.parametrize("body", BODIES)
def test_every_place_is_drawn_on_every_body(body):
    assert report_body.not_shown(body, dict.fromkeys(KNOWN.regions, 5)) == ()


def test_how_strong_it_is_reads_without_colour():
    svg = report_body.body_svg("neutral", {"shoulder_top_l": 2, "calf_l": 5, "calf_r": 9}, title="x", font="")
    drawn = ET.fromstring(svg)
    fills = {each.get("fill") for each in drawn.iter() if "url" in (each.get("fill") or "")}
    assert {fill[-2] for fill in fills if fill} == {"0", "1", "2"}
    written = {each.text for each in drawn.iter() if each.tag.endswith("text")}
    assert written == {"2", "5", "9"}


@pytest.mark.parametrize("made", [OF_WEEK, OF_YEARS])
def test_the_chart_shows_every_rated_day_and_stays_on_its_paper(made):
    shown = on_paper.sheet(LIBRARY, made)
    drawn = ET.fromstring(shown.chart)
    dots = [each for each in drawn if each.tag.endswith("circle") and each.get("fill") == report_body.RED]
    assert len(dots) == len(made.course.ratings)
    assert all(0 <= float(dot.get("cx", "-1")) <= report_chart.WIDTH for dot in dots)
    assert "style" not in shown.chart + shown.body


def test_nothing_is_drawn_where_there_is_nothing():
    shown = on_paper.sheet(LIBRARY, EMERGENCY)
    assert shown.chart == ""
    assert report_body.body_svg("neutral", {}, title="", font="") == ""


def test_what_paper_shows_can_be_read_by_a_program():
    from unknot.loop.advice import record_to_raw

    raw = json.loads(json.dumps(record_to_raw(OF_WEEK)))
    assert raw["entries_counted"] == len(OF_WEEK.entries)
    assert raw["tried"][0]["name"] == OF_WEEK.tried[0].name
