"""Records: frozen dataclasses whose fields are arrays of one length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from lastword.sources.demo.arrays import Flags, Ints

Record = TypeVar("Record")


def stack(parts: Sequence[Record]) -> Record:
    """One record after the other."""
    columns: list[Any] = [
        np.concatenate([getattr(part, field.name) for part in parts]) for field in _fields(parts[0])
    ]
    return type(parts[0])(*columns)


def take(record: Record, rows: Ints | Flags) -> Record:
    """Rows of a record, by index or by flag."""
    columns: list[Any] = [getattr(record, field.name)[rows] for field in _fields(record)]
    return type(record)(*columns)


def _fields(record: Any) -> tuple[Any, ...]:
    return fields(record)
