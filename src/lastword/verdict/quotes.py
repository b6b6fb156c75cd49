"""The customer's own words about an issue, cut to a line."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Tables

WIDTH = 160


def quotes(tables: Tables, issue_ids: Sequence[str]) -> dict[str, str]:
    """The latest comment, else the latest message, of the customers of a few issues.

    Text was redacted before it was first written; it is cut to 160 characters.
    """
    if not issue_ids:
        return {}
    chosen = tables.engine.frame(pa.table({"issue_id": list(issue_ids)}))
    members = tables["issue_contacts"].select("issue_id", "contact_id", "thread_id")
    mine = members.semi_join(chosen, "issue_id")
    found: dict[str, str] = {}
    for source in (_messages(tables, mine), _comments(tables, mine)):
        rows = tables.engine.fetch(source).to_pylist()
        rows.sort(key=lambda row: (row["at"] is not None, row["at"], row["text"]))
        found.update({row["issue_id"]: _line(row["text"]) for row in rows})
    return found


def _comments(tables: Tables, mine: ir.Table) -> ir.Table:
    answers = tables["answers"]
    said = answers.filter(answers.text.notnull() & answers.contact_id.notnull())
    said = said.select("contact_id", "text", at="answered_at")
    return said.inner_join(mine, "contact_id").select("issue_id", "text", "at")


def _messages(tables: Tables, mine: ir.Table) -> ir.Table:
    messages = tables["messages"]
    said = messages.filter((messages.author == "customer") & messages.text.notnull())
    said = said.select("contact_id", "text", at="sent_at")
    return said.inner_join(mine, "contact_id").select("issue_id", "text", "at")


def _line(text: str) -> str:
    return textwrap.shorten(text, WIDTH, placeholder=" …")
