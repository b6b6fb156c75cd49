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

from benchmarks.centres import Centre, centre
from benchmarks.record import record, timed
from lastword.engine import open_engine
from lastword.sources.demo import World
from lastword.stats.mean import cluster_mean
from lastword.stats.nps import cluster_nps, nps
from lastword.stats.proportion import clopper_pearson, cluster_share, newcombe, wilson
from lastword.stats.survival import kaplan_meier
from lastword.verdict.linking_error import LinkingError
from lastword.verdict.resolution import resolution

DRAWS = 20_000
CALIBRATION_SEED = 10_000


def main() -> None:
    options = _options()
    with timed() as cost:
        figures: dict[str, Any] = {"intervals": intervals(np.random.default_rng(options.seed))}
        for response in ("observed", "hidden"):
            for is_true in (True, False):
                name = f"{response} response, {'true links' if is_true else 'linked'}"
                figures[name] = centres(options, response, is_true=is_true)
                print(name, figures[name], flush=True)
    record("coverage", {**figures, "cost": cost}, seed=options.seed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centres", type=int, default=300)
    parser.add_argument("--contacts", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def centres(options: argparse.Namespace, response: str, *, is_true: bool) -> dict[str, Any]:
    """Coverage over demo centres of the inferred share, the bounds and the naive mean."""
    linking = None if is_true else calibrated(options, response)
    rows = []
    for number in range(options.centres):
        found = one(options, response, options.seed + number, is_true=is_true)
        with found.context.tables.engine:
            got = resolution(found.context, linking=linking)
        assert got.inferred is not None
        assert got.bounds is not None
        rows.append(
            {
                "inferred": _holds(got.inferred, found.truth),
                "bounds": _holds(got.bounds, found.truth),
                "said": _holds(got.said, found.truth),
                "error": got.inferred.value - found.truth,
                "width": got.inferred.upper - got.inferred.lower,
                "said_error": got.said.value - found.truth,
                "splits": found.splits,
                "merges": found.merges,
            }
        )
    means = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    error = math.sqrt(0.95 * 0.05 / len(rows))
    return {**means, "centres": len(rows), "monte_carlo_error_of_95": error}


def one(options: argparse.Namespace, response: str, seed: int, *, is_true: bool) -> Centre:
    """One demo centre of the wanted size."""
    world = World(contacts=options.contacts, seed=seed, response=response, messages_per_contact=0)
    engine = open_engine("duckdb")
    with TemporaryDirectory() as folder:
        found = centre(engine, world, Path(folder), is_true=is_true)
        tables = found.context.tables
        for name in ("verdicts", "issues"):
            tables._open[name] = engine.save(tables[name])
    return found


def calibrated(options: argparse.Namespace, response: str) -> LinkingError:
    """How often linking errs, from three centres that are not scored."""
    found = [one(options, response, CALIBRATION_SEED + i, is_true=False) for i in range(3)]
    for each in found:
        each.context.tables.engine.close()
    splits, merges = (np.array([getattr(f, n) for f in found]) for n in ("splits", "merges"))
    return LinkingError(
        float(splits.mean()), float(merges.mean()), float(splits.std()), float(merges.std())
    )


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
