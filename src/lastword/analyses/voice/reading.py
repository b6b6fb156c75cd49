"""Reading every message once: from Parquet to labels, batch by batch, resumable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from lastword.engine import Engine
from lastword.store.readings import Readings
from lastword.text.reader import made_by, read_agents, read_customers
from lastword.text.reading import Reading

BATCH = 20_000
"""Messages that are read together, and at most lost when a run is killed."""
LABELS = pa.schema(
    [
        ("label_id", pa.string()), ("contact_id", pa.string()), ("message_id", pa.string()),
        ("digest", pa.string()), ("kind", pa.string()), ("value", pa.string()),
        ("confidence", pa.float64()), ("span_start", pa.int64()), ("span_end", pa.int64()),
        ("made_by", pa.string()), ("version", pa.string()),
    ]
)  # fmt: skip
SEEN = pa.schema([("message_id", pa.string()), ("digest", pa.string())])
Say = Callable[[str, float], None]


def read_all(
    engine: Engine, messages: ir.Table, readings: Readings, staged: Path, say: Say
) -> None:
    """Read the messages that were not read yet; each finished batch is kept at once.

    Parameters
    ----------
    messages
        As `allowed` gives them.
    staged
        Folder, not there yet, for what is still to be read.
    say
        Is told what is done and the share of it.
    """
    seen = readings.seen()
    if seen:
        known = engine.read(seen).select("message_id", "digest")
        messages = messages.anti_join(known, ["message_id", "digest"])
    total = engine.write(messages, staged)
    done = 0
    for batch in _batches(sorted(staged.glob("*.parquet"))):
        readings.add(batch.select(SEEN.names).cast(SEEN), labels_of(batch))
        done += len(batch)
        say(f"reading words: {done:,} of {total:,}", done / total)


def labels_of(batch: pa.Table) -> pa.Table:
    """Everything that is read in a batch of messages, one row a label."""
    rows = batch.to_pylist()
    by_customers = [row for row in rows if row["author"] == "customer"]
    by_agents = [row for row in rows if row["author"] == "agent"]
    said = [
        *zip(by_customers, read_customers(_texts(by_customers)), strict=True),
        *zip(
            by_agents,
            read_agents(_texts(by_agents), [row["sent_at"] for row in by_agents]),
            strict=True,
        ),
    ]
    labels = [_label(row, reading) for row, found in said for reading in found]
    return pa.Table.from_pylist(labels, schema=LABELS)


def _batches(paths: Sequence[Path]) -> Iterator[pa.Table]:
    for path in paths:
        for batch in pq.ParquetFile(path).iter_batches(BATCH):
            yield pa.Table.from_batches([batch])


def _texts(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["text"] for row in rows]


def _label(row: dict[str, Any], reading: Reading) -> dict[str, Any]:
    maker, version = made_by(reading.kind)
    return {
        "label_id": f"read:{row['message_id']}:{reading.kind}:{reading.value}",
        "contact_id": row["contact_id"],
        "message_id": row["message_id"],
        "digest": row["digest"],
        "kind": reading.kind,
        "value": reading.value,
        "confidence": reading.confidence,
        "span_start": reading.start,
        "span_end": reading.end,
        "made_by": maker,
        "version": version,
    }
