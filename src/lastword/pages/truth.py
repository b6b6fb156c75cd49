"""Truth: what the demo centre truly holds, beside what was found."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.estimate import Bounds, say
from lastword.pages.page import Block, Cell, Column, Kind, Rows, Statement
from lastword.project.questions import ROOMS
from lastword.project.results import Planted, Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Set the planted truth beside the findings; only a generated centre has one."""
    if not results.truth:
        return None
    judged = [planted.is_covered for planted in results.truth if planted.is_covered is not None]
    lead = Statement(
        f"{sum(judged)} of {len(judged)} intervals and bounds hold the planted truth.",
        note="This centre is generated. No analysis has read the truth. An interval at 95 % misses "
        "one time in twenty, and a number that is known to mislead misses on purpose.",
    )
    return lead, [_rows(results.truth)]


def _rows(truth: Sequence[Planted]) -> Rows:
    return Rows(
        "rows-truth",
        "Planted and found",
        (
            Column("What"),
            Column("Planted", is_number=True),
            Column("Found", is_number=True),
            Column("As"),
            Column("Holds the truth"),
        ),
        tuple(_row(planted) for planted in truth),
    )


def _row(planted: Planted) -> tuple[Cell, ...]:
    found = planted.found
    way = None if found is None else "bounds" if isinstance(found, Bounds) else "interval"
    return planted.what, say(planted.truth, planted.unit), found, way, planted.is_covered


PAGE = Kind(
    "truth",
    "Planted truth",
    "What was planted, and what was found?",
    order=15,
    build=build,
    room="demo",
    shows=ROOMS,
)
