"""Cumulative link models: known values of R, laws of cells and weights, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from lastword.errors import UsageError
from lastword.stats.links import LINKS
from lastword.stats.ordinal import ordinal

# R package ordinal, vignette: rating ~ temp + contact of the wine data (Christensen).
WINE_DESIGN = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
WINE_COUNTS = np.array([[4, 9, 5, 0, 0], [1, 7, 8, 2, 0], [0, 5, 8, 3, 2], [0, 1, 5, 7, 5]])

# MASS ?polr: housing satisfaction (low, medium, high) by influence, type, contact.
# fmt: off
HOUSING = np.array([
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54,
    13, 9, 10, 8, 8, 12, 6, 7, 9, 18, 6, 7, 15, 13, 13, 7, 5, 11,
    14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43, 48, 45, 86, 15, 25, 62,
    20, 23, 20, 10, 22, 24, 7, 10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
], dtype=float).reshape(24, 3)
# fmt: on
HOUSING_LEVELS = [(i, t, c) for c in (0, 1) for t in range(4) for i in range(3)]


def housing_design() -> np.ndarray:
    rows = [[i == 1, i == 2, t == 1, t == 2, t == 3, c == 1] for i, t, c in HOUSING_LEVELS]
    return np.array(rows, dtype=float)


def test_wine_agrees_with_r() -> None:
    fit = ordinal(WINE_DESIGN, WINE_COUNTS)
    assert fit.thresholds == pytest.approx(
        [-1.34438341126, 1.25080879842, 3.46688692647, 5.00640420427], abs=1e-8
    )
    assert fit.coefficients == pytest.approx([2.5031020079, 1.5277976581], abs=1e-8)
    assert fit.log_likelihood == pytest.approx(-86.4919233656, abs=1e-8)
    errors = np.sqrt(np.diag(fit.bread))[4:]
    assert errors == pytest.approx([0.528680100825, 0.476622629648], abs=1e-5)


def test_housing_agrees_with_polr() -> None:
    fit = ordinal(housing_design(), HOUSING)
    assert fit.coefficients == pytest.approx(
        [0.56639373889, 1.288819063812, -0.57235014643, -0.366186566153, -1.091014907672,
         0.360284149947],
        abs=1e-5,
    )  # fmt: skip
    assert fit.thresholds == pytest.approx([-0.496135343838, 0.690708290379], abs=1e-5)
    assert -2 * fit.log_likelihood == pytest.approx(3479.14929906, abs=1e-6)
    errors = np.sqrt(np.diag(fit.bread))[2:]
    assert errors == pytest.approx(
        [0.1046527862, 0.127156149, 0.1192380142, 0.1551733388, 0.1514860256, 0.0955357993],
        abs=1e-5,
    )


@pytest.mark.parametrize("link", sorted(LINKS))
def test_two_categories_are_a_binary_regression(link: str) -> None:
    fit = ordinal([[0.0], [1.0]], [[70, 30], [40, 60]], link=link)  # type: ignore[arg-type]
    assert fit.predict([[0.0], [1.0]])[:, 1] == pytest.approx([0.3, 0.6], abs=1e-9)


@pytest.mark.parametrize("link", sorted(LINKS))
def test_scores_add_up_to_zero(link: str) -> None:
    fit = ordinal(WINE_DESIGN, WINE_COUNTS, link=link)  # type: ignore[arg-type]
    row, answer = np.nonzero(WINE_COUNTS)
    scores = fit.scores(WINE_DESIGN[row], answer)
    assert WINE_COUNTS[row, answer] @ scores == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize("link", sorted(LINKS))
def test_scores_are_derivatives(link: str) -> None:
    law = LINKS[link]
    z = np.linspace(-3.0, 1.5, 19)
    step = 1e-6
    density = (law.below(z + step) - law.below(z - step)) / (2 * step)
    slope = (law.density(z + step) - law.density(z - step)) / (2 * step)
    assert law.density(z) == pytest.approx(density, abs=1e-8)
    assert law.slope(z) == pytest.approx(slope, abs=1e-8)
    assert law.below(z) + law.above(z) == pytest.approx(1.0, abs=1e-12)


def _sample(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 3, (n, 2)).astype(float)
    latent = x @ [0.8, -0.5] + rng.logistic(size=n)
    return x, np.digitize(latent, [-1.0, 0.5, 1.5])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_cells_give_what_rows_give(seed: int) -> None:
    x, y = _sample(seed)
    rows = ordinal(x, np.eye(4)[y])
    distinct, place = np.unique(x, axis=0, return_inverse=True)
    counts = np.zeros((len(distinct), 4))
    np.add.at(counts, (place.ravel(), y), 1)
    cells = ordinal(distinct, counts)
    assert cells.parameters == pytest.approx(rows.parameters, rel=1e-12, abs=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_a_weight_is_as_many_copies(seed: int, copies: int) -> None:
    x, y = _sample(seed)
    weighted = ordinal(x, np.eye(4)[y] * copies)
    copied = ordinal(np.repeat(x, copies, axis=0), np.eye(4)[np.repeat(y, copies)])
    assert weighted.parameters == pytest.approx(copied.parameters, abs=1e-10)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_a_reversed_scale_flips_signs(link: str) -> None:
    x, y = _sample(3)
    up = ordinal(x, np.eye(4)[y], link=link)  # type: ignore[arg-type]
    down = ordinal(x, np.eye(4)[3 - y], link=link)  # type: ignore[arg-type]
    assert down.coefficients == pytest.approx(-up.coefficients, abs=1e-9)
    assert down.thresholds == pytest.approx(-up.thresholds[::-1], abs=1e-9)


def test_extreme_effects_stay_finite() -> None:
    design = np.linspace(-8, 8, 33)[:, None]
    counts = np.column_stack([1000 * expit(-2 * design[:, 0]), 1000 * expit(2 * design[:, 0])])
    assert ordinal(design, counts).coefficients == pytest.approx([2.0], abs=1e-6)


def test_separated_answers_are_refused() -> None:
    design = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    counts = [[40, 30, 0], [30, 40, 0], [0, 0, 20], [0, 0, 20]]
    with pytest.raises(UsageError, match="solved separates the answers"):
        ordinal(design, counts, names=["polite", "solved"])


def test_twins_are_refused() -> None:
    x, y = _sample(1)
    with pytest.raises(UsageError, match="polite and friendly are twins"):
        ordinal(np.c_[x[:, :1], 2 * x[:, :1] + 1], np.eye(4)[y], names=["polite", "friendly"])


def test_sums_of_others_are_refused() -> None:
    x, y = _sample(1)
    with pytest.raises(UsageError, match="a, b, both add up"):
        ordinal(np.c_[x, x.sum(axis=1)], np.eye(4)[y], names=["a", "b", "both"])


def test_a_constant_is_refused() -> None:
    x, y = _sample(1)
    with pytest.raises(UsageError, match="channel has one value only"):
        ordinal(np.c_[x, np.ones(len(x))], np.eye(4)[y], names=["a", "b", "channel"])


def test_an_empty_category_is_refused() -> None:
    with pytest.raises(UsageError, match="never answered"):
        ordinal([[0.0], [1.0]], [[3, 0, 4], [2, 0, 5]])


def test_unknown_link_lists_what_there_is() -> None:
    with pytest.raises(UsageError, match="logit, probit, cloglog"):
        ordinal([[0.0], [1.0]], [[3, 4], [2, 5]], link="cauchit")  # type: ignore[arg-type]
