"""The catalogue: each metric defined once, with who decides, its formula and its trap."""

from __future__ import annotations

from lastword.metrics.catalogue import catalogue, explain, find
from lastword.metrics.measure import measure
from lastword.metrics.metric import Metric

__all__ = ["Metric", "catalogue", "explain", "find", "measure"]
