"""How fast bytes become staged text, for each kind of file, in megabytes a processor second."""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from benchmarks.record import record, timed
from lastword.ingest.decode.reading import decode

SEED = 20240501
MEGABYTES = int(os.environ.get("LASTWORD_BENCH_MB", "300"))
SAID = "my order was to come on monday but nobody came so I call you again about the bill"
WORDS = SAID.split()


def calls(rng: random.Random) -> Iterator[str]:
    """Short fields, nothing quoted."""
    yield "contact_id,customer,channel,queue,agent,offered_at,ended_at,wait,talk,outcome,reason\n"
    number = 0
    while True:
        number += 1
        yield (
            f"c{number},k{rng.randrange(90_000)},voice,sales,a{rng.randrange(200)},2024-01-"
            f"{rng.randint(1, 28):02d} 10:{rng.randint(0, 59):02d}:00,2024-01-01 11:00:00,"
            f"{rng.randint(0, 600)},{rng.randint(0, 900)},answered,billing\n"
        )


def remarks(rng: random.Random) -> Iterator[str]:
    """Long quoted texts with line ends, commas and doubled quotes."""
    yield "message_id,contact_id,author,sent_at,text\n"
    number = 0
    while True:
        number += 1
        said = " ".join(rng.choices(WORDS, k=rng.randint(5, 40)))
        said = said.replace("order", '""order"",').replace("bill", "bill\n")
        yield f'm{number},c{number},customer,2024-01-01 10:00:00,"{said}"\n'


def torn(rng: random.Random) -> Iterator[str]:
    """Calls of which one in a thousand does not fit."""
    for number, line in enumerate(calls(rng)):
        yield line.replace(",", "", 1) if number % 1000 == 999 else line


def tickets(rng: random.Random) -> Iterator[str]:
    """Nested objects, one a line."""
    number = 0
    while True:
        number += 1
        said = " ".join(rng.choices(WORDS, k=rng.randint(5, 40)))
        ticket = {
            "id": number,
            "via": {"channel": "email", "source": {"from": {"address": f"k{number}"}, "rel": None}},
            "created_at": "2024-01-01T10:00:00Z",
            "tags": ["a", "b"],
            "priority": None,
            "satisfaction_rating": {"score": "good", "comment": said},
            "wait": rng.random() * 100,
        }
        yield json.dumps(ticket) + "\n"


KINDS: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "calls.csv": calls,
    "torn.csv": torn,
    "remarks.csv": remarks,
    "tickets.jsonl": tickets,
}


def write(path: Path, lines: Iterator[str], megabytes: int) -> int:
    """Write lines until the file has its size; returns its bytes."""
    size = 0
    with path.open("w", encoding="utf-8") as file:
        while size < megabytes * 1_000_000:
            size += file.write(next(lines))
    return path.stat().st_size


def throughput(name: str, folder: Path, megabytes: int) -> dict[str, float | int]:
    """Decode one generated file."""
    path = folder / name
    size = write(path, KINDS[name](random.Random(SEED)), megabytes)
    workspace = folder / f"{path.stem}-work"
    workspace.mkdir()
    with timed() as figures:
        (stage,) = decode(path, workspace)
    path.unlink()
    return {
        "bytes": size,
        "records": stage.rows_read,
        "quarantined": stage.quarantined,
        **figures,
        "mb_per_cpu_second": round(size / 1e6 / figures["cpu_seconds"], 1),
    }


def main() -> None:
    """Measure every kind on one thread and write the figures."""
    pa.set_cpu_count(1)
    with tempfile.TemporaryDirectory() as folder:
        results = {name: throughput(name, Path(folder), MEGABYTES) for name in KINDS}
    for name, figures in results.items():
        print(name, figures, file=sys.stderr)
    record("decode", {"measured_at": time.strftime("%Y-%m-%d"), **results}, seed=SEED)


if __name__ == "__main__":
    main()
