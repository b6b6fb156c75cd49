"""Hostile files, built by code: name → bytes → what must come of them."""

from __future__ import annotations

from ingest.hostile.case import Hostile
from ingest.hostile.layouts import LAYOUTS
from ingest.hostile.objects import OBJECTS
from ingest.hostile.packed import ARCHIVES, FOREIGN
from ingest.hostile.tables import TABLES
from ingest.hostile.texts import TEXTS

HOSTILE = (*TEXTS, *LAYOUTS, *FOREIGN, *ARCHIVES, *OBJECTS, *TABLES)

__all__ = ["HOSTILE", "Hostile"]
