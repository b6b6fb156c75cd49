"""Exact LMG for twenty drivers beside pingouin; cross-products of 10⁷ rows from Parquet.

    python -m benchmarks.importance --rows 10_000_000 --peer-python PEERS/bin/python

The peer runs in an environment of its own, on the same data; it is timed on fewer drivers, where
it finishes, and each further driver doubles its work.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from benchmarks.record import record, timed
from lastword.engine import open_engine
from lastword.engine.cross_products import cross_products_of
from lastword.stats.cross_products import CrossProducts, cross_products
from lastword.stats.dominance import dominance
from lastword.stats.least_squares import least_squares
from lastword.stats.lmg import lmg
from lastword.stats.relative_weights import relative_weights

DRIVERS = 20
ANSWERS = 2_000
PEER = """
import json, sys, time, warnings
import numpy, pingouin
warnings.simplefilter("ignore")
data = numpy.load(sys.argv[1])
count = int(sys.argv[2])
begun = time.process_time()
got = pingouin.linear_regression(data[:, :count], data[:, -1], relimp=True)
print(json.dumps({"seconds": time.process_time() - begun, "shares": list(got.relimp[1:])}))
"""
ROWS = """
    SELECT 1 + hash(i) % 5 AS courtesy, 1 + hash(i + 7) % 5 AS effort,
           hash(i + 11) % 4 AS transfers, (hash(i + 13) % 900)::DOUBLE AS wait,
           hash(i + 17) % 2 AS resolved,
           1 + hash(i + 19) % 5 AS clarity, 1 + (hash(i) % 5 + hash(i + 23) % 7) // 2 AS csat,
           'agent' || (hash(i + 29) % 1000) AS agent_id
    FROM range({n}) AS numbers(i)
"""


def main() -> None:
    options = _options()
    data = _answers(np.random.default_rng(options.seed))
    products = _products(data, DRIVERS)
    figures: dict[str, Any] = {"answers": ANSWERS, "drivers": DRIVERS}
    for name, divide in (("lmg", lmg), ("dominance", dominance), ("weights", relative_weights)):
        with timed() as cost:
            divide(products, "y", [f"x{j}" for j in range(DRIVERS)])
        figures[name] = cost
    if options.peer_python:
        figures["pingouin"] = beside(options.peer_python, data, options.peer_drivers)
    figures["cross_products"] = from_parquet(options.rows)
    print(json.dumps(figures, indent=2))
    record("importance", figures, seed=options.seed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--peer-python", type=Path, default=None)
    parser.add_argument("--peer-drivers", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _answers(rng: np.random.Generator) -> np.ndarray:
    common = rng.normal(size=(ANSWERS, 1))
    drivers = np.clip(np.round(4 + common + rng.normal(size=(ANSWERS, DRIVERS))), 1, 5)
    outcome = drivers @ rng.uniform(0, 0.4, DRIVERS) + rng.normal(size=ANSWERS)
    return np.column_stack([drivers, outcome])


def _products(data: np.ndarray, count: int) -> CrossProducts:
    return cross_products({**{f"x{j}": data[:, j] for j in range(count)}, "y": data[:, -1]})


def beside(python: Path, data: np.ndarray, count: int) -> dict[str, Any]:
    """Both on the same answers and drivers, rows to shares; and how far their shares differ."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.npy"
        np.save(path, data)
        ran = subprocess.run(
            [python, "-c", PEER, path, str(count)], check=True, capture_output=True, text=True
        )
    peer = json.loads(ran.stdout)
    names = [f"x{j}" for j in range(count)]
    with timed() as own:
        shares = lmg(_products(data, count), "y", names).shares
    gap = max(abs(shares[n].value - s) for n, s in zip(names, peer["shares"], strict=True))
    return {
        "drivers": count,
        "peer_cpu_seconds": peer["seconds"],
        "own_cpu_seconds": own["cpu_seconds"],
        "ratio": peer["seconds"] / max(own["cpu_seconds"], 1e-3),
        "largest_difference": gap,
    }


def from_parquet(rows: int) -> dict[str, Any]:
    """Products of seven columns by agent from a Parquet file, then a regression from them."""
    names = ["courtesy", "effort", "transfers", "wait", "resolved", "clarity", "csat"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        duckdb.sql(f"COPY ({ROWS.format(n=rows)}) TO '{path}' (FORMAT parquet)")
        with open_engine("duckdb") as engine, timed() as cost:
            got = cross_products_of(engine, engine.read([path]), names, cluster="agent_id")
    with timed() as solve:
        fit = least_squares(got, "csat", names[:-1])
    return {"rows": got.n, "clusters": got.clusters, **cost, "then": solve,
            "r_squared": fit.r_squared}  # fmt: skip


if __name__ == "__main__":
    main()
