"""Which messages may be read: public, of customers and agents, not switched off, not refused."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.settings import VoiceSettings


def allowed(tables: Tables, settings: VoiceSettings) -> ir.Table:
    """Messages that may be read, with a digest of their words.

    Left out are notes that the customer could not see, channels and sources that are switched
    off, and the conversations of customers whose last word on reading their text is no.
    """
    messages = tables["messages"]
    said = messages.filter(
        messages.author.isin(["customer", "agent"])
        & (messages.text.fill_null("") != "")
        & messages.is_public.fill_null(True)
        & messages.contact_id.notnull()
    )
    said = _without(said, "source", settings.sources_off)
    contacts = tables["contacts"].select("contact_id", "customer_ref", "channel")
    placed = _without(extend(said, contacts, "contact_id"), "channel", settings.channels_off)
    for key in ("contact_id", "customer_ref"):
        placed = placed.anti_join(_refused(tables, key), key).select(*placed.columns)
    return placed.select(
        "message_id", "contact_id", "author", "sent_at", "position", "text",
        digest=placed.text.hexdigest("md5"),
    )  # fmt: skip


def _without(table: ir.Table, column: str, words: Sequence[str]) -> ir.Table:
    if not words:
        return table
    return table.filter(~table[column].fill_null("").isin(list(words)))


def _refused(tables: Tables, key: str) -> ir.Table:
    """Contacts or customers whose latest answer on reading their text is no."""
    consents = tables["consents"]
    asked = consents.filter((consents.purpose == "text") & consents[key].notnull())
    if key == "customer_ref":
        asked = asked.filter(asked.contact_id.isnull())
    latest = asked.group_by(key).aggregate(
        refused=asked.at.max(where=~asked.is_given),
        given=asked.at.max(where=asked.is_given),
        refusals=(~asked.is_given).sum(),
        consents=asked.is_given.sum(),
    )
    is_later = (latest.refused >= latest.given).fill_null(True)
    is_last = (latest.consents == 0) | is_later
    return latest.filter((latest.refusals > 0) & is_last).select(key)
