"""Pictures of the body: a muscle with its trigger points and where its pain is felt, and the person's own drawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from unknot.reporting import drawing, framing, shapes
from unknot.reporting.drawing import WIDTH, Asset
from unknot.reporting.figures import USUAL_TONE, Figures, Muscle, Point, View, shipped, tones
from unknot.reporting.framing import Frame
from unknot.reporting.labels import Name, tags
from unknot.reporting.svg import described, element, text

_LARGE = 0.7
"""A view is large enough for a muscle if it shows at least this share of what the best view shows."""
_MORE_SPREAD = 1.25
"""A second view is worth showing if it shows this many times as much of where pain is felt most."""
_TAG_ROOM = 124.0
_LEAST_EDGE = 20.0
_GUTTER = 14.0
_CAPTION = 30.0
_FEWER = 0.4
"""A view is left out if another one that is shown has every mark of it at least this large."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True)
class MuscleWords:
    """The words of a picture of a muscle. A label that is empty is left out."""

    title: str
    description: str
    muscle: str = ""
    point: str = ""
    spread: str = ""


@dataclass(frozen=True, slots=True)
class MarksWords:
    """The words of a person's own drawing. `view` names a view: front, back, left, right, soles."""

    title: str
    description: str
    view: Callable[[str], str]


def muscle_views(
    body: str, muscle: str, side: str, points: Sequence[str] = (), *, figures: Figures | None = None
) -> tuple[str, ...]:
    """The view that shows the muscle best, and a second one if where its pain is felt most is seen better from there.

    `points` are the ids of trigger points of this muscle. Empty if the muscle is on no view.
    """
    views = (figures or shipped()).views(body)
    key = f"{muscle}.{side}"
    sizes = {each.name: shapes.size(each.muscles[key].d) for each in views if key in each.muscles}
    if not sizes:
        return ()
    enough = _LARGE * max(sizes.values())
    keys = _keys(muscle, side, points)

    def worth(view: View) -> tuple[int, float]:
        seen = sum(each in view.points for each in keys) if sizes[view.name] >= enough else -1
        return seen, sizes[view.name]

    best = max((each for each in views if each.name in sizes), key=worth)
    spread = _spread_sizes([each for each in views if each.name != "soles" or best.name == "soles"], keys)
    second = max(spread, key=lambda name: spread[name])
    if spread[second] > _MORE_SPREAD * max(spread[best.name], 1.0):
        return best.name, second
    return (best.name,)


def muscle_picture(
    body: str,
    muscle: str,
    side: str,
    points: Sequence[str] = (),
    *,
    words: MuscleWords,
    asset: Asset,
    view: str | None = None,
    spread: bool = True,
    tone: str = USUAL_TONE,
    name: str = "muscle",
    figures: Figures | None = None,
) -> str:
    """The muscle in red on a body, its trigger points as crosses, and with `spread` where its pain is felt.

    From the view that shows it best unless `view` says another. `tone` is a skin tone, `asset` gives the address of a
    file by its name, `name` makes the ids of this picture its own. Empty if no view shows the muscle.
    """
    drawings = figures or shipped()
    best = muscle_views(body, muscle, side, points, figures=drawings)
    if not best:
        return ""
    seen = drawings.view(body, view or best[0])
    keys = _keys(muscle, side, points)
    shape = seen.muscles.get(f"{muscle}.{side}")
    crosses = [seen.points[key] for key in keys if key in seen.points]
    heat = [layer for key in keys for layer in seen.referral.get(key, ())] if spread else []
    box = shapes.bounds([*(d for level, d in heat if level > 1), *([shape.d] if shape else [])], crosses)
    frame = drawing.fitted(framing.around(seen, box) if box else framing.whole(seen), WIDTH)
    right = box is not None and box[0] - frame.left > frame.left + frame.width - box[2]
    if box:
        frame = _with_room(frame, box, _core(shape, crosses), right)
    scale = WIDTH / frame.width
    height = frame.height * scale
    placed = [frame.placed(each, scale) for each in crosses]
    named = _named(words, shape, crosses, heat, frame, scale)
    inset, top, bottom = "", 0.0, height
    if frame.height < seen.height and seen.name != "soles":
        inset, top, bottom = drawing.inset(seen, frame, name, [*placed, *(each.at for each in named)], right=right)
    return element(
        "svg",
        described(words.title, words.description, name),
        drawing.body(
            *(seen, frame, WIDTH, asset, name, drawing.heat(heat), drawing.muscle(shape) if shape else ""),
            tone=tones()[tone],
        ),
        inset,
        *map(drawing.cross, placed),
        tags(
            named, width=WIDTH, room=_room(_core(shape, crosses), frame, right), top=top, bottom=bottom, on_left=right
        ),
        **drawing.sheet(name, height),
    )


def marks_picture(
    body: str,
    marks: Mapping[str, int],
    *,
    words: MarksWords,
    asset: Asset,
    tone: str = USUAL_TONE,
    name: str = "marks",
    figures: Figures | None = None,
) -> str:
    """The person's own drawing: every marked region with its intensity as a number and a pattern, in as few views as
    show them all, two side by side. `marks` maps regions to 1 to 10, `tone` is a skin tone.

    Empty if no view shows a marked region."""
    shown = covering((figures or shipped()).views(body), [region for region, level in marks.items() if level > 0])
    across = WIDTH if len(shown) == 1 else (WIDTH - _GUTTER) / 2
    panels, top = [], 0.0
    for start in range(0, len(shown), 2):
        row = shown[start : start + 2]
        frames = [_around_marks(view, regions, across) for view, regions in row]
        tallest = max(frame.height * across / frame.width for frame in frames)
        indent = (WIDTH - across * len(row) - _GUTTER * (len(row) - 1)) / 2
        for place, ((view, regions), small) in enumerate(zip(row, frames, strict=True)):
            frame = framing.as_tall(small, tallest / across)
            panel = _panel(view, {each: marks[each] for each in regions}, frame, across, asset, name, tone)
            caption = text(words.view(view.name), across / 2, tallest + 20, text_anchor="middle", class_="caption")
            left = indent + place * (across + _GUTTER)
            panels.append(element("g", panel, caption, transform=f"translate({left:.1f} {top:.1f})"))
        top += tallest + _CAPTION
    if not panels:
        return ""
    return element("svg", described(words.title, words.description, name), *panels, **drawing.sheet(name, top))


def _keys(muscle: str, side: str, points: Sequence[str]) -> list[str]:
    return [f"{muscle}.{point}.{side}" for point in points]


def _spread_sizes(views: Sequence[View], keys: Sequence[str]) -> dict[str, float]:
    """Per view how much it shows of the strongest heat that any of them shows."""
    layers = {each.name: [layer for key in keys for layer in each.referral.get(key, ())] for each in views}
    strongest = max((level for some in layers.values() for level, _ in some), default=0)
    return {name: sum(shapes.size(d) for level, d in some if level == strongest) for name, some in layers.items()}


def _named(
    words: MuscleWords,
    shape: Muscle | None,
    crosses: Sequence[Point],
    heat: Sequence[tuple[int, str]],
    frame: Frame,
    scale: float,
) -> list[Name]:
    """The muscle at its heart, the first cross, and the pain felt elsewhere at a place far from both."""
    found: list[tuple[str, Point | None, str]] = []
    at = None if shape is None else shapes.heart(shape.d, away_from=crosses)
    found.append((words.muscle, at, "name"))
    found.append((words.point, crosses[0] if crosses else None, "name"))
    strongest = max((level for level, _ in heat), default=0)
    zone = [d for level, d in heat if level == min(strongest, 2)]
    near = [*crosses, *([at] if at else [])]
    found.append(
        (words.spread, shapes.heart(*zone, away_from=near, outside=shape.d if shape else "") if zone else None, "name")
    )
    return [Name(label, frame.placed(place, scale), kind) for label, place, kind in found if place and label]


def _core(shape: Muscle | None, crosses: Sequence[Point]) -> Box | None:
    return shapes.bounds([shape.d] if shape else [], crosses)


def _with_room(frame: Frame, box: Box, core: Box | None, on_left: bool) -> Frame:
    """`frame` moved so that tags fit between its edge and the muscle with its points, as far as `box` stays inside."""
    if core is None:
        return frame
    free = core[0] - frame.left if on_left else frame.left + frame.width - core[2]
    spare = frame.left + frame.width - box[2] if on_left else box[0] - frame.left
    unit = frame.width / WIDTH
    move = max(0.0, min(_TAG_ROOM * unit - free, spare - _LEAST_EDGE * unit))
    return Frame(frame.left + (-move if on_left else move), frame.top, frame.width, frame.height)


def _room(core: Box | None, frame: Frame, on_left: bool) -> float:
    """How far the edge of the picture is from the muscle and its points, where the tags stand."""
    if core is None:
        return WIDTH / 2
    return WIDTH / frame.width * (core[0] - frame.left if on_left else frame.left + frame.width - core[2])


def covering(views: Sequence[View], regions: Sequence[str]) -> list[tuple[View, list[str]]]:
    """Each region in one view: few views, and in each of them what is seen well from there."""
    sizes = {
        (view.name, region): shapes.size(view.areas[region].d)
        for view in views
        for region in regions
        if region in view.areas
    }
    best = {region: max((size for (_, of), size in sizes.items() if of == region), default=0.0) for region in regions}
    left = [region for region in regions if best[region]]
    shown: dict[str, list[str]] = {}
    while left:
        well = {
            view.name: [each for each in left if sizes.get((view.name, each), 0.0) >= _FEWER * best[each]]
            for view in views
        }
        name = max(well, key=lambda each: (len(well[each]), sum(sizes[each, region] for region in well[each])))
        shown[name] = well[name]
        left = [each for each in left if each not in well[name]]
    return [(view, shown[view.name]) for view in views if view.name in shown]


def _around_marks(view: View, regions: Sequence[str], across: float) -> Frame:
    box = shapes.bounds(view.areas[each].d for each in regions)
    return drawing.fitted(framing.around(view, box) if box else framing.whole(view), across)


def _panel(
    view: View, marks: Mapping[str, int], frame: Frame, across: float, asset: Asset, name: str, tone: str
) -> str:
    scale = across / frame.width
    at = [frame.placed(view.areas[each].label_at, scale) for each in marks]
    moved = drawing.pushed_apart(at, 2 * drawing.BADGE + 2, across, frame.height * scale)
    own = f"{name}-{view.name}"
    drawn = [drawing.mark(view.areas[region].d, level, own) for region, level in marks.items()]
    badges = [drawing.badge(level, end, start) for level, start, end in zip(marks.values(), at, moved, strict=True)]
    shown = drawing.body(view, frame, across, asset, name, *drawn, tone=tones()[tone])
    return drawing.patterns(own, scale) + shown + "".join(badges)
