"""Capacity: how long customers wait and are willing to wait, and how many people it takes."""

from __future__ import annotations

from lastword.analyses.capacity.patience import PatienceStudy, patience
from lastword.analyses.capacity.queue import QueueTable, queue
from lastword.analyses.capacity.staff import Plan, staff
from lastword.stats.queueing.patience import Patience

__all__ = ["Patience", "PatienceStudy", "Plan", "QueueTable", "patience", "queue", "staff"]
