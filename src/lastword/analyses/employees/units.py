"""Units: the teams or sites whose employees and customers are followed."""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.times import EPOCH, moment
from lastword.errors import NotTestable

UnitColumn = Literal["team_id", "site"]


def unit_column(tables: Tables) -> UnitColumn:
    """Tell whether the employee survey speaks of teams or of sites; teams where there is none.

    Raises
    ------
    NotTestable
        If it names units that nobody belongs to.
    """
    agents, fetch = tables["agents"], tables.engine.fetch
    pulses = fetch(tables["pulses"].select("unit_id").distinct()).to_pydict()["unit_id"]
    if not pulses:
        return "team_id"
    verdicts = tables["verdicts"].select("team_id").distinct()
    known: dict[UnitColumn, set[str]] = {
        "team_id": set(fetch(verdicts).to_pydict()["team_id"])
        | set(fetch(agents.select("team_id").distinct()).to_pydict()["team_id"]),
        "site": set(fetch(agents.select("site").distinct()).to_pydict()["site"]),
    }
    for column, names in known.items():
        if names & set(pulses):
            return column
    raise NotTestable(
        f"the employee survey speaks of {', '.join(sorted(pulses)[:3])}, and no agent or contact "
        "belongs to a team or site of that name"
    )


def with_unit(days: ir.Table, tables: Tables, column: UnitColumn) -> ir.Table:
    """Add the unit that each agent belonged to on each day; who belonged to none is left out.

    Who changed team counts to the new one from the day of the change. A row without dates holds
    for as long as no dated one does.

    Parameters
    ----------
    days
        With `agent_id` and `day`, the day's first moment.
    """
    agents = tables["agents"]
    known = agents.filter(agents[column].notnull())
    spells = known.select(
        spell_of=known.agent_id,
        unit=known[column],
        since=known.valid_from.truncate("D").fill_null(moment(EPOCH)),
        until=known.valid_until,
    )
    keys = days.select("agent_id", "day").distinct()
    joined = keys.inner_join(spells, keys.agent_id == spells.spell_of)
    held = joined.filter((joined.since <= joined.day) & (joined.until > joined.day).fill_null(True))
    order = ibis.window(
        group_by=["agent_id", "day"], order_by=[ibis.desc("since"), ibis.asc("unit")]
    )
    latest = held.mutate(rank=ibis.row_number().over(order))
    belongs = latest.filter(latest["rank"] == 0).select("agent_id", "day", "unit")
    return days.inner_join(belongs, ["agent_id", "day"])
