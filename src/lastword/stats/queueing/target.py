"""What callers are promised: conditions such as "P(wait > 20 s) < 5% & abandon < 2%"."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastword.errors import UsageError
from lastword.stats.queueing.queue import Waits

Floats = NDArray[np.float64]
_ALLOWED = (
    "'P(wait > 20 s) < 5%', 'P(virtual wait > 20 s) < 5%', 'P(wait > 0) < 10%', "
    "'abandon < 2%', 'mean wait < 30 s', 'served within 20 s > 80%', 'occupancy < 85%'; "
    "join several with &"
)
_NUMBER = r"(\d+(?:\.\d+)?)"
_TIME = _NUMBER + r"\s*(s|sec|seconds|min|minutes)?"
_FORMS: tuple[tuple[str, str], ...] = (
    (rf"p\(\s*wait\s*>\s*{_TIME}\s*\)\s*<=?\s*{_NUMBER}\s*(%?)", "wait_over"),
    (rf"p\(\s*virtual wait\s*>\s*{_TIME}\s*\)\s*<=?\s*{_NUMBER}\s*(%?)", "virtual_over"),
    (rf"(?:served|answered) within\s+{_TIME}\s*>=?\s*{_NUMBER}\s*(%?)", "served_within"),
    (rf"(?:p\(\s*)?abandon(?:ed|ment)?\s*\)?\s*<=?\s*{_NUMBER}\s*(%?)", "abandoned"),
    (rf"mean wait\s*<=?\s*{_TIME}", "mean_wait"),
    (rf"occupancy\s*<=?\s*{_NUMBER}\s*(%?)", "occupancy"),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One measure of `Waits` held below a limit, or above it for the share served in time."""

    measure: str
    limit: float
    within: float

    def missed_by(self, waits: Waits) -> Floats:
        """How far the measure lies on the wrong side of its limit; below 0 where it is kept."""
        found: Floats = getattr(waits, self.measure)
        return self.limit - found if self.measure == "served_within" else found - self.limit

    def text(self) -> str:
        """Write the condition as `parse_target` reads it."""
        share, wait = f"{100 * self.limit:g}%", f"{self.within:g} s"
        return {
            "wait_over": f"P(wait > {wait}) < {share}",
            "virtual_over": f"P(virtual wait > {wait}) < {share}",
            "served_within": f"served within {wait} > {share}",
            "abandoned": f"abandon < {share}",
            "mean_wait": f"mean wait < {self.limit:g} s",
            "occupancy": f"occupancy < {share}",
        }[self.measure]


def parse_target(text: str) -> tuple[Condition, ...]:
    """Read conditions joined by "&" or "and".

    Raises
    ------
    UsageError
        If a part is not understood or asks for a share outside 0–100 %; lists what is allowed.

    Examples
    --------
    >>> [c.text() for c in parse_target("P(wait > 20 s) < 5% & abandon < 0.02")]
    ['P(wait > 20 s) < 5%', 'abandon < 2%']
    """
    parts = re.split(r"&&?|\band\b", text.lower())
    return tuple(_condition(part.strip(), text) for part in parts)


def _condition(part: str, text: str) -> Condition:
    for form, measure in _FORMS:
        if found := re.fullmatch(form, part):
            return _checked(measure, [group or "" for group in found.groups()], text)
    raise UsageError(f"target {text!r}: {part!r} is not understood; write {_ALLOWED}")


def _checked(measure: str, groups: list[str], text: str) -> Condition:
    within = 0.0
    if measure in ("wait_over", "virtual_over", "served_within", "mean_wait"):
        within = float(groups[0]) * (60 if groups[1].startswith("m") else 1)
        groups = groups[2:]
    if measure == "mean_wait":
        if within <= 0:
            raise UsageError(f"target {text!r}: a mean wait must be above 0 seconds")
        return Condition(measure, within, 0.0)
    limit = float(groups[0]) / (100 if groups[1] == "%" else 1)
    if not 0 < limit < 1:
        raise UsageError(
            f"target {text!r}: nobody can promise {100 * limit:g} % for {measure.replace('_', ' ')}"
            "; give a share between 0 and 100 %, like 5%"
        )
    return Condition(measure, limit, within)
