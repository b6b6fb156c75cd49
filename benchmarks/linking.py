"""Time and memory of persons, issue_contacts and issues on a generated table of contacts.

    python -m benchmarks.linking --contacts 10_000_000 --memory 3GB

CPU is stated as a multiple of one scan of the contacts' columns that linking reads.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.record import record, timed
from lastword.engine import Engine, Tables, open_engine
from lastword.linking import issue_contacts, issues_step, persons
from lastword.settings import LinkingSettings, VerdictSettings

SETTINGS = LinkingSettings.model_validate({})
VERDICT = VerdictSettings.model_validate({})
AS_OF = datetime(2024, 3, 1)
ROWS_PER_BUCKET = 2_000_000
CONTACTS = """
    WITH drawn AS (
        SELECT i, (hash(i * 7 + 1) % ({n} // 3))::BIGINT AS issue,
               (hash(i + 3) % 10)::INT AS place, (hash(i + 17) % 1000)::INT AS luck
        FROM range({n}) AS numbers(i)
    ), told AS (
        SELECT *, (hash(issue * 13 + 5) % ({n} // 6))::BIGINT AS person,
               (hash(issue * 3 + 2) % 12)::INT AS reason,
               (hash(issue + 99) % 31536000 + hash(i + 11) % 864000)::BIGINT AS second
        FROM drawn
    )
    SELECT 'desk:' || i AS contact_id,
           CASE WHEN place < 4 THEN 'thread:' || issue END AS thread_id,
           CASE WHEN luck < 10 THEN 'desk:' || (i // 2) END AS parent_contact_id,
           CASE WHEN luck < 970
                THEN CASE WHEN place < 4 THEN 'mail:' ELSE 'tel:' END || person END AS customer_ref,
           (['email', 'chat', 'voice', 'web'])[place % 4 + 1] AS channel,
           CASE WHEN luck % 50 = 1 THEN 'outbound' ELSE 'inbound' END AS direction,
           luck % 100 = 1 AS is_callback,
           'queue' || (reason % 8) AS queue, 'team' || (i % 20) AS team_id,
           'agent' || (hash(i) % 300) AS agent_id,
           CASE WHEN luck % 12 > 0 THEN 'reason' || reason END AS reason,
           TIMESTAMP '2023-01-01' + to_seconds(second) AS offered_at,
           TIMESTAMP '2023-01-01' + to_seconds(second + 400) AS ended_at,
           20.0::DOUBLE AS ivr_seconds, (hash(i + 5) % 200)::DOUBLE AS wait_seconds,
           (hash(i + 6) % 600)::DOUBLE AS talk_seconds, 0.0::DOUBLE AS hold_seconds,
           30.0::DOUBLE AS wrap_seconds,
           CASE WHEN luck % 15 = 3 THEN 'abandoned' ELSE 'answered' END AS outcome,
           'customer' AS ended_by, luck % 3 = 0 AS is_claimed_resolved,
           CASE WHEN place < 4 THEN 'mail' ELSE 'tel' END AS source
    FROM told
"""
IDENTIFIERS = """
    SELECT prefix || person AS customer_ref, 'phone' AS kind, '+4930' || (1000000 + person) AS value
    FROM range({n} // 6) AS persons(person),
         (SELECT unnest(['tel:', 'mail:']) AS prefix) AS prefixes
    WHERE hash(person) % 10 < 7
"""


def generate(folder: Path, contacts: int) -> dict[str, list[Path]]:
    """Write contacts and identifiers as Parquet."""
    parts = {}
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{folder}'; SET threads = 2")
        for name, query in (("contacts", CONTACTS), ("identifiers", IDENTIFIERS)):
            path = folder / f"{name}.parquet"
            sql = query.format(n=contacts)
            connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            parts[name] = [path]
    return parts


def run(engine: Engine, parts: dict[str, list[Path]], folder: Path, contacts: int) -> Any:
    """Scan, then derive the three tables as a build does."""
    buckets = 1 + contacts // ROWS_PER_BUCKET

    def write_persons() -> None:
        engine.write(persons(Tables(engine, parts), SETTINGS), folder / "persons")
        parts["persons"] = [*(folder / "persons").glob("*.parquet")]

    def write_issue_contacts() -> None:
        tables = Tables(engine, parts)
        plan = issue_contacts(tables, tables["persons"], SETTINGS, (), AS_OF, buckets=buckets)
        engine.write_buckets(
            plan.table,
            folder / "issue_contacts",
            step=plan.step,
            bucket="bucket",
            buckets=buckets,
            order_by=plan.order_by,
        )
        parts["issue_contacts"] = sorted((folder / "issue_contacts").glob("*.parquet"))

    def write_issues() -> None:
        step = issues_step(Tables(engine, parts), SETTINGS, VERDICT, AS_OF)
        engine.write_parts(parts["issue_contacts"], folder / "issues", step=step)

    figures = {}
    for name, act in (
        ("scan", lambda: scan(engine, parts["contacts"])),
        ("persons", write_persons),
        ("issue_contacts", write_issue_contacts),
        ("issues", write_issues),
    ):
        with timed() as figures[name]:
            act()
    return figures


def scan(engine: Engine, paths: list[Path]) -> None:
    """Read every column of the contacts once."""
    table = engine.read(paths)
    engine.fetch(table.aggregate([table[name].max().name(name) for name in table.columns]))


def main() -> None:
    """Generate, derive, write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--contacts", type=lambda text: int(text.replace("_", "")), default=10_000_000
    )
    parser.add_argument("--memory", default="3GB")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the generated files go")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        parts = generate(folder, options.contacts)
        limits = {"memory": options.memory, "threads": options.threads, "temporary": folder}
        with open_engine("duckdb", **limits) as engine:
            figures = run(engine, parts, folder, options.contacts)
    derived = sum(part["cpu_seconds"] for step, part in figures.items() if step != "scan")
    figures["cpu_of_scan"] = round(derived / figures["scan"]["cpu_seconds"], 1)
    print(record("linking", {"contacts": options.contacts, **figures}))


if __name__ == "__main__":
    main()
