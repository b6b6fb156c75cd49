"""Raters against dummies by brute force, and on made scorecards."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.raters import halos, leanings


def test_leanings_are_those_of_dummy_regression() -> None:
    """Persons and raters as dummies, numpy's least squares: the same contrasts."""
    random = np.random.default_rng(3)
    rater, person = random.integers(0, 4, 120), random.integers(0, 9, 120)
    at, counts = random.integers(0, 3, 120).astype(float), random.integers(1, 4, 120)
    grade = random.normal(size=120) + 0.5 * rater + 0.2 * person
    found = leanings(rater, person, at, counts, counts * grade)
    later = at - np.average(at, weights=counts)
    x = np.column_stack(
        [np.eye(9)[person], np.eye(4)[rater][:, 1:], np.eye(4)[rater] * later[:, None]]
    )
    root = np.sqrt(counts)
    beta = np.linalg.lstsq(x * root[:, None], grade * root, rcond=None)[0]
    effect, slope = np.r_[0.0, beta[9:12]], beta[12:]
    weights = np.bincount(rater, weights=counts)
    for own in range(4):
        others = np.delete(weights, own) / np.delete(weights, own).sum()
        for parts, values in ((found.leniency, effect), (found.drift, slope)):
            expected = values[own] - others @ np.delete(values, own)
            assert parts[own].difference.value == pytest.approx(expected)


def test_who_shares_nobody_with_the_others_cannot_be_told() -> None:
    found = leanings([0, 1, 0, 1, 2, 2], [0, 0, 1, 1, 2, 3], [0] * 6, [1] * 6, [3, 2, 4, 3, 1, 1])
    assert not found.leniency[2].difference.is_known
    assert found.leniency[2].p == 1.0
    assert found.drift[0].difference.value is None, "one moment says nothing of drift"
    with pytest.raises(UsageError, match="one entry a cell"):
        leanings([0], [0, 1], [0], [1], [1])


def test_fair_raters_are_rarely_called_biased() -> None:
    """60 centres of 6 alike raters: 5 % ± 4.6 (4 errors of 360 tests) fall below p = .05."""
    random = np.random.default_rng(4)
    wrong: dict[str, list[float]] = {"leniency": [], "drift": [], "halo": []}
    for _ in range(60):
        rater, person = random.integers(0, 6, 300), random.integers(0, 40, 300)
        at, own = random.uniform(0, 3, 300), random.normal(0, 0.3, 40)
        marks = own[person, None] + random.normal(size=(300, 4))
        found = leanings(rater, person, at, np.ones(300), marks.mean(axis=1))
        wrong["leniency"] += [one.p < 0.05 for one in found.leniency]
        wrong["drift"] += [one.p < 0.05 for one in found.drift]
        wrong["halo"] += [one.p < 0.05 for one in halos(rater, person, *sums_of(marks))]
    for name, shares in wrong.items():
        assert 0.004 < np.mean(shares) < 0.1, name


def sums_of(marks: np.ndarray) -> tuple[np.ndarray, ...]:
    """Products, pairs, squares and grades of assessments of four criteria."""
    z = marks - marks.mean(axis=0)
    squares, ones = (z**2).sum(axis=1), np.ones(len(z))
    return z.sum(axis=1) ** 2 - squares, 12 * ones, squares, 4 * ones


def test_one_impression_for_all_is_halo() -> None:
    random = np.random.default_rng(5)
    rater, person = np.repeat([0, 1], 200), np.tile(np.arange(20), 20)
    marks = random.normal(size=(400, 4))
    marks[:200] = 0.3 * marks[:200] + 0.7 * marks[:200].mean(axis=1, keepdims=True)
    both = halos(rater, person, *sums_of(marks))
    assert (both[0].difference.lower or 0) > 0.3
    assert both[1].difference.value == pytest.approx(-(both[0].difference.value or 0))
    alone = halos([0], [0], [1.0], [12], [2.0], [4])
    assert not alone[0].difference.is_known
