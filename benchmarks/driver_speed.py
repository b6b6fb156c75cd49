"""How fast is a default study, beside the nearest peers that can do a part of it?

`python -m benchmarks.driver_speed --answers 1000000 --peer PYTHON`

PYTHON is an interpreter that holds statsmodels and pyfixest. statsmodels' ordered logit fits the
same likelihood row by row, without clusters, bootstrap or response scale; pyfixest fits least
squares with clustered errors, and again on resampled clusters: three fits timed, and a thousand
counted. Exact LMG stands beside pingouin in `benchmarks.importance`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.answers import MIXED, REFERENCE, simulated
from benchmarks.record import record, timed
from lastword.analyses.drivers import drivers
from lastword.stats.cross_products import CrossProducts, cross_products
from lastword.stats.hinge import hinge
from lastword.stats.least_squares import least_squares, solve_all

Fit = Callable[[pa.Table], dict[str, list[float]]]
PEERS = Path(__file__).parent / "peers"
NAMES = [f"d{place}" for place in range(len(MIXED))]


def main() -> None:
    options = _options()
    table = answers(options.answers, options.seed)
    drivers(table.slice(0, 2_000), "y", NAMES)
    figures: dict[str, Any] = {"answers": options.answers, "drivers": len(NAMES)}
    for ways in (["agent"], ["agent", "customer"]):
        with timed() as cost:
            made = drivers(table, "y", NAMES, clusters=ways)
            labels = [effect.label for effect in made.effects]
        figures[f"default study, 1000 draws, clusters {', '.join(ways)}"] = {
            **cost,
            "labels": labels,
            "combinations": len(made.cells.levels),
        }
    with timed() as cost:
        made.importance("lmg")
    figures["LMG with 200 bootstrap samples"] = cost
    if options.peer:
        few = table.slice(0, options.peer_answers)
        pairs: dict[str, tuple[pa.Table, Fit]] = {
            "ordered_model": (few, _ordinal),
            "clustered_fit": (table, _clustered),
            "clustered_bootstrap": (table, _resampled),
        }
        for script, (part, own) in pairs.items():
            figures[script] = beside(options.peer, script, part, own)
            record("driver_speed", figures, seed=options.seed)
    record("driver_speed", figures, seed=options.seed)
    print(json.dumps(figures, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--peer", type=Path, default=None)
    parser.add_argument("--peer-answers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def answers(n: int, seed: int) -> pa.Table:
    """Ratings, verdict, agent and customer of n answers."""
    rng = np.random.default_rng(seed)
    x, y = simulated(rng, n, MIXED, "logit")
    columns: dict[str, Any] = {name: x[:, place] for place, name in enumerate(NAMES)}
    columns["y"] = y
    columns["agent"] = rng.integers(0, max(40, n // 1000), n)
    columns["customer"] = rng.integers(0, max(40, n // 2), n)
    return pa.table(columns)


def beside(python: Path, script: str, part: pa.Table, own: Fit) -> dict[str, Any]:
    """A peer's fit of the hinges of the same rows, and ours: seconds, and how far they differ."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.npz"
        np.savez(path, x=_hinges(part), y=part["y"].to_numpy(), agent=part["agent"].to_numpy())
        command = [str(python), str(PEERS / f"{script}.py"), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    peer: dict[str, Any] = json.loads(done.stdout)
    with timed() as cost:
        ours = own(part)
    gaps = {
        f"largest difference of {name}": float(np.abs(np.subtract(values, peer.pop(name))).max())
        for name, values in ours.items()
    }
    ratio = peer["cpu_seconds"] / max(cost["cpu_seconds"], 1e-3)
    return {"peer": peer, "lastword": cost, "ratio": round(ratio, 1), **gaps}


def _hinges(part: pa.Table) -> np.ndarray:
    """Below and above the reference, driver by driver."""
    sides = [hinge(part[name].to_numpy(), REFERENCE) for name in NAMES]
    return np.column_stack([side for pair in sides for side in pair])


def _ordinal(part: pa.Table) -> dict[str, list[float]]:
    """The whole default study; its slopes in the order of the hinges."""
    made = drivers(part, "y", NAMES, clusters=["agent"])
    assert made.effects
    places = [p for slot in made.model.design.slots for p in (slot.below, slot.above)]
    return {"coefficients": made.model.fit.coefficients[places].tolist()}


def _products(part: pa.Table) -> CrossProducts:
    columns = {f"x{place}": column for place, column in enumerate(_hinges(part).T)}
    columns["y"] = part["y"].to_numpy()
    return cross_products(columns, clusters=part["agent"].to_numpy())


def _clustered(part: pa.Table) -> dict[str, list[float]]:
    products = _products(part)
    fit = least_squares(products, "y", products.names[:-1])
    return {"coefficients": fit.coefficients[1:].tolist(), "errors": fit.errors[1:].tolist()}


def _resampled(part: pa.Table) -> dict[str, list[float]]:
    """A thousand fits on resampled clusters, rows to coefficients."""
    products = _products(part)
    last = len(products.names)
    for drawn in products.resampled(1_000, np.random.default_rng(1)):
        solve_all(drawn, range(1, last), last)
    return {}


if __name__ == "__main__":
    main()
