"""Findings on “solved”: claimed against said, the ladder, first-timers, coming back."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.estimate import Bounds, Estimate
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.question import Context
from lastword.verdict.false_first import false_first
from lastword.verdict.ladder import ladder
from lastword.verdict.recontact import recontact
from lastword.verdict.resolution import resolution
from lastword.verdict.results import Curve, Disagreement, Ladder, Recontact, Resolution

SAID_NO = Evidence(
    "verdicts",
    (Condition("claimed_resolved", "==", True), Condition("said_resolved", "==", False)),
    ("-answered_at",),
)
CAME_BACK = Evidence("verdicts", (Condition("did_come_back", "==", True),), ("came_back_days",))
WEEK = 7.0


def solved_findings(context: Context) -> Sequence[Finding]:
    """SOLVED?: as claimed, as said, as inferred, and with nothing assumed."""
    found = context.once(resolution)
    estimates: dict[str, Estimate | Bounds] = {"claimed": found.claimed, "said": found.said}
    for name in ("weighted", "inferred", "bounds"):
        number = getattr(found, name)
        if number is not None:
            estimates[name] = number
    return (
        Finding(
            id="verdict.solved",
            question="Is it solved, in the customers' eyes?",
            answer="figure" if found.said.is_known else "not testable",
            sentence=_solved(found),
            estimates=estimates,
            evidence=SAID_NO,
            definitions=("agent_code", "customer_says_resolved"),
            caveats=found.caveats,
            next_step=_ask_or_call(found),
            headline="SOLVED?",
        ),
    )


def _solved(found: Resolution) -> str:
    claim = (
        f"You claim {found.claimed.text()}." if found.claimed.is_known else "Nothing is claimed."
    )
    if not found.said.is_known:
        return f"{claim} No customer was asked whether it is solved: behaviour only."
    parts = [claim, f"Customers who answered: {found.said.text()}."]
    if found.inferred is not None:
        alike = "if the silent are like those who answered"
        parts.append(f"All, inferred: {found.inferred.text()}, {alike}.")
    if found.bounds is not None:
        parts.append(f"Assuming nothing about the silent: {found.bounds.text()}.")
    return " ".join(parts)


def _ask_or_call(found: Resolution) -> NextStep:
    if not found.said.is_known:
        return NextStep(
            "Ask customers whether it is solved (`lastword survey`).", "head of service"
        )
    return NextStep(
        "Call back those who say “not solved” behind a claim of “solved”.", "team leads"
    )


def ladder_findings(context: Context) -> Sequence[Finding]:
    """What the definitions in use make of the same issues, and who disagrees with whom."""
    found = context.once(ladder)
    shares = {rung.name: rung.estimate for rung in found.rungs if rung.estimate is not None}
    if not shares:
        reason = found.rungs[0].why_not
        return (_ladder_finding("not testable", f"No definition can be computed: {reason}.", {}),)
    return (
        _ladder_finding("figure", _spread(found), dict(shares), _missing(found)),
        *_contradictions(found),
    )


def _ladder_finding(
    answer: str, sentence: str, shares: dict[str, Estimate], caveats: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        id="verdict.ladder",
        question="What does “resolved” mean here, and who decides?",
        answer="figure" if answer == "figure" else "not testable",
        sentence=sentence,
        estimates=dict(shares),
        definitions=tuple(shares),
        caveats=caveats,
        next_step=NextStep(
            "Report the customer's definition first and name who decides each other one.",
            "head of service",
        ),
    )


def _spread(found: Ladder) -> str:
    known = [rung for rung in found.rungs if rung.estimate is not None]
    ordered = sorted(known, key=lambda rung: (rung.estimate and rung.estimate.value) or 0.0)
    low, high = ordered[0], ordered[-1]
    assert low.estimate is not None
    assert high.estimate is not None
    if low is high:
        return f"Only one definition can be computed: “{low.title}”, {low.estimate.text()}."
    return (
        f"The same problems are “resolved” in {low.estimate.text()} by “{low.title}” and in "
        f"{high.estimate.text()} by “{high.title}”: {len(known)} definitions, one set of problems."
    )


def _missing(found: Ladder) -> tuple[str, ...]:
    return tuple(
        f"“{rung.title}” not computed: {rung.why_not}." for rung in found.rungs if rung.why_not
    )


def _contradictions(found: Ladder) -> tuple[Finding, ...]:
    pair = next((d for d in found.disagreements if _is_claim_against_word(d)), None)
    if pair is None or pair.no_given_yes is None:
        return ()
    numbers = {"no_given_yes": pair.no_given_yes}
    numbers |= {name: n for name in ("kappa", "pabak") if (n := getattr(pair, name)) is not None}
    return (
        Finding(
            id="verdict.claimed",
            question="When the centre says “solved”, do customers agree?",
            answer="figure",
            sentence=f"Of the problems claimed as solved, {pair.no_given_yes.text()} of the "
            f"customers who answered say they are not ({pair.only_first:,} of "
            f"{pair.both + pair.only_first:,}).",
            estimates=dict(numbers),
            evidence=SAID_NO,
            definitions=("agent_code", "customer_says_resolved"),
            caveats=("Speaks of those who answered.",),
            next_step=NextStep(
                "Let the customer, not the code, close the problem.", "head of service"
            ),
        ),
    )


def _is_claim_against_word(pair: Disagreement) -> bool:
    return (pair.first, pair.second) == ("agent_code", "customer_says_resolved")


def first_findings(context: Context) -> Sequence[Finding]:
    """FIRST?: how many “first” contacts were not."""
    found = context.once(false_first)
    if not found.share.is_known:
        sentence = "No contact is marked as the first of a problem."
    else:
        sentence = (
            f"{found.count:,} “first-time” contacts came from customers who had contacted us about "
            f"it before ({found.share.text()})."
        )
    if found.breaks:
        earlier, later, _ = found.breaks[0]
        sentence += f" Main break: {earlier} never reaches {later}."
    unknown = f"{found.unknown_customers:,} contacts of unknown customers are linked to nobody."
    return (
        Finding(
            id="verdict.false_first",
            question="Are first-time callers calling first?",
            answer="figure" if found.share.is_known else "not testable",
            sentence=sentence,
            estimates={"false_first": found.share},
            evidence=Evidence(
                "issue_contacts", (Condition("is_false_first", "==", True),), ("-offered_at",)
            ),
            definitions=("false_first",),
            caveats=(unknown,) if found.unknown_customers else (),
            next_step=_show_history(found.breaks),
            headline="FIRST?",
        ),
    )


def _show_history(breaks: tuple[tuple[str, str, int], ...]) -> NextStep | None:
    if not breaks:
        return None
    earlier, later, _ = breaks[0]
    return NextStep(f"Give {later} agents the {earlier} history.", "product owner of the desk")


def recontact_findings(context: Context) -> Sequence[Finding]:
    """Who comes back, and how much of it is chance."""
    found = context.once(recontact)
    return (_came_back(found, context), *_same_reason(found))


def _came_back(found: Recontact, context: Context) -> Finding:
    same, any_ = _at_week(found.same), _at_week(found.any)
    sentence = (
        f"Within 7 days {same.text()} come back on the same problem, {any_.text()} for anything."
    )
    outcomes = [f"{curve.name} {_at_week(curve).text()}" for curve in found.by_outcome]
    if len(outcomes) > 1:
        sentence += f" For anything, by how the contact went: {', '.join(outcomes)}."
    estimates = {"same_issue_7_days": same, "any_7_days": any_}
    if found.chance is not None:
        estimates |= {"by_chance_7_days": _at_week(found.chance)}
        estimates |= {"beyond_chance_7_days": dict(found.excess)[WEEK]}
    if found.placebo is not None:
        estimates |= {"placebo_7_days": _at_week(found.placebo)}
    return Finding(
        id="verdict.recontact",
        question="Who comes back, and is it more than chance?",
        answer="figure" if same.is_known else "not testable",
        sentence=sentence if same.is_known else "No problem could be watched for 7 days.",
        estimates=estimates,
        evidence=CAME_BACK,
        definitions=("no_recontact",),
        caveats=(
            "Watched from the first claimed end; Kaplan–Meier, censored at "
            f"{context.as_of:%-d %b %Y}.",
            "Chance by shuffling is cautious: customers with few contacts keep their pairs.",
        ),
        next_step=NextStep("Read why they came back before counting it as failure.", "team leads"),
    )


def _same_reason(found: Recontact) -> tuple[Finding, ...]:
    if found.reason is None:
        return ()
    reason = found.reason
    estimates = {
        "same_reason": reason.same_reason,
        "by_chance": reason.by_chance,
        "beyond_chance": reason.beyond_chance,
    }
    own = "The system calls nothing reopened."
    if found.reopened is not None:
        estimates = {"reopened": found.reopened, **estimates}
        own = f"The system calls {found.reopened.text()} reopened."
    return (
        Finding(
            id="verdict.reopened",
            question="Is “reopened” the whole truth?",
            answer="figure",
            sentence=f"{own} {reason.same_reason.text()} of contacts are followed by "
            f"another of the same customer for the same reason within {reason.days:g} days; "
            f"{reason.by_chance.text()} would be by chance.",
            estimates=estimates,
            evidence=CAME_BACK,
            definitions=("no_recontact",),
            caveats=(reason.method,),
            next_step=NextStep(
                "Count customers who come back, not tickets reopened.", "head of service"
            ),
        ),
    )


def _at_week(curve: Curve) -> Estimate:
    return dict(curve.at)[WEEK]
