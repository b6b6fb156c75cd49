"""Many tests at once: adjusted p-values, and families of tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Adjust p-values so that those at most `fdr` hold at most that share of false discoveries.

    q₍ᵢ₎ = min over k ≥ i of m p₍ₖ₎ / k, p sorted upwards.

    Parameters
    ----------
    p
        p-values, independent or positively dependent.

    Raises
    ------
    UsageError
        If one is no probability.

    Notes
    -----
    Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.02, 0.9]).round(3).tolist()
    [0.03, 0.03, 0.9]
    """
    values = _checked(p)
    m = len(values)
    order = np.argsort(values, kind="stable")
    raised = values[order] * m / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return adjusted


def holm(p: ArrayLike) -> Floats:
    """Adjust p-values so that where nothing is going on the chance of any finding is the level.

    p̃₍ᵢ₎ = max over k ≤ i of min(1, (m − k + 1) p₍ₖ₎), p sorted upwards; valid under any
    dependence. Holm (1979), https://www.jstor.org/stable/4615733.

    Raises
    ------
    UsageError
        If one is no probability.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values = _checked(p)
    order = np.argsort(values, kind="stable")
    raised = np.minimum(values[order] * np.arange(len(values), 0, -1), 1.0)
    adjusted = np.empty(len(values))
    adjusted[order] = np.maximum.accumulate(raised)
    return adjusted


def simes(p: ArrayLike) -> float:
    """One p-value for “none of these holds”: min over i of m p₍ᵢ₎ / i.

    Valid for independent and for positively dependent tests. Simes (1986),
    doi:10.1093/biomet/73.3.751.

    Raises
    ------
    UsageError
        If there is no p-value, or one is no probability.

    Examples
    --------
    >>> simes([0.01, 0.5, 0.9])
    0.03
    """
    values = np.sort(_checked(p))
    if not len(values):
        raise UsageError("Simes' test needs at least one p-value")
    return float(min(1.0, np.min(values * len(values) / np.arange(1, len(values) + 1))))


@dataclass(frozen=True, slots=True)
class Family:
    """Tests of one kind, judged together.

    Parameters
    ----------
    p
        Simes' p-value of the family, adjusted over all families.
    q
        Adjusted p-value of each test, in the order given: within the family, and for choosing it.
    is_chosen
        Whether the family holds anything at all.
    """

    p: float
    q: tuple[float, ...]
    is_chosen: bool


def families(p: Mapping[str, Sequence[float]], *, fdr: float = 0.05) -> dict[str, Family]:
    """Choose families by Simes' test, then tests within the chosen ones.

    Of m families R are chosen by Benjamini–Hochberg over their Simes p-values; within a chosen
    one a test is found where its own adjusted p is at most ``fdr · R / m``. So the false share
    expected, averaged over the chosen families, is at most `fdr`, and where nothing is going on
    anywhere the chance of finding anything is at most `fdr`.

    Parameters
    ----------
    p
        Family → p-values of its tests; empty families are left out.

    Notes
    -----
    Benjamini and Bogomolov (2014), doi:10.1111/rssb.12028.

    Examples
    --------
    >>> families({"a": [0.0001, 0.6], "b": [0.4, 0.7]})["a"].q
    (0.0004, 1.0)
    """
    held = {name: values for name, values in p.items() if len(values)}
    if not held:
        return {}
    overall = dict(
        zip(held, benjamini_hochberg([simes(values) for values in held.values()]), strict=True)
    )
    chosen = {name for name, value in overall.items() if value <= fdr}
    factor = len(held) / max(1, len(chosen))
    return {
        name: Family(
            p=float(overall[name]),
            q=tuple(
                float(max(overall[name], min(1.0, q * factor))) if name not in chosen
                else float(min(1.0, q * factor))
                for q in benjamini_hochberg(values)
            ),
            is_chosen=name in chosen,
        )
        for name, values in held.items()
    }  # fmt: skip


def _checked(p: ArrayLike) -> Floats:
    values = np.asarray(p, dtype=np.float64)
    if not np.all((values >= 0) & (values <= 1)):
        raise UsageError(f"p-values lie between 0 and 1; got {values.tolist()[:5]}")
    return values
