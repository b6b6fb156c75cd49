"""The net promoter score of a project, or of any answers: a list, a column, counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import pyarrow as pa

from lastword.engine.frames import chosen, to_arrow
from lastword.errors import InputRefused
from lastword.question import Context, answer, holds_context
from lastword.stats.nps import cluster_nps
from lastword.stats.nps import nps as nps_of_counts
from lastword.stats.proportion import cluster_share, wilson
from lastword.verdict.clusters import clustered
from lastword.verdict.results import Recommendation

PROMOTER = 9
DETRACTOR = 6


def nps(data: Any, *, column: str | None = None, level: float = 0.95) -> Recommendation:
    """Net promoter score with its interval, in points from −100 to 100.

    Share of answers 9–10 minus share of answers 0–6, adjusted Wald interval (see
    `lastword.stats.nps`).

    Parameters
    ----------
    data
        Answers from 0 to 10: a list, an array, a column of pandas, polars, pyarrow or Ibis (then
        counted where the data are); or a mapping from answer to how often it was given. Missing
        answers (None, NaN) are left out. With `column` a whole data frame. Or a project: then
        the latest answer on each mature issue, the interval over agents.
    column
        Column of the frame that holds the answers.
    level
        Confidence level.

    Raises
    ------
    InputRefused
        If an answer is not a whole number from 0 to 10.

    Notes
    -----
    Assumes independent answers that stand for all customers. Neither holds of a survey answered
    by one in ten: read it beside the response rate.

    Examples
    --------
    >>> nps([10, 9, 9, 7, 8, 3, 10, None]).text()
    '42.9 (−16.4 to 76.4)'
    >>> nps({10: 162, 8: 108, 2: 54}).text()
    '33.3 (24.9–41.1)'
    """
    if holds_context(data):
        return answer(data, partial(_of_issues, level=level))
    counts = _counted(data if column is None else _column(data, column))
    wrong = [score for score in counts if not _is_answer(score)]
    if wrong:
        raise InputRefused(
            f"{wrong[0]!r} is not an answer from 0 to 10. Give whole numbers on the 0–10 scale of "
            "“how likely are you to recommend us”; another scale has no net promoter score."
        )
    promoters = sum(n for score, n in counts.items() if score >= PROMOTER)
    detractors = sum(n for score, n in counts.items() if score <= DETRACTOR)
    total = sum(counts.values())
    passives = total - promoters - detractors
    return Recommendation(
        nps_of_counts(promoters, detractors, total, level=level),
        *(wilson(k, total, level=level) for k in (promoters, passives, detractors)),
    )


def _of_issues(context: Context, level: float) -> Recommendation:
    rows = clustered(context.tables["verdicts"])
    answered = rows.filter(rows.is_mature & rows.said_nps.notnull())
    score = answered.said_nps
    sums = answered.group_by("cluster").aggregate(
        promoters=(score >= PROMOTER).cast("int64").sum(),
        detractors=(score <= DETRACTOR).cast("int64").sum(),
        answers=score.count(),
    )
    got = context.tables.engine.fetch(sums).sort_by("cluster")
    up, down, n = (got[name].to_numpy() for name in ("promoters", "detractors", "answers"))
    return Recommendation(
        cluster_nps(up, down, n, level=level),
        *(cluster_share(k, n, level=level) for k in (up, n - up - down, down)),
    )


def _column(frame: Any, name: str) -> pa.ChunkedArray:
    return chosen(to_arrow(frame), [name])[name]


def _counted(scores: Any) -> dict[Any, int]:
    if isinstance(scores, Mapping):
        return {score: int(n) for score, n in scores.items() if n}
    if hasattr(scores, "to_pyarrow") and hasattr(scores, "value_counts"):
        table = scores.value_counts(name="answers").to_pyarrow()
        pairs = zip(table.column(0).to_pylist(), table["answers"].to_pylist(), strict=True)
        return {score: n for score, n in pairs if not _is_missing(score)}
    counts: dict[Any, int] = {}
    for score in _values(scores):
        if not _is_missing(score):
            counts[score] = counts.get(score, 0) + 1
    return counts


def _values(scores: Any) -> Iterable[Any]:
    for method in ("to_pylist", "tolist", "to_list"):
        if hasattr(scores, method):
            values: Iterable[Any] = getattr(scores, method)()
            return values
    if isinstance(scores, str) or not isinstance(scores, Iterable):
        raise InputRefused(
            f"cannot read answers from {type(scores).__name__}. Give a list, a column, or a "
            "mapping from answer to count."
        )
    return scores


def _is_missing(score: Any) -> bool:
    is_nan = isinstance(score, float) and math.isnan(score)
    return score is None or is_nan or type(score).__name__ == "NAType"


def _is_answer(score: Any) -> bool:
    try:
        return bool(0 <= score <= 10 and score == int(score))
    except (TypeError, ValueError):
        return False
