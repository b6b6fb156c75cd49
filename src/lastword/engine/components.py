"""Connected components: local below a stated number of edges, in rounds on the engine beyond it."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from lastword.engine.base import Engine

LOCAL_EDGES = 10_000_000
"""Edges up to which whole numbers are fetched and joined in memory (about 1.4 GB)."""


def components(engine: Engine, edges: ir.Table, *, limit: int = LOCAL_EDGES) -> ir.Table:
    """Find the smallest node that each node hangs together with.

    Parameters
    ----------
    edges
        Two text columns ``a`` and ``b``: undirected links; loops and repeats do no harm.
    limit
        Up to so many different edges the components are found in memory, beyond in rounds.

    Returns
    -------
    ir.Table
        One row a node of `edges`: ``node`` and ``root``, the smallest node of its component.
    """
    smaller = ibis.least(edges.a, edges.b)
    larger = ibis.greatest(edges.a, edges.b)
    kept = engine.save(edges.filter(edges.a != edges.b).select(a=smaller, b=larger).distinct())
    if int(kept.count().to_pyarrow().as_py()) <= limit:
        return _in_memory(engine, kept)
    return _in_rounds(engine, kept)


def _in_memory(engine: Engine, edges: ir.Table) -> ir.Table:
    names = edges.select(node="a").union(edges.select(node="b"), distinct=True)
    order = ibis.row_number().over(order_by="node").cast("int64")
    nodes = engine.save(names.mutate(number=order))
    left = nodes.select(a="node", first="number")
    right = nodes.select(b="node", second="number")
    pairs = engine.fetch(edges.join(left, "a").join(right, "b").select("first", "second"))
    root = roots(pairs["first"].to_numpy(), pairs["second"].to_numpy())
    numbers = pa.table({"number": np.arange(len(root)), "root_number": root})
    found = engine.frame(numbers)
    named = nodes.select(root="node", root_number="number")
    return nodes.join(found, "number").join(named, "root_number").select("node", "root")


def roots(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Smallest node of each node's component.

    Parameters
    ----------
    first, second
        Ends of the edges, nodes numbered 0 … n − 1 without gaps; shape (edges,).

    Returns
    -------
    np.ndarray
        Shape (nodes,).
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(first):
        return np.empty(0, dtype=np.int64)
    nodes = int(max(first.max(), second.max())) + 1
    ones = np.ones(len(first), dtype=np.int8)
    graph = coo_array((ones, (first, second)), shape=(nodes, nodes))
    _, labels = connected_components(graph, directed=False)
    _, smallest = np.unique(labels, return_index=True)
    return np.asarray(smallest[labels], dtype=np.int64)


def _in_rounds(engine: Engine, edges: ir.Table) -> ir.Table:
    """Large-star and small-star in turn until every component is a star.

    Every round lowers at least one edge, so the rounds end; in practice after a few.

    Kiveris, Lattanzi, Mirrokni, Rastogi & Vassilvitskii (2014), "Connected components in
    MapReduce and beyond", SoCC '14, https://doi.org/10.1145/2670979.2670997.
    Edges point from the larger node ``b`` to the smaller ``a``.
    """
    while not _is_star(edges):
        edges = engine.save(_small_star(_large_star(edges)))
    leaves = edges.select(node="b", root="a")
    return leaves.union(edges.select(node="a", root="a"), distinct=True)


def _large_star(edges: ir.Table) -> ir.Table:
    """Every node ties its larger neighbours to the smallest of its neighbours and itself."""
    both = edges.select("a", "b").union(edges.select(a="b", b="a"))
    smallest = ibis.least(both.b.min().over(group_by="a"), both.a)
    larger = both.mutate(smallest=smallest).filter(lambda t: t.b > t.a)
    return larger.select(a="smallest", b="b").distinct()


def _small_star(edges: ir.Table) -> ir.Table:
    """Every node ties itself and its smaller neighbours to the smallest of them."""
    known = edges.mutate(smallest=edges.a.min().over(group_by="b"))
    others = known.filter(known.a != known.smallest).select(a="smallest", b="a")
    return others.union(known.select(a="smallest", b="b"), distinct=True)


def _is_star(edges: ir.Table) -> bool:
    tops = edges.select(b="a").distinct()
    chained = edges.semi_join(tops, "b").count()
    repeated = edges.count() - edges.b.nunique()
    return not (chained.to_pyarrow().as_py() or repeated.to_pyarrow().as_py())
