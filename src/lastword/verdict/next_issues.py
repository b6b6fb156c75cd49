"""Next issues: which problem tends to follow which, beyond what is common anyhow."""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta

from lastword.engine.times import days_between, moment
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import wilson
from lastword.verdict.results import NextIssue

Z = 1.959963984540054
Cells = Counter[tuple[str, str | None]]


def next_issues(context: Context, *, limit: int = 20) -> tuple[NextIssue, ...]:
    """Pairs A → B with P(B within the window | A), ranked by avoidable contacts.

    Lift is that share over P(B within the window | any other issue), with Katz's interval
    (half an issue where no other issue is followed by B);
    avoidable are the next issues beyond that base rate. Only issues whose window has passed count,
    pairs of at least `privacy.min_group`, and pairs whose lift lies above 1 with its interval.
    """
    cells = _cells(context)
    total = cells.total()
    of_reason: Counter[str] = Counter()
    to_reason: Counter[str] = Counter()
    for (reason, following), count in cells.items():
        of_reason[reason] += count
        if following is not None:
            to_reason[following] += count
    pairs = [
        _pair((reason, following), count, of_reason[reason], to_reason[following], total)
        for (reason, following), count in cells.items()
        if following is not None and count >= context.settings.privacy.min_group
    ]
    lifted = [p for p in pairs if p is not None and p.lift.lower is not None and p.lift.lower > 1]
    ranked = sorted(lifted, key=lambda p: (-p.avoidable, p.reason, p.next_reason))
    return tuple(ranked[:limit])


def _cells(context: Context) -> Cells:
    days = context.settings.verdict.next_issue_days
    issues = context.tables["issues"]
    has_passed = issues.ended_at <= moment(context.as_of - timedelta(days=days))
    known = issues.filter(issues.person_id.notnull() & issues.reason.notnull() & has_passed)
    gap = days_between(known.next_issue_at, known.ended_at)
    is_soon = ((gap >= 0) & (gap <= days)).fill_null(False)
    following = is_soon.ifelse(known.next_reason, None)
    rows = known.select("reason", following=following)
    counted = rows.group_by(["reason", "following"]).aggregate(issues=rows.count())
    found: Cells = Counter()
    for row in context.tables.engine.fetch(counted).to_pylist():
        found[row["reason"], row["following"]] += row["issues"]
    return found


def _pair(
    pair: tuple[str, str], count: int, first: int, second: int, total: int
) -> NextIssue | None:
    others, other_first = max(second - count, 0.5), total - first
    if other_first <= 0:
        return None
    share, base = count / first, others / other_first
    half = Z * math.sqrt(1 / count - 1 / first + 1 / others - 1 / other_first)
    lift = share / base
    return NextIssue(
        reason=pair[0],
        next_reason=pair[1],
        count=count,
        share=wilson(count, first),
        lift=Estimate(
            lift,
            lift * math.exp(-half),
            lift * math.exp(half),
            n=total,
            method="ratio of shares, Katz",
            unit="ratio",
        ),
        avoidable=count - first * base,
    )
