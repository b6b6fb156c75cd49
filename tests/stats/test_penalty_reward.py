"""Classical penalty-reward: R's digits, and the trap that it is known for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.cross_products import cross_products
from lastword.stats.cut_points import cut_points
from lastword.stats.penalty_reward import asymmetry, banded, label, penalty_reward
from stats.cases import columns_of

PERCEIVED = [f"PERQ{j}" for j in range(1, 8)]


def test_mobile_customers(cases_folder: Path) -> None:
    """R: lm and sandwich::vcovHC(type = "HC3") on seminr's ECSI data, low ≤ 6, high ≥ 9."""
    data = columns_of(cases_folder / "mobi_ecsi.csv")
    columns = banded({name: data[name] for name in PERCEIVED}, low=6, high=9)
    products = cross_products({**columns, "CUSA1": data["CUSA1"]})
    got = penalty_reward(products, "CUSA1", PERCEIVED, errors="jackknife")
    assert got.r_squared == pytest.approx(0.459316127912, rel=1e-8)
    assert got.intercept.value == pytest.approx(7.6929280983805, rel=1e-8)
    expected = {
        "penalty": [
            -0.6599356310015, -0.2115354941321, -0.0376268836082, -0.1695638805794,
            -0.1456148940882, 0.3290842366891, -0.505668958575,
        ],
        "reward": [
            0.3807504637417, 0.4147958325356, -0.0299825501142, 0.4376676999462,
            0.0983073416726, 0.2854255757659, 0.1363420688687,
        ],
    }  # fmt: skip
    errors = {
        "penalty": [
            0.262303509926, 0.162640047083, 0.215679704277, 0.32068248297, 0.248464705584,
            0.235736600697, 0.216923449132,
        ],
        "reward": [
            0.179870830925, 0.179885079572, 0.18172061373, 0.18065851326, 0.154832662949,
            0.17628411054, 0.201418272426,
        ],
    }  # fmt: skip
    quantile = 1.9695368676395347
    for side, values in expected.items():
        found = [getattr(contrast, side) for contrast in got.contrasts]
        assert [e.value for e in found] == pytest.approx(values, rel=1e-8)
        halves = [(e.upper - e.lower) / 2 / quantile for e in found]
        assert halves == pytest.approx(errors[side], rel=1e-8)
    indices = [-0.26827, 0.324525, None, 0.441518, -0.193945, None, -0.575266]
    for contrast, index in zip(got.contrasts, indices, strict=True):
        assert contrast.asymmetry == (index and pytest.approx(index, abs=1e-6))


def test_classes_flip_with_the_cut_points(cases_folder: Path) -> None:
    """PERQ1: −.27 with ≤ 6 and ≥ 9, +.14 with ≤ 5 and = 10."""
    data = columns_of(cases_folder / "mobi_ecsi.csv")
    drivers = {name: data[name] for name in PERCEIVED}
    grid = cut_points(drivers, data["CUSA1"], lows=(5, 6), highs=(9, 10))
    found = {(c.low, c.high): c.result.of("PERQ1") for c in grid if c.result}
    assert found[6, 9].asymmetry == pytest.approx(-0.27, abs=5e-3)
    assert found[5, 10].asymmetry == pytest.approx(0.14, abs=5e-3)
    assert (found[6, 9].label, found[5, 10].label) == ("dissatisfier", "satisfier")


def test_no_class_is_probable_on_250_customers(cases_folder: Path) -> None:
    data = columns_of(cases_folder / "mobi_ecsi.csv")
    columns = banded({name: data[name] for name in PERCEIVED}, low=6, high=9)
    products = cross_products({**columns, "CUSA1": data["CUSA1"]})
    got = penalty_reward(products, "CUSA1", PERCEIVED, replicates=1000)
    for contrast in got.contrasts:
        named = {k: v for k, v in contrast.probability.items() if k != "none"}
        assert sum(contrast.probability.values()) == pytest.approx(1)
        assert max(named.values()) < 0.8


def test_band_coding_alone_makes_a_linear_driver_a_dissatisfier() -> None:
    """Skewed like real satisfaction: the index under a linear truth is that of the bands."""
    rng = np.random.default_rng(1)
    x = rng.choice(np.arange(1, 6), 40_000, p=(0.04, 0.06, 0.15, 0.35, 0.40))
    columns = banded({"x": x}, low=3, high=5)
    products = cross_products({**columns, "y": 2 * x + rng.normal(0, 1, x.size)})
    got = penalty_reward(products, "y", ["x"]).of("x")
    low, middle, high = x[x <= 3].mean() - 4, 4, x[x >= 5].mean() - 4
    assert middle == 4
    assert got.asymmetry_if_linear == pytest.approx((high + low) / (high - low), abs=1e-9)
    assert got.asymmetry == pytest.approx(got.asymmetry_if_linear, abs=0.02)
    assert got.label == "dissatisfier"
    assert (got.n_low, got.n_high) == ((x <= 3).sum(), (x >= 5).sum())


def test_cells_with_counts_are_rows() -> None:
    rng = np.random.default_rng(2)
    rows = rng.integers(1, 4, (400, 3))
    cells, counts = np.unique(rows, axis=0, return_counts=True)
    by_row, by_cell = (
        penalty_reward(
            cross_products(
                banded({"a": d[:, 0], "b": d[:, 1]}, low=1, high=3) | {"y": d[:, 2]}, counts=n
            ),
            "y",
            ["a", "b"],
        )
        for d, n in ((rows, None), (cells, counts))
    )
    assert by_cell.n == by_row.n == 400
    for one, other in zip(by_row.contrasts, by_cell.contrasts, strict=True):
        for ends in ("value", "lower", "upper"):
            own, its = getattr(one.penalty, ends), getattr(other.penalty, ends)
            assert its == pytest.approx(own, abs=1e-12)
        assert other.asymmetry_if_linear == pytest.approx(one.asymmetry_if_linear, abs=1e-12)
        assert (other.n_low, other.n_middle) == (one.n_low, one.n_middle)


def test_scale_reversal_swaps_penalty_and_reward() -> None:
    rng = np.random.default_rng(3)
    x = rng.integers(1, 6, 500)
    y = x + rng.normal(size=500)
    up = penalty_reward(cross_products(banded({"x": x}, low=2, high=4) | {"y": y}), "y", ["x"]).of(
        "x"
    )
    down = penalty_reward(
        cross_products(banded({"x": 6 - x}, low=2, high=4) | {"y": y}), "y", ["x"]
    ).of("x")
    assert (down.penalty.value, down.reward.value) == pytest.approx(
        (up.reward.value, up.penalty.value)
    )


@pytest.mark.parametrize(
    ("index", "name"),
    [(-0.5, "frustrator"), (-0.2, "dissatisfier"), (0.1, "hybrid"), (0.4, "satisfier"),
     (0.41, "delighter"), (None, "none")],
)  # fmt: skip
def test_labels_by_convention(index: float | None, name: str) -> None:
    assert label(index) == name


def test_an_index_has_no_meaning_with_wrong_signs() -> None:
    assert asymmetry(0.3, 0.2) is None
    assert asymmetry(-0.3, -0.2) is None
    assert asymmetry(0, 0) is None
    assert asymmetry(-1, 0) == -1


def test_refusals() -> None:
    with pytest.raises(UsageError, match="low must be below high"):
        banded({"x": [1, 2]}, low=2, high=2)
    empty = banded({"x": [2, 3, 2, 3, 3]}, low=1, high=3)
    with pytest.raises(UsageError, match="x low never varies"):
        penalty_reward(cross_products(empty | {"y": [1, 2, 3, 4, 5]}), "y", ["x"])
