"""The review kit: every rule on one page of its own, whole, and the same whenever it is set again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from tests.core.reporting.pdf import Document, squeezed
from unknot.cli.parser import REVIEW_PARTS
from unknot.content.library import load
from unknot.reporting.review import Kit, kit, to_pdf
from unknot.reporting.review_pages import PARTS, Page
from unknot.reporting.rule_words import Line, named_in
from unknot.reporting.typesetting import PAPERS

LIBRARY = load()
DAY = date(2026, 11, 22)
RULES = (
    *(LIBRARY.flags, LIBRARY.combination_rules, LIBRARY.guards, LIBRARY.follow_up_rules, LIBRARY.short_screen),
    [f"after_session.{id_}" for id_ in LIBRARY.after_session],
    [f"stop.{id_}" for id_ in LIBRARY.session_stops],
    [f"place.{id_}" for id_ in LIBRARY.emergency_overlaps],
    LIBRARY.contraindications,
)
"""Every rule of the screening, in the order of the kit."""
MOST_FRONT_PAGES = 8


def printed(**changes: object) -> Kit:
    return kit(replace(LIBRARY, **changes), app="1.2.3", on=DAY)  # type: ignore[arg-type]


KIT = printed()
PAGES: dict[str, Page] = {page.id: page for part in KIT.parts for page in part.pages}


@pytest.fixture(scope="module", params=PAPERS)
def document(request: pytest.FixtureRequest) -> Document:
    return Document(to_pdf(KIT, request.param))


@pytest.fixture(scope="module")
def by_rule(document: Document) -> dict[str, str]:
    """The text of each page by the rule that stands on it, without spaces."""
    pages = document.pages
    return dict(zip(PAGES, pages[-len(PAGES) :], strict=True))


def everything_in(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        yield from (line.label, line.text, line.rule, line.note, line.url)
        yield from everything_in(line.parts)


def test_every_rule_of_the_content_has_one_page() -> None:
    assert list(PAGES) == [id_ for table in RULES for id_ in table]
    assert KIT.rules == len(PAGES)


def test_the_document_has_a_page_for_each_rule_and_a_few_before_them(document: Document) -> None:
    front = len(document.pages) - KIT.rules
    assert 2 <= front <= MOST_FRONT_PAGES


def test_every_page_says_all_of_its_rule(by_rule: dict[str, str]) -> None:
    for id_, page in PAGES.items():
        said = [page.id, page.title, *(text for each in page.verdicts for text in (each.label, each.text))]
        said += [text for row in page.rows for text in (row.label, *everything_in(row.lines))]
        missing = [text for text in said if squeezed(text) not in by_rule[id_]]
        assert missing == [], id_


def test_every_page_has_room_for_a_decision(by_rule: dict[str, str]) -> None:
    for id_, text in by_rule.items():
        for word in ("Your decision", "agree", "change", "remove", "REMARKS", "NAME", "DATE"):
            assert squeezed(word) in text, id_


def test_every_page_names_the_version_it_speaks_of(document: Document) -> None:
    for number, text in enumerate(document.pages, start=1):
        assert squeezed(f"Unknot 1.2.3, content {LIBRARY.version} Page {number} of {len(document.pages)}") in text


def test_the_page_of_a_flag_says_what_the_person_reads(by_rule: dict[str, str]) -> None:
    for id_, flag in LIBRARY.flags.items():
        names = ["short", "question", "reason", *(["clarify"] if flag.has_clarify else [])]
        for name in names:
            assert squeezed(LIBRARY.say(f"flag.{id_}.{name}")) in by_rule[id_], (id_, name)
        for source in flag.sources:
            assert squeezed(LIBRARY.sources[source].cite) in by_rule[id_], (id_, source)


def test_the_page_of_a_combination_tells_every_part_of_its_condition(by_rule: dict[str, str]) -> None:
    for id_, rule in LIBRARY.combination_rules.items():
        for flag in named_in(rule.when):
            assert squeezed(LIBRARY.say(f"flag.{flag}.short")) + flag in by_rule[id_], (id_, flag)
    assert squeezed("Age 60 or over") in by_rule["cr_first_colic_over_60"]
    assert squeezed("The worst pain of the last 24 hours is 8 or more out of 10") in by_rule["cr_quinolone_trunk_pain"]
    for fact in ("cardiac_risk", "mechanical_pattern", "clear_muscle_trigger"):
        assert squeezed(LIBRARY.say(f"fact.{fact}.question")) in by_rule["cr_cardiac_zone_unexplained"]
    assert squeezed("None of these:") in by_rule["cr_cardiac_zone_unexplained"]


def test_a_rule_that_is_off_says_so(by_rule: dict[str, str]) -> None:
    off = [id_ for id_, rule in LIBRARY.combination_rules.items() if not rule.enabled]
    assert off
    assert [id_ for id_ in LIBRARY.combination_rules if "Switchedoff" in by_rule[id_]] == off


def test_the_cover_says_what_this_is_and_how_a_review_is_recorded(document: Document) -> None:
    cover = document.pages[0]
    assert squeezed("Unknot, review of the safety rules") in cover
    assert squeezed("clinical_review in data/version.yaml goes from pending") in cover
    assert squeezed("Pending. No clinician has reviewed these rules yet.") in cover
    assert DAY.isoformat() in cover
    assert str(KIT.rules) in cover


def test_the_contents_name_every_rule_with_its_page(document: Document) -> None:
    pages = document.pages
    front = "".join(pages[: -len(PAGES)])
    for place, page in enumerate(PAGES.values(), start=len(pages) - len(PAGES) + 1):
        # Where an entry runs over two lines, its number stands at the end of either.
        entry = f"{squeezed(page.title)}{page.id}".replace(str(place), "")
        assert entry in front.replace(str(place), ""), page.id
        assert str(place) in front, page.id


def test_it_can_be_read_aloud_and_has_an_outline(document: Document) -> None:
    assert document.tagged
    assert document.language == "en"
    assert {part.title for part in KIT.parts} <= {title.capitalize() for title in document.titles}
    assert len(document.titles) >= len(PAGES)


def test_a_recorded_review_stands_on_every_page() -> None:
    reviewed = printed(clinical_review="2027-02-01, a physiotherapist")
    lines = [row.lines[0].text for part in reviewed.parts for page in part.pages for row in page.rows[-1:]]
    assert set(lines) == {"Recorded: 2027-02-01, a physiotherapist"}


def test_the_same_content_on_the_same_day_gives_the_same_bytes() -> None:
    few = kit(LIBRARY, app="1", on=DAY, only=("guards",))
    assert to_pdf(few, "a4") == to_pdf(few, "a4")
    assert to_pdf(few, "a4") != to_pdf(few, "letter")
    assert to_pdf(few, "a4") != to_pdf(replace(few, printed_on=date(2026, 11, 23)), "a4")


def test_a_part_can_be_printed_alone_and_says_so() -> None:
    few = kit(LIBRARY, app="1", on=DAY, only=("guards", "short-screen"))
    assert [part.id for part in few.parts] == ["guards", "short-screen"]
    pages = Document(to_pdf(few, "a4")).pages
    assert len(pages) == 2 + few.rules
    assert f"{few.rules}of{KIT.rules}" in pages[0]


def test_the_command_offers_every_part() -> None:
    assert tuple(PARTS) == REVIEW_PARTS
