"""Coupling: metrics that have come loose from what happens to customers."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.pictures import Coupling
from lastword.analyses.integrity.sign import Sign
from lastword.engine import Requires
from lastword.engine.times import days_between, moment
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.stats.decoupling import LEAST_UNITS, LEAST_WEEKS, Decoupling, decoupling

METRICS = {"claimed_resolved": "claims of a solution", "said_csat": "satisfaction scores"}
FEWEST_ISSUES = 5
SEED = 4


def _panel(case: Case, metric: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Agents × weeks: mean of the metric, and share of customers who did not come back."""
    verdicts = case.tables["verdicts"]
    known = verdicts.filter(
        verdicts[metric].notnull()
        & verdicts.did_come_back.notnull()
        & verdicts.agent_id.notnull()
        & verdicts.opened_at.notnull()
    )
    week = (days_between(moment(case.context.as_of), known.opened_at) / 7.0).floor()
    rows = known.mutate(
        week=week.cast("int64"),
        value=known[metric].cast("float64"),
        quiet=(~known.did_come_back).cast("float64"),
    )
    cells = rows.group_by(["agent_id", "week"]).aggregate(
        metric=rows.value.mean(), outcome=rows.quiet.mean(), n=rows.count()
    )
    found = [row for row in case.fetch(cells).to_pylist() if row["n"] >= FEWEST_ISSUES]
    if not found:
        return np.empty((0, 0)), np.empty((0, 0))
    agents = sorted({row["agent_id"] for row in found})
    last = max(row["week"] for row in found)
    panel = np.full((2, len(agents), last + 1), np.nan)
    for row in found:
        place = agents.index(row["agent_id"]), last - row["week"]
        panel[:, place[0], place[1]] = row["metric"], row["outcome"]
    return panel[0], panel[1]


def test(case: Case) -> list[Sign]:
    """Whether a metric goes less along with customers' not coming back than it used to."""
    signs, why = [], ""
    for metric in METRICS:
        if metric not in case.tables.filled("verdicts"):
            continue
        try:
            made = decoupling(*_panel(case, metric), np.random.default_rng(SEED))
        except UsageError as error:
            why = str(error)
            continue
        signs.append(_sign(metric, made, case.context.as_of))
    if not signs:
        raise NotTestable(
            why or f"fewer than {LEAST_UNITS} agents or {LEAST_WEEKS} weeks hold a metric"
        )
    return signs


def picture_of(made: Decoupling, as_of: datetime) -> Coupling:
    """The weekly correlation with the date of each week's beginning."""
    count = made.weekly.size
    weeks = [f"{as_of - timedelta(weeks=count - place):%Y-%m-%d}" for place in range(count)]
    seen = np.flatnonzero(np.isfinite(made.weekly))
    return Coupling(
        weeks=tuple(weeks[place] for place in seen),
        correlation=tuple(made.weekly[seen].tolist()),
        before=made.before,
        after=made.after,
        change_week=weeks[made.change],
        earliest_week=weeks[made.change_lower],
        latest_week=weeks[made.change_upper],
    )


def _sign(metric: str, made: Decoupling, as_of: datetime) -> Sign:
    range_ = "; it also varies less, and part of the fall is that" if made.is_range_only else ""
    return Sign(
        detector="coupling",
        level="centre",
        unit=None,
        about=metric,
        sentence=(
            "Pattern consistent with a measure that has become the goal: from week "
            f"{made.change + 1} on (weeks {made.change_lower + 1}–{made.change_upper + 1}) "
            f"{METRICS[metric]} go along with customers' staying away by {made.after.value:.2f} "
            f"instead of {made.before.value:.2f}{range_}"
        ),
        estimate=made.drop,
        effect="fall of the weekly correlation over agents",
        share=None,
        p=made.p,
        n=int(np.isfinite(made.weekly).sum()),
        minimal_detectable_effect=made.minimal_detectable_effect,
        numbers_beside={
            "before": made.before,
            "after": made.after,
            "after_at_old_spread": Estimate(
                made.after_at_old_spread,
                None,
                None,
                made.after.n,
                "Thorndike, case 2",
                unit="score",
            ),
        },
        picture=picture_of(made, as_of),
        evidence=Evidence("verdicts", (Condition(metric, "is not null"),), ("-opened_at",)),
    )


DETECTOR = Detector(
    name="coupling",
    title="A metric comes loose",
    question="Since when does the score no longer say how customers fare?",
    requires=Requires({"verdicts": ("did_come_back", "agent_id")}),
    null_model=(
        "The weekly correlation over agents of metric and outcome varies by chance, with the "
        "autocorrelation seen, about one level."
    ),
    innocent=(
        "everybody reached the top, so that nothing is left to vary",
        "a new product that customers come back about whatever agents do",
        "the metric's definition or scale was changed on that date",
    ),
    would_settle="Find what was introduced in those weeks; suspend it for one site.",
    measures_harm="the share of customers who stay away, before and after",
    metrics=("claimed", "agent_code", "csat", "resolution", "satisf"),
    test=test,
)
