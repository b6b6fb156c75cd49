"""Every issue as a row: what happened, what was claimed, what the customer said and did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ibis

from lastword.engine import Tables

MOST_ROWS = 1_048_576
"""Rows that a worksheet can hold."""
SHEET_ROWS = 20_001
"""Rows of the report's sheet, its head included: more would take longer than the report."""
"""Rows of an Excel sheet, its header among them."""

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
    """Columns, how many rows there are, and the rows as a stream."""

    columns: tuple[str, ...]
    total: int
    rows: Iterator[tuple[Any, ...]]


def issue_rows(tables: Tables) -> IssueRows:
    """Stream issues with their verdicts, newest first, as many as the report shows."""
    issues, verdicts = tables["issues"], tables["verdicts"]
    joined = issues.select(*_OF_ISSUE).left_join(
        verdicts.select("issue_id", *_OF_VERDICT), "issue_id"
    )
    columns = _OF_ISSUE + _OF_VERDICT
    chosen = joined.select(*columns)
    newest = chosen.order_by(ibis.desc("opened_at"), "issue_id").limit(SHEET_ROWS)
    total = int(issues.count().to_pyarrow().as_py())
    return IssueRows(columns, total, _stream(newest))


def _stream(table: Any) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_pyarrow_batches():
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
