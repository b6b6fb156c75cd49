"""identifiers: one identifier of one customer in one source."""

from __future__ import annotations

from lastword.tables.model import Column, Table

IDENTIFIERS = Table(
    "identifiers",
    "one identifier of one customer in one source",
    (
        "customer_ref",
        "kind",
        "value",
    ),
    (
        Column("customer_ref", "text", "Customer as the source names them", is_required=True),
        Column(
            "kind",
            "text",
            "account email phone given_name surname address postcode birth_date device …",
            is_required=True,
        ),
        Column("value", "text", "Normalised value", is_required=True),
    ),
)
