"""Experience: effort, satisfaction, recommendation, expectation, and what it took."""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.mean import cluster_mean
from lastword.stats.nps import cluster_nps
from lastword.stats.proportion import cluster_share
from lastword.verdict.clusters import clustered
from lastword.verdict.results import Experience

Floats = NDArray[np.float64]
Sums = dict[str, tuple[Floats, Floats]]
"""Per figure: its sum and the number of issues that have it, in each cluster."""
WEIGHTED = ("top_box", "top_two", "csat", "promoters", "detractors", "effort")


def experience(context: Context) -> Experience:
    """Tell what customers went through and what they say of it, over mature issues.

    What was said speaks of those who answered. `weighted` brings it to all mature issues with the
    response weights of `lastword.verdict.response`, Σwy/Σw over the answers, for satisfaction,
    recommendation and effort; it holds under the same assumption as what is inferred of
    “solved?”, and only where both questions were answered. Top box (the best answer) and
    top two (the two best) are two figures that differ by ten points and more: both are named.
    Every interval is over agents, since the customers of one agent are alike.

    Parameters
    ----------
    context
        Needs `verdicts` and `issues`.

    Returns
    -------
    Experience
        None where a question was never asked.
    """
    verdicts, issues = context.tables["verdicts"], context.tables["issues"]
    figures = _said(verdicts)
    said = _sums(context, verdicts, {**figures, **_with_weights(verdicts, figures)})
    went = _sums(context, issues, _went_through(issues))
    return Experience(
        csat_top_box=_share(said, "top_box"),
        csat_top_two=_share(said, "top_two"),
        csat_mean=_mean(said, "csat"),
        nps=_nps(said),
        effort=_mean(said, "effort"),
        expectation_below=_share(said, "below"),
        expectation_above=_share(said, "above"),
        first_call_right=_share(said, "first_call_right"),
        contacts_per_issue=cluster_mean(*went["contacts"], unit="ratio"),
        customer_seconds=cluster_mean(*went["seconds"], unit="seconds"),
        more_than_one_channel=cluster_share(*went["channels"]),
        transferred=cluster_share(*went["transferred"]),
        weighted=_weighted(said),
    )


def _said(verdicts: ir.Table) -> dict[str, ir.Value]:
    score = verdicts.said_nps
    return {
        "top_box": verdicts.said_top_box,
        "top_two": verdicts.said_top_two,
        "csat": verdicts.said_csat,
        "effort": verdicts.said_effort,
        "below": verdicts.said_expectation < 0,
        "above": verdicts.said_expectation > 0,
        "promoters": score >= 9,
        "detractors": score <= 6,
        "first_call_right": verdicts.is_first_call_right,
    }


def _with_weights(verdicts: ir.Table, figures: dict[str, ir.Value]) -> dict[str, ir.Value]:
    """Each weighted figure, its weight and its squared weight, where both are known."""
    terms: dict[str, ir.Value] = {}
    for name in WEIGHTED:
        value = figures[name].cast("float64")
        weight = value.notnull().ifelse(verdicts.weight, None)
        terms |= {f"wy_{name}": weight * value, f"w_{name}": weight, f"ww_{name}": weight * weight}
    return terms


def _went_through(issues: ir.Table) -> dict[str, ir.Value]:
    return {
        "contacts": issues.contact_count,
        "seconds": issues.customer_seconds,
        "channels": issues.channel_count > 1,
        "transferred": issues.transfer_count > 0,
    }


def _sums(context: Context, table: ir.Table, figures: dict[str, ir.Value]) -> Sums:
    rows = clustered(table.mutate(**{f"figure_{name}": v for name, v in figures.items()}))
    rows = rows.filter(rows.is_mature)
    totals = {}
    for name in figures:
        figure = rows[f"figure_{name}"]
        totals[f"{name}_sum"] = figure.cast("float64").sum().fill_null(0.0)
        totals[f"{name}_n"] = figure.count()
    sums = rows.group_by("cluster").aggregate(**totals)
    got = context.tables.engine.fetch(sums).sort_by("cluster").drop(["cluster"])
    arrays = {c: got[c].to_numpy().astype(np.float64) for c in got.column_names}
    return {name: (arrays[f"{name}_sum"], arrays[f"{name}_n"]) for name in figures}


def _weighted(sums: Sums) -> dict[str, Estimate]:
    """Figures as all customers would give them, by the name of the plain one."""
    scaled = {name: _scaled(sums, name) for name in WEIGHTED}
    found = {
        "csat_top_box": ("top_box", _share(scaled, "top_box")),
        "csat_top_two": ("top_two", _share(scaled, "top_two")),
        "csat_mean": ("csat", _mean(scaled, "csat")),
        "nps": ("promoters", _nps(scaled)),
        "effort": ("effort", _mean(scaled, "effort")),
    }
    return {
        figure: replace(
            number, n=int(sums[f"w_{name}"][1].sum()), method=f"response-weighted, {number.method}"
        )
        for figure, (name, number) in found.items()
        if number is not None
    }


def _scaled(sums: Sums, name: str) -> tuple[Floats, Floats]:
    """Σwy and Σw per cluster, scaled so that the weights add up to Kish's (Σw)²/Σw²."""
    weight, squares = sums[f"w_{name}"][0], float(sums[f"ww_{name}"][0].sum())
    scale = float(weight.sum()) / squares if squares else 0.0
    return scale * sums[f"wy_{name}"][0], scale * weight


def _share(sums: Sums, name: str) -> Estimate | None:
    estimate = cluster_share(*sums[name])
    return estimate if estimate.is_known else None


def _mean(sums: Sums, name: str) -> Estimate | None:
    estimate = cluster_mean(*sums[name])
    return estimate if estimate.is_known else None


def _nps(sums: Sums) -> Estimate | None:
    promoters, answers = sums["promoters"]
    estimate = cluster_nps(promoters, sums["detractors"][0], answers)
    return estimate if estimate.is_known else None
