"""Joins that keep one copy of the key."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir


def extend(table: ir.Table, other: ir.Table, key: str | Sequence[str]) -> ir.Table:
    """Add the columns of `other` to every row of `table`, null where `other` has no such key.

    Parameters
    ----------
    other
        At most one row a key; of its columns only `key` may occur in `table`.
    """
    keys = [key] if isinstance(key, str) else list(key)
    joined = table.left_join(other, keys, rname="{name}__other")
    return joined.drop(*[f"{name}__other" for name in keys])
