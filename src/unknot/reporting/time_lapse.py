"""The body with every place that was ever marked, so that the marks of any day can be shown on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from unknot.reporting import drawing, framing, shapes
from unknot.reporting.drawing import Asset
from unknot.reporting.figures import USUAL_TONE, Figures, Point, Tone, View, shipped, tones
from unknot.reporting.pictures import covering
from unknot.reporting.svg import Value, element

_ACROSS = 170.0
_TALLEST = 330.0
_NAME = "lapse"


def views(
    body: str,
    places: Iterable[str],
    marks: Mapping[str, int],
    *,
    label: Callable[[str], str],
    asset: Asset,
    tone: str = USUAL_TONE,
    figures: Figures | None = None,
) -> tuple[str, ...]:
    """A picture of each view needed to show all `places`: always the same part of the body, with `marks` on it.

    Each place is a group of class `lapse-mark` with its id as `data-region` and how strong it is marked as
    `data-strength`, 0 where it is not: a stylesheet shows or hides it, and a script may change it. `label` names a
    view.
    """
    seen = covering((figures or shipped()).views(body), list(dict.fromkeys(places)))
    return tuple(_view(view, regions, marks, label, asset, tones()[tone]) for view, regions in seen)


def _view(
    view: View,
    regions: Sequence[str],
    marks: Mapping[str, int],
    label: Callable[[str], str],
    asset: Asset,
    tone: Tone,
) -> str:
    box = shapes.bounds(view.areas[each].d for each in regions)
    frame = framing.around(view, box) if box else framing.whole(view)
    width = max(frame.width, frame.height * _ACROSS / _TALLEST)
    frame = framing.Frame(frame.left - (width - frame.width) / 2, frame.top, width, frame.height)
    scale = _ACROSS / frame.width
    height = frame.height * scale
    own = f"{_NAME}-{view.name}"
    at = [frame.placed(view.areas[each].label_at, scale) for each in regions]
    moved = drawing.pushed_apart(at, 2 * drawing.BADGE + 2, _ACROSS, height)
    shapes_of = [_shape(region, view.areas[region].d, marks.get(region, 0), own) for region in regions]
    numbers = [
        _number(region, marks.get(region, 0), end, start) for region, start, end in zip(regions, at, moved, strict=True)
    ]
    return element(
        "svg",
        drawing.patterns(own, scale),
        drawing.body(view, frame, _ACROSS, asset, _NAME, *shapes_of, tone=tone),
        *numbers,
        class_="figure",
        viewBox=f"0 0 {_ACROSS:.0f} {height:.0f}",
        role="img",
        aria_label=label(view.name),
        data_patterns=own,
    )


def _shape(region: str, d: str, strength: int, own: str) -> str:
    return _group(region, strength, drawing.mark(d, max(strength, 1), own))


def _number(region: str, strength: int, at: Point, mark_at: Point) -> str:
    return _group(region, strength, drawing.badge(strength, at, mark_at))


def _group(region: str, strength: int, inner: str) -> str:
    of_region: dict[str, Value] = {"data_region": region, "data_strength": str(strength)}
    return element("g", inner, class_="lapse-mark", **of_region)
