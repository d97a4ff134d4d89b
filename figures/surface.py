"""How far two areas of the body map lie apart along the skin.

The way between the middles of two regions over the edges of the finer mesh of the reference body, in percent of its
height. Written to the atlas, where the locating model reads how far a mark may have run over.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml
from scipy import sparse
from scipy.sparse import csgraph

from figures import areas, body, pose, raster, subdivide

WRITTEN = Path(__file__).parents[1] / "src" / "unknot" / "data" / "atlas" / "surface.yaml"
FURTHEST = 20.0
"""Percent of body height beyond which two regions are not near one another."""
HEADER = """\
# How far the middle of every area of the body map lies from those around it, along the skin of the reference body, in
# percent of its height; only what lies within {furthest:.0f}. Made by figures/surface.py from the CC0 mesh, not edited
# by hand. Licence CC BY 4.0.
table: surface
rows:
"""


def skin() -> tuple[np.ndarray, np.ndarray]:
    """The standing reference body: vertices (V, 3) in metres and quads (F, 4) of the finer mesh."""
    finer, quads = subdivide.skin()
    return finer @ pose.standing(body.REFERENCE)[: finer.shape[1]], quads


def middles() -> np.ndarray:
    """(110, 3) metres: the mean place of what is seen of each region, over all views."""
    total, count = np.zeros((len(areas.REGIONS), 3)), np.zeros(len(areas.REGIONS))
    for view in raster.VIEWS:
        buffer, labels = raster.view(body.REFERENCE, view, 2), areas.label_map(body.REFERENCE, view, 2)
        # What a view sees askew stands for more skin than its pixels.
        seen = (labels >= 0) & (buffer.normal[..., 2] > 0.25)
        weight = 1 / buffer.normal[..., 2][seen]
        count += np.bincount(labels[seen], weight, len(count))
        for axis in range(3):
            total[:, axis] += np.bincount(labels[seen], weight * buffer.rest[..., axis][seen], len(count))
    return total / count[:, None]


def distances() -> np.ndarray:
    """(110, 110) percent of body height along the skin between the middles of the regions; the two sides alike."""
    points, quads = skin()
    sides_and_diagonals = ((0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (1, 3))
    edges = np.concatenate([quads[:, pair] for pair in sides_and_diagonals])
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    lengths = np.linalg.norm(points[edges[:, 0]] - points[edges[:, 1]], axis=1)
    ways = sparse.coo_matrix((lengths, edges.T), shape=(len(points), len(points))).tocsr()
    starts = [int(np.linalg.norm(points - middle, axis=1).argmin()) for middle in middles()]
    shortest = csgraph.dijkstra(ways, directed=False, indices=starts)[:, starts]
    percent = 100 * shortest / np.ptp(points[:, 1])
    mirrored = areas.other_sides()[:-1]
    return (percent + percent[np.ix_(mirrored, mirrored)]) / 2


def table() -> str:
    """What the atlas holds: for every region, from near to far, the others and their distance."""
    apart = distances()
    lines = []
    for code, region in enumerate(areas.REGIONS):
        order = [other for other in np.argsort(apart[code], kind="stable") if 0 < apart[code, other] < FURTHEST]
        near = {areas.REGIONS[other]: round(float(apart[code, other]), 1) for other in order}
        told = yaml.safe_dump(near, default_flow_style=True, sort_keys=False, width=10_000).strip()
        lines.append(f"  {region}:\n    near: {told}\n")
    return HEADER.format(furthest=FURTHEST) + "".join(lines)
