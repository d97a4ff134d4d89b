"""The fences around techniques: what may be shown to this person, on this place, in this position.

Screening decides whether anything is safe; the fences decide which technique. The strictest rule wins: block, then
block_region, ask_clinician, modify. Nothing here loosens the result of the gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from unknot.content.library import Library
from unknot.content.records import Action, Contraindication, Press, Technique, TriggerPoint
from unknot.facts import History
from unknot.screening.case import Case, treated_regions
from unknot.screening.engine import Engine, engine_for
from unknot.screening.terms import TermState, term_states
from unknot.screening.triage import Triage, screen

STRENGTH: Mapping[Action, int] = {"block": 4, "block_region": 3, "ask_clinician": 2, "modify": 1}
HIDING: frozenset[Action] = frozenset({"block", "block_region", "ask_clinician"})
CLOSED: frozenset[Press] = frozenset({"taught", "never"})
GATE_OPEN = "gate_open"
UP_TO = "up_to"
PRESS_ONLY = "press_only"
POSITION = "position"
REACTION = "fu_after_technique_reaction"


@dataclass(frozen=True, slots=True)
class FenceRule:
    """A rule that applies. With `asks` it holds only because these questions have not been answered yet."""

    id: str
    action: Action
    message_key: str
    asks: tuple[str, ...]
    sources: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The strongest action that applies (None: free), and every rule behind it, strongest first, then by id."""

    action: Action | None
    rules: tuple[FenceRule, ...]

    @property
    def hidden(self) -> bool:
        """Whether the technique must not be shown."""
        return self.action in HIDING


@dataclass(frozen=True, slots=True)
class Fences:
    """Everything that fences techniques for one person at one instant.

    `states` are the conditions, `held` the technique rules whose conditions hold, `reacted` the kinds after which
    a reaction was reported.
    """

    case: Case
    triage: Triage
    states: Mapping[str, TermState]
    held: Mapping[str, FenceRule]
    reacted: frozenset[str]

    def verdict(
        self,
        kind_id: str,
        *,
        areas: tuple[str, ...],
        poses: tuple[str, ...] = (),
        muscle: str | None = None,
        points: tuple[str, ...] = (),
    ) -> Verdict:
        """Whether `kind_id` may be shown for `areas`, in `poses`, on `points` of `muscle`.

        `points` are trigger points, `tp1` or `upper_trapezius.tp1` with or without a side; their areas are treated
        as well. A muscle without points stands for all of it: the areas of every point, with the verdict of each.
        """
        touched = self._points(muscle, points)
        places = frozenset((*areas, *(area for point in touched for area in point.areas)))
        rules = sorted(
            (
                *self._of_the_gate(kind_id),
                *self._of_the_content(kind_id, places, poses, touched),
                *self._of_the_place(kind_id, places),
                *self._of_the_position(poses),
            ),
            key=lambda rule: (-STRENGTH[rule.action], rule.id),
        )
        return Verdict(rules[0].action if rules else None, tuple(rules))

    def unknown_terms(
        self, kinds: tuple[str, ...], areas: tuple[str, ...], poses: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """What could change whether and how `kinds` are shown on `areas`; nothing for a kind that is hidden anyway."""
        asked: dict[str, None] = {}
        for kind in kinds:
            rules = self.verdict(kind, areas=areas, poses=poses).rules
            if all(rule.asks for rule in rules if rule.action in HIDING):
                asked.update((term, None) for rule in rules for term in rule.asks)
        library = self.case.engine.library
        order = {id_: place for place, id_ in enumerate((*library.flags, *library.background_facts, *library.terms))}
        return tuple(sorted(asked, key=order.__getitem__))

    def _points(self, muscle: str | None, points: tuple[str, ...]) -> tuple[TriggerPoint, ...]:
        library = self.case.engine.library
        if not points:
            return () if muscle is None else library.muscles[muscle].trigger_points
        found: list[TriggerPoint] = []
        for name in points:
            owner, _, rest = name.partition(".") if "." in name else (muscle, ".", name)
            wanted = rest.partition(".")[0]
            found.extend(point for point in library.muscles[owner or ""].trigger_points if point.id == wanted)
        return tuple(found)

    def _of_the_gate(self, kind_id: str) -> Iterator[FenceRule]:
        engine = self.case.engine
        kind = engine.library.kinds[kind_id]
        if not self.triage.complete:
            yield _own(GATE_OPEN, "block")
        if engine.rank(self.triage.disposition) > engine.rank(kind.up_to):
            yield _own(UP_TO, "block")
        if kind_id in self.reacted:
            rule = engine.library.follow_up_rules[REACTION]
            yield FenceRule(rule.id, "block", f"follow_up.{rule.id}.action", (), rule.sources, rule.verified)

    def _of_the_content(
        self, kind_id: str, places: frozenset[str], poses: tuple[str, ...], touched: tuple[TriggerPoint, ...]
    ) -> Iterator[FenceRule]:
        for rule in _rules_for(self.case.engine, kind_id, places, poses, touched):
            if rule.id in self.held:
                yield self.held[rule.id]

    def _of_the_place(self, kind_id: str, places: frozenset[str]) -> Iterator[FenceRule]:
        areas = self.case.engine.library.areas
        if kind_id in self.case.engine.pressing:
            sole = [areas[place].press_only for place in places if areas[place].press_only]
            if any(kind_id not in allowed for allowed in sole):
                yield _own(PRESS_ONLY, "block_region")

    def _of_the_position(self, poses: tuple[str, ...]) -> Iterator[FenceRule]:
        library = self.case.engine.library
        names = [name for pose in poses for name in library.pose_tags[pose].blocked_by]
        holds, asks = _any_holds(self.states, names)
        if holds:
            yield _own(POSITION, "block", asks)


def rules_for(library: Library, technique: Technique) -> tuple[Contraindication, ...]:
    """The technique rules that could concern somebody who does `technique` for one of its muscles."""
    touched = tuple(point for muscle in technique.muscles for point in library.muscles[muscle].trigger_points)
    places = frozenset(area for point in touched for area in point.areas) or frozenset(library.areas)
    return tuple(_rules_for(engine_for(library), technique.kind, places, technique.poses, touched))


def _rules_for(
    engine: Engine, kind_id: str, places: frozenset[str], poses: tuple[str, ...], touched: tuple[TriggerPoint, ...]
) -> Iterator[Contraindication]:
    library = engine.library
    tags = [library.pose_tags[pose] for pose in poses]
    regions = treated_regions(engine, places) | library.region_set(
        tuple(region for tag in tags for region in tag.adds_regions)
    )
    kinds = dict.fromkeys((kind_id, *(kind for tag in tags for kind in tag.fences)))
    rules = {rule.id: rule for kind in kinds for rule in engine.fences_of[kind]}
    rules.update((name, library.contraindications[name]) for tag in tags for name in tag.rules)
    for rule in rules.values():
        if (
            (not rule.regions or not regions.isdisjoint(engine.fence_regions[rule.id]))
            and (not rule.areas or not places.isdisjoint(rule.areas))
            and (not rule.poses or any(pose in rule.poses for pose in poses))
            and (not rule.zones or _in_zone(library, rule, places, touched))
        ):
            yield rule


def _in_zone(
    library: Library, rule: Contraindication, places: frozenset[str], touched: tuple[TriggerPoint, ...]
) -> bool:
    """Zones are words until they are drawn: an area that is one, or whose press, or a point's, is closed."""
    areas = library.areas
    return any(point.press in CLOSED for point in touched) or any(
        areas[place].press in CLOSED or any(areas[place].zones.get(zone) == "all" for zone in rule.zones)
        for place in places
    )


def fence(library: Library, history: History, triage: Triage, case: Case | None = None) -> Fences:
    """The fences that hold at `history.at`, given the result `triage` of the same history, and its case if at hand."""
    case = screen(library, history).case if case is None else case
    states = term_states(case, history, triage)
    reacted = (each.technique for each in case.course.sessions if each.reaction_at is not None)
    kinds = {library.techniques[name].kind if name in library.techniques else name for name in reacted}
    held = {}
    for rule in library.contraindications.values():
        holds, asks = _any_holds(states, rule.terms)
        if holds:
            message = f"contraindication.{rule.id}.message"
            held[rule.id] = FenceRule(rule.id, rule.action, message, asks, rule.sources, rule.verified)
    return Fences(case, triage, states, held, frozenset(kinds))


def _any_holds(states: Mapping[str, TermState], names: Iterable[str]) -> tuple[bool, tuple[str, ...]]:
    """Whether one of the conditions holds, and what to ask where they hold only because nobody asked."""
    holding = [states[name] for name in names if states[name].holds]
    unasked = all(state.asks for state in holding)
    asks = dict.fromkeys(question for state in holding for question in state.asks) if unasked else {}
    return bool(holding), tuple(asks)


def _own(id_: str, action: Action, asks: tuple[str, ...] = ()) -> FenceRule:
    return FenceRule(id_, action, f"fence.{id_}.message", asks, (), True)
