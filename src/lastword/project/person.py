"""All references of one person."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.engine import Tables


def linked_references(tables: Tables, customer_refs: Sequence[str]) -> list[str]:
    """The given customer references and every other one that is linked to the same person."""
    persons = tables["persons"]
    named = persons.filter(persons.customer_ref.isin(list(customer_refs))).select("person_id")
    linked = persons.semi_join(named, "person_id").customer_ref.to_pyarrow().to_pylist()
    return sorted({*customer_refs, *linked})
