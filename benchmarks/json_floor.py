"""What do the steps cost that no loading of a Zendesk export can leave out, without any rule?"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.record import record
from benchmarks.sources import SEED, write
from lastword.ingest.levels import wanted_fields
from lastword.ingest.recognition import Recognised
from lastword.sources.registry import kinds
from lastword.text.redaction import PREFILTER

TICKETS = int(os.environ.get("LASTWORD_BENCH_TICKETS", "30000"))
FILES = {"tickets": "tickets.jsonl", "audits": "audits.jsonl"}
ROWS = 10_000
REPEATS = 3


def cpu(work: Callable[[], Any]) -> float:
    """Processor seconds of a step, the least of several runs."""
    found = []
    for _ in range(REPEATS):
        before = time.process_time()
        work()
        found.append(time.process_time() - before)
    return round(min(found), 3)


def kind(name: str) -> Recognised:
    """The kind of file as Zendesk's mapping has it."""
    return next(k for k in kinds() if (k.source, k.mapping.name) == ("zendesk", name))


def steps(folder: Path, name: str) -> dict[str, float]:
    """Seconds of each step for one file, in one thread; the leftovers also prove each object."""
    content = (folder / FILES[name]).read_bytes()
    lines = pa.array(content.split(b"\n")[:-1], pa.binary()).cast(pa.string())
    table = pa.table({"line": lines})
    wanted, staged, out = wanted_fields(kind(name)), folder / "staged", folder / "out"
    left = {key[0]: None for key in (*wanted.texts.values(), *wanted.lists.values())}
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("SET enable_progress_bar = false")
        found = {
            "digest": cpu(lambda: hashlib.sha256(content).hexdigest()),
            "stage": cpu(lambda: pq.write_table(table, staged, row_group_size=ROWS)),
        }
        con.execute(f"CREATE TABLE l AS FROM read_parquet('{staged}')")
        shape, patch = (orjson.dumps(o).decode() for o in (wanted.structure, left))
        taken = "unnest(s.events, recursive := true)" if name == "audits" else "s.*"
        queries = {
            "leftovers": f"CREATE OR REPLACE TABLE r AS SELECT json_merge_patch(line, '{patch}') "
            "AS rest FROM l",
            "fields": f"CREATE OR REPLACE TABLE f AS SELECT {taken} FROM (SELECT "
            f"from_json(line, '{shape}') AS s FROM l)",
            "redaction": f"SELECT count(*) FROM r WHERE regexp_matches(rest, $${PREFILTER}$$)",
            "write": f"COPY f TO '{out}' (FORMAT parquet, COMPRESSION zstd)",
            "write leftovers": f"COPY r TO '{out}' (FORMAT parquet, COMPRESSION zstd)",
        }
        return found | {
            step: cpu(lambda sql=sql: con.execute(sql)) for step, sql in queries.items()
        }


def main() -> None:
    """Write an export, measure each step, and add up."""
    folder = Path(tempfile.mkdtemp(prefix="lastword-floor-", dir=os.environ.get("TMPDIR")))
    try:
        figures: dict[str, Any] = {"written": TICKETS, "bytes": write(folder, TICKETS)}
        figures |= {name: steps(folder, name) for name in FILES}
    finally:
        shutil.rmtree(folder)
    total = sum(sum(figures[name].values()) for name in FILES)
    figures["cpu_seconds"] = round(total, 3)
    figures["tickets_per_cpu_second"] = round(TICKETS / total)
    print(figures, file=sys.stderr)
    record("json_floor", figures, seed=SEED)


if __name__ == "__main__":
    main()
