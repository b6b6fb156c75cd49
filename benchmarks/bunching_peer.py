"""Is the hazard test of bunching as sharp as a density test, and how much faster?

`python -m benchmarks.bunching_peer --peer ENVIRONMENT/bin/python`

The peer is rddensity, which is GPL and therefore lives in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.gaming import cut_under, durations
from benchmarks.record import record
from lastword.errors import NotTestable
from lastword.stats.bunching import bunching

PEER = Path(__file__).parent / "peers" / "density_test.py"
SIZE = 5_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", type=Path, help="Python of an environment with rddensity")
    parser.add_argument("--replicates", type=int, default=100)
    parser.add_argument("--long", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    rows = _rows(rng, options.replicates)
    long = durations(rng, options.long)
    figures: dict[str, Any] = {
        name: {"hazard": _rejected([_p(row) for row in made])} for name, made in rows.items()
    }
    began = time.process_time()
    bunching(long, 600)
    seconds = {"rows": options.long, "hazard": round(time.process_time() - began, 4)}
    if options.peer:
        peer = _peer(options.peer, rows | {"long": long})
        for name in rows:
            figures[name]["density"] = _rejected(peer[name])
        seconds["density"] = round(peer["cpu_seconds"], 3)
        seconds["times"] = round(seconds["density"] / seconds["hazard"], 1)
    figures["cpu seconds of a long row"] = seconds
    print(json.dumps(figures, indent=2))
    record("bunching_peer", figures, seed=options.seed)


def _rows(rng: np.random.Generator, replicates: int) -> dict[str, Any]:
    clean = [durations(rng, SIZE) for _ in range(replicates)]
    return {
        "clean": np.array(clean),
        "clean, whole minutes": np.array([np.round(row / 60) * 60 for row in clean]),
        "2 % moved": np.array([cut_under(rng, row, 600, SIZE // 50) for row in clean]),
        "1 % moved": np.array([cut_under(rng, row, 600, SIZE // 100) for row in clean]),
    }


def _p(seconds: Any) -> float:
    try:
        return bunching(seconds, 600).p
    except NotTestable:
        return float("nan")


def _rejected(p: list[float]) -> str:
    """Share of rows rejected at 5 %; rows that cannot be tested count as not rejected."""
    values = np.array(p)
    hits = np.nan_to_num(values, nan=1.0) <= 0.05
    error = float(hits.std() / np.sqrt(len(hits)))
    untested = f", {int(np.isnan(values).sum())} not testable" if np.isnan(values).any() else ""
    return f"{100 * hits.mean():.0f} % (±{100 * error:.0f}{untested})"


def _peer(python: Path, rows: dict[str, Any]) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.npz"
        np.savez(path, **rows)
        done = subprocess.run([python, PEER, path], stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    main()
