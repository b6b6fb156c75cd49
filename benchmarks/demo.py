"""How fast, how large and in how much memory the demo centre is written.

``python -m benchmarks.demo [CONTACTS …]``: by default 10⁴, 10⁵, 10⁶ with texts and 10⁷ without.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

from benchmarks.record import record, timed
from lastword.sources.demo import World, canonical, read, write

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SEED = 1


def measure(contacts: int, texts: bool) -> dict[str, float]:
    """Write one centre; rates count contacts a second of wall and of processor time."""
    world = World(contacts=contacts, seed=SEED, messages_per_contact=3 if texts else 0)
    with tempfile.TemporaryDirectory() as folder, timed() as figures:
        home = write(world, Path(folder) / "centre")
        found = read(home).planted["counts"]["contacts"]
        figures["megabytes"] = sum(p.stat().st_size for p in home.glob("*.*")) / 1e6
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        **figures,
        "contacts": found,
        "contacts_per_second": round(found / figures["wall_seconds"]),
        "contacts_per_cpu_second": round(found / figures["cpu_seconds"]),
        "worker_peak_gib": round(children / 2**20, 3),
    }


def in_memory(contacts: int = 5_000) -> dict[str, float]:
    """One centre as canonical tables, warm."""
    canonical(World(contacts=contacts, seed=0))
    with timed() as figures:
        canonical(World(contacts=contacts, seed=SEED))
    return figures


def main(sizes: list[int]) -> None:
    """Measure all sizes and write the figures down."""
    figures = {str(size): measure(size, size <= 1_000_000) for size in sizes}
    figures["canonical 5000"] = in_memory()
    print(record("demo", figures, seed=SEED).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
