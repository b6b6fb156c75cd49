from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.additive import additive


def test_equals_weighted_least_squares_on_dummies() -> None:
    random = np.random.default_rng(4)
    first, second = random.integers(0, 4, 60), random.integers(0, 3, 60)
    weights = random.uniform(1, 9, 60)
    y = 0.3 * first - 0.2 * second + random.normal(size=60)
    design = np.column_stack(
        [np.ones(60), *((first == k).astype(float) for k in range(1, 4)),
         *((second == k).astype(float) for k in range(1, 3))]
    )  # fmt: skip
    root = np.sqrt(weights)
    beta = np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0]
    fitted = additive([first, second], y * weights, weights)
    np.testing.assert_allclose(fitted, design @ beta, atol=1e-7)


def test_sparse_levels_are_drawn_to_the_mean() -> None:
    fitted = additive([[0, 1]], [50.0, 1.0], [100.0, 1.0], prior=1e9)
    np.testing.assert_allclose(fitted, 51 / 101, atol=1e-6)


def test_nothing_to_fit_is_refused() -> None:
    with pytest.raises(UsageError, match="above 0"):
        additive([[0]], [0.0], [0.0])
