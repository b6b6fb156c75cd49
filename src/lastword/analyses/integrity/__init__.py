"""Integrity: where the measure has replaced the goal."""

from __future__ import annotations

from lastword.analyses.integrity.audit import audit
from lastword.analyses.integrity.detectors.steering import steering
from lastword.analyses.integrity.result import Audit, Judgement, Silence
from lastword.analyses.integrity.sign import Exhibit, Explanation, Harm, Sign
from lastword.stats.bunching import bunching
from lastword.stats.decoupling import decoupling
from lastword.stats.funnel import funnel
from lastword.stats.heaping import heaping

__all__ = [
    "Audit",
    "Exhibit",
    "Explanation",
    "Harm",
    "Judgement",
    "Sign",
    "Silence",
    "audit",
    "bunching",
    "decoupling",
    "funnel",
    "heaping",
    "steering",
]
