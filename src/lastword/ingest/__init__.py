"""From bytes to canonical rows: decode, map, type, quarantine, reconcile."""

from __future__ import annotations

from lastword.ingest.load import load
from lastword.ingest.loading import LeftOut, LoadedFile, Loading

__all__ = ["LeftOut", "LoadedFile", "Loading", "load"]
