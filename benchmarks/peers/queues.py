"""pyworkforce's Erlang C and ciw's simulation on given input: seconds and results.

Run by `benchmarks.queueing` in an environment of its own that holds both.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import ciw
from pyworkforce.queuing import ErlangC


def main() -> None:
    given = json.load(sys.stdin)
    json.dump({"pyworkforce": staffing(given["rates"]), "ciw": simulation(given)}, sys.stdout)


def staffing(rates: list[float]) -> dict[str, Any]:
    """Agents so that 80 % are served within 20 s, 240 s of handling."""
    begun = time.process_time()
    agents = [
        ErlangC(transactions=rate * 1800, aht=4, interval=30, asa=20 / 60, shrinkage=0.0)
        .required_positions(service_level=0.8, max_occupancy=1.0)["raw_positions"]
        for rate in rates
    ]  # fmt: skip
    return {"agents": agents, "cpu_seconds": time.process_time() - begun}


def simulation(given: dict[str, Any]) -> dict[str, Any]:
    """A queue with exponential everything, until so many calls have come."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=given["rate"])],
        service_distributions=[ciw.dists.Exponential(rate=1 / given["service"])],
        number_of_servers=[given["agents"]],
        reneging_time_distributions=[ciw.dists.Exponential(rate=1 / given["patience"])],
    )
    ciw.seed(1)
    begun = time.process_time()
    run = ciw.Simulation(network)
    run.simulate_until_max_time(given["calls"] / given["rate"])
    spent = time.process_time() - begun
    ended = [record.record_type for record in run.get_all_records()]
    gave_up = sum(kind == "renege" for kind in ended)
    return {"calls": len(ended), "abandoned": gave_up / len(ended), "cpu_seconds": spent}


if __name__ == "__main__":
    main()
