"""Cross-products from the engine are those of the rows, on both engines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.engine.cross_products import cross_products_of
from lastword.errors import UsageError
from lastword.stats.cross_products import cross_products


def rows(n: int = 400) -> pa.Table:
    rng = np.random.default_rng(1)
    courtesy = rng.integers(1, 6, n)
    wait = rng.exponential(120, n) + 1e6
    csat = courtesy - wait / 200 + rng.normal(0, 1, n)
    agent = [f"a{k}" for k in rng.integers(0, 12, n)]
    weight = rng.uniform(0.5, 2, n)
    return pa.table(
        {"courtesy": courtesy, "wait": wait, "csat": csat, "agent": agent, "weight": weight}
    )


def test_same_as_from_the_rows(engine: Engine) -> None:
    data = rows()
    names = ["courtesy", "wait", "csat"]
    got = cross_products_of(engine, engine.frame(data), names, weight="weight", cluster="agent")
    expected = cross_products(
        {name: data[name].to_numpy() for name in names},
        weights=data["weight"].to_numpy(),
        clusters=np.array(data["agent"].to_pylist()),
    )
    assert got.rows.tolist() == expected.rows.tolist()
    assert got.origin == pytest.approx(expected.origin, rel=1e-12)
    assert got.triangles == pytest.approx(expected.triangles, rel=1e-9, abs=1e-7)


def test_rows_with_unknown_values_are_left_out(engine: Engine) -> None:
    data = pa.table({"x": [1.0, 2.0, None, 4.0], "y": [1, 3, 5, None]})
    got = cross_products_of(engine, engine.frame(data), ["x", "y"])
    assert got.n == 2
    assert got.clusters == 1
    assert got.covariance() == pytest.approx(np.array([[0.25, 0.5], [0.5, 1.0]]))


def test_refusals(duckdb_engine: Engine) -> None:
    table = duckdb_engine.frame(pa.table({"x": pa.array([None, None], pa.float64())}))
    with pytest.raises(UsageError, match="no row holds a value"):
        cross_products_of(duckdb_engine, table, ["x"])
    with pytest.raises(UsageError, match="no column y"):
        cross_products_of(duckdb_engine, table, ["y"])
