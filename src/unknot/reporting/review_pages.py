"""One page per safety rule: what it says, when it is asked, what follows, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unknot.content.library import Library
from unknot.content.records import AfterSession, CombinationRule, Contraindication
from unknot.reporting.rule_words import (
    Line,
    cited,
    condition,
    flag_name,
    joined,
    places,
    plain,
    term,
    used_in,
    when_asked,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One result in a box; `rank` 4 is the most urgent, 0 is none of the four results."""

    label: str
    text: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that stands on the page of one rule, above the room for remarks."""

    id: str
    part: str
    title: str
    verdicts: tuple[Verdict, ...]
    rows: tuple[Row, ...]


def status(library: Library) -> str:
    """Whether a clinician has reviewed the content, as a sentence."""
    if library.reviewed:
        return library.say("review.status.recorded", status=library.clinical_review)
    return library.say("review.status.pending")


def _flags(library: Library) -> Iterator[Page]:
    for flag in library.flags.values():
        said = ("short", "question", "clarify", "reason") if flag.has_clarify else ("short", "question", "reason")
        yield _page(
            library,
            "flags",
            flag.id,
            flag_name(library, flag.id),
            (_result(library, "yes", flag.disposition), _result(library, "not_sure", flag.if_not_sure)),
            (
                ("reads", (_said(library, f"flag.{flag.id}", name) for name in said)),
                ("asked", when_asked(library, flag)),
                ("conditions", [Line(joined(plain(each) for each in flag.conditions))]),
                ("used", used_in(library, flag.id)),
            ),
            flag.sources,
            flag.verified,
        )


def _combinations(library: Library) -> Iterator[Page]:
    for rule in library.combination_rules.values():
        reason = library.say(f"rule.{rule.id}.reason")
        verdict = _result(library, "rule", rule.disposition)
        off = Verdict(library.say("review.verdict.off"), library.say("review.status.pending"))
        yield _page(
            library,
            "combinations",
            rule.id,
            reason,
            (verdict,) if rule.enabled else (verdict, off),
            (
                ("rule", [condition(library, rule.when)]),
                ("replaces", _replaced(library, rule)),
                ("reason", [Line(reason)]),
            ),
            rule.sources,
            rule.verified,
        )


def _replaced(library: Library, rule: CombinationRule) -> Iterator[Line]:
    if rule.replaces is not None:
        yield Line(flag_name(library, rule.replaces), rule=rule.replaces)
        yield Line(library.say("review.row.replaces.what"))


def _guards(library: Library) -> Iterator[Page]:
    for guard in library.guards.values():
        text = library.say(f"guard.{guard.id}.text")
        verdict = Verdict(library.say("review.verdict.rule"), library.say("review.verdict.never"))
        yield _page(
            library,
            "guards",
            guard.id,
            text,
            (verdict,),
            (("rule", [Line(text)]),),
            guard.sources,
            guard.verified,
        )


def _follow_ups(library: Library) -> Iterator[Page]:
    say = library.say
    for rule in library.follow_up_rules.values():
        if rule.disposition is None:
            verdict = Verdict(say("review.verdict.rule"), say("review.verdict.by_screen"))
        else:
            verdict = _result(library, "rule", rule.disposition)
        yield _page(
            library,
            "follow-up",
            rule.id,
            say(f"follow_up.{rule.id}.trigger"),
            (verdict,),
            (
                ("trigger", [Line(say(f"follow_up.{rule.id}.trigger"))]),
                ("rule", [condition(library, rule.when, doubt_counts=True)]),
                ("action", [Line(say(f"follow_up.{rule.id}.action"))]),
                ("effects", [Line(say(f"review.effect.{each}")) for each in rule.effects]),
            ),
            rule.sources,
            rule.verified,
        )


def _short_screen(library: Library) -> Iterator[Page]:
    for line in library.short_screen.values():
        question = library.say(f"short_screen.{line.id}.question")
        verdict = Verdict(library.say("review.verdict.opens"), library.say("review.verdict.opens.what"))
        rows = (("question", [Line(question)]), ("opens", _named(library, line.flags)))
        yield _page(library, "short-screen", line.id, question, (verdict,), rows)


def _after_session(library: Library) -> Iterator[Page]:
    for entry in library.after_session.values():
        verdict = Verdict(library.say("review.verdict.opens"), library.say("review.verdict.opens.what"))
        yield _page(
            library,
            "after-session",
            f"after_session.{entry.id}",
            places(library, entry.regions),
            (verdict,),
            (
                ("signs", _signs(library, entry)),
                ("where", [Line(places(library, entry.regions))]),
                ("opens", _named(library, entry.flags)),
            ),
        )


def _signs(library: Library, entry: AfterSession) -> list[Line]:
    return [Line(joined(library.lines(f"after_session.{entry.id}.signs")))]


def _stops(library: Library) -> Iterator[Page]:
    say = library.say
    for entry in library.session_stops.values():
        opens = "review.verdict.stop_opens" if entry.lines else "review.verdict.stop_only"
        said = [Line(say(f"session_stop.{entry.id}.{name}")) for name in ("title", "call") if entry.lines]
        now = [Line(each) for each in library.lines(f"session_stop.{entry.id}.now")]
        lines = [Line(say(f"short_screen.{each}.question"), rule=each) for each in entry.lines]
        terms = [term(library, each) for each in entry.terms]
        ends = [Line(say("review.effect.block_technique"))] if entry.felt == "worse" else []
        yield _page(
            library,
            "stops",
            f"stop.{entry.id}",
            say(f"session_stop.{entry.id}.label"),
            (Verdict(say("review.verdict.stopped"), say(opens)),),
            (("reads", [*said[:1], *now, *said[1:]]), ("opens", [*lines, *terms]), ("effects", ends)),
            entry.sources,
        )


def _places(library: Library) -> Iterator[Page]:
    for entry in library.emergency_overlaps.values():
        where = joined(library.say(f"area.{area}.label") for area in entry.areas)
        verdict = Verdict(library.say("review.verdict.asks"), library.say("review.verdict.asks.what"))
        rows = (("where", [Line(where)]), ("opens", _named(library, entry.flags)))
        yield _page(library, "places", f"place.{entry.id}", where, (verdict,), rows)


def _contraindications(library: Library) -> Iterator[Page]:
    for rule in library.contraindications.values():
        applies = library.say(f"contraindication.{rule.id}.condition")
        message = library.say(f"contraindication.{rule.id}.message")
        verdict = Verdict(library.say("review.verdict.action"), library.say(f"review.action.{rule.action}"))
        yield _page(
            library,
            "contraindications",
            rule.id,
            f"{applies}: {message.partition('. ')[0].removesuffix('.')}",
            (verdict,),
            (
                ("condition", [Line(applies)]),
                ("message", [Line(message)]),
                ("terms", [term(library, each) for each in rule.terms]),
                ("techniques", [Line(joined(library.say(f"kind.{kind}.label") for kind in rule.techniques))]),
                ("where", _fenced_places(library, rule)),
            ),
            rule.sources,
            rule.verified,
        )


def _fenced_places(library: Library, rule: Contraindication) -> Iterator[Line]:
    if rule.regions:
        yield Line(places(library, rule.regions))
    if rule.areas:
        yield Line(joined(library.say(f"area.{area}.label") for area in rule.areas))
    if rule.zones:
        zones = joined(library.say(f"zone.{zone}.label") for zone in rule.zones)
        yield Line(zones, label=library.say("review.where.zones"))
    if rule.poses:
        yield Line(joined(plain(pose) for pose in rule.poses), label=library.say("review.where.poses"))
    if not (rule.regions or rule.areas or rule.zones or rule.poses):
        yield Line(library.say("review.asked.anywhere"))


def _result(library: Library, label: str, disposition: str) -> Verdict:
    return Verdict(
        library.say(f"review.verdict.{label}"),
        library.say(f"disposition.{disposition}.title"),
        library.dispositions[disposition],
    )


def _said(library: Library, prefix: str, name: str) -> Line:
    return Line(library.say(f"{prefix}.{name}"), label=library.say(f"review.row.{name}"))


def _named(library: Library, flags: Iterable[str]) -> list[Line]:
    return [Line(flag_name(library, each), rule=each) for each in flags]


def _page(
    library: Library,
    part: str,
    id_: str,
    title: str,
    verdicts: tuple[Verdict, ...],
    rows: Iterable[tuple[str, Iterable[Line]]],
    sources: tuple[str, ...] = (),
    verified: bool | None = None,
) -> Page:
    read = {True: "verified", False: "unverified", None: "no_link"}[verified]
    if verified is None and sources:
        read = "sources"
    last = (
        ("sources", cited(library, sources)),
        ("status", (Line(status(library)), Line(library.say(f"review.status.{read}")))),
    )
    filled = ((name, tuple(lines)) for name, lines in (*rows, *last))
    table = tuple(Row(library.say(f"review.row.{name}"), lines) for name, lines in filled if lines)
    return Page(id_, part, title, verdicts, table)


PARTS: Mapping[str, Callable[[Library], Iterator[Page]]] = MappingProxyType(
    {
        "flags": _flags,
        "combinations": _combinations,
        "guards": _guards,
        "follow-up": _follow_ups,
        "short-screen": _short_screen,
        "after-session": _after_session,
        "stops": _stops,
        "places": _places,
        "contraindications": _contraindications,
    }
)
"""Part of the kit -> its pages, in the order of the content."""
