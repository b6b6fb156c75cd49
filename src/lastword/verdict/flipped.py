"""Do survey scales run the way they were declared? Proven against what else is known."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from lastword.estimate import Estimate
from lastword.finding import Finding, NextStep
from lastword.question import Context
from lastword.stats.mean import mean
from lastword.stats.proportion import difference

LEAST_ANSWERS = 10
LEVEL = 0.99
"""Three scales are looked at in every run: a false alarm in one run of seventy."""
SCALES = {
    "satisfaction": ("said_csat", 1, "csat_mean"),
    "effort": ("said_effort", -1, "effort"),
    "recommendation": ("said_nps", 1, "nps"),
}
"""Scale → column of verdicts, where it should go when a problem is solved, metric."""


def flipped(context: Context) -> Finding | None:
    """A finding if a scale runs against what else is known of the same issues; else None.

    A scale is held against the customers' own “solved”, or where too few were asked, against not
    coming back. It counts as flipped if the whole interval of the difference lies on the wrong
    side.
    """
    gaps = {scale: _gap(context, scale) for scale in SCALES}
    wrong = {scale: gap for scale, gap in gaps.items() if gap is not None and _is_wrong(scale, gap)}
    if not wrong:
        return None
    named = " and ".join(wrong)
    return Finding(
        id="verdict.health.flipped_scale",
        question="Do the scales run the way they were declared?",
        answer="figure",
        sentence=f"Customers whose problem is solved answer worse than the others: the scale of "
        f"{named}, as its direction is declared, seems flipped.",
        estimates={f"{scale}_solved_minus_not": gap for scale, gap in wrong.items()},
        definitions=(*(SCALES[scale][2] for scale in wrong), "customer_says_resolved"),
        caveats=("Where nobody was asked “solved?”, not coming back stands for it.",),
        innocent=("The values of the resolution question are mapped the wrong way round.",),
        next_step=NextStep(
            f"Check `higher_is` of the question on {named} in the mapping.", "data engineer"
        ),
    )


def _is_wrong(scale: str, gap: Estimate) -> bool:
    if gap.lower is None or gap.upper is None:
        return False
    return gap.upper < 0 if SCALES[scale][1] > 0 else gap.lower > 0


def _gap(context: Context, scale: str) -> Estimate | None:
    verdicts = context.tables["verdicts"]
    stayed = ~verdicts.did_come_back
    signs = (verdicts.said_resolved, stayed)
    found = (_between(context, verdicts, verdicts[SCALES[scale][0]], sign) for sign in signs)
    return next((gap for gap in found if gap is not None), None)


def _between(
    context: Context, verdicts: ir.Table, score: ir.NumericValue, sign: ir.BooleanValue
) -> Estimate | None:
    known = verdicts.select(score=score.cast("float64"), sign=sign)
    known = known.filter(known.score.notnull() & known.sign.notnull())
    sums = known.group_by("sign").aggregate(
        n=known.count(), total=known.score.sum(), squares=(known.score * known.score).sum()
    )
    rows: list[dict[str, Any]] = context.tables.engine.fetch(sums).to_pylist()
    if len(rows) < 2 or min(row["n"] for row in rows) < LEAST_ANSWERS:
        return None
    means = {r["sign"]: mean(r["total"], r["squares"], r["n"], level=LEVEL) for r in rows}
    return difference(means[True], means[False])
