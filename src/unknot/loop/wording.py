"""Names and words for parts of an advice, the same at every door."""

from __future__ import annotations

from collections.abc import Sequence

from unknot.content.library import Library
from unknot.loop.advice import PlannedStep
from unknot.recovery.fitted import SOURCE

_WORDS = ((0.7, "most"), (0.4, "likely"), (0.15, "possible"), (0.0, "less"))


def step_name(library: Library, step: PlannedStep) -> str:
    """The name of a step, with the muscle and side it is for where the name does not say so."""
    if step.muscle is None:
        return step.name
    muscle = library.say(f"muscle.{step.muscle}.name")
    if muscle.casefold() in step.name.casefold():
        return step.name
    side = "" if step.side is None else f", {library.say(f'cli.side.{step.side}')}"
    return f"{step.name} ({muscle}{side})"


def technique_name(library: Library, id_: str) -> str:
    """The name of a technique, or of the kind that was written down instead of one."""
    return library.say(f"technique.{id_}.name" if id_ in library.techniques else f"kind.{id_}.label")


def in_a_line(library: Library, step: PlannedStep) -> str:
    """The step and how much of it."""
    return ": ".join(part for part in (step_name(library, step), step.dose.text) if part)


def chance_in_words(library: Library, probability: float) -> str:
    """The probability as a person says it."""
    return library.say("cli.chance." + next(word for least, word in _WORDS if probability >= least))


def review_line(library: Library) -> str:
    """What stands under every result: that no clinician has reviewed the content yet, or who has; and whose numbers the
    forecast uses where they are not those that came with it.
    """
    said = library.say("advice.not_reviewed")
    if library.reviewed:
        said = library.say("advice.reviewed", review=library.clinical_review)
    if SOURCE in library.sources:
        said += " " + library.say("advice.fitted", version=library.parameters_version)
    return said


def time_in_words(library: Library, minutes: float) -> str:
    """So many minutes as people say them: 50 min, or 3 h 10 min."""
    hours, rest = divmod(round(minutes), 60)
    if hours and rest:
        return library.say("time.hours_minutes", hours=hours, minutes=rest)
    return library.say("time.hours", hours=hours) if hours else library.say("time.minutes", minutes=rest)


def sources(library: Library, keys: Sequence[str]) -> str:
    """The sources behind `keys`, shortly: first author and year of findings, the name of other sources."""
    names = []
    for key in keys:
        if key in library.findings and library.findings[key].verified:
            finding = library.findings[key]
            author = finding.cite.split(",")[0].rsplit(" ", 1)[0]
            names.append(author if finding.year is None else f"{author} {finding.year}")
        elif key in library.sources:
            names.append(library.sources[key].cite.split(",")[0])
    return "; ".join(dict.fromkeys(names))
