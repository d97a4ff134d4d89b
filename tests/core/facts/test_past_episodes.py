"""What is known of other knots: when they began and ended, and where they were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from unknot.facts import Episode, Fact, Mark, PastEpisode, history

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def event(id_: str, episode: str, what: str, days: float, **fields: object) -> Episode:
    return Episode(id=id_, at=AT - timedelta(days=days), zone="UTC", episode=episode, event=what, **fields)  # type: ignore[arg-type]


def mark(id_: str, episode: str, region: str, intensity: int, days: float) -> Mark:
    return Mark(id=id_, at=AT - timedelta(days=days), zone="UTC", episode=episode, region=region, intensity=intensity)


FACTS: list[Fact] = [
    event("1", "old", "opened", 60, began_on=date(2025, 12, 30)),
    mark("2", "old", "calf_l", 5, 60),
    mark("3", "old", "calf_l", 0, 50),
    mark("4", "old", "sole_l", 0, 50),
    event("5", "old", "resolved", 40),
    event("6", "joined", "opened", 20),
    event("7", "joined", "merged", 10, into="now"),
    event("8", "now", "opened", 9),
    event("9", "now", "resolved", 5),
    event("a", "now", "reopened", 2),
]


def test_other_episodes_are_remembered_with_every_place_that_was_marked() -> None:
    held = history(FACTS, at=AT, zone="UTC")
    assert held.episode == "now"
    assert held.past == (
        PastEpisode("old", date(2025, 12, 30), AT - timedelta(days=60), AT - timedelta(days=40), frozenset({"calf_l"})),
    )


def test_an_episode_that_was_reopened_keeps_its_end() -> None:
    held = history(FACTS, at=AT, zone="UTC")
    assert held.ended_at == AT - timedelta(days=5)
    assert not held.resolved
    assert history(FACTS[:8], at=AT, zone="UTC").ended_at is None
