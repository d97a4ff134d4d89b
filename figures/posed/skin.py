"""The skin of a posed body: linear blend skinning, then the mesh's own detail put back onto a smoothed surface.

Blending alone pinches shoulders, hips and elbows. The blended surface is therefore smoothed, and the fine shape that
smoothing takes away is added again in the frame of the turned surface (delta mush). Head, hands and feet, which
move as a whole, are left as they are.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import sparse

from figures import body, mesh
from figures.posed.angles import SIDES
from figures.posed.skeleton import Posed, outward
from figures.segment import HEAD, number, weights

ROUNDS = 14
"""Times the surface is smoothed."""
SHARE = 0.6
"""How far a vertex goes towards the mean of its neighbours each time."""
WEIGHT_ROUNDS = 7
"""Times the weights of the bones are smoothed around the trunk before all."""


@cache
def _neighbours() -> tuple[sparse.csr_matrix, np.ndarray]:
    """The matrix (V, V) that takes the mean of the neighbours, and one neighbour of each vertex."""
    quads, count = mesh.load().quads, len(mesh.load().weights)
    starts, ends = quads.ravel(), np.roll(quads, -1, axis=1).ravel()
    pairs = sparse.coo_matrix((np.ones(len(starts)), (starts, ends)), shape=(count, count))
    joined = ((pairs + pairs.T) > 0).astype(float).tocsr()
    valence = np.maximum(np.asarray(joined.sum(axis=1)).ravel(), 1)
    first = np.where(np.diff(joined.indptr) > 0, joined.indices[np.minimum(joined.indptr[:-1], joined.nnz - 1)], 0)
    return (sparse.diags(1 / valence) @ joined).tocsr(), first


@cache
def _softness() -> np.ndarray:
    """(V, 1) 0 where the skin keeps its blended place, 1 where it is smoothed in full."""
    belonging = weights()
    firm = belonging[:, HEAD].copy()
    for side in "lr":
        firm += belonging[:, number("hand", side)] + belonging[:, number("foot", side)]
    soft = np.clip(1 - 1.6 * firm, 0, 1)
    matrix, _ = _neighbours()
    for _ in range(3):
        soft = np.minimum(soft, matrix @ soft)
    return soft[:, None]


@cache
def bone_weights() -> np.ndarray:
    """(V, bones) the mesh's weights, spread a little further around shoulders and hips."""
    matrix, _ = _neighbours()
    spread, soft = mesh.load().weights, _softness()
    for _ in range(WEIGHT_ROUNDS):
        spread = spread + SHARE * soft * (matrix @ spread - spread)
    return spread / spread.sum(axis=1, keepdims=True)


def _smoothed(points: np.ndarray) -> np.ndarray:
    matrix, _ = _neighbours()
    soft = SHARE * _softness()
    for _ in range(ROUNDS):
        points = points + soft * (matrix @ points - points)
    return points


def normals(points: np.ndarray, quads: np.ndarray) -> np.ndarray:
    """(V, 3) outward unit normals of a surface."""
    faces = np.cross(points[quads[:, 2]] - points[quads[:, 0]], points[quads[:, 3]] - points[quads[:, 1]])
    count = len(points)
    gather = sparse.csr_matrix(
        (np.ones(quads.size), (quads.ravel(), np.repeat(np.arange(len(quads)), 4))), shape=(count, len(quads))
    )
    summed = gather @ faces
    return np.asarray(summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-12))


def _frames(points: np.ndarray) -> np.ndarray:
    """(V, 3, 3) a frame of the surface at every vertex, columns tangent, other tangent, normal."""
    normal = normals(points, mesh.load().quads)
    tangent = points[_neighbours()[1]] - points
    tangent -= normal * np.einsum("vi,vi->v", tangent, normal)[:, None]
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    return np.stack([tangent, np.cross(normal, tangent), normal], axis=2)


@cache
def _details(name: str) -> np.ndarray:
    """(V, 3) what smoothing takes from a body in the mesh's own pose, in the frames of the smoothed surface."""
    whole = body.positions(name)[: len(mesh.load().weights)]
    smooth = _smoothed(whole)
    return np.einsum("vji,vj->vi", _frames(smooth), whole - smooth)


def blended(posed: Posed, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
    """(N, 3) the chosen vertices by blending alone: quick, and right to some millimetres."""
    shares = bone_weights()[rows]
    columns = np.arange(len(mesh.BONES)) if len(shares) > 1 else np.flatnonzero(shares[0] > 1e-6)
    bones, shares = [mesh.BONES[column] for column in columns], shares[:, columns]
    turns = np.stack([posed.turns[bone] for bone in bones])
    moves = np.stack([posed.heads[bone] - posed.turns[bone] @ posed.rest.joints[bone] for bone in bones])
    mixed = (shares @ np.concatenate([turns.reshape(-1, 9), moves], axis=1)).reshape(-1, 12)
    whole = body.positions(posed.body)[: len(mesh.load().weights)][rows]
    points = np.einsum("vij,vj->vi", mixed[:, :9].reshape(-1, 3, 3), whole) + mixed[:, 9:]
    points = _turned(points, mesh.load().jaw[rows], *posed.jaw())
    for side in SIDES:
        on_side = whole[:, 0] * outward(side) > 0
        points = _turned(points, mesh.load().small_toes[rows] * on_side, *posed.small_toes(side))
    return points


def _turned(points: np.ndarray, share: np.ndarray, turn: np.ndarray, joint: np.ndarray) -> np.ndarray:
    """The points, each turned about the joint by its share."""
    return points + share[:, None] * ((points - joint) @ turn.T + joint - points)


def skinned(posed: Posed) -> np.ndarray:
    """(V, 3) metres: the posed skin."""
    smooth = _smoothed(blended(posed))
    return np.asarray(smooth + np.einsum("vij,vj->vi", _frames(smooth), _details(posed.body)))
