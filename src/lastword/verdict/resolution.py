"""Solved? As claimed, as said, as inferred for everybody, and with nothing assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.errors import NotTestable
from lastword.estimate import Bounds, say
from lastword.question import Context
from lastword.stats.bounds import cluster_manski, silent_lower
from lastword.stats.doubly_robust import ClusterSums, doubly_robust
from lastword.stats.proportion import cluster_share
from lastword.verdict.cells import Cells
from lastword.verdict.clusters import clustered
from lastword.verdict.linking_error import LinkingError, measured, propagate
from lastword.verdict.response import LARGEST_WEIGHT, Fit, fit, sums_by_cluster
from lastword.verdict.results import Resolution

DROPS = (0.05, 0.10, 0.20)

SILENT = (
    "Inferred from those who answered: it holds if customers whose issues look alike (channel, "
    "reason, contacts, waiting, claim, coming back) say the same whether they are asked and answer "
    "or not. No answer can test this. If the outcome itself decides who is asked or who answers, "
    "only the bounds hold."
)


def resolution(
    context: Context, *, fitted: Fit | None = None, linking: LinkingError | None = None
) -> Resolution:
    """Say how many issues are solved by claim, by answer, and by inference for all mature issues.

    Claimed and said come with intervals over agents. *Inferred* is the doubly robust,
    prediction-powered share over all mature issues (see `lastword.stats.doubly_robust`); *bounds*
    assume nothing about the silent.

    Parameters
    ----------
    context
        Needs `verdicts`.
    fitted
        The models of `lastword.verdict.response.fit`, if they are at hand; fitted here otherwise.
    linking
        How often linking errs; it moves and widens `inferred` and `what_if`. Measured from
        customers' pauses (`lastword.linking.quality`) where None.

    Returns
    -------
    Resolution
        Without an answer to “is it solved?”: `said` unknown, `inferred` None, and `proxy`, the
        share whose customers did not come back, in its place.

    Raises
    ------
    NotTestable
        If there is no mature issue.
    """
    counts = _count(context)
    if counts.mature == 0:
        raise NotTestable(
            f"none of {counts.issues} issues is mature as of {context.as_of:%Y-%m-%d}: the windows "
            "for coming back have not passed. Give a later as_of or more recent exports."
        )
    if counts.answered == 0:
        return _unasked(counts)
    try:
        fitted = fitted or fit(context)
    except NotTestable as reason:
        return replace(_said_only(counts), caveats=(str(reason),))
    sums = sums_by_cluster(context, fitted)
    return infer(counts, fitted, sums, linking or measured(context))


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts over all issues, and of mature issues by cluster, shape (G,)."""

    issues: int
    invited: int
    agents: int
    size: NDArray[np.float64]
    answered_in: NDArray[np.float64]
    yes_in: NDArray[np.float64]
    judged_in: NDArray[np.float64]
    claimed_in: NDArray[np.float64]
    watched_in: NDArray[np.float64]
    stayed_in: NDArray[np.float64]

    @property
    def mature(self) -> int:
        return int(self.size.sum())

    @property
    def answered(self) -> int:
        return int(self.answered_in.sum())


def _count(context: Context) -> Counts:
    engine, verdicts = context.tables.engine, context.tables["verdicts"]
    rows = clustered(verdicts.filter(verdicts.is_mature))
    by_cluster = rows.group_by("cluster").aggregate(
        size=rows.count(),
        invited=_number(rows.is_invited),
        answered_in=rows.said_resolved.count(),
        yes_in=_number(rows.said_resolved),
        judged_in=rows.claimed_resolved.count(),
        claimed_in=_number(rows.claimed_resolved),
        watched_in=rows.did_come_back.count(),
        stayed_in=_number(~rows.did_come_back),
        with_agent=rows.agent_id.count(),
    )
    got = engine.fetch(by_cluster).sort_by("cluster")
    issues = engine.fetch(verdicts.aggregate(issues=verdicts.count())).to_pylist()[0]["issues"]

    def column(name: str) -> NDArray[np.float64]:
        return np.asarray(got[name].to_numpy(), dtype=np.float64)

    return Counts(
        issues=issues,
        invited=int(column("invited").sum()),
        agents=int((column("with_agent") > 0).sum()),
        size=column("size"),
        answered_in=column("answered_in"),
        yes_in=column("yes_in"),
        judged_in=column("judged_in"),
        claimed_in=column("claimed_in"),
        watched_in=column("watched_in"),
        stayed_in=column("stayed_in"),
    )


def _number(flag: ir.BooleanValue) -> ir.IntegerScalar:
    return flag.ifelse(ibis.literal(1, "int64"), 0).sum().fill_null(0)


def _said_only(counts: Counts) -> Resolution:
    return Resolution(
        issues=counts.issues,
        mature=counts.mature,
        invited=counts.invited,
        answered=counts.answered,
        claimed=cluster_share(counts.claimed_in, counts.judged_in),
        said=cluster_share(counts.yes_in, counts.answered_in),
        weighted=None,
        inferred=None,
        bounds=_bounds(counts),
        what_if=(),
        effective_n=None,
        lam=None,
        caveats=(),
    )


def _bounds(counts: Counts) -> Bounds | None:
    if counts.answered == 0:
        return None
    return cluster_manski(counts.yes_in, counts.answered_in, counts.size)


def _unasked(counts: Counts) -> Resolution:
    stayed = cluster_share(counts.stayed_in, counts.watched_in)
    sentence = (
        "No customer was asked whether the issue is solved. The share whose customers did not come "
        "back stands in for it: behaviour, not a verdict, since many give up or go elsewhere."
        if stayed.is_known
        else "No customer was asked whether the issue is solved: not testable with this data."
    )
    proxy = replace(stayed, method=f"no recontact, {stayed.method}") if stayed.is_known else None
    return replace(_said_only(counts), caveats=(sentence,), proxy=proxy)


def infer(counts: Counts, fitted: Fit, sums: ClusterSums, linking: LinkingError) -> Resolution:
    """What `resolution` says, from the counts and sums that it brings out of the engine."""
    parameters = fitted.cells.parameters
    result = doubly_robust(sums, parameters=parameters)
    weighted = doubly_robust(sums, lam=0.0, parameters=parameters)
    lowered = tuple(
        (100 * drop, silent_lower(result.estimate, counts.answered, counts.mature, drop))
        for drop in DROPS
    )
    piece = _as_pieces_count(fitted)
    return replace(
        _said_only(counts),
        weighted=weighted.estimate,
        inferred=propagate(result.estimate, linking, piece=piece),
        what_if=tuple((drop, propagate(share, linking, piece=piece)) for drop, share in lowered),
        effective_n=result.effective_n,
        lam=result.lam,
        caveats=tuple(_caveats(counts, fitted, result.effective_n, linking)),
    )


def _as_pieces_count(fitted: Fit) -> float | None:
    """What the model says of issues that look like a split-off piece.

    Nobody came back on the issue itself, but another issue of the same person follows.
    """
    cells = fitted.cells
    alike = (cells.level("next_issue") == 1) & (cells.level("came_back") != 2)
    size = np.where(alike, cells.size, 0.0)
    return float(size @ fitted.verdict / size.sum()) if size.sum() else None


def _caveats(
    counts: Counts, fitted: Fit, effective_n: float, linking: LinkingError
) -> Iterator[str]:
    yield SILENT
    for group, share in _unheard(fitted.cells):
        yield (
            f"Nobody answered about {group} ({say(share)} of mature issues): there it is inferred "
            "from other issues alone."
        )
    if fitted.capped > 0.01:
        yield (
            f"{say(fitted.capped)} of mature issues are of a kind that hardly ever answers; their "
            f"weight is capped at {LARGEST_WEIGHT:.0f} times the average."
        )
    if effective_n < 100:
        yield f"The weights leave as much as {effective_n:.0f} equally weighted answers: few."
    if counts.agents < 10:
        yield f"{counts.agents} agents are known: intervals over so few can be too narrow."
    if not linking.is_none:
        yield (
            f"Linking errs: {say(linking.splits)} false pieces and {say(linking.merges)} lost "
            "issues per true issue are allowed for in the interval of what is inferred."
        )


def _unheard(cells: Cells) -> Iterator[tuple[str, float]]:
    """Channels and reasons with at least one mature issue in a hundred, and no answer."""
    total = float(cells.size.sum())
    for factor in cells.factors[:2]:
        level = cells.level(factor.name)
        for number, words in enumerate(factor.levels):
            share = float(cells.size[level == number].sum()) / total
            if share >= 0.01 and cells.answered[level == number].sum() == 0:
                yield f"{factor.name} “{words}”", share
