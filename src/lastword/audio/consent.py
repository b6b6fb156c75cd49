"""Consent: which recorded contacts may be listened to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

import pyarrow as pa

from lastword.audio.matching import Candidate
from lastword.engine import Tables

Consent = Literal["given", "refused", "unknown"]


def consents(tables: Tables, contacts: Iterable[Candidate]) -> dict[str, Consent]:
    """What is on record of each contact: the last word about it, else about its customer.

    A word about a contact outweighs one about the customer; of a yes and a no at the same moment,
    the no stands.
    """
    known = list(contacts)
    by_contact = _last_words(tables, "contact_id", {one.contact_id for one in known})
    references = {one.customer_ref for one in known if one.customer_ref}
    by_customer = _last_words(tables, "customer_ref", references)
    found: dict[str, Consent] = {}
    for one in known:
        said = by_contact.get(one.contact_id)
        if said is None and one.customer_ref:
            said = by_customer.get(one.customer_ref)
        found[one.contact_id] = "unknown" if said is None else "given" if said else "refused"
    return found


def _last_words(tables: Tables, key: str, wanted: Collection[str]) -> dict[str, bool]:
    if not wanted:
        return {}
    consented = tables["consents"]
    asked = consented.filter((consented.purpose == "recording") & consented[key].notnull())
    if key == "customer_ref":
        asked = asked.filter(asked.contact_id.isnull())
    mine = asked.semi_join(tables.engine.frame(pa.table({key: sorted(wanted)})), key)
    rows = tables.engine.fetch(mine.select(key, "is_given", "at")).to_pylist()
    rows.sort(key=lambda row: (row["at"] is not None, str(row["at"]), not row["is_given"]))
    return {row[key]: row["is_given"] for row in rows}
