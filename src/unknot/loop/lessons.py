"""Something to read: a topic, a technique or a muscle, with the findings behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unknot.content.library import Library
from unknot.content.records import Technique
from unknot.loop import atlas, places, what_is_a_knot
from unknot.planning.families import Family, family
from unknot.screening.fences import HIDING, rules_for

Kind = Literal["topic", "technique", "muscle"]
_PROFESSIONAL = ("claimed", "measured", "worth", "ask", "prepare", "after", "warning", "log")
_ALONE = ("target", "breathing", "cues", "make_easier", "make_harder")
_ANYONE = "anyone"
_DONE: Mapping[str, frozenset[Family]] = {
    "press": frozenset({"press", "stroke"}),
    "stretch": frozenset({"stretch"}),
    "move": frozenset({"move"}),
}
"""What can be done for a muscle by oneself."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something to read: `parts` are headings with their lines; `findings` are the ids behind it, all verified.

    `techniques` are headings with the ids of what can be done by oneself, for a muscle.
    """

    id: str
    kind: Kind
    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    findings: tuple[str, ...]
    techniques: tuple[tuple[str, tuple[str, ...]], ...] = ()


def lesson(library: Library, kind: Kind, id_: str) -> Lesson:
    """What can be read about a topic, a technique or a muscle."""
    parts: Sequence[tuple[str, Sequence[str]]]
    findings: Sequence[str]
    if kind == "topic" and id_ == what_is_a_knot.ID:
        parts, findings = _what_is_a_knot(library)
    elif kind == "topic":
        parts, findings = (("", library.lines(f"learn.{id_}.body")),), library.lines(f"learn.{id_}.sources")
    elif kind == "technique":
        parts, findings = tuple(_technique(library, id_)), library.techniques[id_].evidence
    else:
        parts, findings = tuple(_muscle(library, id_)), ()
    return Lesson(
        id=id_,
        kind=kind,
        title=title(library, kind, id_),
        parts=tuple((heading, tuple(lines)) for heading, lines in parts if lines),
        findings=tuple(each for each in findings if each in library.findings and library.findings[each].verified),
        techniques=tuple(_to_do(library, id_)) if kind == "muscle" else (),
    )


def everything(library: Library) -> Iterator[tuple[Kind, str]]:
    """Every lesson there is: topics first, what a knot is before the others, then techniques, then muscles."""
    yield "topic", what_is_a_knot.ID
    yield from (("topic", topic) for topic in library.lines("learn.topics"))
    yield from (("technique", technique) for technique in library.techniques)
    yield from (("muscle", muscle) for muscle in library.muscles)


def title(library: Library, kind: Kind, id_: str) -> str:
    """The name of a lesson."""
    if id_ == what_is_a_knot.ID:
        return library.say("tissue.title")
    key = {"topic": f"learn.{id_}.title", "technique": f"technique.{id_}.name", "muscle": f"muscle.{id_}.name"}[kind]
    return library.say(key)


def _what_is_a_knot(library: Library) -> tuple[Sequence[tuple[str, Sequence[str]]], Sequence[str]]:
    """The steps under their titles, between what holds for all of them, and every finding behind them once."""
    found = what_is_a_knot.steps(library)
    parts = [
        ("", (*library.lines("tissue.short"), *library.lines("tissue.general"))),
        *((step.title, what_is_a_knot.in_lines(library, step)) for step in found),
        (library.say("tissue.left.title"), library.lines("tissue.left")),
    ]
    return parts, tuple(dict.fromkeys(id_ for step in found for id_ in step.findings))


def _technique(library: Library, id_: str) -> Iterator[tuple[str, Sequence[str]]]:
    technique = library.techniques[id_]

    def lines(name: str) -> tuple[str, ...]:
        return library.lines(f"technique.{id_}.{name}")

    yield "", lines("short")
    yield library.say("cli.learn.why"), lines("why")
    yield library.say("cli.learn.how"), lines("steps")
    for name in _PROFESSIONAL if technique.role == "professional" else _ALONE:
        yield library.say(f"cli.learn.{name}"), lines(name)
    yield library.say("cli.learn.mistakes"), lines("mistakes")
    yield library.say("cli.learn.stop"), lines("stop_if")
    yield library.say("cli.learn.not_for"), tuple(_kept_from(library, technique))
    grade = f"grade.{technique.grade}"
    yield library.say("cli.learn.grade"), (f"{library.say(f'{grade}.title')}. {library.say(f'{grade}.line')}",)
    yield library.say("cli.learn.limit"), lines("limit")


def _kept_from(library: Library, technique: Technique) -> Iterator[str]:
    """The conditions with which it is not offered, or not at the place concerned; each once."""
    personal = (r for r in rules_for(library, technique) if r.action in HIDING and _ANYONE not in r.terms)
    yield from dict.fromkeys(library.say(f"contraindication.{rule.id}.condition") for rule in personal)


def _muscle(library: Library, id_: str) -> Iterator[tuple[str, Sequence[str]]]:
    muscle = library.muscles[id_]

    def lines(name: str) -> tuple[str, ...]:
        return library.lines(f"muscle.{id_}.{name}")

    yield "", (*lines("lay"), *lines("attachments"))
    yield library.say("cli.learn.muscle.does"), lines("actions")
    felt = atlas.felt(muscle)
    yield library.say("cli.learn.muscle.felt"), [places.label(library, area) for area in felt.often]
    yield library.say("atlas.felt.some"), [places.label(library, area) for area in felt.some]
    yield (
        library.say("cli.learn.muscle.points"),
        [line for point in muscle.trigger_points for line in lines(f"{point.id}.where")],
    )
    yield (
        library.say("cli.learn.muscle.hurts"),
        [library.say(f"movement.{movement}.label") for movement in muscle.movements_hurt],
    )
    yield library.say("cli.learn.muscle.causes"), [library.say(f"cause.{cause}.label") for cause in muscle.causes]
    if muscle.self_test == "ok":
        yield library.say("cli.learn.muscle.test"), lines("self_test")
    yield library.say("atlas.common"), atlas.how_common(library, muscle)
    yield library.say("atlas.confused"), [_apart(library, each) for each in atlas.confused(library, id_)]
    if not muscle.may_be_pressed:
        yield library.say("cli.learn.muscle.press"), [library.say("cli.learn.muscle.press.leave")]
    if muscle.stretch.use == "drop":
        yield library.say("cli.learn.muscle.stretch"), [library.say("cli.learn.muscle.stretch.leave")]


def _apart(library: Library, confused: atlas.Confused) -> str:
    """What a muscle is taken for, and how to tell them apart, in a line."""
    names = ", ".join(title(library, "muscle", each) for each in confused.muscles)
    return f"{names}. {confused.apart}"


def _to_do(library: Library, muscle: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What can be done for `muscle` by oneself, under a heading for each way."""
    own = [technique for technique in library.techniques.values() if muscle in technique.muscles]
    for what, families in _DONE.items():
        found = tuple(each.id for each in own if family(library.kinds[each.kind]) in families)
        if found:
            yield library.say(f"cli.learn.muscle.{what}"), found
