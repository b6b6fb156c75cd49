"""Patience curves from laws and from what callers did."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.queueing.patience import Patience, hazard_rate, patience_curve, patience_law
from lastword.stats.survival import kaplan_meier


def test_curve_of_the_impatient() -> None:
    """A step falls where it was seen; behind the last wait the mean hazard goes on."""
    survival = kaplan_meier([10.0, 20.0, 30.0], [1, 1, 0], [0, 0, 2])
    curve = patience_curve(survival)
    assert curve.share_left([5, 15, 25]).tolist() == pytest.approx([1, 0.75, 0.5])
    assert hazard_rate(survival) == pytest.approx(2 / 90)
    assert curve.share_left(30 + 45) == pytest.approx(0.5 * np.exp(-1), abs=1e-3)
    assert curve.quantile(0.25) == 10
    assert curve.quantile(0.5) == 20


def test_mean_and_median_of_a_law() -> None:
    curve = patience_law(lambda t: np.exp(-t / 120), horizon=4800)
    assert curve.mean() == pytest.approx(120, abs=1e-3)
    assert curve.quantile(0.5) == pytest.approx(120 * np.log(2), abs=1e-2)


def test_endless_patience_has_no_mean() -> None:
    curve = Patience(np.array([0.0, 60.0]), np.array([1.0, 0.5]))
    assert curve.mean() == np.inf
    assert curve.quantile(0.9) is None


def test_nobody_gave_up() -> None:
    with pytest.raises(UsageError, match="nobody gave up"):
        patience_curve(kaplan_meier([10.0], [0], [5]))


@pytest.mark.parametrize(
    ("seconds", "willing"),
    [([1.0, 2.0], [1.0, 0.5]), ([0.0, 2.0, 1.0], [1.0, 0.5, 0.2]), ([0.0, 1.0], [0.5, 0.6])],
)
def test_curves_that_cannot_be(seconds: list[float], willing: list[float]) -> None:
    with pytest.raises(UsageError):
        Patience(np.array(seconds), np.array(willing))
