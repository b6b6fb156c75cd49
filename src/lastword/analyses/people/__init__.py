"""People: agents and employees, by what customers gained."""

from lastword.analyses.people.calibration import Calibration, Criterion, calibration
from lastword.analyses.people.chosen import Chosen
from lastword.analyses.people.evaluators import Evaluator
from lastword.analyses.people.study import agents
from lastword.analyses.people.unit import AgentStudy, Unit
from lastword.stats.panel import Panel, panel

__all__ = [
    "AgentStudy",
    "Calibration",
    "Chosen",
    "Criterion",
    "Evaluator",
    "Panel",
    "Unit",
    "agents",
    "calibration",
    "panel",
]
