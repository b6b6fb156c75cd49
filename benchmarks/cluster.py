"""One job on a real Spark cluster: a whole build on master and two workers, equal to DuckDB's.

`python -m benchmarks.cluster --contacts 1_000_000`

Master and workers are processes of their own on loopback, as `spark-class` starts them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyspark

from benchmarks.loaded import loaded, settings
from benchmarks.record import apart, record, timed
from lastword.engine import Engine, open_engine
from lastword.engine.buckets import bucket_of
from lastword.engine.digest import digest
from lastword.project.project import Project
from lastword.tables import DERIVED, TABLES

SEED = 1
WORKERS = 2
PORT = 7077
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
START_SECONDS = 60.0
SLICES = 16


@contextmanager
def cluster(folder: Path, memory: str) -> Iterator[str]:
    """A standalone cluster on loopback; gives its URL."""
    url = f"spark://127.0.0.1:{PORT}"
    with ExitStack() as running:
        log = folder / "master.log"
        words = ("--host", "127.0.0.1", "--port", str(PORT), "--webui-port", "0")
        running.enter_context(_started(log, MASTER, *words))
        _wait_for(log, "New state: ALIVE")
        for number in range(WORKERS):
            work = folder / f"worker-{number}"
            words = ("--host", "127.0.0.1", "--cores", "1", "--memory", memory)
            places = ("--work-dir", str(work), "--webui-port", "0", url)
            running.enter_context(_started(folder / f"{number}.log", WORKER, *words, *places))
        for number in range(WORKERS):
            _wait_for(folder / f"{number}.log", "Successfully registered with master")
        yield url


@contextmanager
def _started(log: Path, *words: str) -> Iterator[None]:
    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    with log.open("w") as file:
        process = subprocess.Popen([program, *words], env=environment, stdout=file, stderr=file)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _wait_for(log: Path, words: str) -> None:
    until = time.monotonic() + START_SECONDS
    while words not in log.read_text():
        if time.monotonic() > until:
            raise TimeoutError(f"{log.name} never said “{words}”: {log.read_text()[-2000:]}")
        time.sleep(0.2)


def build(folder: Path, engine: dict[str, Any]) -> dict[str, Any]:
    """Build the project in a folder on an engine, and digest what it derived."""
    project = Project.open(folder, settings=settings(**engine))
    with timed() as figures:
        published = project.build()
    parts = {name: published.parts[name] for name in DERIVED}
    return {
        "engine": published.manifest.engine,
        **figures,
        "rows": {name: published.manifest.rows(name) for name in DERIVED},
        "digests": apart(digests, parts),
    }


def digests(parts: dict[str, tuple[Path, ...]]) -> dict[str, str]:
    """Digest of every table: of its digests in slices by key, so that memory stays small."""
    with open_engine("duckdb", threads=2, memory="2GB") as engine:
        return {name: _digest(engine, name, paths) for name, paths in parts.items()}


def _digest(engine: Engine, name: str, paths: tuple[Path, ...]) -> str:
    table = engine.read(paths)
    slices = bucket_of(table[TABLES[name].key[0]], SLICES)
    found = [digest(table.filter(slices == number)) for number in range(SLICES)]
    return hashlib.sha256("".join(found).encode()).hexdigest()


def main() -> int:
    """Build on both engines, compare, write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=lambda n: int(n.replace("_", "")), default=1_000_000)
    parser.add_argument("--memory", default="2g", help="Memory of each worker")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart(loaded_twice, folder, options.contacts)
        ours = apart(build, folder / "duckdb", {"memory": "4GB", "threads": 2})
        with cluster(folder, options.memory) as url:
            spark = {"spark.executor.memory": options.memory, "spark.executor.cores": "1"}
            engine = {"name": "spark", "master": url, "memory": "2g", "spark": spark}
            theirs = apart(build, folder / "spark", engine)
            executors = (folder / "master.log").read_text().count("Launching executor")
    equal = {name: ours["digests"][name] == theirs["digests"][name] for name in DERIVED}
    figures = {
        "contacts": options.contacts,
        "workers": WORKERS,
        "executors": executors,
        "is_equal": equal,
        "duckdb": ours,
        "spark": theirs,
    }
    print(record("cluster", figures, seed=SEED).read_text(encoding="utf-8"))
    return int(not all(equal.values()))


def loaded_twice(folder: Path, contacts: int) -> None:
    """The same loads in two projects."""
    loaded(folder / "duckdb", contacts, seed=SEED)
    shutil.copytree(folder / "duckdb", folder / "spark")


if __name__ == "__main__":
    sys.exit(main())
