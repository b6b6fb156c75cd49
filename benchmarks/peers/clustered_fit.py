"""pyfixest's least squares with clustered errors on the rows of a file: seconds, figures.

Run by `benchmarks.driver_speed` in an environment of its own that holds pyfixest.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pandas as pd
import pyfixest


def main(path: str) -> None:
    data = np.load(path)
    names = [f"x{place}" for place in range(data["x"].shape[1])]
    frame = pd.DataFrame(data["x"], columns=names).assign(y=data["y"], agent=data["agent"])
    formula = f"y ~ {' + '.join(names)}"
    pyfixest.feols(formula, frame.head(2_000), vcov={"CRV1": "agent"})
    began = time.perf_counter(), time.process_time()
    fit = pyfixest.feols(formula, frame, vcov={"CRV1": "agent"})
    figures = {
        "coefficients": fit.coef().tolist()[1:],
        "errors": fit.se().tolist()[1:],
        "wall_seconds": time.perf_counter() - began[0],
        "cpu_seconds": time.process_time() - began[1],
        "n": int(data["y"].size),
    }
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
