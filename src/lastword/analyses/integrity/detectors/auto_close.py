"""Auto-close: tickets that a timer closes, so that “closed” carries no verdict."""

from __future__ import annotations

import math
from dataclasses import replace

from scipy.special import ndtr

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.pattern import scaled
from lastword.analyses.integrity.sign import Harm, Sign
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.finding import Condition, Evidence
from lastword.stats.proportion import wilson
from lastword.verdict.closures import auto_closures, closures

FEWEST = 50
NEIGHBOURS = 24


def lag_spike(counts: dict[int, int]) -> tuple[int, int, float, float]:
    """The hour of lag that holds most closings, against the hours around it.

    Parameters
    ----------
    counts
        Closings by whole hour after “solved”.

    Returns
    -------
    tuple
        Hour, closings in it, what the hours around it and the same hour of the days before and
        after let expect (the larger of the two), and the p of so many, adjusted for every hour.

    Examples
    --------
    >>> hour, n, expected, p = lag_spike({1: 40, 30: 4, 119: 1, 120: 300, 121: 2})
    >>> hour, n, p < 1e-9
    (120, 300, True)
    """
    late = {hour: n for hour, n in counts.items() if hour >= NEIGHBOURS}
    if not late:
        return 0, 0, 0.0, 1.0
    mode = max(late, key=lambda hour: (late[hour], -hour))
    near = [
        counts.get(mode + step, 0) for step in range(-NEIGHBOURS, NEIGHBOURS + 1) if abs(step) > 1
    ]
    same_hour = [counts.get(mode + step, 0) + 0.5 for step in (-NEIGHBOURS, NEIGHBOURS)]
    expected = max(sum(near) / len(near), math.sqrt(math.prod(same_hour)), 1.0)
    uncertain = expected**2 * sum(1 / n for n in same_hour) / 4
    z = (late[mode] - expected) / math.sqrt(expected + min(uncertain, expected**2 / 4))
    return mode, late[mode], expected, min(1.0, float(ndtr(-z)) * (max(late) - NEIGHBOURS + 1))


def test(case: Case) -> list[Sign]:
    """Whether closings pile up at one lag, or are a rule's."""
    closed = closures(case.tables)
    lags = closed.group_by("lag_hours").aggregate(made=closed.count())
    rows = case.fetch(lags).to_pylist()
    n = sum(row["made"] for row in rows)
    if n < FEWEST:
        raise NotTestable(f"{n} tickets were closed; {FEWEST} are needed")
    hour, piled, expected, p = lag_spike(
        {row["lag_hours"]: row["made"] for row in rows if row["lag_hours"] is not None}
    )
    found = auto_closures(case.tables)
    by_rule = sum(count for _, count in found.by)
    return [
        Sign(
            detector="auto_close",
            level="centre",
            unit=None,
            about="timer",
            sentence=(
                "Pattern consistent with a timer, so that “closed” carries no verdict: "
                f"{by_rule:,} of {n:,} closings are a timer's or a rule's ({found.share.text()}); "
                f"{piled:,} fall {hour:,} hours after “solved”, where the hours around hold "
                f"{expected:,.0f} each"
            ),
            estimate=scaled(found.share, n, "count"),
            effect="closings that no person and no customer decided",
            share=found.share,
            p=p,
            n=n,
            minimal_detectable_effect=None,
            evidence=Evidence(
                "verdicts", (Condition("is_auto_closed", "==", True),), ("opened_at",)
            ),
        )
    ]


def deepen(case: Case, sign: Sign) -> Sign:
    """Add who came back or said no after an automatic closing."""
    verdicts = case.tables["verdicts"]
    by = {}
    for column in ("did_come_back", "said_no"):
        rows = verdicts.mutate(said_no=~verdicts.said_resolved)
        rows = rows.filter(rows[column].notnull() & rows.is_auto_closed.notnull())
        counts = rows.group_by("is_auto_closed").aggregate(
            yes=rows[column].cast("int64").sum(), n=rows.count()
        )
        by[column] = {
            row["is_auto_closed"]: wilson(row["yes"], row["n"])
            for row in case.fetch(counts).to_pylist()
        }
    words = {"did_come_back": "came back about it", "said_no": "said that it was not solved"}
    harm = tuple(
        Harm(words[column], shares[True], shares.get(False))
        for column, shares in by.items()
        if True in shares
    )
    return replace(sign, harm=harm)


DETECTOR = Detector(
    name="auto_close",
    title="Closed by a timer",
    question="Does “closed” say anything about our customers?",
    requires=Requires({"events": ("thread_id", "kind", "at")}),
    null_model="Closings are spread over the hours around any lag as chance spreads them.",
    innocent=(
        "the timer is meant to be: it tidies up and is no target",
        "customers were told that silence closes the ticket",
    ),
    would_settle="Take closings by rule out of every figure of solved issues.",
    measures_harm="who came back or said no after a closing that nobody decided",
    metrics=("closed", "solved", "resolution"),
    test=test,
    deepen=deepen,
)
