"""The ids that facts name, in words: places, muscles, techniques, causes, questions, movements and measures.

Words belong to the installed content; an id that it does not know has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from unknot.content.library import Library
from unknot.screening.interview import question_of

_SIGNS: Mapping[str, str] = MappingProxyType(
    {"movement": "label", "symptom": "label", "cause": "label", "cue": "question"}
)
_TESTS = ("self_test", "press_test")


def region(library: Library, id_: str) -> str:
    """The name of a place on the body."""
    return _said(library, f"region.{id_}.label")


def muscle(library: Library, id_: str) -> str:
    """The name of a muscle."""
    return _said(library, f"muscle.{id_}.name")


def technique(library: Library, id_: str) -> str:
    """The name of a technique, or of the kind that was written down instead of one."""
    return _said(library, f"technique.{id_}.name") or _said(library, f"kind.{id_}.label")


def cause(library: Library, id_: str) -> str:
    """The name of a cause."""
    return _said(library, f"cause.{id_}.label")


def tool(library: Library, id_: str) -> str:
    """The name of a tool."""
    return _said(library, f"tool.{id_}.label")


def movement(library: Library, id_: str) -> str:
    """The name of a movement."""
    return _said(library, f"movement.{id_}.label")


def measure(library: Library, id_: str) -> str:
    """What a range measure measures."""
    return _said(library, f"report.measure.{id_}")


def question(library: Library, id_: str) -> str:
    """What was asked, as it was asked; of a test, what it was a test of."""
    return _question(library, id_, short=False)


def short_question(library: Library, id_: str) -> str:
    """What was asked, in as few words as a list has them."""
    return _question(library, id_, short=True)


def _question(library: Library, id_: str, *, short: bool) -> str:
    kind, colon, name = id_.partition(":")
    if not colon:
        asked = question_of(library, id_)
        return _said(library, asked.text_key if short else asked.full_key)
    if kind == "terms":
        return _said(library, f"term_group.{name}.label")
    if kind in _TESTS:
        named = muscle(library, name)
        return library.say(f"report.{kind}", muscle=named) if named else ""
    return _said(library, f"{kind}.{name}.{_SIGNS.get(kind, 'label')}")


def _said(library: Library, key: str) -> str:
    said = library.text.get(key, "")
    return said if isinstance(said, str) else " ".join(said)


WORDS: Mapping[str, Callable[[Library, str], str]] = MappingProxyType(
    {
        "region": region,
        "muscle": muscle,
        "technique": technique,
        "cause": cause,
        "tool": tool,
        "movement": movement,
        "measure": measure,
        "question": question,
    }
)
"""What kind of id it is -> how to say it."""
