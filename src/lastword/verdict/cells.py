"""Cells: mature issues alike in everything that tells of their verdict, counted in the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lastword.question import Context
from lastword.verdict.clusters import FOLDS, clustered, folded

TOP_CHANNELS = 5
TOP_REASONS = 11
WAITS = (30.0, 120.0, 300.0, 600.0, 1200.0)
TOGETHER = (("claim", "came_back"), ("claim", "channel"), ("claim", "contacts"))
"""Pairs of factors that act together in the models."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing known of every issue, in a few levels.

    Parameters
    ----------
    name
        Its name in the models.
    levels
        Words for the levels, for caveats.
    index
        Number of an issue's level as an expression over `verdicts`.
    """

    name: str
    levels: tuple[str, ...]
    index: Callable[[ir.Table], ir.IntegerValue]


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts of mature issues by cell.

    Parameters
    ----------
    factors
        What makes a cell.
    code
        Number of each cell, shape (m,): the levels in mixed radix, the fold as last digit.
    size, answered, yes
        Issues, answers to “is it solved?”, and answers “yes”, shape (m,).
    """

    factors: tuple[Factor, ...]
    code: NDArray[np.int64]
    size: NDArray[np.float64]
    answered: NDArray[np.float64]
    yes: NDArray[np.float64]

    @property
    def fold(self) -> NDArray[np.int64]:
        """Fold of each cell: all issues of one agent are in one fold."""
        return self.code % FOLDS

    def level(self, factor: str) -> NDArray[np.int64]:
        """Level of a factor in each cell."""
        rest = self.code // FOLDS
        for candidate in reversed(self.factors):
            if candidate.name == factor:
                return rest % len(candidate.levels)
            rest = rest // len(candidate.levels)
        raise KeyError(factor)

    @property
    def parameters(self) -> int:
        """Free parameters of a model of the factors alone, levels without issues left out."""
        present = [len(np.unique(self.level(factor.name))) for factor in self.factors]
        return 1 + sum(present) - len(present)

    def design(self) -> csr_array:
        """Intercept, every level of every factor, and every pair of `TOGETHER`; one row a cell.

        Sparse, since each row has a single one of every block; levels that do not occur are left
        out.
        """
        levels = {f.name: (self.level(f.name), len(f.levels)) for f in self.factors}
        blocks = [(np.zeros_like(self.code), 1), *levels.values()]
        for a, b in TOGETHER:
            (first, height), (second, width) = levels[a], levels[b]
            blocks.append((first * width + second, height * width))
        starts = np.cumsum([0, *(width for _, width in blocks[:-1])])
        columns = np.column_stack(
            [at + start for (at, _), start in zip(blocks, starts, strict=True)]
        )
        _, present = np.unique(columns, return_inverse=True)
        rows = np.arange(0, columns.size + 1, columns.shape[1])
        return csr_array((np.ones(columns.size), present.ravel(), rows))


def mature(context: Context) -> ir.Table:
    """Mature issues: the windows for joining them and for coming back have passed."""
    verdicts = context.tables["verdicts"]
    return verdicts.filter(verdicts.is_mature)


def coded(issues: ir.Table, factors: Sequence[Factor]) -> ir.Table:
    """Issues with the number of their cell (`cell`) and their `cluster`."""
    rows = folded(clustered(issues))
    levels: ir.IntegerValue = reduce(
        lambda code, factor: code * len(factor.levels) + factor.index(rows),
        factors,
        ibis.literal(0, "int64"),
    )
    return rows.mutate(cell=(levels * FOLDS + rows.fold).cast("int64"))


def count(context: Context) -> Cells:
    """Count mature issues by cell: fewer than half a million rows, however many issues."""
    factors = factors_of(context)
    rows = coded(mature(context), factors)
    cells = rows.group_by("cell").aggregate(
        size=rows.count(),
        answered=rows.said_resolved.count(),
        yes=rows.said_resolved.cast("int64").sum().fill_null(0),
    )
    got = context.tables.engine.fetch(cells).sort_by("cell")
    code = got["cell"].to_numpy().astype(np.int64)
    size, answered, yes = (
        got[name].to_numpy().astype(np.float64) for name in ("size", "answered", "yes")
    )
    return Cells(factors, code, size, answered, yes)


def factors_of(context: Context) -> tuple[Factor, ...]:
    """What is known of every issue and tells of answering or of the answer."""
    return (
        _words(context, "channel", "channel", TOP_CHANNELS),
        _words(context, "reason", "reason", TOP_REASONS),
        Factor(
            "contacts",
            ("one contact", "two contacts", "three contacts", "four contacts or more"),
            lambda v: ibis.least(ibis.greatest(v.contact_count, 1), 4) - 1,
        ),
        Factor("wait", ("unknown wait", *(f"wait band {i}" for i in range(6))), _wait_band),
        _flag("claim", "claimed_resolved"),
        _flag("came_back", "did_come_back"),
        _is("next_issue", "did_next_issue"),
        _is("unanswered", "is_unanswered"),
    )


def _wait_band(verdicts: ir.Table) -> ir.IntegerValue:
    wait = verdicts.wait_seconds
    above = [(wait > limit).cast("int64") for limit in WAITS]
    return (reduce(lambda a, b: a + b, above) + 1).fill_null(0)


def _flag(name: str, column: str) -> Factor:
    """A factor with the levels unknown, no, yes."""
    return Factor(
        name,
        (f"{column} unknown", f"{column} no", f"{column} yes"),
        lambda v: (v[column].cast("int64") + 1).fill_null(0),
    )


def _is(name: str, column: str) -> Factor:
    """A factor with the levels not known to be, and known to be."""
    return Factor(name, (f"not {column}", column), lambda v: v[column].cast("int64").fill_null(0))


def _words(context: Context, name: str, column: str, top: int) -> Factor:
    """A factor with the most frequent words of a column, the others, and unknown."""
    issues = mature(context)
    named = issues.filter(issues[column].notnull())
    counts = named.group_by(column).aggregate(issues=named.count())
    ranked = counts.order_by(counts.issues.desc(), counts[column]).limit(top)
    words = tuple(context.tables.engine.fetch(ranked)[column].to_pylist())

    def index(v: ir.Table) -> ir.IntegerValue:
        known = [(v[column] == word, i) for i, word in enumerate(words)]
        unknown = (v[column].isnull(), len(words) + 1)
        return ibis.cases(unknown, *known, else_=len(words)).cast("int64")

    levels = (*words, f"other {name}", f"unknown {name}")
    return Factor(name, levels, index)
