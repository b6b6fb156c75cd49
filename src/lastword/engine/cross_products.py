"""Cross-products of a table's columns, from one group-by in the engine."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import numpy as np

from lastword.engine.base import Engine
from lastword.errors import UsageError
from lastword.stats.cross_products import CrossProducts

FAMILY = "1"
"""The label of the one cluster where none is named."""


def cross_products_of(
    engine: Engine,
    table: ir.Table,
    columns: Sequence[str],
    *,
    weight: str | None = None,
    cluster: str | None = None,
) -> CrossProducts:
    """Sum the products of columns by cluster, without bringing a row into Python.

    Two scans: the means, which are subtracted so that large values stay exact, then the sums.
    Rows in which any of the columns is unknown are left out; rows without a cluster are one
    cluster together.

    Parameters
    ----------
    columns
        Numeric or boolean columns.
    weight, cluster
        Column with the weight of each row; column with the label of its cluster. Without one all
        rows are one cluster: coefficients and shares, but no errors.

    Raises
    ------
    UsageError
        If a column is missing, or no row is complete.
    """
    named = [*columns, *(name for name in (weight, cluster) if name)]
    missing = [name for name in named if name not in table.columns]
    if missing:
        raise UsageError(f"no column {', '.join(missing)}. Columns: {', '.join(table.columns)}")
    known = table.filter([table[name].notnull() for name in columns])
    values = {f"v{place}": known[name].cast("float64") for place, name in enumerate(columns)}
    rows = known.select(
        family=known[cluster].cast("string").fill_null("") if cluster else ibis.literal(FAMILY),
        w=known[weight].cast("float64") if weight else ibis.literal(1.0),
        **values,
    )
    origin = _means(engine, rows, [*values])
    centred = rows.mutate(**{name: rows[name] - mean for name, mean in origin.items()})
    got = engine.fetch(_sums(centred, [*values])).sort_by("family")
    triangles = [got[name].to_numpy() for name in got.column_names if name not in ("family", "n")]
    return CrossProducts(
        tuple(columns),
        np.array([*origin.values()]),
        np.column_stack(triangles).astype(np.float64),
        got["n"].to_numpy().astype(np.float64),
    )


def _means(engine: Engine, rows: ir.Table, names: Sequence[str]) -> dict[str, float]:
    sums = {name: (rows[name] * rows.w).sum() for name in names}
    got = engine.fetch(rows.aggregate(weight=rows.w.sum(), **sums)).to_pylist()[0]
    if not got["weight"]:
        raise UsageError("no row holds a value in every column: there is nothing to multiply")
    return {name: got[name] / got["weight"] for name in names}


def _sums(rows: ir.Table, names: Sequence[str]) -> ir.Table:
    """One row a cluster: how many rows it has, then the upper triangle row by row."""
    parts = [rows.w, *(rows[name] * rows.w for name in names)]
    others = [None, *(rows[name] for name in names)]
    sums = {
        f"s{a}_{b}": (parts[a] if other is None else parts[a] * other).sum()
        for a in range(len(parts))
        for b, other in enumerate(others)
        if b >= a
    }
    return rows.group_by("family").aggregate(n=rows.count(), **sums)
