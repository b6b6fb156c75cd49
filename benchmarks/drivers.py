"""Are penalties and rewards found where they are, and only there? Size, power, coverage.

`python -m benchmarks.drivers --replicates 1000 --coverage 2000`; what is done is on record at once,
and `--resume` goes on from there.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit
from scipy.stats import norm

from benchmarks.answers import (
    LOGISTIC_SD,
    MIXED,
    NOISES,
    Slopes,
    ratings,
    reaction,
    simulated,
    studied,
)
from benchmarks.record import on_record, record, timed
from lastword.analyses.drivers.effects import Effect
from lastword.estimate import Estimate
from lastword.stats.hinge import class_probabilities, side_probabilities

SYMMETRIC: Slopes = ((0.5, 0.5), (0.4, 0.4), (0.3, 0.3), (0.2, 0.2), (0.1, 0.1))
ASYMMETRIC: Slopes = ((0.5, 0.0), (0.0, 0.5), (0.3, 0.3), (0.0, 0.0), (0.2, 0.2))
WRONG = ("penalty", "reward", "reversed")
ICC = 0.05


def main() -> None:
    options = _options()
    figures = on_record("drivers") if options.resume else {}
    left = {name: run for name, run in _simulations(options).items() if name not in figures}
    for name, simulate in list(left.items())[: options.most]:
        with timed() as cost:
            found = simulate()
        figures[name] = {**found, "cpu_seconds": cost["cpu_seconds"]}
        record("drivers", figures, seed=options.seed)
        print(name, json.dumps(figures[name]), flush=True)


def _simulations(options: argparse.Namespace) -> dict[str, Callable[[], dict[str, Any]]]:
    """What is simulated, by name, in this order."""
    many, seed = options.replicates, options.seed
    small = {f"size, {law} truth, n = 4000": partial(size, law, 4_000, many, seed)
             for law in NOISES}  # fmt: skip
    large = {f"size, {law} truth, n = 40000": partial(size, law, 40_000, options.large, seed)
             for law in NOISES}  # fmt: skip
    return {
        **small,
        "power, n = 4000, effect .5": partial(power, many, seed),
        "classes, n = 250": partial(classes, 250, many, seed),
        "classes, n = 4000": partial(classes, 4_000, many, seed),
        **large,
        "coverage": partial(coverage, options.coverage, seed),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=400, help="replicates of 40,000 answers")
    parser.add_argument("--coverage", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on where the record ends")
    parser.add_argument("--most", type=int, default=None, help="simulations to run this time")
    return parser.parse_args()


def size(truth: str, n: int, replicates: int, seed: int) -> dict[str, Any]:
    """How often symmetric drivers are called asymmetric, by the test and by the label."""
    rejected, wrong = [], []
    for place in range(replicates):
        rng = np.random.default_rng([seed, n, place])
        effects = studied(*simulated(rng, n, SYMMETRIC, truth)).effects
        rejected.append([_is_rejected(effect) for effect in effects])
        wrong.append([effect.label in WRONG for effect in effects])
    return {
        "symmetry rejected": share(rejected),
        "wrong label": share(wrong),
        "rejected by slope": np.mean(rejected, axis=0).round(4).tolist(),
        "wrong label by slope": np.mean(wrong, axis=0).round(4).tolist(),
        "replicates": replicates,
    }


def power(replicates: int, seed: int, n: int = 4_000) -> dict[str, Any]:
    """How often a pure penalty and a pure reward of .5 are found."""
    tests, labels, named = [], [], []
    for place in range(replicates):
        rng = np.random.default_rng([seed, 7, place])
        penalty, reward = studied(*simulated(rng, n, ASYMMETRIC, "logit")).effects[:2]
        tests.append([_is_rejected(penalty), _is_rejected(reward)])
        labels.append([penalty.label == "penalty", reward.label == "reward"])
        named.append([penalty.class_name == "basic", reward.class_name == "reward"])
    found = {"symmetry rejected": tests, "labelled": labels, "class named": named}
    return {
        f"{what}, {side}": share(np.array(flags)[:, [place]])
        for what, flags in found.items()
        for place, side in enumerate(("penalty", "reward"))
    } | {"replicates": replicates}


def classes(n: int, replicates: int, seed: int) -> dict[str, Any]:
    """How often a class or label is named, and how often a named one is right."""
    places = [[np.array([slope]) for slope in pair] for pair in MIXED]
    kinds = [_likeliest(class_probabilities(*pair)) for pair in places]
    sides = [_likeliest(side_probabilities(*pair)) for pair in places]
    named, right, labelled, right_label = [], [], [], []
    for place in range(replicates):
        rng = np.random.default_rng([seed, 11, n, place])
        effects = studied(*simulated(rng, n, MIXED, "logit")).effects
        named.append([effect.class_name != "undetermined" for effect in effects])
        right.append([e.class_name == kind for e, kind in zip(effects, kinds, strict=True)])
        labelled.append([effect.label != "undetermined" for effect in effects])
        right_label.append([e.label == side for e, side in zip(effects, sides, strict=True)])
    return {
        "class named": share(named),
        "right where a class is named": ratio(right, named),
        "label named": share(labelled),
        "right where a label is named": ratio(right_label, labelled),
        "replicates": replicates,
    }


def coverage(replicates: int, seed: int) -> dict[str, Any]:
    """Coverage with 200 agents, about 20 answers each, ICC .05, non-response weights.

    The error is logistic for every answer and correlated within agents (Gaussian copula), so that
    the fitted model is the true marginal one. Whether a customer answers depends on a mark that
    the centre sees and that goes with the error.
    """
    slopes: Slopes = ((0.5, 0.0), (0.0, 0.5), (0.3, 0.3))
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
        y = 1 + ((reaction(x, slopes) + error)[:, None] > cuts).sum(axis=1)
        mark = normal + rng.standard_normal(agent.size) > 0
        chance = np.where(mark, 0.45, 0.24)
        said = rng.random(agent.size) < chance
        made = studied(x[said], y[said], weight=1 / chance[said], agent=agent[said])
        numbers = [number for e in made.effects for number in (e.penalty, e.reward)]
        held.append([_holds(n, value) for n, value in zip(numbers, truths, strict=True)])
    by_effect = {
        f"{side} {value:g}": share(np.array(held)[:, [place]])
        for place, (side, value) in enumerate(zip(("penalty", "reward") * 3, truths, strict=True))
    }
    return {"all": share(held), "by effect": by_effect, "replicates": replicates}


def share(flags: Sequence[Sequence[bool]] | NDArray[np.bool_]) -> dict[str, float]:
    """Share of true flags, shape (replicates, drivers), with its Monte-Carlo error."""
    by_replicate = np.mean(flags, axis=1)
    error = by_replicate.std(ddof=1) / math.sqrt(by_replicate.size)
    return {"share": round(float(by_replicate.mean()), 4), "error": round(float(error), 4)}


def ratio(flags: ArrayLike, among: ArrayLike) -> dict[str, float | None]:
    """Share of flags among those that count, with the linearised Monte-Carlo error."""
    top, bottom = np.sum(flags, axis=1), np.sum(among, axis=1)
    if not bottom.any():
        return {"share": None, "error": None}
    value = top.sum() / bottom.sum()
    error = np.sqrt(((top - value * bottom) ** 2).sum()) / bottom.sum()
    return {"share": round(float(value), 4), "error": round(float(error), 4)}


def _is_rejected(effect: Effect) -> bool:
    return effect.p is not None and effect.p < 0.05


def _likeliest(probabilities: dict[Any, float]) -> str:
    return str(max(probabilities, key=lambda name: probabilities[name]))


def _holds(number: Estimate | None, value: float) -> bool:
    if number is None or number.lower is None or number.upper is None:
        return False
    return number.lower <= value <= number.upper


if __name__ == "__main__":
    main()
