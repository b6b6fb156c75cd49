"""Capacity: how long customers wait and are willing to wait, and how many people it takes."""

from __future__ import annotations

from lastword.analyses.capacity.absence import shrinkage
from lastword.analyses.capacity.centre import Capacity, centre
from lastword.analyses.capacity.day import LivedDay, day
from lastword.analyses.capacity.demand import Demand, demand, demand_change
from lastword.analyses.capacity.forecast import Forecast, forecast
from lastword.analyses.capacity.options import Options, options
from lastword.analyses.capacity.patience import PatienceStudy, patience
from lastword.analyses.capacity.price import Price, price
from lastword.analyses.capacity.queue import QueueTable, queue
from lastword.analyses.capacity.shrinkage import Shrinkage
from lastword.analyses.capacity.simulate import Simulation, simulate
from lastword.analyses.capacity.staff import Plan, staff
from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.simulation import Burst, CallBack

__all__ = [
    "Burst",
    "CallBack",
    "Capacity",
    "Demand",
    "Forecast",
    "LivedDay",
    "Options",
    "Patience",
    "PatienceStudy",
    "Plan",
    "Price",
    "QueueTable",
    "Shrinkage",
    "Simulation",
    "centre",
    "day",
    "demand",
    "demand_change",
    "forecast",
    "options",
    "patience",
    "price",
    "queue",
    "shrinkage",
    "simulate",
    "staff",
]
