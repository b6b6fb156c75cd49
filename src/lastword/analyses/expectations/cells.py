"""Cells: how many customers of each agent gave each loyalty answer at each gap."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.analyses.expectations.gaps import Gap
from lastword.errors import NotTestable, UsageError
from lastword.stats.cross_products import CrossProducts, cross_products
from lastword.stats.sandwich import Membership

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_LEVELS = 41
MOST_ANSWERS = 21


@dataclass(frozen=True)
class Cells:
    """Counted answers.

    Parameters
    ----------
    gaps, answers
        Distinct distances from “as expected” and distinct loyalty answers, rising.
    gap, answer
        Place of each cell's gap and answer, shape (c,).
    cluster
        Number of each cell's cluster, shape (c,); None where answers stand alone.
    size, weight, squares
        Answers, and sums of their weights and squared weights, shape (c,).
    """

    gaps: Floats
    answers: Floats
    gap: Ints
    answer: Ints
    cluster: Ints | None
    size: Floats
    weight: Floats
    squares: Floats

    @property
    def n(self) -> int:
        """How many answers there are."""
        return round(float(self.size.sum()))

    @property
    def clusters(self) -> int:
        """How many clusters; every answer is its own where none was named."""
        return self.n if self.cluster is None else int(self.cluster.max()) + 1

    @property
    def is_ordinal(self) -> bool:
        """Whether loyalty has few enough answers for an ordinal model."""
        return self.answers.size <= MOST_ANSWERS

    def products(self, **columns: Floats) -> CrossProducts:
        """Cross-products of columns that have one value for each cell."""
        mean_weight = self.weight / self.size
        return cross_products(columns, weights=mean_weight, counts=self.size, clusters=self.cluster)

    def table(self) -> Floats:
        """Weighted answers by gap and loyalty, shape (gaps, answers)."""
        counts = np.zeros((self.gaps.size, self.answers.size))
        np.add.at(counts, (self.gap, self.answer), self.weight)
        return counts

    def by_cluster(self) -> tuple[Floats, Floats, Floats | None]:
        """Sum of loyalty and of weights by cluster and gap, each of shape (clusters, gaps).

        Without clusters one line a cell, and how many answers each stands for.
        """
        code = np.arange(self.size.size) if self.cluster is None else self.cluster
        shape = (int(code.max()) + 1, self.gaps.size)
        totals, weights = np.zeros(shape), np.zeros(shape)
        np.add.at(totals, (code, self.gap), self.weight * self.answers[self.answer])
        np.add.at(weights, (code, self.gap), self.weight)
        return totals, weights, self.size if self.cluster is None else None

    def membership(self) -> Membership | None:
        """Which cell belongs to which cluster."""
        if self.cluster is None:
            return None
        cells = np.arange(self.size.size, dtype=np.int64)
        return Membership(self.cluster, cells, self.weight, self.size.size)


def count(
    table: ir.Table, gap: Gap, loyalty: str, *, weight: str | None, cluster: str | None
) -> Cells:
    """Count answers by gap, loyalty and cluster in the engine.

    Rows in which gap or loyalty is unknown are left out.

    Raises
    ------
    NotTestable
        If no row holds both.
    UsageError
        If the gap has more than 41 values.
    """
    rows = table.select(
        gap=gap.of(table),
        answer=table[loyalty].cast("float64"),
        cluster=table[cluster].cast("string").fill_null("") if cluster else ibis.literal(""),
        w=table[weight].cast("float64") if weight else ibis.literal(1.0),
    )
    rows = rows.filter(rows.gap.notnull() & rows.answer.notnull() & (rows.w > 0))
    sums = rows.group_by(["gap", "answer", "cluster"]).aggregate(
        size=rows.count(), weight=rows.w.sum(), squares=(rows.w * rows.w).sum()
    )
    got = sums.order_by(["gap", "answer", "cluster"]).to_pyarrow()
    if not len(got):
        raise NotTestable(f"no row holds both {gap.name} and {loyalty}")
    gaps, at = np.unique(got["gap"].to_numpy(), return_inverse=True)
    answers, said = np.unique(got["answer"].to_numpy(), return_inverse=True)
    if gaps.size > MOST_LEVELS:
        raise UsageError(
            f"{gap.name} has {gaps.size} values, at most {MOST_LEVELS} are drawn; round them"
        )
    labels = np.array(got["cluster"].to_pylist())
    numbers = {name: got[name].to_numpy().astype(float) for name in ("size", "weight", "squares")}
    return Cells(
        gaps,
        answers,
        at.astype(np.int64),
        said.astype(np.int64),
        np.unique(labels, return_inverse=True)[1].astype(np.int64) if cluster else None,
        **numbers,
    )
