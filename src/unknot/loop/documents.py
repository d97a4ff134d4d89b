"""The JSON documents of an advice, byte for byte the same at every door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from unknot.loop.advice import Advice, advice_to_raw, record_to_raw
from unknot.loop.explained import ExplainedForecast
from unknot.loop.showing import may_name
from unknot.loop.story_records import StorySoFar

FORECAST = ("disposition", "screened", "forecasts", "provenance")
PLAN = ("disposition", "title", "screened", "reasons", "cautions", "plan", "provenance")
EXPLAINED = ("disposition", "screened", "provenance")
"""What of the advice stands around `explained`."""


def advice_document(advice: Advice) -> bytes:
    """The whole advice."""
    return document(advice_to_raw(advice))


def plan_document(episode: str, advice: Advice) -> bytes:
    """The plan of one knot and everything about safety that must be said with it; the plan is null if there is none."""
    return _part(episode, advice, PLAN)


def forecast_document(episode: str, advice: Advice) -> bytes:
    """The forecast of one knot; null where there is none or safety comes first."""
    shown = advice.forecasts if may_show_forecast(advice) else None
    return _part(episode, replace(advice, forecasts=shown), FORECAST)


def explained_document(episode: str, advice: Advice, explained: ExplainedForecast | None) -> bytes:
    """What moved the forecast of one knot; null where the forecast is."""
    raw = advice_to_raw(replace(advice, forecasts=None))
    told = None if explained is None else record_to_raw(explained)
    return document({"episode": episode, **{name: raw[name] for name in EXPLAINED}, "explained": told})


def story_document(told: StorySoFar) -> bytes:
    """The story of one knot so far; where safety comes first only the dates and what the rules say."""
    shown = told
    if not told.may_show:
        nothing = replace(told.verdict, code="too_early", p_slower=None, p_faster=None, p_clearing=None)
        shown = replace(told, verdict=nothing, gone_on=None, ratings=(), level=(), first=None, issued=())
    return document(record_to_raw(shown))


def may_show_forecast(advice: Advice) -> bool:
    """Whether safety lets a forecast be shown, and there is one."""
    return advice.forecasts is not None and may_name(advice)


def document(raw: Mapping[str, Any]) -> bytes:
    """`raw` as a JSON document that a person can read as well."""
    return (json.dumps(raw, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _part(episode: str, advice: Advice, names: tuple[str, ...]) -> bytes:
    raw = advice_to_raw(advice)
    return document({"episode": episode, **{name: raw[name] for name in names}})
