"""The vignettes as data, each played through story and interview, and simple rivals that look at the same people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from unknot.content.library import Library
from unknot.loop.replay import replay
from unknot.loop.script import FIELDS, Script, parse_script

FOLDER = Path(__file__).parent
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SELF_CARE, SOON, SAME_DAY, EMERGENCY = (
    "self_care_ok_with_caution",
    "see_clinician_soon",
    "urgent_same_day",
    "emergency_now",
)
RANK = {SELF_CARE: 1, SOON: 2, SAME_DAY: 3, EMERGENCY: 4}


@dataclass(frozen=True)
class Vignette:
    """One person: what they would say, the disposition that the specification gives, and why."""

    id: str
    kind: str
    expected: str
    why: str
    sources: tuple[str, ...]
    held_out: bool
    script: Mapping[str, Any]


def vignettes() -> tuple[Vignette, ...]:
    """All vignettes in the order of their ids. Every third one was held out while the story reader was written."""
    found = []
    for name in ("dangerous", "ordinary"):
        for number, raw in enumerate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")), 1):
            found.append(
                Vignette(
                    id=raw["id"],
                    kind=raw["kind"],
                    expected=raw["expected"],
                    why=raw["why"],
                    sources=tuple(raw["sources"]),
                    held_out=raw["held_out"],
                    script={key: raw[key] for key in FIELDS if key in raw},
                )
            )
            assert raw["kind"] == name, (raw["id"], number)
    return tuple(found)


def unknot(library: Library, vignette: Vignette) -> str:
    """What the screening makes of somebody, through story and interview."""
    script = parse_script(vignette.script, library)
    return replay(library, script, at=AT, zone="UTC", lists=False).advice.disposition or SELF_CARE


def always_same_day(_: Library, __: Vignette) -> str:
    """Everybody to a clinician today."""
    return SAME_DAY


def always_self_care(_: Library, __: Vignette) -> str:
    """Nobody to anybody."""
    return SELF_CARE


def any_flag(library: Library, vignette: Vignette) -> str:
    """Whoever says yes to any sign of danger goes to emergency, as a list of red flags on paper has it."""
    ticked = [id_ for id_, value in _script(vignette, library).answers.items() if value == "yes"]
    return EMERGENCY if any(id_ in library.flags for id_ in ticked) else SELF_CARE


KEYWORDS = re.compile(
    r"\b(chest|breath|numb|faint|pass(?:ed)? out|collaps|blood|fever|vomit|vision|weak|bladder|pee|urine|worst|swollen"
    r"|dizzy|sweat|cancer|heart|stroke|paraly|slur|suicid)",
    re.IGNORECASE,
)


def keyword_only(_: Library, vignette: Vignette) -> str:
    """Whoever writes a word that may go with danger goes to emergency."""
    return EMERGENCY if KEYWORDS.search(vignette.script.get("story", "")) else SELF_CARE


RIVALS: Mapping[str, Callable[[Library, Vignette], str]] = {
    "Unknot": unknot,
    "always same day": always_same_day,
    "any flag": any_flag,
    "always self-care": always_self_care,
    "keyword only": keyword_only,
}


@dataclass(frozen=True)
class Share:
    """`count` of `of`, with the exact 95 % bounds (Clopper and Pearson)."""

    count: int
    of: int

    @property
    def bounds(self) -> tuple[float, float]:
        """The lower and the upper bound of the share."""
        from scipy.stats import binomtest

        interval = binomtest(self.count, self.of).proportion_ci(confidence_level=0.95, method="exact")
        return float(interval.low), float(interval.high)

    def __str__(self) -> str:
        low, high = self.bounds
        return f"{self.count}/{self.of} = {100 * self.count / self.of:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def judged(results: Iterable[tuple[Vignette, str]]) -> Mapping[str, Share]:
    """The shares by which a screen is judged.

    Unsafe: somebody in danger sent home to self-care, or an emergency put off to a date. Gross over-triage: somebody
    with an ordinary knot sent to emergency or to a clinician today.
    """
    told = list(results)
    dangerous = [each for each in told if each[0].expected != SELF_CARE]
    ordinary = [each for each in told if each[0].expected == SELF_CARE]
    emergencies = [each for each in told if each[0].expected == EMERGENCY]

    def share(among: list[tuple[Vignette, str]], holds: Callable[[Vignette, str], bool]) -> Share:
        return Share(sum(holds(*each) for each in among), len(among))

    return {
        "unsafe": share(dangerous, is_unsafe),
        "emergency sensitivity": share(emergencies, lambda _, result: result == EMERGENCY),
        "exact": share(told, lambda vignette, result: result == vignette.expected),
        "self-care recall": share(ordinary, lambda _, result: result == SELF_CARE),
        "gross over-triage": share(ordinary, lambda _, result: RANK[result] >= RANK[SAME_DAY]),
    }


def is_unsafe(vignette: Vignette, result: str) -> bool:
    """Whether the result sends somebody in danger home, or puts an emergency off to a date."""
    if vignette.expected == SELF_CARE:
        return False
    return result == SELF_CARE or (vignette.expected == EMERGENCY and RANK[result] < RANK[SAME_DAY])


def _script(vignette: Vignette, library: Library) -> Script:
    return parse_script(vignette.script, library)
