"""Clusters: issues whose last contact one agent ended are alike, and one fold holds them all."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine.buckets import bucket_of
from lastword.engine.joins import extend

FOLDS = 5
ALONE = 100
"""Clusters that issues without a known agent are spread over."""


def clustered(table: ir.Table) -> ir.Table:
    """Add the `cluster` of each issue to a table with `agent_id` and `issue_id`.

    The cluster is the agent. Issues without one are spread over a fixed number of clusters, since
    nothing is known to bind them.
    """
    alone = bucket_of(table.issue_id, ALONE).cast("string")
    return table.mutate(cluster=ibis.coalesce(table.agent_id, alone))


def folded(table: ir.Table) -> ir.Table:
    """Add the `fold` of each issue, 0 … `FOLDS` − 1: all issues of one agent are in one fold."""
    agents = table.filter(table.agent_id.notnull()).select("agent_id").distinct()
    folds = agents.mutate(agent_fold=bucket_of(agents.agent_id, FOLDS))
    known = extend(table, folds, "agent_id")
    fold = ibis.coalesce(known.agent_fold, bucket_of(known.issue_id, FOLDS))
    return known.mutate(fold=fold).drop("agent_fold")
