"""Which loads can hold the same key: read from the Parquet footers, not from the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lastword.store.loads import LoadParts

Range = tuple[Any, Any]


def overlapping(loads: Sequence[LoadParts], column: str) -> list[list[LoadParts]]:
    """Group loads such that no key occurs in two groups.

    Parameters
    ----------
    column
        First column of the key. Loads whose smallest and largest values of it do not overlap have
        no key in common. Where a footer states no range, nothing is proven and the load may
        overlap any other.
    """
    footers = [(list(_chunks(load.paths, column)), load) for load in loads]
    groups = [[load] for chunks, load in footers if not chunks]
    ranges = [(_range(chunks), load) for chunks, load in footers if chunks]
    if any(bounds is None for bounds, _ in ranges):
        return [*groups, [load for _, load in ranges]]
    return groups + _swept(ranges)


def _swept(ranges: list[tuple[Range | None, LoadParts]]) -> list[list[LoadParts]]:
    groups: list[list[LoadParts]] = []
    highest: Any = None
    for bounds, load in sorted(ranges, key=lambda entry: entry[0] or ()):
        low, high = bounds or ("", "")
        if groups and low <= highest:
            groups[-1].append(load)
            highest = max(highest, high)
        else:
            groups.append([load])
            highest = high
    return groups


def _range(chunks: Iterable[Any]) -> Range | None:
    found = [_bounds(chunk) for chunk in chunks]
    known = [bounds for bounds in found if bounds is not None]
    if len(known) < len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _chunks(paths: Iterable[Path], column: str) -> Iterator[Any]:
    import pyarrow.parquet as pq

    for path in paths:
        footer = pq.read_metadata(path)
        place = footer.schema.names.index(column)
        for group in range(footer.num_row_groups):
            if footer.row_group(group).num_rows:
                yield footer.row_group(group).column(place)


def _bounds(chunk: Any) -> Range | None:
    statistics = chunk.statistics
    if statistics is None or not statistics.has_min_max or statistics.null_count != 0:
        return None
    return statistics.min, statistics.max
