"""Pinball loss: by hand, and that the true quantile is best."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.stats.pinball import coverage, pinball


def test_by_hand() -> None:
    assert pinball([10.0, 20.0], [[12.0, 12.0], [16.0, 16.0]], [0.5, 0.9]).tolist() == (
        pytest.approx([2.5, (0.6 + 3.6) / 2])
    )
    assert coverage([1, 2, 3], [1, 3, 0], [1, 4, 9]) == pytest.approx(2 / 3)


def test_the_true_quantile_is_best() -> None:
    drawn = np.random.default_rng(1).gamma(4.0, size=20_000)
    truth = np.quantile(drawn, 0.8)
    losses = [pinball(drawn, np.full((1, drawn.size), truth * f), [0.8])[0] for f in (0.9, 1, 1.1)]
    assert min(losses) == losses[1]
