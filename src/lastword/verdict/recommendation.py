"""The net promoter score of any answers: a list, a column of any data frame, or counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from lastword.errors import InputRefused
from lastword.estimate import Estimate
from lastword.stats.nps import nps as nps_of_counts

PROMOTER = 9
DETRACTOR = 6


def nps(scores: Any, *, level: float = 0.95) -> Estimate:
    """Net promoter score with its interval, in points from −100 to 100.

    Share of answers 9–10 minus share of answers 0–6, adjusted Wald interval (see
    `lastword.stats.nps`).

    Parameters
    ----------
    scores
        Answers from 0 to 10: a list, an array, a column of pandas, polars, pyarrow or Ibis (then
        counted where the data are); or a mapping from answer to how often it was given. Missing
        answers (None, NaN) are left out.
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
    counts = _counted(scores)
    wrong = [score for score in counts if not _is_answer(score)]
    if wrong:
        raise InputRefused(
            f"{wrong[0]!r} is not an answer from 0 to 10. Give whole numbers on the 0–10 scale of "
            "“how likely are you to recommend us”; another scale has no net promoter score."
        )
    promoters = sum(n for score, n in counts.items() if score >= PROMOTER)
    detractors = sum(n for score, n in counts.items() if score <= DETRACTOR)
    return nps_of_counts(promoters, detractors, sum(counts.values()), level=level)


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
