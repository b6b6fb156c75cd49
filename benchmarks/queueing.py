"""Staffing and simulation: what plans deliver, how fast they are made, beside pyworkforce and ciw.

    python -m benchmarks.queueing --peer-python PEERS/bin/python

The peers run in an environment of their own (`pip install ciw pyworkforce`), on the same inputs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.record import on_record, record, timed
from lastword.analyses.capacity.callers import draw_callers
from lastword.stats.queueing.exact import fewest_agents
from lastword.stats.queueing.forward import follow_day
from lastword.stats.queueing.offered_load import modified_offered_load
from lastword.stats.queueing.queue import erlang_a
from lastword.stats.queueing.simulation import live_through
from lastword.stats.queueing.staffing import agents_needed
from lastword.stats.queueing.target import parse_target

PEER = Path(__file__).parent / "peers" / "queues.py"
INTERVALS = 100_000
TARGET, PATIENCE, STEPS = parse_target("P(wait > 20 s) < 5%"), 300.0, 10
SERVED = parse_target("served within 20 s > 80%")
CALLS, RATE, SERVICE, AGENTS, HOLDS = 1_000_000, 1.0, 180.0, 180, 120.0


def main() -> None:
    options = _options()
    figures: dict[str, Any] = on_record("queueing") if options.keep_profiles else {}
    figures |= {
        f"{m} minutes of handling": profile(m)
        for m in (6, 30, 60)
        if f"{m} minutes of handling" not in figures
    }
    figures["staffing"] = staffing_speed()
    figures["simulation"] = simulation_speed(options.seed)
    if options.peer_python:
        figures["peers"] = beside(options.peer_python, figures, options.peer_calls)
    print(json.dumps(figures, indent=2))
    record("queueing", figures, seed=options.seed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", type=Path, default=None)
    parser.add_argument("--peer-calls", type=int, default=1_000_000)
    parser.add_argument("--keep-profiles", action="store_true", help="those on record")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def profile(minutes: int) -> dict[str, Any]:
    """A wave of mean 60 erlangs, 60 % up and down: worst half-hour by forward equations."""
    seconds = minutes * 60.0
    at = (np.arange(48 * STEPS) + 0.5) * 30 / STEPS
    fine = 60 / seconds * (1 + 0.6 * np.sin(2 * np.pi * at / 1440 - np.pi / 2))
    load = modified_offered_load(fine, seconds, interval_seconds=1800 / STEPS) / seconds
    plans = {
        name: agents_needed(rates.reshape(48, STEPS).mean(axis=1), seconds, PATIENCE, TARGET)
        for name, rates in (("interval", fine), ("modified load", load))
    }
    plans["best found"] = fewest_agents(
        fine, seconds, PATIENCE, limit=0.05, steps=STEPS, interval_seconds=1800
    )
    row: dict[str, Any] = {}
    for name, agents in plans.items():
        day = follow_day(fine, seconds, agents, PATIENCE, steps=STEPS)
        row[name] = {
            "staff_hours": float(agents.sum()) / 2,
            "worst_half_hour": round(float(day.wait_over.max()), 4),
        }
    return row


def _rates() -> np.ndarray:
    return np.random.default_rng(1).uniform(0.01, 1.0, INTERVALS)


def staffing_speed() -> dict[str, Any]:
    """Agents for 100,000 intervals of different arrivals: Erlang A, and Erlang C as the peer."""
    rates = _rates()
    with timed() as impatient:
        agents_needed(rates, 240.0, PATIENCE, TARGET)
    with timed() as patient:
        agents_needed(rates, 240.0, None, SERVED)
    return {"intervals": INTERVALS, "erlang_a": impatient, "erlang_c": patient}


def simulation_speed(seed: int) -> dict[str, Any]:
    """A million calls to 180 agents, with patience, beside the formula."""
    callers = draw_callers(
        np.full(int(CALLS / RATE / 1800), RATE * 1800.0), 1800.0, SERVICE, HOLDS,
        service_cv=1.0, random=np.random.default_rng(seed),
    )  # fmt: skip
    with timed() as cost:
        lived = live_through(callers, np.array([AGENTS]), 1e12)
    gave_up = ~lived.is_served
    parts = np.array([part.mean() for part in np.array_split(gave_up, 50)])
    truth = erlang_a(RATE, SERVICE, AGENTS, HOLDS)
    return {
        "calls": int(lived.waits.size),
        **cost,
        "abandoned": float(gave_up.mean()),
        "standard_error": float(parts.std(ddof=1) / parts.size**0.5),
        "formula": float(truth.abandoned),
    }


def beside(python: Path, own: dict[str, Any], calls: int) -> dict[str, Any]:
    """The peers' seconds for the same work, and how many times as long they take."""
    rates = _rates()[:200].tolist()
    given = json.dumps({"rates": rates, "calls": calls, "rate": RATE, "service": SERVICE,
                        "agents": AGENTS, "patience": HOLDS})  # fmt: skip
    ran = subprocess.run([python, PEER], input=given, check=True, capture_output=True, text=True)
    peers: dict[str, Any] = json.loads(ran.stdout)
    ours = agents_needed(np.array(rates), 240.0, None, SERVED)
    work, ciw = peers["pyworkforce"], peers["ciw"]
    each = own["staffing"]["erlang_c"]["cpu_seconds"] / INTERVALS
    a_call = own["simulation"]["cpu_seconds"] / own["simulation"]["calls"]
    work["times_as_long"] = round(work["cpu_seconds"] / len(rates) / each)
    work["same_agents"] = float((np.array(work.pop("agents")) == ours).mean())
    ciw["times_as_long"] = round(ciw["cpu_seconds"] / ciw["calls"] / a_call)
    return peers


if __name__ == "__main__":
    main()
