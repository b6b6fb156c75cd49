"""Reasons: why customers get in touch, how hard each is, and what tends to follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.arrays import Floats, Ints

QUEUES = ("billing", "technical", "general")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason code.

    Parameters
    ----------
    share
        Share of all first-generation issues.
    difficulty
        Added to the issue's difficulty on the logit scale; positive is harder.
    next_name, next_share
        The issue that follows a solved one of this kind, and how often it does so.
    """

    name: str
    queue: str
    share: float
    difficulty: float
    next_name: str = ""
    next_share: float = 0.0


REASONS = (
    Reason("billing_error", "billing", 0.14, 0.2),
    Reason("payment_delay", "billing", 0.09, -0.3),
    Reason("tariff_change", "billing", 0.09, -0.2, "first_bill", 0.16),
    Reason("first_bill", "billing", 0.04, 0.0),
    Reason("connection_down", "technical", 0.15, 0.4),
    Reason("slow_connection", "technical", 0.12, 0.6),
    Reason("device_setup", "technical", 0.08, 0.0),
    Reason("engineer_visit", "technical", 0.07, 0.5, "connection_down", 0.18),
    Reason("order_status", "general", 0.08, -0.5),
    Reason("login_problem", "general", 0.06, -0.4),
    Reason("moving_home", "general", 0.05, 0.3, "device_setup", 0.20),
    Reason("cancellation", "general", 0.03, 0.1),
)
NAMES = tuple(reason.name for reason in REASONS)
SHARES: Floats = np.array([reason.share for reason in REASONS])
DIFFICULTY: Floats = np.array([reason.difficulty for reason in REASONS])
QUEUE_OF: Ints = np.array([QUEUES.index(reason.queue) for reason in REASONS])
NEXT_OF: Ints = np.array([NAMES.index(r.next_name) if r.next_name else -1 for r in REASONS])
NEXT_SHARE: Floats = np.array([reason.next_share for reason in REASONS])
