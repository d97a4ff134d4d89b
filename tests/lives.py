"""Records of a person, put together from the scenarios and moved in time, so that the newest fact is of just now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from unknot.content.library import load, vocabulary_of
from unknot.exchange import native
from unknot.facts import history
from unknot.facts.gate import parse
from unknot.loop.interview import SIGNS, signs
from unknot.trials.design import Protocol
from unknot.trials.schedule import assign, commitment

SCENARIOS = Path(__file__).with_name("scenarios")
LONG = "a-bit-of-everything-for-sixty-days"
BLOCK = timedelta(days=60)
BLOCKS = 12
"""Twelve times sixty days are two years."""

MAIN = "settling"
"""The knot with a plan to do, told of last."""

KNOTS = {
    "begun": "no-screening-yet",
    "emergency": "chest-pressure",
    "closed": "gone",
    "urgent": "fever-and-back-pain",
    "waiting": "contraindication-terms-open",
    MAIN: "one-week-settling",
}
"""The knots by name, and the scenario each of them is."""

CHECK_IN = f"{MAIN}.f020"
"""The last check-in of `MAIN`."""

WHOLE = ("begun", "emergency", "closed", MAIN)
HELD_BACK = ("urgent", "waiting")
"""What is open for a visit on the same day, and what for a few answers."""

UNTOLD = ("begun", "emergency", "urgent")
"""The knots whose story was not told to its end."""

A_USUAL_DAY = (
    *((8.1, 9.2), (9.35, 10.55), (10.7, 12.05), (12.9, 14.8), (14.95, 15.5), (15.7, 16.9), (17.1, 17.6)),
    *((19.5, 20.25), (20.5, 21.2)),
)
"""Hours from which to which somebody sat."""
REMINDERS = ((8.6, "later"), (9.15, "start"), (10.5, "start"), (11.4, "none"), (13.5, "skip"), (14.75, "start"))
LONG_DAY, MANY_STRETCHES, UNTOLD_DAY, OVER_MIDNIGHT = 2, 3, 4, 6
"""So many days ago."""

OVER, RUNNING = "rolled", "rolling"
"""The names of the two experiments."""

EARLIER = timedelta(days=20)
LONG_AGO = timedelta(days=240)

Raw = dict[str, Any]


def of(*knots: str) -> list[Raw]:
    """One person with these of the `KNOTS`."""
    facts = _person(MAIN)
    for knot in knots:
        told = _knot(KNOTS[knot], knot, LONG_AGO if knot == "closed" else timedelta(0))
        if knot not in UNTOLD:
            told += _rest_of_the_story(told)
        if knot == "closed":
            told.append(_closing(told))
        facts += [_opened_earlier(fact) for fact in told] if MAIN in knots and knot in UNTOLD else told
    if knots == WHOLE:
        facts += [*desk_days(), *experiments()]
    return sorted(facts, key=_time)


def desk_days() -> list[Raw]:
    """Two weeks at the desk in UTC: a usual day, one long stretch, many short ones, a day that was told, and gaps."""
    today = datetime.now(UTC).date()
    facts: list[Raw] = []

    def add(back: int, kind: str, hours: float, **fields: Any) -> None:
        at = datetime.combine(today - timedelta(days=back), time(), UTC) + timedelta(hours=hours)
        id_ = f"desk.{back}.{kind}.{hours:g}.{len(facts)}"
        facts.append({"kind": kind, "id": id_, "at": at.isoformat(), "zone": "UTC", **fields})

    def sat(back: int, begin: float, end: float) -> None:
        minutes = round(60 * (end - begin))
        add(back, "exposure", end, cause="desk_posture", minutes=minutes, unbroken=minutes)

    for begin, end in A_USUAL_DAY:
        sat(1, begin, end)
    for hours, answer in REMINDERS:
        add(1, "prompt", hours, answer=answer, episode=MAIN)
    for hours, felt in ((10.6, "better"), (14.85, "same")):
        for technique in ("shoulder_rolls_standing_up", "neck_turns_standing_up"):
            done = {"technique": technique, "muscle": "upper_trapezius", "seconds": 15, "felt": felt}
            add(1, "dose", hours, episode=MAIN, **done)
    sat(LONG_DAY, 8, 20)
    for place in range(40):
        sat(MANY_STRETCHES, 7.5 + 0.3 * place, 7.7 + 0.3 * place)
    add(5, "exposure", 18, cause="desk_posture", minutes=390, unbroken=120)
    sat(OVER_MIDNIGHT, 22.5, 25.25)
    for back in (8, 9, 10, 12):
        for begin, end in A_USUAL_DAY[back - 8 : back - 3]:
            sat(back, begin, end)
    return facts


def experiments() -> list[Raw]:
    """An experiment with the knot that is closed, run to its end, and one with `MAIN` that has had three days."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    over = Protocol(
        design="day_pairs", outcome="immediate", technique="ball_shoulder_top", against=None, units=14, worthwhile=1.3
    )
    runs = replace(over, outcome="next_morning")
    facts = []
    for name, knot, protocol, begun, shown in (
        (OVER, "closed", over, now - LONG_AGO - timedelta(days=18), 14),
        (RUNNING, MAIN, runs, now - timedelta(days=4), 3),
    ):
        seed = sha256(name.encode()).hexdigest()

        def add(day: float, id_: str, *, knot: str = knot, begun: datetime = begun, **fields: Any) -> None:
            at = (begun + timedelta(days=day)).isoformat()
            facts.append({"id": f"{knot}.{id_}", "at": at, "zone": "UTC", "episode": knot, **fields})

        def tell(day: float, event: str, *, trial: str = name, place: int = 0, **details: Any) -> None:
            told = {"kind": "trial_event", "trial": trial, "event": event, "details": details}
            add(day, f"{trial}.{event}.{place}", **told)

        plan = {field: value for field, value in asdict(protocol).items() if value is not None}
        drawn = {"hash": commitment(protocol, seed), "seed": seed, "expectation": 7, "muscle": "upper_trapezius"}
        tell(0.0, "designed", **plan, **drawn, episodes=[knot], content_version=load().version)
        for place in range(shown):
            contrast, probability = assign(protocol, seed, place)
            tell(place + 0.1, "assigned", place=place, unit=place, contrast=contrast, probability=probability)
            before, after = 5 - place // 6, 5 - place // 6 - (2 if contrast > 0 else 0) + (place % 5 == 3)
            if protocol is not over or place == 9:
                continue
            if contrast > 0:
                rolled = {"technique": "ball_shoulder_top", "muscle": "upper_trapezius", "seconds": 120.0}
                add(place + 0.2, f"rolled.{place}", kind="dose", **rolled, pain_before=before, pain_after=after)
            else:
                tell(place + 0.2, "done", place=place, unit=place, pain_before=before, pain_after=after)
        if protocol is over:
            tell(shown + 0.5, "closed", why="complete")
    return facts


def two_years() -> list[Raw]:
    """Two years with a check-in and a session on each day, the last sixty days' knot still open; and `MAIN` beside."""
    facts = _person(MAIN)
    for number in range(1, BLOCKS + 1):
        back = BLOCK * (BLOCKS - number)
        block = _knot(LONG, f"knot{number}", back)
        facts += block
        if back:
            facts.append(_closing(block))
    last = _knot(KNOTS[MAIN], MAIN, timedelta(0))
    facts += [*last, *_rest_of_the_story(last)]
    return sorted(facts, key=_time)


def first_day() -> list[Raw]:
    """One knot told of just now: the first rating, and nothing done yet."""
    told = _knot(KNOTS[MAIN], MAIN, timedelta(0))
    newest = max(datetime.fromisoformat(fact["at"]) for fact in told)
    asked = [
        {**fact, "at": newest.isoformat()}
        for fact in [*told, *_rest_of_the_story(told)]
        if fact["kind"] not in ("check_in", "dose", "forecast_issued")
    ]
    rated = {**asked[0], "kind": "check_in", "id": f"{MAIN}.intake", "pain_now": 4, "pain_worst": 6}
    frame = {key: rated[key] for key in ("kind", "id", "at", "zone", "episode", "pain_now", "pain_worst")}
    return sorted([*_person(MAIN), *asked, frame], key=_time)


def one_long_knot() -> list[Raw]:
    """`MAIN` for two years: rated daily at first, later twice a week, with a month in which nobody told anything."""
    facts = first_day()
    now = max(datetime.fromisoformat(fact["at"]) for fact in facts)
    long_ago = now - timedelta(days=730)
    begun = [
        {**fact, "at": long_ago.isoformat()} if fact["kind"] in ("mark", "check_in", "profile", "preference") else fact
        for fact in facts
        if fact["kind"] != "episode"
    ]
    examined = {"question": "rf_intake_over_6_weeks", "value": "no", "id": f"{MAIN}.examined"}
    begun.append({**_frame_of(facts[-1]), "kind": "answer", **examined})
    opened = {"kind": "episode", "id": f"{MAIN}.opened", "event": "opened", "began_on": long_ago.date().isoformat()}
    begun.append({**opened, "at": long_ago.isoformat(), "zone": facts[0]["zone"], "episode": MAIN})
    frame = {"zone": facts[0]["zone"], "episode": MAIN}
    told: list[Raw] = []
    for day in range(1, 730):
        at = {"at": (long_ago + timedelta(days=day)).isoformat(), **frame}
        if 300 <= day < 330 or (day > 28 and day % 3):
            continue
        pain = round(3.2 + 1.6 * ((day * 37) % 101 / 101 - 0.5) + 1.4 * ((day // 60) % 3 - 1), 1)
        told.append({**at, "kind": "check_in", "id": f"long.rated.{day}", "pain_now": pain, "pain_worst": pain + 1})
        if day % 2:
            roll = {"technique": "ball_shoulder_top", "muscle": "upper_trapezius", "seconds": 120, "felt": "same"}
            told.append({**at, "kind": "dose", "id": f"long.done.{day}", **roll})
        if day % 90 == 60:
            seen = {"finding": "muscular", "cleared": True, "minutes": 30}
            told.append({**at, "kind": "pro_visit", "id": f"long.visit.{day}", **seen})
        if day % 12 == 0:
            told.append(
                {**at, "kind": "exposure", "id": f"long.trained.{day}", "cause": "desk_posture", "minutes": 420}
            )
    return sorted([*begun, *told], key=_time)


def export(facts: list[Raw]) -> bytes:
    """The facts as a file that `unknot import` reads."""
    version = load().version
    return native.write([(version, fact) for fact in facts], content_version=version, exported_at=datetime.now(UTC))


def _request(scenario: str) -> dict[str, Any]:
    request: dict[str, Any] = json.loads((SCENARIOS / f"{scenario}.request.json").read_bytes())
    return request


def _person(knot: str) -> list[Raw]:
    """Profile and means, from the scenario of that knot."""
    return [{**fact, "id": f"person.{fact['id']}"} for fact in _moved(KNOTS[knot], timedelta(0)) if _is_of_person(fact)]


def _knot(scenario: str, name: str, back: timedelta) -> list[Raw]:
    told = [
        {**fact, "id": f"{name}.{fact['id']}", "episode": name}
        for fact in _moved(scenario, back)
        if not _is_of_person(fact)
    ]
    return told if name == MAIN else [_on_the_other_side(fact) for fact in told]


def _on_the_other_side(fact: Raw) -> Raw:
    """All knots but `MAIN` lie on the right, or pain that keeps coming back to one place would call for a visit."""
    region = str(fact.get("region", ""))
    return {**fact, "region": f"{region[:-2]}_r"} if region.endswith("_l") else fact


def _moved(scenario: str, back: timedelta) -> Iterator[Raw]:
    """The facts as if the scenario were asked now, or `back` ago."""
    request = _request(scenario)
    later = datetime.now(UTC) - datetime.fromisoformat(request["at"]) - back
    for fact in request["facts"]:
        moved = {**fact, "at": (datetime.fromisoformat(fact["at"]) + later).isoformat()}
        if "began_on" in fact:
            moved["began_on"] = (datetime.fromisoformat(fact["began_on"]) + later).date().isoformat()
        yield moved


def _opened_earlier(fact: Raw) -> Raw:
    """Opened before `MAIN`, so that home is about that one."""
    if fact["kind"] != "episode":
        return fact
    at = datetime.fromisoformat(fact["at"]) - EARLIER
    return {**fact, "at": at.isoformat(), "began_on": at.date().isoformat()}


def _rest_of_the_story(told: list[Raw]) -> list[Raw]:
    """What the pages ask and the scenarios leave out: how it was at the start, and a no to every other sign."""
    library = load()
    facts = tuple(parse(raw, vocabulary_of(library)) for raw in told)
    first, last = told[0], told[-1]
    known = history(facts, at=datetime.fromisoformat(last["at"]), zone=last["zone"], episode=last["episode"])
    frame = {"zone": first["zone"], "episode": first["episode"]}
    rest: list[Raw] = [
        {
            **frame,
            "kind": "answer",
            "id": f"{first['episode']}.{kind}.{sign}",
            "at": first["at"],
            "question": f"{kind}:{sign}",
            "value": "no",
        }
        for kind in SIGNS
        for sign in signs(library, known, kind)
        if f"{kind}:{sign}" not in known.answers
    ]
    if not any(raw["kind"] == "check_in" for raw in told):
        pain = {"pain_now": 4, "pain_worst": 6}
        rest.append({**frame, **pain, "kind": "check_in", "id": f"{first['episode']}.intake", "at": last["at"]})
    return rest


def _is_of_person(fact: Mapping[str, Any]) -> bool:
    return fact["kind"] in ("profile", "preference")


def _frame_of(fact: Raw) -> Raw:
    return {key: fact[key] for key in ("at", "zone", "episode")}


def _closing(block: list[Raw]) -> Raw:
    last = max(block, key=_time)
    return {
        "kind": "episode",
        "id": f"{last['episode']}.closed",
        "at": last["at"],
        "zone": last["zone"],
        "episode": last["episode"],
        "event": "resolved",
    }


def _time(fact: Mapping[str, Any]) -> tuple[datetime, bool]:
    """The knot called `MAIN` is told of after what is told at the same time."""
    return datetime.fromisoformat(fact["at"]), fact.get("episode") == MAIN
