"""Are both arrows told rightly, and does any number of releases give a small group away?

`python -m benchmarks.employees --centres 200 --organisations 10_000`

Centres are panels of teams and months with six figures of employees, one of which moves customers
a month later, or is moved by them, or not; all arrows are judged together. Organisations release
their survey again and again, with filters, late answers and corrections; what follows is checked
exactly, person by person.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.record import record, timed

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
moods = importlib.import_module("stats.moods")
organisations = importlib.import_module("stats.organisations")

PLANTED = ("employees first", "customers first", "nothing")
SIZES = {"20 teams, 18 months": {"teams": 20, "months": 18}}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--centres", type=int, default=200)
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    with timed() as cost:
        for name, size in SIZES.items():
            figures[name] = _arrows(moods.Centre(**size), options.centres, options.seed)
    figures["arrows cost"] = cost
    with timed() as cost:
        figures["releases"] = _releases(options.organisations)
    figures["releases cost"] = cost
    record("employees", figures, seed=options.seed)
    print(figures)
    return int(figures["releases"]["told"] > 0)


def _arrows(centre: Any, centres: int, seed: int) -> dict[str, Any]:
    """Share of centres in which each arrow was claimed."""
    random = np.random.default_rng(seed)
    shares = {}
    for planted in PLANTED:
        found = [moods.claimed(centre, planted, random) for _ in range(centres)]
        shares[planted] = {
            "employees first claimed": float(np.mean([one.onward for one in found])),
            "customers first claimed": float(np.mean([one.back for one in found])),
            "anything else claimed": float(np.mean([one.other for one in found])),
            "nothing claimed": float(
                np.mean([not (one.onward or one.back or one.other) for one in found])
            ),
        }
    return {**asdict(centre), "centres": centres, "shares": shares}


def _releases(count: int) -> dict[str, int]:
    found = [organisations.leaks(seed) for seed in range(count)]
    names = organisations.Leaks.__slots__
    totals = {name: sum(getattr(one, name) for one in found) for name in names}
    return {"organisations": count, **totals}


if __name__ == "__main__":
    sys.exit(main())
