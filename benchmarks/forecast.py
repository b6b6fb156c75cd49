"""Fourteen days of arrivals at two banks: against the same weekday of last week, and staffed for.

    python -m benchmarks.forecast --data DATA --peer-python PEERS/bin/python

DATA holds `bank_calls/` and `anonymous_bank/`. The confidence of plans was chosen on the first (a
US bank); the second (Israel, a tenth of the calls) had no part in the choice. The peer
(statsforecast) runs in an environment of its own, on the same half-hours and origins of the first.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.patience import read as answerable
from benchmarks.record import on_record, record, timed
from lastword.analyses.capacity.forecast import forecast
from lastword.analyses.capacity.staff import staff
from lastword.stats.pinball import coverage, pinball
from lastword.stats.queueing.queue import erlang_a
from lastword.stats.queueing.staffing import agents_needed
from lastword.stats.queueing.target import parse_target

PEER = Path(__file__).parent / "peers" / "arrivals.py"
FILE = "bank_calls/bank_calls_5min_to_2003-07-31.csv.gz"
MONTHS = ("january", "february")
MINUTES, DAYS = 30, 14
SHARES = np.arange(1, 20) / 20
PLANS = {"at_0.9": 0.9, "at_0.95": 0.95, "on_average": None}
TARGET = "P(wait > 20 s) < 5% & abandon < 2%"


@dataclass(frozen=True)
class Bank:
    """Calls by day and half-hour, and what is held about the work.

    Parameters
    ----------
    calls
        Days × half-hours of the day.
    known
        Days known at the first origin.
    holidays
        Country.
    service, patience
        Mean seconds.
    """

    calls: pd.DataFrame
    known: int
    holidays: str
    service: float
    patience: float

    @property
    def origins(self) -> list[int]:
        """A week apart, each with fourteen days to come."""
        return list(range(self.known, len(self.calls) - DAYS + 1, 7))


def main() -> None:
    options = _options()
    figures = on_record("forecast")
    first = Bank(read(options.data / FILE), 56, "US", 240.0, 300.0)
    other = Bank(read_log(options.data / "anonymous_bank"), 28, "IL", 190.0, 355.0)
    for name, bank in (("us_bank", first), ("other_bank", other)):
        with timed() as cost:
            rows = [score(bank, origin) for origin in bank.origins]
        figures[name] = summary(rows, cost)
        record("forecast", figures)
    if options.peer_python:
        figures["statsforecast"] = beside(options.peer_python, first, first.origins[::3])
    print(json.dumps(figures, indent=2))
    record("forecast", figures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peer-python", type=Path, default=None)
    return parser.parse_args()


def read(path: Path) -> pd.DataFrame:
    """Half-hours of every calendar day from 7:00 to 21:00; days without calls hold zeros."""
    calls = pd.read_csv(path, parse_dates=["DateTime"])
    calls = calls[calls.DateTime.dt.hour < 21]
    at = calls.DateTime.dt
    slot = (at.hour * 60 + at.minute) // MINUTES
    table = calls.pivot_table(index=at.normalize(), columns=slot, values="Calls", aggfunc="sum")
    return table.reindex(pd.date_range(table.index[0], table.index[-1])).fillna(0.0)


def read_log(folder: Path) -> pd.DataFrame:
    """The same from a log of calls: those that reached the queue or an agent, 7:00 to midnight."""
    months = (answerable(folder / f"{month}.txt.gz") for month in MONTHS)
    at = pd.concat(months)["at"].dt
    slot = (at.hour * 60 + at.minute) // MINUTES
    table = pd.crosstab(at.normalize(), slot)
    table = table[[name for name in table.columns if name >= 7 * 60 // MINUTES]]
    return table.reindex(pd.date_range(table.index[0], table.index[-1])).fillna(0.0).astype(float)


def score(bank: Bank, origin: int) -> dict[str, Any]:
    """Forecast from one origin, scored on the open days; plans scored on what came."""
    calls = bank.calls
    past, coming = calls.iloc[:origin], calls.iloc[origin : origin + DAYS]
    starts = past.index.to_numpy()[:, None] + (np.asarray(past.columns) * MINUTES).astype(
        "timedelta64[m]"
    )
    found = forecast(
        starts, past.to_numpy(), days=DAYS, interval_minutes=MINUTES, holidays=bank.holidays,
        until=past.index[-1].date(),
    )  # fmt: skip
    slots = np.asarray(calls.columns)
    ours = found.quantiles(SHARES).reshape(SHARES.size, DAYS, -1)[:, :, slots]
    actual, is_open = coming.to_numpy(), coming.to_numpy().sum(axis=1) > 0
    theirs = last_week(calls.to_numpy(), origin)
    row = {
        "pinball": float(pinball(actual[is_open], ours[:, is_open], SHARES).mean()),
        "naive_pinball": float(pinball(actual[is_open], theirs[:, is_open], SHARES).mean()),
        "covered": coverage(actual[is_open], ours[0, is_open], ours[-1, is_open]),
        "day_error": _day_error(found.mean.reshape(DAYS, -1)[is_open], actual[is_open]),
        "naive_day_error": _day_error(theirs[9][is_open], actual[is_open]),
    }
    for name, confidence in PLANS.items():
        row[name] = met(bank, found, confidence, slots, actual[is_open], is_open)
    return row


def last_week(counts: np.ndarray, origin: int) -> np.ndarray:
    """The same weekday's latest counts, spread by how far such repeats were off in the past."""
    is_open = counts.sum(axis=1) > 0
    repeated = np.zeros((SHARES.size, DAYS, counts.shape[1]))
    for day in range(DAYS):
        lag = 7 * (day // 7 + 1)
        source = origin + day - lag
        while not is_open[source] and is_open[(origin + day) % 7 :: 7].any() and source >= 7:
            source -= 7
        off = [
            (counts[k] - counts[k - lag]) / np.sqrt(np.maximum(counts[k - lag], 1))
            for k in range(lag, origin)
            if is_open[k] and is_open[k - lag]
        ]
        spread = np.quantile(np.concatenate(off), SHARES)
        scale = np.sqrt(np.maximum(counts[source], 1))
        repeated[:, day] = counts[source] + spread[:, None] * scale
    return repeated


def _day_error(expected: np.ndarray, actual: np.ndarray) -> float:
    return float(np.abs(expected.sum(axis=1) / actual.sum(axis=1) - 1).mean())


def met(
    bank: Bank, found: Any, confidence: float | None, slots: np.ndarray, actual: np.ndarray,
    is_open: Any,
) -> dict[str, Any]:  # fmt: skip
    """Days on which callers met the target, with the counts that came as rates, and its price."""
    plan = staff(found, bank.service, patience=bank.patience, target=TARGET, confidence=confidence)
    agents = np.maximum(plan.agents.reshape(DAYS, -1)[is_open][:, slots], 1)
    waits = erlang_a(np.maximum(actual, 1e-9) / 1800, bank.service, agents, bank.patience)
    weight = actual / actual.sum(axis=1, keepdims=True)
    over, lost = ((weight * part).sum(axis=1) for part in (waits.wait_over, waits.abandoned))
    known = agents_needed(actual / 1800, bank.service, bank.patience, parse_target(TARGET))
    return {
        "days": ((over < 0.05) & (lost < 0.02)).tolist(),
        "hours_more_than_if_known": float(agents.sum() / known.sum() - 1),
    }


def summary(rows: list[dict[str, Any]], cost: dict[str, float]) -> dict[str, Any]:
    """Means over origins."""
    names = ("pinball", "naive_pinball", "covered", "day_error", "naive_day_error")
    figures: dict[str, Any] = {"origins": len(rows), **cost}
    figures |= {name: round(float(np.mean([row[name] for row in rows])), 4) for name in names}
    figures["pinball_ratio"] = round(figures["pinball"] / figures["naive_pinball"], 3)
    better = [bool(row["pinball"] < row["naive_pinball"]) for row in rows]
    figures["origins_better"] = sum(better)
    for name in PLANS:
        days = [is_met for row in rows for is_met in row[name]["days"]]
        more = np.mean([row[name]["hours_more_than_if_known"] for row in rows])
        figures[f"staffed_{name}"] = {
            "days": len(days),
            "days_met": round(float(np.mean(days)), 3),
            "hours_more_than_if_known": round(float(more), 3),
        }
    return figures


def beside(python: Path, bank: Bank, origins: list[int]) -> dict[str, Any]:
    """The peer's pinball loss, coverage and seconds on some origins, and ours on the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.npz"
        np.savez(path, calls=bank.calls.to_numpy(), origins=origins, days=DAYS, shares=SHARES)
        ran = subprocess.run([python, PEER, path], check=True, capture_output=True, text=True)
    ours = [score(bank, origin) for origin in origins]
    peer: dict[str, Any] = json.loads(ran.stdout)
    peer["lastword"] = {
        "pinball": float(np.mean([row["pinball"] for row in ours])),
        "day_error": float(np.mean([row["day_error"] for row in ours])),
        "covered": float(np.mean([row["covered"] for row in ours])),
    }
    return {"origins": len(origins), **peer}


if __name__ == "__main__":
    main()
