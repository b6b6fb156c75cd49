"""Do the intervals cover? Shares, scores, curves; and the customers' verdict on demo centres.

`python -m benchmarks.coverage --centres 300 --contacts 50000`
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.centres import Centre, centres
from benchmarks.record import record, timed
from lastword.engine import open_engine
from lastword.question import Context
from lastword.sources.demo import World
from lastword.sources.demo.plants import DEFAULT
from lastword.stats.mean import cluster_mean
from lastword.stats.nps import cluster_nps, nps
from lastword.stats.proportion import clopper_pearson, cluster_share, newcombe, wilson
from lastword.stats.survival import kaplan_meier
from lastword.verdict.linking_error import LinkingError
from lastword.verdict.resolution import resolution

DRAWS = 20_000
BATCH = 20
UNSTEERED = tuple(plant for plant in DEFAULT if plant.kind != "survey_steering")
"""Steering withholds invitations after bad contacts: answering then depends on the outcome."""


def main() -> None:
    options = _options()
    with timed() as cost:
        figures: dict[str, Any] = {"intervals": intervals(np.random.default_rng(options.seed))}
        for response in ("observed", "hidden"):
            rows = pd.concat(
                [of_batch(options, response, first) for first in range(0, options.centres, BATCH)]
            )
            for links, own in rows.groupby("links"):
                means = own.drop(columns="links").mean()
                figures[f"{response} response, {links} links"] = {
                    **means.to_dict(),
                    "spread_of_z": float(own.z.std()),
                    "centres": len(own),
                    "monte_carlo_error_of_95": math.sqrt(0.95 * 0.05 / len(own)),
                }
    record("coverage", {**figures, "contacts": options.contacts, "cost": cost}, seed=options.seed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centres", type=int, default=300)
    parser.add_argument("--contacts", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def of_batch(options: argparse.Namespace, response: str, first: int) -> pd.DataFrame:
    """What is said of each centre of a batch, with true and with linked issues."""
    numbers = range(first, min(first + BATCH, options.centres))
    worlds = [
        World(
            contacts=options.contacts,
            seed=options.seed + number,
            response=response,
            messages_per_contact=0,
            plants=UNSTEERED if response == "observed" else DEFAULT,
        )
        for number in numbers
    ]
    rows = []
    with open_engine("duckdb") as engine, TemporaryDirectory() as folder:
        found = centres(engine, worlds, Path(folder))
        for number, own in enumerate(found):
            error = measured(found[:number] + found[number + 1 :])
            rows.append({"links": "true", **scored(own, own.true, None)})
            rows.append({"links": "estimated", **scored(own, own.linked, error)})
            print(response, first + number, rows[-2], rows[-1], flush=True)
    return pd.DataFrame(rows)


def measured(others: list[Centre]) -> LinkingError:
    """How often linking errs, from the other centres of the batch."""
    splits, merges = (np.array([getattr(c, n) for c in others]) for n in ("splits", "merges"))
    return LinkingError(
        float(splits.mean()), float(merges.mean()), float(splits.std()), float(merges.std())
    )


def scored(own: Centre, context: Context, linking: LinkingError | None) -> dict[str, float]:
    """Whether each interval holds the truth, and by how much the values miss it."""
    got = resolution(context, linking=linking)
    if got.inferred is None or got.bounds is None:
        raise ValueError(f"nothing is inferred of this centre: {got.caveats}")
    half = (got.inferred.upper - got.inferred.lower) / 2
    return {
        "inferred_covers": _holds(got.inferred, own.truth),
        "bounds_cover": _holds(got.bounds, own.truth),
        "said_covers": _holds(got.said, own.truth),
        "inferred_error": got.inferred.value - own.truth,
        "z": (got.inferred.value - own.truth) / (half / 1.96),
        "half_width": half,
        "said_error": got.said.value - own.truth,
        "splits": own.splits,
        "merges": own.merges,
    }


def intervals(rng: np.random.Generator) -> dict[str, float]:
    """Coverage of every interval of `stats` in a case that is usual in a centre."""
    return {
        "Wilson, 9 of 10 of 60": _covered(lambda: wilson(rng.binomial(60, 0.9), 60), 0.9, DRAWS),
        "Clopper-Pearson, 9 of 10 of 60": _covered(
            lambda: clopper_pearson(rng.binomial(60, 0.9), 60), 0.9, DRAWS
        ),
        "Newcombe, .9 of 60 less .8 of 80": _covered(
            lambda: newcombe(rng.binomial(60, 0.9), 60, rng.binomial(80, 0.8), 80), 0.1, DRAWS
        ),
        "cluster share, 12 agents, ICC .05": _covered(lambda: _share(rng, 12), 0.85, DRAWS),
        "cluster share, 100 agents, ICC .05": _covered(lambda: _share(rng, 100), 0.85, DRAWS),
        "cluster mean, 15 agents": _covered(lambda: _mean(rng, 15), 2.0, DRAWS),
        "NPS, 60 answers": _covered(lambda: nps(*_answers(rng, 60), 60), 30.0, DRAWS),
        "cluster NPS, 20 agents": _covered(lambda: _clustered_nps(rng), 30.0, DRAWS),
        "Kaplan-Meier, 7 of 30 days, 80 issues": _covered(
            lambda: _curve(rng), 1 - math.exp(-7 / 20), DRAWS // 10
        ),
    }


def _covered(draw: Any, truth: float, draws: int) -> float:
    return float(np.mean([_holds(draw(), truth) for _ in range(draws)]))


def _holds(interval: Any, truth: float) -> bool:
    return bool(interval.lower <= truth <= interval.upper)


def _share(rng: np.random.Generator, agents: int) -> Any:
    sizes = rng.poisson(40, agents) + 1
    chance = rng.beta(0.85 * 19, 0.15 * 19, agents)
    return cluster_share(rng.binomial(sizes, chance), sizes)


def _mean(rng: np.random.Generator, agents: int) -> Any:
    sizes = rng.integers(10, 60, agents)
    totals = sizes * rng.normal(2, 0.4, agents) + rng.normal(0, np.sqrt(sizes))
    return cluster_mean(totals, sizes)


def _answers(rng: np.random.Generator, n: int) -> tuple[int, int]:
    promoters, _, detractors = rng.multinomial(n, (0.5, 0.3, 0.2))
    return int(promoters), int(detractors)


def _clustered_nps(rng: np.random.Generator) -> Any:
    chances = rng.dirichlet((10, 6, 4), 20)
    counts = np.array([rng.multinomial(30, chance) for chance in chances])
    return cluster_nps(counts[:, 0], counts[:, 2], np.full(20, 30))


def _curve(rng: np.random.Generator) -> Any:
    days = np.arange(1, 31)
    times, watched = np.ceil(rng.exponential(20, 80)), rng.integers(5, 31, 80)
    last, happened = np.minimum(times, watched), times <= watched
    events = [int(((last == day) & happened).sum()) for day in days]
    censored = [int(((last == day) & ~happened).sum()) for day in days]
    return kaplan_meier(days, events, censored).happened(7)


if __name__ == "__main__":
    main()
