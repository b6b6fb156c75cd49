"""Opening DuckDB or Spark through Ibis, and the few places where they differ."""

from __future__ import annotations

from lastword.engine.base import Engine, open_engine
from lastword.engine.schema import arrow_schema, conform
from lastword.engine.tables import Requires, Tables

__all__ = ["Engine", "Requires", "Tables", "arrow_schema", "conform", "open_engine"]
