"""What a known kind of file holds beyond its mapping: kept with the load, for later mappings."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import ibis.expr.types as ir

from lastword.engine import Engine
from lastword.engine.json import as_json
from lastword.ingest.recognition import folded
from lastword.ingest.secrets import without_secrets
from lastword.ingest.texts import ROW_NUMBER

REST = "rest"
FIELDS = "fields"


def keep_rest(engine: Engine, records: ir.Table, read: Collection[str], folder: Path) -> None:
    """Write the columns that no rule reads, as JSON, one row a record that has any.

    Parameters
    ----------
    read
        Columns that the mapping reads.
    """
    known = {folded(name) for name in read} | {ROW_NUMBER}
    rest = [name for name in records.columns if folded(name) not in known]
    if not rest:
        return
    kept = as_json(engine, records, rest, key=ROW_NUMBER, column=FIELDS)
    engine.write(engine.save(without_secrets(kept, FIELDS)), folder / REST)
