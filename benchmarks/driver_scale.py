"""How long does a default study of very many answers take, straight from Parquet?

`python -m benchmarks.driver_scale --answers 1000000 10000000 100000000`

Answers are counted to weighted cells in the engine, fitted there, and a second scan sums the
scores of each cluster. `--in-memory` counts them by cluster in memory as well, and compares.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.record import on_record, record, timed
from lastword.analyses.drivers import drivers, study
from lastword.analyses.drivers.study import DriverStudy

DRIVERS = ("d0", "d1", "d2", "d3", "d4", "d5")
PENALTIES = (0.9, 0.0, 0.7, 0.0, 1.1, 0.4)
REWARDS = (0.0, 0.9, 0.7, 0.0, 0.4, 1.1)
CUTS = (-4.3, -2.9, -1.5, 0.9)
SHARES = (0.42, 0.66, 0.8, 0.9)
AGENTS, CHUNK, SEED = 2_000, 1_000_000, 1


def main() -> None:
    options = _options()
    figures = on_record("driver_scale")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for answers in options.answers:
            path = Path(folder) / f"{answers}.parquet"
            with timed() as cost:
                written(path, answers)
            figures[f"{answers:,} answers"] = {
                "gib": round(path.stat().st_size / 2**30, 2),
                "written": cost,
                **measured(path, answers, options),
            }
            path.unlink()
            record("driver_scale", figures, seed=SEED)
            print(json.dumps(figures, indent=2), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--in-memory", type=int, default=1_000_000,
                        help="compare with counting in memory up to so many answers")  # fmt: skip
    parser.add_argument("--agents-only", action="store_true")
    return parser.parse_args()


def written(path: Path, answers: int) -> None:
    """Skewed ratings that go together, a verdict with planted slopes, agents, customers."""
    rng = np.random.default_rng(SEED)
    sizes = [min(CHUNK, answers - begun) for begun in range(0, answers, CHUNK)]
    chunks = (_chunk(rng, size, max(answers // 2, 40)) for size in sizes)
    first = next(chunks)
    with pq.ParquetWriter(path, first.schema) as file:
        for chunk in itertools.chain([first], chunks):
            file.write_table(chunk)


def _chunk(rng: np.random.Generator, n: int, customers: int) -> pa.Table:
    """Ratings of about 2, 7, 17, 36 and 38 %; one part of three is common to all of a row."""
    common = rng.random(n, dtype=np.float32)
    latent = rng.logistic(size=n)
    columns: dict[str, Any] = {}
    for name, penalty, reward in zip(DRIVERS, PENALTIES, REWARDS, strict=True):
        mixed = (common + 2 * rng.random(n, dtype=np.float32)) / 3
        rating = (4 - sum((mixed > share).astype(np.int8) for share in SHARES)).astype(np.int8)
        gap = np.arange(1, 6) - 4
        latent += (penalty * np.minimum(gap, 0) + reward * np.maximum(gap, 0))[rating]
        columns[name] = rating + np.int8(1)
    columns["y"] = 1 + sum((latent > cut).astype(np.int8) for cut in CUTS)
    columns["agent"] = rng.integers(0, AGENTS, n, dtype=np.int32)
    columns["customer"] = rng.integers(0, customers, n, dtype=np.int32)
    return pa.table(columns)


def measured(path: Path, answers: int, options: argparse.Namespace) -> dict[str, Any]:
    """Seconds of the default study with each way of clustering."""
    found: dict[str, Any] = {}
    for ways in (["agent"], ["agent", "customer"])[: 1 if options.agents_only else 2]:
        made, cost = studied(path, ways, in_memory=0)
        found[f"clusters {', '.join(ways)}"] = {
            **cost,
            "cells": int(made.cells.row.size),
            "labels": [effect.label for effect in made.effects],
        }
        if answers <= options.in_memory:
            other, cost = studied(path, ways, in_memory=answers)
            scale = made.model.covariance
            gap = np.abs(scale - other.model.covariance)
            found[f"clusters {', '.join(ways)}"] |= {
                "in memory": cost,
                "largest relative difference": float(
                    gap.max() / np.abs(made.model.covariance).max()
                ),
            }
    return found


def studied(path: Path, ways: list[str], *, in_memory: int) -> tuple[DriverStudy, dict[str, float]]:
    """A default study of a file: effects, classes and guards on both scales."""
    study.IN_MEMORY = in_memory
    table = ibis.duckdb.connect().read_parquet(path)
    with timed() as cost:
        made = drivers(table, "y", DRIVERS, clusters=ways)
        assert made.effects, made.guards
    return made, cost


if __name__ == "__main__":
    main()
