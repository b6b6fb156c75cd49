"""Components: in memory and in rounds agree with a plain union-find."""

from __future__ import annotations

import random
from itertools import pairwise

import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.engine.components import components


def _reference(edges: list[tuple[str, str]]) -> dict[str, str]:
    group: dict[str, set[str]] = {}
    for a, b in edges:
        if a == b:
            continue
        merged = group.get(a, {a}) | group.get(b, {b})
        for node in merged:
            group[node] = merged
    return {node: min(members) for node, members in group.items()}


def _edges(kind: str) -> list[tuple[str, str]]:
    rng = random.Random(7)
    if kind == "path":
        names = [f"n{rng.randrange(10**6):06d}" for _ in range(40)]
        return list(pairwise(names))
    if kind == "none":
        return []
    nodes = [f"é{rng.randrange(90)}" for _ in range(160)]
    return list(zip(nodes[::2], nodes[1::2], strict=True))


@pytest.mark.parametrize("limit", [10**6, 0], ids=["in memory", "in rounds"])
@pytest.mark.parametrize("kind", ["path", "random", "none"])
def test_components_are_those_of_union_find(engine: Engine, kind: str, limit: int) -> None:
    edges = _edges(kind)
    table = pa.table(
        {"a": pa.array([a for a, _ in edges], pa.string()), "b": [b for _, b in edges]},
        schema=pa.schema([("a", pa.string()), ("b", pa.string())]),
    )
    found = engine.fetch(components(engine, engine.frame(table), limit=limit)).to_pylist()
    assert len(found) == len({row["node"] for row in found})
    assert {row["node"]: row["root"] for row in found} == _reference(edges)
