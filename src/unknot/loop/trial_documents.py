"""The protocol of a trial after SPENT 2019, and its result after CENT 2015: every item filled from what is on record.

Numbers are those of the lists: SPENT is numbered like SPIRIT 2013, which it extends. An item that does not apply, or
was not done, says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from unknot.content.library import Library
from unknot.facts import CheckIn, Dose, Episode, Fact, Mark
from unknot.facts.kinds import local_day
from unknot.loop.trial_events import Trial
from unknot.loop.trial_words import amount, names, question, short_side, side_keys, told, verdict
from unknot.loop.trials import TrialResult
from unknot.trials.schedule import VERSION, contrasts

SPENT = {
    "admin": ("1", "2a", "2b", "3", "4", "5a", "5b", "5c", "5d"),
    "introduction": ("6a", "6b", "7", "8"),
    "methods": ("9", "10", "11a", "11b", "11c", "11d", "12", "13", "14", "15"),
    "drawing": ("16a", "16b", "16c", "17a", "17b"),
    "data": ("18a", "18b", "19", "20a", "20b", "20c"),
    "safety": ("21a", "21b", "22", "23", "24", "25", "26a", "26b", "27", "28", "29", "30"),
    "other": ("31a", "31b", "31c", "32", "33"),
}
"""The items of a protocol, by section."""

CENT = {
    "introduction": ("1a", "1b", "2a.1", "2a.2", "2b"),
    "methods": ("3a", "3b", "4a", "4b", "4c", "5", "6a.1", "6a.2", "6b", "7a", "7b"),
    "drawing": ("8a", "8b", "8c", "9", "10", "11a", "11b"),
    "data": ("12a", "12b", "12c"),
    "results": ("13a", "13b", "14a", "14b", "15", "16", "17a.1", "17a.2", "17b", "18", "19"),
    "discussion": ("20", "21", "22"),
    "other": ("23", "24", "25"),
}
"""The items of a report, by section."""

Day = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Items that belong together."""

    title: str
    items: tuple[Item, ...]


def protocol(library: Library, trial: Trial, facts: Sequence[Fact], day: Day) -> tuple[Section, ...]:
    """The protocol, from the facts that stand; days as `day` says them. Nothing of the draw is in it."""
    return _sections(library, "spent", SPENT, _planned(library, trial, facts, day))


def report(library: Library, result: TrialResult, facts: Sequence[Fact], day: Day) -> tuple[Section, ...]:
    """The report on a trial that is over, from the facts that stand."""
    values = _planned(library, result.trial, facts, day) | _came_out(library, result, facts, day)
    return _sections(library, "cent", CENT, values)


def document(library: Library, trial: Trial, sections: Sequence[Section], *, seed: bool) -> dict[str, Any]:
    """The sections as plain values for JSON, with the protocol as it was hashed; the `seed` only once it is over."""
    plan = trial.protocol
    fixed = {name: getattr(plan, name) for name in ("design", "outcome", "technique", "against", "units", "worthwhile")}
    return {
        "trial": trial.id,
        "question": question(library, plan),
        "protocol": fixed,
        "hash": trial.hash,
        **({"seed": trial.seed} if seed else {}),
        "sections": [
            {
                "title": section.title,
                "items": [{"number": each.number, "title": each.title, "text": each.text} for each in section.items],
            }
            for section in sections
        ],
    }


def script(trial: Trial) -> str:
    """Ten lines of Python that work out the fingerprint and the draw of a trial again, with nothing of Unknot."""
    plan = trial.protocol
    fields = {name: getattr(plan, name) for name in ("design", "outcome", "technique", "against", "units")}
    said = fields | {"worthwhile": float(plan.worthwhile), "seed": trial.seed, "version": VERSION}
    lines = [
        "import hashlib, json",
        f"protocol = {said!r}",
        'text = json.dumps(protocol, sort_keys=True, separators=(",", ":"))',
        'print("fingerprint", hashlib.sha256(text.encode()).hexdigest())',
        "digest = lambda unit: hashlib.sha256(f\"{protocol['seed']}:{unit}\".encode()).digest()",
        f"for unit in range({plan.units}):",
    ]
    if plan.design == "adaptive":
        lines += ['    print(unit + 1, int.from_bytes(digest(unit)[:6], "big") / 256**6, "below its chance: with it")']
    elif plan.design == "split_body":
        lines += ['    print(unit + 1, "left" if digest(unit)[0] & 1 else "right")']
    else:
        lines += [
            "    first = bool(digest(unit - unit % 2)[0] & 1)",
            '    print(unit + 1, "with" if first == (unit % 2 == 0) else "without")',
        ]
    return "\n".join(lines)


def _sections(
    library: Library, name: str, sections: Mapping[str, tuple[str, ...]], values: Mapping[str, str]
) -> tuple[Section, ...]:
    def item(number: str) -> Item:
        key = f"trial_documents.{name}.{number.replace('.', '')}"
        return Item(number, library.say(f"{key}.title"), library.say(f"{key}.text", **values))

    return tuple(
        Section(library.say(f"trial_documents.section.{section}"), tuple(item(number) for number in numbers))
        for section, numbers in sections.items()
    )


def _planned(library: Library, trial: Trial, facts: Sequence[Fact], day: Day) -> dict[str, str]:
    plan = trial.protocol
    said = names(library, plan)
    gone = f"{library.number('recovery.gone_points'):g}"
    outcome = library.say(f"trial_documents.outcome.{plan.outcome}", gone=gone)
    if plan.design == "split_body":
        outcome += library.say("trial_documents.split")
    against = "nothing" if plan.against is None else "technique"
    asked = "not_asked" if trial.expectation is None else "asked"
    return {
        **said,
        "question": question(library, plan),
        "hash": trial.hash,
        "started": day(trial.started_on),
        "version": trial.content_version or library.say("trial_documents.not_stated"),
        "design_text": library.say(f"trial_documents.design.{plan.design}", units=plan.units),
        "outcome_text": outcome,
        "against_text": library.say(f"trial_documents.against.{against}", **said),
        "muscle_text": "" if trial.muscle is None else f" ({library.say(f'muscle.{trial.muscle}.name')})",
        "worthwhile": amount(library, plan),
        "usual": f"{library.number('trials.worthwhile_points'):g}",
        "units": str(plan.units),
        "places": _places(library, trial, facts),
        "expectation_text": library.say(f"trial_documents.expectation.{asked}"),
    }


def _came_out(library: Library, result: TrialResult, facts: Sequence[Fact], day: Day) -> dict[str, str]:
    trial, found = result.trial, result.posterior
    lines = told(library, result, day).lines
    of_numbers = lines[1:5] if found.units_used else (library.say("trials.result.verdict.nothing"), "", "", "")
    done = [
        fact
        for fact in facts
        if isinstance(fact, Dose)
        and fact.technique in (trial.protocol.technique, trial.protocol.against)
        and any(fact.at > unit.at and local_day(fact) == unit.on for unit in trial.units)
    ]
    has_rating = ~np.isnan(result.observed.outcome)
    above = result.observed.contrast > 0.0
    return {
        "verdict": verdict(library, result),
        "why_text": lines[0],
        "worthwhile_text": of_numbers[0],
        "harm_text": of_numbers[1],
        "effect_text": of_numbers[2],
        "test_text": of_numbers[3],
        "missing_text": library.say(
            "trials.result.missing_sides", **{"with": result.test.missing_with, "without": result.test.missing_without}
        ),
        "sessions": str(len(done)),
        "schedule": _schedule(library, trial),
        "happened": ", ".join(short_side(library, trial, unit) for unit in trial.units) or "0",
        "shown": str(len(trial.units)),
        "missing": str(found.missing),
        "not_done": str(result.not_as_assigned),
        "ended": day(result.on),
        "baseline": _baseline(library, trial, facts),
        "began": _began(library, trial, facts, day),
        "used": str(found.units_used),
        "used_with": str(int((has_rating & above).sum())),
        "used_without": str(int((has_rating & ~above).sum())),
        "worse": str(sum(fact.stopped or fact.felt == "worse" for fact in done)),
        "for_safety": str(sum(unit.skipped == "safety" for unit in trial.units)),
        "expectation_text": library.say("trial_documents.expectation.not_asked")
        if trial.expectation is None
        else library.say("trials.result.expected", expectation=trial.expectation),
    }


def _schedule(library: Library, trial: Trial) -> str:
    if trial.protocol.design == "adaptive":
        return library.say("trials.design.adaptive.text")
    words = [library.say(f"trials.chart.{key}") for key in side_keys(trial)]
    return ", ".join(words[0 if each > 0.0 else 1] for each in contrasts(trial.protocol, trial.seed))


def _places(library: Library, trial: Trial, facts: Sequence[Fact]) -> str:
    marked = {
        fact.region: fact.intensity for fact in facts if isinstance(fact, Mark) and fact.episode in trial.episodes
    }
    labels = [library.say(f"region.{region}.label") for region, strength in marked.items() if strength]
    return "; ".join(dict.fromkeys(labels)) or library.say("trial_documents.not_stated")


def _baseline(library: Library, trial: Trial, facts: Sequence[Fact]) -> str:
    before = [
        fact.pain_now
        for fact in facts
        if isinstance(fact, CheckIn)
        and fact.episode in trial.episodes
        and fact.at <= trial.started_at
        and fact.pain_now is not None
    ]
    return f"{before[-1]:g}" if before else library.say("trial_documents.not_stated")


def _began(library: Library, trial: Trial, facts: Sequence[Fact], day: Day) -> str:
    begun = [
        fact.began_on
        for fact in facts
        if isinstance(fact, Episode) and fact.episode in trial.episodes and fact.began_on is not None
    ]
    return day(begun[-1]) if begun else library.say("trial_documents.not_stated")
