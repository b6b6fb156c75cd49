"""Topics of complaints against topics of praise: nobody praises clean dishes."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.stats.cross_products import cross_products
from lastword.stats.least_squares import least_squares
from lastword.verdict.clusters import clustered

WORST = 0.25
"""Satisfaction, on 0–1, up to which an answer is a complaint: the two worst of five."""
FEW = 20
"""Topics with fewer complaints and praises together are left out."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    Parameters
    ----------
    complaints, praises
        Customers who complained, and who praised, when it was about this.
    of_complaints, of_praise
        Share of all complaints, and of all praise, that is about it.
    difference
        The first less the second: above 0, it is missed when lacking; below, praised when given.
    is_sure
        Whether the interval of the difference leaves out 0 even with all topics compared at once.
    """

    name: str
    complaints: int
    praises: int
    of_complaints: Estimate
    of_praise: Estimate
    difference: Estimate
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Topics(Result):
    """Topics, those of complaints first.

    Parameters
    ----------
    source
        ``"reason codes"``, or ``"customers' words"`` where labels hold topics.
    """

    topics: tuple[Topic, ...]
    source: str
    complaints: int
    praises: int

    def numbers(self) -> Numbers:
        """Share of complaints less share of praise, by topic."""
        return {topic.name: topic.difference for topic in self.topics}


def topics(context: Context) -> Topics:
    """Compare what complaints and praise are about.

    A complaint is an answer of *fell short*, or of the two worst of five; praise one of
    *exceeded*, or the best answer. Shares are of those who said either.

    Raises
    ------
    NotTestable
        If nobody complained or praised, or no reason or topic is known.
    """
    judged = _judged(context)
    source, about = _about(context, judged)
    totals = _fetch(
        context, judged.group_by(["cluster", "is_complaint"]).aggregate(n=judged.count())
    )
    named = about.group_by(["topic", "cluster", "is_complaint"]).aggregate(n=about.count())
    counts = _fetch(context, named)
    complaints, praises = (int(totals[totals.is_complaint == w].n.sum()) for w in (True, False))
    sizes = counts.groupby("topic").n.sum()
    kept = sorted(sizes[sizes >= FEW].index)
    if not complaints or not praises or not kept:
        raise NotTestable("complaints and praise with a known reason are both needed")
    found = [_topic(name, counts[counts.topic == name], totals, len(kept)) for name in kept]
    ordered = tuple(sorted(found, key=lambda topic: (-(topic.difference.value or 0.0), topic.name)))
    return Topics(ordered, source, complaints, praises)


def _judged(context: Context) -> ir.Table:
    verdicts = clustered(context.tables["verdicts"])
    is_bad = (verdicts.said_expectation < 0).fill_null(False) | (
        verdicts.said_csat <= WORST
    ).fill_null(False)
    is_good = (verdicts.said_expectation > 0).fill_null(False) | verdicts.said_top_box.fill_null(
        False
    )
    said = verdicts.filter(is_bad | is_good)
    return said.select("issue_id", "cluster", "reason", is_complaint=is_bad)


def _about(context: Context, judged: ir.Table) -> tuple[str, ir.Table]:
    """Topics that were read in the words, where there are any; else the reason codes."""
    tables = context.tables
    labels = tables["labels"]
    read = labels.filter((labels.kind == "topic") & labels.value.notnull())
    if "value" in tables.filled("labels"):
        links = tables["issue_contacts"].select("contact_id", "issue_id")
        of_issue = read.inner_join(links, "contact_id").select("issue_id", topic="value").distinct()
        own = judged.select("issue_id", "cluster", "is_complaint")
        return "customers' words", own.inner_join(of_issue, "issue_id")
    return "reason codes", judged.filter(judged.reason.notnull()).mutate(topic=judged.reason)


def _fetch(context: Context, table: ir.Table) -> pd.DataFrame:
    frame: pd.DataFrame = context.tables.engine.fetch(table).to_pandas()
    return frame.sort_values([name for name in frame.columns if name != "n"], ignore_index=True)


def _topic(name: str, counts: pd.DataFrame, totals: pd.DataFrame, compared: int) -> Topic:
    """Shares of one topic, and their difference as the slope on “is a complaint”."""
    both = totals.merge(counts, on=["cluster", "is_complaint"], how="left", suffixes=("", "_own"))
    own = both.n_own.fillna(0).to_numpy(dtype=float)
    rest = both.n.to_numpy(dtype=float) - own
    bad = both.is_complaint.to_numpy(dtype=float)
    columns = {"topic": np.repeat([1.0, 0.0], own.size), "bad": np.tile(bad, 2)}
    columns["good"] = 1 - columns["bad"]
    sizes, clusters = np.r_[own, rest], np.tile(both.cluster.to_numpy(), 2)
    held = sizes > 0
    products = cross_products(
        {key: values[held] for key, values in columns.items()},
        counts=sizes[held],
        clusters=clusters[held],
    )
    try:
        slope, turned = (least_squares(products, "topic", [way]) for way in ("bad", "good"))
    except UsageError as error:
        raise NotTestable("complaints and praise are both needed") from error
    gap = slope.estimate("bad", unit="share")
    strict = slope.estimate("bad", level=1 - 0.05 / compared, unit="share")
    is_sure = strict.lower is not None and strict.upper is not None
    return Topic(
        name,
        int(own[bad > 0].sum()),
        int(own[bad == 0].sum()),
        turned.estimate("intercept", unit="share"),
        slope.estimate("intercept", unit="share"),
        gap,
        is_sure and ((strict.lower or 0.0) > 0 or (strict.upper or 0.0) < 0),
    )
