"""Said: how many customers say it took effort, is not solved, was heard; and what that does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from lastword.analyses.voice.heard import fetch, flags
from lastword.engine.joins import extend
from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.cross_products import cross_products
from lastword.stats.least_squares import least_squares
from lastword.stats.proportion import wilson
from lastword.verdict.clusters import clustered

FEW = 30
"""Answered issues with and without a label below which no effect is stated."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that customers say.

    Parameters
    ----------
    kind, value
        As in the table `labels`; a value of None stands for any.
    words
        In plain words, after “customers said”.
    precision, recall
        Share of such labels that are right, and of such statements that are found, at first sight
        of hand-labelled messages (`tests/text/checked`); None where nobody labelled any.
    """

    name: str
    kind: str
    value: str | None
    words: str
    precision: float | None = None
    recall: float | None = None


KINDS = (
    Kind("effort", "effort_said", "high", "it took effort", 0.88, 0.70),
    Kind("unsolved", "resolution_said", "no", "it is not solved", 0.82, 0.76),
    Kind("solved", "resolution_said", "yes", "it is solved", 0.82, 0.76),
    Kind("unheard", "heard_said", "unheard", "nobody listened"),
    Kind("understood", "heard_said", "understood", "they were understood"),
    Kind("below", "expectation_said", "below", "it fell short of what they expected"),
    Kind("above", "expectation_said", "above", "it was better than expected"),
    Kind("leaving", "cancel_said", None, "they want to leave"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """How often one thing was said, and what the verdict is where it was.

    Parameters
    ----------
    found
        Share of the contacts read that bear the label.
    corrected
        The same, for what the reading misses and gets wrong: found · precision / recall; None
        where these are not known.
    effect
        Difference in the share of customers who answer “solved” between issues in which it was
        said and others, corrected for misreading where that is known; None where too few
        answered.
    """

    kind: Kind
    contacts: int
    found: Estimate
    corrected: Estimate | None
    effect: Estimate | None


def said(context: Context) -> tuple[Said, ...]:
    """Count everything that customers say of their own contact.

    Raises
    ------
    NotTestable
        If customers' words are not known.
    """
    wanted = {kind.name: (kind.kind, kind.value) for kind in KINDS}
    rows = flags(context, wanted)
    counts = fetch(
        context, rows.aggregate(n=rows.count(), **{name: rows[name].sum() for name in wanted})
    )[0]
    issues = _issues(context, rows, list(wanted))
    return tuple(_said(kind, int(counts[kind.name] or 0), counts["n"], issues) for kind in KINDS)


def corrected_share(found: Estimate, precision: float, recall: float) -> Estimate:
    """Share that truly says it, from the share found: found · precision / recall, at most 1.

    Both ends are scaled alike: the check sets' own error is not in the interval, and `method`
    says so.

    Examples
    --------
    >>> corrected_share(wilson(90, 1000), 0.9, 0.75).text()
    '11 % (9.0–13)'
    """
    if found.value is None or found.lower is None or found.upper is None:
        return found
    scale = precision / recall
    value, lower, upper = (min(end * scale, 1.0) for end in (found.value, found.lower, found.upper))
    method = f"{found.method}, corrected for misreading"
    return replace(found, value=value, lower=lower, upper=upper, method=method)


def corrected_effect(seen: Estimate, share: float, precision: float, recall: float) -> Estimate:
    """Difference between those who said it and those who did not, from the labelled groups.

    Misreading mixes the groups: the seen difference is (PPV + NPV − 1) times the true one, with
    PPV the precision and 1 − NPV = share · precision · (1/recall − 1) / (1 − share) the share of
    statements among the unlabelled. Assumes that misreading does not depend on the verdict.
    """
    missed = share * precision * (1 / recall - 1) / max(1 - share, 1e-9)
    shrink = precision - missed
    if shrink <= 0 or seen.value is None or seen.lower is None or seen.upper is None:
        return replace(seen, value=None, lower=None, upper=None)
    value, lower, upper = (
        max(-1.0, min(end / shrink, 1.0)) for end in (seen.value, seen.lower, seen.upper)
    )
    method = f"{seen.method}, corrected for misreading"
    return replace(seen, value=value, lower=lower, upper=upper, method=method)


def _said(kind: Kind, count: int, contacts: int, issues: pd.DataFrame) -> Said:
    found = wilson(count, contacts)
    share = None
    if kind.precision is not None and kind.recall is not None:
        share = corrected_share(found, kind.precision, kind.recall)
    return Said(kind, count, found, share, _effect(kind, issues))


def _issues(context: Context, rows: Any, names: list[str]) -> pd.DataFrame:
    """Answered issues by cluster, answer and what was said in any of their contacts."""
    of_issue = rows.group_by("issue_id").aggregate(**{name: rows[name].max() for name in names})
    verdicts = clustered(context.tables["verdicts"])
    answered = verdicts.filter(verdicts.said_resolved.notnull())
    answered = answered.select("issue_id", "cluster", "said_resolved")
    known = extend(of_issue, answered, "issue_id")
    known = known.filter(known.said_resolved.notnull())
    cells = known.group_by(["cluster", "said_resolved", *names]).aggregate(n=known.count())
    frame: pd.DataFrame = context.tables.engine.fetch(cells).to_pandas()
    return frame.sort_values(["cluster", "said_resolved", *names], ignore_index=True)


def _effect(kind: Kind, issues: pd.DataFrame) -> Estimate | None:
    told = issues[kind.name].to_numpy(dtype=float)
    sizes = issues["n"].to_numpy(dtype=float)
    with_label = float((told * sizes).sum())
    if with_label < FEW or sizes.sum() - with_label < FEW:
        return None
    products = cross_products(
        {"solved": issues["said_resolved"].to_numpy(dtype=float), "told": told},
        counts=sizes,
        clusters=issues["cluster"].to_numpy(),
    )
    try:
        fitted = least_squares(products, "solved", ["told"])
    except UsageError:
        return None
    seen = fitted.estimate("told", unit="share")
    if kind.precision is None or kind.recall is None:
        return seen
    return corrected_effect(seen, with_label / sizes.sum(), kind.precision, kind.recall)
