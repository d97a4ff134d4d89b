"""How good the screening is: people and stories written down, held against simple rivals that look at the same ones."""

from __future__ import annotations

from collections.abc import Iterable

from tests.vignettes.people import RIVALS, Vignette, judged, vignettes
from tests.vignettes.stories import listened, phrasings, stories
from unknot.content.library import load

LIBRARY = load()


def report() -> str:
    """The tables of docs/safety/screening.md."""
    everybody = vignettes()
    held = [each for each in everybody if each.held_out]
    told = phrasings()
    columns = {
        "held out": listened(LIBRARY, [each for each in told if each.held_out]),
        "seen": listened(LIBRARY, [each for each in told if not each.held_out]),
        "stories tuned on": listened(LIBRARY, stories()),
    }
    heard = [
        f"| {name} | " + " | ".join(str(shares[name]) for shares in columns.values()) + " |"
        for name in columns["held out"]
    ]
    return "\n".join(
        [
            f"### All {len(everybody)} people",
            "",
            _people(everybody),
            "",
            f"### The {len(held)} held out while the reader was written",
            "",
            _people(held),
            "",
            "### The reader alone",
            "",
            "| | " + " | ".join(columns) + " |",
            "|---|" + "---|" * len(columns),
            *heard,
            "",
            f"Not exact: {', '.join(_differing(everybody)) or 'none'}.",
        ]
    )


def _people(people: Iterable[Vignette]) -> str:
    people = list(people)
    rows = {name: judged((each, screen(LIBRARY, each)) for each in people) for name, screen in RIVALS.items()}
    lines = ["| | " + " | ".join(rows["Unknot"]) + " |", "|---|" + "---|" * len(rows["Unknot"])]
    lines += [
        f"| {name} | " + " | ".join(str(share) for share in shares.values()) + " |" for name, shares in rows.items()
    ]
    return "\n".join(lines)


def _differing(people: Iterable[Vignette]) -> Iterable[str]:
    for each in people:
        found = RIVALS["Unknot"](LIBRARY, each)
        if found != each.expected:
            yield f"{each.id} ({each.expected} → {found}{', held out' if each.held_out else ''})"
