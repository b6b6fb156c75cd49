from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.panel import panel


def world(
    random: np.random.Generator, units: int, periods: int, effects: dict[int, float]
) -> tuple[np.ndarray, ...]:
    u, t = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    wide = random.normal(size=(units, periods + 4)) + random.normal(size=(units, 1))
    y = random.normal(size=(units, 1)) + random.normal(size=periods)
    y = y + random.normal(size=(units, periods)) * 0.5
    for lag, effect in effects.items():
        y = y + effect * wide[:, 2 - lag : 2 - lag + periods]
    return u, t, wide[:, 2 : 2 + periods].ravel(), y.ravel()


def test_equal_to_regression_on_dummies() -> None:
    u, t, x, y = world(np.random.default_rng(1), 8, 6, {0: 0.5})
    dummies = np.column_stack([x, np.eye(8)[u], np.eye(6)[t][:, 1:]])
    beta, *_ = np.linalg.lstsq(dummies, y, rcond=None)
    found = panel(u, t, x, y, lags=0, leads=0).effects[0]
    assert found.value == pytest.approx(beta[0], abs=1e-9)
    residual = y - dummies @ beta
    inner = x - dummies[:, 1:] @ np.linalg.lstsq(dummies[:, 1:], x, rcond=None)[0]
    scores = np.array([inner[u == g] @ residual[u == g] for g in range(8)])
    factor = 8 / 7 * 47 / (48 - 1 - 6)
    error = np.sqrt(factor * (scores**2).sum()) / (inner @ inner)
    assert found.upper is not None
    assert found.value is not None
    assert (found.upper - found.value) / 2.364624 == pytest.approx(error, rel=1e-6)


def test_lag_is_found_and_the_lead_stays_silent() -> None:
    """120 worlds, 30 units, 12 periods: Monte-Carlo error .02."""
    random = np.random.default_rng(2)
    found = [panel(*world(random, 30, 12, {1: 0.2})).effects for _ in range(120)]
    right = np.mean([one[1].lower > 0 for one in found])  # type: ignore[operator]
    false = np.mean([not one[-1].lower <= 0 <= one[-1].upper for one in found])  # type: ignore[operator]
    covered = np.mean([one[1].lower <= 0.2 <= one[1].upper for one in found])  # type: ignore[operator]
    assert right > 0.9
    assert false < 0.12
    assert covered > 0.89


def test_refusals() -> None:
    u, t, x, y = world(np.random.default_rng(3), 6, 5, {})
    with pytest.raises(UsageError, match="several rows"):
        panel(u, np.zeros_like(t), x, y)
    with pytest.raises(UsageError, match="2 units"):
        panel(u[:10], t[:10], x[:10], y[:10])
    with pytest.raises(UsageError, match="does not vary"):
        panel(u, t, t.astype(float), y, lags=0, leads=0)
