"""The prediction-powered mean against ppi-python and its limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.prediction_powered import prediction_powered_mean


@pytest.mark.parametrize(
    ("options", "value", "lower", "upper"),
    [
        ({"lam": 1.0}, 0.49340827, 0.43270728, 0.55410927),
        ({}, 0.49371312, 0.43297148, 0.55445477),
        ({"lam": 1.0, "weights": "w"}, 0.49220598, 0.42825947, 0.5561525),
    ],
)
def test_the_values_of_ppi_python(cases_folder: Path, options, value, lower, upper) -> None:
    """ppi-python 0.2.3 on 200 labels and 2,000 predictions; it pools the variance differently."""
    labelled = np.genfromtxt(cases_folder / "ppi_labeled.csv", delimiter=",", names=True)
    others = np.genfromtxt(cases_folder / "ppi_unlabeled.csv", delimiter=",", names=True)
    if "weights" in options:
        options = {**options, "weights": labelled["w"]}
    got = prediction_powered_mean(labelled["Y"], labelled["Yhat"], others["Yhat"], **options)
    assert (got.value, got.lower, got.upper) == pytest.approx((value, lower, upper), abs=2e-6)


def test_written_out_on_four_labels() -> None:
    y, f, g = np.array([1.0, 0, 1, 1]), np.array([0.8, 0.3, 0.6, 0.9]), np.array([0.5, 0.7, 0.9])
    got = prediction_powered_mean(y, f, g, lam=1.0)
    assert got.value == pytest.approx(0.7 + (0.2 - 0.3 + 0.4 + 0.1) / 4)
    error = np.sqrt(g.var() / 3 + (y - f).var() / 4)
    assert got.upper - got.value == pytest.approx(1.959964 * error, abs=1e-6)


def test_without_use_of_predictions_it_is_the_mean() -> None:
    y = np.array([1.0, 0, 1, 1, 0])
    got = prediction_powered_mean(y, np.full(5, 0.3), np.full(9, 0.3))
    assert got.value == pytest.approx(0.6)


def test_shapes_must_agree() -> None:
    with pytest.raises(UsageError, match="one prediction for each label"):
        prediction_powered_mean([1, 0], [0.2], [0.3, 0.4])


def test_means_are_covered_with_shorter_intervals() -> None:
    """2,000 draws: Monte-Carlo error of a coverage of .95 is .005."""
    rng = np.random.default_rng(3)
    covered, lengths = 0, []
    for _ in range(2000):
        f = rng.normal(0, 1, 1100)
        y = f[:100] + rng.normal(0, 0.6, 100)
        got = prediction_powered_mean(y, f[:100], f[100:])
        covered += got.lower <= 0 <= got.upper
        lengths.append((got.upper - got.lower) / (2 * 1.96 * y.std() / 10))
    assert 0.93 <= covered / 2000 <= 0.96
    assert np.mean(lengths) < 0.7
