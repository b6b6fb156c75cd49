"""Every packaged source: a folder beside this file with a `mapping.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lastword.ingest.recognition import Recognised
from lastword.sources.source import MAPPING, Source, packaged


@cache
def sources() -> tuple[Source, ...]:
    """The packaged sources in the order of their names."""
    folders = sorted(path.parent for path in Path(__file__).parent.glob(f"*/{MAPPING}"))
    return tuple(packaged(folder) for folder in folders)


def kinds() -> tuple[Recognised, ...]:
    """Every kind of file that is recognised by content."""
    return tuple(kind for source in sources() for kind in source.kinds)
