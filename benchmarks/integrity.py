"""Do the audit's error rates hold? Clean, planted and look-alike centres.

`python -m benchmarks.integrity --clean 1000 --planted 200`
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.gaming import KINDS, Draw, Drawn
from benchmarks.record import record, timed
from lastword.stats.multiplicity import benjamini_hochberg, families

FDR = 0.05


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clean", type=int, default=1_000)
    parser.add_argument("--planted", type=int, default=200)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    clean: dict[str, list[Drawn]] = {}
    planted: dict[str, list[Drawn]] = {}
    with timed() as cost:
        for place, (name, draw) in enumerate(KINDS.items()):
            clean[name] = _centres(draw, options.clean, [options.seed, place, 0], False)
            planted[name] = _centres(draw, options.planted, [options.seed, place, 1], True)
            figures[name] = _figures(clean[name], planted[name])
            print(name, figures[name], flush=True)
    figures["whole audit"] = _whole(clean, planted)
    print("whole audit", figures["whole audit"])
    record("integrity", {**figures, "cost": cost}, seed=options.seed)


def _centres(draw: Draw, n: int, seed: Sequence[int], is_planted: bool) -> list[Drawn]:
    rng = np.random.default_rng(list(seed))
    return [draw(rng, is_planted) for _ in range(n)]


def _figures(clean: Sequence[Drawn], planted: Sequence[Drawn]) -> dict[str, str]:
    sizes = np.array([float((made.p[_untouched(made)] <= FDR).mean()) for made in clean])
    flags = np.array([bool(_found(made).any()) for made in clean])
    hits = [_found(made)[made.is_planted] for made in planted]
    power = np.array([float(hit.mean()) for hit in hits if len(hit)])
    false = np.array([_false_share(made) for made in planted])
    covered = np.array([held for made in planted for held in made.covered])
    alike = np.array([
        float(_found(made)[made.is_alike].mean()) for made in clean if made.is_alike.any()
    ])  # fmt: skip
    dates = np.array([made.date_error for made in planted if made.date_error is not None])
    said = {
        "size of a 5 % test": _share(sizes),
        "clean centres with a flag": _share(flags),
        "power": _share(power),
        "false discoveries": _share(false),
    }
    if len(covered):
        said["interval holds the truth"] = _share(covered)
    if len(alike):
        said["look-alikes flagged"] = _share(alike)
    if len(dates):
        said["date within two weeks"] = _share(dates <= 2)
        dated = np.array([made.is_dated for made in planted], dtype=float)
        said["interval holds the date"] = _share(dated)
        said["median error of the date"] = f"{np.median(dates):g} weeks"
    return said


def _untouched(made: Drawn) -> NDArray[np.bool_]:
    return ~made.is_alike if len(made.is_alike) else np.ones(len(made.p), dtype=bool)


def _found(made: Drawn) -> NDArray[np.bool_]:
    return np.asarray(benjamini_hochberg(made.p) <= FDR)


def _false_share(made: Drawn) -> float:
    found = _found(made)
    return float((found & ~made.is_planted).sum() / max(1, found.sum()))


def _whole(
    clean: Mapping[str, Sequence[Drawn]], planted: Mapping[str, Sequence[Drawn]]
) -> dict[str, str]:
    """Every kind in one centre, families judged together; a third of the kinds planted."""
    names = list(clean)
    flagged = []
    for place in range(len(clean[names[0]])):
        made = families({name: clean[name][place].p.tolist() for name in names}, fdr=FDR)
        flagged.append(any(q <= FDR for family in made.values() for q in family.q))
    false, power = [], []
    for place in range(len(planted[names[0]])):
        drawn = {
            name: (planted if (i + place) % 3 == 0 else clean)[name][place]
            for i, name in enumerate(names)
        }
        made = families({name: one.p.tolist() for name, one in drawn.items()}, fdr=FDR)
        found = np.concatenate([np.array(made[name].q) <= FDR for name in names])
        truth = np.concatenate([drawn[name].is_planted for name in names])
        false.append(float((found & ~truth).sum() / max(1, found.sum())))
        power.append(float(found[truth].mean()))
    return {
        "clean centres with any flag": _share(np.array(flagged)),
        "false discoveries": _share(np.array(false)),
        "power over all that was planted": _share(np.array(power)),
    }


def _share(values: NDArray[Any]) -> str:
    """Mean in percent with its Monte-Carlo standard error."""
    mean = float(values.mean())
    error = float(values.std() / np.sqrt(len(values)))
    return f"{100 * mean:.1f} % (±{100 * error:.1f})"


if __name__ == "__main__":
    main()
