"""Detector: one way in which a target replaces the goal, and how it is told from chance.

A detector is one module in ``detectors/`` that holds a `DETECTOR`; the registry finds it. Its
statistics are functions of plain arrays and counts in ``stats/``; its `test` counts a project's
tables by Ibis and hands the counts to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import ibis.expr.types as ir
import pyarrow as pa

from lastword.analyses.integrity.sign import Level, Sign
from lastword.engine import Requires, Tables
from lastword.question import Context
from lastword.settings import Settings, TargetSettings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """What one audit looks at: the tables, the targets people are held to, how close it looks.

    Parameters
    ----------
    context
        Tables, settings and the stated moment.
    targets
        Targets that are declared; empty where limits are to be searched for.
    levels
        Levels to test, the centre first.
    """

    context: Context
    targets: tuple[TargetSettings, ...]
    levels: tuple[Level, ...]
    _known: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def tables(self) -> Tables:
        """The canonical tables."""
        return self.context.tables

    @property
    def settings(self) -> Settings:
        """The project's settings."""
        return self.context.settings

    def fetch(self, counts: ir.Table) -> pa.Table:
        """Bring counts (never contacts) into Python."""
        return self.tables.engine.fetch(counts)

    def once(self, ask: Callable[[Case], T]) -> T:
        """The answer of a function of this case, computed once however many ask for it."""
        if ask not in self._known:
            self._known[ask] = ask(self)
        known: T = self._known[ask]
        return known

    def targets_on(self, words: Sequence[str]) -> tuple[TargetSettings, ...]:
        """Declared targets whose metric's name holds one of the words, in any case."""
        return tuple(
            target
            for target in self.targets
            if any(word in target.metric.lower() for word in words)
        )


def as_it_is(case: Case, sign: Sign) -> Sign:
    """Leave a sign as its test made it."""
    return sign


@dataclass(frozen=True, slots=True)
class Detector:
    """One detector.

    Parameters
    ----------
    name
        Stable, one noun, for example ``"bunching"``.
    title, question
        In the words of a head of service.
    requires
        What the data must hold; otherwise it says what is missing.
    null_model
        What is expected if nobody games, in one sentence.
    innocent
        Explanations under which nobody did anything wrong.
    would_settle
        What to look at to be sure.
    measures_harm
        Which harm to customers is set beside the statistic.
    metrics
        Words in the names of metrics that it undermines, for example ``("handle_time",)``.
    test
        Every test that the data can carry, found or not. Raises `NotTestable` in words.
    definitions
        Definitions of “resolved” (rungs of the ladder) that its findings undermine.
    deepen
        Adds harm, exhibits and explanations to a sign; asked only of signs that were found.
    """

    name: str
    title: str
    question: str
    requires: Requires
    null_model: str
    innocent: tuple[str, ...]
    would_settle: str
    measures_harm: str
    metrics: tuple[str, ...]
    test: Callable[[Case], Sequence[Sign]]
    deepen: Callable[[Case, Sign], Sign] = as_it_is
    definitions: tuple[str, ...] = ()
