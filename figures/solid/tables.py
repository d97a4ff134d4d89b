"""What the numbers on the sheet stand for, where trigger points lie and where they send pain, as the app reads it.

Places are centimetres and directions on the left half of the reference body; the right half mirrors them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from figures import areas, muscle_atlas, referral
from figures.muscle_charts import CROTCH, SHOULDER
from figures.referral_cores import Core, cores, courses
from figures.solid import labels


def tables() -> dict[str, Any]:
    """The whole file.

    A core is [spread, in the middle, columns]. The columns are those of its places: position in steps of a millimetre,
    direction and strength in hundredths, and whether on an arm; each is its first value, then the differences. A source
    is [core, weight, across].
    """
    lines = {**cores(), **{key: course.core for key, course in courses().items()}}
    heated = referral.sources()
    used = sorted({source.name for sources in heated.values() for source in sources})
    return {
        "suit": labels.SUIT,
        "area": list(areas.REGIONS),
        **{layer: labels.muscles(layer)[1] for layer in labels.LAYERS},
        "points": {
            f"{name}.{point}": _place(*muscle_atlas.spot(place, name))
            for name, muscle in muscle_atlas.definitions().items()
            for point, place in muscle.points.items()
        },
        "levels": referral.LEVELS,
        "shoulder": SHOULDER,
        "crotch": CROTCH,
        "cores": [_core(lines[name]) for name in used],
        "heat": {
            point: [[used.index(source.name), round(source.weight, 3), int(source.across)] for source in sources]
            for point, sources in heated.items()
        },
    }


def _core(core: Core) -> list[Any]:
    table = np.column_stack([core.points * 10, core.normals * 100, core.strength * 100, core.on_arm])
    steps = np.diff(np.round(table).astype(int), axis=0, prepend=0)
    return [round(core.spread, 2), int(core.midline), steps.T.tolist()]


def _place(point: np.ndarray, normal: np.ndarray) -> list[float]:
    """Centimetres to the millimetre, then a direction to the hundredth."""
    return [*(round(float(each), 1) for each in point), *(round(float(each), 2) for each in normal)]
