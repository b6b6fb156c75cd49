"""Every issue as a row: what happened, what was claimed, what the customer said and did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ibis
import pyarrow as pa

from lastword.engine import Tables
from lastword.engine.joins import extend

MOST_ROWS = 1_048_576
"""Rows that a worksheet can hold."""
NEWEST = 20_000
"""Issues in the report's sheet: more would make a slow file."""

_OF_ISSUE = (
    "issue_id",
    "person_id",
    "reason",
    "opened_at",
    "last_contact_at",
    "contact_count",
    "channel_count",
    "agent_count",
    "transfer_count",
    "customer_seconds",
    "first_channel",
    "last_channel",
    "queue",
    "team_id",
    "is_mature",
    "is_false_first",
)
_OF_VERDICT = (
    "claimed_resolved",
    "said_resolved",
    "said_contacts_needed",
    "said_csat",
    "said_effort",
    "said_nps",
    "said_expectation",
    "did_come_back",
    "came_back_days",
    "did_next_issue",
    "did_leave",
    "is_auto_closed",
    "is_first_call_right",
    "probability",
)


@dataclass(frozen=True, slots=True)
class IssueRows:
    """Columns, how many rows there are, and the rows in batches."""

    columns: tuple[str, ...]
    total: int
    batches: Iterable[pa.RecordBatch]


def issue_rows(tables: Tables) -> IssueRows:
    """Stream issues with their verdicts, newest first, as many as the report shows."""
    issues, verdicts = tables["issues"], tables["verdicts"]
    order = [ibis.desc("opened_at"), ibis.asc("issue_id")]
    newest = issues.select(*_OF_ISSUE).order_by(order).limit(NEWEST)
    joined = extend(newest, verdicts.select("issue_id", *_OF_VERDICT), "issue_id")
    columns = _OF_ISSUE + _OF_VERDICT
    total = int(issues.count().to_pyarrow().as_py())
    return IssueRows(columns, total, joined.select(*columns).order_by(order).to_pyarrow_batches())
