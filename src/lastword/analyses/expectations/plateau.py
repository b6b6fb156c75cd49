"""The plateau: “falling short costs loyalty, exceeding adds little”, tested."""

from __future__ import annotations

from lastword.analyses.expectations.curve import FEW_ANSWERS, LoyaltyCurve
from lastword.analyses.expectations.slopes import Slopes
from lastword.estimate import Estimate
from lastword.finding import Answer, Finding, NextStep

QUESTION = "Does exceeding expectations pay?"


def plateau(curve: LoyaltyCurve) -> Finding:
    """Answer whether loyalty has a plateau above what was expected.

    *Supported* if b₋ exceeds the margin δ with its 95 % interval and b₊ is within ±δ by two
    one-sided tests; *contradicted* if b₊ exceeds δ with its interval, or b₋ falls below it;
    *undecided* otherwise. On the latent scale where there is one, since a full answer scale looks
    like a plateau; on the response scale for amounts.
    """
    slopes = curve.latent or curve.response
    few = [band for band in curve.bands if band.n < FEW_ANSWERS]
    if slopes is None or few:
        return _finding(curve, "not testable", _missing(curve), None)
    answer = judged(slopes)
    flips = [] if curve.other_link is None else [judged(curve.other_link)]
    caveats = tuple(
        f"Under another link function the answer would be “{other}”."
        for other in flips
        if other != answer
    )
    return _finding(curve, answer, _sentence(curve, answer), slopes, caveats)


def judged(slopes: Slopes) -> Answer:
    """The answer by one pair of slopes."""
    below, above, margin = slopes.below, slopes.above, slopes.margin
    if above.lower is not None and above.lower > margin:
        return "contradicted"
    if below.upper is not None and below.upper < margin:
        return "contradicted"
    costs = below.lower is not None and below.lower > margin
    return "supported" if costs and slopes.plateau.is_equivalent else "undecided"


def _finding(
    curve: LoyaltyCurve,
    answer: Answer,
    sentence: str,
    slopes: Slopes | None,
    caveats: tuple[str, ...] = (),
) -> Finding:
    change = curve.changes[0]
    estimates: dict[str, Estimate] = {}
    for name, number in (("short", change.short), ("exceeded", change.exceeded)):
        if number is not None:
            estimates[name] = number
    if slopes is not None:
        estimates |= {f"{slopes.scale} below": slopes.below, f"{slopes.scale} above": slopes.above}
    if slopes is not None and slopes.ratio.is_known:
        estimates["ratio"] = slopes.ratio
    step = NextStep(
        "Meet what was promised before surprising anybody."
        if answer == "supported"
        else "Ask every customer whether the service fell short, met or exceeded expectation.",
        "head of service",
    )
    return Finding(
        id="expectations.plateau",
        question=QUESTION,
        answer=answer,
        sentence=sentence,
        estimates=estimates,
        effect=f"{curve.loyalty}, below and above expectation against met",
        p=slopes.plateau.p if slopes else None,
        minimal_detectable_effect=slopes.plateau.needed_margin if slopes else None,
        caveats=(
            *curve.guards,
            *caveats,
            "Customers whose expectations were exceeded may differ in more than that.",
        ),
        next_step=step if answer in ("supported", "not testable") else None,
    )


def _sentence(curve: LoyaltyCurve, answer: Answer) -> str:
    below, met, above = (band.mean.text() if band.mean else "unknown" for band in curve.bands)
    figures = f"{curve.loyalty} is {below} below expectation, {met} as expected, {above} above"
    slopes = curve.latent or curve.response
    ratio = slopes.ratio if slopes else None
    times = f" Falling short weighs {ratio.text()} times as much." if ratio and ratio.value else ""
    return {
        "supported": f"Falling short costs, exceeding adds nothing that matters: {figures}.",
        "contradicted": f"There is no plateau: {figures}.{times}",
        "undecided": f"Whether exceeding pays is undecided: {figures}.",
    }[answer]


def _missing(curve: LoyaltyCurve) -> str:
    few = [guard for guard in curve.guards if guard.startswith("Only")]
    if few:
        return f"Not testable with this data: {few[0][0].lower()}{few[0][1:]}"
    return (
        "Not testable with this data: customers below, at and above expectation are all needed, "
        "with more than one answer about loyalty."
    )
