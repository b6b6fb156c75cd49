"""Rows: how each answer of a table becomes one number for all its levels, clusters and a weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lastword.analyses.drivers.controls import Control
from lastword.analyses.drivers.scales import NOT_APPLICABLE, Scale

Ints = NDArray[np.int64]
_FULL = 2**60
"""Combinations of levels that one code holds."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is read of each answer.

    Parameters
    ----------
    drivers, controls, outcome
        What makes a cell, in this order.
    weights
        Column of weights; every answer counts alike where None.
    clusters
        None, one or two columns.
    """

    drivers: tuple[Scale, ...]
    controls: tuple[Control, ...]
    outcome: Scale
    weights: str | None
    clusters: tuple[str, ...]

    @property
    def parts(self) -> tuple[Scale | Control, ...]:
        """Everything that makes a cell."""
        return (*self.drivers, *self.controls, self.outcome)

    @property
    def keys(self) -> list[str]:
        """Columns of the codes."""
        return [f"code_{place}" for place in range(len(self._words()))]

    def of(self, table: ir.Table) -> ir.Table:
        """Codes (``code_0`` …), clusters (``cluster_0`` …) and ``weight`` of each answer."""
        weight = table[self.weights].cast("float64") if self.weights else ibis.literal(1.0)
        levels = [part.level(table).cast("int64") - NOT_APPLICABLE for part in self.parts]
        codes: dict[str, ir.Value] = {}
        for key, word in zip(self.keys, self._words(), strict=True):
            code = levels[word[0]]
            for place in word[1:]:
                code = code * self._radix(place) + levels[place]
            codes[key] = code
        named = {f"cluster_{place}": table[name] for place, name in enumerate(self.clusters)}
        rows = table.select(**codes, **named, weight=weight)
        return rows.filter(rows.weight > 0)

    def counted(self, table: ir.Table, by: Sequence[str]) -> pa.Table:
        """Answers by columns: their number (``size``), sums of weights and of their squares."""
        rows = self.of(table)
        sums = rows.group_by(list(by)).aggregate(
            size=rows.count(),
            squares=(rows.weight * rows.weight).sum(),
            total=rows.weight.sum(),
        )
        return sums.rename(weight="total").to_pyarrow()

    def levels(self, counted: pa.Table) -> Ints:
        """Levels that the codes of counted answers stand for, shape (rows, parts)."""
        found = np.empty((len(counted), len(self.parts)), dtype=np.int64)
        for key, word in zip(self.keys, self._words(), strict=True):
            code = counted[key].to_numpy()
            for place in reversed(word):
                code, found[:, place] = np.divmod(code, self._radix(place))
        return found + NOT_APPLICABLE

    def codes(self, levels: Ints) -> dict[str, Ints]:
        """Codes of rows of levels: the other way round."""
        found = {}
        for key, word in zip(self.keys, self._words(), strict=True):
            code = np.zeros(len(levels), dtype=np.int64)
            for place in word:
                code = code * self._radix(place) + levels[:, place] - NOT_APPLICABLE
            found[key] = code
        return found

    def _radix(self, place: int) -> int:
        return len(self.parts[place].labels) - NOT_APPLICABLE

    def _words(self) -> list[list[int]]:
        """Parts that share a code: as many as it holds."""
        words: list[list[int]] = [[]]
        reach = 1
        for place in range(len(self.parts)):
            reach *= self._radix(place)
            if reach > _FULL:
                words.append([])
                reach = self._radix(place)
            words[-1].append(place)
        return words
