"""Teams: their studies as a report may show them, small ones hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lastword.analyses.people.outcomes import Outcome, available
from lastword.analyses.people.study import agents
from lastword.analyses.people.turns import answered
from lastword.analyses.people.unit import AgentStudy
from lastword.errors import NotTestable
from lastword.question import Context


def teams(context: Context) -> AgentStudy:
    """Teams by the best outcome that is known: what customers say, else what they did.

    Raises
    ------
    NotTestable
        If no outcome is known, or of too few teams.
    """
    return shown(context, agents(context, best_outcome(context).name))


def best_outcome(context: Context) -> Outcome:
    """What customers say if anybody was asked, else what they did.

    Raises
    ------
    NotTestable
        If nothing is known of any problem.
    """
    outcomes = available(context.tables)
    if not outcomes:
        raise NotTestable("no outcome of any problem is known")
    return outcomes[0]


def team_studies(context: Context) -> tuple[AgentStudy, ...]:
    """Teams by every outcome that is known of enough of them."""
    found = []
    for outcome in available(context.tables):
        try:
            found.append(shown(context, agents(context, outcome.name)))
        except NotTestable:
            continue
    return tuple(found)


def shown(context: Context, study: AgentStudy) -> AgentStudy:
    """The study without teams that are too small to be shown.

    Raises
    ------
    NotTestable
        If no team is left.
    """
    hidden = context.once(small_teams)
    kept = tuple(unit for unit in study.units if unit.name not in hidden)
    if not kept:
        raise NotTestable(
            f"each of {len(study.units)} teams has fewer than "
            f"{context.settings.privacy.min_group} agents (min_group in [privacy])"
        )
    return replace(study, units=kept, hidden=len(study.units) - len(kept))


def small_teams(context: Context) -> frozenset[str]:
    """Teams that are hidden; see `hidden_of`."""
    contacts = answered(context.tables)
    known = contacts.filter(contacts.team_id.notnull())
    counts = known.group_by("team_id").aggregate(agents=known.agent_id.nunique())
    rows = context.tables.engine.fetch(counts).to_pylist()
    sizes = {row["team_id"]: int(row["agents"]) for row in rows}
    return hidden_of(sizes, context.settings.privacy.min_group)


def hidden_of(sizes: Mapping[str, int], minimum: int) -> frozenset[str]:
    """Teams of fewer agents than may be shown, and what keeps them from being worked out.

    The whole centre's figure is shown: where all hidden teams together are fewer people than
    that, the smallest of the others is hidden with them. A team of which no agent is known (0)
    is nobody in this data.

    Examples
    --------
    >>> sorted(hidden_of({"a": 12, "b": 9, "c": 3}, 5))
    ['b', 'c']
    >>> sorted(hidden_of({"a": 12, "b": 9, "c": 3, "d": 4}, 5))
    ['c', 'd']
    """
    small = {team for team, agents in sizes.items() if 0 < agents < minimum}
    others = sorted((agents, team) for team, agents in sizes.items() if agents >= minimum)
    if 0 < sum(sizes[team] for team in small) < minimum and others:
        small.add(others[0][1])
    return frozenset(small)
