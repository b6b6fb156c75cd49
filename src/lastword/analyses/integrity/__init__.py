"""Integrity: where the measure has replaced the goal."""

from __future__ import annotations

from lastword.analyses.integrity.audit import audit
from lastword.analyses.integrity.detectors.bombardment import bombardment
from lastword.analyses.integrity.detectors.boxes import boxes
from lastword.analyses.integrity.detectors.inflation import inflation
from lastword.analyses.integrity.detectors.steering import steering
from lastword.analyses.integrity.result import Audit, Judgement, Silence
from lastword.analyses.integrity.sign import Exhibit, Explanation, Harm, Sign
from lastword.stats.bunching import bunching
from lastword.stats.caliper import caliper, period_ends, steadiness
from lastword.stats.decoupling import decoupling
from lastword.stats.funnel import funnel
from lastword.stats.heaping import heaping
from lastword.stats.recurrence import recurrence
from lastword.text.begging import begging_kinds as begging

__all__ = [
    "Audit",
    "Exhibit",
    "Explanation",
    "Harm",
    "Judgement",
    "Sign",
    "Silence",
    "audit",
    "begging",
    "bombardment",
    "boxes",
    "bunching",
    "caliper",
    "decoupling",
    "funnel",
    "heaping",
    "inflation",
    "period_ends",
    "recurrence",
    "steadiness",
    "steering",
]
