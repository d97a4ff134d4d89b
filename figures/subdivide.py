"""One step of Catmull-Clark subdivision, as a matrix: the same smooth surface for positions and for attributes."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import sparse

from figures import mesh


def step(quads: np.ndarray, count: int) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The matrix (finer vertices, vertices) and the finer faces (4F, 4) of a quad mesh with `count` vertices."""
    faces = len(quads)
    edges = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2)
    unique, edge_of = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True)
    edge_of = edge_of.reshape(faces, 4)
    face_points = _matrix(np.repeat(np.arange(faces), 4), quads.ravel(), 0.25, (faces, count))
    on_edge = _matrix(edge_of.ravel(), np.repeat(np.arange(faces), 4), 1.0, (len(unique), faces))
    neighbours = np.asarray(on_edge.sum(axis=1)).ravel()
    middles = _matrix(np.repeat(np.arange(len(unique)), 2), unique.ravel(), 0.5, (len(unique), count))
    inner = sparse.diags((neighbours == 2) * 0.5)
    edge_points = (sparse.eye(len(unique)) - inner) @ middles + inner @ sparse.diags(0.5 * np.ones(len(unique))) @ (
        on_edge @ face_points
    )
    vertex_points = _vertex_points(quads, unique, neighbours, face_points, middles, count)
    matrix = sparse.vstack([vertex_points, edge_points, face_points]).tocsr()
    corners, edge_ids = quads, edge_of + count
    centre = np.repeat(np.arange(faces)[:, None] + count + len(unique), 4, axis=1)
    finer = np.stack([corners, edge_ids, centre, np.roll(edge_ids, 1, axis=1)], axis=2)
    return matrix, finer.reshape(-1, 4)


def _vertex_points(
    quads: np.ndarray,
    edges: np.ndarray,
    neighbours: np.ndarray,
    face_points: sparse.csr_matrix,
    middles: sparse.csr_matrix,
    count: int,
) -> sparse.csr_matrix:
    """Where the old vertices go: (F + 2R + (n - 3)P) / n inside, (P + mean of border middles) / 2 on a border."""
    in_faces = _matrix(quads.ravel(), np.repeat(np.arange(len(quads)), 4), 1.0, (count, len(quads)))
    on_edges = _matrix(edges.ravel(), np.repeat(np.arange(len(edges)), 2), 1.0, (count, len(edges)))
    valence = np.maximum(np.asarray(on_edges.sum(axis=1)).ravel(), 1)
    face_count = np.maximum(np.asarray(in_faces.sum(axis=1)).ravel(), 1)
    at_border = on_edges @ (neighbours == 1).astype(float) > 0
    smooth = (
        sparse.diags(1 / (valence * face_count)) @ in_faces @ face_points
        + sparse.diags(2 / valence**2) @ on_edges @ middles
        + sparse.diags((valence - 3) / valence)
    )
    border_edges = on_edges @ sparse.diags((neighbours == 1).astype(float))
    border_count = np.maximum(np.asarray(border_edges.sum(axis=1)).ravel(), 1)
    border = sparse.diags(0.5 / border_count) @ border_edges @ middles + 0.5 * sparse.eye(count)
    return sparse.diags((~at_border).astype(float)) @ smooth + sparse.diags(at_border.astype(float)) @ border


def _matrix(rows: np.ndarray, columns: np.ndarray, value: float, shape: tuple[int, int]) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.full(len(rows), value), (rows, columns)), shape=shape)


@cache
def skin() -> tuple[sparse.csr_matrix, np.ndarray]:
    """The matrix and the finer faces for the skin of the committed mesh."""
    source = mesh.load()
    return step(source.quads, len(source.weights))
