"""G-computation: means of payoffs, and derivatives checked by differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastword.stats.links import LINKS
from lastword.stats.ordinal import ordinal
from lastword.stats.standardised import standardised

DESIGN = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
COUNTS = np.array([[20, 30, 10], [10, 30, 20], [9, 30, 21], [5, 15, 40]])
PAYOFFS = np.array([[1.0, 2, 3], [0, 0, 100], [-100, 0, 100]])
SHARE = COUNTS.sum(axis=1) / COUNTS.sum()


@pytest.mark.parametrize("link", sorted(LINKS))
def test_mean_payoff_is_that_of_predicted_shares(link: str) -> None:
    fit = ordinal(DESIGN, COUNTS, link=link)  # type: ignore[arg-type]
    mean = standardised(fit, DESIGN, SHARE, PAYOFFS)
    assert mean.value == pytest.approx(PAYOFFS @ (SHARE @ fit.predict(DESIGN)))


@pytest.mark.parametrize("link", sorted(LINKS))
def test_gradient_is_the_derivative(link: str) -> None:
    fit = ordinal(DESIGN, COUNTS, link=link)  # type: ignore[arg-type]
    gradient = standardised(fit, DESIGN, SHARE, PAYOFFS).gradient
    for place in range(fit.parameters.size):
        values = []
        for step in (1e-6, -1e-6):
            moved = fit.parameters.copy()
            moved[place] += step
            near = replace(fit, thresholds=moved[:2], coefficients=moved[2:])
            values.append(standardised(near, DESIGN, SHARE, PAYOFFS).value)
        assert gradient[:, place] == pytest.approx((values[0] - values[1]) / 2e-6, abs=1e-6)


def test_nobody_moved_changes_nothing() -> None:
    fit = ordinal(DESIGN, COUNTS)
    same = standardised(fit, DESIGN, SHARE, PAYOFFS)
    assert (same - same).errors(fit.bread).tolist() == [0, 0, 0]
