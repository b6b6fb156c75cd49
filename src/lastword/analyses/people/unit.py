"""One agent or team by what its customers gained, and all of them beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lastword.estimate import Estimate
from lastword.result import Numbers, Result

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form

Standing = Literal["above", "below", "cannot be told from the average"]
TOP_FROM = 0.9
"""Chance of being among the best tenth from which a unit is said to be."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One agent or team.

    Parameters
    ----------
    name
        Its id.
    problems
        Problems it had a part in, of which the outcome is known.
    raw
        Share of good outcomes as it stands.
    given
        Share that the centre reaches on the same mix of problems.
    value
        Share on the centre's mix, with luck taken out; the interval holds both.
    reliability
        How much of its deviation is kept: 0 all luck, 1 none.
    rank
        Place from 1, the best: lower end, middle and upper end of what is known.
    top
        Chance to be among the best tenth.
    standing
        Whether it can be told from the average.
    missing
        How many more answers it would take for a reliability of .7; None where units do not differ.
    """

    name: str
    problems: int
    raw: float
    given: float
    value: Estimate
    reliability: float
    rank: tuple[int, int, int]
    top: float
    standing: Standing
    missing: float | None = None

    @property
    def place(self) -> str:
        """Its place as far as it is known, in words."""
        low, _, high = self.rank
        return f"{low}–{high}" if low < high else str(low)

    @property
    def is_top(self) -> bool:
        """Whether it can be said to be among the best tenth: wrong at most one time in ten."""
        return self.top >= TOP_FROM


@dataclass(frozen=True, slots=True)
class AgentStudy(Result):
    """Agents or teams by one outcome.

    Parameters
    ----------
    outcome, by, attribution
        What was asked.
    mean
        Share of good outcomes of all.
    spread
        Standard deviation of the units' true shares.
    needed
        Answers a unit needs for a reliability of .7; None where units do not differ.
    units
        Best first by `value`; no league table: read the ranks.
    hidden
        Units that are counted and not shown, since too few people are behind them.
    """

    outcome: str
    by: str
    attribution: str
    mean: float
    spread: float
    needed: float | None
    units: tuple[Unit, ...]
    hidden: int = 0

    def numbers(self) -> Numbers:
        """Value of every unit."""
        return {unit.name: unit.value for unit in self.units}

    def told_apart(self) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
        """Units above the average, and below."""
        above, below = (
            tuple(unit for unit in self.units if unit.standing == standing)
            for standing in ("above", "below")
        )
        return above, below

    def unit(self, name: str) -> Unit | None:
        """The unit of that name, if it is shown."""
        return next((unit for unit in self.units if unit.name == name), None)

    def frame(self) -> pd.DataFrame:
        """One row a unit."""
        rows = [
            {
                self.by: unit.name,
                "problems": unit.problems,
                "raw": unit.raw,
                "given": unit.given,
                "value": unit.value.value,
                "lower": unit.value.lower,
                "upper": unit.value.upper,
                "reliability": unit.reliability,
                "rank_lower": unit.rank[0],
                "rank": unit.rank[1],
                "rank_upper": unit.rank[2],
                "top_tenth": unit.top,
                "standing": unit.standing,
                "missing": unit.missing,
            }
            for unit in self.units
        ]
        return pd.DataFrame(rows)

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Every unit on its interval, with its place."""
        from lastword.analyses.people.drawing import caterpillar

        return caterpillar(self, form=form)
