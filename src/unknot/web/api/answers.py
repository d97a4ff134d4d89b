"""The shapes of what the API answers, beyond those of the one door."""

from __future__ import annotations

from typing import Any

from unknot.web.api.declared import Schema

Fields = dict[str, Any]


def shape(name: str) -> Schema:
    """A reference to the schema `name` of the description."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(fields: Fields) -> dict[str, Any]:
    """An object that has all of `fields` and no other."""
    return {"type": "object", "required": list(fields), "additionalProperties": False, "properties": fields}


def _list(items: Schema, description: str = "") -> dict[str, Any]:
    said = {"description": description} if description else {}
    return {"type": "array", "items": items, **said}


_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}

STORED_FACTS = _object(
    {
        "added": {**_COUNT, "description": "how many are new"},
        "known": {**_COUNT, "description": "how many were stored already, word for word"},
        "facts": _list(shape("Fact")),
    }
)
PAGE_OF_FACTS = _object(
    {
        "facts": _list(shape("Fact")),
        "next": {"type": ["string", "null"], "description": "`after` of the next page; null on the last one"},
    }
)
_REGION = _object(
    {
        "region": _TEXT,
        "label": _TEXT,
        "side": _TEXT,
        "intensity": {"type": "integer", "minimum": 1, "maximum": 10},
        "depth": {"enum": ["deep", "surface", None], "description": "how deep it is felt; null was not said"},
    }
)
EPISODE = _object(
    {
        "id": _TEXT,
        "began_on": {"type": ["string", "null"], "format": "date", "description": "the local day the pain began"},
        "opened_at": {"type": ["string", "null"], "format": "date-time"},
        "resolved": {"type": "boolean"},
        "merged_into": {"type": ["string", "null"], "description": "the knot it is part of now"},
        "regions": _list(_REGION, "where it hurts now"),
        "last_check_in": {"anyOf": [shape("check_in"), {"type": "null"}]},
    }
)
EPISODES = _object({"episodes": _list(shape("EpisodeSummary"))})
BROUGHT_IN = _object(
    {
        "added": _COUNT,
        "known": _COUNT,
        "dry_run": {"type": "boolean"},
        "problems": _list(shape("Problem/properties/problems/items")),
    }
)
OVERVIEW = _object(
    {
        **dict.fromkeys(("name", "version", "content_version", "parameters_version"), _TEXT),
        "clinical_review": _TEXT,
        "openapi": _TEXT,
        "paths": _list(_object(dict.fromkeys(("path", "method", "summary"), _TEXT))),
    }
)
LINK = _object({"link": {"type": "string", "format": "uri"}})
