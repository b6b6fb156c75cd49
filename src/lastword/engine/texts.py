"""Trimming and rearranging texts, which engines do at different speed and in different words."""

from __future__ import annotations

import re

import ibis
import ibis.expr.types as ir

SPACES = "".join(map(chr, (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
"""What Unicode calls a space: ordinary, no-break, of every width. Tabs and line ends are none."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def trimmed(text: str) -> str:  # type: ignore[empty-body]
    """Take away `SPACES` at both ends; each engine defines it in the way that is fastest."""


def rearranged(text: ir.StringValue, pattern: str, template: str) -> ir.StringValue:
    r"""Replace the text by `template` where `pattern` matches; else leave it as it is.

    Parameters
    ----------
    pattern
        Regular expression that both RE2 and Java know (no look-around, no back references).
    template
        New text; ``{1}`` … ``{9}`` stand for the groups of `pattern`. DuckDB writes them
        ``\1``, Spark ``$1``.
    """
    mark = "$" if text.get_backend().name == "pyspark" else "\\"
    replacement = re.sub(r"\{(\d)\}", lambda group: mark + group[1], template)
    return text.re_replace(pattern, replacement)


def without_tags(html: ir.StringValue) -> ir.StringValue:
    """Words of an HTML text: blocks end a line, other tags and the usual entities fall away."""
    text = html.re_replace("(?i)<(?:br|/p|/div|/li|/tr|/h[1-6])[^>]*>", "\n")
    text = text.re_replace("(?s)<[^>]*>", "")
    for entity, character in ENTITIES.items():
        text = text.replace(entity, character)
    return text.strip().nullif("")


ENTITIES = {
    "&nbsp;": " ",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
    "&amp;": "&",
}
