"""Pattern: the words that the signs of one detector share, and its sign of the whole centre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import pdtrc

from lastword.analyses.integrity.sign import Level, Sign
from lastword.estimate import Estimate, Unit
from lastword.finding import Condition, Evidence
from lastword.stats.proportion import wilson


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a detector counts.

    Parameters
    ----------
    detector
        Its name.
    about
        What is counted, short and stable.
    effect
        The contacts that are counted, in words that follow a number.
    consistent_with
        What an excess is consistent with, as the end of a sentence.
    evidence
        Query for the contacts of a unit.
    """

    detector: str
    about: str
    effect: str
    consistent_with: str
    evidence: Callable[[Level, str | None], Evidence]


def of_unit(level: Level, unit: str | None) -> tuple[Condition, ...]:
    """Condition that picks a unit's rows; none for the centre."""
    column = {"team": "team_id", "agent": "agent_id"}.get(level)
    return (Condition(column, "==", unit),) if column else ()


def scaled(number: Estimate, by: float, unit: Unit, *, less: float = 0.0) -> Estimate:
    """A number in another unit: times `by`, minus `less`; unknown ends stay unknown."""
    ends = [
        None if end is None else end * by - less
        for end in (number.value, number.lower, number.upper)
    ]
    return Estimate(ends[0], ends[1], ends[2], n=number.n, method=number.method, unit=unit)


def beyond_mistakes(pattern: Pattern, events: int, n: int, *, mistakes: float, said: str) -> Sign:
    """The centre's sign of something that should not happen, apart from mistakes.

    Parameters
    ----------
    events, n
        Contacts in which it happened, and all.
    mistakes
        Share in which it may seem to happen by mistake.
    said
        What the numbers say, with ``{events}``, ``{n}`` and ``{share}``.
    """
    share = wilson(events, n)
    words = said.format(events=f"{events:,}", n=f"{n:,}", share=share.text())
    return Sign(
        detector=pattern.detector,
        level="centre",
        unit=None,
        about=pattern.about,
        sentence=f"Pattern consistent with {pattern.consistent_with}: {words}",
        estimate=scaled(share, n, "count"),
        effect=pattern.effect,
        share=share,
        p=float(pdtrc(events - 1, n * mistakes)) if events else 1.0,
        n=n,
        minimal_detectable_effect=2.5 * float((n * mistakes) ** 0.5),
        evidence=pattern.evidence("centre", None),
    )
