"""Small random contact centres in which every rule of linking has something to do."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from lastword.engine import Engine, Tables, arrow_schema

START = datetime(2024, 1, 1)
THREADS = ("A", "B", "C", "D")
LINKED = {"tel:1": "crm:1", "crm:1": "crm:1", "tel:2": "tel:2", "web:3": "tel:2"}
Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """Centres side by side that share neither customer nor thread."""

    contacts: list[Row]
    events: list[Row]
    persons: dict[str, str]

    def tables(self, engine: Engine) -> Tables:
        """Canonical tables in memory."""
        tables = Tables(engine, {})
        for name, records in (("contacts", self.contacts), ("events", self.events)):
            tables._open[name] = _frame(engine, name, records)
        return tables

    def person_rows(self, engine: Engine) -> Any:
        """The table persons."""
        rows = [
            {"customer_ref": ref, "person_id": person, "rule": "phone", "confidence": 0.9}
            for ref, person in self.persons.items()
        ]
        return _frame(engine, "persons", rows)


def world(seeds: list[int], contacts: int) -> World:
    """One small centre a seed."""
    rows, changes, persons = [], [], {}
    for number, seed in enumerate(seeds):
        rng = random.Random(seed)
        mark = f"{number}:"
        rows += [_marked(row, mark) for row in _contacts(rng, rng.randrange(1, contacts + 1))]
        changes += [_marked(row, mark) for row in _events(rng, rng.randrange(contacts))]
        persons |= {mark + ref: mark + person for ref, person in LINKED.items()}
    return World(rows, changes, persons)


def _frame(engine: Engine, name: str, rows: list[Row]) -> Any:
    filled = [{"source": "test", "load_id": "l1", **row} for row in rows]
    return engine.frame(pa.Table.from_pylist(filled, arrow_schema(name)))


def _marked(row: Row, mark: str) -> Row:
    names = ("contact_id", "thread_id", "parent_contact_id", "customer_ref", "event_id")
    return row | {name: mark + row[name] for name in names if row.get(name)}


def _contacts(rng: random.Random, count: int) -> list[Row]:
    days = rng.choice((3, 40, 120))
    names = [f"c{rng.randrange(1000):03d}-{i}" for i in range(count)]
    threads, customers = rng.choice((THREADS, (None,))), rng.choice(((None,), (), ()))
    return [
        {
            "contact_id": name,
            "thread_id": rng.choice((None, *threads)),
            "parent_contact_id": rng.choice([*names, "gone"]) if rng.random() < 0.1 else None,
            "customer_ref": rng.choice((*customers, *LINKED)),
            "channel": rng.choice(("voice", "email")),
            "direction": rng.choice((None, "inbound", "inbound", "outbound")),
            "is_callback": rng.choice((None, False, True)),
            "reason": rng.choice((None, "bill", "login", "move")),
            "offered_at": (offered := START + timedelta(hours=rng.randrange(days * 24))),
            "ended_at": rng.choice((None, offered + timedelta(minutes=rng.randrange(600)))),
            "is_claimed_resolved": rng.choice((None, False, True)),
            "source": rng.choice(("phone", "desk")),
        }
        for name in names
    ]


def _events(rng: random.Random, count: int) -> list[Row]:
    return [
        {
            "event_id": f"e{i}",
            "thread_id": rng.choice((*THREADS, None)),
            "at": START + timedelta(hours=rng.randrange(120 * 24)),
            "kind": rng.choice(("solved", "closed", "assigned", "reopened")),
        }
        for i in range(count)
    ]
