"""Whether call-backs helped: customers called against comparable customers who were not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from lastword.estimate import Estimate
from lastword.question import Context
from lastword.verdict.callbacks import NOT_REACHED, FollowedUp
from lastword.verdict.candidates import flags

Z = 1.959963984540054
LEAST = 10


def called_against_not(context: Context, followups: Sequence[FollowedUp]) -> Estimate | None:
    """Difference in the share who left (or had a next issue), called minus not called.

    Compared are issues with the same most urgent reason to call in the same month
    (Mantel–Haenszel weights). Leaving counts where outcomes are known, else the next issue.
    None with fewer than 10 called customers whose window has passed. Nobody drew lots for who was
    called: whoever seemed worth a call may differ.
    """
    reached = [f.contact_id for f in followups if f.result != NOT_REACHED]
    if len(reached) < LEAST:
        return None
    tables = context.tables
    issues = flags(tables, context.settings, context.as_of)
    outcome = "did_leave" if "did_leave" in tables.filled("verdicts") else "did_next_issue"
    called = tables.engine.frame(pa.table({"contact_id": reached}))
    members = tables["issue_contacts"].select("contact_id", "issue_id")
    ids = members.semi_join(called, "contact_id").select("issue_id").distinct()
    both = issues.left_join(ids.mutate(is_called=True), "issue_id", rname="{name}__called")
    both = both.filter(both.why.notnull() & both[outcome].notnull())
    rows = both.select(
        "why",
        year=both.last_contact_at.year(),
        month=both.last_contact_at.month(),
        is_called=both.is_called.fill_null(False),
        happened=both[outcome].cast("int64"),
    )
    cells = rows.group_by(["why", "year", "month", "is_called"]).aggregate(
        n=rows.count(), k=rows.happened.sum()
    )
    return stratified_difference(_strata(tables.engine.fetch(cells).to_pylist()))


def stratified_difference(
    strata: Sequence[tuple[int, int, int, int]],
) -> Estimate | None:
    """Mantel–Haenszel difference of shares over strata of (k₁, n₁, k₀, n₀).

    Σ w (k₁/n₁ − k₀/n₀) / Σ w with w = n₁n₀/(n₁ + n₀); variance by Sato (1989),
    doi:10.2307/2532052.

    Examples
    --------
    >>> stratified_difference([(10, 100, 20, 100), (5, 50, 20, 100)]).text()
    '−10 % (−17 to −2.9)'
    """
    usable = [cells for cells in strata if cells[1] and cells[3]]
    if sum(cells[1] for cells in usable) < LEAST:
        return None
    weight = sum(n1 * n0 / (n1 + n0) for _, n1, _, n0 in usable)
    gap = sum((k1 * n0 - k0 * n1) / (n1 + n0) for k1, n1, k0, n0 in usable) / weight
    p = sum(_p(*cells) for cells in usable)
    q = sum(_q(*cells) for cells in usable)
    half = Z * math.sqrt(max(gap * p + q, 0.0)) / weight
    n = sum(n1 + n0 for _, n1, _, n0 in usable)
    ends = (gap, max(gap - half, -1.0), min(gap + half, 1.0))
    return Estimate(*ends, n=n, method="Mantel-Haenszel by reason and month; not randomised")


def _p(k1: int, n1: int, k0: int, n0: int) -> float:
    n = n1 + n0
    return (n1**2 * k0 - n0**2 * k1 + n1 * n0 * (n0 - n1) / 2) / n**2


def _q(k1: int, n1: int, k0: int, n0: int) -> float:
    return (k1 * (n0 - k0) + k0 * (n1 - k1)) / (2 * (n1 + n0))


def _strata(rows: Sequence[dict[str, Any]]) -> list[tuple[int, int, int, int]]:
    cells: dict[Any, dict[bool, tuple[int, int]]] = defaultdict(dict)
    for row in rows:
        cells[row["why"], row["year"], row["month"]][row["is_called"]] = (row["k"], row["n"])
    empty = (0, 0)
    return [(*part.get(True, empty), *part.get(False, empty)) for part in cells.values()]
