"""Both arrows: who moves first is told, and nothing where nothing is planted."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.arrows import arrows
from lastword.stats.jackknife import leave_out
from lastword.stats.panel import panel
from stats.moods import Centre, Planted, claimed

SMALL = Centre(teams=16, months=14, effect=0.6, figures=2)


def _shares(planted: Planted, times: int) -> np.ndarray:
    random = np.random.default_rng(3)
    found = [claimed(SMALL, planted, random) for _ in range(times)]
    return np.mean([[one.onward, one.back, one.other] for one in found], axis=0)


def test_arrows_go_the_right_way() -> None:
    """24 centres each, Monte-Carlo error .06; 200 larger ones in benchmarks."""
    onward, back = _shares("employees first", 24), _shares("customers first", 24)
    assert onward[0] > 0.85
    assert onward[1] < 0.05
    assert back[1] > 0.85
    assert back[0] < 0.05


def test_nothing_is_claimed_where_nothing_is_planted() -> None:
    assert _shares("nothing", 30).max() <= 0.1


def test_too_short_to_tell() -> None:
    random = np.random.default_rng(1)
    u, t = np.indices((6, 4))
    x, y = random.normal(size=(2, 6, 4))
    with pytest.raises(UsageError, match="too few to tell before from after"):
        arrows(u.ravel(), t.ravel(), x.ravel(), y.ravel())


def test_leaving_out_equals_fitting_without() -> None:
    """Against refits with dummies of units and periods, each time without one unit."""
    random = np.random.default_rng(2)
    u, t = (part.ravel() for part in np.indices((7, 6)))
    x, y = random.normal(size=(2, 42))
    found = panel(u, t, x, y, lags=0, leads=0, errors="jackknife")

    def fit(keep: np.ndarray) -> float:
        columns = np.column_stack([x, u[:, None] == np.arange(7), t[:, None] == np.arange(1, 6)])
        return float(np.linalg.lstsq(columns[keep] * 1.0, y[keep], rcond=None)[0][0])

    whole = fit(np.ones(42, dtype=bool))
    without = np.array([fit(u != unit) for unit in range(7)])
    error = np.sqrt(6 / 7 * ((without - whole) ** 2).sum())
    effect = found.effects[0]
    assert effect.value == pytest.approx(whole, abs=1e-9)
    assert effect.upper is not None
    assert (effect.upper - whole) / 2.446912 == pytest.approx(error, rel=1e-6)
    assert 0 < found.p(0) < 1


def test_columns_that_one_cluster_alone_identifies() -> None:
    x = np.column_stack([np.arange(6.0), [1.0, 0, 0, 0, 0, 0]])
    beta, covariance = leave_out(x, np.arange(6.0), np.ones(6), np.repeat([0, 1, 2], 2))
    assert beta[0] == pytest.approx(1.0)
    assert np.isfinite(covariance).all()
