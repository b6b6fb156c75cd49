"""Mantel–Haenszel: a published table, clusters, and units that differ."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.mantel_haenszel import (
    LogOdds,
    clustered_log_odds,
    common_log_odds,
    mantel_haenszel,
)

BERKELEY = {
    "men": [(512, 313), (353, 207), (120, 205), (138, 279), (53, 138), (22, 351)],
    "women": [(89, 19), (17, 8), (202, 391), (131, 244), (94, 299), (24, 317)],
}
"""Admitted and rejected at Berkeley 1973 by department; R's mantelhaen.test gives OR .9047."""


def test_berkeley_admissions() -> None:
    made = mantel_haenszel([BERKELEY["men"]], [BERKELEY["women"]])
    assert np.exp(made.values[0]) == pytest.approx(0.9047, abs=2e-4)
    low, high = np.exp(made.values[0] + np.array([-1.959964, 1.959964]) * made.errors[0])
    assert (low, high) == (pytest.approx(0.772, abs=1e-3), pytest.approx(1.060, abs=1e-3))


def test_empty_strata_and_units_without_events_do_no_harm() -> None:
    made = mantel_haenszel(
        [[[5, 20], [0, 0]], [[0, 30], [0, 10]]], [[[5, 20], [0, 0]], [[4, 30], [2, 10]]]
    )
    assert made.values[0] == pytest.approx(0.0)
    assert np.isfinite(made.values).all() and np.isfinite(made.errors).all()


def test_clustered_error_holds_where_units_react_differently() -> None:
    """The error matches the spread over simulated centres; 400 centres: ±4 %."""
    rng = np.random.default_rng(9)
    values, errors = [], []
    for _ in range(400):
        odds = rng.normal(0.3, 0.5, 30)
        base = 0.2
        p = 1 / (1 + np.exp(-(np.log(base / (1 - base)) + odds)))
        hit, other = rng.binomial(100, p), rng.binomial(100, base, 30)
        exposed = np.stack([hit, 100 - hit], axis=-1)[:, None]
        others = np.stack([other, 100 - other], axis=-1)[:, None]
        estimate, error = clustered_log_odds(exposed, others)
        values.append(estimate.value)
        errors.append(error)
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.15)


def test_random_effects_widen_the_interval() -> None:
    alike = LogOdds(np.full(10, 0.4), np.full(10, 0.2), np.full(10, 50))
    apart = LogOdds(np.linspace(-1, 1.8, 10), np.full(10, 0.2), np.full(10, 50))
    assert common_log_odds(alike)[1] == 0.0
    assert common_log_odds(apart)[1] == pytest.approx(np.sqrt(apart.values.var(ddof=1) - 0.04))


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(UsageError):
        mantel_haenszel([[1, 2]], [[1, 2]])
