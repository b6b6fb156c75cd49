"""Findings on drivers: what costs, what earns, and the beliefs that were tested."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.drivers.centre import ASKED
from lastword.analyses.drivers.claims import Claim
from lastword.analyses.drivers.effects import Effect
from lastword.analyses.drivers.guards import Side
from lastword.analyses.drivers.interaction import Interaction
from lastword.analyses.drivers.result import Drivers, drivers_result
from lastword.errors import NotTestable
from lastword.estimate import Estimate, capital
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.question import Context

COSTS = "What costs our customers' verdict?"
EARNS = "What earns it?"
_SOLVED = {
    "never": "unsolved",
    "later": "solved later",
    "first contact": "solved at first contact",
    "below expected": "solved, but below what was expected",
    "as expected": "solved as expected",
    "above expected": "solved better than expected",
}
_RESOLVED = {
    "never": (Condition("said_resolved", "==", False),),
    "later": (Condition("said_resolved", "==", True), Condition("contact_count", ">", 1)),
    "first contact": (Condition("said_resolved", "==", True), Condition("contact_count", "<=", 1)),
    "below expected": (Condition("said_resolved", "==", True),
                       Condition("said_expectation", "==", -1)),
    "as expected": (Condition("said_resolved", "==", True),
                    Condition("said_expectation", "==", 0)),
    "above expected": (Condition("said_resolved", "==", True),
                       Condition("said_expectation", "==", 1)),
}  # fmt: skip
"""Level of resolution → the verdicts that have it."""
_QUESTIONS = {
    "hygiene": "Is {} merely expected?",
    "reward": "Does {} earn more than its lack costs?",
    "both_needed": "Does {1} earn anything where {0} is missed?",
    "effort_beats_delight": "Does {0} cost more than {1} earns?",
    "loyalty_plateau": "Does exceeding in {} still add?",
}


def driver_findings(context: Context) -> Sequence[Finding]:
    """What costs and what earns, with the claims."""
    try:
        found = context.once(drivers_result)
    except NotTestable as error:
        sentence = f"Not testable with this data: {error}."
        return (Finding("drivers.costs", COSTS, "not testable", sentence),)
    claims = [_of_claim(claim, found) for claim in found.claims]
    return (costs_finding(found), earns_finding(found), *claims)


def costs_finding(found: Drivers) -> Finding:
    """The driver whose failures cost most: how deep they go, and how many there are."""
    losses = [effect for effect in found.effects if _is_below(effect.low.get("mean"))]
    if not losses:
        return _undecided("drivers.costs", COSTS, found, "COSTS")
    worst = max(losses, key=lambda effect: abs(effect.attainable["mean"].value or 0.0))
    loss = worst.low["mean"]
    return Finding(
        id="drivers.costs",
        question=COSTS,
        answer="figure",
        sentence=f"{capital(_level(worst, worst.lowest))}: {loss.text()} on "
        f"{found.outcome}. {_above(worst)}",
        estimates={"cost": loss, "if_failures_halved": worst.attainable["mean"]},
        effect=f"everybody at “{worst.lowest}” instead of “{worst.reference}”",
        evidence=_evidence(worst, "below"),
        caveats=_caveats(found),
        next_step=NextStep(
            f"halve the failures in {worst.title}: {_points(worst)}", "head of service"
        ),
        headline="COSTS",
    )


def earns_finding(found: Drivers) -> Finding:
    """The reward variable (else any driver) that earns most, with and without resolution."""
    gains = [effect for effect in found.effects if _is_above(effect.high.get("mean"))]
    if not gains:
        return _undecided("drivers.earns", EARNS, found, "EARNS")
    rewards = [effect for effect in gains if effect.label == "reward"]
    best = max(rewards or gains, key=lambda effect: effect.high["mean"].value or 0.0)
    gain = best.high["mean"]
    together = found.together
    sentence = f"{capital(_level(best, best.highest))}: {_signed(gain)} on {found.outcome}."
    estimates = {"gain": gain}
    if together is not None and together.driver == best.driver:
        sentence = f"{sentence[:-1]}; {_if_solved(together)}."
        estimates |= _given(together)
    return Finding(
        id="drivers.earns",
        question=EARNS,
        answer="figure",
        sentence=sentence,
        estimates=estimates,
        effect=f"everybody at “{best.highest}” instead of “{best.reference}”",
        evidence=_evidence(best, "above"),
        caveats=_caveats(found),
        headline="EARNS",
    )


def _undecided(name: str, question: str, found: Drivers, headline: str) -> Finding:
    sentence = f"Undecided: no interval of {found.n:,} answers leaves zero."
    return Finding(name, question, "undecided", sentence, caveats=_caveats(found),
                   headline=headline)  # fmt: skip


def _of_claim(claim: Claim, found: Drivers) -> Finding:
    titles = [_title(found, driver) for driver in claim.drivers]
    caveats = _caveats(found)
    if claim.flips:
        caveats = (f"Another answer under: {', '.join(claim.flips)}.", *caveats)
    return Finding(
        id=f"drivers.{claim.name}",
        question=_QUESTIONS[claim.name].format(*titles),
        answer=claim.answer,
        sentence=capital(claim.sentence),
        estimates={**claim.latent, **claim.response},
        effect=f"latent standard deviations a step; below {claim.margin:g} counts as none",
        caveats=caveats,
    )


def _title(found: Drivers, driver: str) -> str:
    effect = found.effect(driver)
    return effect.title if effect else driver


def _is_below(number: Estimate | None) -> bool:
    return number is not None and number.upper is not None and number.upper < 0


def _is_above(number: Estimate | None) -> bool:
    return number is not None and number.lower is not None and number.lower > 0


def _level(effect: Effect, level: str) -> str:
    if effect.driver == "resolution":
        return _SOLVED[level]
    if level == effect.highest:
        return f"best {effect.title}" if effect.kind == "ordinal" else f"{effect.title} {level}"
    return f"worst {effect.title}" if effect.kind == "ordinal" else f"{effect.title} {level}"


def _above(effect: Effect) -> str:
    """What rising above the expected level does, in a few words."""
    gain = effect.high.get("mean")
    if gain is None:
        return "Whether it is merely expected cannot be seen."
    if effect.class_name == "basic" or (effect.label == "penalty" and not _is_above(gain)):
        return f"{capital(_level(effect, effect.highest))}: merely expected."
    if _is_above(gain):
        return f"{capital(_level(effect, effect.highest))}: {_signed(gain)}."
    return f"{capital(_level(effect, effect.highest))}: undecided."


def _if_solved(together: Interaction) -> str:
    words = []
    for case, given in (("if solved", together.met), ("if unsolved", together.missed)):
        gain = given.earns.get("mean")
        is_clear = _is_above(gain) or _is_below(gain)
        words.append(f"{_signed(gain) if gain is not None and is_clear else 'undecided'} {case}")
    return ", ".join(words)


def _given(together: Interaction) -> dict[str, Estimate]:
    cases = {"gain_if_solved": together.met, "gain_if_unsolved": together.missed}
    return {name: case.earns["mean"] for name, case in cases.items() if "mean" in case.earns}


def _points(effect: Effect) -> str:
    gain = effect.attainable["top_box"]
    return f"{_signed(gain)} points of best answers"


def _signed(number: Estimate) -> str:
    return f"+{number.text()}" if (number.value or 0.0) > 0 else number.text()


def _evidence(effect: Effect, side: Side) -> Evidence | None:
    """Rows behind the band below or above the reference."""
    is_below = side == "below"
    if effect.driver == "resolution":
        where = _RESOLVED[effect.lowest if is_below else effect.highest]
        return Evidence("verdicts", where, ("said_csat",))
    if effect.driver.startswith(ASKED) and effect.reference is not None:
        name = effect.driver.removeprefix(ASKED)
        column = "role" if name == "ces" else "attribute"
        is_small = is_below == (float(effect.lowest) < float(effect.highest))
        beyond = Condition("value", "<" if is_small else ">", float(effect.reference))
        order = "value" if is_small else "-value"
        return Evidence("answers", (Condition(column, "==", name), beyond), (order,))
    if effect.driver == "wait":
        return Evidence("issues", (), ("-wait_seconds" if is_below else "wait_seconds",))
    if effect.driver == "transfers":
        passed_on = Condition("transfer_count", ">" if is_below else "==", 0)
        return Evidence("issues", (passed_on,), ("-transfer_count",))
    return None


def _caveats(found: Drivers) -> tuple[str, ...]:
    said = [guard.sentence + "." for guard in found.guards if not guard.driver]
    return (
        "Effects are of customers who answered, beside the other drivers; they are causes only as "
        "far as nothing else moves both.",
        *said,
    )
