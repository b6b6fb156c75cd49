"""Quantiles of the laws that intervals use."""

from __future__ import annotations

from scipy.special import ndtri, stdtrit

from lastword.errors import UsageError


def normal_quantile(level: float = 0.95) -> float:
    """Two-sided normal quantile z of a confidence level: 1.96 for .95.

    Raises
    ------
    UsageError
        If the level is not between 0 and 1.
    """
    return float(ndtri(_upper_tail(level)))


def student_quantile(freedom: float, level: float = 0.95) -> float:
    """Two-sided quantile of Student's t with `freedom` degrees of freedom."""
    return float(stdtrit(freedom, _upper_tail(level)))


def _upper_tail(level: float) -> float:
    if not 0 < level < 1:
        raise UsageError(f"level is {level}; give a confidence level between 0 and 1, like 0.95")
    return 1 - (1 - level) / 2
