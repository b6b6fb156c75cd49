"""Loading: where every row of every file went."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.pages.page import Block, Column, Kind, Note, Rows, Statement
from lastword.pages.words import count
from lastword.project.results import LoadedFile, Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Account for every row that was read."""
    files = results.loading
    if not files:
        return None
    read = sum(file.read for file in files)
    refused = sum(file.quarantined for file in files)
    missing = sum(file.missing for file in files)
    exact = "Every row is accounted for." if not missing else f"{missing:,} rows are missing."
    lead = Statement(
        f"{read:,} rows read from {count(len({f.file for f in files}), 'file')}, "
        f"{sum(f.loaded for f in files):,} loaded, {refused:,} quarantined. {exact}",
        note="Read = loaded + duplicates + superseded + filtered + quarantined.",
    )
    blocks: list[Block] = [_rows(files), _reasons(files)]
    if missing:
        text = "The reconciliation does not close. Do not use the numbers until it does."
        blocks.insert(0, Note(text, "Rows are missing", "attention"))
    return lead, blocks


def _rows(files: Sequence[LoadedFile]) -> Rows:
    return Rows(
        "rows-loading",
        "Files",
        (
            Column("File"),
            Column("Source", is_detail=True),
            Column("Table"),
            Column("Read", is_number=True),
            Column("Loaded", is_number=True),
            Column("Duplicates", is_number=True),
            Column("Superseded", is_number=True),
            Column("Filtered", is_number=True),
            Column("Quarantined", is_number=True),
        ),
        tuple(
            (
                f.file,
                f.source,
                f.table,
                f.read,
                f.loaded,
                f.duplicates,
                f.superseded,
                f.filtered,
                f.quarantined,
            )
            for f in files
        ),
    )


def _reasons(files: Sequence[LoadedFile]) -> Rows:
    return Rows(
        "rows-reasons",
        "Why rows were left out",
        (Column("File"), Column("Table"), Column("Reason"), Column("Rows", is_number=True)),
        tuple(
            (f.file, f.table, reason, number) for f in files for reason, number in f.reasons.items()
        ),
        empty="No row was left out.",
    )


PAGE = Kind(
    "loading",
    "Loading",
    "Where did every row go?",
    order=120,
    build=build,
    room="data",
)
