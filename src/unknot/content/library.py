"""The content as one read-only object, loaded from the compiled JSON.

`load()` is cached per process. A missing or broken file raises `ContentError`: the product fails closed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from unknot.content import records
from unknot.content.records import (
    AfterSession,
    Area,
    BackgroundFact,
    BodyMap,
    Cause,
    CombinationRule,
    ConfusionGroup,
    Contraindication,
    EffectPrior,
    EmergencyNumber,
    EmergencyOverlap,
    Finding,
    Flag,
    FollowUpRule,
    Guard,
    Measure,
    Muscle,
    Parameter,
    PoseTag,
    Posture,
    Region,
    SessionStop,
    ShortScreenLine,
    Sign,
    Source,
    StoryCue,
    StorySign,
    Surface,
    Technique,
    TechniqueKind,
    Term,
    TermGroup,
    WordClass,
)
from unknot.errors import ContentError, Problem
from unknot.facts import Vocabulary

TABLES: Mapping[str, type] = MappingProxyType(
    {
        "areas": Area,
        "regions": Region,
        "surface": Surface,
        "body_maps": BodyMap,
        "muscles": Muscle,
        "confusions": ConfusionGroup,
        "movements": Sign,
        "symptoms": Sign,
        "causes": Cause,
        "postures": Posture,
        "flags": Flag,
        "combination_rules": CombinationRule,
        "follow_up_rules": FollowUpRule,
        "guards": Guard,
        "background_facts": BackgroundFact,
        "terms": Term,
        "term_groups": TermGroup,
        "contraindications": Contraindication,
        "pose_tags": PoseTag,
        "short_screen": ShortScreenLine,
        "emergency_overlaps": EmergencyOverlap,
        "after_session": AfterSession,
        "session_stops": SessionStop,
        "word_classes": WordClass,
        "story_signs": StorySign,
        "emergency_numbers": EmergencyNumber,
        "kinds": TechniqueKind,
        "techniques": Technique,
        "findings": Finding,
        "parameters": Parameter,
        "effects": EffectPrior,
        "measures": Measure,
        "cues": StoryCue,
        "sources": Source,
    }
)
"""Table name in the compiled file -> the record it holds. Each row is `id: fields`."""

Text = str | tuple[str, ...]

NOT_REVIEWED = "pending"
"""What the setting `clinical_review` says until a clinician has reviewed the content; then who and when."""


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Everything the content says, by table and id, in the order of the files.

    A library is equal only to itself, so that what is worked out from it once can be looked up by it.
    `dispositions` maps id to rank (4 is the most urgent). `region_groups` maps a group to screening regions,
    `question_sections` a section of a screen to the groups of flags that stand in it.
    """

    version: str
    parameters_version: str
    clinical_review: str
    language: str
    dispositions: Mapping[str, int]
    screening_regions: tuple[str, ...]
    region_groups: Mapping[str, tuple[str, ...]]
    question_lists: tuple[str, ...]
    question_sections: Mapping[str, tuple[str, ...]]
    text: Mapping[str, Text]
    areas: Mapping[str, Area]
    regions: Mapping[str, Region]
    surface: Mapping[str, Surface]
    body_maps: Mapping[str, BodyMap]
    muscles: Mapping[str, Muscle]
    confusions: Mapping[str, ConfusionGroup]
    movements: Mapping[str, Sign]
    symptoms: Mapping[str, Sign]
    causes: Mapping[str, Cause]
    postures: Mapping[str, Posture]
    flags: Mapping[str, Flag]
    combination_rules: Mapping[str, CombinationRule]
    follow_up_rules: Mapping[str, FollowUpRule]
    guards: Mapping[str, Guard]
    background_facts: Mapping[str, BackgroundFact]
    terms: Mapping[str, Term]
    term_groups: Mapping[str, TermGroup]
    contraindications: Mapping[str, Contraindication]
    pose_tags: Mapping[str, PoseTag]
    short_screen: Mapping[str, ShortScreenLine]
    emergency_overlaps: Mapping[str, EmergencyOverlap]
    after_session: Mapping[str, AfterSession]
    session_stops: Mapping[str, SessionStop]
    word_classes: Mapping[str, WordClass]
    story_signs: Mapping[str, StorySign]
    emergency_numbers: Mapping[str, EmergencyNumber]
    kinds: Mapping[str, TechniqueKind]
    techniques: Mapping[str, Technique]
    findings: Mapping[str, Finding]
    parameters: Mapping[str, Parameter]
    effects: Mapping[str, EffectPrior]
    measures: Mapping[str, Measure]
    cues: Mapping[str, StoryCue]
    sources: Mapping[str, Source]

    @property
    def reviewed(self) -> bool:
        """Whether the content records that a clinician has reviewed it."""
        return self.clinical_review != NOT_REVIEWED

    def say(self, key: str, **values: object) -> str:
        """The sentence stored under `key` with `{placeholders}` filled in. Raises `ContentError` if there is none."""
        sentence = self.text.get(key)
        if not isinstance(sentence, str):
            raise ContentError(Problem("content_missing_text", f"text.{key}", "no such sentence"))
        return sentence.format_map(values) if values else sentence

    def lines(self, key: str) -> tuple[str, ...]:
        """The lines stored under `key`; empty if there are none."""
        lines = self.text.get(key, ())
        return (lines,) if isinstance(lines, str) else lines

    def number(self, parameter: str) -> float:
        """The central value of a parameter."""
        return self.parameters[parameter].value

    def region_set(self, names: tuple[str, ...]) -> frozenset[str]:
        """The screening regions meant by `names`, which may be regions, groups or `any`."""
        expanded: set[str] = set()
        for name in names:
            expanded.update(self.screening_regions if name == "any" else self.region_groups.get(name, (name,)))
        return frozenset(expanded)


@cache
def load(language: str = "en") -> Library:
    """The installed content with its sentences in `language`."""
    root = files("unknot").joinpath("data", "compiled")
    try:
        compiled = json.loads(root.joinpath("content.json").read_bytes())
        text = json.loads(root.joinpath(f"text.{language}.json").read_bytes())
    except FileNotFoundError as error:
        raise ContentError(
            Problem("content_missing_file", str(error.filename), "content file is missing", "reinstall unknot")
        ) from None
    except ValueError as error:
        raise ContentError(
            Problem("content_unreadable", "data/compiled", f"content is not JSON: {error}", "reinstall unknot")
        ) from None
    return from_compiled(compiled, text, language)


def from_compiled(compiled: Mapping[str, Any], text: Mapping[str, Any], language: str = "en") -> Library:
    """The library that the compiled content states."""
    try:
        tables = {name: _table(record, compiled["tables"][name]) for name, record in TABLES.items()}
        return Library(
            version=compiled["version"],
            parameters_version=compiled["parameters_version"],
            clinical_review=compiled["clinical_review"],
            language=language,
            dispositions=MappingProxyType(dict(compiled["dispositions"])),
            screening_regions=tuple(compiled["screening_regions"]),
            region_groups=MappingProxyType({k: tuple(v) for k, v in compiled["region_groups"].items()}),
            question_lists=tuple(compiled["question_lists"]),
            question_sections=MappingProxyType({k: tuple(v) for k, v in compiled["question_sections"].items()}),
            text=MappingProxyType({k: tuple(v) if isinstance(v, list) else v for k, v in text.items()}),
            **tables,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ContentError(
            Problem("content_wrong_shape", "data/compiled", f"content has the wrong shape: {error!r}", "rebuild it")
        ) from error


def vocabulary_of(library: Library) -> Vocabulary:
    """The ids and bounds that facts may use with `library`."""
    questions = {
        *library.flags,
        *library.background_facts,
        *(term for term in library.terms if term != "anyone"),
        *(f"terms:{id_}" for id_ in library.term_groups),
        *library.short_screen,
        *(f"movement:{id_}" for id_ in library.movements),
        *(f"symptom:{id_}" for id_, sign in library.symptoms.items() if sign.tick_box),
        *(f"cause:{id_}" for id_ in library.causes),
        *(f"cue:{id_}" for id_ in library.cues),
        *(f"self_test:{muscle.id}" for muscle in library.muscles.values() if muscle.self_test != "drop"),
        *(f"press_test:{muscle.id}" for muscle in library.muscles.values() if muscle.may_be_pressed),
    }
    return Vocabulary(
        questions=frozenset(questions),
        regions=frozenset(library.regions),
        muscles=frozenset(library.muscles),
        techniques=frozenset((*library.techniques, *library.kinds)),
        causes=frozenset(library.causes),
        tools=frozenset(tool for kind in library.kinds.values() for tool in kind.tools),
        rom=MappingProxyType(
            {
                measure.id: (measure.low, measure.high)
                for measure in library.measures.values()
                if measure.id.startswith("rom_") and measure.low is not None and measure.high is not None
            }
        ),
    )


def _table(record: type, rows: Mapping[str, Any]) -> Mapping[str, Any]:
    build = _builder(record)
    return MappingProxyType({id_: build({"id": id_, **row}) for id_, row in rows.items()})


@cache
def _builder(record: type) -> Callable[[Mapping[str, Any]], Any]:
    names = [field.name for field in fields(record)]
    converters = [
        (place, convert)
        for place, field in enumerate(fields(record))
        if (convert := _converter(_hints()[field.type])) is not None
    ]

    def build(row: Mapping[str, Any]) -> Any:
        values = [row[name] for name in names]
        for place, convert in converters:
            values[place] = convert(values[place])
        return record(*values)

    return build


@cache
def _hints() -> Mapping[Any, Any]:
    """What each annotation of the records means, by its text: every text is read once, not once per field."""
    texts = {field.type: field.type for each in vars(records).values() if is_dataclass(each) for field in fields(each)}
    return get_type_hints(type("Annotations", (), {"__annotations__": texts, "__module__": records.__name__}))


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    """How to turn the JSON value of a field into its run-time value; None where it stays as it is."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        inner = [_converter(argument) for argument in arguments if argument is not type(None)]
        convert = next((each for each in inner if each is not None), None)
        return None if convert is None else _unless_none(convert)
    if is_dataclass(hint):
        return _builder(hint) if isinstance(hint, type) else None
    if origin is tuple:
        item = _converter(arguments[0])
        return tuple if item is None else _tuple_of(item)
    if hint is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        item = _converter(arguments[1]) if arguments else None
        return MappingProxyType if item is None else _mapping_of(item)
    return None


def _unless_none(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


def _tuple_of(item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: tuple([item(each) for each in value])


def _mapping_of(item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: MappingProxyType({key: item(each) for key, each in value.items()})
