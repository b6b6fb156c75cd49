"""Redaction of what customers and agents said, before it is first written."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir

from lastword.text.redaction import redacted

TEXTS = {"messages": "text", "answers": "text"}
"""Table → its column of what customers and agents said."""


def without_secrets(
    table: ir.Table, *columns: str, patterns: Mapping[str, str] | None = None
) -> ir.Table:
    """Take card numbers, addresses and secrets out of text columns.

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
    return redacted(text)
