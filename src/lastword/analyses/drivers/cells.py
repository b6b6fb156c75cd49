"""Cells: answers alike in every driver, control and outcome, counted in the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lastword.analyses.drivers.controls import Control
from lastword.analyses.drivers.scales import NOT_APPLICABLE, UNKNOWN, Scale
from lastword.errors import UsageError
from lastword.stats.sandwich import Membership, numbered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ALONE = 100
"""Clusters that answers without a known cluster are spread over."""


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
    memberships
        None, one (of the first clustering) or three (first, second, both).
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
    memberships: tuple[Membership, ...]
    clusters: tuple[str, ...]
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


def count(
    table: ir.Table,
    drivers: Sequence[Scale],
    outcome: Scale,
    controls: Sequence[Control],
    *,
    weights: str | None,
    clusters: Sequence[str],
) -> Cells:
    """Count answers by cell in the engine; only sums come into Python."""
    got = _grouped(table, drivers, outcome, controls, weights, clusters)
    return tabulated(got, drivers, outcome, controls, clusters=clusters)


def tabulated(
    got: pa.Table,
    drivers: Sequence[Scale],
    outcome: Scale,
    controls: Sequence[Control] = (),
    *,
    clusters: Sequence[str] = (),
) -> Cells:
    """Make cells of grouped answers.

    Parameters
    ----------
    got
        Columns ``level_0`` … (drivers, controls, outcome), ``cluster_0`` …, ``size``, ``weight``
        and ``squares``; rows that are alike in all levels may repeat.

    Raises
    ------
    UsageError
        If no row is complete.
    """
    names = [*(scale.name for scale in drivers), *(c.name for c in controls), outcome.name]
    levels = np.column_stack([got[f"level_{place}"].to_numpy() for place in range(len(names))])
    sums = {name: got[name].to_numpy().astype(float) for name in ("size", "weight", "squares")}
    is_known = (levels != UNKNOWN).all(axis=1) & (levels[:, -1] != NOT_APPLICABLE)
    dropped = _dropped(names, levels, sums["size"])
    if not is_known.any():
        raise UsageError(f"no row holds a value of all of {', '.join(names)}")
    order = np.flatnonzero(is_known)
    levels = levels[order].astype(np.int64)
    row = _numbered_rows(levels[:, :-1])
    cell = numbered(row, levels[:, -1])
    first = np.unique(cell, return_index=True)[1]
    total = {name: _sum(cell, value[order]) for name, value in sums.items()}
    labels = [_codes(got[f"cluster_{i}"].take(order), cell) for i in range(len(clusters))]
    return Cells(
        drivers=tuple(drivers),
        outcome=outcome,
        controls=tuple(controls),
        levels=levels[np.unique(row, return_index=True)[1], :-1],
        counts=_table(row[first], levels[first, -1], total["weight"], len(outcome.labels)),
        row=row[first],
        answer=levels[first, -1],
        weight=total["weight"],
        squares=total["squares"],
        size=total["size"].astype(np.int64),
        memberships=_memberships(labels, cell, sums["weight"][order], first.size),
        clusters=tuple(clusters),
        dropped=dropped,
    )


def _grouped(
    table: ir.Table,
    drivers: Sequence[Scale],
    outcome: Scale,
    controls: Sequence[Control],
    weights: str | None,
    clusters: Sequence[str],
) -> pa.Table:
    weight = table[weights].cast("float64") if weights else ibis.literal(1.0)
    parts: list[Scale | Control] = [*drivers, *controls, outcome]
    columns = {f"level_{place}": part.level(table) for place, part in enumerate(parts)}
    columns |= {f"cluster_{i}": table[name].cast("string") for i, name in enumerate(clusters)}
    rows = table.select(**columns, weight=weight)
    rows = rows.filter(rows.weight > 0)
    return (
        rows.group_by(list(columns))
        .aggregate(
            size=rows.count(),
            squares=(rows.weight * rows.weight).sum(),
            total=rows.weight.sum(),
        )
        .rename(weight="total")
        .to_pyarrow()
    )


def _sum(cell: Ints, values: Floats) -> Floats:
    return np.asarray(np.bincount(cell, weights=values), dtype=np.float64)


def _dropped(names: Sequence[str], levels: NDArray[np.generic], size: Floats) -> dict[str, int]:
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


def _memberships(
    labels: Sequence[Ints], cell: Ints, weight: Floats, cells: int
) -> tuple[Membership, ...]:
    ways = [numbered(label) for label in labels]
    if len(ways) == 2:
        ways.append(numbered(*labels))
    return tuple(Membership(way, cell, weight, cells) for way in ways)
