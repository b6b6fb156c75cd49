"""Is anything lost or mixed when a run is broken? Random kills, and a fault at every step.

`python -m benchmarks.reliability --kills 200`

A project with one load gets two more and is built again; it is killed at a random moment of that,
or breaks at one step of the file system (with an error, on a full disk, or dying in mid-write).
Then everything is run again and compared with an undisturbed run. Of the steps of a whole
project's build every twentieth is broken, of those of a small build every one.
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
EVERY = {"build": 1, "erase": 1, "project": 20}
FAULTS = [(action, how) for action in EVERY for how in ("raise", "full", "die")]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    with timed() as cost:
        kills = ("--times", str(options.kills), "--seed", str(options.seed))
        for action in ("project", "build"):
            figures[f"{action}, killed"] = _crash("kills", "--action", action, *kills)
        for action, how in FAULTS:
            every = ("--every", str(EVERY[action]))
            words = ("--action", action, "--how", how)
            figures[f"{action}, {how}"] = _crash("faults", *words, *every)
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
