"""A generated contact centre with planted truth, written as raw exports."""

from __future__ import annotations

from lastword.sources.demo.assessors import Assessors
from lastword.sources.demo.canonical import canonical
from lastword.sources.demo.folder import write
from lastword.sources.demo.plants import Plant
from lastword.sources.demo.truth import Truth, read
from lastword.sources.demo.world import Driver, Learning, World

__all__ = [
    "Assessors",
    "Driver",
    "Learning",
    "Plant",
    "Truth",
    "World",
    "canonical",
    "read",
    "write",
]
