"""What a known kind of file holds beyond its mapping: kept with the load, for later mappings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import ibis.expr.types as ir

from lastword.engine import Engine
from lastword.engine.fields import REST as LEFT_OVER
from lastword.engine.json import as_json
from lastword.ingest.decode.names import folded
from lastword.ingest.secrets import without_secrets
from lastword.ingest.texts import ROW_NUMBER

REST = "rest"
FIELDS = "fields"


def keep_rest(
    engine: Engine,
    records: ir.Table,
    read: Collection[str],
    folder: Path,
    patterns: Mapping[str, str],
) -> None:
    """Write the columns that no rule reads, as JSON, one row a record that has any.

    Parameters
    ----------
    read
        Columns that the mapping reads.
    patterns
        Of the centre's own identifiers, as `without_secrets` takes them.
    """
    if LEFT_OVER in records.columns:
        lines = records.select(ROW_NUMBER, **{FIELDS: LEFT_OVER})
        kept = lines.filter(lines[FIELDS].notnull())
        engine.write(without_secrets(kept, FIELDS, patterns=patterns), folder / REST)
        return
    known = {folded(name) for name in read} | {ROW_NUMBER}
    rest = [name for name in records.columns if folded(name) not in known]
    if not rest:
        return
    kept = as_json(engine, records, rest, key=ROW_NUMBER, column=FIELDS)
    engine.write(engine.save(without_secrets(kept, FIELDS, patterns=patterns)), folder / REST)
