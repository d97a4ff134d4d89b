"""What the screening has to do, as data of its own (`specification.yaml`), beside the content that the product runs on.

`SPEC` holds the rules by kind and id; what the content deliberately adds stands under `differences` and is joined in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

SPEC: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("specification.yaml").read_text(encoding="utf-8"))
DIFFERENCES: dict[str, dict[str, Any]] = SPEC["differences"]

FLAGS: dict[str, Any] = SPEC["flags"]
COMBINATIONS: dict[str, Any] = SPEC["combination_rules"] | DIFFERENCES["combination_rules"]
GUARDS: dict[str, Any] = SPEC["guards"]
FOLLOW_UPS: dict[str, Any] = SPEC["follow_up_rules"]
SHORT_SCREEN: dict[str, list[str]] = SPEC["short_screen"]
SESSION_STOPS: dict[str, list[str]] = SPEC["session_stops"]
AFTER_SESSION: dict[str, Any] = SPEC["after_session"]
OVERLAPS: dict[str, Any] = SPEC["emergency_overlaps"]
POLICY: dict[str, str] = SPEC["answer_policy"]


def regions_of(names: list[str]) -> set[str]:
    """The screening regions meant by `names`."""
    found: set[str] = set()
    for name in names:
        found.update(SPEC["regions"] if name == "any" else SPEC["region_groups"].get(name, [name]))
    return found


def kinds_of(techniques: list[str]) -> set[str]:
    """The kinds of the product that technique ids of the specification stand for."""
    single = [each for name in techniques for each in SPEC["technique_groups"].get(name, [name])]
    return {kind for each in single for kind in SPEC["kinds"][each]}


def _fence(kinds: set[str], row: dict[str, Any], poses: list[str]) -> dict[str, Any]:
    return {
        "techniques": kinds,
        "terms": row["terms"],
        "regions": row.get("regions", []),
        "areas": row.get("areas", []),
        "zones": row.get("zones", []),
        "poses": poses,
        "action": row["action"],
    }


CONTRAINDICATIONS: dict[str, dict[str, Any]] = {
    id_: _fence(kinds_of(row["techniques"]), row, DIFFERENCES["poses"].get(id_, {}).get("poses", []))
    for id_, row in SPEC["contraindications"].items()
} | {
    id_: _fence(set(row["techniques"]), row, row.get("poses", []))
    for id_, row in (SPEC["extra_rules"] | DIFFERENCES["extra_rules"]).items()
}
"""Every technique rule: the kinds it fences, for whom, where, in which position, and how strongly."""
