"""Build every picture and path of the body map and of the techniques: `script/build-figures`.

With `--body NAME …` build only those bodies, with `--techniques [FIGURE …]` only the posed figures of techniques; with
`--check` build elsewhere and compare with what is there.

The same sources give the same files: JSON to the letter, WebP to the byte for one version of Pillow.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from figures import areas, body, muscles, outline, overlay, raster, surface
from figures.posed import build as techniques
from figures.solid import build as solid

DATA = Path(__file__).parent.parent / "src" / "unknot" / "data" / "figures"
SUPERSAMPLE = 2
VIEWS_TOGETHER = (("front",), ("back",), ("left", "right"), ("soles",))
"""Views that share work are built by one process."""
KINDS = ("webp", "areas.json", "muscles.json")
LARGEST = 350_000
"""Bytes over the wire for the four standing views of one body."""
PIXEL_TOLERANCE = 3.0
"""Mean difference of a colour channel (0 to 255) that another version of the WebP library may make."""


@dataclass(frozen=True)
class Built:
    """One finished file."""

    path: str
    """Relative to the folder of all figures."""
    content: bytes

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return self.path.split(".", 1)[1]

    @property
    def travels(self) -> int:
        """Bytes over the wire: text is compressed on the way, pictures are already."""
        return len(self.content) if self.kind == "webp" else len(gzip.compress(self.content, mtime=0))


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
        "suit": suit(name, view, other is not None),
        "lines": outline.inner_lines(buffer.inside, buffer.depth, SUPERSAMPLE),
        "areas": {region: found[region] for region in areas.REGIONS if region in found},
    }


def suit(name: str, view: str, even: bool) -> str:
    """The path of the plain suit in one view; `even` where the view is its own mirror image."""
    worn = areas.suit_map(name, view, SUPERSAMPLE)
    _, paths = outline.regions(worn, SUPERSAMPLE, np.array([areas.SKIN, areas.SUIT, areas.OUTSIDE]) if even else None)
    return paths.get(areas.SUIT, "")


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
        "suit": outline.flipped(left["suit"], width),
        "lines": [outline.flipped(line, width) for line in left["lines"]],
        "areas": {region: found[region] for region in areas.REGIONS if region in found},
    }


def files(name: str, views: Sequence[str]) -> list[Built]:
    """All files of some views of one body."""
    made = []
    for view in views:
        shade = overlay.picture(raster.view(name, view, SUPERSAMPLE))
        contents = (
            overlay.webp(shade),
            as_json(area_layer(name, view)),
            as_json(muscles.layer(name, view)),
        )
        made += [Built(f"{name}/{view}.{kind}", each) for kind, each in zip(KINDS, contents, strict=True)]
    return made


def everything(names: Sequence[str], processes: int = 2) -> Iterator[Built]:
    """Every file of some bodies."""
    jobs = [(name, views) for name in names for views in VIEWS_TOGETHER]
    with ProcessPoolExecutor(processes) as pool:
        for made in pool.map(files, *zip(*jobs, strict=True)):
            yield from made


def write(folder: Path, names: Sequence[str]) -> list[Built]:
    """Build some bodies into a folder and remove what no longer belongs to them."""
    made = list(everything(names))
    for file in made:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)
    wanted = {folder / file.path for file in made}
    for name in names:
        for place in set((folder / name).iterdir()) - wanted:
            place.unlink()
    return made


def differences(built: Path, committed: Path, parts: Sequence[str]) -> list[str]:
    """What is missing, superfluous or different in the committed folder, of the files whose path begins with a part."""
    places = [(folder, place) for folder in (built, committed) for place in folder.rglob("*") if place.is_file()]
    names = {place.relative_to(folder).as_posix() for folder, place in places}
    found = []
    for name in sorted(name for name in names if name.startswith(tuple(parts))):
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
    pictures = [Image.open(io.BytesIO(content)).convert("RGBA") for content in (new, old)]
    if pictures[0].size != pictures[1].size:
        return False
    seen = np.asarray(pictures[1])[..., 3] > 0
    one, other = (np.asarray(_on_white(picture), dtype=float) for picture in pictures)
    return bool(np.abs(one - other)[seen].mean() < PIXEL_TOLERANCE)


def _on_white(picture: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def report(made: Sequence[Built]) -> None:
    """Say what was made and how big it is: a table by kind of file, and one by body."""
    print(f"{'kind':14}{'files':>6}{'raw kB':>9}{'sent kB':>9}")
    for kind in KINDS:
        own = [file for file in made if file.kind == kind]
        raw, sent = sum(len(file.content) for file in own), sum(file.travels for file in own)
        print(f"{kind:14}{len(own):6}{raw / 1000:9.0f}{sent / 1000:9.0f}")
    heads = "".join(f"{kind:>14}" for kind in KINDS)
    print(f"\n{'four views of':14}{heads}{'together':>10}  (at most {LARGEST / 1000:.0f} kB)")
    for name in dict.fromkeys(file.path.split("/")[0] for file in made):
        views = [file for file in made if file.path.startswith(f"{name}/") and "/soles." not in file.path]
        sizes = [sum(file.travels for file in views if file.kind == kind) for kind in KINDS]
        too_big = "  TOO BIG" if sum(sizes) > LARGEST else ""
        numbers = "".join(f"{size / 1000:14.0f}" for size in sizes)
        print(f"{name:14}{numbers}{sum(sizes) / 1000:10.0f}{too_big}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/build-figures", description=__doc__)
    parser.add_argument("--check", action="store_true", help="build elsewhere and compare; change nothing")
    parser.add_argument("--body", nargs="+", metavar="NAME", choices=body.BODIES, help="only these bodies")
    parser.add_argument("--techniques", nargs="*", metavar="FIGURE", help="only posed figures: the named ones, or all")
    wanted = parser.parse_args()
    all_of_it = wanted.body is None and wanted.techniques is None
    names = body.BODIES if all_of_it else tuple(wanted.body or ())
    posed = [] if all_of_it else wanted.techniques
    if not wanted.check:
        _build(DATA, names, posed)
        if all_of_it:
            surface.WRITTEN.write_text(surface.table(), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as folder:
        _build(Path(folder), names, posed)
        parts = [*(f"{name}/" for name in names), *solid.parts(names), *([] if posed is None else [techniques.FOLDER])]
        found = differences(Path(folder), DATA, parts)
        if all_of_it and surface.WRITTEN.read_text(encoding="utf-8") != surface.table():
            found.append(f"{surface.WRITTEN.name} is not what the sources give")
    print("\n".join(found) or "the committed figures are what the sources give")
    sys.exit(bool(found))


def _build(folder: Path, names: Sequence[str], posed: list[str] | None) -> None:
    """Make some bodies and some posed figures (none for None, all for an empty list), and say what was made."""
    if names:
        report(write(folder, names))
        solid.report(solid.write(folder, names))
    if posed is not None:
        techniques.report(techniques.write(folder, posed))


if __name__ == "__main__":
    main()
