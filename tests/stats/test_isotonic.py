"""Isotonic fits: the pool-adjacent-violators solution, and intervals that cover."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.stats.isotonic import isotonic, monotone


def pool_adjacent_violators(means: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    blocks: list[list[float]] = []
    for mean, size in zip(means, sizes, strict=True):
        blocks.append([mean, size, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (a, n, k), (b, m, j) = blocks.pop(-2), blocks.pop()
            blocks.append([(a * n + b * m) / (n + m), n + m, k + j])
    return np.concatenate([[mean] * int(levels) for mean, _, levels in blocks])


def test_example_of_barlow_and_others() -> None:
    """A worked example by hand: 1, 3, 2, 4, 3, 5 pools to 1, 2.5, 2.5, 3.5, 3.5, 5."""
    assert monotone([1, 3, 2, 4, 3, 5], np.ones(6)).tolist() == [1, 2.5, 2.5, 3.5, 3.5, 5]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 11))
def test_equal_to_pooling_adjacent_violators(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    sizes, means = rng.integers(1, 50, count), rng.normal(size=count)
    assert monotone(means * sizes, sizes) == pytest.approx(pool_adjacent_violators(means, sizes))


@given(st.integers(0, 10_000))
def test_keeps_the_total_and_rises(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes, means = rng.integers(1, 50, 7), rng.normal(size=7)
    fitted = monotone(means * sizes, sizes)
    assert fitted @ sizes == pytest.approx(means @ sizes, abs=1e-9)
    assert (np.diff(fitted) >= -1e-12).all()


def test_falling_is_rising_upside_down() -> None:
    t, n = np.array([[5.0, 9.0, 1.0]]), np.array([[2.0, 3.0, 1.0]])
    up = isotonic([1, 2, 3], t, n)
    down = isotonic([1, 2, 3], -t, n, falling=True)
    assert [p.value for p in down.fitted] == [-p.value for p in up.fitted]
    assert all(p.lower is None for p in up.fitted)


def test_a_level_without_answers_in_a_sample_lies_between_its_neighbours() -> None:
    fitted = monotone([2.0, 0.0, 8.0], [1.0, 0.0, 2.0])
    assert fitted[0] == 2
    assert fitted[2] == 4
    assert 2 <= fitted[1] <= 4


def test_cells_are_rows() -> None:
    """Ten answers in three cells at two levels; 20,000 samples, Monte-Carlo error below 1 %."""
    level, answer, count = np.array([0, 0, 1]), np.array([1.0, 4.0, 5.0]), np.array([4, 3, 3])
    marks = np.eye(2)[level]
    cells = isotonic(
        [0, 1], marks * (answer * count)[:, None], marks * count[:, None],
        rows=count, replicates=20_000,
    )  # fmt: skip
    rows = np.repeat(np.arange(3), count)
    each = isotonic([0, 1], marks[rows] * answer[rows, None], marks[rows], replicates=20_000)
    for one, other in zip(cells.means, each.means, strict=True):
        assert (one.lower, one.upper) == pytest.approx((other.lower, other.upper), rel=1e-12)
    assert cells.fitted[0].lower == pytest.approx(each.fitted[0].lower, abs=0.25)
    assert cells.fitted[0].upper == pytest.approx(each.fitted[0].upper, abs=0.25)


@pytest.mark.slow
def test_intervals_cover_a_rising_truth() -> None:
    """400 samples of 40 agents × 25 answers on 5 levels; Monte-Carlo error .011 each."""
    rng = np.random.default_rng(3)
    truth, held = np.array([1.0, 2.0, 3.0, 3.5, 4.0]), np.zeros(5)
    for _ in range(400):
        x, agent = rng.choice(5, 1000, p=(0.05, 0.1, 0.25, 0.3, 0.3)), np.arange(1000) % 40
        y = truth[x] + rng.normal(0, 1, 1000) + rng.normal(0, 0.2, 40)[agent]
        sizes = np.bincount(agent * 5 + x, minlength=200).reshape(40, 5)
        totals = np.bincount(agent * 5 + x, y, 200).reshape(40, 5)
        fit = isotonic(range(1, 6), totals, sizes, replicates=300, rng=rng)
        held += [p.lower <= t <= p.upper for p, t in zip(fit.fitted, truth, strict=True)]
    assert (held / 400 > 0.91).all()
    assert (held / 400 < 0.985).all()


@pytest.mark.parametrize(
    ("levels", "sizes", "words"),
    [([1, 2], [[1, 0]], "no answer at level 2"), ([2, 1], [[1, 1]], "must rise")],
)
def test_refusals(levels: list, sizes: list, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        isotonic(levels, [[1, 1]], sizes)
