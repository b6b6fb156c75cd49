"""Controls: what customers and contacts differ in anyway, in a few levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np

from lastword.analyses.drivers.grids import bands, duration_cuts
from lastword.analyses.drivers.scales import Values

MOST = 12


@dataclass(frozen=True, slots=True)
class Control:
    """A column in a few levels, the most frequent first; words, or bands of a measure."""

    name: str
    values: tuple[float | str, ...]
    cuts: tuple[float, ...]
    labels: tuple[str, ...]

    def level(self, table: ir.Table) -> ir.Value:
        """Number of a row's level; unknown is a level of its own."""
        column = table[self.name]
        unknown = len(self.labels) - 1
        if self.cuts:
            number = column.cast("float64")
            above: Sequence[ir.IntegerValue] = [(number > cut).cast("int16") for cut in self.cuts]
            return sum(above[1:], above[0]).fill_null(unknown).cast("int16")
        is_word = isinstance(self.values[0], str)
        value = column.cast("string") if is_word else column.cast("float64")
        known = [(value == known, place) for place, known in enumerate(self.values)]
        other = unknown - 1
        return ibis.cases(*known, (value.isnull(), unknown), else_=other).cast("int16")


def control_of(name: str, found: Values) -> Control:
    """Put a column into a few levels: fifths of a measure, or the most frequent values."""
    is_measure = len(found.values) > MOST and not isinstance(found.values[0], str)
    if is_measure:
        numbers = np.array(found.values, dtype=np.float64)
        cuts = duration_cuts(numbers, found.counts)
        return Control(name, (), cuts, (*bands(cuts, "duration"), "unknown"))
    ranked = sorted(range(len(found.values)), key=lambda place: (-found.counts[place], place))
    values = tuple(found.values[place] for place in ranked[:MOST])
    labels = (*(f"{value}" for value in values), "other", "unknown")
    return Control(name, values, (), labels)
