"""Cross-products of columns, cluster by cluster: least squares and its kin need nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sums = Callable[[Floats], Floats]
"""Values of rows, shape (n, k) → sums of weight · value over clusters, shape (G, k)."""
CHUNK = 2**24
"""Numbers that one step of `cross_products` or `resampled` may hold at a time."""
LARGE = 32
"""Rows a cluster, on average, from which clusters are multiplied one by one."""


@dataclass(frozen=True, slots=True)
class CrossProducts:
    """Σ w z zᵀ of each cluster, where z is a constant 1 followed by centred columns.

    Parameters
    ----------
    names
        The columns, without the constant.
    origin
        What was subtracted from each column before multiplying, shape (m − 1,): keeps large
        values with a small spread exact.
    triangles
        Upper triangle of every cluster's product, row by row, shape (G, m(m + 1)/2).
    rows
        Rows of every cluster, shape (G,).
    is_cells
        Whether the rows of each entry are alike and independent: cells instead of clusters. All
        results are then those of the single rows.
    """

    names: tuple[str, ...]
    origin: Floats
    triangles: Floats
    rows: Floats
    is_cells: bool = False

    @property
    def clusters(self) -> int:
        """How many clusters there are; in cells every row is its own."""
        return self.n if self.is_cells else int(self.rows.size)

    @property
    def n(self) -> int:
        """How many rows there are."""
        return round(float(self.rows.sum()))

    @property
    def total(self) -> Floats:
        """Product over all clusters, shape (m, m)."""
        return square(self.triangles.sum(axis=0))

    def places(self, names: Sequence[str]) -> list[int]:
        """Where columns stand in the products; the constant stands at 0.

        Raises
        ------
        UsageError
            If a column is not among the products; lists those that are.
        """
        unknown = [name for name in names if name not in self.names]
        if unknown:
            raise UsageError(
                f"no column {', '.join(unknown)}. Choose among: {', '.join(self.names)}"
            )
        return [1 + self.names.index(name) for name in names]

    def covariance(self) -> Floats:
        """Weighted covariance of the columns, divided by the sum of weights; (m − 1, m − 1)."""
        return covariances(self.total)

    def resampled(self, replicates: int, rng: np.random.Generator) -> Iterator[Floats]:
        """Products of samples of whole clusters with replacement, in blocks of shape (b, m, m).

        The bootstrap that clustered answers need, at the cost of one matrix product: Cameron,
        Gelbach and Miller (2008), doi:10.1162/rest.90.3.414.

        Raises
        ------
        UsageError
            If there are fewer than two clusters.
        """
        if self.clusters < 2:
            raise UsageError("a bootstrap of clusters needs two of them or more, there is one")
        width = (1 + len(self.names)) ** 2 + self.rows.size
        block = max(1, min(replicates, CHUNK // width))
        held = self.rows if self.is_cells else np.ones(self.rows.size)
        for first in range(0, replicates, block):
            size = min(block, replicates - first)
            times = rng.multinomial(self.clusters, held / held.sum(), size=size)
            yield square(times / held @ self.triangles)


def cross_products(
    columns: Mapping[str, ArrayLike],
    *,
    weights: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    clusters: ArrayLike | Sums | None = None,
) -> CrossProducts:
    """Sum the products of columns within each cluster.

    Parameters
    ----------
    columns
        Name → values, each of shape (n,).
    weights
        Weight of each row, for example of non-response.
    counts
        How many equal answers each row stands for, where the rows are cells.
    clusters
        Label of each row's cluster (agent, customer); where None every answer is its own. Or a
        function that sums over clusters, where whose answers a row holds is known elsewhere.

    Raises
    ------
    UsageError
        If columns differ in length, hold unknown values, or weights are negative.

    Examples
    --------
    >>> sums = cross_products({"x": [1, 2, 3, 4], "y": [2, 4, 5, 9]}, clusters=[0, 0, 1, 1])
    >>> sums.clusters, sums.n, sums.covariance().tolist()
    (2, 4, [[1.25, 2.75], [2.75, 6.5]])
    """
    values = _values(columns)
    n = values[0].size
    times = _multiplicities(counts, n)
    weight = times * _multiplicities(weights, n)
    origin = np.array([weight @ column for column in values]) / weight.sum()
    if callable(clusters):
        triangles = _summed(_centred(values, origin), weight, clusters)
        return CrossProducts(tuple(columns), origin, triangles, triangles[:, 0])
    codes = np.arange(n) if clusters is None else _codes(clusters, n)
    groups = int(codes.max()) + 1
    rows: Floats = np.bincount(codes, times, groups).astype(np.float64)
    sums = _by_cluster if n >= LARGE * groups else _by_pair
    triangles = sums(values, origin, weight, codes, groups)
    return CrossProducts(tuple(columns), origin, triangles, rows, is_cells=clusters is None)


def square(triangles: ArrayLike) -> Floats:
    """Turn upper triangles, shape (…, m(m + 1)/2), into symmetric matrices, shape (…, m, m)."""
    flat = np.asarray(triangles, dtype=np.float64)
    side = round((np.sqrt(8 * flat.shape[-1] + 1) - 1) / 2)
    first, second = np.triu_indices(side)
    full = np.empty((*flat.shape[:-1], side, side))
    full[..., first, second] = flat
    full[..., second, first] = flat
    return full


def covariances(products: ArrayLike) -> Floats:
    """Covariance from products with a constant in front, shape (…, m, m) → (…, m − 1, m − 1)."""
    z = np.asarray(products, dtype=np.float64)
    weight = z[..., 0, 0][..., None, None]
    means = z[..., 0, 1:] / weight[..., 0]
    return np.asarray(z[..., 1:, 1:] / weight - means[..., :, None] * means[..., None, :])


def _centred(values: Sequence[Floats], origin: Floats) -> Floats:
    """A constant 1 and the centred columns, shape (n, m)."""
    moved = (column - middle for column, middle in zip(values, origin, strict=True))
    return np.column_stack([np.ones(values[0].size), *moved])


def _by_pair(
    values: Sequence[Floats], origin: Floats, weight: Floats, codes: Ints, groups: int
) -> Floats:
    """Triangles of many small clusters: one pair of columns after the other."""
    centred = _centred(values, origin)
    first, second = np.triu_indices(centred.shape[1])
    pairs = np.empty((groups, first.size))
    for pair, (a, b) in enumerate(zip(first, second, strict=True)):
        pairs[:, pair] = np.bincount(codes, weight * centred[:, a] * centred[:, b], groups)
    return pairs


def _by_cluster(
    values: Sequence[Floats], origin: Floats, weight: Floats, codes: Ints, groups: int
) -> Floats:
    """Triangles of few large clusters: rows brought together, then one product a cluster."""
    triangle = np.triu_indices(1 + origin.size)
    order = np.argsort(codes.astype(np.min_scalar_type(groups)), kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=groups)).tolist()
    z = np.ones((1 + origin.size, codes.size))
    for row, column, middle in zip(z[1:], values, origin, strict=True):
        np.subtract(column[order], middle, out=row)
    if (weight != 1).any():
        z *= np.sqrt(weight[order])
    blocks = (z[:, begun:end] for begun, end in itertools.pairwise([0, *ends]))
    return np.stack([(block @ block.T)[triangle] for block in blocks])


def _summed(centred: Floats, weight: Floats, sums: Sums) -> Floats:
    """Triangles by a function that sums; its weights are brought to the scale of `weight`."""
    first, second = np.triu_indices(centred.shape[1])
    kept = (weight > 0)[:, None]
    found = sums(np.where(kept, centred[:, first] * centred[:, second], 0.0))
    found = found * (weight.sum() / found[:, 0].sum())
    return np.asarray(found[found[:, 0] > 0])


def _values(columns: Mapping[str, ArrayLike]) -> list[Floats]:
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}
    shapes = {array.shape for array in arrays.values()}
    if len(shapes) != 1 or len(next(iter(shapes))) != 1 or not next(iter(shapes))[0]:
        raise UsageError(f"columns must be equally long and not empty, found shapes {shapes}")
    unknown = [name for name, array in arrays.items() if not np.isfinite(array).all()]
    if unknown:
        raise UsageError(f"unknown values in {', '.join(unknown)}; leave out or fill those rows")
    return list(arrays.values())


def _multiplicities(given: ArrayLike | None, n: int) -> Floats:
    numbers = np.ones(n) if given is None else np.asarray(given, dtype=np.float64)
    if numbers.shape != (n,) or (numbers < 0).any() or not numbers.sum() > 0:
        raise UsageError(f"give {n} weights or counts that are not negative and not all 0")
    return numbers


def _codes(clusters: ArrayLike, n: int) -> Ints:
    labels = np.asarray(clusters)
    if labels.shape != (n,):
        raise UsageError(f"clusters have shape {labels.shape}; give one label for each of {n} rows")
    if labels.dtype.kind == "i" and np.ptp(labels) <= n:
        place = labels - labels.min()
        return np.asarray(np.cumsum(np.bincount(place) > 0)[place] - 1, dtype=np.int64)
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)
