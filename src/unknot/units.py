"""Units used across the house, and the few conversions between them.

Instants are aware datetimes; spans between them are days as floats. Pain and tenderness are points 0-10.
"""

from __future__ import annotations

from datetime import datetime

SECONDS_PER_DAY = 86_400.0
KPA_PER_KG_CM2 = 98.0665
"""1 kgf/cm² = 9.80665 N / 1e-4 m² = 98 066.5 Pa."""


def days_between(earlier: datetime, later: datetime) -> float:
    """Days from `earlier` to `later`; negative when they are the other way round. Both must be aware."""
    return (later - earlier).total_seconds() / SECONDS_PER_DAY


def kpa_from_kg_cm2(kg_cm2: float) -> float:
    """Pressure in kPa for a gauge reading in kgf/cm²."""
    return kg_cm2 * KPA_PER_KG_CM2
