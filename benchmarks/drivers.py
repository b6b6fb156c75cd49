"""Are penalties and rewards found where they are, and only there? Size, power, coverage.

`python -m benchmarks.drivers --replicates 400 --coverage 2000`
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import logit
from scipy.stats import norm, t

from benchmarks.record import record, timed
from lastword.analyses.drivers.cells import tabulated
from lastword.analyses.drivers.driver import Driver
from lastword.analyses.drivers.scales import Scale, Values, outcome_scale, scale_of
from lastword.analyses.drivers.study import DriverStudy, study
from lastword.estimate import Estimate
from lastword.stats.hinge import class_probabilities

Floats = NDArray[np.float64]
Noise = Callable[[np.random.Generator, int], Floats]
SHARES = np.array([0.04, 0.06, 0.15, 0.40, 0.35])
"""Drivers and outcome, as satisfaction surveys have them: skewed, with a full top."""
GENERAL = 0.6
REFERENCE = 4
SYMMETRIC = ((0.5, 0.5), (0.4, 0.4), (0.3, 0.3), (0.2, 0.2), (0.1, 0.1))
ASYMMETRIC = ((0.5, 0.0), (0.0, 0.5), (0.3, 0.3), (0.0, 0.0), (0.2, 0.2))
MIXED = ((0.5, 0.0), (0.0, 0.5), (0.4, 0.4), (0.0, 0.0), (0.6, 0.2), (0.2, 0.6))
LOGISTIC_SD = math.pi / math.sqrt(3)
ICC = 0.05

NOISES: dict[str, Noise] = {
    "logit": lambda rng, n: rng.logistic(size=n) / LOGISTIC_SD,
    "probit": lambda rng, n: rng.standard_normal(n),
    "t3": lambda rng, n: t.rvs(3, size=n, random_state=rng) / math.sqrt(3),
    "heterogeneous": lambda rng, n: rng.standard_normal(n),
}


def main() -> None:
    options = _options()
    figures: dict[str, Any] = {}
    with timed() as cost:
        for n, share in ((4_000, 1.0), (40_000, 0.2)):
            for name in NOISES:
                figures[f"size, {name} truth, n = {n}"] = size(
                    name, n, max(20, round(options.replicates * share)), options.seed
                )
                print(f"size, {name}, {n}", figures[f"size, {name} truth, n = {n}"], flush=True)
        figures["power, n = 4000, effect .5"] = power(options.replicates, options.seed)
        for n in (250, 4_000):
            figures[f"classes, n = {n}"] = classes(n, options.replicates, options.seed)
            print(figures[f"classes, n = {n}"], flush=True)
        figures["coverage"] = coverage(options.coverage, options.seed)
    record("drivers", {**figures, "cost": cost}, seed=options.seed)
    print(figures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=400)
    parser.add_argument("--coverage", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def ratings(rng: np.random.Generator, n: int, drivers: int) -> NDArray[np.int64]:
    """Correlated ratings 1 to 5 with the shares of `SHARES`, shape (n, drivers)."""
    general = GENERAL * rng.standard_normal((n, 1))
    own = math.sqrt(1 - GENERAL**2) * rng.standard_normal((n, drivers))
    return 1 + np.searchsorted(norm.ppf(SHARES.cumsum()[:-1]), general + own)


def reaction(x: NDArray[np.int64], slopes: Sequence[tuple[float, float]]) -> Floats:
    """Latent satisfaction without its error, in the error's standard deviations."""
    distance = x - REFERENCE
    below, above = np.array(slopes, dtype=np.float64).T
    return np.minimum(distance, 0) @ below + np.maximum(distance, 0) @ above


def answered(rng: np.random.Generator, latent: Floats, name: str) -> NDArray[np.int64]:
    """Answers 1 to 5; with heterogeneous scale use every customer has thresholds of their own."""
    cuts = np.quantile(latent, SHARES.cumsum()[:-1])[None, :]
    if name == "heterogeneous":
        shift = 0.4 * rng.standard_normal((latent.size, 1))
        middle = cuts.mean()
        cuts = middle + shift + (cuts - middle) * np.exp(0.3 * rng.standard_normal(shift.shape))
    return 1 + (latent[:, None] > cuts).sum(axis=1)


def studied(
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    *,
    weight: Floats | None = None,
    agent: NDArray[np.int64] | None = None,
) -> DriverStudy:
    """Study simulated answers."""
    weights = np.ones(y.size) if weight is None else weight
    columns: dict[str, Any] = {f"level_{j}": x[:, j] - 1 for j in range(x.shape[1])}
    columns[f"level_{x.shape[1]}"] = y - 1
    columns |= {"size": np.ones(y.size), "weight": weights, "squares": weights**2}
    if agent is not None:
        columns["cluster_0"] = agent
    scales = [_scale(f"d{j}") for j in range(x.shape[1])]
    outcome = outcome_scale(Driver("y"), Values((1.0, 2.0, 3.0, 4.0, 5.0), np.ones(5)))
    clusters = () if agent is None else ("agent",)
    cells = tabulated(pa.table(columns), scales, outcome, clusters=clusters)
    return study(cells, {scale.name: float(REFERENCE) for scale in scales})


def _scale(name: str) -> Scale:
    driver = Driver(name, higher_is="better")
    return scale_of(driver, Values((1.0, 2.0, 3.0, 4.0, 5.0), np.ones(5)))


def size(name: str, n: int, replicates: int, seed: int) -> dict[str, Any]:
    """How often symmetric drivers are called asymmetric."""
    rejected = np.zeros((replicates, len(SYMMETRIC)))
    wrong = np.zeros((replicates, len(SYMMETRIC)))
    for place in range(replicates):
        rng = np.random.default_rng([seed, n, place])
        x = ratings(rng, n, len(SYMMETRIC))
        latent = reaction(x, SYMMETRIC) + NOISES[name](rng, n)
        effects = studied(x, answered(rng, latent, name)).effects
        rejected[place] = [effect.p < 0.05 for effect in effects]
        wrong[place] = [effect.label in ("penalty", "reward", "reversed") for effect in effects]
    return {
        "symmetry rejected": float(rejected.mean()),
        "wrong label": float(wrong.mean()),
        "rejected by slope": rejected.mean(axis=0).round(3).tolist(),
        "wrong label by slope": wrong.mean(axis=0).round(3).tolist(),
        "replicates": replicates,
        "monte_carlo_error_of_5_percent": math.sqrt(0.05 * 0.95 / rejected.size),
    }


def power(replicates: int, seed: int, n: int = 4_000) -> dict[str, Any]:
    """How often a pure penalty and a pure reward of .5 are found."""
    tests, labels = np.zeros((replicates, 2)), np.zeros((replicates, 2))
    classes_ = np.zeros((replicates, 2))
    for place in range(replicates):
        rng = np.random.default_rng([seed, 7, place])
        x = ratings(rng, n, len(ASYMMETRIC))
        latent = reaction(x, ASYMMETRIC) + NOISES["logit"](rng, n)
        effects = studied(x, answered(rng, latent, "logit")).effects[:2]
        tests[place] = [effect.p < 0.05 for effect in effects]
        labels[place] = [e.label == w for e, w in zip(effects, ("penalty", "reward"), strict=True)]
        classes_[place] = [
            e.class_name == w for e, w in zip(effects, ("basic", "reward"), strict=True)
        ]
    return {
        "symmetry rejected (penalty, reward)": tests.mean(axis=0).tolist(),
        "labelled (penalty, reward)": labels.mean(axis=0).tolist(),
        "class named (basic, reward)": classes_.mean(axis=0).tolist(),
        "replicates": replicates,
    }


def classes(n: int, replicates: int, seed: int) -> dict[str, Any]:
    """How often a class is named, and how often a named one is right."""
    truth = [max(p := class_probabilities([a], [b]), key=lambda c: p[c]) for a, b in MIXED]
    counts: Counter[str] = Counter()
    for place in range(replicates):
        rng = np.random.default_rng([seed, 11, n, place])
        x = ratings(rng, n, len(MIXED))
        latent = reaction(x, MIXED) + NOISES["logit"](rng, n)
        for effect, name in zip(studied(x, answered(rng, latent, "logit")).effects, truth,
                                strict=True):  # fmt: skip
            counts["all"] += 1
            counts["named"] += effect.class_name != "undetermined"
            counts["right"] += effect.class_name == name
    return {
        "named": counts["named"] / counts["all"],
        "right where named": counts["right"] / counts["named"] if counts["named"] else None,
        "replicates": replicates,
    }


def coverage(replicates: int, seed: int) -> dict[str, Any]:
    """Coverage with 200 agents, about 20 answers each, ICC .05, non-response weights.

    The error is logistic for every answer and correlated within agents (Gaussian copula), so that
    the fitted model is the true marginal one. Whether a customer answers depends on a mark that
    the centre sees and that goes with the error.
    """
    slopes = ((0.5, 0.0), (0.0, 0.5), (0.3, 0.3))
    cuts = np.array([-3.0, -2.1, -1.1, 0.5])
    truths = [value for pair in slopes for value in pair]
    held = []
    for place in range(replicates):
        rng = np.random.default_rng([seed, 13, place])
        agent = np.repeat(np.arange(200), 58)
        x = ratings(rng, agent.size, len(slopes))
        common = math.sqrt(ICC) * rng.standard_normal(200)[agent]
        normal = common + math.sqrt(1 - ICC) * rng.standard_normal(agent.size)
        error = logit(norm.cdf(normal)) / LOGISTIC_SD
        y = 1 + (reaction(x, slopes) + error)[:, None].__gt__(cuts).sum(axis=1)
        mark = normal + rng.standard_normal(agent.size) > 0
        chance = np.where(mark, 0.45, 0.24)
        answers = rng.random(agent.size) < chance
        made = studied(x[answers], y[answers], weight=1 / chance[answers], agent=agent[answers])
        numbers = [number for e in made.effects for number in (e.penalty, e.reward)]
        held.append([_holds(n, value) for n, value in zip(numbers, truths, strict=True)])
    covered = np.array(held).mean(axis=0)
    return {
        "by effect (penalty, reward …)": covered.round(4).tolist(),
        "mean": float(covered.mean()),
        "replicates": replicates,
        "monte_carlo_error": math.sqrt(0.95 * 0.05 / replicates),
    }


def _holds(number: Estimate | None, value: float) -> bool:
    assert number is not None
    return bool(number.lower <= value <= number.upper)


if __name__ == "__main__":
    main()
