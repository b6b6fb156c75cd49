"""Writing a benchmark's figures down, with what is needed to repeat them."""

from __future__ import annotations

import json
import os
import platform
import resource
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from lastword import __version__

T = TypeVar("T")
RESULTS = Path(__file__).parent / "results"
PACKAGES = (
    "duckdb",
    "ibis-framework",
    "pyspark",
    "numpy",
    "scipy",
    "pyarrow",
    "pandas",
)


def record(name: str, figures: dict[str, Any], *, seed: int | None = None) -> Path:
    """Write figures as ``results/<name>.json``, with the command that gives them."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    content = {
        "benchmark": name,
        "question": question(),
        "command": command(),
        "seed": seed,
        "measured_on": time.strftime("%Y-%m-%d"),
        "machine": machine(),
        "figures": figures,
    }
    path.write_text(json.dumps(content, indent=2, default=str) + "\n", encoding="utf-8")
    return path


def on_record(name: str) -> dict[str, Any]:
    """Figures recorded before; empty where there are none."""
    path = RESULTS / f"{name}.json"
    return dict(json.loads(path.read_text())["figures"]) if path.exists() else {}


def question() -> str:
    """What this benchmark asks: the first line of its documentation."""
    return (sys.modules["__main__"].__doc__ or "").strip().partition("\n")[0]


def command() -> str:
    """What was typed to run this benchmark; of paths of this machine only their last part."""
    module = Path(sys.argv[0]).stem
    words = [Path(word).name if Path(word).is_absolute() else word for word in sys.argv[1:]]
    return shlex.join(["python", "-m", f"benchmarks.{module}", *words])


def machine() -> dict[str, Any]:
    """Processor count, memory, Python and package versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "packages": {"lastword": __version__, **{name: _version(name) for name in PACKAGES}},
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Wall and processor seconds of a block, children included, and its peak memory so far."""
    figures: dict[str, float] = {}
    wall, cpu = time.perf_counter(), cpu_seconds()
    yield figures
    figures["wall_seconds"] = round(time.perf_counter() - wall, 3)
    figures["cpu_seconds"] = round(cpu_seconds() - cpu, 3)
    figures["peak_gib"] = peak_gib()


def apart(work: Callable[..., T], *args: Any) -> T:
    """Call a function in a process of its own, so that the peak memory is its own too."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args).result()


def peak_gib() -> float:
    """Largest resident memory of this very program; a child's rusage begins with its parent's."""
    status = Path("/proc/self/status")
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        kib = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return round(kib / 2**20, 3)


def cpu_seconds() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
