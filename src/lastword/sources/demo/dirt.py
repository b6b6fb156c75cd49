"""Dirt: rows exported twice, sent again later, or damaged, each counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.world import World

DAMAGED_IDS = 900_000_000_000


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What a loader must find in one file.

    Parameters
    ----------
    rows
        Rows in the file.
    duplicates
        Rows that repeat another row exactly.
    superseded
        Earlier versions of a row that came again.
    quarantined
        Damaged rows: no start, or a negative duration.
    """

    rows: int = 0
    duplicates: int = 0
    superseded: int = 0
    quarantined: int = 0

    @property
    def loaded(self) -> int:
        """Rows that remain."""
        return self.rows - self.duplicates - self.superseded - self.quarantined

    def __add__(self, other: Reconciliation) -> Reconciliation:
        """Counts of both together."""
        return Reconciliation(
            self.rows + other.rows,
            self.duplicates + other.duplicates,
            self.superseded + other.superseded,
            self.quarantined + other.quarantined,
        )

    def to_dict(self) -> Mapping[str, int]:
        """Plain values for JSON."""
        return {
            "rows": self.rows,
            "loaded": self.loaded,
            "duplicates": self.duplicates,
            "superseded": self.superseded,
            "quarantined": self.quarantined,
        }


def soil(world: World, chunk: int, source: int, table: pa.Table) -> tuple[pa.Table, Reconciliation]:
    """Add repeated, outdated and damaged rows to a contact log."""
    if not world.dirt or not table.num_rows:
        return table, Reconciliation(table.num_rows)
    rng = world.stream("dirt", chunk, source)
    draw = rng.random(table.num_rows)
    twice = np.flatnonzero(draw < world.dirt)
    again = np.flatnonzero((draw >= world.dirt) & (draw < 2 * world.dirt))
    damaged = _damaged(table.slice(0, 2), DAMAGED_IDS + chunk * 10)
    soiled = pa.concat_tables(
        [_earlier(table.take(pa.array(again))), table, table.take(pa.array(twice)), damaged]
    )
    counts = Reconciliation(soiled.num_rows, len(twice), len(again), damaged.num_rows)
    return soiled, counts


def _earlier(rows: pa.Table) -> pa.Table:
    """The same contacts as the system wrote them first: no claim, no wrap-up yet."""
    unknown = pa.nulls(rows.num_rows, pa.bool_())
    written = pc.subtract(rows["updated_at"], pa.scalar(30, pa.duration("s")))
    return _set(
        rows,
        solved=unknown,
        wrap_seconds=pa.nulls(rows.num_rows, pa.int64()),
        updated_at=written,
    )


def _damaged(rows: pa.Table, first_id: int) -> pa.Table:
    """Rows that no loader may take: the first without a start, the second with a negative talk."""
    starts = rows["offered_at"].to_pylist()
    talks = rows["talk_seconds"].to_pylist()
    return _set(
        rows,
        contact_id=pa.array(range(first_id, first_id + rows.num_rows), pa.int64()),
        offered_at=pa.array([None, *starts[1:]], pa.timestamp("s")),
        talk_seconds=pa.array([*talks[:1], -5][: rows.num_rows], pa.int64()),
    )


def _set(rows: pa.Table, **columns: pa.Array) -> pa.Table:
    for name, column in columns.items():
        rows = rows.set_column(rows.column_names.index(name), name, column)
    return rows
