"""Bits of whole numbers over groups, on every engine."""

from __future__ import annotations

import ibis


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(flags: int) -> int:
    """All bits that any number of a group has: `bit_or` of DuckDB and Spark."""
    raise NotImplementedError("the engine computes it")
