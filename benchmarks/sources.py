"""How fast a Zendesk export becomes contacts: tickets with audits, a second and a core."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from benchmarks.record import apart, record, timed
from lastword.engine import Tables, open_engine
from lastword.ingest import load
from lastword.linking import approaches
from lastword.settings import EngineSettings, Settings
from lastword.sources.registry import kinds
from lastword.store import Store
from lastword.store.canonical import canonical
from lastword.tables import LOADED

SEED = 20240501
THREADS = tuple(map(int, os.environ.get("LASTWORD_BENCH_THREADS", "1,2").split(",")))
MEMORY = "1200MB"
TICKETS = int(os.environ.get("LASTWORD_BENCH_TICKETS", "200000"))
START = datetime(2024, 1, 1)
SAID = "my order was to come on monday but nobody came so I ask you again about the bill"


def ticket(rng: random.Random, number: int, at: datetime) -> str:
    """One ticket as the API writes it."""
    return (
        f'{{"url":"https://desk.example/api/v2/tickets/{number}.json","id":{number},'
        f'"external_id":null,"via":{{"channel":"email","source":{{"from":{{"address":'
        f'"k{number}@example.org","name":"K {number}"}},"to":{{"name":"Desk","address":'
        f'"help@desk.example"}},"rel":null}}}},"created_at":"{_iso(at)}","updated_at":'
        f'"{_iso(at + timedelta(days=9))}","type":"question","subject":"{_words(rng, 4)}",'
        f'"priority":"normal","status":"closed","requester_id":{9_000_000 + number % 400_000},'
        f'"submitter_id":{9_000_000 + number % 400_000},"assignee_id":{rng.randrange(300)},'
        f'"organization_id":null,"group_id":{rng.randrange(20)},"tags":["a","b"],'
        f'"custom_fields":[{{"id":36,"value":"billing"}},{{"id":37,"value":null}}],'
        f'"satisfaction_rating":{{"score":"unoffered"}},"brand_id":1,"is_public":true}}\n'
    )


def audits(rng: random.Random, number: int, at: datetime) -> Iterator[str]:
    """Asked, answered, asked back or solved, and closed by an automation."""
    customer, agent = 9_000_000 + number % 400_000, rng.randrange(300)
    yield _audit(number, 1, at, customer, _comment(rng, number, 1, customer), _status("new"))
    at += timedelta(minutes=rng.randrange(5, 900))
    yield _audit(number, 2, at, agent, _comment(rng, number, 2, agent), _status("solved", "new"))
    if rng.random() < 0.2:
        at += timedelta(hours=rng.randrange(2, 90))
        said = _comment(rng, number, 3, customer)
        yield _audit(number, 3, at, customer, said, _status("open", "solved"))
        at += timedelta(minutes=rng.randrange(5, 900))
        said = _comment(rng, number, 4, agent)
        yield _audit(number, 4, at, agent, said, _status("solved", "open"))
    yield _audit(number, 5, at + timedelta(days=4), -1, _status("closed", "solved"))


def _audit(ticket: int, place: int, at: datetime, author: int, *events: str) -> str:
    number = ticket * 10 + place
    numbered = ",".join(f'{{"id":{number * 10 + i},{e}}}' for i, e in enumerate(events))
    channel = "rule" if author < 0 else "web"
    return (
        f'{{"id":{number},"ticket_id":{ticket},"created_at":"{_iso(at)}","author_id":{author},'
        f'"metadata":{{"system":{{"client":"Mozilla/5.0","ip_address":"192.0.2.1"}},"custom":{{}}'
        f'}},"events":[{numbered}],"via":{{"channel":"{channel}","source":{{"from":{{}},"to":{{}},'
        f'"rel":null}}}}}}\n'
    )


def _comment(rng: random.Random, ticket: int, place: int, author: int) -> str:
    said = _words(rng, rng.randrange(8, 60))
    return (
        f'"type":"Comment","author_id":{author},"body":"{said}","html_body":"<p>{said}</p>",'
        f'"plain_body":"{said}","public":true,"attachments":[],"audit_id":{ticket * 10 + place}'
    )


def _status(status: str, before: str | None = None) -> str:
    if before is None:
        return f'"type":"Create","field_name":"status","value":"{status}"'
    return f'"type":"Change","field_name":"status","value":"{status}","previous_value":"{before}"'


def _words(rng: random.Random, count: int) -> str:
    words = SAID.split()
    start = rng.randrange(len(words))
    return " ".join((words * 6)[start : start + count])


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def write(folder: Path, tickets: int) -> int:
    """Write the export; returns its bytes."""
    rng = random.Random(SEED)
    with (folder / "tickets.jsonl").open("w") as first, (folder / "audits.jsonl").open("w") as rest:
        for number in range(1, tickets + 1):
            at = START + timedelta(minutes=rng.randrange(500_000))
            first.write(ticket(rng, number, at))
            rest.writelines(audits(rng, number, at))
    return sum(path.stat().st_size for path in folder.iterdir())


def loaded(folder: Path, place: Path, threads: int) -> dict[str, float]:
    """Load the export on so many threads, in a process of its own."""
    pa.set_cpu_count(threads)
    settings = Settings(engine=EngineSettings(threads=threads, memory=MEMORY))
    store = Store.open(place, create=True)
    with timed() as figures, store.writing():
        found = load([folder], settings=settings, store=store, known=kinds())
    assert found.quarantined == 0 and not found.left_out
    return _paced(figures)


def found(place: Path, workspace: Path, threads: int) -> dict[str, float]:
    """Find the contacts of a loaded store, in a process of its own."""
    store = Store.open(place)
    workspace.mkdir()
    with (
        timed() as figures,
        open_engine("duckdb", threads=threads, memory=MEMORY, temporary=workspace) as engine,
    ):
        parts = {}
        for name in LOADED:
            table = canonical(engine, store, name)
            if table is not None:
                engine.write(table, workspace / name)
                parts[name] = sorted((workspace / name).glob("*.parquet"))
        for name, table in approaches(Tables(engine, parts), 12).items():
            figures[name] = engine.write(table, workspace / f"found-{name}")
    return _paced(figures)


def _paced(figures: dict[str, float]) -> dict[str, float]:
    figures["tickets_per_second"] = round(TICKETS / figures["wall_seconds"])
    figures["tickets_per_cpu_second"] = round(TICKETS / figures["cpu_seconds"])
    return figures


def main() -> None:
    """Load on one thread and on two, find the contacts, and write the figures."""
    folder = Path(tempfile.mkdtemp(prefix="lastword-sources-", dir=os.environ.get("TMPDIR")))
    figures: dict[str, object] = {"tickets": TICKETS}
    try:
        (folder / "exports").mkdir()
        figures["bytes"] = write(folder / "exports", TICKETS)
        for threads in THREADS:
            busy = round(os.getloadavg()[0], 1)
            told = {"load_average_before": busy} | apart(
                loaded, folder / "exports", folder / f"store-{threads}", threads
            )
            figures[f"loading, threads: {threads}"] = told
            print(threads, told, file=sys.stderr, flush=True)
        store = folder / f"store-{THREADS[-1]}"
        figures["finding contacts"] = apart(found, store, folder / "found", THREADS[-1])
    finally:
        shutil.rmtree(folder)
    record("sources", figures, seed=SEED)


if __name__ == "__main__":
    main()
