"""Checkpoint: tensors of a PyTorch file read without PyTorch, and without running its code."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def tensors(path: Path) -> dict[str, Floats]:
    """The model's 32-bit tensors by name, of a file in PyTorch's first format.

    Nothing in the file is called: of all that a pickle may name, only dictionaries and tensors
    are understood, anything else is refused.

    Raises
    ------
    pickle.UnpicklingError
        If the file holds anything else.
    """
    with path.open("rb") as file:
        for _ in range(3):
            _Reader(file).load()
        state: dict[str, Any] = _Reader(file).load()["model_state"]
        stored = {}
        for key in _Reader(file).load():
            size = int(np.fromfile(file, np.int64, 1)[0])
            stored[key] = np.fromfile(file, np.float32, size)
    return {name: told.of(stored) for name, told in state.items() if isinstance(told, _Tensor)}


class _Tensor:
    """Where a tensor lies in its storage."""

    def __init__(self, storage: Any, offset: int, size: Any, stride: Any, *_: Any) -> None:
        self._key, self._offset, self._size, self._stride = storage, offset, size, stride

    def of(self, stored: dict[str, Floats]) -> Floats:
        data = stored[self._key][self._offset :]
        steps = [step * data.itemsize for step in self._stride]
        view = np.lib.stride_tricks.as_strided(data, self._size, steps, writeable=False)
        return np.ascontiguousarray(view)


class _Reader(pickle.Unpickler):
    """Understands dictionaries and tensors."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, encoding="latin-1")

    def find_class(self, module: str, name: str) -> Any:
        known = {
            "collections.OrderedDict": OrderedDict,
            "torch._utils._rebuild_tensor_v2": _Tensor,
            "torch.FloatStorage": str,
        }
        if f"{module}.{name}" not in known:
            raise pickle.UnpicklingError(f"the file names {module}.{name}; it is not read")
        return known[f"{module}.{name}"]

    def persistent_load(self, pid: Any) -> Any:
        return pid[2]
