"""Columns: from the demo centre's arrays to Arrow columns; −1 and infinity become null."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.arrays import Flags, Floats, Ints
from lastword.sources.demo.world import World


def moments(world: World, at: Floats, known: Flags | None = None) -> pa.Array:
    """Seconds since the first midnight as UTC times; null where infinite or not `known`."""
    unknown = ~np.isfinite(at) if known is None else ~known | ~np.isfinite(at)
    seconds = np.where(unknown, 0, at).astype(np.int64) + world.epoch
    return pa.array(seconds, type=pa.int64(), mask=unknown).cast(pa.timestamp("s"))


def words(codes: Ints, options: Sequence[str], known: Flags | None = None) -> pa.Array:
    """Codes as words; null where negative or not `known`."""
    unknown = codes < 0 if known is None else ~known | (codes < 0)
    indices = pa.array(np.where(unknown, 0, codes), type=pa.int16(), mask=unknown)
    return pa.DictionaryArray.from_arrays(indices, pa.array(options, type=pa.string()))


def wholes(numbers: Ints | Floats, known: Flags | None = None) -> pa.Array:
    """Whole numbers; null where negative, infinite or not `known`."""
    unknown = ~np.isfinite(numbers) | (numbers < 0)
    if known is not None:
        unknown |= ~known
    return pa.array(np.where(unknown, 0, numbers).astype(np.int64), mask=unknown)


def flags(values: Flags, known: Flags | None = None) -> pa.Array:
    """Yes or no; null where not `known`."""
    return pa.array(values, type=pa.bool_(), mask=None if known is None else ~known)


def joined(*parts: Any) -> pa.Array:
    """Texts put together; each part a constant, an Arrow column or an array of numbers."""
    texts = [part if isinstance(part, str) else _texts(part) for part in parts]
    return pc.binary_join_element_wise(*texts, "", null_handling="emit_null")


def _texts(part: Any) -> pa.Array:
    column = part if isinstance(part, pa.Array | pa.ChunkedArray) else pa.array(part)
    return column.cast(pa.string())
