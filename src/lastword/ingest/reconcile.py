"""Where every record of a stage went, table by table; it always adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from lastword.engine.base import Engine
from lastword.errors import Damaged
from lastword.ingest.versions import DUPLICATE, LOADED, SUPERSEDED
from lastword.store.manifests import Reconciliation

MOST_REASONS = 20
OTHER = "other reasons"
SHOWN = 80
"""Characters of a value that reasons repeat."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One quarantined record, as an example of its reason; `value` is redacted."""

    table: str
    row_number: int
    line: int | None
    column: str | None
    value: str | None
    reason: str


def reconcile(
    engine: Engine,
    table: str,
    *,
    read: int,
    fates: Mapping[str, int],
    left_out: Mapping[str, int],
    quarantined: ir.Table | None,
) -> Reconciliation:
    """Count what became of the records of a stage for one table.

    Parameters
    ----------
    read
        Records of the stage, times the rows that each is to give.
    fates
        How many rows have which fate.
    left_out
        How many records were left out on purpose for each reason.
    quarantined
        Records that could not be read or mapped, with `value` and `reason`; None where there are
        none.

    Raises
    ------
    Damaged
        If the parts do not add up to `read`: a fault of Lastword, never of the file.
    """
    faulty = {} if quarantined is None else _counts(engine, quarantined, _bare(quarantined))
    found = Reconciliation(
        table=table,
        read=read,
        loaded=fates.get(LOADED, 0),
        duplicates=fates.get(DUPLICATE, 0),
        superseded=fates.get(SUPERSEDED, 0),
        filtered=sum(left_out.values()),
        quarantined=sum(faulty.values()),
        reasons={**_foremost(left_out), **_foremost(faulty)},
    )
    if not found.is_exact:
        raise Damaged(
            f"{table}: {read:,} records were read, but {found.loaded:,} loaded + "
            f"{found.duplicates:,} duplicates + {found.superseded:,} superseded + "
            f"{found.filtered:,} filtered + {found.quarantined:,} quarantined do not add up. "
            "Nothing was loaded. This is a fault of Lastword: please report it with the file's "
            "mapping."
        )
    return found


def samples(engine: Engine, quarantined: ir.Table, table: str, limit: int) -> tuple[Rejected, ...]:
    """The first quarantined records of a table."""
    order = ["row_number", "column", "reason"]
    first = quarantined.filter(quarantined["table"] == table).order_by(order).limit(limit)
    return tuple(Rejected(**row) for row in engine.fetch(first).to_pylist())


def _counts(engine: Engine, rows: ir.Table, by: ir.StringValue) -> dict[str, int]:
    counts = rows.group_by(by=by).agg(rows=rows.count())
    return {row["by"]: row["rows"] for row in engine.fetch(counts).to_pylist()}


def _bare(quarantined: ir.Table) -> ir.StringValue:
    """The reason without the value that stood in the file: reasons outlive erasures."""
    column, value, reason = (quarantined[name] for name in ("column", "value", "reason"))
    bare = reason.replace(column + " " + value.substr(0, SHOWN), column + " …")
    return ((column != "") & (value != "")).fill_null(False).ifelse(bare, reason)


def _foremost(counts: Mapping[str, int]) -> dict[str, int]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rest = sum(count for _, count in ranked[MOST_REASONS:])
    return dict(ranked[:MOST_REASONS]) | ({OTHER: rest} if rest else {})


def stacked(
    table: str, faults: ir.Table | None, rejects: ir.Table | None, per_record: int
) -> ir.Table | None:
    """Quarantine of one table: what could not be read, and what could not be mapped."""
    parts = [] if faults is None else [_unread(table, faults)] * per_record
    parts += [] if rejects is None else [_unmapped(table, rejects)]
    return ibis.union(*parts) if len(parts) > 1 else parts[0] if parts else None


def _unread(table: str, faults: ir.Table) -> ir.Table:
    return faults.select(
        table=ibis.literal(table),
        row_number=faults["row_number"],
        line=faults["line"],
        column=faults["column"],
        value=faults["value"],
        reason=faults["reason"],
    )


def _unmapped(table: str, rejects: ir.Table) -> ir.Table:
    return rejects.select(
        table=ibis.literal(table),
        row_number=rejects["row_number"].cast("int64"),
        line=ibis.null("int64"),
        column=rejects["column"].cast("string"),
        value=rejects["value"].cast("string"),
        reason=rejects["reason"].cast("string"),
    )
