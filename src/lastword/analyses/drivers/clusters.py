"""Clusters: answers that belong together, by agent, or by agent and by customer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lastword.stats.sandwich import Membership, Squares, numbered, squares

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ALONE = 100
"""Clusters that answers without a known cluster are spread over."""


class Clusters(ABC):
    """One or two ways in which answers belong together, asked by what each cell holds.

    Everything that intervals need of single answers goes through here: a study never asks which
    answer is whose, only for sums over clusters.
    """

    names: tuple[str, ...]
    """Columns, the first way first."""

    @abstractmethod
    def sums(self, values: Floats) -> Floats:
        """Σ weight · value over each cluster of the first way, shape (c, k) → (G, k)."""

    @abstractmethod
    def ends(self, values: Floats) -> tuple[Floats, Floats]:
        """Lowest and highest known value in each cluster of the first way, each (c, k) → (G, k)."""

    @abstractmethod
    def spread(self, groups: Ints) -> Floats:
        """Weight of each cell by group of the first way's clusters, (G,) → (c, groups)."""

    @abstractmethod
    def further(self, values: Floats) -> tuple[Squares, ...]:
        """Squares of the sums over the second way and over both; nothing with one way."""

    def ways(self, values: Floats, sums: Floats) -> tuple[Squares, ...]:
        """Squares of every way, with the first way's sums at hand."""
        return (squares(sums), *self.further(values))


@dataclass(frozen=True)
class Members(Clusters):
    """Clusters in memory.

    Parameters
    ----------
    memberships
        One (of the first way) or three (first, second, both).
    """

    names: tuple[str, ...]
    memberships: tuple[Membership, ...]

    def sums(self, values: Floats) -> Floats:
        return self.memberships[0].sums(values)

    def ends(self, values: Floats) -> tuple[Floats, Floats]:
        own = self.memberships[0]
        order = np.argsort(own.cluster, kind="stable")
        starts = np.searchsorted(own.cluster[order], np.arange(own.size))
        each = values[own.cell[order]]
        return np.fmin.reduceat(each, starts), np.fmax.reduceat(each, starts)

    def spread(self, groups: Ints) -> Floats:
        return np.asarray(self.memberships[0].table.T @ np.eye(int(groups.max()) + 1)[groups])

    def further(self, values: Floats) -> tuple[Squares, ...]:
        return tuple(squares(way.sums(values)) for way in self.memberships[1:])


def members(
    names: Sequence[str], labels: Sequence[pa.ChunkedArray], cell: Ints, weight: Floats
) -> Members | None:
    """Clusters of entries with these labels, cells and weights; None without any way."""
    if not names:
        return None
    ways = [numbered(_codes(own, cell)) for own in labels]
    if len(ways) == 2:
        ways.append(numbered(*ways))
    cells = int(cell.max()) + 1
    return Members(tuple(names), tuple(Membership(way, cell, weight, cells) for way in ways))


def _codes(labels: pa.ChunkedArray, cell: Ints) -> Ints:
    """Number the labels of clusters in their order; unknown ones are spread over a few more."""
    coded = labels.combine_chunks().dictionary_encode()
    words = coded.dictionary
    rank = np.empty(len(words), dtype=np.int64)
    rank[pc.array_sort_indices(words).to_numpy()] = np.arange(len(words))
    known = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    alone = len(words) + cell % ALONE
    if not len(words):
        return np.asarray(alone, dtype=np.int64)
    return np.asarray(np.where(known < 0, alone, rank[known]), dtype=np.int64)
