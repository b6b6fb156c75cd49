"""Payoffs: what an answer counts on the response scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.scales import Scale
from lastword.estimate import Unit

PayoffName = Literal["mean", "top_box", "bottom_box", "nps"]


@dataclass(frozen=True, slots=True)
class Payoffs:
    """Names, units and values of an outcome's payoffs; `values` has shape (t, K)."""

    names: tuple[PayoffName, ...]
    units: tuple[Unit, ...]
    values: NDArray[np.float64]


def payoffs(outcome: Scale) -> Payoffs:
    """Mean, best answer, worst answer, and NPS where the outcome is asked from 0 to 10.

    The mean is in the outcome's own unit, everything else in points per hundred customers.
    """
    levels = len(outcome.labels)
    place = np.arange(levels)
    is_number = bool(outcome.raw) and not isinstance(outcome.raw[0], str)
    worth = np.array(outcome.raw, dtype=np.float64) if is_number else outcome.points
    rows = [worth, 100.0 * (place == levels - 1), 100.0 * (place == 0)]
    names: list[PayoffName] = ["mean", "top_box", "bottom_box"]
    if is_number and _is_recommendation(outcome, worth):
        names.append("nps")
        rows.append(100.0 * (worth >= 9) - 100.0 * (worth <= 6))
    units: list[Unit] = ["score", *(["points"] * (len(names) - 1))]  # type: ignore[list-item]
    return Payoffs(tuple(names), tuple(units), np.array(rows, dtype=np.float64))


def _is_recommendation(outcome: Scale, worth: NDArray[np.float64]) -> bool:
    if outcome.driver.scale is not None:
        return outcome.driver.scale == (0, 10)
    return float(worth.min()) == 0 and float(worth.max()) == 10 and worth.size >= 9
