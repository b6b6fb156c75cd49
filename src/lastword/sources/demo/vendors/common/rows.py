"""Rows of a plain export, found by the contact that they are of."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.arrays import Ints

Columns = dict[str, Any]


def taken(table: pa.Table, numbers: Ints) -> pa.Table:
    """Rows of these contacts, in their order."""
    places = pc.index_in(pa.array(numbers), table["contact_id"].combine_chunks())
    return table.take(places)


def named(table: pa.Table, contact: pa.ChunkedArray, column: str) -> pa.ChunkedArray:
    """A column of the contacts that these numbers name."""
    places = pc.index_in(contact, table["contact_id"].combine_chunks())
    return table[column].take(places)
