"""Clusters that stay in the engine: sums over them without a row in Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lastword.analyses.drivers.clusters import ALONE, Clusters
from lastword.analyses.drivers.rows import Rows
from lastword.engine.bits import bit_or
from lastword.engine.buckets import part_of
from lastword.engine.frames import opened
from lastword.stats.cross_products import square
from lastword.stats.sandwich import Squares

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MOST_COLUMNS = 40
"""Columns that one scan sums."""
PART = 6_000_000
"""Answers whose second way is summed at a time."""
_WORD = 60
"""Flags that one whole number holds."""


@dataclass(frozen=True)
class Streamed(Clusters):
    """Clusters of more answers than memory should hold.

    What each cell holds is joined to the answers by the cell's code and summed by cluster in the
    engine. Of the second way, and of both, only the squares of the sums come back, made part by
    part: there may be as many customers as answers.

    Parameters
    ----------
    frame, rows
        The answers, and what is read of each.
    levels, size, squares
        Levels of each cell, shape (c, parts of `rows`); its answers, and the sum of their squared
        weights, shape (c,).
    unknown
        Whether some answers have no cluster, for each way.
    part
        Answers whose second way is summed at a time.
    """

    names: tuple[str, ...]
    frame: Any
    rows: Rows
    levels: Ints
    size: Ints
    squares: Floats
    unknown: tuple[bool, ...]
    part: int = PART

    def sums(self, values: Floats) -> Floats:
        blocks = range(0, values.shape[1], MOST_COLUMNS)
        return np.hstack([self._sums(values[:, b : b + MOST_COLUMNS]) for b in blocks])

    def held(self, flags: Flags) -> Flags:
        blocks = range(0, flags.shape[1], _WORD)
        bits = [flags[:, b : b + _WORD] @ (1 << np.arange(flags[:, b : b + _WORD].shape[1]))
                for b in blocks]  # fmt: skip
        words = np.column_stack(bits).astype(np.int64)
        with opened(self.frame) as table:
            near = self._near(table, words)
            found = {name: bit_or(near[name]) for name in _columns(words)}
            got = self._in_order(near.group_by(self._keys(0)).aggregate(**found))
        held = [(got[name].to_numpy()[:, None] >> np.arange(_WORD)) & 1 for name in _columns(words)]
        return np.asarray(np.hstack(held)[:, : flags.shape[1]] > 0)

    def spread(self, groups: Ints) -> Floats:
        cells = np.arange(len(self.levels))[:, None]
        with opened(self.frame) as table:
            near = self._near(table, cells)
            labels = self._in_order(near.select(*self._keys(0)).distinct())
            owned = ibis.memtable(labels.append_column("group", pa.array(groups)))
            found = near.inner_join(owned, self._keys(0)).group_by(["v0", "group"])
            got = found.aggregate(total=ibis._.weight.sum()).to_pyarrow()
        weights = np.zeros((len(cells), int(groups.max()) + 1))
        weights[got["v0"].to_numpy(), got["group"].to_numpy()] = got["total"].to_numpy()
        return weights

    def further(self, values: Floats) -> tuple[Squares, ...]:
        if len(self.names) == 1:
            return ()
        with opened(self.frame) as table:
            parts = [self._part(read, values) for read in self._parts(table)]
        second, more = (_added([pair[way] for pair in parts]) for way in range(2))
        alone = (values * self.squares[:, None]).T @ values
        both = Squares(alone + more.product, int(self.size.sum()) + more.clusters)
        return second, both

    def _sums(self, values: Floats) -> Floats:
        names = _columns(values)
        with opened(self.frame) as table:
            near = self._near(table, values)
            summed = near.group_by(self._keys(0)).aggregate(**self._totals(near, names))
            got = self._in_order(summed)
        return np.column_stack([got[name].to_numpy().astype(float) for name in names])

    def _totals(self, near: ir.Table, names: Sequence[str]) -> dict[str, ir.Value]:
        if self.rows.weights is None:
            return {name: near[name].sum() for name in names}
        return {name: (near[name] * near.weight).sum() for name in names}

    def _parts(self, table: ir.Table) -> Iterator[ir.Table]:
        """The answers in parts that hold whole clusters of the second way."""
        read = self._read(table)
        parts = -(-int(self.size.sum()) // self.part)
        with read.mutate(part=part_of(read.cluster_1, parts)).cache() as kept:
            for part in range(parts):
                yield kept.filter(kept.part == part).drop("part")

    def _part(self, read: ir.Table, values: Floats) -> tuple[Squares, Squares]:
        """Squares of one part: of the second way; and what both ways add to single answers'.

        Most pairs of agent and customer have one answer, whose square its cell knows. Only those
        that met again are summed, less their single answers' squares.
        """
        names, both = _columns(values), self._keys(0, 1)
        near = self._joined(read, values)
        second = near.group_by(self._keys(1)).aggregate(**self._totals(near, names))
        pairs = read.group_by(["cluster_0", "cluster_1"]).aggregate(answers=read.count())
        with pairs.filter(pairs.answers > 1).cache() as repeated:
            again = near.semi_join(repeated, ["cluster_0", "cluster_1"])
            sums = again.group_by(both).aggregate(**self._totals(again, names))
            single = again.mutate(**{name: again[name] * again.weight for name in names})
            together, apart = _squares(sums, names), _squares(single, names)
        more = Squares(together.product - apart.product, together.clusters - apart.clusters)
        return _squares(second, names), more

    def _near(self, table: ir.Table, values: NDArray[Any]) -> ir.Table:
        return self._joined(self._read(table), values)

    def _read(self, table: ir.Table) -> ir.Table:
        """Codes, weight and clusters of each answer; unknown clusters are marked and named ""."""
        read = self.rows.of(table)
        marked: dict[str, ir.Value] = {}
        for way in np.flatnonzero(self.unknown).tolist():
            cluster = read[f"cluster_{way}"]
            marked[f"alone_{way}"] = cluster.isnull()
            marked[f"cluster_{way}"] = cluster.cast("string").fill_null("")
        return read.mutate(**marked)

    def _joined(self, read: ir.Table, values: NDArray[Any]) -> ir.Table:
        """Answers of complete cells with what their cell holds; unknown clusters spread out."""
        held = self.rows.codes(self.levels) | {
            "place": np.arange(len(self.levels)) % ALONE,
            **dict(zip(_columns(values), values.T, strict=True)),
        }
        near = read.inner_join(ibis.memtable(pa.table(held)), self.rows.keys)
        spread = {
            f"alone_{way}": near[f"alone_{way}"].ifelse(near.place, -1)
            for way in np.flatnonzero(self.unknown).tolist()
        }
        return near.mutate(**spread).drop("place", *self.rows.keys)

    def _keys(self, *ways: int) -> list[str]:
        """Columns that name a cluster; a further one where answers have none."""
        return [
            f"{name}_{way}"
            for way in ways
            for name in ("alone", "cluster")
            if name == "cluster" or self.unknown[way]
        ]

    def _in_order(self, clusters: ir.Table) -> pa.Table:
        """Clusters of the first way by their names as text, those of answers without one last."""
        got, keys = clusters.to_pyarrow(), self._keys(0)
        named = pa.table({key: got[key].cast(pa.string()) if key == keys[-1] else got[key]
                          for key in keys})  # fmt: skip
        return got.take(pc.sort_indices(named, [(key, "ascending") for key in keys]))


def _columns(values: NDArray[Any]) -> list[str]:
    return [f"v{place}" for place in range(values.shape[1])]


def _squares(sums: ir.Table, names: Sequence[str]) -> Squares:
    """Σ u uᵀ over rows that hold sums, and how many there are."""
    products = {
        f"{one}_{other}": (sums[one] * sums[other]).sum()
        for place, one in enumerate(names)
        for other in names[place:]
    }
    row = sums.aggregate(clusters=sums.count(), **products).to_pyarrow()
    clusters, *triangle = (row[name][0].as_py() or 0.0 for name in row.column_names)
    return Squares(square(np.array(triangle)), int(clusters))


def _added(parts: Sequence[Squares]) -> Squares:
    return Squares(
        np.sum([part.product for part in parts], axis=0), sum(part.clusters for part in parts)
    )
