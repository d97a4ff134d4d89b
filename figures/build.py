"""Build every picture and path of the body map and of the techniques: `script/build-figures`.

With `--check` compare with what is there; with `--techniques [figure …]` build only the posed figures of techniques.

The same sources give the same files: JSON to the letter, WebP to the byte for one version of Pillow.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from figures import areas, body, muscles, outline, raster, shade
from figures.posed import build as techniques

DATA = Path(__file__).parent.parent / "src" / "unknot" / "data" / "figures"
SUPERSAMPLE = 2
VIEWS_TOGETHER = (("front",), ("back",), ("left", "right"), ("soles",))
"""Views that share work are built by one process."""
PIXEL_TOLERANCE = 3.0
"""Mean difference of a colour channel (0 to 255) that another version of the WebP library may make."""


@dataclass(frozen=True)
class Built:
    """One finished file."""

    path: str
    """Relative to the folder of all figures."""
    content: bytes


def as_json(value: object) -> bytes:
    """Compact JSON on one line, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def label_place(mask: np.ndarray, supersample: int) -> list[float]:
    """The point of a mask that lies deepest inside it, in pixels of the picture."""
    depth = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return [round((column + 0.5) / supersample, 1), round((row + 0.5) / supersample, 1)]


def area_layer(name: str, view: str) -> dict[str, object]:
    """The areas file of one view, as promised to the app."""
    if view == "right":
        return _mirrored(area_layer(name, "left"))
    buffer = raster.view(name, view, SUPERSAMPLE)
    labels = areas.label_map(name, view, SUPERSAMPLE)
    other = None if view == "left" else areas.other_sides()
    whole, paths = outline.regions(labels, SUPERSAMPLE, other)
    boxes = ndimage.find_objects(labels.astype(np.int32) + 1)
    found = {}
    for code, data in paths.items():
        rows, columns = boxes[code]
        x, y = label_place(labels[rows, columns] == code, SUPERSAMPLE)
        place = [round(x + columns.start / SUPERSAMPLE, 1), round(y + rows.start / SUPERSAMPLE, 1)]
        found[areas.REGIONS[code]] = {"d": data, "label_at": place}
    return {
        "view": view,
        "body": name,
        "size": list(buffer.size),
        "pixels_per_metre": round(buffer.scale, 1),
        "outline": whole,
        "lines": outline.inner_lines(buffer.inside, buffer.depth, SUPERSAMPLE),
        "areas": {region: found[region] for region in areas.REGIONS if region in found},
    }


def _mirrored(left: dict) -> dict[str, object]:
    """The layer of the right view from that of the left view."""
    width = left["size"][0]
    mates = {region: areas.REGIONS[mate] for region, mate in zip(areas.REGIONS, areas.other_sides(), strict=False)}
    found = {
        mates[region]: {
            "d": outline.flipped(area["d"], width),
            "label_at": [round(width - area["label_at"][0], 1), area["label_at"][1]],
        }
        for region, area in left["areas"].items()
    }
    return left | {
        "view": "right",
        "outline": outline.flipped(left["outline"], width),
        "lines": [outline.flipped(line, width) for line in left["lines"]],
        "areas": {region: found[region] for region in areas.REGIONS if region in found},
    }


def files(name: str, views: tuple[str, ...]) -> list[Built]:
    """All files of some views of one body."""
    made = []
    for view in views:
        picture = shade.picture(raster.view(name, view, SUPERSAMPLE))
        made.append(Built(f"{name}/{view}.webp", shade.webp(picture)))
        made.append(Built(f"{name}/{view}.areas.json", as_json(area_layer(name, view))))
        made.append(Built(f"{name}/{view}.muscles.json", as_json(muscles.layer(name, view))))
    return made


def everything(processes: int = 2) -> Iterator[Built]:
    """Every file of every body."""
    jobs = [(name, views) for name in body.BODIES for views in VIEWS_TOGETHER]
    with ProcessPoolExecutor(processes) as pool:
        for made in pool.map(files, *zip(*jobs, strict=True)):
            yield from made


def write(folder: Path) -> list[Built]:
    """Build everything into a folder and remove what no longer belongs there."""
    made = list(everything())
    for file in made:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)
    wanted = {folder / file.path for file in made}
    for place in folder.glob("*/*"):
        if place not in wanted and place.parent.name != techniques.FOLDER:
            place.unlink()
    return made


def differences(built: Path, committed: Path) -> list[str]:
    """What is missing, superfluous or different in the committed folder."""
    places = [(folder, place) for folder in (built, committed) for place in folder.rglob("*") if place.is_file()]
    names = {str(place.relative_to(folder)) for folder, place in places}
    found = []
    for name in sorted(names):
        new, old = built / name, committed / name
        if not old.exists():
            found.append(f"{name} is missing")
        elif not new.exists():
            found.append(f"{name} is no longer built")
        elif not same(new.read_bytes(), old.read_bytes(), name):
            found.append(f"{name} differs")
    return found


def same(new: bytes, old: bytes, name: str) -> bool:
    """Whether two files agree: exactly, or as pictures if another WebP library wrote one of them."""
    if new == old:
        return True
    if not name.endswith(".webp"):
        return False
    pictures = [np.asarray(Image.open(io.BytesIO(content)).convert("RGBA"), dtype=float) for content in (new, old)]
    if pictures[0].shape != pictures[1].shape:
        return False
    seen = pictures[1][..., 3] > 0
    return bool(np.abs(pictures[0] - pictures[1])[seen].mean() < PIXEL_TOLERANCE)


def report(made: list[Built]) -> None:
    """Say what was made and how big it is, one line per body."""
    for name in body.BODIES:
        own = [file for file in made if file.path.startswith(f"{name}/")]
        kinds = {}
        for file in own:
            kind = file.path.split(".", 1)[1]
            size = len(file.content) if kind == "webp" else len(gzip.compress(file.content, mtime=0))
            kinds[kind] = kinds.get(kind, 0) + size
        sizes = ", ".join(f"{kind} {size / 1000:.0f} kB" for kind, size in sorted(kinds.items()))
        print(f"{name}: {len(own)} files; compressed: {sizes}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/build-figures", description=__doc__)
    parser.add_argument("--check", action="store_true", help="build elsewhere and compare; change nothing")
    parser.add_argument("--techniques", nargs="*", metavar="FIGURE", help="only posed figures: the named ones, or all")
    wanted = parser.parse_args()
    if wanted.techniques is not None and not wanted.check:
        techniques.report(techniques.write(DATA, wanted.techniques))
        return
    if not wanted.check:
        report(write(DATA))
        techniques.report(techniques.write(DATA, []))
        return
    with tempfile.TemporaryDirectory() as folder:
        if wanted.techniques is None:
            write(Path(folder))
        techniques.write(Path(folder), [])
        found = differences(Path(folder), DATA)
    if wanted.techniques is not None:
        found = [line for line in found if line.startswith(techniques.FOLDER)]
    print("\n".join(found) or "the committed figures are what the sources give")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
