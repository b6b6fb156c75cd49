"""The nearest earlier or later row that holds something, as one running aggregate.

Windows that skip nulls (``first``, ``last``, ``argmax``) do not mean the same on every engine;
the largest or smallest structure that begins with a whole number does.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def latest(
    order: ir.IntegerValue, *, where: ir.BooleanValue, over: ibis.Window, **values: ir.Value
) -> ir.StructValue:
    """Values of the row with the largest `order` in the window that fulfils `where`."""
    return ibis.struct({"order": order, **values}).max(where=where).over(over)


def earliest(
    order: ir.IntegerValue, *, where: ir.BooleanValue, over: ibis.Window, **values: ir.Value
) -> ir.StructValue:
    """Values of the row with the smallest `order` in the window that fulfils `where`."""
    return ibis.struct({"order": order, **values}).min(where=where).over(over)
