"""Is anything lost or mixed when a run is broken? Random kills, and a fault at every step.

`python -m benchmarks.reliability --kills 200`
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.record import record, timed

ROOT = Path(__file__).parents[1]
FAULTS = [(action, how) for action in ("build", "erase") for how in ("raise", "full", "die")]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    with timed() as cost:
        kills = ("--times", str(options.kills), "--seed", str(options.seed))
        figures["kills"] = _crash("kills", *kills)
        for action, how in FAULTS:
            figures[f"{action}, {how}"] = _crash("faults", "--action", action, "--how", how)
    record("reliability", {**figures, "cost": cost}, seed=options.seed)
    return int(any(run["wrong"] for run in figures.values()))


def _crash(kind: str, *words: str) -> dict[str, Any]:
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "store.crash", kind, folder, *words],
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    print(kind, *words, done.stdout.strip(), flush=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main())
