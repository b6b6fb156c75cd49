"""Bunching: known values, size and power by simulation, and what cannot be tested."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lastword.errors import NotTestable, UsageError
from lastword.stats.bunching import bunching, tail

REPLICATES = 200


def calls(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    return np.floor(np.exp(rng.normal(np.log(360), 0.55, n)))


def cut(rng: np.random.Generator, seconds: NDArray[np.float64], moved: int) -> NDArray[np.float64]:
    """End so many of the calls beyond 600 s in the last half minute before."""
    long = np.flatnonzero(seconds >= 600)
    hit = rng.choice(long, size=moved, replace=False)
    made = seconds.copy()
    made[hit] = 599 - np.floor(np.minimum(rng.exponential(7, moved), 28))
    return made


def rounded(rng: np.random.Generator, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """A fifth of the durations to the nearest minute."""
    return np.where(rng.random(len(seconds)) < 0.2, np.round(seconds / 60) * 60, seconds)


def test_published_cases(cases_folder: Path) -> None:
    histograms: dict[str, dict[float, int]] = {}
    with (cases_folder / "bunching_hist.csv").open() as file:
        for row in csv.DictReader(file):
            held = histograms.setdefault(row["case"], {})
            held[float(row["duration_sec"])] = int(row["n"])
    for case in json.loads((cases_folder / "bunching_expected.json").read_text()):
        made = bunching(histograms[case["id"]], case["threshold"])
        assert made.n == case["n"]
        assert made.observed == case["O"]
        assert (made.p < 0.01) == case["detect_expected"], case["id"]
        if case["planted_moved"] and case["id"] != "heap20_dose25":
            assert made.excess.value == pytest.approx(case["planted_moved"], rel=0.35)


def test_expected_count_is_that_of_the_reference(cases_folder: Path) -> None:
    with (cases_folder / "bunching_hist.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["case"] == "clean"]
    made = bunching({float(r["duration_sec"]): int(r["n"]) for r in rows}, 600)
    assert made.observed - (made.excess.value or 0) == pytest.approx(122.65, abs=0.35)


@pytest.mark.parametrize("shape", ["seconds", "rounded"])
def test_size(shape: str) -> None:
    """5 % tests reject in 5 % of clean data; Monte-Carlo error of 200 replicates: ±1.5 points."""
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(REPLICATES):
        seconds = calls(rng, 3_000)
        seconds = rounded(rng, seconds) if shape == "rounded" else seconds
        hits += bunching(seconds, 600).p <= 0.05
    assert hits / REPLICATES <= 0.07 + 2 * 0.015
    assert shape == "rounded" or hits / REPLICATES >= 0.03 - 2 * 0.015


def test_power_and_coverage() -> None:
    """2 % of 1,500 calls moved are found; the interval holds the planted count."""
    rng = np.random.default_rng(12)
    found, covered = 0, 0
    for _ in range(100):
        made = bunching(cut(rng, calls(rng, 1_500), 30), 600)
        found += made.p <= 0.01
        assert made.excess.lower is not None and made.excess.upper is not None
        covered += made.excess.lower <= 30 <= made.excess.upper
    assert found >= 88
    assert covered >= 85


def test_only_the_named_end_counts_as_an_event() -> None:
    rng = np.random.default_rng(13)
    seconds = cut(rng, calls(rng, 4_000), 60)
    by_agent = rng.random(4_000) < 0.3
    by_agent |= (seconds >= 570) & (seconds < 600)
    made = bunching(seconds, 600, ended=by_agent)
    other = bunching(seconds, 600, ended=~by_agent)
    assert made.p < 1e-6
    assert other.excess.value is not None and other.excess.value < 0


def test_whole_minutes_are_said_and_tested_by_the_minute() -> None:
    rng = np.random.default_rng(14)
    made = bunching(np.round(calls(rng, 4_000) / 60) * 60, 600)
    assert made.grid == 60
    assert made.zone == (540.0, 660.0)
    assert made.p > 0.01


@pytest.mark.parametrize(
    ("seconds", "threshold", "words"),
    [
        (np.full(50, 300.0), 600, "contacts last"),
        (np.linspace(1, 300, 5_000).round(), 3_600, "contacts last"),
        ([], 600, "no duration"),
        ([float("nan")] * 5, 600, "no duration"),
        ([33.0] * 6 + [114.0] * 9 + [154.0] * 5 + [500.0] * 233, 120, "to fit a curve"),
    ],
)
def test_what_cannot_be_tested_is_said(seconds: list[float], threshold: float, words: str) -> None:
    with pytest.raises(NotTestable, match=words):
        bunching(seconds, threshold)


def test_negative_durations_are_refused() -> None:
    with pytest.raises(UsageError, match="below 0"):
        bunching([-1.0, 5.0], 600)


def test_histogram_and_durations_agree() -> None:
    rng = np.random.default_rng(15)
    seconds = calls(rng, 3_000)
    values, counts = np.unique(seconds, return_counts=True)
    histogram = dict(zip(values.tolist(), counts.tolist(), strict=True))
    assert bunching(histogram, 600).to_dict() == bunching(seconds, 600).to_dict()


def test_tail_is_that_of_poisson_without_overdispersion() -> None:
    assert tail(0, 3, 3) == pytest.approx(1 - 0.5 * np.exp(-3))
