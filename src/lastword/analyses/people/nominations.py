"""Nominations: evidence of who may lead, where a project asks for it; never a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from lastword.analyses.people.logins import bots, left, shared_logins
from lastword.analyses.people.mentors import TITLE, mentors
from lastword.analyses.people.outcomes import TITLES, available
from lastword.analyses.people.served import HOURS
from lastword.analyses.people.study import agents
from lastword.analyses.people.teams import best_outcome
from lastword.analyses.people.turns import answered
from lastword.analyses.people.unit import AgentStudy
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.stats.adverse_impact import Impact, adverse_impact
from lastword.text.pseudonym import pseudonym

BEHAVIOUR = ("recovered", "rescued")
"""What a future leader does for customers and colleagues, beside solving problems."""
FEWEST_PROBLEMS = 30
"""Problems with a known outcome below which nobody is considered."""
TENURES = ((1.0, "under a year"), (3.0, "one to three years"))
YEAR_DAYS = 365.25


@dataclass(frozen=True, slots=True)
class Candidate:
    """One agent with what speaks for them.

    Parameters
    ----------
    name
        Pseudonym, or the id where the project shows names.
    evidence
        Outcome (in words) → share on the centre's mix with luck taken out; those above the average.
    ideas
        Customers' ideas that they heard and that were planned or shipped.
    """

    name: str
    evidence: Mapping[str, Estimate]
    ideas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nominations(Result):
    """Who could be asked whether they want to lead, and whether groups are passed over.

    Parameters
    ----------
    considered
        Agents of whom enough is known.
    candidates
        In the order of their names: evidence is to be read, not ranked.
    reviews
        Team, shift or tenure → groups large enough to be shown, beside the one chosen most often.
    mentoring
        Why nothing is known of those whom they showed the ropes; empty where it is.
    """

    considered: int
    candidates: tuple[Candidate, ...]
    reviews: Mapping[str, tuple[Impact, ...]]
    mentoring: str = ""

    def numbers(self) -> Numbers:
        """Ratios of the review."""
        return {
            f"{kind}: {impact.group}": impact.ratio
            for kind, impacts in self.reviews.items()
            for impact in impacts
        }

    def adverse(self) -> tuple[tuple[str, Impact], ...]:
        """Groups chosen more rarely than four fifths of the highest rate, and not by chance."""
        return tuple((k, i) for k, impacts in self.reviews.items() for i in impacts if i.is_adverse)


def nominations(
    context: Context, adopted: Mapping[str, Sequence[str]] | None = None
) -> Nominations:
    """Gather what speaks for each agent, and review it for adverse impact.

    Parameters
    ----------
    adopted
        Agent → ideas of customers that they heard and that were planned or shipped.

    Raises
    ------
    NotTestable
        If the project does not ask for nominations, or too little is known of agents.

    Notes
    -----
    Agents who left, shared logins and bots are never considered. Mentees' curves speak for a
    mentor of at least three newcomers, where `agents` says who mentored whom.
    """
    if not context.settings.people.nominations:
        raise NotTestable("nominations are off: set nominations = true in [people] to ask for them")
    best = best_outcome(context).name
    studies = _studies(context, [best, *BEHAVIOUR])
    if best not in studies:
        raise NotTestable("too few agents have a known outcome")
    away = left(context) | shared_logins(context)
    known = {
        unit.name
        for unit in studies[best].units
        if unit.problems >= FEWEST_PROBLEMS and unit.name not in away
    }
    ideas = {agent: tuple(told) for agent, told in (adopted or {}).items() if agent in known}
    guided, mentoring = _guided(context)
    above = {name: _above(studies, name) | guided.get(name, {}) for name in known}
    chosen = sorted(name for name in known if above[name] or ideas.get(name))
    show = str if context.settings.privacy.agent_names else pseudonym
    candidates = [Candidate(show(name), above[name], ideas.get(name, ())) for name in chosen]
    groups = _groups(context, known)
    return Nominations(
        len(known),
        tuple(sorted(candidates, key=lambda one: one.name)),
        _reviews(groups, set(chosen), context.settings.privacy.min_group),
        mentoring,
    )


def _guided(context: Context) -> tuple[dict[str, dict[str, Estimate]], str]:
    """What mentees' curves say for their mentors, or why they say nothing."""
    try:
        found = context.once(mentors)
    except NotTestable as error:
        return {}, f"{error}"
    return {one.name: {TITLE: one.beside} for one in found if one.is_above}, ""


def _studies(context: Context, names: Sequence[str]) -> dict[str, AgentStudy]:
    known = {outcome.name for outcome in available(context.tables)}
    found = {}
    for name in dict.fromkeys(name for name in names if name in known):
        try:
            found[name] = agents(context, name, by="agent_id")
        except NotTestable:
            continue
    return found


def _above(studies: Mapping[str, AgentStudy], name: str) -> dict[str, Estimate]:
    units = {outcome: study.unit(name) for outcome, study in studies.items()}
    return {
        TITLES[outcome]: unit.value
        for outcome, unit in units.items()
        if unit is not None and unit.standing == "above"
    }


def _groups(context: Context, known: set[str]) -> pd.DataFrame:
    """Team, shift and tenure of each agent: where and when most of their contacts were."""
    contacts = answered(context.tables).anti_join(bots(context.tables), "agent_id")
    contacts = contacts.filter(contacts.agent_id.notnull())
    hour = (contacts.offered_at.hour() - contacts.offered_at.hour() % HOURS).cast("int64")
    counts = contacts.group_by("agent_id", team="team_id", hour=hour).aggregate(n=contacts.count())
    rows = context.tables.engine.fetch(counts).to_pandas()
    rows = rows[rows.agent_id.isin(known)].fillna({"team": "no team"})
    groups = pd.DataFrame({name: _most(rows, name) for name in ("team", "hour")})
    shift = groups.hour.map(lambda start: f"{start:02d}–{start + HOURS:02d} h UTC")
    return pd.DataFrame({"team": groups.team, "shift": shift, "tenure": _tenure(context, groups)})


def _most(rows: pd.DataFrame, name: str) -> pd.Series:
    """The value with most contacts of each agent."""
    sums = rows.groupby(["agent_id", name]).n.sum().reset_index()
    sums = sums.sort_values(["agent_id", "n", name], ascending=[True, False, True])
    return sums.drop_duplicates("agent_id").set_index("agent_id")[name]


def _tenure(context: Context, groups: pd.DataFrame) -> pd.Series:
    table = context.tables["agents"]
    hired = table.group_by("agent_id").aggregate(on=table.hired_on.min())
    rows = context.tables.engine.fetch(hired).to_pylist()
    days = {row["agent_id"]: (context.as_of - row["on"]).days for row in rows if row["on"]}
    return pd.Series({name: _years(days.get(name)) for name in groups.index}, dtype=object)


def _years(days: int | None) -> str:
    if days is None:
        return "not known"
    return next((name for end, name in TENURES if days / YEAR_DAYS < end), "three years or more")


def _reviews(groups: pd.DataFrame, chosen: set[str], minimum: int) -> dict[str, tuple[Impact, ...]]:
    is_chosen = pd.Series(groups.index.isin(list(chosen)), index=groups.index)
    found = {}
    for kind in groups.columns:
        counts = is_chosen.groupby(groups[kind]).agg(["sum", "count"])
        counts = counts[counts["count"] >= minimum]
        if len(counts) > 1:
            found[kind] = adverse_impact(counts.index, counts["sum"], counts["count"])
    return found
