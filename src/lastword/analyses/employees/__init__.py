"""Employees: how they fare, how customers fare with them, and the strain between."""

from lastword.analyses.employees.conditions import Conditions, Strain, conditions
from lastword.analyses.employees.links import Link, Links, links
from lastword.analyses.employees.pulses import Level, Pulses, UnitLevel, pulses
from lastword.stats.arrows import Arrow, Arrows, arrows

__all__ = [
    "Arrow",
    "Arrows",
    "Conditions",
    "Level",
    "Link",
    "Links",
    "Pulses",
    "Strain",
    "UnitLevel",
    "arrows",
    "conditions",
    "links",
    "pulses",
]
