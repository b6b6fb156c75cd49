"""Weights: a table of vectors in a safetensors file, read without its maker's loader."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import orjson

from lastword.errors import InputRefused
from lastword.text.embedding.embedder import Vectors

_TYPES = {"F16": np.float16, "F32": np.float32}


def read_vectors(path: Path) -> Vectors:
    """The one table that a safetensors file holds, as 32-bit numbers.

    The file is eight bytes with the length of a JSON header, the header, then the numbers.

    Raises
    ------
    InputRefused
        If it is no such file, or holds no single table of numbers.
    """
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    try:
        header = orjson.loads(data[8 : 8 + length])
        tables = [entry for name, entry in header.items() if name != "__metadata__"]
        entry = max(tables, key=lambda table: table["data_offsets"][1] - table["data_offsets"][0])
        kind, (rows, width) = _TYPES[entry["dtype"]], entry["shape"]
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        numbers = np.frombuffer(data[start:end], dtype=kind).reshape(rows, width)
    except (orjson.JSONDecodeError, KeyError, ValueError) as error:
        raise InputRefused(f"{path}: no table of vectors in safetensors format: {error}") from error
    return numbers.astype(np.float32)


def check_hash(path: Path, expected: str) -> None:
    """Compare a file with the hash that it was measured with.

    Raises
    ------
    InputRefused
        If they differ: figures measured with the one file say nothing of another.
    """
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise InputRefused(
            f"{path}: sha256 {found[:12]}… is not the {expected[:12]}… that was measured. Install "
            "the pinned version, or name the folder in [voice] model to use it knowingly."
        )
