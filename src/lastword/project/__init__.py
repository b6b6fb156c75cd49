"""The one place where all is wired: open, ingest, build, analyse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lastword.project.project import Project

__all__ = ["Project"]


def __getattr__(name: str) -> Any:
    """Load `Project` when it is asked for: pages need the bundle of results alone."""
    if name == "Project":
        from lastword.project.project import Project

        return Project
    raise AttributeError(f"module 'lastword.project' has no attribute {name!r}")
