"""Is what the demo centre plants about people found, and nothing where nothing is planted?

`python -m benchmarks.planted [--centres 100] [--only scorecard|newcomers]`

Scorecards: three evaluators err, calls that solved the problem are chosen more often; beside them
fair ones. Newcomers: learning curves, gifted mentors and a hard line for a third of the teams;
beside them centres where nobody has anything to learn. Issues are as they truly are, and half of
all customers answer: linking and non-response have benchmarks of their own.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.record import on_record, record, timed
from lastword.analyses.people.calibration import Calibration
from lastword.analyses.people.fairness import calibrated
from lastword.analyses.people.growth import growth
from lastword.analyses.people.mentors import mentors
from lastword.analyses.people.study import agents
from lastword.engine import open_engine
from lastword.errors import NotTestable
from lastword.question import Context
from lastword.settings import Settings
from lastword.sources.demo import Assessors, Learning, World
from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.assessors import DAZZLED, SEVERE, SOFTENING
from lastword.sources.demo.roster import HARD_TEAMS, roster_of

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
planted_tables = importlib.import_module("planted_people").planted_tables

HABITS = {(SEVERE, "leniency"), (DAZZLED, "halo"), (SOFTENING, "drift")}
OPEN = Settings.model_validate({"privacy": {"agent_names": True}})
NINE_TENTHS = float(np.log(10))
WORLD = World(contacts=60_000, days=183, agents=60, plants=(), messages_per_contact=0)
NEW = Learning(share=0.35, gap=2.4, months=0.9, until=0.4, spared=0.9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centres", type=int, default=100)
    parser.add_argument("--only", choices=["scorecard", "newcomers"], default=None)
    options = parser.parse_args()
    figures = on_record("planted") if options.only else {}
    with timed() as cost:
        if options.only != "newcomers":
            fair = Assessors(0, 0, 0, 0)
            figures["scorecards that err"] = scorecards(options.centres, WORLD)
            figures["fair scorecards"] = scorecards(options.centres, replace(WORLD, assessors=fair))
        if options.only != "scorecard":
            world = replace(WORLD, learning=NEW, routing=0.8)
            figures["newcomers"] = newcomers(options.centres, world)
            idle = replace(NEW, gap=0.0)
            figures["nothing to learn"] = newcomers(options.centres, replace(WORLD, learning=idle))
    figures[f"cost of {options.only or 'all'}"] = cost
    record("planted", figures, seed=1)


def asked(world: World, questions: Sequence[Any]) -> list[Any]:
    """Answers of one centre; None where a question is not testable."""
    found = []
    with tempfile.TemporaryDirectory() as folder, open_engine("duckdb", threads=1) as engine:
        tables = planted_tables(engine, Path(folder), world, answer=0.5)
        context = Context(tables, OPEN, world.end)
        for question in questions:
            try:
                found.append(context.once(question))
            except NotTestable:
                found.append(None)
    return found


def scorecards(centres: int, world: World) -> dict[str, Any]:
    """How often each habit is told of who has it, and any of who has not."""
    told: Counter[str] = Counter()
    for seed in range(1, centres + 1):
        (found,) = asked(replace(world, seed=seed), [calibrated])
        told.update(_told(found))
    return {"centres": centres, **{name: told[name] / centres for name in sorted(told)}}


def _told(found: Calibration) -> list[str]:
    habits = {(int(one.name[3:]), way) for one in found.evaluators for way in one.told}
    named = [f"{way} of its evaluator told" for who, way in habits & HABITS]
    others = habits - HABITS
    traits = [trait for trait in found.chosen.traits if trait.is_told] if found.chosen else []
    solved = [trait for trait in traits if "solved" in trait.title or "back" in trait.title]
    return [
        *named,
        *(["anything told of anybody else"] if others else []),
        *(["more solved among the chosen told"] if solved else []),
        *(["length of the chosen told"] if len(traits) > len(solved) else []),
    ]


def newcomers(centres: int, world: World) -> dict[str, Any]:
    """Whether curves are found, and time to the team's level lies within its interval."""
    rows = [_newcomers(replace(world, seed=seed)) for seed in range(1, centres + 1)]
    frame = pd.DataFrame(rows)
    means = {name: float(frame[name].dropna().mean()) for name in frame}
    raw, left = frame.hard_raw.mean(), frame.hard_left.mean()
    error = float(frame.hard_left.std() / np.sqrt(centres))
    return {
        "centres": centres,
        "months_to_nine_tenths": world.learning.months * NINE_TENTHS,
        **means,
        "hard_left_monte_carlo_error": error,
        "share_of_the_hard_line_left": abs(left / raw) if world.routing else None,
    }


def _newcomers(world: World) -> dict[str, float | None]:
    curve, guides, study = asked(world, [growth, mentors, _agents])
    truth, found = world.learning.months * NINE_TENTHS, curve.curve
    is_hard = staff_of(world).team % HARD_TEAMS == 0
    units = pd.DataFrame(
        {"hard": is_hard[int(one.name[3:])], "raw": one.raw, "given": one.given,
         "new": bool(roster_of(world).is_new[int(one.name[3:])])}
        for one in study.units
    )  # fmt: skip
    own = units[~units.new]
    gap = own.assign(left=own.raw - own.given).groupby("hard")[["raw", "left"]].mean()
    gifted = [one.is_above for one in guides or () if int(one.name[3:]) % 2 == 0]
    others = [one.is_above for one in guides or () if int(one.name[3:]) % 2]
    return {
        "curve_told": float(found.is_told),
        "months": found.months.value,
        "months_within_interval": _within(found.months, truth) if found.is_told else None,
        "newcomers": found.newcomers,
        "mentors_testable": float(guides is not None),
        "gifted_mentors_told": float(np.mean(gifted)) if gifted else None,
        "other_mentors_told": float(np.mean(others)) if others else None,
        "hard_raw": float(gap.raw[True] - gap.raw[False]),
        "hard_left": float(gap.left[True] - gap.left[False]),
    }


def _agents(context: Context) -> Any:
    return agents(context, by="agent_id")


def _within(number: Any, truth: float) -> float:
    lower, upper = number.lower or 0.0, number.upper or np.inf
    return float(lower <= truth <= upper)


if __name__ == "__main__":
    main()
