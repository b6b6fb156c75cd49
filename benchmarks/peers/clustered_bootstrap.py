"""pyfixest's least squares on resampled clusters of the rows of a file: seconds of 1,000 fits.

Run by `benchmarks.driver_speed` in an environment of its own that holds pyfixest.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pandas as pd
import pyfixest

DRAWS, TIMED = 1_000, 3


def main(path: str) -> None:
    data = np.load(path)
    names = [f"x{place}" for place in range(data["x"].shape[1])]
    frame = pd.DataFrame(data["x"], columns=names).assign(y=data["y"], agent=data["agent"])
    formula = f"y ~ {' + '.join(names)}"
    pyfixest.feols(formula, frame.head(2_000), vcov={"CRV1": "agent"})
    draw = np.random.default_rng(1)
    names_of, place = np.unique(data["agent"], return_inverse=True)
    began = time.perf_counter(), time.process_time()
    for _ in range(TIMED):
        times = draw.multinomial(names_of.size, np.full(names_of.size, 1 / names_of.size))[place]
        held = frame.assign(times=times)[times > 0]
        pyfixest.feols(formula, held, vcov="iid", weights="times", weights_type="fweights")
    figures = {
        "wall_seconds": (time.perf_counter() - began[0]) * DRAWS / TIMED,
        "cpu_seconds": (time.process_time() - began[1]) * DRAWS / TIMED,
        "fits_timed": TIMED,
        "n": int(data["y"].size),
    }
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
