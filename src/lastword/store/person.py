"""Everything that names one customer in the loads: references, contacts, threads, identifiers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

Kind = Literal["customers", "contacts", "threads", "invitations", "messages", "recordings"]

KINDS: tuple[Kind, ...] = (
    "customers", "contacts", "threads", "invitations", "messages", "recordings",
)  # fmt: skip

OWNERS: Mapping[str, Kind] = {
    "customer_ref": "customers",
    "person_id": "customers",
    "contact_id": "contacts",
    "issue_id": "contacts",
    "thread_id": "threads",
    "invitation_id": "invitations",
    "message_id": "messages",
    "recording_id": "recordings",
}
"""Column → the kind of id in it that makes a row the customer's own."""

SPEAKERS: Mapping[str, str] = {"author_id": "author", "actor_id": "actor"}
"""Column that names a customer only where the other column says ``customer``."""

MENTIONS: Mapping[str, Kind] = {
    "parent_contact_id": "contacts",
    "first_contact_id": "contacts",
    "last_contact_id": "contacts",
    "next_issue_id": "contacts",
    "parent_thread_id": "threads",
    "merged_into_thread_id": "threads",
}
"""Column → the kind of id in it, in rows that may be somebody else's."""

TELLING = ("account", "email", "phone", "device")
"""Kinds of identifiers that are searched for in running text."""

SHORTEST = 6
"""Shorter identifiers would be found in unrelated text."""


@dataclass(frozen=True, slots=True)
class Person:
    """The ids that belong to one customer and to nobody else.

    Ids of different kinds may be equal (contact 12 and customer 12 of one source), so each is
    only ever compared with columns of its own kind.

    Parameters
    ----------
    customers
        References, as the sources name the customer.
    contacts, threads, invitations, messages, recordings
        Ids whose every row with a known customer names this one.
    identifiers
        Account numbers, addresses and telephone numbers that no other customer has.
    """

    customers: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    threads: frozenset[str] = frozenset()
    invitations: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    recordings: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()

    def of(self, kind: Kind) -> list[str]:
        """The ids of one kind."""
        return sorted(getattr(self, kind))

    def __or__(self, other: Person) -> Person:
        return Person(*(getattr(self, f.name) | getattr(other, f.name) for f in fields(self)))

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def as_lists(self) -> dict[str, list[str]]:
        """The ids as JSON can hold them; `from_lists` reads them back."""
        return {field.name: sorted(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_lists(cls, lists: Mapping[str, Sequence[str]]) -> Person:
        """A person from what `as_lists` gave."""
        return cls(**{name: frozenset(ids) for name, ids in lists.items()})

    def in_text(self) -> str | None:
        """Regular expression that finds the identifiers in running text, in any case."""
        return _pattern(self.identifiers) if self.identifiers else None

    def is_in(self, text: str) -> bool:
        """Whether a text holds one of the identifiers."""
        words = self.in_text()
        return bool(words and re.search(words, text, re.ASCII))

    def in_raw_rows(self) -> str | None:
        """Regular expression for rows as exports wrote them: identifiers and unprefixed ids."""
        ids = {text for kind in KINDS for text in self.of(kind)}
        words = {*self.identifiers, *ids, *(text.partition(":")[2] for text in ids)} - {""}
        return _pattern(words) if words else None


def _pattern(words: Collection[str]) -> str:
    alternatives = "|".join(re.escape(word) for word in sorted(words))
    return rf"(?i)(^|[^\w:@/+.-])({alternatives})($|[^\w:@/+-])"


def collect(parts: Mapping[str, Sequence[Path]], customer_refs: Iterable[str]) -> Person:
    """Find what belongs to a customer.

    Parameters
    ----------
    parts
        Part files of every load, by table.
    customer_refs
        All references of the customer; those that are one person in `persons` belong together.
    """
    rows = _Rows(parts)
    customers = frozenset(customer_refs)
    contacts = rows.own("contacts", "contact_id", "customer_ref", customers)
    contacts |= rows.own("stretches", "contact_id", "customer_ref", customers)
    contacts |= rows.within("stretches", "leg_id", {"contact_id": contacts})
    threads = rows.own("contacts", "thread_id", "customer_ref", customers)
    threads |= rows.own("threads", "thread_id", "customer_ref", customers)
    contacts |= rows.within("contacts", "contact_id", {"thread_id": threads})
    about = {"customer_ref": customers, "contact_id": contacts, "thread_id": threads}
    messages = {"contact_id": contacts, "thread_id": threads}
    return Person(
        customers=customers,
        contacts=contacts,
        threads=threads,
        invitations=rows.within("invitations", "invitation_id", about),
        messages=rows.within("messages", "message_id", messages),
        recordings=rows.own("recordings", "recording_id", "contact_id", contacts),
        identifiers=rows.identifiers(customers),
    )


def is_among(column: str, ids: Collection[str]) -> Any:
    """Arrow expression: whether a cell of a text column is one of `ids`; false for null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.field(column).isin(pa.array(sorted(ids), pa.string()))


class _Rows:
    """The loads' rows, read column by column with filters that skip whole row groups."""

    def __init__(self, parts: Mapping[str, Sequence[Path]]) -> None:
        self._parts = parts

    def own(self, table: str, column: str, owner: str, ids: Collection[str]) -> frozenset[str]:
        """Ids that occur in rows with these owners and in none with another."""
        import pyarrow.compute as pc

        named = is_among(owner, ids)
        mine = self._values(table, column, named)
        shared = is_among(column, mine) & pc.field(owner).is_valid() & ~named
        return mine - self._values(table, column, shared)

    def within(
        self, table: str, column: str, owners: Mapping[str, Collection[str]]
    ) -> frozenset[str]:
        """Ids in rows that one of `owners` (column → ids) owns."""
        import pyarrow.compute as pc

        owned = pc.scalar(False)
        for owner, ids in owners.items():
            owned |= is_among(owner, ids)
        return self._values(table, column, owned)

    def identifiers(self, customers: Collection[str]) -> frozenset[str]:
        """Telling identifiers that only these customers have."""
        telling = is_among("kind", TELLING)
        named = is_among("customer_ref", customers)
        mine = self._values("identifiers", "value", telling & named)
        others = is_among("value", mine) & ~named
        own = mine - self._values("identifiers", "value", others)
        return frozenset(value for value in own if len(value) >= SHORTEST)

    def _values(self, table: str, column: str, condition: Any) -> frozenset[str]:
        import pyarrow.dataset as ds

        paths = [str(path) for path in self._parts.get(table, ())]
        if not paths:
            return frozenset()
        found = ds.dataset(paths).to_table(columns=[column], filter=condition)
        return frozenset(found[column].drop_null().to_pylist())
