"""Patience at an Israeli bank in 1999: by type, and abandonment foretold on days not used.

    python -m benchmarks.patience --data DATA

DATA holds `anonymous_bank/`. January teaches patience; each hour of February is foretold from the
wait that callers were offered in it, and from the agents seen at work in it.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.record import record
from lastword.analyses.capacity.patience import patience
from lastword.stats.proportion import wilson
from lastword.stats.queueing.queue import general_patience
from lastword.stats.survival import kaplan_meier

FEWEST = 20
BINS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data / "anonymous_bank"
    months = {name: read(folder / f"{name}.txt.gz") for name in ("january", "february")}
    both = pd.concat(months.values())
    figures = {
        "by_type": by_type(both),
        "all": shares(both),
        "foretold": foretold(months["january"], months["february"]),
    }
    print(json.dumps(figures, indent=2))
    record("patience", figures)


def read(path: Path) -> pd.DataFrame:
    """Calls that reached the queue or an agent; phantoms and hang-ups in the menu are left out."""
    calls = pd.read_csv(path, sep="\t", encoding="latin-1", dtype=str)
    calls = calls[calls.outcome.isin(["AGENT", "HANG"]) & (calls.type != "TT")]
    waits = pd.to_numeric(calls.q_time, errors="coerce").fillna(0).clip(lower=0)
    gave_up = calls.outcome == "HANG"
    reached = ~gave_up | (calls.q_exit != "0:00:00")
    at = pd.to_datetime(calls.date + " " + calls.vru_entry, format="%y%m%d %H:%M:%S")
    table = pd.DataFrame(
        {
            "at": at,
            "type": calls.type,
            "wait": waits,
            "gave_up": gave_up,
            "server": calls.server,
            "service": pd.to_numeric(calls.ser_time, errors="coerce"),
        }
    )
    return table[reached & waits.notna()]


def by_type(calls: pd.DataFrame) -> dict[str, Any]:
    """Patience of each type of call, with what the hang-ups alone would say."""
    study = patience(calls.wait, calls.gave_up, by=calls.type)
    rows = {}
    for name in study.curves:
        own = calls if name == "all" else calls[calls.type == name]
        rows[name] = {
            "calls": len(own),
            "gave_up": wilson(int(own.gave_up.sum()), len(own)).text(),
            "mean_patience": study.means[name].text(),
            "naive_mean": round(study.naive_means[name] or 0, 1),
            "quarter_gone": study.quantile(0.25, name),
            "half_gone": study.quantile(0.5, name),
            "median_virtual_wait": study.virtual[name].quantile(0.5),
        }
    return rows


def shares(calls: pd.DataFrame) -> dict[str, str]:
    """Abandonment and the share answered within 20 s."""
    in_time, n = int((~calls.gave_up & (calls.wait <= 20)).sum()), len(calls)
    return {
        "gave_up": wilson(int(calls.gave_up.sum()), n).text(),
        "answered_within_20_s": wilson(in_time, n).text(),
        "of_the_answered": wilson(in_time, int((~calls.gave_up).sum())).text(),
    }


def foretold(known: pd.DataFrame, coming: pd.DataFrame) -> dict[str, Any]:
    """Abandonment of each hour, from the wait offered in it and from the agents seen in it."""
    curve = patience(known.wait, known.gave_up).curve()
    service = float(known.service[(known.service > 0) & ~known.gave_up].mean())
    hours = [own for _, own in coming.groupby(coming["at"].dt.floor("h")) if len(own) >= FEWEST]
    rows = pd.DataFrame(
        {
            "calls": [len(own) for own in hours],
            "observed": [own.gave_up.mean() for own in hours],
            "by_wait": [by_wait(own, curve) for own in hours],
            "by_agents": [by_agents(own, curve, service) for own in hours],
        }
    )
    found: dict[str, Any] = {"hours": len(rows), "calls": int(rows.calls.sum())}
    for name in ("by_wait", "by_agents"):
        found[name] = calibration(rows, name)
    return found


def by_wait(own: pd.DataFrame, curve: Any) -> float:
    """∫ (1 − Ḡ(v)) dF(v) with F the virtual wait of the hour, by Kaplan–Meier."""
    seconds, place = np.unique(own.wait, return_inverse=True)
    served = np.bincount(place, ~own.gave_up, seconds.size)
    lost = np.bincount(place, own.gave_up, seconds.size)
    virtual = kaplan_meier(seconds, served, lost)
    mass = -np.diff(np.concatenate(([1.0], virtual.survival)))
    rest = float(virtual.survival[-1])
    gone = 1 - curve.share_left(seconds)
    return float((mass * gone).sum() + rest * gone[-1])


def by_agents(own: pd.DataFrame, curve: Any, service: float) -> float:
    """The queue's formula with the agents who took a call in the hour."""
    agents = max(int(own.server[own.server != "NO_SERVER"].nunique()), 1)
    return float(general_patience(len(own) / 3600, service, agents, curve).abandoned)


def calibration(rows: pd.DataFrame, name: str) -> dict[str, Any]:
    """Foretold against observed, by bins of what was foretold, and the errors of hours."""
    error = rows[name] - rows.observed
    noise = np.sqrt(rows[name] * (1 - rows[name]) / rows.calls)
    bins = {}
    for low, high in pairwise(BINS):
        inside = rows[(rows[name] >= low) & (rows[name] < high)]
        if len(inside):
            weight = inside.calls / inside.calls.sum()
            bins[f"{100 * low:.0f}–{100 * high:.0f} %"] = {
                "hours": len(inside),
                "foretold": round(float((weight * inside[name]).sum()), 4),
                "observed": round(float((weight * inside.observed).sum()), 4),
            }
    weight = rows.calls / rows.calls.sum()
    return {
        "foretold": round(float((weight * rows[name]).sum()), 4),
        "observed": round(float((weight * rows.observed).sum()), 4),
        "mean_absolute_error": round(float((weight * error.abs()).sum()), 4),
        "of_chance_alone": round(float((weight * noise).sum() * (2 / np.pi) ** 0.5), 4),
        "within_two_standard_errors": round(float((error.abs() <= 2 * noise).mean()), 3),
        "bins": bins,
    }


if __name__ == "__main__":
    main()
