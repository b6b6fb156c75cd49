"""Which identifiers may say that two customer references are one person."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.linking.confidence import IDENTIFIERS, OTHER_IDENTIFIER
from lastword.linking.phones import international
from lastword.settings import LinkingSettings

PLACEHOLDERS = (
    "",
    "0",
    "anonymous",
    "blocked",
    "invalid",
    "na",
    "nan",
    "nil",
    "no",
    "nobody",
    "none",
    "noreply",
    "null",
    "private",
    "tbd",
    "test",
    "unavailable",
    "undefined",
    "unknown",
    "withheld",
)
"""Words that stand for "we have none", without punctuation."""
COUNTED = ("01234567890123456789", "98765432109876543210")
"""A number that counts up or down was typed to fill the field."""
SHORTEST_PHONE = 5
PLACEHOLDER_DOMAINS = r"@(example(\.com)?|test|invalid|localhost|none|unknown|noemail)$"


def is_placeholder(kind: ir.StringValue, value: ir.StringValue) -> ir.BooleanValue:
    """Whether a value was only typed to fill the field.

    Words such as ``unknown``, ``n/a``, ``test``; a local part of an e-mail address that is such
    a word, or a reserved domain; one character repeated (``+0000``, ``9999999``); digits that
    count up or down; a telephone number of fewer than five digits.
    """
    core = value.lower().re_replace(r"[\s.,;:+\-_/()*#?!'|]+", "")
    local = core.re_replace(r"@.*$", "")
    is_repeated = (core.length() >= 4) & (core.replace(core.substr(0, 1), "").length() == 0)
    counts = (core.length() >= 6) & (
        ibis.literal(COUNTED[0]).contains(core) | ibis.literal(COUNTED[1]).contains(core)
    )
    is_short = (kind == "phone") & (core.re_replace(r"[^0-9]", "").length() < SHORTEST_PHONE)
    is_reserved = (kind == "email") & value.lower().re_search(PLACEHOLDER_DOMAINS)
    return (
        core.isin(PLACEHOLDERS)
        | local.isin(PLACEHOLDERS)
        | is_repeated
        | counts
        | is_short
        | is_reserved
    )


def given(tables: Tables, settings: LinkingSettings) -> ir.Table:
    """Identifiers as they are compared: telephone numbers with their country, none ignored.

    Returns
    -------
    ir.Table
        ``customer_ref``, ``kind``, ``value``.
    """
    rows = tables["identifiers"].select("customer_ref", "kind", "value")
    if settings.country_code:
        number = international(rows.value, settings.country_code)
        rows = rows.mutate(value=(rows.kind == "phone").ifelse(number, rows.value))
    return rows.filter(~rows.value.isin(settings.ignore)) if settings.ignore else rows


def evidence(tables: Tables, settings: LinkingSettings) -> ir.Table:
    """Identifiers that several customer references share and that may link them.

    An identifier counts if its kind links alone (`settings.identifiers`), if it is neither a
    placeholder nor listed in `settings.ignore`, and if at most `settings.max_shared` customer
    references share it.

    Returns
    -------
    ir.Table
        ``customer_ref``, ``kind``, ``value``, ``hub`` (the smallest reference that shares it)
        and ``shared`` (how many do).
    """
    every = given(tables, settings)
    kept = every.filter(every.kind.isin(settings.identifiers))
    rows = kept.group_by("kind", "value").aggregate(rows=kept.count())
    repeated = rows.filter((rows.rows > 1) & ~is_placeholder(rows.kind, rows.value))
    members = kept.semi_join(repeated, ["kind", "value"]).distinct()
    sizes = members.group_by("kind", "value").aggregate(
        shared=members.count(), hub=members.customer_ref.min()
    )
    usable = sizes.filter(sizes.shared.between(2, settings.max_shared))
    joined = members.join(usable, ["kind", "value"])
    return joined.select("customer_ref", "kind", "value", "hub", "shared")


def strongest(links: ir.Table) -> ir.Table:
    """The strongest evidence of every customer reference, as rule and confidence.

    An identifier shared by two references ties them with the confidence of its kind c; shared
    by n references with c^(n−1), since households and desks share what many share.
    """
    confidence = ibis.cases(
        *[(links.kind == kind, ibis.literal(c)) for kind, c in IDENTIFIERS.items()],
        else_=OTHER_IDENTIFIER,
    )
    sure = links.mutate(
        rule=links.kind.isin(list(IDENTIFIERS)).ifelse(links.kind, "other"),
        confidence=confidence.pow(links.shared - 1),
    )
    rules = (*IDENTIFIERS, "other")
    best = sure.group_by("customer_ref").aggregate(
        confidence=sure.confidence.max(),
        **{rule: sure.confidence.max(where=sure.rule == rule) for rule in rules},
    )
    first = ibis.cases(*[(best[rule] == best.confidence, rule) for rule in rules])
    return best.select("customer_ref", "confidence", rule=first)
