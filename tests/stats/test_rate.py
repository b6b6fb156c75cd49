"""Garwood's interval: published values, and that it covers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from lastword.errors import UsageError
from lastword.stats.rate import garwood_ends


def test_known_values() -> None:
    """Exact 95 % limits of small Poisson counts, as printed in tables (Pearson and Hartley)."""
    lower, upper = garwood_ends([0, 1, 5, 10, 30])
    assert lower == pytest.approx([0, 0.0253, 1.6235, 4.7954, 20.2409], abs=2e-4)
    assert upper == pytest.approx([3.6889, 5.5716, 11.6683, 18.3904, 42.8269], abs=2e-4)


@pytest.mark.parametrize("mean", [0.3, 4.0, 55.0])
def test_covers_at_least_as_often_as_it_says(mean: float) -> None:
    counts = np.arange(200)
    lower, upper = garwood_ends(counts)
    held = (lower <= mean) & (mean <= upper)
    assert poisson.pmf(counts[held], mean).sum() >= 0.95


def test_what_cannot_be() -> None:
    with pytest.raises(UsageError, match="negative"):
        garwood_ends([-1])
    with pytest.raises(UsageError, match="level is 2"):
        garwood_ends([1], level=2)
