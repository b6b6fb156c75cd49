"""Redaction inside the engine: only texts that may hold a secret pass through Python."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.text.redaction import needs_redaction, redact

TEXTS = {"messages": "text", "answers": "text"}
"""Table → its column of what customers and agents said."""


@ibis.udf.scalar.python  # type: ignore[untyped-decorator]
def _redacted(text: str) -> str:
    return redact(text)


def without_secrets(table: ir.Table, *columns: str) -> ir.Table:
    """Take card numbers and secrets out of text columns."""
    return table.mutate(
        **{
            name: needs_redaction(table[name])
            .fill_null(False)
            .ifelse(_redacted(table[name]), table[name])
            for name in columns
        }
    )
