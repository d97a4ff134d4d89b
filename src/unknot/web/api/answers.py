"""The shapes of what the API answers, beyond those of the one door."""

from __future__ import annotations

from typing import Any

from unknot.loop.companion import LONGEST_TEXT, NO_MOVES
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
RHYTHM = _object(
    {
        "episode": _TEXT,
        "due_on": {"type": "string", "format": "date", "description": "the local day from which on it is wanted"},
        "due": {"type": "boolean", "description": "whether that day has come"},
        "every_days": {**_COUNT, "description": "how far check-ins are apart at the moment"},
        "why": _list(_TEXT, "in sentences"),
        "reminders": {"type": "boolean", "description": "false where nobody is to be reminded"},
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
_OR_NULL = {"type": ["string", "null"]}
DESK = _object(
    {
        "at": {"type": "string", "format": "date-time"},
        "zone": _TEXT,
        "episode": {**_OR_NULL, "description": "the knot it is about; null if there is none"},
        "no": {
            "enum": [*NO_MOVES, None],
            "description": "why no move is named; null where the moves may be done",
        },
        "prompts": {"type": "boolean", "description": "false: show no reminder at all; help comes first"},
        "every_minutes": {"type": "integer", "minimum": 1, "description": "of sitting, from one reminder to the next"},
        "because": _list(_TEXT, "why so often, in sentences"),
        "title": _TEXT,
        "text": {"type": "string", "maxLength": LONGEST_TEXT},
        "moves": _list(_object({"name": _TEXT, "how_much": _TEXT})),
        "seconds": {**_COUNT, "description": "that the moves take; 0 where none is named"},
        "page": {"type": "string", "description": "the path to open; POST it to the link for a browser"},
        "last_moves": {
            "anyOf": [
                _object(
                    {
                        "at": {"type": "string", "format": "date-time"},
                        "doses": _list(_TEXT, "the ids of the facts"),
                        "felt": {"enum": ["better", "same", "worse", None], "description": "null was not said"},
                    }
                ),
                {"type": "null"},
            ],
            "description": "the desk moves recorded last, within a day; null if there are none or one was stopped",
        },
        "check_in": {
            "anyOf": [_object(dict.fromkeys(("name", "title", "text", "page"), _TEXT)), {"type": "null"}],
            "description": "a check-in that is due and may be reminded of now; its name stays while it is the same one",
        },
    }
)
_INSTANT = {"type": "string", "format": "date-time"}
_DAY = {"type": "string", "format": "date"}
_MINUTES = {"type": "number", "minimum": 0}
_MINUTES_OR_NULL = {"type": ["number", "null"], "minimum": 0}
DESK_DAY = _object(
    {
        "day": _DAY,
        "zone": _TEXT,
        "minutes": {**_MINUTES_OR_NULL, "description": "at the desk in all; null without a record"},
        "longest": {**_MINUTES_OR_NULL, "description": "without getting up"},
        "usual_minutes": {**_MINUTES_OR_NULL, "description": "the median of the days on record before it"},
        "compared": {"enum": ["less", "usual", "more", None], "description": "with the usual day"},
        "text": _list(_TEXT, "the day in sentences"),
        "stretches": _list(
            _object(
                {
                    "fact": {**_TEXT, "description": "the id of its fact"},
                    "began": _INSTANT,
                    "ended": _INSTANT,
                    "minutes": {**_MINUTES, "description": "on this day"},
                    "whole_minutes": {**_MINUTES, "description": "with what lies on the day beside"},
                }
            ),
            "measured, in order",
        ),
        "told": _list(
            _object({"fact": _TEXT, "minutes": _MINUTES, "longest": _MINUTES_OR_NULL, "by_hand": {"type": "boolean"}}),
            "time written down without its hours",
        ),
        "reminders": _list(
            _object(
                {
                    "at": _INSTANT,
                    "answer": {"enum": ["start", "later", "skip", "none"]},
                    "outcome": {"enum": ["kept", "passed_over", "put_off", "open"]},
                }
            )
        ),
        "breaks": _list(
            _object(
                {
                    "at": _INSTANT,
                    "moves": _list(_TEXT),
                    "seconds": {"type": "number", "minimum": 0},
                    "felt": {"enum": ["better", "same", "worse", None]},
                }
            ),
            "with desk moves",
        ),
        "held": _list(
            _object(
                {
                    "muscle": _TEXT,
                    "name": _TEXT,
                    "minutes": _MINUTES,
                    "usual_minutes": _MINUTES_OR_NULL,
                    "text": _TEXT,
                }
            ),
            "the muscles that may be behind the pain",
        ),
        "lately": _list(
            _object({"day": _DAY, "measured": _MINUTES_OR_NULL, "told": _MINUTES_OR_NULL, "longest": _MINUTES_OR_NULL}),
            "fourteen days, the latest last",
        ),
    }
)
FELT = _object({"corrections": _list(shape("correction"), "what was added; empty if they said so before")})
FELT_SAID = _object(
    {"doses": {"type": "array", "items": _TEXT, "minItems": 1}, "felt": {"enum": ["better", "same", "worse"]}}
)
LINK_SAID = {**_object({"page": {"type": "string", "description": "such as /desk"}}), "required": []}
LINK = _object({"link": {"type": "string", "format": "uri"}})
