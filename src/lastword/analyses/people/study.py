"""Agents or teams by what their customers gained, given what they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from lastword.analyses.people.outcomes import OUTCOMES, Outcome
from lastword.analyses.people.served import GIVEN, Attribution, served
from lastword.engine import Tables
from lastword.engine.frames import opened, require
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.question import Context, answer, holds_context
from lastword.result import Numbers, Result
from lastword.stats.random_effects import surveys_needed
from lastword.stats.ranks import ranks
from lastword.stats.shrinkage import FEWEST, draws, shrunken

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form

By = Literal["agent_id", "team_id"]
Standing = Literal["above", "below", "cannot be told from the average"]
SURE = 0.975
"""Chance of lying above (or below) the average from which it is said."""
PRIOR = 20.0
"""Problems of the centre's average that every cell of what is given is drawn towards."""
DRAWS = 2000


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

    @property
    def place(self) -> str:
        """Its place as far as it is known, in words."""
        low, _, high = self.rank
        return f"{low}–{high}" if low < high else str(low)


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
        Answers a unit needs for a reliability of .7; infinite where units do not differ.
    units
        Best first by `value`; no league table: read the ranks.
    """

    outcome: str
    by: str
    attribution: str
    mean: float
    spread: float
    needed: float
    units: tuple[Unit, ...]

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
            }
            for unit in self.units
        ]
        return pd.DataFrame(rows)

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Every unit on its interval, with its place."""
        from lastword.analyses.people.drawing import caterpillar

        return caterpillar(self, form=form)


def agents(
    data: Any,
    outcome: str = "solved",
    *,
    by: str = "team_id",
    given: Sequence[str] = (),
    weights: str | None = None,
    attribution: Attribution = "shared",
    seed: int = 0,
) -> AgentStudy:
    """See agents or teams by what their customers gained, fairly and without luck.

    Every cell of what units are *given* (channel, queue, reason, hours) has the centre's own
    share p; a unit is expected to reach E = Σ w p/Σ w and is set at the centre's mean plus
    Σ w (y − p)/Σ w, with variance p̄ (1 − p̄) Σ w²/(Σ w)². These are shrunken towards the mean, and
    places follow from draws of all units together. What a unit controls (its handle time, its
    transfers) is never adjusted for.

    Parameters
    ----------
    data
        A project or an analysis's context; or a data frame with one row a problem and unit.
    outcome
        ``"solved"``, ``"content"`` or ``"settled"`` in a project; else a column of 0 and 1.
    by
        ``"team_id"`` or ``"agent_id"``; any column of a frame.
    given, weights
        Columns of a frame: what units do not control; weight of each row.
    attribution
        Whose a problem is that several served: ``"shared"``, ``"first"`` or ``"last"``.
    seed
        Seed of the draws behind places.

    Raises
    ------
    UsageError
        If an outcome, unit or column is unknown.
    NotTestable
        If fewer than four units have any outcome.

    Notes
    -----
    Indirect standardisation; Morris (1983), doi:10.1080/01621459.1983.10477920; Goldstein and
    Spiegelhalter (1996), doi:10.2307/2983325. A unit that alone serves a kind of problem is that
    kind's own norm: nothing is known of it there.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> random = np.random.default_rng(1)
    >>> team = np.repeat(list("abcdef"), 300)
    >>> solved = random.random(1800) < np.repeat([.9, .6, .6, .6, .6, .6], 300)
    >>> found = agents(pd.DataFrame({"team": team, "solved": solved}), "solved", by="team")
    >>> found.units[0].name, found.units[0].standing
    ('a', 'above')
    """
    if holds_context(data):
        wanted, unit = _known(outcome), _unit(by)

        def ask(context: Context) -> AgentStudy:
            return _study(
                served(context.tables, wanted, by=unit, attribution=attribution),
                GIVEN, (wanted.name, by, attribution), seed,
            )  # fmt: skip

        return answer(data, ask)
    with opened(data) as table:
        rows = _of_frame(table, outcome, by, given, weights)
        return _study(rows, [f"given_{name}" for name in given], (outcome, by, "as given"), seed)


def available(tables: Tables) -> tuple[Outcome, ...]:
    """Outcomes that a project knows."""
    filled = tables.filled("verdicts")
    return tuple(outcome for outcome in OUTCOMES if outcome.column in filled)


def _known(name: str) -> Outcome:
    found = {outcome.name: outcome for outcome in OUTCOMES}
    if name not in found:
        raise UsageError(f"unknown outcome {name!r}. Choose one of: {', '.join(found)}")
    return found[name]


def _unit(by: str) -> str:
    if by not in ("agent_id", "team_id"):
        raise UsageError(f"unknown unit {by!r}. Choose one of: agent_id, team_id")
    return by


def _of_frame(
    table: ir.Table, outcome: str, by: str, given: Sequence[str], weights: str | None
) -> ir.Table:
    require(table, [outcome, by, *given, *([weights] if weights else [])])
    y = table[outcome]
    number = y.cast("int64").cast("float64") if y.type().is_boolean() else y.cast("float64")
    named = {f"given_{name}": table[name] for name in given}
    rows = table.select(
        unit=table[by].cast("string"),
        part=ibis.literal(1.0),
        weight=table[weights].cast("float64") if weights else ibis.literal(1.0),
        y=number,
        **named,
    )
    return rows.filter(rows.unit.notnull() & rows.y.notnull() & (rows.weight > 0))


def _study(
    rows: ir.Table, given: Sequence[str], asked: tuple[str, str, str], seed: int
) -> AgentStudy:
    sums = _sums(rows, given)
    if len(sums) < FEWEST:
        raise NotTestable(
            f"{len(sums)} {asked[1]} with a known outcome; at least {FEWEST} are needed to tell "
            "any from the average"
        )
    w = sums.weight.to_numpy()
    mean = float(sums.good.sum() / w.sum())
    values = mean + (sums.good - sums.expected).to_numpy() / w
    norm = (sums.expected / w).clip(0.02, 0.98).to_numpy()
    variances = norm * (1 - norm) * sums.squares.to_numpy() / w**2
    found = shrunken(values, variances)
    places = ranks(draws(values, variances, times=DRAWS, seed=seed))
    lower, upper = (np.clip(end, 0.0, 1.0) for end in found.interval())
    order = np.argsort(-found.values, kind="stable")
    units = tuple(
        Unit(
            name=str(sums.unit.iloc[i]),
            problems=int(sums.problems.iloc[i]),
            raw=float(sums.good.iloc[i] / w[i]),
            given=float(sums.expected.iloc[i] / w[i]),
            value=_value(float(found.values[i]), float(lower[i]), float(upper[i]),
                         int(sums.problems.iloc[i])),
            reliability=float(found.reliability[i]),
            rank=(int(places.lower[i]), int(places.median[i]), int(places.upper[i])),
            top=float(places.top[i]),
            standing=_standing(float(places.above[i])),
        )
        for i in order
    )  # fmt: skip
    one = mean * (1 - mean)
    icc = found.between / (found.between + one) if one else 0.0
    return AgentStudy(*asked, mean, float(np.sqrt(found.between)), surveys_needed(icc), units)


def _value(value: float, lower: float, upper: float, n: int) -> Estimate:
    value = min(max(value, 0.0), 1.0)
    return Estimate(value, min(lower, value), max(upper, value), n, "shrunken, case mix adjusted")


def _standing(above: float) -> Standing:
    if above >= SURE:
        return "above"
    return "below" if above <= 1 - SURE else "cannot be told from the average"


def _sums(rows: ir.Table, given: Sequence[str]) -> pd.DataFrame:
    """Sums of each unit: problems, weight, good outcomes, those expected of what it was given."""
    rows = rows.mutate(w=rows.part * rows.weight)
    total = rows.aggregate(w=rows.w.sum(), good=(rows.w * rows.y).sum())
    everywhere = total.select(mean=total.good / total.w)
    if given:
        cells = rows.group_by(list(given)).aggregate(w=rows.w.sum(), good=(rows.w * rows.y).sum())
        cells = cells.cross_join(everywhere)
        drawn = (cells.good + PRIOR * cells["mean"]) / (cells.w + PRIOR)
        rows = rows.inner_join(cells.select(*given, norm=drawn), list(given))
    else:
        rows = rows.cross_join(everywhere).rename(norm="mean")
    found = rows.group_by("unit").aggregate(
        problems=rows.count(),
        weight=rows.w.sum(),
        good=(rows.w * rows.y).sum(),
        expected=(rows.w * rows.norm).sum(),
        squares=(rows.w * rows.w).sum(),
    )
    frame: pd.DataFrame = found.order_by("unit").to_pyarrow().to_pandas()
    return frame
