"""Consent: contacts whose customers agreed that their words may be shown."""

from __future__ import annotations

from lastword.question import Context


def consented(context: Context) -> frozenset[str]:
    """Contacts for which the customer's consent to text is on record, and no later refusal."""
    consents = context.tables["consents"]
    text = consents.filter(consents.purpose == "text")
    contacts = context.tables["contacts"].select("contact_id", "customer_ref")
    found: set[str] = set()
    for key in ("contact_id", "customer_ref"):
        latest = (
            text.filter(text[key].notnull())
            .group_by(key)
            .aggregate(
                given=text.at.max(where=text.is_given), refused=text.at.max(where=~text.is_given)
            )
        )
        agreed = latest.filter(
            latest.given.notnull() & (latest.refused.isnull() | (latest.refused < latest.given))
        )
        mine = contacts.semi_join(agreed, key).select("contact_id")
        found.update(context.tables.engine.fetch(mine)["contact_id"].to_pylist())
    return frozenset(found)
