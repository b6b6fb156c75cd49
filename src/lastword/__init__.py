"""Lastword measures a contact centre by its customers' own verdict."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Bounds": "lastword.estimate",
    "Driver": "lastword.analyses.drivers",
    "Estimate": "lastword.estimate",
    "Finding": "lastword.finding",
    "LastwordError": "lastword.errors",
    "drivers": "lastword.analyses.drivers",
}
_MODULES = {"expectations": "lastword.analyses.expectations", "verdict": "lastword.verdict"}

__all__ = [
    "Bounds",
    "Driver",
    "Estimate",
    "Finding",
    "LastwordError",
    "__version__",
    "drivers",
    "expectations",
    "verdict",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    if name in _MODULES:
        return import_module(_MODULES[name])
    raise AttributeError(f"module 'lastword' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
