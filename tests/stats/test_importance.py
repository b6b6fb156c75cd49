"""LMG, dominance and relative weights: published figures, and the laws that define them."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.stats.cross_products import CrossProducts, cross_products
from lastword.stats.dominance import dominance
from lastword.stats.lmg import lmg, shapley
from lastword.stats.relative_weights import relative_weights
from lastword.stats.subsets import players, subset_r_squared
from stats.cases import columns_of

SWISS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]


def values(importance: object) -> dict[str, float]:
    return {name: share.value for name, share in importance.shares.items()}  # type: ignore[attr-defined]


def sample(seed: int, count: int, n: int = 200) -> CrossProducts:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, count)) @ rng.normal(size=(count, count))
    y = x @ rng.normal(size=count) + rng.normal(size=n)
    return cross_products({**{f"x{j}": x[:, j] for j in range(count)}, "y": y})


def r_squared(products: CrossProducts, names: list[str]) -> float:
    s = products.covariance()
    at, y = [place - 1 for place in products.places(names)], products.places(["y"])[0] - 1
    if not at:
        return 0.0
    return float(s[y, at] @ np.linalg.solve(s[np.ix_(at, at)], s[at, y]) / s[y, y])


def test_swiss(cases_folder: Path) -> None:
    """R: relaimpo 2.2-7, calc.relimp(type = c("lmg", "genizi")) on its running example."""
    products = cross_products(columns_of(cases_folder / "swiss.csv"))
    got = lmg(products, "Fertility", SWISS)
    assert list(values(got).values()) == pytest.approx(
        [0.05709122077, 0.1711730289, 0.26013467862, 0.10557015037, 0.11276592293], abs=1e-9
    )
    assert got.r_squared.value == pytest.approx(0.7067350016, abs=1e-9)
    assert list(values(relative_weights(products, "Fertility", SWISS)).values()) == pytest.approx(
        [0.04841689581, 0.15470824981, 0.27196410465, 0.11468002995, 0.11696572138], abs=1e-9
    )


def test_domir_on_mtcars(cases_folder: Path) -> None:
    """README of the R package domir: mpg ~ am + vs + cyl."""
    products = cross_products(columns_of(cases_folder / "mtcars.csv"))
    got = dominance(products, "mpg", ["am", "vs", "cyl"])
    assert list(got.general.values()) == pytest.approx(
        [0.17748918194, 0.202703206779, 0.381784903843], abs=1e-9
    )
    conditional = {
        "am": [0.359798943425, 0.138984161423, 0.03368444097193],
        "vs": [0.440947686116, 0.164198186261, 0.00296374795828],
        "cyl": [0.726180005094, 0.343279883326, 0.07589482311048],
    }
    for name, gains in conditional.items():
        assert got.conditional[name] == pytest.approx(gains, abs=1e-9)
    assert got.complete == {
        ("am", "vs"): 0.5,
        ("am", "cyl"): 0.0,
        ("vs", "am"): 0.5,
        ("vs", "cyl"): 0.0,
        ("cyl", "am"): 1.0,
        ("cyl", "vs"): 1.0,
    }
    assert got.between("cyl", "am") == "completely"
    assert got.between("vs", "am") == "generally"
    assert got.between("am", "vs") == "not"


def test_rwa_on_mtcars(cases_folder: Path) -> None:
    """README of the R package rwa: mpg ~ cyl + disp + hp + gear, seven printed digits."""
    products = cross_products(columns_of(cases_folder / "mtcars.csv"))
    got = relative_weights(products, "mpg", ["cyl", "disp", "hp", "gear"])
    assert list(values(got).values()) == pytest.approx(
        [0.2284797, 0.2221469, 0.2321744, 0.0963886], abs=6e-8
    )
    assert got.r_squared.value == pytest.approx(0.7791896, abs=6e-8)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_lmg_is_the_mean_over_all_orders(seed: int, count: int) -> None:
    products, names = sample(seed, count), [f"x{j}" for j in range(count)]
    expected = dict.fromkeys(names, 0.0)
    orders = list(permutations(names))
    for order in orders:
        for place, name in enumerate(order):
            before = r_squared(products, [*order[:place]])
            gain = r_squared(products, [*order[: place + 1]]) - before
            expected[name] += gain / len(orders)
    assert values(lmg(products, "y", names)) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_every_division_adds_up_to_r_squared(seed: int, count: int) -> None:
    products, names = sample(seed, count), [f"x{j}" for j in range(count)]
    whole = r_squared(products, names)
    for divide in (lmg, relative_weights):
        assert sum(values(divide(products, "y", names)).values()) == pytest.approx(whole, abs=1e-9)
    assert sum(dominance(products, "y", names).general.values()) == pytest.approx(whole, abs=1e-9)


def test_a_dummy_player_gets_nothing() -> None:
    """x2 is unrelated to the outcome and to the other drivers, by construction."""
    x0, x1, x2 = (np.array(v) for v in ([1, 1, -1, -1] * 2, [1, -1] * 4, [1] * 4 + [-1] * 4))
    products = cross_products({"x0": x0, "x1": x1, "x2": x2, "y": 2 * x0 + x1})
    assert values(lmg(products, "y", ["x0", "x1", "x2"])) == pytest.approx(
        {"x0": 0.8, "x1": 0.2, "x2": 0.0}, abs=1e-12
    )


def test_collinear_twins_share_alike() -> None:
    rng = np.random.default_rng(1)
    x, z = rng.normal(size=(2, 300))
    data = {"x": x, "twin": 3 * x, "z": z, "y": x + z + rng.normal(size=300)}
    products = cross_products(data)
    alone = lmg(products, "y", ["x", "z"]).r_squared.value
    for divide in (lmg, relative_weights):
        got = divide(products, "y", ["x", "twin", "z"])
        assert got.shares["x"].value == pytest.approx(got.shares["twin"].value, abs=1e-9)
        assert got.r_squared.value == pytest.approx(alone, abs=1e-9)


def test_a_driver_may_own_several_columns() -> None:
    products = sample(4, 4)
    groups = {"both": ["x0", "x1"], "x2": ["x2"], "x3": ["x3"]}
    got = lmg(products, "y", groups)
    who = players(products, "y", groups)
    worth = subset_r_squared(products.covariance(), who)
    assert worth[1] == pytest.approx(r_squared(products, ["x0", "x1"]), abs=1e-12)
    assert worth[5] == pytest.approx(r_squared(products, ["x0", "x1", "x3"]), abs=1e-12)
    assert got.r_squared.value == pytest.approx(r_squared(products, ["x0", "x1", "x2", "x3"]))


def test_controls_take_their_part_first() -> None:
    products = sample(6, 4)
    whole = r_squared(products, ["x0", "x1", "x2", "x3"])
    beyond = whole - r_squared(products, ["x3"])
    for divide in (lmg, relative_weights):
        got = divide(products, "y", ["x0", "x1", "x2"], controls=["x3"])
        assert got.r_squared.value == pytest.approx(beyond, abs=1e-9)


def test_order_of_drivers_does_not_matter() -> None:
    products = sample(7, 5)
    names = [f"x{j}" for j in range(5)]
    forward, back = lmg(products, "y", names), lmg(products, "y", names[::-1])
    assert values(forward) == pytest.approx(values(back), abs=1e-12)
    one, other = dominance(products, "y", names), dominance(products, "y", names[::-1])
    assert one.complete == other.complete


def test_shapley_of_a_glove_game() -> None:
    """One left glove (player 0), two right ones: 2/3, 1/6, 1/6."""
    worth = [0, 0, 0, 1, 0, 1, 0, 1]
    assert shapley(worth) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@pytest.mark.slow
def test_intervals_cover() -> None:
    """300 samples of 30 clusters of 10; Monte-Carlo error of .95 is .013."""
    rng = np.random.default_rng(11)
    truth, held = np.array([0.8, 0.2]) * 5 / 6, np.zeros(2)
    for _ in range(300):
        a, b, e = rng.normal(size=(3, 300))
        products = cross_products(
            {"a": a, "b": b, "y": 2 * a + b + e}, clusters=np.arange(300) % 30
        )
        got = lmg(products, "y", ["a", "b"], replicates=300, rng=rng)
        held += [s.lower <= t <= s.upper for s, t in zip(got.shares.values(), truth, strict=True)]
    assert (held / 300 > 0.90).all()
    assert (held / 300 < 0.99).all()


def test_too_many_drivers_are_refused() -> None:
    products = cross_products({f"x{j}": [0.0, 1.0] for j in range(24)})
    with pytest.raises(UsageError, match="1 to 22 drivers, found 23"):
        lmg(products, "x23", [f"x{j}" for j in range(23)])
