"""How fast raw exports become typed tables, beside a plain read of the same files by DuckDB.

`python -m benchmarks.ingest --contacts 1_000_000`

The demo centre's own exports, CSV and JSON lines with texts. Ingest decodes, proves, maps, types,
settles versions, takes secrets out of texts, reconciles and stores; the plain read guesses types
(`read_csv_auto`, `read_json_auto`) and writes Parquet, no more. Rows count once for every table
that they fill: an answered survey is one row of the file, but one invitation and several answers.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.record import apart, record, timed
from lastword.project.project import Project
from lastword.sources.demo import World, write

SEED = 1
READERS = {".csv": "read_csv_auto", ".jsonl": "read_json_auto"}
Figures = dict[str, Any]


def generate(folder: Path, contacts: int) -> None:
    """Raw exports, as the demo centre's systems hand them over."""
    write(World(contacts=contacts, seed=SEED), folder)


def ingest(folder: Path, home: Path) -> Figures:
    """Load everything into a new project."""
    project = Project.for_exports((folder,), folder=home)
    with timed() as figures:
        loading = project.ingest((folder,))
    loads = project.store.loads()
    rows = sum(entry.read for load in loads for entry in load.reconciliation)
    return {"files": len(loading.files), **rates(exports(folder), rows, figures)}


def plain(folder: Path, home: Path) -> Figures:
    """Read the same files with DuckDB and write them as Parquet."""
    home.mkdir()
    rows = 0
    with duckdb.connect() as connection, timed() as figures:
        connection.execute("SET threads = 2; SET preserve_insertion_order = false")
        for path in exports(folder):
            source = f"{READERS[path.suffix]}('{path}')"
            target = home / f"{path.stem}.parquet"
            options = "FORMAT parquet, COMPRESSION zstd"
            done = connection.execute(f"COPY (FROM {source}) TO '{target}' ({options})")
            rows += done.fetchone()[0]
    return {"files": len(exports(folder)), **rates(exports(folder), rows, figures)}


def exports(folder: Path) -> list[Path]:
    """The raw files of a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix in READERS)


def rates(paths: list[Path], rows: int, figures: Figures) -> Figures:
    """Rows and megabytes a processor second."""
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    cpu = figures["cpu_seconds"]
    return {
        "megabytes": round(megabytes),
        "rows": rows,
        **figures,
        "rows_per_cpu_second": round(rows / cpu),
        "mb_per_cpu_second": round(megabytes / cpu, 1),
    }


def main() -> None:
    """Measure both and write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=lambda n: int(n.replace("_", "")), default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exports_folder = folder / "exports"
        apart(generate, exports_folder, options.contacts)
        ours = apart(ingest, exports_folder, folder / "project")
        theirs = apart(plain, exports_folder, folder / "plain")
    times = round(ours["cpu_seconds"] / theirs["cpu_seconds"], 2)
    figures = {
        "contacts": options.contacts,
        "lastword": ours,
        "duckdb": theirs,
        "cpu_of_plain_read": times,
    }
    print(record("ingest", figures, seed=SEED).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
