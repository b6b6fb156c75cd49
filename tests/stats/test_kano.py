"""Kano: the published example of the R package stp25kano, to its digits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.stats.kano import CATEGORIES, STANDARD, categories, kano

# counts M O A I R Q; better; worse; category; rule; Fong (difference, critical); strengths in %
PUBLISHED = {
    "Service app": ((95, 123, 45, 33, 0, 0), 0.568, -0.736, "O", "O", (28, 19.4, True), 89, 9),
    "Excellent service": (
        (101, 54, 54, 81, 3, 3), 0.372, -0.534, "M", "M", (20, 18.5, True), 71, 7,
    ),
    "Hotline": ((15, 24, 121, 124, 6, 6), 0.511, -0.137, "I", "A", (3, 19.8, False), 54, 1),
    "Loan machine": ((65, 87, 93, 51, 0, 0), 0.608, -0.514, "A", "O", (6, 18.5, False), 83, 2),
    "Ready-to-use return": (
        (9, 18, 83, 177, 6, 3), 0.352, -0.094, "I", "I", (94, 19.9, True), 37, 32,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_stp25kano(name: str) -> None:
    counts, better, worse, category, rule, fong, total, strength = PUBLISHED[name]
    got = kano(dict(zip(CATEGORIES, counts, strict=True)))
    assert got.better.value == pytest.approx(better, abs=6e-4)
    assert got.worse.value == pytest.approx(worse, abs=6e-4)
    assert (got.category, got.by_rule) == (category, rule)
    assert got.fong_difference == fong[0]
    assert got.fong_critical == pytest.approx(fong[1], abs=0.06)
    assert got.is_distinct == fong[2]
    assert round(100 * got.total_strength) == total
    assert round(100 * got.strength) == strength


def test_every_pair_of_answers_follows_the_table() -> None:
    functional, dysfunctional = np.repeat(range(1, 6), 5), np.tile(range(1, 6), 5)
    assert "".join(categories(functional, dysfunctional)) == "".join(STANDARD)
    variant = (*STANDARD[:4], "RRRRR")
    assert categories([5], [5], table=variant) == ["R"]


@given(st.lists(st.integers(0, 50), min_size=6, max_size=6).filter(lambda c: sum(c[:4]) > 0))
def test_bounds_of_the_coefficients(counts: list[int]) -> None:
    got = kano(dict(zip(CATEGORIES, counts, strict=True)), replicates=50)
    assert 0 <= got.better.lower <= got.better.value <= got.better.upper <= 1
    assert -1 <= got.worse.lower <= got.worse.value <= got.worse.upper <= 0
    assert sum(got.category_probability.values()) == pytest.approx(1)
    assert got.category_probability[got.category] == max(got.category_probability.values()) or (
        got.strength < 0.1
    )


def test_probability_of_the_category_is_that_of_the_binomial() -> None:
    """55 of 100 against 45: P(first > second) + ½ P(tie) of Bin(100, .55); 20,000 samples."""
    from scipy.stats import binom

    expected = binom.sf(50, 100, 0.55) + binom.pmf(50, 100, 0.55) / 2
    got = kano({"M": 55, "I": 45}, replicates=20_000)
    assert got.category_probability["M"] == pytest.approx(expected, abs=0.012)


def test_refusals() -> None:
    with pytest.raises(UsageError, match="nobody answered"):
        kano({})
    with pytest.raises(UsageError, match="found"):
        kano({"X": 3})  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="answers are 1"):
        categories([0], [3])
    with pytest.raises(UsageError, match="five rows"):
        categories([1], [3], table=("QAAAO",))
