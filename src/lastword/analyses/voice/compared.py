"""Compared: the heard beside the rushed, plainly and between customers who are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.cross_products import cross_products
from lastword.stats.least_squares import least_squares
from lastword.stats.mean import cluster_mean

FEW = 20
"""Customers in each group below which nothing is compared."""
NO_EXPERIMENT = (
    "This is not an experiment: nobody drew lots for whom to ask, and agents may ask those who are "
    "easier to keep."
)
Row = Mapping[str, Any]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compared:
    """One outcome of the heard and of the rushed; see `NO_EXPERIMENT`.

    Parameters
    ----------
    heard, rushed
        Mean of each group: a share, or money a customer; agents are clusters.
    crude
        The plain difference.
    adjusted
        The difference between customers of one reason, channel, strength of wish and place in the
        issue, by least squares with agents as clusters; None where these tell the groups apart.
    """

    heard: Estimate
    rushed: Estimate
    crude: Estimate
    adjusted: Estimate | None


def compared(rows: Sequence[Row], outcome: str, unit: Unit) -> Compared | None:
    """Compare an outcome of those who were heard and those who were rushed.

    Parameters
    ----------
    rows
        One a customer: the outcome, `is_heard`, `agent_id`, and `reason`, `channel`, `is_threat`,
        `position`, which the adjusted difference holds still.

    Returns
    -------
    Compared or None
        None with fewer than `FEW` in a group, or where all were served by one agent.
    """
    groups = [[row for row in rows if row["is_heard"] is which] for which in (True, False)]
    if min(map(len, groups)) < FEW:
        return None
    heard, rushed = (average(group, outcome, unit) for group in groups)
    crude = _difference(rows, outcome, {}, unit)
    if heard is None or rushed is None or crude is None:
        return None
    return Compared(heard, rushed, crude, _difference(rows, outcome, _held_still(rows), unit))


def average(rows: Sequence[Row], name: str, unit: Unit | None = None) -> Estimate | None:
    """Mean over customers with agents as clusters; None below two of them."""
    agents, places = np.unique([_agent(row) for row in rows], return_inverse=True)
    if len(agents) < 2:
        return None
    values = np.array([float(row[name]) for row in rows])
    sums = np.bincount(places, weights=values, minlength=len(agents))
    kind: Unit = unit or ("seconds" if name == "seconds" else "count")
    return cluster_mean(sums, np.bincount(places, minlength=len(agents)), unit=kind)


def _difference(
    rows: Sequence[Row], outcome: str, others: Mapping[str, Floats], unit: Unit
) -> Estimate | None:
    columns = {
        "outcome": np.array([float(row[outcome]) for row in rows]),
        "heard": np.array([float(row["is_heard"]) for row in rows]),
        **others,
    }
    products = cross_products(columns, clusters=[_agent(row) for row in rows])
    try:
        fitted = least_squares(products, "outcome", ["heard", *others])
    except UsageError:
        return None
    return fitted.estimate("heard", unit=unit)


def _held_still(rows: Sequence[Row]) -> dict[str, Floats]:
    """Columns of zeros and ones, each in `FEW` customers or more and missing in as many."""
    found = {
        "a threat": np.array([float(bool(row["is_threat"])) for row in rows]),
        "called before": np.array([float((row["position"] or 1) > 1) for row in rows]),
    }
    for name in ("reason", "channel"):
        for value in sorted({str(row[name]) for row in rows})[1:]:
            told = [float(str(row[name]) == value) for row in rows]
            found[f"{name} {value}"] = np.array(told)
    return {name: v for name, v in found.items() if FEW <= v.sum() <= len(rows) - FEW}


def _agent(row: Row) -> str:
    return str(row["agent_id"] or row["contact_id"])
