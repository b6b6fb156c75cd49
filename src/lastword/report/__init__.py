"""Pages frozen into one HTML file, a workbook, the terminal."""

from lastword.report.written import Written, write_report

__all__ = ["Written", "write_report"]
