"""How long does a default study of very many answers take, straight from Parquet?

`python -m benchmarks.driver_scale --answers 1000000 10000000 100000000`

Answers are counted to weighted cells in the engine, fitted there, and a second scan sums the
scores of each cluster. `--in-memory` counts them by cluster in memory as well, and compares.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np

from benchmarks.record import on_record, record, timed
from lastword.analyses.drivers import drivers, study
from lastword.analyses.drivers.study import DriverStudy

DRIVERS = ("d0", "d1", "d2", "d3", "d4", "d5")
PENALTIES = (0.9, 0.0, 0.7, 0.0, 1.1, 0.4)
REWARDS = (0.0, 0.9, 0.7, 0.0, 0.4, 1.1)
CUTS = (-4.3, -2.9, -1.5, 0.9)
AGENTS = 2_000


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
            record("driver_scale", figures, seed=1)
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
    levels = ", ".join(_rating(place) for place in range(len(DRIVERS)))
    effect = " + ".join(
        f"{a} * least(d{j} - 4, 0) + {b} * greatest(d{j} - 4, 0)"
        for j, (a, b) in enumerate(zip(PENALTIES, REWARDS, strict=True))
    )
    above = " + ".join(f"(latent > {cut})::TINYINT" for cut in CUTS)
    duckdb.sql(f"""
        COPY (
            SELECT d0, d1, d2, d3, d4, d5, (1 + {above})::TINYINT AS y, agent, customer
            FROM (
                SELECT *, {effect} + ln(u / (1 - u)) AS latent
                FROM (
                    SELECT {levels}, {_uniform(8)} AS u,
                           (hash(i, 9) % {AGENTS})::INTEGER AS agent,
                           (hash(i, 10) % {max(answers // 2, 40)})::INTEGER AS customer
                    FROM range({answers}) AS numbers(i)
                )
            )
        ) TO '{path}' (FORMAT parquet)
    """)


def _uniform(place: int) -> str:
    return f"((hash(i, {place}) % 1000003) + 0.5) / 1000003"


def _rating(place: int) -> str:
    """Shares of about 5, 8, 18, 35 and 34 %; one part of three is common to all ratings."""
    mixed = f"(({_uniform(7)}) + 2 * ({_uniform(place)})) / 3"
    return f"(5 - ({mixed} > .42)::TINYINT - ({mixed} > .66)::TINYINT - ({mixed} > .8)::TINYINT " \
           f"- ({mixed} > .9)::TINYINT)::TINYINT AS d{place}"  # fmt: skip


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
