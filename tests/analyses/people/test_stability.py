"""Whether orders repeat themselves: in halves of the problems, and from month to month."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.analyses.people.stability import (
    FOLDS,
    SPLITS,
    Parts,
    stability,
    stability_of_gains,
)


def parts(values: np.ndarray, noise: float, seed: int) -> Parts:
    """Units seen in eight folds of three months, with noise in each."""
    random = np.random.default_rng(seed)
    shape = (len(values), FOLDS, 3)
    weights = np.full(shape, 10.0)
    drawn = values[:, None, None] + random.normal(0, noise, shape)
    return Parts(tuple(map(str, range(len(values)))), drawn * weights, weights)


def test_every_way_to_deal_halves() -> None:
    assert len(SPLITS) == 35
    assert all(len(set(half)) == FOLDS // 2 for half in SPLITS)


def test_true_differences_repeat_and_luck_does_not() -> None:
    values = np.linspace(0, 1, 20)
    lasting, luck = stability(parts(values, 0.5, 1)), stability(parts(0 * values, 0.5, 2))
    assert (lasting.halves.lower or 0) > 0.5
    assert (lasting.months.value or 0) > 0.5
    assert lasting.whole == pytest.approx(
        2 * (lasting.halves.value or 0) / (1 + (lasting.halves.value or 0))
    )
    assert (luck.halves.lower or 0) < 0.1


def test_gains_repeat_only_where_orders_differ_for_good() -> None:
    values = np.linspace(0, 1, 20)
    turned = stability_of_gains(parts(values, 0.3, 3), parts(-values, 0.3, 4))
    same = stability_of_gains(parts(values, 0.3, 5), parts(values, 0.3, 6))
    assert (turned.lower or 0) > 0.7
    assert (same.value or 0) < 0.4


def test_units_without_problems_in_a_half_are_left_out() -> None:
    whole = parts(np.linspace(0, 1, 6), 0.1, 7)
    weights = whole.weights.copy()
    weights[0] = 0
    found = stability(Parts(whole.units, whole.totals * (weights > 0), weights))
    assert (found.halves.value or 0) > 0.5
    few = stability(parts(np.linspace(0, 1, 4), 0.1, 8))
    assert few.halves.value is None and few.months.value is None
