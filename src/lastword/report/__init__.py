"""Pages frozen into one HTML file, a workbook, the terminal; called, it does the main job.

>>> import lastword as lw
>>> lw.report("exports", output="verdict.html")  # doctest: +SKIP
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lastword.report.run import report

if TYPE_CHECKING:
    from lastword.report.written import Written, write_report

__all__ = ["Written", "report", "write_report"]


class _Report(ModuleType):
    """The room is also the function of its name, so that `lw.report(…)` works."""

    __call__ = staticmethod(report)


sys.modules[__name__].__class__ = _Report


def __getattr__(name: str) -> Any:
    """Load what writes when it is asked for."""
    if name in ("Written", "write_report"):
        from lastword.report import written

        return getattr(written, name)
    raise AttributeError(f"module 'lastword.report' has no attribute {name!r}")
