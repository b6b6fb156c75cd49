"""Measuring several metrics of one table in one scan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lastword.estimate import Estimate
from lastword.metrics.metric import Metric

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lastword.engine import Engine

Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Sums:
    """What a mean and its interval need: Σw, Σwx, Σwx², Σw² and the rows judged."""

    rows: int
    weight: float
    total: float
    squares: float
    weight_squares: float


def sums(engine: Engine, table: ir.Table, metrics: Sequence[Metric]) -> dict[str, Sums]:
    """Sums of several metrics of one table, in one scan."""
    values = {m.name: m.expression(table).cast("float64") for m in metrics}
    weights = {
        m.name: (m.weight(table).cast("float64") if m.weight else values[m.name] * 0.0 + 1.0)
        for m in metrics
    }
    parts: dict[str, Any] = {}
    for name, x in values.items():
        w = x.notnull().ifelse(weights[name], None)
        parts |= {
            f"{name}__rows": w.count(),
            f"{name}__weight": w.sum(),
            f"{name}__total": (w * x).sum(),
            f"{name}__squares": (w * x * x).sum(),
            f"{name}__weight_squares": (w * w).sum(),
        }
    row = engine.fetch(table.aggregate(**parts)).to_pylist()[0]
    return {name: _sums(row, name) for name in values}


def _sums(row: dict[str, float | None], name: str) -> Sums:
    parts = ("weight", "total", "squares", "weight_squares")
    return Sums(
        int(row[f"{name}__rows"] or 0), *(float(row[f"{name}__{part}"] or 0.0) for part in parts)
    )


def mean(metric: Metric, part: Sums) -> Estimate:
    """Mean of a metric with its interval: Wilson for shares, normal otherwise.

    Rows count as independent; weighted rows count by their effective number (Σw)²/Σw².
    """
    from lastword.stats.proportion import wilson_ends

    if part.rows == 0 or part.weight <= 0:
        return Estimate(None, None, None, n=part.rows, method="mean", unit=metric.unit)
    value = part.total / part.weight
    effective = part.weight**2 / part.weight_squares
    if metric.unit == "share":
        value = min(max(value, 0.0), 1.0)
        lower, upper = wilson_ends(value, effective, Z)
        return Estimate(value, lower, upper, n=part.rows, method="Wilson")
    variance = max(part.squares / part.weight - value**2, 0.0)
    half = Z * math.sqrt(variance / effective)
    return Estimate(
        value, value - half, value + half, n=part.rows, method="normal", unit=metric.unit
    )


def measure(engine: Engine, table: ir.Table, metrics: Sequence[Metric]) -> dict[str, Estimate]:
    """Value and interval of several metrics of one table, in one scan.

    Parameters
    ----------
    engine
        Engine that the table belongs to.
    table
        Table that all `metrics` read.
    metrics
        Metrics of the catalogue.
    """
    found = sums(engine, table, metrics)
    return {metric.name: mean(metric, found[metric.name]) for metric in metrics}
