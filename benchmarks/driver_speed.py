"""How fast is a default study, beside the nearest peer that can do a part of it?

`python -m benchmarks.driver_speed --answers 1000000 --peer PYTHON`

The peer is statsmodels' ordered logit, which fits the same likelihood row by row; it has no cluster
bootstrap and no response scale. PYTHON is an interpreter that holds statsmodels.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.answers import MIXED, NOISES, answered, ratings, reaction
from benchmarks.record import record, timed
from lastword.analyses.drivers import drivers
from lastword.analyses.drivers.study import DriverStudy

SCRIPT = Path(__file__).parent / "peers" / "ordered_model.py"


def main() -> None:
    options = _options()
    table = simulated(options.answers, options.seed)
    names = [name for name in table.column_names if name.startswith("d")]
    drivers(table.slice(0, 2_000), "y", names)
    figures: dict[str, Any] = {"answers": options.answers, "drivers": len(names)}
    for ways in (["agent"], ["agent", "customer"]):
        with timed() as cost:
            made = drivers(table, "y", names, clusters=ways)
            labels = [effect.label for effect in made.effects]
        figures[f"default study, clusters {', '.join(ways)}"] = {
            **cost,
            "labels": labels,
            "combinations": len(made.cells.levels),
        }
    with timed() as cost:
        made.importance("lmg")
    figures["LMG with 200 bootstrap samples"] = cost
    if options.peer:
        figures["statsmodels OrderedModel, fit alone"] = peer(made, table, names, options)
    record("driver_speed", figures, seed=options.seed)
    print(json.dumps(figures, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--peer", type=Path, default=None)
    parser.add_argument("--peer-answers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def simulated(n: int, seed: int) -> pa.Table:
    """Ratings, verdict, agent and customer of n answers."""
    rng = np.random.default_rng(seed)
    x = ratings(rng, n, len(MIXED))
    y = answered(rng, reaction(x, MIXED) + NOISES["logit"](rng, n), "logit")
    columns: dict[str, Any] = {f"d{place}": x[:, place] for place in range(x.shape[1])}
    agents, customers = max(40, n // 1000), max(40, n // 2)
    return pa.table(
        columns
        | {
            "y": y,
            "agent": rng.integers(0, agents, n),
            "customer": rng.integers(0, customers, n),
        }
    )


def peer(
    made: DriverStudy, table: pa.Table, names: list[str], options: argparse.Namespace
) -> dict[str, Any]:
    """The peer's fit of the same hinges on the first rows of the same data."""
    part = table.slice(0, options.peer_answers)
    x = np.column_stack([part[name].to_numpy() for name in names]) - 4.0
    hinges = np.column_stack([np.minimum(x, 0), np.maximum(x, 0)])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.npz"
        np.savez(path, x=hinges, y=part["y"].to_numpy())
        command = [str(options.peer), str(SCRIPT), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    with timed() as cost:
        own = drivers(part, "y", names)
    figures["lastword on the same rows"] = cost
    order = [getattr(s, side) for side in ("below", "above") for s in own.model.design.slots]
    mine = own.model.fit.coefficients[order]
    figures["largest difference of coefficients"] = float(
        np.abs(mine - np.array(figures.pop("coefficients"))).max()
    )
    return figures


if __name__ == "__main__":
    main()
