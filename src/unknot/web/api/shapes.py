"""JSON schemas of what goes in and out of the one door, made from the records themselves."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from unknot.facts import KINDS, CheckIn, Episode, ForecastIssued, Mark
from unknot.loop.advice import Advice
from unknot.loop.explained import ExplainedForecast
from unknot.loop.story_records import StorySoFar

Shapes = dict[str, Any]
"""Schemas by name."""

NEEDS_EPISODE = (Mark, CheckIn, Episode, ForecastIssued)


def facts(ref_template: str) -> Shapes:
    """One schema for each kind of fact, and those they are made of."""
    shapes: Shapes = {}
    for name, kind in KINDS.items():
        schema = TypeAdapter(kind).json_schema(ref_template=ref_template)
        shapes.update(schema.pop("$defs", {}))
        schema["properties"] = {"kind": {"const": name}, **schema["properties"]}
        belongs_to_a_knot = ["episode"] if issubclass(kind, NEEDS_EPISODE) else []
        schema["required"] = ["kind", *schema.get("required", []), *belongs_to_a_knot]
        schema["additionalProperties"] = False
        shapes[name] = schema
    replacements = [name for name in KINDS if name != "correction"]
    shapes["correction"]["properties"]["replacement"] = {
        "anyOf": [*_refs(replacements, ref_template), {"type": "null"}]
    }
    shapes.pop("Fact", None)
    return shapes


def any_fact(ref_template: str) -> dict[str, Any]:
    """A fact of any kind."""
    return {"anyOf": _refs(list(KINDS), ref_template)}


def request(fact: dict[str, Any]) -> dict[str, Any]:
    """A request whose facts have the shape `fact`."""
    text_or_null = {"type": ["string", "null"]}
    return {
        "type": "object",
        "required": ["at", "zone", "facts"],
        "additionalProperties": False,
        "properties": {
            "at": {"type": "string", "format": "date-time", "description": "ISO 8601 with an offset"},
            "zone": {"type": "string", "description": "IANA time zone"},
            "facts": {"type": "array", "items": fact},
            "episode": text_or_null,
            "content_version": text_or_null,
            "parameters_version": text_or_null,
            "seed": {"type": "integer", "minimum": 0},
        },
    }


def advice(ref_template: str = "#/$defs/{model}") -> tuple[dict[str, Any], Shapes]:
    """An advice, and the schemas it is made of."""
    schema = TypeAdapter(Advice).json_schema(mode="serialization", ref_template=ref_template)
    return schema, schema.pop("$defs")


def explained(ref_template: str) -> tuple[dict[str, Any], Shapes]:
    """What moved a forecast, and the schemas it is made of."""
    schema = TypeAdapter(ExplainedForecast).json_schema(mode="serialization", ref_template=ref_template)
    return schema, schema.pop("$defs")


def story(ref_template: str) -> tuple[dict[str, Any], Shapes]:
    """The story of a knot so far, and the schemas it is made of."""
    schema = TypeAdapter(StorySoFar).json_schema(mode="serialization", ref_template=ref_template)
    return schema, schema.pop("$defs")


def _refs(names: list[str], ref_template: str) -> list[dict[str, str]]:
    return [{"$ref": ref_template.format(model=name)} for name in names]
