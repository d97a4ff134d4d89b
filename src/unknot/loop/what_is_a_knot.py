"""What a knot is, step by step from the muscle to pain felt elsewhere: the story, what is solid, what is open."""

from __future__ import annotations

from dataclasses import dataclass

from unknot.content.library import Library

ID = "what-is-a-knot"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is said, with the ids of the findings behind it and how sure each is, in a word.

    Without findings, `unsupported` says in words what the claim rests on instead.
    """

    text: str
    findings: tuple[tuple[str, str], ...]
    unsupported: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step closer: what its drawing is called, shows and can leave out (`layers`), and what is said about it.

    `findings` are all behind the step, each once.
    """

    id: str
    title: str
    description: str
    layers: tuple[str, ...]
    story: str
    solid: tuple[Claim, ...]
    open: tuple[Claim, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        ids = (id_ for claim in (*self.solid, *self.open) for id_, _ in claim.findings)
        return tuple(dict.fromkeys(ids))


def steps(library: Library) -> tuple[Step, ...]:
    """Every step, the largest first."""
    return tuple(_step(library, id_) for id_ in library.lines("tissue.steps"))


def in_lines(library: Library, step: Step) -> tuple[str, ...]:
    """What is said about a step, a line each, with the ids of the findings and how sure they are."""
    said = [("story", step.story)]
    said += [("solid", _with_findings(claim)) for claim in step.solid]
    said += [("open", _with_findings(claim)) for claim in step.open]
    return tuple(library.say(f"tissue.line.{kind}", text=text) for kind, text in said)


def _step(library: Library, id_: str) -> Step:
    return Step(
        id=id_,
        title=library.say(f"tissue.{id_}.title"),
        description=library.say(f"tissue.{id_}.description"),
        layers=library.lines(f"tissue.{id_}.layers"),
        story=library.say(f"tissue.{id_}.story"),
        solid=_claims(library, id_, "solid", library.say("tissue.textbook")),
        open=_claims(library, id_, "open", library.say("tissue.no_study")),
    )


def _claims(library: Library, step: str, kind: str, unsupported: str) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            text=library.say(f"tissue.{step}.{name}"),
            findings=tuple(
                (finding, _sure(library, finding)) for finding in library.lines(f"tissue.{step}.{name}.sources")
            ),
            unsupported=unsupported,
        )
        for name in library.lines(f"tissue.{step}.{kind}")
    )


def _sure(library: Library, finding: str) -> str:
    found = library.findings[finding]
    key = "cli.learn.contested" if found.topic == "contested" else f"grade.{found.certainty}.title"
    return library.say(key).casefold()


def _with_findings(claim: Claim) -> str:
    named = "; ".join(f"{id_}, {sure}" for id_, sure in claim.findings) or claim.unsupported
    return f"{claim.text} [{named}]"
