"""Expectations: what falling short costs and exceeding earns in loyalty."""

from __future__ import annotations

from lastword.analyses.expectations.curve import LoyaltyCurve, curve

__all__ = ["LoyaltyCurve", "curve"]
