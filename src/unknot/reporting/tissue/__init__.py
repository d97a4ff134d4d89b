"""Drawings that look into a muscle step by step: body, bundles, band, spot, fascia, and where its pain is felt."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from unknot.reporting.drawing import Asset
from unknot.reporting.svg import described, element, labelled_by
from unknot.reporting.tissue import band, fascia, fibres, on_body, spot
from unknot.reporting.tissue.canvas import HEIGHT, WIDTH, Words, glow

_DRAWINGS: Mapping[str, Callable[[Words, Asset, str], str]] = {
    "muscle": on_body.muscle,
    "fibres": lambda words, *_: fibres.draw(words),
    "band": lambda words, *_: band.draw(words),
    "spot": lambda words, *_: spot.draw(words),
    "fascia": lambda words, *_: fascia.draw(words),
    "referral": on_body.referral,
}
NAMES = tuple(_DRAWINGS)
"""The drawings from the body inwards and back."""


def drawing(name: str, words: Words, asset: Asset, *, title: str, description: str, body: str = "neutral") -> str:
    """The drawing `name`, one of `NAMES`. `words` gives each label, `asset` the address of a file by its name,
    `body` whose body it is.

    What can be switched off stands in groups of the classes `layer layer-<name>`.
    """
    own = f"tissue-{name}"
    ground: dict[str, float] = {"width": WIDTH, "height": HEIGHT}
    return element(
        "svg",
        described(title, description, own),
        element(
            "defs",
            glow(f"{own}-ground", (WIDTH / 2, HEIGHT * 0.42), HEIGHT * 0.75, (0, "ground-1"), (1, "ground-2")),
            element("clipPath", element("rect", **ground, rx=14), id=f"{own}-card"),
        ),
        element(
            "g",
            element("rect", **ground, fill=f"url(#{own}-ground)"),
            _DRAWINGS[name](words, asset, body),
            clip_path=f"url(#{own}-card)",
        ),
        class_=f"tissue tissue-{name}",
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        role="img",
        aria_labelledby=labelled_by(own),
    )
