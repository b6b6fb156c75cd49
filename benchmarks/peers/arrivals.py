"""statsforecast on half-hours of calls: pinball loss, coverage, error of days, seconds.

Run by `benchmarks.forecast` in an environment of its own that holds statsforecast.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from typing import Any

import numpy as np
from statsforecast.models import MSTL, AutoARIMA, AutoETS

LEVELS = [90, 80, 70, 60, 50, 40, 30, 20, 10]


def main(path: str) -> None:
    warnings.filterwarnings("ignore")
    data = np.load(path)
    found = {}
    for name, model in (
        ("mstl_ets", lambda: MSTL([28, 140], trend_forecaster=AutoETS(model="ZZN"))),
        ("mstl_arima", lambda: MSTL([28, 140], trend_forecaster=AutoARIMA())),
    ):
        begun = time.process_time()
        rows = [score(data, int(origin), model) for origin in data["origins"]]
        measures = ("pinball", "covered", "day_error")
        means = {key: float(np.mean([row[key] for row in rows])) for key in measures}
        found[name] = {**means, "cpu_seconds": time.process_time() - begun}
    json.dump(found, sys.stdout)


def score(data: Any, origin: int, model: Any) -> dict[str, float]:
    calls, days, shares = data["calls"], int(data["days"]), data["shares"]
    is_open = calls.sum(axis=1) > 0
    past = calls[:origin][is_open[:origin]].ravel()
    actual = calls[origin : origin + days][is_open[origin : origin + days]]
    ahead = model().forecast(y=past.astype(float), h=actual.size, level=LEVELS)
    low = [ahead[f"lo-{level}"] for level in LEVELS]
    high = [ahead[f"hi-{level}"] for level in LEVELS[::-1]]
    quantiles = np.stack([*low, ahead["mean"], *high]).reshape(19, *actual.shape)
    gap, q = actual - quantiles, shares[:, None, None]
    return {
        "pinball": float(np.maximum(q * gap, (q - 1) * gap).mean()),
        "covered": float(((quantiles[0] <= actual) & (actual <= quantiles[-1])).mean()),
        "day_error": float(np.abs(quantiles[9].sum(axis=1) / actual.sum(axis=1) - 1).mean()),
    }


if __name__ == "__main__":
    main(sys.argv[1])
