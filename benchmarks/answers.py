"""Simulated survey answers with planted penalties and rewards, as skewed as real ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import norm, t

from lastword.analyses.drivers.cells import tabulated
from lastword.analyses.drivers.driver import Driver
from lastword.analyses.drivers.rows import Rows
from lastword.analyses.drivers.scales import Scale, Values, outcome_scale, scale_of
from lastword.analyses.drivers.study import DriverStudy, study

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Noise = Callable[[np.random.Generator, int], Floats]
Slopes = Sequence[tuple[float, float]]
"""Slope below and above the reference of each driver, in standard deviations of the error."""
SHARES = np.array([0.04, 0.06, 0.15, 0.40, 0.35])
"""Drivers and outcome, as satisfaction surveys have them: skewed, with a full top."""
GENERAL = 0.6
REFERENCE = 4
LOGISTIC_SD = math.pi / math.sqrt(3)
MIXED: Slopes = ((0.5, 0.0), (0.0, 0.5), (0.4, 0.4), (0.0, 0.0), (0.6, 0.2), (0.2, 0.6))

NOISES: dict[str, Noise] = {
    "logit": lambda rng, n: rng.logistic(size=n) / LOGISTIC_SD,
    "probit": lambda rng, n: rng.standard_normal(n),
    "t3": lambda rng, n: t.rvs(3, size=n, random_state=rng) / math.sqrt(3),
    "heterogeneous": lambda rng, n: rng.standard_normal(n),
}


def ratings(rng: np.random.Generator, n: int, drivers: int) -> Ints:
    """Correlated ratings 1 to 5 with the shares of `SHARES`, shape (n, drivers)."""
    general = GENERAL * rng.standard_normal((n, 1))
    own = math.sqrt(1 - GENERAL**2) * rng.standard_normal((n, drivers))
    return 1 + np.searchsorted(norm.ppf(SHARES.cumsum()[:-1]), general + own)


def reaction(x: Ints, slopes: Slopes) -> Floats:
    """Latent satisfaction without its error, in the error's standard deviations."""
    distance = x - REFERENCE
    below, above = np.array(slopes, dtype=np.float64).T
    return np.minimum(distance, 0) @ below + np.maximum(distance, 0) @ above


def answered(rng: np.random.Generator, latent: Floats, truth: str) -> Ints:
    """Answers 1 to 5; with heterogeneous scale use every customer has thresholds of their own."""
    cuts = np.quantile(latent, SHARES.cumsum()[:-1])[None, :]
    if truth == "heterogeneous":
        shift = 0.4 * rng.standard_normal((latent.size, 1))
        middle = cuts.mean()
        cuts = middle + shift + (cuts - middle) * np.exp(0.3 * rng.standard_normal(shift.shape))
    return 1 + (latent[:, None] > cuts).sum(axis=1)


def simulated(rng: np.random.Generator, n: int, slopes: Slopes, truth: str) -> tuple[Ints, Ints]:
    """Ratings of every driver, and the answers that they and an error of this law lead to."""
    x = ratings(rng, n, len(slopes))
    return x, answered(rng, reaction(x, slopes) + NOISES[truth](rng, n), truth)


def studied(x: Ints, y: Ints, *, weight: Floats | None = None,
            agent: Ints | None = None) -> DriverStudy:  # fmt: skip
    """Study simulated answers."""
    weights = np.ones(y.size) if weight is None else weight
    scales = tuple(_scale(f"d{j}") for j in range(x.shape[1]))
    outcome = outcome_scale(Driver("y"), Values((1.0, 2.0, 3.0, 4.0, 5.0), np.ones(5)))
    rows = Rows(scales, (), outcome, None, () if agent is None else ("agent",))
    columns: dict[str, Any] = dict(rows.codes(np.column_stack([x, y]) - 1))
    columns |= {"size": np.ones(y.size), "weight": weights, "squares": weights**2}
    if agent is not None:
        columns["cluster_0"] = agent
    cells = tabulated(pa.table(columns), rows)
    return study(cells, {scale.name: float(REFERENCE) for scale in scales})


def _scale(name: str) -> Scale:
    driver = Driver(name, higher_is="better")
    return scale_of(driver, Values((1.0, 2.0, 3.0, 4.0, 5.0), np.ones(5)))
