"""The definition ladder: the same issues through every definition of “resolved” in use."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lastword.metrics import Metric
from lastword.metrics.resolution import METRICS
from lastword.question import Context
from lastword.stats.agreement import kappa, pabak
from lastword.stats.proportion import wilson
from lastword.verdict.hidden_yes import common
from lastword.verdict.results import Disagreement, Ladder, Rung

LACKS = {
    "verdicts.claimed_resolved": "nothing in these exports claims that a problem was solved",
    "verdicts.claimed_at": "no claim has a time",
    "verdicts.touches": "the replies to written contacts were not loaded",
    "verdicts.has_customer_reply": "the replies to written contacts were not loaded",
    "verdicts.has_number": "no issue began with a call from a known number",
    "verdicts.person_id": "no customer is known",
    "verdicts.did_come_back": "no customer is known",
    "verdicts.said_resolved": "no customer was asked whether it is solved",
    "verdicts.said_contacts_needed": "no customer was asked how many contacts it took",
    "verdicts.is_first_call_right": "no customer was asked whether it is solved",
}
UNKNOWN = -1


def ladder(context: Context) -> Ladder:
    """Judge all mature issues by every definition, and count who disagrees with whom.

    One scan: issues are counted by their pattern of answers (yes, no, cannot be judged) to all
    definitions; shares and 2×2 tables follow from the counts.
    """
    patterns, counts = _patterns(context, METRICS)
    lacking = _lacking(context, METRICS)
    is_mature = bool(counts.sum())
    rungs = tuple(
        _rung(metric, patterns[:, i], counts, lacking[metric.name], is_mature)
        for i, metric in enumerate(METRICS)
    )
    pairs = combinations([(rung, i) for i, rung in enumerate(rungs) if rung.estimate], 2)
    found = [
        _disagreement(a.name, b.name, patterns[:, i], patterns[:, j], counts)
        for (a, i), (b, j) in pairs
    ]
    answers = {metric.name: patterns[:, i] for i, metric in enumerate(METRICS)}
    disagreements = tuple(pair for pair in found if pair is not None)
    return Ladder(rungs, disagreements, common(answers, counts))


def _patterns(
    context: Context, metrics: Sequence[Metric]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    verdicts = context.tables["verdicts"]
    mature = verdicts.filter(verdicts.is_mature)
    judged = mature.select(
        **{m.name: m.expression(mature).cast("int64").fill_null(UNKNOWN) for m in metrics}
    )
    grouped = judged.group_by([m.name for m in metrics]).aggregate(issues=judged.count())
    rows = context.tables.engine.fetch(grouped)
    columns = [np.asarray(rows[m.name], dtype=np.int64) for m in metrics]
    return np.column_stack(columns), np.asarray(rows["issues"], dtype=np.int64)


def _lacking(context: Context, metrics: Sequence[Metric]) -> dict[str, str]:
    filled = context.tables.filled("verdicts")
    return {
        m.name: next((LACKS[need] for need in m.needs if need.split(".")[1] not in filled), "")
        for m in metrics
    }


def _rung(
    metric: Metric,
    answers: NDArray[np.int64],
    counts: NDArray[np.int64],
    lacking: str,
    is_mature: bool,
) -> Rung:
    n, yes = int(counts[answers != UNKNOWN].sum()), int(counts[answers == 1].sum())
    why_not = "" if n else lacking or _why_none(metric, is_mature)
    return Rung(
        name=metric.name,
        title=metric.title,
        decider=metric.decider,
        estimate=wilson(yes, n) if n else None,
        why_not=why_not,
        trap=metric.trap,
        source=metric.source,
    )


def _why_none(metric: Metric, is_mature: bool) -> str:
    if not is_mature:
        return "no issue is mature yet: the recontact window of the last contacts is still open"
    return LACKS[metric.needs[-1]]


def _disagreement(
    first: str,
    second: str,
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> Disagreement | None:
    cells = [int(counts[(a == x) & (b == y)].sum()) for x, y in ((1, 1), (1, 0), (0, 1), (0, 0))]
    if not sum(cells):
        return None
    both, only_first, only_second, neither = cells
    agreed = kappa(both, only_first, only_second, neither)
    return Disagreement(
        first=first,
        second=second,
        both=both,
        only_first=only_first,
        only_second=only_second,
        neither=neither,
        kappa=agreed if agreed.is_known else None,
        pabak=pabak(both, only_first, only_second, neither),
        no_given_yes=wilson(only_first, both + only_first) if both + only_first else None,
    )
