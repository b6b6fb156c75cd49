"""Agents or teams by what their customers gained, given what they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lastword.analyses.people.outcomes import OUTCOMES, Outcome
from lastword.analyses.people.served import GIVEN, Attribution, By, served, whole
from lastword.analyses.people.sums import cells_of, sums_of
from lastword.analyses.people.unit import AgentStudy, Standing, Unit
from lastword.engine.frames import opened, require
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.question import Context, answer, holds_context
from lastword.stats.random_effects import surveys_needed
from lastword.stats.ranks import Ranks, ranks_of_blocks
from lastword.stats.shrinkage import FEWEST, Shrunken, blocks, shrunken

Floats = NDArray[np.float64]
SURE = 0.975
"""Chance of lying above (or below) the average from which it is said."""
DRAWS = 2000


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
    Σ w (y − p)/Σ w, with variance Σ w² p (1 − p)/(Σ w)². These are shrunken towards the mean, and
    places follow from draws of all units together. What a unit controls (its handle time, its
    transfers) is never adjusted for.

    Parameters
    ----------
    data
        A project or an analysis's context; or a data frame with one row a problem and unit.
    outcome
        ``"solved"``, ``"content"``, ``"settled"``, ``"easy"``, ``"courteous"``, ``"recovered"``,
        ``"rescued"`` or ``"ideas"`` in a project; else a column of 0 and 1.
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
        return answer(data, _Asked(outcome_named(outcome).name, _unit(by), attribution, seed))
    with opened(data) as table:
        rows = _of_frame(table, outcome, by, given, weights)
        columns = [f"given_{name}" for name in given]
        sums = sums_of(cells_of(rows, columns).cache(), columns)
        return study_of(sums, outcome=outcome, by=by, attribution="as given", seed=seed)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One study of a project: equal ones are made once a context."""

    outcome: str
    by: By
    attribution: Attribution
    seed: int

    def __call__(self, context: Context) -> AgentStudy:
        rows = served(
            context.tables, outcome_named(self.outcome), by=self.by, attribution=self.attribution
        )
        sums = sums_of(context.tables.engine.save(cells_of(rows, GIVEN)), GIVEN)
        return study_of(
            sums, outcome=self.outcome, by=self.by, attribution=self.attribution, seed=self.seed
        )


def study_of(
    sums: pd.DataFrame, *, outcome: str, by: str, attribution: str = "as given", seed: int = 0
) -> AgentStudy:
    """The study of units whose sums are known; see `sums.sums_of`.

    Raises
    ------
    NotTestable
        If fewer than four units have any outcome.
    """
    sums = sums[sums.weight > 0].reset_index(drop=True)
    if len(sums) < FEWEST:
        raise NotTestable(
            f"{len(sums)} {by} with a known outcome; at least {FEWEST} are needed to tell "
            "any from the average"
        )
    mean = float(sums.good.sum() / sums.weight.sum())
    values, variances = fair(sums, mean)
    found = shrunken(values, variances)
    places = ranks_of_blocks(blocks(values, variances, times=DRAWS, seed=seed))
    one = mean * (1 - mean)
    needed = surveys_needed(found.between / (found.between + one) if one else 0.0)
    effective = (sums.weight**2 / sums.squares).to_numpy(dtype=np.float64)
    missing = np.maximum(needed - effective, 0.0)
    differ = bool(np.isfinite(needed))
    units = _units(sums, found, places, missing if differ else None)
    spread = float(np.sqrt(found.between))
    return AgentStudy(outcome, by, attribution, mean, spread, needed if differ else None, units)


def fair(sums: pd.DataFrame, mean: float) -> tuple[Floats, Floats]:
    """Each row's share on the centre's mix, and its sampling variance."""
    w = sums.weight.to_numpy(dtype=np.float64)
    values = mean + (sums.good - sums.expected).to_numpy() / w
    return values, sums.noise.to_numpy() / w**2


def outcome_named(name: str) -> Outcome:
    """The outcome of that name.

    Raises
    ------
    UsageError
        If there is none; lists those there are.
    """
    found = {outcome.name: outcome for outcome in OUTCOMES}
    if name not in found:
        raise UsageError(f"unknown outcome {name!r}. Choose one of: {', '.join(found)}")
    return found[name]


def standing(above: float) -> Standing:
    """What a chance of lying above the average allows to be said."""
    if above >= SURE:
        return "above"
    return "below" if above <= 1 - SURE else "cannot be told from the average"


def _unit(by: str) -> By:
    if by == "agent_id":
        return "agent_id"
    if by == "team_id":
        return "team_id"
    raise UsageError(f"unknown unit {by!r}. Choose one of: agent_id, team_id")


def _of_frame(
    table: ir.Table, outcome: str, by: str, given: Sequence[str], weights: str | None
) -> ir.Table:
    require(table, [outcome, by, *given, *([weights] if weights else [])])
    y = table[outcome]
    number = y.cast("int64").cast("float64") if y.type().is_boolean() else y.cast("float64")
    named = {f"given_{name}": table[name].cast("string").fill_null("") for name in given}
    rows = table.select(
        unit=table[by].cast("string"),
        part=whole(),
        weight=table[weights].cast("float64") if weights else whole(),
        y=number,
        **named,
    )
    return rows.filter(rows.unit.notnull() & rows.y.notnull() & (rows.weight > 0))


def _units(
    sums: pd.DataFrame, found: Shrunken, places: Ranks, missing: Floats | None
) -> tuple[Unit, ...]:
    lower, upper = (np.clip(end, 0.0, 1.0) for end in found.interval())
    problems = sums.problems.to_numpy()
    columns = zip(
        sums.unit, problems.tolist(), (sums.good / sums.weight).tolist(),
        (sums.expected / sums.weight).tolist(), found.values.tolist(), lower.tolist(),
        upper.tolist(), found.reliability.tolist(), places.lower.tolist(), places.median.tolist(),
        places.upper.tolist(), places.top.tolist(), places.above.tolist(),
        [None] * len(sums) if missing is None else missing.tolist(), strict=True,
    )  # fmt: skip
    units = [
        Unit(str(name), int(n), raw, given, _value(value, low, high, int(n)), kept,
             (first, middle, last), top, standing(above), lacking)
        for name, n, raw, given, value, low, high, kept, first, middle, last, top, above, lacking
        in columns
    ]  # fmt: skip
    order = np.argsort(-found.values, kind="stable")
    return tuple(units[place] for place in order)


def _value(value: float, lower: float, upper: float, n: int) -> Estimate:
    value = min(max(value, 0.0), 1.0)
    return Estimate(value, min(lower, value), max(upper, value), n, "shrunken, case mix adjusted")
