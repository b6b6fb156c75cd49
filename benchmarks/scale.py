"""How much memory and processor time a build and the questions after it take, as a centre grows.

`python -m benchmarks.scale --contacts 1_000_000`

A build is compared with one scan of everything that was loaded (the largest value of every column
of every table) and with one sorted write of it (contacts by customer and time, the other tables by
key); a question with one scan of the columns that it reads. Every part runs in a process of its
own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.loaded import loaded, settings
from benchmarks.reading import columns_read, queries_sent, scan
from benchmarks.record import apart, cpu_seconds, record, timed
from lastword.engine import open_engine
from lastword.project.project import Project
from lastword.project.questions import QUESTIONS
from lastword.question import Context, ask
from lastword.tables import LOADED, TABLES

SEED = 1
THREADS = 2
BY_CUSTOMER = ("customer_ref", "offered_at", "contact_id")
Figures = dict[str, Any]


def run(folder: Path, contacts: int, memory: str) -> Figures:
    """Generate, scan, sort, build, ask."""
    limits = {"memory": memory, "threads": THREADS}
    generated = apart(generate, folder, contacts, limits)
    scanned, sorted_ = apart(scanning, folder, limits), apart(sorting, folder, limits)
    built, asked = apart(building, folder, limits), apart(asking, folder, limits)
    cpu = built["cpu_seconds"]
    return {
        "memory_limit": memory,
        "threads": THREADS,
        "generate": generated,
        "scan": scanned,
        "sorted_write": sorted_,
        "build": built,
        "build_cpu_of_scan": round(cpu / scanned["cpu_seconds"], 1),
        "build_cpu_of_sorted_write": round(cpu / sorted_["cpu_seconds"], 2),
        "questions": asked,
    }


def generate(folder: Path, contacts: int, limits: Figures) -> Figures:
    """The loads of a demo centre."""
    with timed() as figures:
        project = loaded(folder, contacts, seed=SEED, **limits)
    (load,) = project.store.loads()
    rows = {name: sum(part.rows for part in parts) for name, parts in load.parts.items()}
    size = sum(part.size for parts in load.parts.values() for part in parts)
    return {"rows": rows, "megabytes": round(size / 1e6), **figures}


def scanning(folder: Path, limits: Figures) -> Figures:
    """One scan of everything that was loaded."""
    with open_engine("duckdb", **limits) as engine, timed() as figures:
        for paths in _loads(folder).values():
            scan(engine, paths)
    return figures


def sorting(folder: Path, limits: Figures) -> Figures:
    """One sorted write of everything that was loaded."""
    with (
        tempfile.TemporaryDirectory(dir=folder) as target,
        open_engine("duckdb", **limits, temporary=folder) as engine,
        timed() as figures,
    ):
        for name, paths in _loads(folder).items():
            order = BY_CUSTOMER if name == "contacts" else TABLES[name].key
            engine.write(engine.read(paths), Path(target) / name, order_by=order)
    return figures


def building(folder: Path, limits: Figures) -> Figures:
    """One build, with the processor seconds of each of its parts."""
    parts: dict[str, float] = {}
    under_way = ["opening"]
    since = [cpu_seconds()]

    def told(what: str, _share: float) -> None:
        now = cpu_seconds()
        part = under_way[0]
        parts[part] = round(parts.get(part, 0.0) + now - since[0], 2)
        under_way[0] = "merging" if what.startswith("merging") else what
        since[0] = now

    project = Project.open(folder, settings=settings(**limits))
    with timed() as figures:
        published = project.build(progress=told)
    told("", 1.0)
    rows = {name: published.manifest.rows(name) for name in published.parts}
    derived = {name: count for name, count in rows.items() if name not in LOADED}
    return {"rows": derived, "parts_cpu_seconds": parts, **figures}


def asking(folder: Path, limits: Figures) -> Figures:
    """Every question by itself, against one scan of the columns that it reads.

    Which columns hold anything at all is counted before, once for all questions.
    """
    project = Project.open(folder, settings=settings(**limits))
    figures: Figures = {}
    with project.context() as context, timed() as cost:
        engine, parts = context.tables.engine, context.tables.parts
        with timed() as filled:
            for table in parts:
                context.tables.filled(table)
        for question in QUESTIONS:
            own = Context(context.tables, context.settings, context.as_of)
            with queries_sent() as queries, timed() as asked:
                ask(question, own)
            read = columns_read(engine, queries)
            with timed() as scanned:
                for table, columns in read.items():
                    scan(engine, parts[table], columns)
            figures[question.name] = {
                "cpu_seconds": asked["cpu_seconds"],
                "scan_cpu_seconds": scanned["cpu_seconds"],
                "cpu_of_scan": round(asked["cpu_seconds"] / scanned["cpu_seconds"], 2),
                "columns": {table: len(columns) for table, columns in read.items()},
            }
    return {
        "filled_columns_cpu_seconds": filled["cpu_seconds"],
        "peak_gib": cost["peak_gib"],
        "asked": figures,
    }


def _loads(folder: Path) -> dict[str, list[Path]]:
    store = Project.open(folder).store
    parts = {name: store.load_parts(name) for name in LOADED}
    return {name: [*load.paths] for name, loads in parts.items() for load in loads}


def main() -> None:
    """Measure one size and write its figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=lambda n: int(n.replace("_", "")), default=1_000_000)
    parser.add_argument("--memory", default="4GB", help="DuckDB's limit")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), options.contacts, options.memory)
    print(record(f"scale_{options.contacts:.0e}".replace("+0", ""), figures, seed=SEED))


if __name__ == "__main__":
    main()
