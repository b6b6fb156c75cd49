"""Are agents named only where it is no luck, fairly, and fast enough for 50,000 of them?

`python -m benchmarks.people [--centres 200] [--agents 50_000] [--contacts 100_000_000]`

Centres are drawn as the sums that the engine hands over (agent × kind of problem), since nothing
below them depends on single contacts. The scale part draws 10⁸ contacts, counts their cells, and
fits all agents from these. What the demo centre plants is `python -m benchmarks.planted`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.record import apart, on_record, record, timed
from lastword.analyses.people.served import GIVEN as SERVED
from lastword.analyses.people.study import study_of
from lastword.analyses.people.sums import cells_of, norms, sums_of
from lastword.analyses.people.unit import AgentStudy
from lastword.engine import open_engine
from lastword.stats.learning import learning

Floats = NDArray[np.float64]
SEED = 8
AGENTS = 40
QUEUES = np.array([0.75, 0.65, 0.55, 0.35])
"""Share of solved problems by queue; the last one is hard."""
GIVEN = ("queue", "reason")
REASONS = 6


def centre(
    random: np.random.Generator, sd: float, answers: int, *, is_skewed: bool = False
) -> tuple[pd.DataFrame, Floats, NDArray[np.bool_]]:
    """Cells of one centre, agents' true shares on the centre's mix, who got the hard queue."""
    true = random.normal(0, sd, AGENTS)
    hard = np.arange(AGENTS) < AGENTS // 2 if is_skewed else np.zeros(AGENTS, dtype=bool)
    mix = np.where(hard[:, None], [0.1, 0.1, 0.2, 0.6], [0.35, 0.3, 0.25, 0.1])
    size = random.integers(answers // 2, answers * 3 // 2 + 1, AGENTS)
    by_queue = np.stack([random.multinomial(n, p) for n, p in zip(size, mix, strict=True)])
    cells = random.multinomial(by_queue, np.full(REASONS, 1 / REASONS))
    reason = np.linspace(-0.06, 0.06, REASONS)
    share = np.clip(QUEUES[None, :, None] + reason + true[:, None, None], 0.01, 0.99)
    good = random.binomial(cells, share)
    unit, queue, kind = np.nonzero(cells)
    n = cells[unit, queue, kind].astype(float)
    frame = pd.DataFrame(
        {"unit": unit, "queue": queue, "reason": kind, "problems": n, "weight": n, "squares": n,
         "good": good[unit, queue, kind].astype(float)}
    )  # fmt: skip
    return frame, true, hard


def studied(cells: pd.DataFrame, seed: int) -> AgentStudy:
    """The product's study from cells: norms, sums of units, shrinkage, places."""
    by_cell = cells.groupby(list(GIVEN), as_index=False)[["weight", "good"]].sum()
    known = by_cell[list(GIVEN)].assign(norm=norms(by_cell, GIVEN))
    told = cells.merge(known, on=list(GIVEN))
    noise = told.squares * told.norm * (1 - told.norm)
    told = told.assign(expected=told.weight * told.norm, noise=noise)
    sums = told.groupby("unit", as_index=False)[
        ["problems", "weight", "squares", "good", "expected", "noise"]
    ].sum()
    return study_of(sums, outcome="solved", by="agent", seed=seed)


def luck(centres: int, sd: float, answers: int) -> dict[str, Any]:
    """Places that cover, and names that are right, over many centres."""
    random = np.random.default_rng([SEED, answers, round(1000 * sd)])
    covered, right, told, wrong = [], [], 0, 0
    for world in range(centres):
        cells, true, _ = centre(random, sd, answers)
        study = studied(cells, world)
        place = (-true).argsort().argsort() + 1
        best = set(np.flatnonzero(place <= AGENTS // 10))
        inside = [u.rank[0] <= place[int(u.name)] <= u.rank[2] for u in study.units]
        covered.append(np.mean(inside))
        right += [int(unit.name) in best for unit in study.units if unit.is_top]
        above, below = study.told_apart()
        told += len(above) + len(below)
        wrong += sum(true[int(u.name)] < true.mean() for u in above)
        wrong += sum(true[int(u.name)] > true.mean() for u in below)
    named = len(right)
    return {
        "icc": round(sd**2 / (sd**2 + 0.24), 4),
        "answers_an_agent": answers,
        "centres": centres,
        "places_cover": float(np.mean(covered)),
        "places_cover_monte_carlo_error": float(np.std(covered) / np.sqrt(centres)),
        "named_top_tenth_per_1000_agents": 1000 * named / (centres * AGENTS),
        "named_top_tenth_right": float(np.mean(right)) if named else None,
        "told_from_average": told / (centres * AGENTS),
        "told_wrongly": wrong / told if told else None,
    }


def case_mix(centres: int) -> dict[str, Any]:
    """A hard queue given to half of the agents: how much of it is left in fair values."""
    random = np.random.default_rng([SEED, 1])
    raw, left = [], []
    for world in range(centres):
        cells, true, hard = centre(random, 0.06, 200, is_skewed=True)
        study = studied(cells, world)
        units = sorted(study.units, key=lambda unit: int(unit.name))
        stands = np.array([unit.raw for unit in units])
        w = cells.groupby("unit")[["weight", "good"]].sum()
        mean = w.good.sum() / w.weight.sum()
        fair = mean + stands - np.array([unit.given for unit in units]) - true
        raw.append(stands[hard].mean() - stands[~hard].mean() - _gap(true, hard))
        left.append(fair[hard].mean() - fair[~hard].mean())
    bias, rest = float(np.mean(raw)), float(np.mean(left))
    error = float(np.std(left) / np.sqrt(centres))
    return {"centres": centres, "planted_bias": bias, "left": rest, "left_monte_carlo_error": error,
            "share_left": abs(rest / bias)}  # fmt: skip


def _gap(true: Floats, hard: NDArray[np.bool_]) -> float:
    return float(true[hard].mean() - true[~hard].mean())


def curves(centres: int) -> dict[str, Any]:
    """Learning curves: a gap of twelve points, nine tenths of it closed after 4.6 months."""
    random = np.random.default_rng([SEED, 2])
    at = np.arange(9) + 0.5
    gap, months, seen, false = [], [], 0, 0
    for world in range(centres):
        weights = random.integers(5, 40, (40, at.size)).astype(float)
        own = random.normal(0, 0.05, (40, 1))
        noise = random.normal(size=weights.shape) * np.sqrt(0.24 * weights)
        for size in (-0.12, 0.0):
            totals = weights * (size * np.exp(-at / 2) + own) + noise
            found = learning(at, totals, weights, replicates=500, seed=world)
            if size:
                gap.append(_holds(found.gap.lower, found.gap.upper, size))
                seen += found.is_told
                if found.is_told:
                    months.append(_holds(found.months.lower, found.months.upper, 2 * np.log(10)))
            else:
                false += found.is_told
    return {"centres": centres, "gap_covers": float(np.mean(gap)), "gap_found": seen / centres,
            "months_cover": float(np.mean(months)), "false_gaps": false / centres}  # fmt: skip


def _holds(lower: float | None, upper: float | None, truth: float) -> bool:
    return lower is not None and upper is not None and lower <= truth <= upper


KINDS = 60
"""Kinds of problems that each agent is given, of queues × reasons × hours in the centre."""
DRAWN_AT_ONCE = 10_000_000


def write_contacts(folder: Path, agents: int, contacts: int) -> None:
    """Problems with who served them, what was given and how they went, drawn by hashes."""
    import duckdb

    with duckdb.connect() as centre:
        centre.execute("SET threads = 2; SET memory_limit = '4GB'")
        for part, start in enumerate(range(0, contacts, DRAWN_AT_ONCE)):
            end = min(start + DRAWN_AT_ONCE, contacts)
            centre.execute(f"""
                COPY (
                    SELECT 'a' || agent AS unit, 1.0::DOUBLE AS part, 1.0::DOUBLE AS weight,
                           CASE kind % 3 WHEN 0 THEN 'voice' WHEN 1 THEN 'chat' ELSE 'email' END
                               AS channel,
                           'q' || kind % 10 AS queue, 'r' || kind % 40 AS reason,
                           (kind // 40 % 4) * 6 AS hours,
                           (luck < 0.5 + 0.2 * sin(kind) + 0.08 * sin(agent * 7.0))::INT::DOUBLE
                               AS y
                    FROM (
                        SELECT agent, (agent * 31 + place % {KINDS} * 13) % 800 AS kind,
                               (hash(id * 3 + {SEED}) % 1000003) / 1000003.0 AS luck
                        FROM (
                            SELECT range AS id, hash(range) % {agents} AS agent,
                                   hash(range + 77) % {KINDS} AS place
                            FROM range({start}, {end})
                        )
                    )
                ) TO '{folder}/contacts-{part:03d}.parquet' (FORMAT parquet, COMPRESSION zstd)
            """)  # fmt: skip


def counted(folder: str, target: str, engine: str) -> dict[str, Any]:
    """Count the cells of all contacts: one scan and one grouping in the engine."""
    paths = sorted(Path(folder).glob("contacts-*.parquet"))
    with open_engine(engine, **SETTINGS[engine]) as opened, timed() as figures:
        cells = cells_of(opened.read(paths), SERVED)
        rows = opened.write(cells, Path(target))
    return {**figures, "cells": rows}


SETTINGS: dict[str, dict[str, Any]] = {
    "duckdb": {"threads": 2},
    "spark": {"master": "local[2]", "memory": "3g"},
}


def fitted(path: str, engine: str) -> dict[str, Any]:
    """From cells on disk to a study of every agent, and what it says."""
    paths = sorted(Path(path).glob("**/*.parquet"))
    with open_engine(engine, **SETTINGS[engine]) as opened, timed() as figures:
        sums = sums_of(opened.read(paths), SERVED)
        with timed() as local:
            study = study_of(sums, outcome="solved", by="agent_id", seed=SEED)
    above, below = study.told_apart()
    return {
        **figures,
        "of_that_inference_seconds": local["wall_seconds"],
        "agents": len(study.units),
        "mean": study.mean,
        "spread": study.spread,
        "above": len(above),
        "below": len(below),
        "expected": float(sums.expected.sum()),
        "beyond_squares": float(((sums.good - sums.expected) ** 2).sum()),
    }


def scale(agents: int, contacts: int, *, is_spark: bool) -> dict[str, Any]:
    """Count cells of contacts and fit all agents from them, and the same fit on Spark."""
    with tempfile.TemporaryDirectory() as folder:
        home, cells = Path(folder), str(Path(folder) / "cells")
        write_contacts(home, agents, contacts)
        size = sum(path.stat().st_size for path in home.glob("contacts-*.parquet"))
        figures: dict[str, Any] = {"contacts": contacts, "gib_of_contacts": round(size / 2**30, 2)}
        figures["count, duckdb"] = apart(counted, folder, cells, "duckdb")
        figures["fit, duckdb"] = apart(fitted, cells, "duckdb")
        if is_spark:
            figures["fit, spark"] = apart(fitted, cells, "spark")
            ours, theirs = figures["fit, duckdb"], figures["fit, spark"]
            names = ("mean", "spread", "expected", "beyond_squares")
            figures["largest_relative_difference"] = max(
                abs(ours[name] / theirs[name] - 1) for name in names
            )
    return figures


def main() -> int:
    """Measure, write down, and say whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    number = {"type": lambda n: int(n.replace("_", ""))}
    parser.add_argument("--centres", default=200, **number)
    parser.add_argument("--agents", default=50_000, **number)
    parser.add_argument("--contacts", default=100_000_000, **number)
    parser.add_argument("--only", choices=["luck", "scale"], default=None)
    options = parser.parse_args()
    figures = on_record("people") if options.only else {}
    if options.only != "scale":
        figures |= {
            "thin: 30 answers, ICC .03": luck(options.centres, 0.086, 30),
            "100 answers, ICC .03": luck(options.centres, 0.086, 100),
            "400 answers, ICC .03": luck(options.centres, 0.086, 400),
            "400 answers, ICC .01": luck(options.centres, 0.049, 400),
            "1,500 answers, ICC .03": luck(options.centres, 0.086, 1500),
            "a hard queue for half of the agents": case_mix(options.centres),
            "learning curves": curves(options.centres),
        }
    if options.only != "luck":
        figures["scale"] = scale(options.agents, options.contacts, is_spark=True)
    print(record("people", figures, seed=SEED).read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
