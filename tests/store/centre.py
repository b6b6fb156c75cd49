"""A small centre in three loads, and a small build over it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from lastword.engine import Engine, arrow_schema
from lastword.store import GenerationManifest, LoadManifest, Reconciliation, Store
from lastword.store.canonical import canonical

START = datetime(2024, 3, 1)
LOADED = ("contacts", "messages", "answers")


def contact(number: int, customer: int, **more: Any) -> dict[str, Any]:
    return {
        "contact_id": f"crm:c{number}",
        "thread_id": f"crm:t{number}",
        "customer_ref": f"crm:{customer}",
        "channel": "voice",
        "offered_at": START + timedelta(minutes=number),
        **more,
    }


def message(number: int, text: str) -> dict[str, Any]:
    return {
        "message_id": f"crm:m{number}",
        "contact_id": f"crm:c{number}",
        "thread_id": f"crm:t{number}",
        "author": "customer",
        "text": text,
    }


def answer(number: int, value: float) -> dict[str, Any]:
    return {
        "answer_id": f"crm:a{number}",
        "contact_id": f"crm:c{number}",
        "role": "resolved",
        "value": value,
    }


def world() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Three loads that overlap: load → table → rows."""
    first = [contact(n, n % 7) for n in range(40)]
    second = [contact(n, n % 7) for n in range(30, 35)]
    second += [contact(n, n % 7, queue="changed") for n in range(35, 60)]
    words = [message(n, f"words of contact {n}") for n in range(40)]
    return {
        "one": {"contacts": first, "messages": words},
        "two": {"contacts": second},
        "three": {"answers": [answer(n, n % 2) for n in range(0, 60, 3)]},
    }


def stage(folder: Path, load_id: str, tables: dict[str, list[dict[str, Any]]]) -> Path:
    for table, rows in tables.items():
        (folder / table).mkdir(parents=True)
        filled = [
            {"source": "crm", "load_id": load_id, "row_number": i + 1, **row}
            for i, row in enumerate(rows)
        ]
        schema = arrow_schema("agents" if table == "quarantine" else table)
        data = pa.Table.from_pylist(filled, schema=schema)
        half = (len(rows) + 1) // 2
        pq.write_table(data.slice(0, half), folder / table / "part-0.parquet")
        pq.write_table(data.slice(half), folder / table / "part-1.parquet")
    return folder


def manifest(load_id: str, tables: dict[str, list[dict[str, Any]]]) -> LoadManifest:
    return LoadManifest(
        load_id=load_id,
        source="crm",
        file=f"{load_id}.csv",
        reconciliation=tuple(
            Reconciliation(table=table, read=len(rows), loaded=len(rows))
            for table, rows in tables.items()
        ),
    )


def add(store: Store, load_id: str, tables: dict[str, list[dict[str, Any]]]) -> None:
    with store.writing():
        if not store.has_load(load_id):
            store.add_load(manifest(load_id, tables), stage(store.new_load(), load_id, tables))


def build(store: Store, engine: Engine, mark: str = "") -> int:
    """The loaded tables as they stand, and one table derived from them."""
    with store.writing():
        generation = store.new_generation()
        for name in LOADED:
            table = canonical(engine, store, name)
            if table is not None:
                engine.write(table, generation.folder / name)
        contacts = engine.read(sorted((generation.folder / "contacts").glob("*.parquet")))
        counted = contacts.group_by("customer_ref").aggregate(
            contact_count=contacts.count(), last_at=contacts.offered_at.max()
        )
        engine.write(counted.mutate(mark=ibis.literal(mark)), generation.folder / "counted")
        marked = contacts.select("contact_id").mutate(mark=ibis.literal(mark))
        engine.write(marked, generation.folder / "marked")
        made = GenerationManifest(engine=engine.name, inputs=store.inputs(), definitions=mark)
        return store.publish(generation, made)


def load_and_build(store: Store, engine: Engine) -> int:
    for load_id, tables in world().items():
        add(store, load_id, tables)
    return build(store, engine)
