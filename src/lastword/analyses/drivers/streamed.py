"""Clusters that stay in the engine: sums over them without a row in Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from lastword.engine.buckets import part_of
from lastword.engine.frames import opened
from lastword.stats.cross_products import square
from lastword.stats.sandwich import Squares

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_COLUMNS = 40
"""Columns that one scan sums."""
PART = 6_000_000
"""Answers whose second way is summed at a time."""
Way = Callable[[ir.Table, str], ir.Value]


def _total(near: ir.Table, name: str) -> ir.Value:
    return (near[name] * near.weight).sum()


def _least(near: ir.Table, name: str) -> ir.Value:
    return near[name].min()


def _most(near: ir.Table, name: str) -> ir.Value:
    return near[name].max()


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
    levels
        Levels of each cell, shape (c, parts of `rows`).
    size
        Number of answers.
    part
        Answers whose second way is summed at a time.
    """

    names: tuple[str, ...]
    frame: Any
    rows: Rows
    levels: Ints
    size: int
    part: int = PART

    def sums(self, values: Floats) -> Floats:
        blocks = range(0, values.shape[1], MOST_COLUMNS)
        return np.hstack([self._by_first(values[:, b : b + MOST_COLUMNS], _total) for b in blocks])

    def ends(self, values: Floats) -> tuple[Floats, Floats]:
        both = self._by_first(values, _least, _most)
        return both[:, : values.shape[1]], both[:, values.shape[1] :]

    def spread(self, groups: Ints) -> Floats:
        with opened(self.frame) as table:
            near = self._near(table, np.arange(len(self.levels), dtype=float)[:, None])
            named = near.mutate(cluster_0=near.cluster_0.cast("string").fill_null(""))
            labels = _in_order(named.select(*_keys(0)).distinct().to_pyarrow(), 0)
            owned = ibis.memtable(labels.append_column("group", pa.array(groups)))
            found = named.inner_join(owned, _keys(0)).group_by(["v0", "group"])
            got = found.aggregate(total=ibis._.weight.sum()).to_pyarrow()
        weights = np.zeros((len(self.levels), int(groups.max()) + 1))
        weights[got["v0"].to_numpy().astype(int), got["group"].to_numpy()] = got["total"].to_numpy()
        return weights

    def further(self, values: Floats) -> tuple[Squares, ...]:
        if len(self.names) == 1:
            return ()
        names = _columns(values)
        found = []
        with opened(self.frame) as table:
            read = self.rows.of(table)
            parts = -(-self.size // self.part)
            with read.mutate(part=part_of(read.cluster_1, parts)).cache() as kept:
                for part in range(parts):
                    near = self._joined(kept.filter(kept.part == part).drop("part"), values)
                    found.append(_second_and_both(near, names))
        return tuple(_added([pair[way] for pair in found]) for way in range(2))

    def _by_first(self, values: Floats, *ways: Way) -> Floats:
        """Summary of each column in each cluster of the first way, shape (G, k · ways)."""
        names = _columns(values)
        with opened(self.frame) as table:
            near = self._near(table, values)
            summed = {
                f"{name}_{place}": way(near, name)
                for place, way in enumerate(ways)
                for name in names
            }
            got = _in_order(near.group_by(_keys(0)).aggregate(**summed).to_pyarrow(), 0)
        return np.column_stack([got[name].to_numpy().astype(float) for name in summed])

    def _near(self, table: ir.Table, values: Floats) -> ir.Table:
        return self._joined(self.rows.of(table), values)

    def _joined(self, read: ir.Table, values: Floats) -> ir.Table:
        """Answers of complete cells with what their cell holds; unknown clusters spread out."""
        held = {
            **self.rows.codes(self.levels),
            "place": np.arange(len(self.levels)) % ALONE,
            **{
                name: pa.array(own, from_pandas=True)
                for name, own in zip(_columns(values), values.T, strict=True)
            },
        }
        near = read.inner_join(ibis.memtable(pa.table(held)), self.rows.keys)
        alone = {
            f"alone_{way}": near[f"cluster_{way}"].isnull().ifelse(near.place, -1)
            for way in range(len(self.names))
        }
        return near.mutate(**alone).drop("place", *self.rows.keys)


def _columns(values: Floats) -> list[str]:
    return [f"v{place}" for place in range(values.shape[1])]


def _keys(*ways: int) -> list[str]:
    return [f"{name}_{way}" for way in ways for name in ("cluster", "alone")]


def _in_order(got: pa.Table, way: int) -> pa.Table:
    """Clusters by their names as text, those of answers without one last."""
    cluster, alone = _keys(way)
    text = got[cluster].cast(pa.string())
    keys = pa.table({alone: got[alone], cluster: text})
    return got.take(pc.sort_indices(keys, [(alone, "ascending"), (cluster, "ascending")]))


def _second_and_both(near: ir.Table, names: Sequence[str]) -> tuple[pa.Table, pa.Table]:
    """Squares of the sums over the second way, and over both."""
    summed = {name: _total(near, name) for name in names}
    with near.group_by(_keys(0, 1)).aggregate(**summed).cache() as both:
        again = {name: both[name].sum() for name in names}
        second = both.group_by(_keys(1)).aggregate(**again)
        return _squared(second, names), _squared(both, names)


def _squared(sums: ir.Table, names: Sequence[str]) -> pa.Table:
    products = {
        f"{one}_{other}": (sums[one] * sums[other]).sum()
        for place, one in enumerate(names)
        for other in names[place:]
    }
    return sums.aggregate(**products, clusters=sums.count()).to_pyarrow()


def _added(parts: Sequence[pa.Table]) -> Squares:
    whole = pa.concat_tables(parts)
    sums = [pc.sum(whole[name]).as_py() or 0.0 for name in whole.column_names[:-1]]
    return Squares(square(np.array(sums)), int(pc.sum(whole["clusters"]).as_py()))
