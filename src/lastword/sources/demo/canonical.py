"""Canonical: the demo centre as canonical tables in memory, the fast road of simulations.

It reads the same `lastword.toml` that the files come with, so both roads mean the same; it knows
only the few rules which that mapping uses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.chunk import draw_chunk
from lastword.sources.demo.columns import joined
from lastword.sources.demo.configuration import configuration
from lastword.sources.demo.exports import centre_exports, chunk_exports
from lastword.sources.demo.truth import agents_truth, truth_tables
from lastword.sources.demo.waits import Waits
from lastword.sources.demo.world import World

Rules = Mapping[str, Any]
_MAKES_ID = ("_id", "_ref", "transferred_to")
LOAD = "demo"


def canonical(world: World) -> dict[str, pa.Table]:
    """Canonical tables of a demo centre, and its truth, without any file.

    Parameters
    ----------
    world
        Its `dirt` is left out: rows are as a loader would leave them.

    Returns
    -------
    dict
        The loaded tables by their canonical names, and ``true_contacts``, ``true_issues``,
        ``true_persons``, ``true_agents`` as in :class:`~lastword.sources.demo.truth.Truth`.

    Examples
    --------
    >>> canonical(World(contacts=5_000))["contacts"].num_rows > 4_500
    True
    """
    batches = [centre_tables(world) | {"true_agents": agents_truth(world)}]
    batches += [chunk_tables(world, index) for index in range(world.chunks)]
    parts: dict[str, list[pa.Table]] = {}
    for batch in batches:
        for name, table in batch.items():
            parts.setdefault(name, []).append(table)
    return {name: pa.concat_tables(tables).combine_chunks() for name, tables in parts.items()}


def centre_tables(world: World) -> dict[str, pa.Table]:
    """Canonical tables that do not go by customer: agents, their shifts and pulses."""
    return _filled(world, centre_exports(world))


def chunk_tables(world: World, index: int, waits: Waits | None = None) -> dict[str, pa.Table]:
    """Canonical tables, and truth, of one chunk of whole customers: how large worlds are streamed.

    Parameters
    ----------
    index
        Number of the chunk, 0 … `world.chunks` − 1.
    waits
        Waits of the whole world, where the caller has drawn them already.
    """
    chunk = draw_chunk(world, index, waits)
    truth = {f"true_{name}": table for name, table in truth_tables(chunk).items()}
    return _filled(world, chunk_exports(chunk)) | truth


def _filled(world: World, exports: Iterable[tuple[str, pa.Table]]) -> dict[str, pa.Table]:
    fills = _fills(tomllib.loads(configuration(world)))
    parts: dict[str, list[pa.Table]] = {}
    for name, export in exports:
        for source, fill in fills[name]:
            for rules in _row_rules(fill):
                part = _fill(source, fill, rules, export)
                parts.setdefault(fill["table"], []).append(part)
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def _fills(settings: Rules) -> dict[str, list[tuple[str, Rules]]]:
    """Export name → the tables that it fills, each with its source."""
    return {
        file["match"][0].split(".")[0]: [(source, table) for table in file["tables"]]
        for source, section in settings["sources"].items()
        for file in section["files"]
    }


def _row_rules(fill: Rules) -> list[Rules]:
    columns = fill.get("columns", {})
    everything = [{**columns, **row} for row in fill.get("rows", [{}])]
    return [
        {name: {"column": rule} if isinstance(rule, str) else rule for name, rule in rules.items()}
        for rules in everything
    ]


def _fill(source: str, fill: Rules, rules: Rules, export: pa.Table) -> pa.Table:
    from lastword.engine.schema import arrow_schema

    for name in fill.get("drop_missing", ()):
        export = export.filter(pc.is_valid(export[rules[name]["column"]]))
    size, schema = export.num_rows, arrow_schema(fill["table"])
    constants = {"source": source, "load_id": LOAD, "time_zone": "UTC", "time_quality": "exact"}
    columns = []
    for field in schema:
        if field.name in rules:
            column = _column(source, field.name, rules[field.name], export)
        elif field.name in constants:
            column = pa.repeat(constants[field.name], size)
        elif field.name == "row_number":
            column = pa.array(np.arange(1, size + 1))
        else:
            column = pa.nulls(size, field.type)
        columns.append(_cast(column, field.type))
    return pa.table(columns, schema=schema)


def _column(source: str, name: str, rule: Rules, export: pa.Table) -> Any:
    if "value" in rule:
        return pa.repeat(rule["value"], export.num_rows)
    if "join" in rule:
        first, last = rule["join"]
        column = joined(export[first].combine_chunks(), rule["with"], last["value"])
    else:
        column = export[rule["column"]]
    if "map" in rule:
        column = _mapped(column, rule["map"])
    if name.endswith(_MAKES_ID):
        return pc.binary_join_element_wise(
            f"{rule.get('source', source)}:", column.cast(pa.string()), ""
        )
    return column


def _mapped(column: pa.ChunkedArray, meanings: Mapping[str, float]) -> pa.Array:
    places = pc.index_in(column.cast(pa.string()), pa.array(list(meanings)))
    return pa.array([float(value) for value in meanings.values()]).take(places)


def _cast(column: Any, kind: pa.DataType) -> Any:
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return column.cast(kind) if column.type != kind else column
