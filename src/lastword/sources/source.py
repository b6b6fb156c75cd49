"""A packaged source: what its files look like, what they fill, and what they cannot tell."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from lastword.ingest.mapping import SourceMapping, read_sources
from lastword.ingest.recognition import Recognised, Shape

MAPPING = "mapping.toml"
SHAPES = "shapes"
TOLD = ("title", "unknown")


@dataclass(frozen=True)
class Source:
    """One system whose exports are understood without a mapping.

    Parameters
    ----------
    name
        Prefixes every id.
    title
        Name of the system, as people know it.
    mapping
        Its kinds of files, each with the signature it is recognised by.
    unknown
        What its exports cannot tell, in sentences.
    shapes
        Named steps for records that rules alone cannot read.
    """

    name: str
    title: str
    mapping: SourceMapping
    unknown: tuple[str, ...]
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[Recognised, ...]:
        """Its kinds of files, ready to recognise."""
        return tuple(
            Recognised(self.name, file, shapes=self.shapes) for file in self.mapping.resolved
        )

    @property
    def fills(self) -> dict[str, tuple[str, ...]]:
        """Kind of file → canonical tables that it fills."""
        return {
            file.name: tuple(dict.fromkeys(table.table for table in file.tables))
            for file in self.mapping.resolved
        }


def packaged(folder: Path) -> Source:
    """Read a source from its folder: `mapping.toml`, and `shapes.py` where there is one."""
    raw = tomllib.loads((folder / MAPPING).read_text(encoding="utf-8"))
    told = {key: raw.pop(key) for key in TOLD}
    return Source(
        folder.name,
        told["title"],
        read_sources({folder.name: raw})[folder.name],
        tuple(told["unknown"]),
        _shapes(folder),
    )


def _shapes(folder: Path) -> Mapping[str, Shape]:
    if not (folder / f"{SHAPES}.py").exists():
        return {}
    found: Mapping[str, Shape] = import_module(f"lastword.sources.{folder.name}.{SHAPES}").SHAPES
    return found
