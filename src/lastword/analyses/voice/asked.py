"""What was asked for: the request of each contact, clustered and named in customers' words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from lastword.analyses.voice.reading import LABELS
from lastword.engine import Engine
from lastword.text.clusters import Clusters, find_clusters
from lastword.text.embedding import Embedder
from lastword.text.naming import name_topics

SAMPLE = 3_000
"""Requests that the topics are found in; all others are then placed."""
SHORTEST = 15
"""Characters below which a message asks for nothing: “hello”, “yes please”."""
LATEST = 3
"""Of a customer's messages in a contact, the first that are looked at for the request."""
_BATCH = 50_000
_OTHER = "something else"


def requests(messages: ir.Table) -> ir.Table:
    """The message that says what each contact is about: the customer's first of some length."""
    said = messages.filter((messages.author == "customer") & (messages.text.length() >= SHORTEST))
    order = [said.position.asc(nulls_first=True), said.sent_at.asc(), said.message_id]
    placed = said.mutate(
        place=ibis.row_number().over(ibis.window(group_by="contact_id", order_by=order))
    )
    return placed.filter(placed.place == 0).drop("place")


def topic_labels(
    engine: Engine, messages: ir.Table, embedder: Embedder, staged: Path
) -> Iterator[pa.Table]:
    """One label of kind ``topic`` for each request, batch by batch; nothing for few requests.

    Topics are found in a sample (by md5 of the message's id, so that every engine draws the
    same), named, and every request is placed at the nearest.
    """
    asked = engine.save(requests(messages))
    drawn = asked.order_by([asked.message_id.hexdigest("md5")]).limit(SAMPLE)
    sample = [row["text"] for row in sorted(engine.fetch(drawn).to_pylist(), key=_by_id)]
    vectors = embedder.embed(sample)
    clusters = find_clusters(vectors)
    if clusters is None:
        return
    groups, _ = clusters.place(vectors)
    names = name_topics(sample, groups.tolist(), len(clusters.centres))
    engine.write(asked.select("message_id", "contact_id", "text", "digest"), staged)
    for path in sorted(staged.glob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(_BATCH):
            yield _placed(pa.Table.from_batches([batch]), clusters, names, embedder)


def _by_id(row: dict[str, str]) -> str:
    return row["message_id"]


def _placed(batch: pa.Table, clusters: Clusters, names: list[str], embedder: Embedder) -> pa.Table:
    rows = batch.to_pylist()
    groups, sure = clusters.place(embedder.embed([row["text"] for row in rows]))
    labels = [
        {
            "label_id": f"read:{row['message_id']}:topic",
            "contact_id": row["contact_id"],
            "message_id": row["message_id"],
            "digest": row["digest"],
            "kind": "topic",
            "value": (names[group] if group >= 0 else "") or _OTHER,
            "confidence": round(float(max(near, 0.0)), 3),
            "span_start": 0,
            "span_end": len(row["text"]),
            "made_by": embedder.name,
            "version": "topics-1",
        }
        for row, group, near in zip(rows, groups.tolist(), sure.tolist(), strict=True)
    ]
    return pa.Table.from_pylist(labels, schema=LABELS)
