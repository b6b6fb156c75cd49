"""Sums of each unit: what it reached, and what the centre reaches on the same mix."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from lastword.stats.additive import additive

Floats = NDArray[np.float64]
PRIOR = 20.0
"""Problems that every cell of what is given, and every factor's level, is drawn by."""
LEAST_SURE = 0.02
"""Shares nearer to 0 or 1 are not believed when errors are computed."""
SUMS = ("problems", "weight", "good", "squares")


def cells_of(rows: ir.Table, given: Sequence[str], apart: Sequence[str] = ()) -> ir.Table:
    """Sufficient statistics: one row a unit, cell of what was given, and whatever is kept apart.

    Parameters
    ----------
    rows
        `unit`, `part`, `weight`, `y`, the columns `given` and `apart`.

    Returns
    -------
    ir.Table
        `unit`, the columns, `problems`, `weight` Σw, `good` Σwy, `squares` Σw².
    """
    told = rows.mutate(w=rows.part * rows.weight)
    return told.group_by(["unit", *given, *apart]).aggregate(
        problems=told.count(),
        weight=told.w.sum(),
        good=(told.w * told.y).sum(),
        squares=(told.w * told.w).sum(),
    )


def sums_of(cells: ir.Table, given: Sequence[str], apart: Sequence[str] = ()) -> pd.DataFrame:
    """Sums of each unit (and what is kept apart), with what its mix would bring.

    The norm of a cell is the centre's share in it, drawn towards what its channel, queue, reason
    and hours give when added up, and these towards the centre's mean: a sparse cell is not taken
    for an average one.

    Returns
    -------
    pandas.DataFrame
        `unit`, `apart`, `problems`, `weight`, `good`, `squares`, `expected` Σw·norm, `noise`
        Σw²·norm(1 − norm), the sampling variance of `good`; in order.
    """
    normed = _with_norms(cells, given)
    keys = ["unit", *apart]
    found = normed.group_by(keys).aggregate(
        **{name: normed[name].sum() for name in SUMS},
        expected=(normed.weight * normed.norm).sum(),
        noise=(normed.squares * _spread(normed.norm)).sum(),
    )
    frame: pd.DataFrame = found.to_pyarrow().to_pandas()
    return frame.sort_values(keys, ignore_index=True)


def _with_norms(cells: ir.Table, given: Sequence[str]) -> ir.Table:
    if not given:
        return cells.cross_join(cells.aggregate(norm=cells.good.sum() / cells.weight.sum()))
    by_cell = cells.group_by(list(given)).aggregate(
        weight=cells.weight.sum(), good=cells.good.sum()
    )
    frame = by_cell.to_pyarrow().to_pandas().sort_values(list(given), ignore_index=True)
    known = frame[list(given)].assign(norm=norms(frame, given))
    table = pa.Table.from_pandas(known, preserve_index=False)
    return cells.inner_join(ibis.memtable(table), list(given))


def _spread(norm: ir.FloatingColumn) -> ir.FloatingColumn:
    """Variance of one yes or no; never 0, since no kind of problem is sure."""
    kept = norm.clip(LEAST_SURE, 1 - LEAST_SURE)
    return kept * (1 - kept)


def norms(frame: pd.DataFrame, given: Sequence[str]) -> Floats:
    """What each cell gives in the centre: its own share, drawn to its factors' and the mean."""
    if frame.empty:
        return np.empty(0)
    levels = [pd.factorize(frame[name], sort=True)[0] for name in given]
    weight, good = (frame[name].to_numpy(dtype=np.float64) for name in ("weight", "good"))
    added = additive(levels, good, weight, prior=PRIOR)
    return np.asarray(np.clip((good + PRIOR * added) / (weight + PRIOR), 0.0, 1.0))
