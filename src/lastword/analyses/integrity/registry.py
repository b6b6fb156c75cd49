"""Every detector, found by its module."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from lastword.analyses.integrity import detectors as package
from lastword.analyses.integrity.detector import Detector


@cache
def detectors() -> tuple[Detector, ...]:
    """Every detector, by name."""
    modules = (
        import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
    )
    found = [getattr(module, "DETECTOR", None) for module in modules]
    return tuple(sorted((d for d in found if isinstance(d, Detector)), key=lambda d: d.name))
