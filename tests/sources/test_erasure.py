"""Who is known by threads alone is erased with their messages and with what no rule reads."""

from __future__ import annotations

from pathlib import Path

from lastword.engine import open_engine
from lastword.store import Store
from sources.conftest import loaded, tables_of
from sources.connect.situations import ANN as CALLER
from sources.connect.situations import HALF, RECORDS, VOICE, Stream
from sources.exports import Export, write
from sources.zendesk.situations import ANN, BOB, WAREHOUSE_COMMENTS, WAREHOUSE_TICKETS


def test_a_requester_is_erased_from_threads_messages_and_the_rest(tmp_path: Path) -> None:
    other = {**WAREHOUSE_TICKETS[0], "id": 98, "requester_id": BOB, "recipient": "bob@example.org"}
    exports = (
        Export("tickets of a warehouse", "ticket.csv", [*WAREHOUSE_TICKETS, other]),
        Export("comments of a warehouse", "comment.csv", WAREHOUSE_COMMENTS),
    )
    store = Store.open(tmp_path / "store", create=True)
    loaded(store, write(exports, tmp_path / "exports"))
    with open_engine("duckdb") as engine, store.writing():
        erasure = store.erase(engine, [f"zendesk:{ANN}"])
    assert erasure.threads == 1
    left = tables_of(store)
    assert left["threads"]["thread_id"].to_pylist() == ["zendesk:98"]
    assert left["messages"].num_rows == 0
    again = loaded(store, tmp_path / "exports")
    assert not any(file.is_new for file in again.files)


def test_a_caller_is_erased_from_every_record_and_transcript_of_a_chain(tmp_path: Path) -> None:
    exports = (
        Stream("contact records", "stream", RECORDS[:HALF]),
        Export("Contact Lens", "analysis.jsonl", VOICE),
    )
    store = Store.open(tmp_path / "store", create=True)
    loaded(store, write(exports, tmp_path / "exports"))
    with open_engine("duckdb") as engine, store.writing():
        store.erase(engine, [f"connect:{CALLER}", "connect:profile-ann"])
    left = tables_of(store)
    assert set(left["stretches"]["contact_id"].to_pylist()) == {"connect:k3", "connect:k4"}
    assert left["messages"].num_rows == left["labels"].num_rows == 0
