"""What lives in the block of the fifth drawing: vessels, a nerve, and cells that repair."""

from __future__ import annotations

from math import sin

from unknot.reporting.svg import element
from unknot.reporting.tissue.canvas import dots, drawn, filled, smooth, uneven


def vessels(base: float) -> str:
    """An artery and a vein that come up from `base`, with twigs."""
    artery = [(70.0, base), (74.0, 330.0), (66.0, 290.0), (72.0, 255.0), (64.0, 222.0), (70.0, 188.0), (62.0, 158.0)]
    vein = [(x + 9, y) for x, y in artery]
    twigs = [
        [(66.0, 290.0), (96.0, 298.0), (130.0, 292.0), (170.0, 299.0)],
        [(74.0, 330.0), (110.0, 338.0), (150.0, 330.0), (200.0, 337.0), (240.0, 331.0)],
        [(64.0, 222.0), (44.0, 212.0), (32.0, 194.0)],
        [(70.0, 188.0), (94.0, 174.0), (112.0, 156.0)],
    ]
    fine = "".join(map(smooth, twigs))
    return (
        drawn(smooth(vein), "vein-edge", 6)
        + drawn(smooth(vein), "vein", 4)
        + drawn(fine, "blood-edge", 3.6)
        + drawn(smooth(artery), "blood-edge", 6)
        + drawn(smooth(artery), "blood", 4)
        + drawn(fine, "blood", 2.2)
    )


def nerves(base: float) -> str:
    """A nerve that comes up from `base`, with bare ends in every layer."""
    trunk = [(164.0, base), (158.0, 348.0), (164.0, 306.0), (156.0, 270.0), (162.0, 230.0), (150.0, 192.0)]
    ends = [
        [(164.0, 306.0), (184.0, 290.0), (206.0, 275.0), (226.0, 272.0)],
        [(156.0, 270.0), (176.0, 252.0), (204.0, 246.0), (222.0, 249.0)],
        [(150.0, 192.0), (128.0, 178.0), (112.0, 160.0), (104.0, 144.0)],
        [(150.0, 192.0), (164.0, 178.0), (174.0, 172.0)],
        [(158.0, 348.0), (184.0, 354.0), (208.0, 350.0)],
    ]
    fine = "".join(map(smooth, ends))
    return (
        drawn(smooth(trunk), "nerve-edge", 5.6)
        + drawn(fine, "nerve-edge", 3.8)
        + drawn(smooth(trunk), "nerve", 3.6)
        + drawn(fine, "nerve", 2.2)
        + drawn(dots([end[-1] for end in ends]), "nerve-edge", 6)
    )


def repair() -> str:
    """Sore after new work: a warm place in the muscle with cells that clear up."""
    at = [
        (250.0, 326.0),
        (272.0, 330.0),
        (262.0, 346.0),
        (284.0, 350.0),
        (240.0, 346.0),
        (254.0, 364.0),
        (278.0, 368.0),
        (292.0, 334.0),
    ]
    bodies = "".join(
        smooth(
            [
                (
                    x + 7 * (1 + 0.16 * uneven(x, turn)) * sin(turn * 0.898),
                    y + 6.4 * (1 + 0.16 * uneven(y, turn)) * sin(turn * 0.898 + 1.571),
                )
                for turn in range(7)
            ],
            closed=True,
        )
        for x, y in at
    )
    return (
        element("ellipse", cx=264, cy=346, rx=48, ry=36, fill="url(#fascia-repair)", fill_opacity="0.8")
        + filled(bodies, "cell")
        + drawn(bodies, "cell-edge", 1.2)
        + drawn(dots(at), "cell-edge", 4.6)
    )
