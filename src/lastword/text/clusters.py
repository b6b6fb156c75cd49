"""Clusters: how many different things are asked for, and which text asks for which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_array

from lastword.text.embedding.embedder import Vectors, unit

Numbers = NDArray[np.int64]
FEWEST = 20
"""Texts below which nothing is clustered, and texts that a cluster has on average at least."""
NEAR_BEST = 0.92
"""Share of the best silhouette that the smallest number of clusters must reach."""
STEPS = 20
NEAREST = 0.25
"""Cosine to the nearest centre below which a text belongs to none."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Centres of what is asked for.

    Parameters
    ----------
    origin
        Mean of the texts' vectors: what all of them share is taken away first.
    centres
        One unit vector a cluster.
    """

    origin: Vectors
    centres: Vectors

    def place(self, vectors: Vectors) -> tuple[Numbers, NDArray[np.float32]]:
        """Cluster of each text, −1 for none, and its cosine to the centre."""
        cosines = unit(vectors - self.origin) @ self.centres.T
        best = cosines.argmax(axis=1)
        sure = cosines[np.arange(len(best)), best]
        return np.where(sure >= NEAREST, best, -1), sure


def find_clusters(vectors: Vectors, *, count: int | None = None) -> Clusters | None:
    """Cluster texts; finds how many clusters there are where `count` is not given.

    Ward's tree over centred unit vectors is cut at different heights and each cut refined by
    spherical k-means. Of the numbers of clusters on a grid, the smallest whose mean silhouette
    reaches `NEAR_BEST` of the best one is taken: the silhouette of real requests hardly falls
    beyond the true number, so that its maximum would split them too finely.

    Parameters
    ----------
    vectors
        One unit vector a text; some thousands at most, since Ward's tree needs their distances.

    Returns
    -------
    Clusters or None
        None for fewer texts than `FEWEST`.

    Notes
    -----
    Silhouettes are of squared Euclidean distances, which between unit vectors need the clusters'
    sums alone.
    """
    if len(vectors) < FEWEST:
        return None
    origin = vectors.mean(axis=0)
    centred = unit(vectors - origin)
    tree = linkage(centred.astype(np.float64), "ward")
    if count is not None:
        return Clusters(origin, _centres(centred, _refined(centred, _cut(tree, count))))
    found = [_refined(centred, _cut(tree, number)) for number in _grid(len(vectors))]
    scores = [silhouette(centred, groups) for groups in found]
    enough = NEAR_BEST * max(scores)
    chosen = next(groups for groups, score in zip(found, scores, strict=True) if score >= enough)
    return Clusters(origin, _centres(centred, chosen))


def silhouette(vectors: Vectors, groups: Numbers) -> float:
    """Mean silhouette of unit vectors under squared Euclidean distance."""
    rows, sizes = np.arange(len(vectors)), np.bincount(groups)
    cosines = vectors @ _sums(vectors, groups).T
    own_size = sizes[groups]
    own = 1 - (cosines[rows, groups] - 1) / np.maximum(own_size - 1, 1)
    others = 1 - cosines / sizes
    others[rows, groups] = np.inf
    nearest = others.min(axis=1)
    width = np.where(own_size > 1, (nearest - own) / np.maximum(np.maximum(own, nearest), 1e-9), 0)
    return float(width.mean())


def _grid(texts: int) -> Sequence[int]:
    most = max(2, texts // FEWEST)
    return sorted({round(number) for number in np.geomspace(2, most, STEPS)})


def _cut(tree: NDArray[np.float64], count: int) -> Numbers:
    groups: Numbers = np.unique(fcluster(tree, count, "maxclust"), return_inverse=True)[1]
    return groups


def _refined(vectors: Vectors, groups: Numbers, rounds: int = 20) -> Numbers:
    for _ in range(rounds):
        moved = (vectors @ _centres(vectors, groups).T).argmax(axis=1)
        moved = np.unique(moved, return_inverse=True)[1]
        if np.array_equal(moved, groups):
            break
        groups = moved
    return groups


def _sums(vectors: Vectors, groups: Numbers) -> Vectors:
    rows = np.arange(len(vectors) + 1)
    member = csr_array((np.ones(len(vectors), np.float32), groups, rows))
    sums: Vectors = member.T @ vectors
    return sums


def _centres(vectors: Vectors, groups: Numbers) -> Vectors:
    return unit(_sums(vectors, groups))
