"""Claims about employees and customers: what each says, and what the data say to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from lastword.estimate import Estimate
from lastword.stats.arrows import Arrows
from lastword.stats.multiplicity import holm

ClaimName = Literal["move_together", "ex_drives_cx", "cx_drives_ex"]
Verdict = Literal["supported", "contradicted", "undecided", "not testable"]
CLAIMS: dict[ClaimName, str] = {
    "move_together": "Employees and customers fare well, or badly, at the same time.",
    "ex_drives_cx": "Where employees fare better, customers do so a period later.",
    "cx_drives_ex": "Where customers fare better, employees do so a period later.",
}
ALPHA = 0.05
MARGIN = 0.1
"""An effect of fewer standard deviations for one standard deviation counts as none."""

Judgement = tuple[dict[ClaimName, Verdict], dict[ClaimName, float]]


def judged(found: Mapping[str, tuple[int, Arrows]]) -> Mapping[str, Judgement]:
    """Judge every claim on every figure, all tests together (Holm).

    *Supported*: the effect goes as believed and beyond chance, and its arrow is clean.
    *Contradicted*: it goes the other way, likewise, or its interval lies within the margin of no
    effect. *Undecided* otherwise; *not testable* where there is no figure of that name.

    Parameters
    ----------
    found
        Figure → 1 where more of it is believed to be good (else −1), and its arrows.
    """
    tests = {
        (name, claim): test
        for name, (good, arrows) in found.items()
        for claim, test in _tests(arrows, good).items()
    }
    adjusted = holm([test[1] for test in tests.values()])
    verdicts: dict[str, Judgement] = defaultdict(_untold)
    for ((name, claim), test), q in zip(tests.items(), adjusted.tolist(), strict=True):
        verdicts[name][0][claim] = _verdict(test, q)
        verdicts[name][1][claim] = q
    return verdicts


def _untold() -> Judgement:
    return dict.fromkeys(CLAIMS, "not testable"), {}


Test = tuple[Estimate, float, bool, int, float]
"""Effect, p-value, whether its arrow is clean, the believed sign, the margin."""


def _tests(arrows: Arrows, good: int) -> dict[ClaimName, Test]:
    first, second = arrows.spread
    ahead, behind = MARGIN * second / first, MARGIN * first / second
    onward, back = arrows.onward, arrows.back
    return {
        "move_together": (arrows.together, arrows.p, True, good, ahead),
        "ex_drives_cx": (onward.effect, onward.p, onward.is_clean, good, ahead),
        "cx_drives_ex": (back.effect, back.p, back.is_clean, good, behind),
    }


def _verdict(test: Test, q: float) -> Verdict:
    effect, _, is_clean, good, margin = test
    assert effect.value is not None and effect.lower is not None and effect.upper is not None
    if q < ALPHA and is_clean:
        return "supported" if effect.value * good > 0 else "contradicted"
    if -margin < effect.lower and effect.upper < margin:
        return "contradicted"
    return "undecided"
