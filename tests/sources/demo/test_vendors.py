"""The same centre told by vendors' exports and by plain files: what both can know is equal."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from lastword.engine.digest import digest_rows
from lastword.project.project import Project
from lastword.sources.demo import World, canonical, write
from lastword.sources.demo.chunk import draw_chunk
from lastword.sources.demo.configuration import Shape
from lastword.sources.demo.vendors.common import chunk_tables
from lastword.sources.demo.vendors.untold import UNTOLD, told
from lastword.tables import DERIVED, TABLES

WORLD = World(contacts=1_000, seed=5, dirt=0.0)
SHAPES: tuple[Shape, ...] = ("common", "vendors")
OWN_WAYS = {
    "events": ("event_id", "before", "after"),
    "messages": ("message_id",),
    "labels": ("label_id", "message_id"),
    "legs": ("position",),
}
"""Names of rows, which each file gives its own, and what only Zendesk tells of a change."""
ROOMS = ("verdict",)
LEAST_NUMBERS = 2_000


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[Shape, Project]:
    """Both shapes loaded and built."""
    return {shape: built(tmp_path_factory.mktemp(shape), shape) for shape in SHAPES}


def built(folder: Path, shape: Shape) -> Project:
    exports = write(WORLD, folder / "exports", shape=shape)
    project = Project.for_exports((exports,))
    loading = project.ingest((exports,))
    assert loading.quarantined == 0, [file.examples for file in loading.files]
    assert not loading.left_out
    project.build()
    return project


def rows(project: Project, name: str) -> pa.Table:
    """A table as built, without names that each shape gives in its own way."""
    published = project.store.current()
    assert published is not None
    own = [c.name for c in TABLES[name].own_columns if c.name not in OWN_WAYS.get(name, ())]
    table = pa.concat_tables([pq.read_table(path) for path in published.parts[name]])
    table = table.select([column for column in own if column in table.column_names])
    return table.filter(pc.is_valid(table["agent_id"])) if name == "legs" else table


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("contacts", 900),
        ("legs", 500),
        ("messages", 800),
        ("threads", 150),
        ("events", 600),
        ("invitations", 40),
        ("answers", 400),
        ("identifiers", 4_000),
        ("agents", 80),
        ("labels", 1_000),
        *((name, 100) for name in DERIVED),
    ],
)
def test_every_row_is_told_alike(projects: dict[Shape, Project], name: str, least: int) -> None:
    plain, vendors = (rows(projects[shape], name) for shape in SHAPES)
    assert plain.num_rows >= least
    assert digest_rows(plain) == digest_rows(vendors)


def test_the_reports_agree_in_every_number(projects: dict[Shape, Project]) -> None:
    plain, vendors = (numbers(projects[shape]) for shape in SHAPES)
    differing = {
        name: (plain.get(name), vendors.get(name))
        for name in {*plain, *vendors}
        if not math.isclose(
            plain.get(name, math.inf), vendors.get(name, -math.inf), rel_tol=1e-9, abs_tol=1e-9
        )
    }
    assert not differing
    assert len(plain) >= LEAST_NUMBERS, len(plain)


def numbers(project: Project) -> dict[str, float]:
    """Every number that a report says of these rooms, by its place."""
    document = json.loads(json.dumps(project.results(rooms=ROOMS).to_dict(), default=str))
    del document["loading"]
    return dict(leaves(document))


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from leaves(part, f"{name}.{key}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, value


def test_the_common_shape_is_the_plain_one_without_what_is_untold() -> None:
    plain = canonical(WORLD)["contacts"]
    calls = plain.filter(pc.equal(plain["source"], "phone")).to_pylist()
    common = dict(chunk_tables(draw_chunk(WORLD, 0)))
    found = [row for s in ("genesys", "asterisk") for row in common[f"{s}_contacts"].to_pylist()]
    assert len(found) == len(calls) > 300
    shared = ("queue", "direction", "offered_at", "answered_at", "ended_at", "outcome", "ended_by")
    assert sorted(str([row[name] for name in shared]) for row in found) == sorted(
        str([row[name] for name in shared]) for row in calls
    )
    assert sum((r["talk_seconds"] or 0) + (r.get("hold_seconds") or 0) for r in found) == sum(
        (row["talk_seconds"] or 0) + (row["hold_seconds"] or 0) for row in calls
    )


def test_each_untold_column_is_of_its_table_and_has_its_reason() -> None:
    for source, table, columns, why in UNTOLD:
        assert set(columns) <= set(TABLES[table].by_name), (source, table)
        assert not set(columns) & set(told()[source, table])
        assert why
