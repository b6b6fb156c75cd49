"""Redaction inside the engine: only texts that may hold a secret pass through Python."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from lastword.text.redaction import needs_redaction, redact

TEXTS = {"messages": "text", "answers": "text"}
"""Table → its column of what customers and agents said."""


@ibis.udf.scalar.python  # type: ignore[untyped-decorator]
def _redacted(text: str) -> str:
    return redact(text)


def without_secrets(
    table: ir.Table, *columns: str, patterns: Mapping[str, str] | None = None
) -> ir.Table:
    """Take card numbers and secrets out of text columns.

    Parameters
    ----------
    patterns
        Name → regular expression of the centre's own identifiers, which go first: their name
        stands where they stood.
    """
    return table.mutate(**{name: _hidden(table[name], patterns or {}) for name in columns})


def _hidden(text: ir.StringValue, patterns: Mapping[str, str]) -> ir.StringValue:
    for name, pattern in patterns.items():
        text = text.re_replace(pattern, f"[{name}]")
    return needs_redaction(text).fill_null(False).ifelse(_redacted(text), text)
