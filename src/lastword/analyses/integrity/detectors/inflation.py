"""Inflation: resolutions that are claimed where the customer was not helped."""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.types as ir
import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.pattern import Pattern, of_unit
from lastword.analyses.integrity.rates import counted, unit_signs
from lastword.analyses.integrity.sign import Harm, Level, Sign
from lastword.analyses.integrity.units import unit_of
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import Bounds, Estimate, say
from lastword.finding import Condition, Evidence
from lastword.stats.latent_class import latent_class
from lastword.stats.mean import cluster_mean
from lastword.stats.proportion import cluster_share, wilson

FEWEST = 100
INDICATORS = ("claimed_resolved", "is_quiet", "said_resolved")
SEED, STARTS = 0, 10


def inflation(
    claimed_unhelped: ArrayLike, unhelped: ArrayLike, claimed: ArrayLike, quiet: ArrayLike,
    issues: ArrayLike,
) -> tuple[Estimate, Estimate]:  # fmt: skip
    """How much more is claimed solved than stays quiet, and how much of the unhelped is claimed.

    P(claimed) − P(no recontact) errs in the centre's favour: whoever gave up stays quiet, too.
    P(claimed | came back or said no) is 0 where claims are honest and customers' verdict decides.

    Parameters
    ----------
    claimed_unhelped, unhelped
        Claimed among those who came back or said no, and all of those; one a cluster (agent).
    claimed, quiet, issues
        Claimed issues, issues without recontact, all issues; one a cluster.

    Returns
    -------
    tuple of Estimate
        The gap, and the share claimed among the unhelped.

    Examples
    --------
    >>> gap, share = inflation([30, 20, 25], [40, 40, 40], [86, 84, 85], [60, 62, 61], [100] * 3)
    >>> gap.text(), share.text()
    ('24 % (19–29)', '62 % (39–81)')
    """
    surplus = np.asarray(claimed, np.float64) - np.asarray(quiet, np.float64)
    gap = cluster_mean(surplus, issues, unit="share")
    return gap, cluster_share(claimed_unhelped, unhelped)


def _issues(case: Case) -> ir.Table:
    """Mature issues with a claim or none: `is_claimed`, `is_quiet`, `is_unhelped`."""
    verdicts = case.tables["verdicts"]
    known = verdicts.filter(
        verdicts.did_come_back.notnull()
        & verdicts.claimed_resolved.notnull()
        & verdicts.agent_id.notnull()
    )
    said_no = ~known.said_resolved.fill_null(True)
    unhelped = known.did_come_back | said_no
    return known.mutate(
        is_quiet=~known.did_come_back,
        is_unhelped=unhelped,
        is_event=unhelped.ifelse(known.claimed_resolved, None),
    )


def test(case: Case) -> list[Sign]:
    """Whether more is claimed than stays quiet, and who claims the unhelped beyond custom."""
    rows = _issues(case)
    counts = counted(case, rows, kinds=("channel", "reason"))
    return [_centre(case, rows), *unit_signs(case, counts, PATTERN)]


def _centre(case: Case, rows: ir.Table) -> Sign:
    whole = {
        name: rows[name].cast("int64").sum() for name in ("is_quiet", "is_unhelped", "is_event")
    }
    counts = rows.group_by("agent_id").aggregate(
        n=rows.count(), claimed=rows.claimed_resolved.cast("int64").sum(), **whole
    )
    found = case.fetch(counts)
    n, claimed, quiet, unhelped, both = (
        np.array([value or 0 for value in found[name].to_pylist()], dtype=np.float64)
        for name in ("n", "claimed", "is_quiet", "is_unhelped", "is_event")
    )
    if n.sum() < FEWEST or len(n) < 2:
        raise NotTestable(f"{int(n.sum())} issues with a claim could be watched; {FEWEST} needed")
    gap, share = inflation(both, unhelped, claimed, quiet, n)
    error = (gap.upper - gap.value) / 1.96 if gap.upper is not None and gap.value else np.inf
    return Sign(
        detector="inflation",
        level="centre",
        unit=None,
        about="claims",
        sentence=(
            "Pattern consistent with claims that count more than solutions: "
            f"{say(claimed.sum() / n.sum())} of the issues are claimed solved and "
            f"{say(quiet.sum() / n.sum())} stay quiet; of those who came back or said no, "
            f"{share.text()} were claimed solved"
        ),
        estimate=gap,
        effect="claimed solved less not come back",
        share=gap,
        p=float(ndtr(-(gap.value or 0.0) / error)) if error > 0 else 1.0,
        n=int(n.sum()),
        minimal_detectable_effect=float(2.5 * error) if np.isfinite(error) else None,
        numbers_beside={"claimed_though_unhelped": share},
        evidence=_evidence("centre", None),
    )


def _evidence(level: Level, unit: str | None) -> Evidence:
    false = Condition("claimed_resolved", "==", True), Condition("did_come_back", "==", True)
    return Evidence("verdicts", (*false, *of_unit(level, unit)), ("came_back_days",))


PATTERN = Pattern(
    detector="inflation",
    about="claims",
    effect="issues claimed solved though the customer came back or said no",
    consistent_with="claims that count more than solutions",
    evidence=_evidence,
)


def deepen(case: Case, sign: Sign) -> Sign:
    """Add what customers say of issues that were claimed solved."""
    rows = _issues(case)
    if sign.level != "centre":
        rows = rows.filter(unit_of(rows, sign.level) == sign.unit)
    said = rows.filter(rows.said_resolved.notnull())
    counts = said.group_by("claimed_resolved").aggregate(
        no=(~said.said_resolved).cast("int64").sum(), n=said.count()
    )
    by = {row["claimed_resolved"]: wilson(row["no"], row["n"]) for row in
          case.fetch(counts).to_pylist()}  # fmt: skip
    left = rows.filter(rows.did_leave.notnull())
    gone = left.group_by("is_event").aggregate(
        left=left.did_leave.cast("int64").sum(), n=left.count()
    )
    lost = {row["is_event"]: wilson(row["left"], row["n"]) for row in case.fetch(gone).to_pylist()}
    harm = [Harm("cancelled or downgraded", lost[True], lost[None])] if {True, None} <= (
        lost.keys()
    ) else []  # fmt: skip
    beside: dict[str, Estimate | Bounds] = dict(sign.numbers_beside)
    if True in by:
        beside["said_no_though_claimed"] = by[True]
    return replace(sign, harm=tuple(harm), numbers_beside=beside | hidden_yes(case, said))


def hidden_yes(case: Case, said: ir.Table) -> dict[str, Bounds]:
    """Share solved by what claim, behaviour and answer have in common, and claims beyond it.

    From the smallest to the largest share among the solutions that fit about as well. Three
    indicators cannot show whether they err together: claims that customers were talked into
    confirming count as solved.

    Parameters
    ----------
    said
        Issues that the customer judged: `claimed_resolved`, `is_quiet`, `said_resolved`.
    """
    marked = said.select(**{name: said[name].cast("int64") for name in INDICATORS})
    counts = case.fetch(marked.group_by(*INDICATORS).aggregate(n=marked.count())).to_pylist()
    n = sum(row["n"] for row in counts)
    if n < FEWEST:
        return {}
    patterns = [[row[name] for name in INDICATORS] for row in counts]
    sizes = [row["n"] for row in counts]
    low, high = latent_class(patterns, sizes, np.random.default_rng(SEED), starts=STARTS).range
    claimed = sum(row["n"] for row in counts if row["claimed_resolved"]) / n
    method = "latent class, solutions that fit"
    return {
        "solved_in_common": Bounds(low, high, n, method),
        "claimed_beyond_common": Bounds(claimed - high, claimed - low, n, method),
    }


DETECTOR = Detector(
    name="inflation",
    title="Resolution inflation",
    question="Are our resolutions resolutions?",
    requires=Requires({"verdicts": ("claimed_resolved", "did_come_back", "agent_id")}),
    null_model=(
        "No more is claimed solved than stays quiet, which favours the centre; units claim the "
        "unhelped as often as their peers within channel and reason."
    ),
    innocent=(
        "the customer came back about something else with the same reason",
        "the system sets the code by itself when a ticket is closed",
        "a partial solution that was agreed as such",
    ),
    would_settle="Ask fifty customers of claimed issues whether they were helped.",
    measures_harm="customers who came back, said no or left after a claimed solution",
    metrics=("claimed", "agent_code", "resolution", "solved", "fcr", "one_touch", "closed"),
    test=test,
    deepen=deepen,
)
