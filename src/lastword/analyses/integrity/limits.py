"""Limits: which limits in seconds to test, declared or searched for, and the signs at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lastword.analyses.integrity.detector import Case
from lastword.analyses.integrity.pictures import Density
from lastword.analyses.integrity.sign import Sign
from lastword.errors import NotTestable
from lastword.estimate import say
from lastword.settings import TargetSettings
from lastword.stats.bunching import Bunching

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


def at_limits(found: Sequence[Limit], sign_at: Callable[[Limit], Sign]) -> tuple[Sign, ...]:
    """The sign at every limit that can be tested.

    Raises
    ------
    NotTestable
        If none can; with the reason of the first.
    """
    signs: list[Sign] = []
    why: NotTestable | None = None
    for limit in found:
        try:
            signs.append(sign_at(limit))
        except NotTestable as error:
            why = why or error
    if not signs and why is not None:
        raise why
    return tuple(signs)


@dataclass(frozen=True, slots=True)
class Excess:
    """What bunches under a limit, in the words of one detector.

    Parameters
    ----------
    detector
        Its name.
    metric
        Metric of a target that was searched for.
    sentence
        The pattern, with ``{limit}``, ``{excess}`` and ``{n}``.
    effect
        What the excess counts.
    by
        Who ends what is counted.
    """

    detector: str
    metric: str
    sentence: str
    effect: str
    by: str

    def sign(self, made: Bunching, limit: Limit) -> Sign:
        """The centre's sign of an excess just under a limit."""
        target = limit.target or TargetSettings.model_validate(
            {"metric": self.metric, "value": limit.seconds}
        )
        excess = say(max(made.excess.value or 0.0, 0.0), "count")
        return Sign(
            detector=self.detector,
            level="centre",
            unit=None,
            about=f"{limit.seconds:g}",
            sentence=self.sentence.format(limit=limit.words, excess=excess, n=f"{made.n:,}"),
            estimate=made.excess,
            effect=self.effect,
            share=made.share,
            p=made.p,
            n=made.n,
            minimal_detectable_effect=made.minimal_detectable_effect,
            target=target,
            numbers_beside={"hazard_ratio": made.hazard_ratio},
            picture=Density(
                made.threshold, made.zone, made.edges, ((self.by, made.ends),), made.expected
            ),
        )
