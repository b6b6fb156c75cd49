"""Do the intervals cover? Shares, scores, curves; and the customers' verdict on demo centres.

`python -m benchmarks.coverage --centres 300 --contacts 8000`
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.centres import Centre, Judged, centres
from benchmarks.record import RESULTS, record, timed
from lastword.engine import open_engine
from lastword.sources.demo import World
from lastword.sources.demo.plants import DEFAULT
from lastword.stats.mean import cluster_mean
from lastword.stats.nps import cluster_nps, nps
from lastword.stats.proportion import clopper_pearson, cluster_share, newcombe, wilson
from lastword.stats.survival import kaplan_meier
from lastword.verdict.linking_error import LinkingError
from lastword.verdict.resolution import SILENT

DRAWS = 20_000
BATCH = 25
UNSTEERED = tuple(plant for plant in DEFAULT if plant.kind != "survey_steering")
"""Steering withholds invitations after bad contacts: answering then depends on the outcome."""


def main() -> None:
    options = _options()
    folder = RESULTS / "coverage"
    folder.mkdir(parents=True, exist_ok=True)
    if options.first is not None:
        of_batch(options, folder, options.first)
        return
    firsts = range(0, options.centres, BATCH)
    if options.at_hand:
        firsts = [first for first in firsts if kept_in(folder, options, first).is_file()]
    with ProcessPoolExecutor(options.processes) as pool:
        parts = list(pool.map(partial(of_batch, options, folder), firsts))
    rows = pd.concat([pd.DataFrame(part) for part in parts])
    figures: dict[str, Any] = {way: summed(own) for way, own in rows.groupby("way", sort=False)}
    if not options.at_hand:
        figures["intervals"] = intervals(np.random.default_rng(options.seed))
        shutil.rmtree(folder)
    record("coverage", {**figures, "contacts": options.contacts}, seed=options.seed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centres", type=int, default=300)
    parser.add_argument("--contacts", type=int, default=8_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--first", type=int, help="judge the batch from this centre on, and stop")
    parser.add_argument("--at-hand", action="store_true", help="sum up the batches judged so far")
    return parser.parse_args()


def kept_in(folder: Path, options: argparse.Namespace, first: int) -> Path:
    """Where the figures of one batch are kept."""
    return folder / f"{options.seed}-{options.contacts}-{first}.json"


def of_batch(options: argparse.Namespace, folder: Path, first: int) -> list[dict[str, Any]]:
    """What is said of each centre of a batch; kept in a file, so that a run can be taken up."""
    kept = kept_in(folder, options, first)
    if kept.is_file():
        return list(json.loads(kept.read_text(encoding="utf-8")))
    numbers = range(first, min(first + BATCH, options.centres))
    worlds = [
        World(
            contacts=options.contacts,
            seed=options.seed + number,
            messages_per_contact=0,
            plants=UNSTEERED,
        )
        for number in numbers
    ]
    twins = [replace(world, response="hidden", plants=DEFAULT) for world in worlds]
    with timed() as cost, open_engine("duckdb", threads=1) as engine:
        found = centres(engine, worlds, twins)
        scores = [list(scored(*pair)) for pair in zip(numbers, found, strict=True)]
    each = {"cpu_seconds_of_a_centre": cost["cpu_seconds"] / len(worlds)}
    rows = [{**row, **each} for own in scores for row in own]
    kept.write_text(json.dumps(rows), encoding="utf-8")
    return rows


def scored(number: int, own: Centre) -> Iterator[dict[str, Any]]:
    """Whether the intervals hold the truth, by how issues were linked and who answered."""
    actual = LinkingError(own.splits, own.merges)
    for way, judged, linking in (
        ("true links", own.true, LinkingError()),
        ("linked, error as estimated", own.linked, own.linking),
        ("linked, error ignored", own.linked, LinkingError()),
        ("linked, error as it is", own.linked, actual),
        ("true links, response hidden", own.hidden, LinkingError()),
    ):
        yield {"way": way, "centre": number, **_compared(judged, linking, own)}


def _compared(judged: Judged, linking: LinkingError, own: Centre) -> dict[str, float]:
    got, truth = judged.resolution(linking), own.truth
    half = (got.inferred.upper - got.inferred.lower) / 2
    return {
        "inferred_covers": _holds(got.inferred, truth),
        "bounds_cover": _holds(got.bounds, truth),
        "said_covers": _holds(got.said, truth),
        "weighted_covers": _holds(got.weighted, truth),
        "inferred_error": got.inferred.value - truth,
        "said_error": got.said.value - truth,
        "half_width": half,
        "z": (got.inferred.value - truth) / (half / 1.96),
        "says_what_cannot_be_known": SILENT in got.caveats,
        "answers": got.answered,
        "splits": own.splits,
        "merges": own.merges,
        "splits_estimated": own.linking.splits,
        "merges_estimated": own.linking.merges,
    }


def summed(rows: pd.DataFrame) -> dict[str, float]:
    """Means over centres; shares with their Monte-Carlo error."""
    figures = rows.drop(columns=["way", "centre"]).astype(float)
    errors = figures.std(ddof=1) / math.sqrt(len(figures))
    return {
        "centres": len(figures),
        "monte_carlo_error_of_95": math.sqrt(0.95 * 0.05 / len(figures)),
        "spread_of_z": float(figures.z.std(ddof=1)),
        **{name: float(value) for name, value in figures.mean().items()},
        **{f"{name}_monte_carlo_error": float(value) for name, value in errors.items()},
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
