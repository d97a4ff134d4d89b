"""Draw a figure's frames side by side on a light and a dark page, and say what is wrong with it.

`python -m figures.posed.preview FIGURE [--size 360] [--sheet out.png] [--camera AZIMUTH,ELEVATION] [--fine]`
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from PIL import Image

from figures.posed import figure, picture, render
from figures.posed.angles import PoseError

LIGHT, DARK = (250, 248, 244, 255), (27, 30, 33, 255)


def sheet(drawn: render.Drawn, size: int, supersample: int) -> Image.Image:
    """All frames on a light page, and the same below on a dark page."""
    images = [drawn.image(index, size, supersample) for index in range(len(drawn.frames))]
    whole = Image.new("RGBA", (size * len(images), size * 2), LIGHT)
    whole.paste(DARK, (0, size, whole.width, size * 2))
    for column, image in enumerate(images):
        for row in (0, 1):
            whole.alpha_composite(image, (column * size, row * size))
    return whole.convert("RGB")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m figures.posed.preview", description=__doc__)
    parser.add_argument("figure")
    parser.add_argument("--size", type=int, default=360, help="pixels of a frame's edge")
    parser.add_argument("--sheet", type=Path, help="where the picture goes (default /tmp/<figure>.png)")
    parser.add_argument("--camera", help="try another azimuth,elevation")
    parser.add_argument("--fine", action="store_true", help="draw as finely as the finished pictures")
    parser.add_argument("--check", action="store_true", help="only say what is wrong; draw nothing")
    wanted = parser.parse_args()
    try:
        row = figure.load(wanted.figure)
        if wanted.camera:
            around, above = (float(each) for each in wanted.camera.split(","))
            row = replace(row, camera=replace(row.camera, azimuth=around, elevation=above))
        drawn = render.solved(row)
        if not wanted.check:
            place = wanted.sheet or Path("/tmp") / f"{wanted.figure}.png"
            sheet(drawn, wanted.size, picture.SUPERSAMPLE if wanted.fine else 1).save(place)
            print(place)
    except PoseError as error:
        sys.exit(f"ERROR {error}")
    for line in drawn.notes:
        print(f"note {line}")
    for line in drawn.problems:
        print(f"PROBLEM {line}")
    print(f"{len(drawn.problems)} problems" if drawn.problems else "no problems")
    sys.exit(bool(drawn.problems))


if __name__ == "__main__":
    main()
