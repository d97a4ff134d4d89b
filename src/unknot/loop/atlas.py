"""What the atlas knows of a muscle and of a place: where pain goes, what is taken for what, and how common it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unknot.content.library import Library
from unknot.content.records import Muscle, TriggerPoint

_OFTEN = (("most", 0.1), ("often", 1 / 3), ("sometimes", 2 / 3), ("seldom", 1.0))
"""Words for how common a muscle is, and up to which share of all muscles, the commonest first, each is said."""
_NOT_BY_ONESELF = {"never": "atlas.points.leave", "taught": "atlas.points.taught"}


@dataclass(frozen=True, slots=True)
class Felt:
    """The areas where the pain of a muscle is felt, the strongest link first: by most, by some, on the other side."""

    often: tuple[str, ...]
    some: tuple[str, ...]
    other_side: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Senders:
    """The muscles that send pain to an area, the strongest link first: in most people, in some; and those that have a
    point of their own in it."""

    often: tuple[str, ...]
    some: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confused:
    """Muscles that are taken for the one asked about, and how to tell them all apart, in words."""

    muscles: tuple[str, ...]
    apart: str


def felt(muscle: Muscle) -> Felt:
    """Where the pain of `muscle` is felt."""
    return Felt(*map(_by_weight, (muscle.essential, muscle.spillover, muscle.other_side)))


def senders(library: Library, area: str) -> Senders:
    """Which muscles send pain to `area`. Of two with the same weight the commoner muscle comes first."""
    commonest = sorted(library.muscles.values(), key=lambda muscle: -muscle.prior)

    def sent(weights: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
        return _by_weight({muscle: own[area] for muscle, own in weights.items() if area in own})

    return Senders(
        often=sent({each.id: each.essential for each in commonest}),
        some=sent({each.id: each.spillover for each in commonest}),
        own=tuple(each.id for each in commonest if any(area in point.areas for point in each.trigger_points)),
    )


def confused(library: Library, muscle: str) -> tuple[Confused, ...]:
    """The groups of muscles that `muscle` is confused with; empty if there are none."""
    return tuple(
        Confused(
            muscles=tuple(each for each in group.muscles if each != muscle),
            apart=library.say(f"confusion.{group.id}.tell_apart"),
        )
        for group in library.confusions.values()
        if muscle in group.muscles
    )


def how_common(library: Library, muscle: Muscle) -> tuple[str, ...]:
    """How often `muscle` is met beside the others, and what that rests on, in two sentences."""
    commoner = sum(each.prior > muscle.prior for each in library.muscles.values()) / len(library.muscles)
    word = next(word for word, most in _OFTEN if commoner < most)
    basis = library.say(f"word.prior_{muscle.prior_basis}")
    return library.say(f"atlas.common.{word}"), library.say("atlas.common.basis", basis=basis)


def where(library: Library, muscle: Muscle, point: TriggerPoint) -> str:
    """Where `point` of `muscle` lies, and that it is not for one's own hands where that is so."""
    said = library.say(f"muscle.{muscle.id}.{point.id}.where")
    if point.press in _NOT_BY_ONESELF:
        said = f"{said}. {library.say(_NOT_BY_ONESELF[point.press])}"
    return said


def small_test(library: Library, muscle: Muscle) -> str:
    """The movement that tests `muscle`, or that it comes after the safety questions where these decide on it; empty if
    there is none."""
    if muscle.self_test == "drop":
        return ""
    return library.say("atlas.test.later" if muscle.self_test == "gentle" else f"muscle.{muscle.id}.self_test")


def cites(library: Library, muscle: Muscle) -> tuple[tuple[str, str | None], ...]:
    """The sources behind `muscle`, each as it is cited and with its address if it has one."""
    known = [library.sources[each] for each in muscle.sources if each in library.sources]
    return tuple((each.cite, each.url or (each.doi and f"https://doi.org/{each.doi}")) for each in known)


def _by_weight(weights: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(weights, key=lambda each: -weights[each]))
