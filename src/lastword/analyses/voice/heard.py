"""Heard: the contacts whose words were read, and what labels stand at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.analyses.voice.allowed import allowed
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.question import Context

IDEA_CONFIDENCE = 0.75
"""Wishes below it are too often plain requests: they are labels, but no ideas."""


def customer_messages(context: Context) -> ir.Table:
    """Customers' messages that may be read, kept with the engine.

    Raises
    ------
    NotTestable
        If there are none.
    """
    tables = context.tables
    if not context.settings.voice.is_read or "text" not in tables.filled("messages"):
        raise NotTestable("customers' words are needed, and reading them must be allowed")
    messages = allowed(tables, context.settings.voice)
    said = messages.filter(messages.author == "customer").drop("author", "digest")
    return tables.engine.save(said)


def heard_contacts(context: Context) -> ir.Table:
    """One row a contact in which the customer's words were read, with issue, person and time."""
    said = context.once(customer_messages)
    links = context.tables["issue_contacts"].select(
        "contact_id", "issue_id", "person_id", "offered_at", "agent_id", "channel", "reason"
    )
    return links.semi_join(said, "contact_id")


def labelled(context: Context, kinds: Sequence[str]) -> ir.Table:
    """Labels of these kinds with a value, at contacts and messages."""
    labels = context.tables["labels"]
    kept = labels.filter(labels.kind.isin(list(kinds)) & labels.value.notnull())
    return kept.select(
        "label_id", "contact_id", "message_id", "kind", "value", "confidence",
        "span_start", "span_end",
    )  # fmt: skip


def flags(context: Context, wanted: Mapping[str, tuple[str, str | None]]) -> ir.Table:
    """One row a heard contact, with one truth value for each wanted label.

    Parameters
    ----------
    wanted
        Column → kind and value; a value of None stands for any.
    """
    labels = labelled(context, sorted({kind for kind, _ in wanted.values()}))
    columns = {
        name: ((labels.kind == kind) & (True if value is None else labels.value == value)).max()
        for name, (kind, value) in wanted.items()
    }
    found = labels.group_by("contact_id").aggregate(**columns)
    rows = extend(heard_contacts(context), found, "contact_id")
    return rows.mutate(**{name: rows[name].fill_null(False) for name in wanted})


def with_text(context: Context, labels: ir.Table) -> ir.Table:
    """Labels with the words of their message, and who was served by whom when."""
    said = context.once(customer_messages).select("message_id", "text", "sent_at")
    told = extend(labels, said, "message_id")
    links = context.tables["issue_contacts"].select(
        "contact_id", "issue_id", "person_id", "agent_id", "offered_at", "channel"
    )
    return extend(told, links, "contact_id")


def fetch(context: Context, table: ir.Table) -> list[dict[str, Any]]:
    """Bring a small result into Python."""
    rows: list[dict[str, Any]] = context.tables.engine.fetch(table).to_pylist()
    return rows


def persons(table: ir.Table) -> ir.IntegerScalar:
    """Customers in a table of contacts; an unknown one counts by the contact."""
    return ibis.coalesce(table.person_id, table.contact_id).nunique()
