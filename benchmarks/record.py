"""Writing a benchmark's figures down, with what is needed to repeat them."""

from __future__ import annotations

import json
import os
import platform
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("lastword", "duckdb", "ibis-framework", "numpy", "scipy", "pyarrow", "pandas")


def record(name: str, figures: dict[str, Any], *, seed: int | None = None) -> Path:
    """Write figures as ``results/<name>.json``."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    content = {"benchmark": name, "seed": seed, "machine": machine(), "figures": figures}
    path.write_text(json.dumps(content, indent=2, default=str) + "\n", encoding="utf-8")
    return path


def machine() -> dict[str, Any]:
    """Processor count, memory, Python and package versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Wall and processor seconds of a block, children included, and the peak memory so far."""
    figures: dict[str, float] = {}
    wall, cpu = time.perf_counter(), _cpu()
    yield figures
    figures["wall_seconds"] = round(time.perf_counter() - wall, 3)
    figures["cpu_seconds"] = round(_cpu() - cpu, 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures["peak_gib"] = round(peak / 2**20, 3)


def _cpu() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
