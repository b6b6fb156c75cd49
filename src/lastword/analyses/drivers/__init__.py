"""Drivers: what costs and what earns the customers' verdict."""

from __future__ import annotations

from lastword.analyses.drivers.driver import Driver
from lastword.analyses.drivers.effects import Effect
from lastword.analyses.drivers.study import DriverStudy, drivers

__all__ = ["Driver", "DriverStudy", "Effect", "drivers"]
