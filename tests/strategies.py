"""Hypothesis strategies for facts of every kind, given a vocabulary, and a small vocabulary to try them on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from unknot.facts import (
    Answer,
    CheckIn,
    Correction,
    Dose,
    Episode,
    Exposure,
    Fact,
    ForecastIssued,
    ImportBatch,
    Mark,
    Preference,
    Profile,
    Prompt,
    ProVisit,
    Story,
    TrialEvent,
    Vocabulary,
)

VOCABULARY = Vocabulary(
    questions=frozenset({"rf_fever", "age_known", "movement:turn_head", "cause:new_activity"}),
    regions=frozenset({"neck_left", "neck_right", "upper_back"}),
    muscles=frozenset({"upper_trapezius", "levator_scapulae"}),
    techniques=frozenset({"wait", "hold", "stretch", "dry_needling"}),
    causes=frozenset({"new_activity", "desk"}),
    tools=frozenset({"ball", "roller"}),
    rom=MappingProxyType({"rom_neck_turn": (0.0, 120.0), "rom_neck_tilt": (0.0, 90.0)}),
)
"""A few ids of each list: enough for whatever only has to be known, never for what is true."""

ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe")

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
ids = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABC0123456789-_.:/äß名"), min_size=1, max_size=24)
zones = st.sampled_from(ZONES)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 31), timezones=offsets)  # noqa: DTZ001
points = st.floats(0, 10)
minutes = st.floats(0, 1_440)
whole_numbers = st.integers(-(2**53), 2**53)
json_values = st.recursive(
    st.none() | st.booleans() | whole_numbers | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(texts, json_values, max_size=3).map(MappingProxyType)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def one_of(names: frozenset[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(names))


def ranges_of_motion(vocabulary: Vocabulary) -> st.SearchStrategy[Mapping[str, float]]:
    readings = {
        f"{measure}{side}": st.floats(low, high)
        for measure, (low, high) in sorted(vocabulary.rom.items())
        for side in ("", ".l", ".r")
    }
    return st.fixed_dictionaries({}, optional=readings).map(MappingProxyType)


def movements_felt(vocabulary: Vocabulary) -> st.SearchStrategy[Mapping[str, str]]:
    reaches = st.sampled_from(["full", "a_bit_short", "clearly_short"])
    names = sorted(each.removeprefix("movement:") for each in vocabulary.questions if each.startswith("movement:"))
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, reaches)).map(MappingProxyType)


def facts(vocabulary: Vocabulary, kind: type[Fact] = Fact) -> st.SearchStrategy[Any]:
    """Facts of one kind, or of any, with every optional field given or left out."""
    strategies = _by_kind(vocabulary)
    return st.one_of(*strategies.values()) if kind is Fact else strategies[kind]


def stories(vocabulary: Vocabulary, *, max_size: int = 8) -> st.SearchStrategy[list[Fact]]:
    """Lists of facts with ids that do not repeat, in any order of time."""
    return st.lists(facts(vocabulary), max_size=max_size, unique_by=lambda fact: fact.id)


def _by_kind(vocabulary: Vocabulary) -> dict[type[Fact], st.SearchStrategy[Any]]:
    whose = {"id": ids, "at": instants, "zone": zones}
    common = {**whose, "episode": maybe(ids)}
    owned = {**whose, "episode": ids}
    techniques, regions = one_of(vocabulary.techniques), one_of(vocabulary.regions)
    muscles, causes = one_of(vocabulary.muscles), one_of(vocabulary.causes)
    plain: dict[type[Fact], st.SearchStrategy[Any]] = {
        Profile: st.builds(
            Profile,
            **common,
            age_years=st.integers(0, 120),
            sex=maybe(st.sampled_from(["female", "male"])),
            regular_exerciser=maybe(st.booleans()),
        ),
        Preference: st.builds(
            Preference,
            **common,
            minutes_per_day=maybe(st.integers(0, 240)),
            tools=maybe(st.lists(one_of(vocabulary.tools), max_size=3).map(tuple)),
            dislikes=st.lists(techniques, max_size=3).map(tuple),
            quiet=st.booleans(),
            remind_at=maybe(st.just("never") | st.times().map(lambda time: f"{time:%H:%M}")),
        ),
        Episode: st.builds(
            Episode,
            **owned,
            event=st.sampled_from(["opened", "merged", "split", "resolved", "reopened"]),
            began_on=maybe(days),
            into=maybe(ids),
            earlier_episodes=maybe(st.integers(0, 1000)),
            out_of=maybe(ids),
            recurrence_of=maybe(ids),
        ),
        Mark: st.builds(
            Mark,
            **owned,
            region=regions,
            intensity=st.integers(0, 10),
            depth=maybe(st.sampled_from(["deep", "surface"])),
        ),
        Answer: st.builds(
            Answer, **common, question=one_of(vocabulary.questions), value=st.sampled_from(["yes", "no", "not_sure"])
        ),
        CheckIn: st.builds(
            CheckIn,
            **owned,
            pain_now=maybe(points),
            pain_worst=maybe(points),
            press_tenderness=maybe(points),
            function=maybe(points),
            rom=ranges_of_motion(vocabulary),
            soreness_5=maybe(st.integers(1, 5)),
            followed_plan=maybe(st.booleans()),
            movements=movements_felt(vocabulary),
        ),
        Dose: st.builds(
            Dose,
            **common,
            technique=techniques,
            seconds=st.floats(0, 86_400),
            muscle=maybe(muscles),
            region=maybe(regions),
            discomfort=maybe(points),
            felt=maybe(st.sampled_from(["better", "same", "worse"])),
            stopped=st.booleans(),
            pain_before=maybe(points),
            pain_after=maybe(points),
        ),
        Exposure: st.builds(
            Exposure, **common, cause=causes, minutes=minutes, rpe=maybe(points), unbroken=maybe(minutes)
        ),
        Prompt: st.builds(Prompt, **common, answer=st.sampled_from(["start", "later", "skip", "none"])),
        ProVisit: st.builds(
            ProVisit,
            **common,
            technique=maybe(techniques),
            finding=st.sampled_from(["muscular", "other", "unknown"]),
            cleared=st.booleans(),
            minutes=maybe(minutes),
            note=texts,
        ),
        Story: st.builds(Story, **owned, text=texts),
        ForecastIssued: st.builds(
            ForecastIssued,
            **owned,
            content_version=ids,
            parameters_version=ids,
            persists_probability=st.floats(0, 1),
            gone_by=maybe(days),
            gone_low=maybe(days),
            gone_high=maybe(days),
        ),
        TrialEvent: st.builds(
            TrialEvent,
            **common,
            trial=ids,
            event=st.sampled_from(["designed", "assigned", "done", "skipped", "closed"]),
            details=objects,
        ),
        ImportBatch: st.builds(ImportBatch, **common, source=ids, sha256=ids, added=st.integers(0, 100_000_000)),
    }
    corrections = st.builds(
        Correction, **common, supersedes=ids, replacement=maybe(st.one_of(*plain.values())), reason=texts
    )
    return {**plain, Correction: corrections}
