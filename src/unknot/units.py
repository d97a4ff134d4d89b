"""Units used across the house.

Instants are aware datetimes; spans between them are days as floats. Pain and tenderness are points 0-10.
"""

from __future__ import annotations

from datetime import datetime

SECONDS_PER_DAY = 86_400.0


def days_between(earlier: datetime, later: datetime) -> float:
    """Days from `earlier` to `later`; negative when they are the other way round. Both must be aware."""
    return (later - earlier).total_seconds() / SECONDS_PER_DAY
