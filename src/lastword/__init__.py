"""Lastword measures a contact centre by its customers' own verdict."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Bounds": "lastword.estimate:Bounds",
    "Driver": "lastword.analyses.drivers:Driver",
    "Estimate": "lastword.estimate:Estimate",
    "Finding": "lastword.finding:Finding",
    "LastwordError": "lastword.errors:LastwordError",
    "Project": "lastword.project:Project",
    "capacity": "lastword.analyses.capacity",
    "drivers": "lastword.analyses.drivers:drivers",
    "employees": "lastword.analyses.employees",
    "expectations": "lastword.analyses.expectations",
    "integrity": "lastword.analyses.integrity",
    "open": "lastword.project:Project.open",
    "people": "lastword.analyses.people",
    "report": "lastword.report",
    "verdict": "lastword.verdict",
}
"""Public name → where it is: a module, or a module and a name in it. Loaded when asked for."""

__all__ = ["__version__", *_PUBLIC]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'lastword' has no attribute {name!r}")
    module, _, path = _PUBLIC[name].partition(":")
    found = import_module(module)
    for part in filter(None, path.split(".")):
        found = getattr(found, part)
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
