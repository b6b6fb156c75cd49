"""The one place where all is wired: open, ingest, build, analyse."""

from __future__ import annotations

from lastword.project.project import Project

__all__ = ["Project"]
