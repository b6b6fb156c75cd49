"""Cells: answers alike in every driver, control and outcome, counted in the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lastword.analyses.drivers.clusters import Clusters, members
from lastword.analyses.drivers.controls import Control
from lastword.analyses.drivers.rows import Rows
from lastword.analyses.drivers.scales import NOT_APPLICABLE, UNKNOWN, Scale
from lastword.analyses.drivers.streamed import Streamed
from lastword.engine.frames import opened
from lastword.errors import UsageError
from lastword.stats.sandwich import numbered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
IN_MEMORY = 3_000_000
"""Answers up to which they are counted by cluster in memory; more are summed in the engine."""


@dataclass(frozen=True)
class Cells:
    """Counts of answers by cell, and which clusters they belong to.

    Parameters
    ----------
    drivers, outcome, controls
        What makes a cell.
    levels
        Level of each driver, then of each control, for every distinct combination, shape
        (m, drivers + controls); −2 where a driver does not apply.
    counts
        Weighted answers by combination and outcome level, worst first, shape (m, K).
    row, answer
        Combination and outcome level of each cell, shape (c,).
    weight, squares, size
        Sums of weights and of squared weights, and number of answers of each cell, shape (c,).
    clusters
        What binds answers together; None where they stand alone.
    dropped
        Answers left out because something was unknown: name → how many.
    """

    drivers: tuple[Scale, ...]
    outcome: Scale
    controls: tuple[Control, ...]
    levels: Ints
    counts: Floats
    row: Ints
    answer: Ints
    weight: Floats
    squares: Floats
    size: Ints
    clusters: Clusters | None
    dropped: dict[str, int]

    @property
    def n(self) -> int:
        """Number of answers."""
        return int(self.size.sum())

    @property
    def share(self) -> Floats:
        """Weighted share of customers in each combination, shape (m,)."""
        total = self.counts.sum(axis=1)
        return np.asarray(total / total.sum())

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """Lowest and highest level of each driver in each cluster of the first way, (G, drivers).

        Raises
        ------
        UsageError
            If answers stand alone.
        """
        if self.clusters is None:
            raise UsageError("answers stand alone: there are no clusters")
        levels = self.levels[self.row, : len(self.drivers)]
        return self.clusters.ends(np.where(levels == NOT_APPLICABLE, np.nan, levels))

    def place(self, driver: str) -> int:
        """Position of a driver by name.

        Raises
        ------
        UsageError
            If there is none.
        """
        names = [scale.name for scale in self.drivers]
        if driver not in names:
            raise UsageError(f"no driver {driver!r}. Choose one of: {', '.join(names)}")
        return names.index(driver)


def count(frame: Any, rows: Rows, *, in_memory: bool = True) -> Cells:
    """Count answers by cell in the engine; only sums come into Python.

    Parameters
    ----------
    frame
        Any frame that `opened` takes.
    in_memory
        Whether to count by cluster as well. Else the clusters stay in the engine, and each
        question about them scans `frame` again: for more answers than memory should hold.
    """
    names = [f"cluster_{place}" for place in range(len(rows.clusters) if in_memory else 0)]
    with opened(frame) as table:
        counted = rows.counted(table, [*rows.keys, *names])
    return tabulated(counted, rows, frame=None if in_memory else frame)


def tabulated(got: pa.Table, rows: Rows, *, frame: Any = None) -> Cells:
    """Make cells of counted answers.

    Parameters
    ----------
    got
        Codes of `rows`, ``size``, ``weight``, ``squares``, and the clusters unless `frame` is
        asked for them; rows that are alike in all codes may repeat.

    Raises
    ------
    UsageError
        If no row is complete.
    """
    names = [part.name for part in rows.parts]
    levels = rows.levels(got)
    sums = {name: got[name].to_numpy().astype(float) for name in ("size", "weight", "squares")}
    is_known = (levels != UNKNOWN).all(axis=1) & (levels[:, -1] != NOT_APPLICABLE)
    dropped = _dropped(names, levels, sums["size"])
    if not is_known.any():
        raise UsageError(f"no row holds a value of all of {', '.join(names)}")
    order = np.flatnonzero(is_known)
    levels = levels[order]
    row = _numbered_rows(levels[:, :-1])
    cell = numbered(row, levels[:, -1])
    first = np.unique(cell, return_index=True)[1]
    total = {name: _sum(cell, value[order]) for name, value in sums.items()}
    return Cells(
        drivers=rows.drivers,
        outcome=rows.outcome,
        controls=rows.controls,
        levels=levels[np.unique(row, return_index=True)[1], :-1],
        counts=_table(row[first], levels[first, -1], total["weight"], len(rows.outcome.labels)),
        row=row[first],
        answer=levels[first, -1],
        weight=total["weight"],
        squares=total["squares"],
        size=total["size"].astype(np.int64),
        clusters=_clusters(got.take(order), rows, cell, levels[first], frame),
        dropped=dropped,
    )


def _clusters(got: pa.Table, rows: Rows, cell: Ints, levels: Ints, frame: Any) -> Clusters | None:
    if not rows.clusters:
        return None
    if frame is not None:
        return Streamed(rows.clusters, frame, rows, levels, int(pc.sum(got["size"]).as_py()))
    labels = [got[f"cluster_{i}"].cast(pa.string()) for i in range(len(rows.clusters))]
    return members(rows.clusters, labels, cell, got["weight"].to_numpy().astype(float))


def _sum(cell: Ints, values: Floats) -> Floats:
    return np.asarray(np.bincount(cell, weights=values), dtype=np.float64)


def _dropped(names: Sequence[str], levels: Ints, size: Floats) -> dict[str, int]:
    missing = {
        name: int(size[levels[:, place] == UNKNOWN].sum()) for place, name in enumerate(names)
    }
    return {name: rows for name, rows in missing.items() if rows}


def _numbered_rows(levels: Ints) -> Ints:
    """Number the distinct rows of whole numbers, without overflow however many columns."""
    code = np.zeros(levels.shape[0], dtype=np.int64)
    reach = 1
    for column in (levels - levels.min(axis=0)).T:
        radix = int(column.max()) + 1
        if reach * radix > 2**60:
            code = numbered(code)
            reach = int(code.max()) + 1
        code, reach = code * radix + column, reach * radix
    return numbered(code)


def _table(row: Ints, answer: Ints, weight: Floats, width: int) -> Floats:
    counts = np.zeros((int(row.max()) + 1, width))
    counts[row, answer] = weight
    return counts
