"""Recordings: what calls are made of, and what became of each recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np

from lastword.analyses.voice.heard import fetch
from lastword.engine.buckets import bucket_of
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.mean import cluster_mean
from lastword.stats.proportion import cluster_share

SHOWN = 12
_SPREAD = 100
"""Clusters that recordings without a known agent are spread over."""


@dataclass(frozen=True, slots=True)
class LongSilence:
    """One of the longest silences: where it is to be heard."""

    contact_id: str
    start_seconds: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Recordings:
    """What was heard in calls; a share is of one call, averaged over calls.

    Parameters
    ----------
    states
        What became of the recordings: heard, no consent, unmatched …
    hours
        How much was heard.
    talk, hold, silence
        Share of a call in which somebody speaks, in which the customer is on hold, in which
        nothing is heard.
    agent_talk
        The agent's share of what both say.
    with_dead_air
        Share of calls with a long silence between two people.
    cut_in_by_agent, cut_in_by_customer
        Share of calls in which one cut the other off; None without recordings on two channels.
    silences
        The longest silences.
    """

    states: Mapping[str, int]
    hours: float
    heard: int
    talk: Estimate
    hold: Estimate
    silence: Estimate
    agent_talk: Estimate | None
    with_dead_air: Estimate
    cut_in_by_agent: Estimate | None
    cut_in_by_customer: Estimate | None
    silences: tuple[LongSilence, ...]


def recordings(context: Context) -> Recordings:
    """Tell what calls are made of, from their recordings; intervals are over agents.

    Raises
    ------
    NotTestable
        If the project holds no recordings.
    """
    table = context.tables["recordings"]
    states = fetch(context, table.group_by("state").aggregate(n=table.count()))
    if not states:
        raise NotTestable("recordings are needed: `lastword listen --folder` reads them")
    heard = _heard(context)
    sums = _sums(context, heard)
    return Recordings(
        states={row["state"]: row["n"] for row in sorted(states, key=lambda row: row["state"])},
        hours=float(sums["lasted"][0].sum()) / 3600,
        heard=int(sums["lasted"][1].sum()),
        talk=_mean(sums["talk"]),
        hold=_mean(sums["hold"]),
        silence=_mean(sums["silence"]),
        agent_talk=_known(_mean(sums["agent_talk"])),
        with_dead_air=cluster_share(*sums["with_dead_air"]),
        cut_in_by_agent=_known(cluster_share(*sums["cut_in_by_agent"])),
        cut_in_by_customer=_known(cluster_share(*sums["cut_in_by_customer"])),
        silences=_silences(context),
    )


def _heard(context: Context) -> ir.Table:
    """Recordings that were heard, with their shares and the agent's cluster."""
    table = context.tables["recordings"]
    links = context.tables["issue_contacts"].select("contact_id", "agent_id")
    told = extend(table.filter(table.state == "heard"), links, "contact_id")
    lasted, both = told.lasted_seconds, told.agent_seconds + told.customer_seconds
    return told.select(
        cluster=ibis.coalesce(told.agent_id, bucket_of(told.recording_id, _SPREAD).cast("string")),
        lasted=lasted,
        talk=(lasted - told.silence_seconds - told.hold_seconds) / lasted,
        hold=told.hold_seconds / lasted,
        silence=told.silence_seconds / lasted,
        agent_talk=(both > 0).ifelse(told.agent_seconds / both.nullif(0.0), None),
        with_dead_air=(told.dead_airs > 0).cast("float64"),
        cut_in_by_agent=(told.agent_interruptions > 0).cast("float64"),
        cut_in_by_customer=(told.customer_interruptions > 0).cast("float64"),
    )


def _sums(context: Context, heard: ir.Table) -> dict[str, tuple[Any, Any]]:
    names = [name for name in heard.columns if name != "cluster"]
    totals = {f"{name}_sum": heard[name].sum().fill_null(0.0) for name in names}
    counts = {f"{name}_n": heard[name].count() for name in names}
    rows = heard.group_by("cluster").aggregate(**totals, **counts)
    got = context.tables.engine.fetch(rows).sort_by("cluster").drop(["cluster"])
    arrays = {c: got[c].to_numpy().astype(np.float64) for c in got.column_names}
    return {name: (arrays[f"{name}_sum"], arrays[f"{name}_n"]) for name in names}


def _mean(sums: tuple[Any, Any]) -> Estimate:
    return cluster_mean(*sums, unit="share")


def _known(found: Estimate) -> Estimate | None:
    return found if found.is_known else None


def _silences(context: Context) -> tuple[LongSilence, ...]:
    sounds = context.tables["sounds"]
    dead = sounds.filter((sounds.kind == "dead_air") & sounds.contact_id.notnull())
    rows = dead.select(
        "contact_id", "start_seconds", "sound_id", seconds=dead.end_seconds - dead.start_seconds
    )
    longest = rows.order_by([rows.seconds.desc(), "sound_id"]).limit(SHOWN)
    return tuple(
        LongSilence(row["contact_id"], row["start_seconds"], row["seconds"])
        for row in fetch(context, longest)
    )
