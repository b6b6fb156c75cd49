"""Break a project on purpose, far more often than the tests do.

``python benchmarks/reliability.py [--kills 200] [--seed 1]`` kills −9 at random moments, breaks
every step of the file system in every way, and writes what happened to
``benchmarks/results/reliability.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "reliability.json"
FAULTS = [(action, how) for action in ("build", "erase") for how in ("raise", "full", "die")]


def crash(*words: str) -> dict[str, Any]:
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "store.crash", words[0], folder, *words[1:]],
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return dict(json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    figures: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("duckdb", "ibis-framework", "pyarrow")},
        "kills": crash("kills", "--times", str(args.kills), "--seed", str(args.seed)),
    }
    for action, how in FAULTS:
        figures[f"{action}, {how}"] = crash("faults", "--action", action, "--how", how)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    print(RESULT.read_text())
    sys.exit(any(f["wrong"] for f in figures.values() if isinstance(f, dict) and "wrong" in f))


if __name__ == "__main__":
    main()
