"""Covariance of estimates whose observations come in clusters, in one or two ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

from lastword.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Membership:
    """How many answers of each cell belong to each cluster.

    Parameters
    ----------
    cluster, cell
        Number of the cluster and of the cell of each entry, shape (e,).
    weight
        Sum of weights of the entry, shape (e,).
    cells
        How many cells there are.
    """

    cluster: Ints
    cell: Ints
    weight: Floats
    cells: int

    @cached_property
    def size(self) -> int:
        """Number of clusters."""
        return int(self.cluster.max(initial=-1)) + 1

    @cached_property
    def table(self) -> csr_matrix:
        """Weights as a sparse table, clusters × cells."""
        shape = (self.size, self.cells)
        return csr_matrix((self.weight, (self.cluster, self.cell)), shape=shape)

    def sums(self, scores: Floats) -> Floats:
        """Σ weight · score over each cluster, shape (clusters, q)."""
        return np.asarray(self.table @ scores)


@dataclass(frozen=True, slots=True)
class Squares:
    """Σ_g u_g u_gᵀ over the clusters of one way, shape (q, q), and how many clusters there are."""

    product: Floats
    clusters: int


def squares(sums: Floats) -> Squares:
    """Squares of the score sums of each cluster, shape (G, q)."""
    return Squares(sums.T @ sums, len(sums))


def cluster_sums(values: Floats, clusters: ArrayLike) -> Floats:
    """Sums of rows over clusters, from a label for each row, shape (n, k) → (G, k).

    Examples
    --------
    >>> cluster_sums(np.array([[1.0], [2.0], [4.0]]), ["b", "a", "b"]).tolist()
    [[2.0], [5.0]]
    """
    codes = np.unique(np.asarray(clusters), return_inverse=True)[1]
    return np.column_stack([np.bincount(codes, column) for column in values.T])


def numbered(*labels: ArrayLike) -> Ints:
    """Number the distinct values of one label, or combinations of several, from 0.

    Examples
    --------
    >>> numbered(["b", "a", "b"]).tolist(), numbered([0, 0, 1], [1, 1, 1]).tolist()
    ([1, 0, 1], [0, 0, 1])
    """
    code = np.zeros(0, dtype=np.int64)
    for label in labels:
        place = np.unique(np.asarray(label), return_inverse=True)[1].astype(np.int64)
        code = place if not code.size else code * (place.max() + 1) + place
    return np.unique(code, return_inverse=True)[1].astype(np.int64)


def sandwich(bread: Floats, ways: Sequence[Squares], *, n: int) -> Floats:
    """Covariance B (Σ_d ± M_d) B of estimates with bread B, shape (q, q).

    One way: M = G/(G−1) · (n−1)/(n−q) · Σ_g u_g u_gᵀ. Two ways (agents and customers):
    V = V_agent + V_customer − V_both; negative eigenvalues, which the difference can leave, are
    set to 0.

    Parameters
    ----------
    bread
        Inverse information, shape (q, q).
    ways
        Squares of the clusters' score sums: of one way; or of the first, the second, and of their
        intersections.
    n
        Number of observations.

    Raises
    ------
    UsageError
        If there is one cluster only.

    Notes
    -----
    Liang and Zeger (1986), doi:10.1093/biomet/73.1.13; Cameron, Gelbach and Miller (2011),
    doi:10.1198/jbes.2010.07136. With fewer than about 30 clusters intervals cover too rarely.
    """
    signs = (1, 1, -1)[: len(ways)]
    meat = sum(sign * _meat(way, n) for sign, way in zip(signs, ways, strict=True))
    covariance = bread @ np.asarray(meat) @ bread
    return covariance if len(ways) == 1 else _without_negative(covariance)


def _meat(way: Squares, n: int) -> Floats:
    clusters, parameters = way.clusters, len(way.product)
    if clusters < 2:
        raise UsageError("all answers are of one cluster; intervals need at least two")
    small = clusters / (clusters - 1) * (n - 1) / max(n - parameters, 1)
    return np.asarray(small * way.product)


def _without_negative(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
