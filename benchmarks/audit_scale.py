"""How long does the audit of a very large call log take, beside the scans that it needs?

`python -m benchmarks.audit_scale --contacts 1_000_000 100_000_000`

The log has 500 agents, of whom some hang up at once and some end calls just under ten minutes; it
names no customers (`--linked` adds who came again, and with it the harm). Every query of the audit
is set beside one scan of the columns that it reads; which those are is told by the same audit of
a million contacts (of 100,000, without the queries of findings, in what is on record).
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.reading import Columns, columns_read, queries_sent, scan
from benchmarks.record import apart, on_record, record, timed
from lastword.analyses.integrity.audit import audit
from lastword.analyses.integrity.result import Audit
from lastword.engine import Tables, open_engine

AGENTS, TEAMS, CHUNK, SEED, FEW = 500, 25, 1_000_000, 1, 1_000_000
LIMITS: dict[str, Any] = {"memory": "2GB", "threads": 2}
BEGUN = np.datetime64("2024-01-01", "us")
SECOND = 1_000_000
DAYS = 200
TARGET = [600]


def main() -> None:
    options = _options()
    figures = on_record("audit_scale")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        few = Path(folder) / "few"
        write(few, FEW, is_linked=options.linked)
        needed = apart(queries, few)
        for contacts in options.contacts:
            many = Path(folder) / str(contacts)
            write(many, contacts, is_linked=options.linked)
            row = {"audit": apart(audited, many), "scans": apart(scanned, many, needed)}
            spent = row["audit"]["cpu_seconds"] / row["scans"]["cpu_seconds"]
            name = f"{contacts:,} contacts{', linked' if options.linked else ''}"
            figures[name] = {**row, "queries": len(needed), "audit over scans": round(spent, 2)}
            print(name, json.dumps(figures[name]), flush=True)
            record("audit_scale", figures, seed=SEED)
            for path in many.rglob("*.parquet"):
                path.unlink()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--linked", action="store_true", help="with issues, persons and returns")
    parser.add_argument("--folder", type=Path, default=None)
    return parser.parse_args()


def write(folder: Path, contacts: int, *, is_linked: bool) -> None:
    """The canonical tables of the log, a million contacts at a time."""
    rng = np.random.default_rng(SEED)
    files: dict[str, pq.ParquetWriter] = {}
    for begun in range(0, contacts, CHUNK):
        calls = _calls(rng, begun, min(CHUNK, contacts - begun), contacts)
        tables = {"contacts": calls}
        if is_linked:
            tables["issue_contacts"] = _links(rng, calls)
        for name, table in tables.items():
            if name not in files:
                (folder / name).mkdir(parents=True)
                files[name] = pq.ParquetWriter(folder / name / "part-0.parquet", table.schema)
            files[name].write_table(table)
    for file in files.values():
        file.close()


def _calls(rng: np.random.Generator, begun: int, n: int, contacts: int) -> pa.Table:
    agent = rng.integers(0, AGENTS, n)
    talk = np.floor(np.exp(rng.normal(5.6, 0.7, n)))
    talk = np.where((agent < 5) & (talk >= 600) & (rng.random(n) < 0.5),
                    599 - np.floor(np.minimum(rng.exponential(7, n), 28)), talk)  # fmt: skip
    hangs_up = rng.random(n) < np.where(agent >= 490, 0.11, 0.01)
    talk = np.where(hangs_up, rng.integers(2, 10, n), talk)
    wait = np.floor(rng.exponential(40, n)) * (rng.random(n) < 0.7)
    gives_up = rng.random(n) < 1 - np.exp(-wait / 400)
    served = ~gives_up
    at = ((begun + np.arange(n)) * (DAYS * 86_400 / contacts) * SECOND).astype(np.int64)
    wrap = np.floor(rng.gamma(2, 22, n))
    whole = (wait + np.where(served, talk, 0)) * SECOND
    ended = np.where(hangs_up | (rng.random(n) < 0.4), 0, np.where(rng.random(n) < 0.1, 2, 1))
    columns = {
        "contact_id": pc.cast(pa.array(begun + np.arange(n)), pa.string()),
        "channel": _named(np.zeros(n, int), ["voice"]),
        "direction": _named(np.zeros(n, int), ["inbound"]),
        "outcome": _named(gives_up, ["answered", "abandoned"]),
        "ended_by": _named(ended, ["agent", "customer", "transfer"]),
        "queue": _named(rng.integers(0, 4, n), [f"queue {i}" for i in range(4)]),
        "reason": _named(rng.integers(0, 6, n), [f"reason {i}" for i in range(6)]),
        "line": _named(rng.integers(0, 12, n), [f"line {i}" for i in range(12)]),
        "agent_id": _named(agent, [f"agent {i}" for i in range(AGENTS)], served),
        "team_id": _named(agent % TEAMS, [f"team {i}" for i in range(TEAMS)], served),
        "offered_at": pa.array(BEGUN + at),
        "ended_at": pa.array(BEGUN + (at + whole.astype(np.int64))),
        "wait_seconds": pa.array(wait),
        "talk_seconds": pa.array(talk, mask=gives_up),
        "hold_seconds": pa.array(np.zeros(n), mask=gives_up),
        "wrap_seconds": pa.array(wrap, mask=gives_up),
        "is_claimed_resolved": pa.array(rng.random(n) < 0.8, mask=gives_up),
    }
    return pa.table(columns)


def _named(place: np.ndarray, names: list[str], known: np.ndarray | None = None) -> pa.Array:
    """Words by place, unknown where `known` is false."""
    mask = None if known is None else ~known
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32), mask=mask), names)


def _links(rng: np.random.Generator, calls: pa.Table) -> pa.Table:
    """Who came again, and when: a tenth within the hour, half of those who were hung up on."""
    n = calls.num_rows
    talk = np.nan_to_num(calls["talk_seconds"].to_numpy(), nan=100.0)
    is_back = rng.random(n) < np.where(talk < 10, 0.5, 0.1)
    gap = (rng.exponential(1_500, n) * SECOND).astype(np.int64)
    again = calls["ended_at"].to_numpy() + gap
    person = pc.cast(pa.array(rng.integers(0, 50_000_000, n)), pa.string())
    return calls.select(["contact_id", "agent_id", "offered_at", "ended_at"]).append_column(
        "issue_id", calls["contact_id"]
    ).append_column("person_id", person).append_column(
        "next_contact_at", pa.array(again, mask=~is_back)
    ).append_column("contact_number", pa.array(rng.integers(1, 4, n)))  # fmt: skip


def _audit(folder: Path) -> Iterator[Any]:
    parts = {path.name: [path / "part-0.parquet"] for path in folder.iterdir()}
    with open_engine("duckdb", **LIMITS) as engine:
        yield engine
        yield audit(Tables(engine, parts), targets=TARGET, level="agent")


def audited(folder: Path) -> dict[str, Any]:
    """Seconds and memory of the audit, and what it found."""
    steps = _audit(folder)
    next(steps)
    with timed() as cost:
        made: Audit = next(steps)
    found = [f"{sign.detector} {sign.level}" for sign in made.found]
    counts = {name: found.count(name) for name in sorted(set(found))}
    return {**cost, "tests": made.tests, "found": counts,
            "harm known": any(sign.harm for sign in made.found)}  # fmt: skip


def queries(folder: Path) -> list[Columns]:
    """The columns that each query of the audit scans."""
    steps = _audit(folder)
    engine = next(steps)
    with queries_sent() as sent:
        next(steps)
    read = (columns_read(engine, [query]) for query in sent)
    return [columns for columns in read if columns]


def scanned(folder: Path, needed: list[Columns]) -> dict[str, float]:
    """Seconds of one scan for each query."""
    with open_engine("duckdb", **LIMITS) as engine, timed() as cost:
        for table, columns in itertools.chain.from_iterable(read.items() for read in needed):
            scan(engine, [folder / table / "part-0.parquet"], sorted(columns))
    return cost


if __name__ == "__main__":
    main()
