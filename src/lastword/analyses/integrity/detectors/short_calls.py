"""Short-call avoidance: agents whose calls end within seconds beyond what their mix explains."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.analyses.integrity.calls import answered, seconds_on
from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import exhibits, harms
from lastword.analyses.integrity.pictures import FunnelPoints
from lastword.analyses.integrity.sign import Explanation, Level, Sign
from lastword.analyses.integrity.units import named
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import Estimate, say
from lastword.finding import Condition, Evidence
from lastword.stats.case_mix import expected_of_mix
from lastword.stats.funnel import Funnel, funnel
from lastword.stats.multiplicity import benjamini_hochberg, simes
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

FEWEST_AGENTS = 8
FEWEST_SHORT = 10
FEWEST_CALLS = 100
"""Calls below which an agent is not set beside the others; to be named takes more."""
_DETECTED = 3.17


@dataclass(frozen=True, slots=True)
class Shorts:
    """Short calls of agents beside what their mix of calls gives.

    Parameters
    ----------
    agents, teams
        Ids; a team is empty where unknown.
    calls, short
        Calls of each agent, and those that were short, without the agent's worst day.
    made
        Agents beside each other.
    """

    agents: tuple[str, ...]
    teams: tuple[str, ...]
    calls: Floats
    short: Floats
    made: Funnel

    @property
    def is_out(self) -> NDArray[np.bool_]:
        """Agents who stand out at a false discovery rate of 5 %."""
        out: NDArray[np.bool_] = benjamini_hochberg(self.made.p) <= 0.05
        return out


def short_rows(case: Case) -> ir.Table:
    """Calls answered by a known agent: who, what, on which line and day, and whether short."""
    calls = answered(case)
    is_call = (calls.channel == "voice").fill_null(True)
    by_customer = (calls.ended_by == "customer").fill_null(False)
    calls = calls.filter(is_call & calls.agent_id.notnull())
    held = calls.talk_seconds + calls.hold_seconds.fill_null(0.0)
    is_short = (held < case.settings.verdict.short_seconds) & ~by_customer
    return calls.select(
        "contact_id",
        "agent_id",
        team_id=calls.team_id.fill_null(""),
        reason=calls.reason.fill_null(""),
        line=calls.line.fill_null(""),
        day=calls.offered_at.date(),
        seconds=seconds_on(calls, "conversation"),
        is_end_known=calls.ended_by.notnull(),
        is_short=is_short.cast("int64"),
    )


def shorts(case: Case) -> Shorts:
    """Agents' short calls against their mix of types and lines, each without its worst day.

    Leaving out everybody's worst day keeps a device that failed for a day from flagging its user.
    A line's own rate comes from the *other* agents on it: a faulty line explains its calls, and an
    agent alone on a line does not explain himself.
    """
    rows = short_rows(case)
    agents, agent_of, kind_of, line_of, n, short = _mix(case, rows)
    if len(agents) < FEWEST_AGENTS or short.sum() < FEWEST_SHORT:
        raise NotTestable(
            f"{len(agents)} agents with {short.sum():,.0f} short calls; {FEWEST_AGENTS} agents and "
            f"{FEWEST_SHORT} short calls are needed"
        )
    expected = expected_of_mix(agent_of, kind_of, line_of, n, short)
    calls: Floats = np.bincount(agent_of, n, minlength=len(agents)).astype(np.float64)
    hits: Floats = np.bincount(agent_of, short, minlength=len(agents)).astype(np.float64)
    worst_n, worst_short, teams = _days(case, rows, agents)
    expected *= 1 - worst_n / calls
    calls, hits = calls - worst_n, hits - worst_short
    kept = (calls >= FEWEST_CALLS) & (expected > 0)
    if kept.sum() < FEWEST_AGENTS:
        raise NotTestable(
            f"only {kept.sum()} agents have {FEWEST_CALLS} calls; {FEWEST_AGENTS} are needed"
        )
    variance = expected * (1 - np.minimum(expected / np.maximum(calls, 1), 0.9))
    return Shorts(
        tuple(itertools.compress(agents, kept)),
        tuple(itertools.compress(teams, kept)),
        calls[kept],
        hits[kept],
        funnel(hits[kept], expected[kept], variance[kept]),
    )


_Mix = tuple[tuple[str, ...], Places, Places, Places, Floats, Floats]


def _mix(case: Case, rows: ir.Table) -> _Mix:
    counts = case.fetch(
        rows.group_by("agent_id", "reason", "line").aggregate(
            n=rows.count(), short=rows.is_short.sum()
        )
    )
    columns = {name: counts[name].to_numpy() for name in counts.column_names}
    agents, agent_of = np.unique(columns["agent_id"].astype(str), return_inverse=True)
    _, kind_of = np.unique(columns["reason"].astype(str), return_inverse=True)
    _, line_of = np.unique(columns["line"].astype(str), return_inverse=True)
    n, short = columns["n"].astype(np.float64), columns["short"].astype(np.float64)
    return tuple(agents.tolist()), agent_of, kind_of, line_of, n, short


def _days(case: Case, rows: ir.Table, agents: Sequence[str]) -> tuple[Floats, Floats, list[str]]:
    """Of each agent: calls and short calls of the worst day, and the team of most calls."""
    counts = case.fetch(
        rows.group_by("agent_id", "team_id", "day").aggregate(
            n=rows.count(), short=rows.is_short.sum()
        )
    )
    worst = dict.fromkeys(agents, (0, 0))
    calls: dict[str, dict[str, int]] = {agent: {} for agent in agents}
    by_day = counts.group_by(["agent_id", "day"]).aggregate([("n", "sum"), ("short", "sum")])
    for row in by_day.to_pylist():
        day = row["short_sum"], -row["n_sum"]
        worst[row["agent_id"]] = max(worst[row["agent_id"]], day)
    by_team = counts.group_by(["agent_id", "team_id"]).aggregate([("n", "sum")])
    for row in by_team.to_pylist():
        calls[row["agent_id"]][row["team_id"]] = row["n_sum"]
    teams = [max(calls[agent], key=lambda team: (calls[agent][team], team)) for agent in agents]
    short, n = np.array([worst[agent] for agent in agents], dtype=np.float64).T
    return -n, short, teams


def test(case: Case) -> tuple[Sign, ...]:
    """Test whether agents stand out; name them only where the audit may look so close."""
    found = case.once(shorts)
    signs = [_of_centre(case, found)]
    if "team" in case.levels:
        signs += _of_teams(case, found)
    if "agent" in case.levels:
        signs += [_of_agent(case, found, i) for i in range(len(found.agents))]
    return tuple(signs)


def _of_centre(case: Case, found: Shorts) -> Sign:
    out = found.is_out
    who = out if out.any() else found.made.p == found.made.p.min()
    count = int(out.sum())
    sentence = (
        f"Pattern consistent with avoiding calls: {count} of {len(found.agents)} agents end "
        f"{{excess}} calls within {case.settings.verdict.short_seconds:g} s beyond what their "
        "types of calls and lines explain"
    )
    return _sign(case, found, who, "centre", None, simes(found.made.p), sentence)


def _of_teams(case: Case, found: Shorts) -> list[Sign]:
    teams = np.array(found.teams)
    names = [team for team in sorted(set(found.teams)) if team]
    return [
        _sign(case, found, teams == team, "team", team, simes(found.made.p[teams == team]),
              f"Pattern consistent with avoiding calls in {named(case, 'team', team)}: {{excess}} "
              "calls ended within seconds beyond what their types and lines explain")
        for team in names
    ]  # fmt: skip


def _of_agent(case: Case, found: Shorts, place: int) -> Sign:
    agent = found.agents[place]
    who = np.arange(len(found.agents)) == place
    sentence = (
        f"Pattern consistent with avoiding calls, {named(case, 'agent', agent)}: {{excess}} calls "
        "ended within seconds beyond what their types and lines explain"
    )
    return _sign(case, found, who, "agent", agent, float(found.made.p[place]), sentence)


def _sign(
    case: Case, found: Shorts, who: NDArray[np.bool_], level: Level, unit: str | None, p: float,
    sentence: str,
) -> Sign:  # fmt: skip
    excess = float((found.short[who] - found.made.expected[who]).sum())
    errors = np.array([(e.upper or 0.0) - (e.value or 0.0) for e in found.made.excess])
    reach = float(np.sqrt((errors[who] ** 2).sum()))
    n = float(found.calls[who].sum())
    number = Estimate(excess, excess - reach, excess + reach, n=round(n), method="funnel",
                      unit="count")  # fmt: skip
    wanted = max(float(found.made.expected[who].sum()), 0.5)
    ratio = (float(found.short[who].sum()) + 0.5) / (wanted + 0.5)
    return Sign(
        detector=DETECTOR.name,
        level=level,
        unit=unit,
        about="",
        sentence=sentence.format(excess=say(max(excess, 0.0), "count")) + ".",
        estimate=number,
        effect="short calls beyond what the same types of calls on the same lines give",
        share=Estimate(excess / n, (excess - reach) / n, (excess + reach) / n, n=round(n),
                       method="funnel"),
        p=p,
        n=round(n),
        minimal_detectable_effect=_DETECTED * reach / normal_quantile(),
        numbers_beside={"ratio": Estimate(ratio, None, None, n=round(n), method="observed over "
                                          "customary", unit="ratio")},
        picture=_picture(found),
    )  # fmt: skip


def _picture(found: Shorts) -> FunnelPoints:
    made = found.made
    ratios = (made.observed + 0.5) / (made.expected + 0.5)
    return FunnelPoints(
        tuple(made.expected.tolist()), tuple(ratios.tolist()),
        tuple(bool(out) for out in found.is_out), made.peers.tau,
    )  # fmt: skip


def deepen(case: Case, sign: Sign) -> Sign:
    """Add the calls, who rang again, and what lines, days and callers say."""
    found = case.once(shorts)
    agents = _agents(found, sign)
    short = short_rows(case).filter(lambda t: t.is_short == 1)
    mine = short.filter(short.agent_id.isin(agents))
    others = short_rows(case).filter(lambda t: (t.is_short == 0) & t.agent_id.isin(agents))
    marked = mine.select("contact_id", is_touched=True).union(
        others.select("contact_id", is_touched=False)
    )
    limit = case.settings.verdict.short_seconds
    where: tuple[Condition, ...] = (
        Condition("channel", "==", "voice"),
        Condition("outcome", "==", "answered"),
        Condition("talk_seconds", "<", limit),
    )
    if sign.unit is not None:
        column = "team_id" if sign.level == "team" else "agent_id"
        where = (*where, Condition(column, "==", sign.unit))
    return replace(
        sign,
        harm=harms(case, marked),
        exhibits=exhibits(
            case,
            mine.select("contact_id", "seconds", rank=mine.seconds),
            at="seconds",
            words="ended {seconds} after it was answered",
        ),
        evidence=Evidence("contacts", where, ("talk_seconds",)),
        explanations=_explanations(case, agents),
    )


def _agents(found: Shorts, sign: Sign) -> list[str]:
    if sign.level == "agent":
        return [sign.unit or ""]
    out = found.is_out
    return [
        agent
        for agent, team, is_out in zip(found.agents, found.teams, out, strict=True)
        if is_out and (sign.level == "centre" or team == sign.unit)
    ]


def _unknown_ends(case: Case) -> dict[str, int]:
    """How many short calls of each agent do not say who ended them."""
    rows = short_rows(case).filter(lambda t: t.is_short == 1)
    counts = rows.group_by("agent_id").aggregate(n=(~rows.is_end_known).cast("int64").sum())
    return {row["agent_id"]: row["n"] for row in case.fetch(counts).to_pylist()}


def _explanations(case: Case, agents: Sequence[str]) -> tuple[Explanation, ...]:
    has_line = "line" in case.tables.filled("contacts")
    unknown = case.once(_unknown_ends)
    is_told = not any(unknown.get(agent, 1) for agent in agents)
    return (
        Explanation(
            "a faulty line",
            True if has_line else None,
            "short calls of other agents on the same lines are allowed for"
            if has_line
            else "the line is not recorded",
        ),
        Explanation("a device that failed for a day", True, "each agent's worst day is left out"),
        Explanation("call-backs that reach nobody", True, "call-backs are left out"),
        Explanation(
            "wrong numbers and callers who hang up",
            True if is_told else None,
            "calls that the caller ended are left out"
            if is_told
            else "who ended a call is not recorded; other agents should get as many",
        ),
    )


DETECTOR = Detector(
    name="short_calls",
    title="Calls ended within seconds",
    question="Are calls avoided by hanging up at once?",
    requires=Requires({"contacts": ("contact_id", "talk_seconds", "agent_id")}),
    null_model="Agents get short calls as often as others with the same types of calls on the same "
    "lines, and differ by more than chance only as most agents do.",
    innocent=("a faulty line", "a device that failed for a day", "call-backs", "wrong numbers"),
    would_settle="Recordings of ten of the calls, or the line monitor: who hung up?",
    measures_harm="Customers who ring again within 10 minutes, an hour and 7 days, beside the same "
    "agents' other calls.",
    metrics=("handle", "talk", "aht", "calls_per", "contacts_per_hour"),
    test=test,
    deepen=deepen,
    definitions=("closed_in_15_minutes", "one_touch_under_two", "one_touch_exactly_one"),
)
