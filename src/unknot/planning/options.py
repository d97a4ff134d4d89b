"""Everything that may be done here and now, and everything that may not, each with the rule that says so.

A technique is looked at for every likely muscle it fits, or once for the person. It has to pass, in this order: how far
the screening lets anything be shown, the spots that are open to it, the fences, the tools at hand, what the person
dislikes, what made it flare, and the hard limits. All are reported, not only the first; a limit only where nothing
else is in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from unknot.content.library import Library
from unknot.content.records import Action, Technique, TechniqueKind, TriggerPoint
from unknot.facts import History
from unknot.locating.ranking import Candidate
from unknot.planning.counting import as_step
from unknot.planning.families import ON_POINTS, family
from unknot.planning.gain import aimed, expected, regime
from unknot.planning.guard import within_ceilings
from unknot.planning.situation import HAND, Situation, situation
from unknot.planning.spots import open_spots
from unknot.planning.steps import Exclusion, IfCaution, Option
from unknot.planning.timing import SECONDS_PER_MINUTE, session_s, spots
from unknot.recovery.effects import AVERAGE, Personal
from unknot.recovery.state import Belief
from unknot.screening.fences import HIDING, Fences, Verdict
from unknot.screening.triage import STOP, Triage

STRONGEST_SELF_CARE = "see_clinician_soon"


@dataclass(frozen=True, slots=True)
class _Target:
    """What a technique would be done to: a likely muscle and its open spots, or the person as a whole.

    `right` is the chance that this reaches the muscle behind the pain; `areas` is where the body would be treated.
    """

    muscle: str | None
    side: str | None
    points: tuple[str, ...]
    areas: tuple[str, ...]
    right: float


@dataclass(frozen=True, slots=True)
class _Draft:
    technique: Technique
    target: _Target
    caution_keys: tuple[str, ...]
    if_cautions: tuple[IfCaution, ...]


def options(
    library: Library,
    history: History,
    triage: Triage,
    fences: Fences,
    candidates: Sequence[Candidate],
    belief: Belief,
    profile: str,
    personal: Personal = AVERAGE,
) -> tuple[tuple[Option, ...], tuple[Exclusion, ...]]:
    """The options, those expected to bring the person most first, and the exclusions by technique, muscle and rule.

    Nothing is offered while the screen is open or at `urgent_same_day` and above.
    """
    if not _anything_at_all(library, triage):
        return (), ()
    now = situation(library, history)
    muscles = likely(library, candidates)
    drafts: list[_Draft] = []
    excluded: list[Exclusion] = []
    stopped = STOP in triage.effects
    for technique in library.techniques.values():
        kind = library.kinds[technique.kind]
        for target in _targets(library, technique, kind, muscles, history):
            draft, refused = _tried(library, technique, target, fences, now, stopped=stopped)
            excluded.extend(refused)
            if draft is not None:
                drafts.append(draft)
    offered = []
    for option in _with_gain(library, belief, profile, drafts, personal):
        over = _over_a_ceiling(library, history, option)
        if over is None:
            offered.append(option)
        else:
            excluded.append(over)
    return (
        tuple(sorted(offered, key=lambda o: (-o.gain_points, o.technique, o.muscle or "", o.side or ""))),
        tuple(sorted(excluded, key=lambda e: (e.technique, e.muscle or "", e.side or "", e.rule))),
    )


def likely(library: Library, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The muscles planned for: those likely enough, the likeliest first; the very first one always."""
    enough = library.number("planning.likely_probability_min")
    most = int(library.number("planning.likely_max"))
    ranked = sorted(candidates, key=lambda each: (-each.probability, each.muscle, each.side))
    return tuple(each for place, each in enumerate(ranked[:most]) if place == 0 or each.probability >= enough)


def admissible(
    library: Library, technique: Technique, candidate: Candidate, triage: Triage, fences: Fences, now: Situation
) -> tuple[Option | None, tuple[Exclusion, ...]]:
    """`technique` as it may be done for the muscle of `candidate`, or every reason against it.

    It has passed everything but the hard limits; what it is expected to bring is left at nothing.
    """
    if not _anything_at_all(library, triage):
        return None, ()
    kind = library.kinds[technique.kind]
    target = _of_muscle(library, kind, candidate, candidate.probability)
    draft, refused = _tried(library, technique, target, fences, now, stopped=STOP in triage.effects)
    return (None if draft is None else _worth_nothing(library, draft)), refused


def _anything_at_all(library: Library, triage: Triage) -> bool:
    if not triage.complete or triage.disposition is None:
        return False
    return library.dispositions[triage.disposition] <= library.dispositions[STRONGEST_SELF_CARE]


def _targets(
    library: Library, technique: Technique, kind: TechniqueKind, muscles: Sequence[Candidate], history: History
) -> Iterator[_Target]:
    """What the technique fits among the likely muscles. One target per muscle for what is done at a spot or held;
    one for the likeliest muscle for easy movement; one for the person where the technique names no muscle."""
    fitting = [each for each in muscles if _fits(library, technique, kind, each.muscle)]
    if technique.muscles:
        reached = sum(each.probability for each in fitting)
        if family(kind) in ("move", "load"):
            for each in fitting[:1]:
                yield _of_muscle(library, kind, each, min(1.0, reached))
        else:
            for each in fitting:
                yield _of_muscle(library, kind, each, each.probability)
    elif family(kind) in ON_POINTS or family(kind) == "warmth":
        for each in fitting[:1]:
            yield _of_muscle(library, kind, each, each.probability)
    else:
        yield _Target(None, None, (), _marked_areas(library, history), 1.0)


def _fits(library: Library, technique: Technique, kind: TechniqueKind, muscle: str) -> bool:
    """Whether the technique is meant for the muscle at all; whether it may be done there is another question."""
    if technique.muscles:
        return muscle in technique.muscles
    if family(kind) == "press":
        return kind.id in library.muscles[muscle].press_kinds
    return True


def _of_muscle(library: Library, kind: TechniqueKind, candidate: Candidate, right: float) -> _Target:
    muscle = library.muscles[candidate.muscle]
    at_spots = family(kind) in ON_POINTS
    points = open_spots(library, kind, muscle, candidate.side, candidate.points) if at_spots else ()
    areas = () if at_spots else _areas(muscle.trigger_points)
    if family(kind) == "warmth":
        areas = tuple(area for area in areas if library.areas[area].press != "never")
    return _Target(candidate.muscle, candidate.side, points, areas, right)


def _areas(points: Iterable[TriggerPoint]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(area for point in points for area in point.areas))


def _marked_areas(library: Library, history: History) -> tuple[str, ...]:
    return tuple(sorted({library.regions[region].area for region in history.marks if region in library.regions}))


def _tried(
    library: Library, technique: Technique, target: _Target, fences: Fences, now: Situation, *, stopped: bool
) -> tuple[_Draft | None, tuple[Exclusion, ...]]:
    """The technique as it may be done there, or every reason against it. A fence around one spot leaves the others."""

    def no(rule: str, action: Action = "block", key: str | None = None, asks: tuple[str, ...] = ()) -> Exclusion:
        message = key or f"planning.exclusion.{rule}"
        return Exclusion(technique.id, technique.kind, target.muscle, target.side, rule, action, message, asks)

    kind = library.kinds[technique.kind]
    against = [] if _somewhere(kind, target) else [no("plan_no_point")]
    if stopped and family(kind) not in ("settle", "desk"):
        against.append(no("plan_stopped"))
    points, verdicts = _fenced(library, technique, target, fences)
    rules = tuple(dict.fromkeys(rule for verdict in verdicts for rule in verdict.rules))
    if any(verdict.hidden for verdict in verdicts):
        against.extend(no(r.id, r.action, r.message_key, r.asks) for r in rules if r.action in HIDING)
    needed = set(technique.tools) - {HAND}
    if needed and now.tools is None:
        against.append(no("plan_tool_unknown"))
    elif now.tools is not None and needed - now.tools:
        against.append(no("plan_tool"))
    if {technique.id, kind.id} & now.dislikes:
        against.append(no("plan_dislike"))
    if {technique.id, kind.id} & now.flared:
        against.append(no("plan_flare"))
    if family(kind) in now.set_back:
        against.append(no("plan_set_back"))
    changes = [rule for rule in rules if rule.action not in HIDING]
    draft = _Draft(
        technique,
        replace(target, points=points),
        caution_keys=tuple(dict.fromkeys(rule.message_key for rule in changes if not rule.asks)),
        if_cautions=tuple(dict.fromkeys(IfCaution(rule.id, rule.asks) for rule in changes if rule.asks)),
    )
    return (None if against else draft), tuple(against)


def _fenced(
    library: Library, technique: Technique, target: _Target, fences: Fences
) -> tuple[tuple[str, ...], tuple[Verdict, ...]]:
    """The spots that no fence hides, as many as are worked at in one session, and the verdicts that count: those of
    these spots, or of all of them where every one is hidden."""
    if not target.points:
        verdict = fences.verdict(technique.kind, areas=target.areas, poses=technique.poses, muscle=target.muscle)
        return (), (verdict,)
    tried = {
        name: fences.verdict(technique.kind, areas=(), poses=technique.poses, muscle=target.muscle, points=(name,))
        for name in target.points
    }
    free = tuple(name for name in target.points if not tried[name].hidden)
    shown = free[: int(library.number("planning.points_max"))]
    return shown, tuple(tried[name] for name in shown or target.points)


def _somewhere(kind: TechniqueKind, target: _Target) -> bool:
    """Whether it needs no place of its own, or has one that is open to it."""
    if target.muscle is None:
        return True
    return bool(target.points) if family(kind) in ON_POINTS else family(kind) != "warmth" or bool(target.areas)


def _over_a_ceiling(library: Library, history: History, option: Option) -> Exclusion | None:
    """The limit that leaves nothing of the option for today, if there is one."""
    inside, reasons = within_ceilings(library, history, as_step(library, option))
    if inside is not None:
        return None
    rule = f"plan_{reasons[0].rpartition('.')[2]}"
    return Exclusion(option.technique, option.kind, option.muscle, option.side, rule, "block", reasons[0], asks=())


def _worth_nothing(library: Library, draft: _Draft) -> Option:
    technique, target = draft.technique, draft.target
    kind = library.kinds[technique.kind]
    return Option(
        technique=technique.id,
        kind=kind.id,
        muscle=target.muscle,
        side=target.side,
        points=target.points,
        dose=technique.dose,
        minutes=session_s(library, technique.dose, spots(kind, target.points)) / SECONDS_PER_MINUTE,
        gain_points=0.0,
        gain_low=0.0,
        gain_high=0.0,
        shared_points=0.0,
        press_gain=None,
        grade=technique.grade,
        specific_share=None,
        caution_keys=draft.caution_keys,
        if_cautions=draft.if_cautions,
        professional=kind.who == "professional",
    )


def _with_gain(
    library: Library, belief: Belief, profile: str, drafts: Sequence[_Draft], personal: Personal
) -> Iterator[Option]:
    regimes = {
        draft.technique.id: regime(library, library.kinds[draft.technique.kind], draft.technique.dose)
        for draft in drafts
    }
    gains = expected(library, belief, profile, regimes.values(), personal)
    for draft in drafts:
        gain = aimed(library, gains[regimes[draft.technique.id]], draft.target.right)
        option = _worth_nothing(library, draft)
        yield (
            option
            if draft.technique.effect is None
            else replace(
                option,
                gain_points=gain.points,
                gain_low=gain.low,
                gain_high=gain.high,
                shared_points=gain.shared,
                press_gain=gain.press,
                range_gain=gain.degrees,
                specific_share=gain.specific_share,
            )
        )
