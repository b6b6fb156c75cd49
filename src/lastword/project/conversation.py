"""One contact with everything that was said in it."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from lastword.project.ids import whole_id
from lastword.question import Context


def conversation(context: Context, contact_id: str) -> dict[str, Any]:
    """A contact, its messages in order with their labels, its answers and its issue.

    Raises
    ------
    UsageError
        If there is no such contact, or several that `contact_id` may mean.
    """
    tables = context.tables
    contact_id = whole_id(tables, "contact", contact_id)
    contact = _rows(tables["contacts"], contact_id)
    link = _rows(tables["issue_contacts"], contact_id)
    messages = sorted(
        _rows(tables["messages"], contact_id) or _of_thread(tables["messages"], contact[0]),
        key=lambda m: (m["position"] is None, m["position"], str(m["sent_at"]), m["message_id"]),
    )
    return {
        "contact": contact[0],
        "issue_id": link[0]["issue_id"] if link else None,
        "messages": messages,
        "answers": _rows(tables["answers"], contact_id),
        "labels": sorted(_rows(tables["labels"], contact_id), key=_place),
    }


def _place(label: dict[str, Any]) -> tuple[str, int, str, str]:
    start = label["span_start"] or 0
    return str(label["message_id"]), start, label["kind"], str(label["value"])


def _rows(table: ir.Table, contact_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        table.filter(table.contact_id == contact_id).to_pyarrow().to_pylist()
    )
    return rows


def _of_thread(messages: ir.Table, contact: dict[str, Any]) -> list[dict[str, Any]]:
    if contact["thread_id"] is None:
        return []
    of_thread = messages.filter(
        (messages.thread_id == contact["thread_id"]) & messages.contact_id.isnull()
    )
    rows: list[dict[str, Any]] = of_thread.to_pyarrow().to_pylist()
    return rows
