"""Which of several rows with the same key stands: copies and older versions give way."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine.base import Engine
from lastword.tables import Table

FATE = "fate"
COPY, RANK = "|copy", "|rank"
LOADED, DUPLICATE, SUPERSEDED = "loaded", "duplicate", "superseded"


def settle(
    rows: ir.Table, count: int, table: Table, engine: Engine
) -> tuple[ir.Table, dict[str, int]]:
    """The rows of one file that stand, and how many have which fate.

    ``duplicate``: another row, later in the file, is equal in everything but its place.
    ``superseded``: another row with the same key has a later `version_at`; where these are equal
    or unknown, the row later in the file stands. ``loaded``: all others.

    Parameters
    ----------
    count
        How many rows there are.
    """
    if not count:
        return rows, {}
    keys = engine.view_step(rows, ("repeated", table.name), lambda rows: _counted(rows, table))
    if not engine.fetch(keys)["keys"][0].as_py():
        return rows, {LOADED: count}
    rows = engine.save(rows)
    settled = engine.save_step(rows, ("settled", table.name), lambda rows: _settled(rows, table))
    fates = engine.fetch(settled.group_by(FATE).aggregate(rows=settled.count())).to_pylist()
    standing = settled.filter(settled[FATE] == LOADED).drop(FATE)
    return standing, {row[FATE]: row["rows"] for row in fates}


def _counted(rows: ir.Table, table: Table) -> ir.Table:
    """How many keys there are that several rows have."""
    repeated = _repeated(rows, table)
    return repeated.aggregate(keys=repeated.count())


def _repeated(rows: ir.Table, table: Table) -> ir.Table:
    return rows.group_by(list(table.key)).having(rows.count() > 1).agg(copies=rows.count())


def _settled(rows: ir.Table, table: Table) -> ir.Table:
    repeated = _repeated(rows, table)
    same_key = [rows[name].identical_to(repeated[name]) for name in table.key]
    single = rows.anti_join(repeated, same_key).mutate(**{FATE: ibis.literal(LOADED)})
    return single.union(_ranked(rows.semi_join(repeated, same_key), table))


def _ranked(rows: ir.Table, table: Table) -> ir.Table:
    content = [name for name in rows.columns if name != "row_number"]
    by_place = ibis.window(group_by=content, order_by=rows["row_number"].desc())
    rows = rows.mutate(**{COPY: ibis.row_number().over(by_place)})
    is_copy = rows[COPY] > 0
    by_version = ibis.window(
        group_by=[*table.key, is_copy],
        order_by=[ibis.desc(rows["version_at"], nulls_first=False), rows["row_number"].desc()],
    )
    rows = rows.mutate(**{RANK: ibis.row_number().over(by_version)})
    fate = ibis.cases((rows[COPY] > 0, DUPLICATE), (rows[RANK] > 0, SUPERSEDED), else_=LOADED)
    return rows.mutate(**{FATE: fate}).drop(COPY, RANK)
