"""Keeping an optimiser from computing an expensive expression twice."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def computed_once(number: ir.IntegerValue) -> ir.IntegerValue:
    """Mark a number that filters refer to as not to be moved below the step that computes it.

    Optimisers push a filter on a derived column below its projection and compute the column a
    second time there; for long chains of steps that grows exponentially. They never do so with
    an expression that draws a random number, so one is drawn, and has no effect.
    """
    return number + (ibis.random() < -1).cast("int64")
