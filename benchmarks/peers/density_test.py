"""rddensity on the durations of a file: p-values of every row, and seconds for one long row.

Run by `benchmarks.bunching_peer` in an environment of its own that holds rddensity (GPL).
"""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np
from rddensity import rddensity

warnings.simplefilter("ignore")


def main(path: str) -> None:
    data = np.load(path)
    figures: dict[str, object] = {}
    for name in data.files:
        if name == "long":
            began = time.process_time()
            _p(data[name])
            figures["cpu_seconds"] = time.process_time() - began
        else:
            figures[name] = [_p(row) for row in data[name]]
    json.dump(figures, sys.stdout)


def _p(seconds: np.ndarray) -> float:
    """Two-sided p of a jump of the density at 600 s (jackknife, default bandwidth)."""
    try:
        return float(np.ravel(rddensity(X=seconds, c=600).test["p_jk"])[0])
    except Exception:
        return float("nan")


if __name__ == "__main__":
    main(sys.argv[1])
