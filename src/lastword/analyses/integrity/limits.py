"""Limits: which limits in seconds to test, declared or searched for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastword.analyses.integrity.detector import Case
from lastword.settings import TargetSettings

_IN_SECONDS = {
    "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0, "min": 60.0, "minute": 60.0,
    "minutes": 60.0, "h": 3_600.0, "hour": 3_600.0, "hours": 3_600.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit to test, and the target that declares it; None where it was searched for."""

    seconds: float
    target: TargetSettings | None

    @property
    def words(self) -> str:
        """The limit as people say it.

        Examples
        --------
        >>> Limit(600, None).words, Limit(90, None).words
        ('10-minute', '90-second')
        """
        if self.seconds >= 120 and self.seconds % 60 == 0:
            return f"{self.seconds / 60:g}-minute"
        return f"{self.seconds:g}-second"


def limits(case: Case, words: Sequence[str], searched: Sequence[float]) -> tuple[Limit, ...]:
    """Declared limits of metrics named so; where none is declared, the round values given."""
    held = [
        Limit(target.value * _IN_SECONDS[target.unit.lower()], target)
        for target in case.targets_on(words)
        if target.unit.lower() in _IN_SECONDS
    ]
    return tuple(held) or tuple(Limit(float(value), None) for value in searched)
