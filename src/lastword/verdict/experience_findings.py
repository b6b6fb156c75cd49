"""Findings on the experience: what customers said of it, what it took, who left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.metrics import catalogue, measure
from lastword.question import Context
from lastword.verdict.experience import experience

SAID = {
    "csat_top_box": "top box {}",
    "csat_top_two": "top two {}",
    "nps": "NPS {}",
    "effort": "effort {} of 1",
    "expectation_below": "below expectation {}",
    "first_call_right": "first call right {}",
}
_SPEAKS = "What was said speaks of those who answered."
_WEIGHTED = " Weighted figures speak of all, if the silent would say what those like them say."


def experience_findings(context: Context) -> Sequence[Finding]:
    """Satisfaction, recommendation and effort as said; contacts and time as gone through."""
    found = context.once(experience)
    said = {name: number for name in SAID if _is_known(number := getattr(found, name))}
    words = [SAID[name].format(number.text()) for name, number in said.items()]
    took = f"A problem takes {replace(found.contacts_per_issue, unit='score').text()} contacts"
    if found.more_than_one_channel.is_known:
        took += f"; {found.more_than_one_channel.text()} had to change the channel"
    sentence = (
        f"Customers say: {', '.join(words)}. {took}." if words else f"{took}. Nobody was asked."
    )
    return (
        Finding(
            id="verdict.experience",
            question="How was it for the customers?",
            answer="figure",
            sentence=sentence,
            estimates={
                **said,
                **{f"{name}_weighted": number for name, number in found.weighted.items()},
                "contacts_per_issue": found.contacts_per_issue,
            },
            evidence=Evidence("issues", (), ("-contact_count",)),
            definitions=tuple(name for name in said if name in catalogue()),
            caveats=(_SPEAKS + (_WEIGHTED if found.weighted else ""),) if words else (),
        ),
    )


def left_findings(context: Context) -> Sequence[Finding]:
    """How many customers left soon after a problem."""
    tables = context.tables
    metric = catalogue()["left"]
    gone = measure(tables.engine, tables["verdicts"], [metric])["left"]
    days = context.settings.verdict.leave_days
    return (
        Finding(
            id="verdict.left",
            question="Who left afterwards?",
            answer="figure" if gone.is_known else "not testable",
            sentence=f"{gone.text()} cancelled or downgraded within {days:g} days of a problem."
            if gone.is_known
            else f"No problem is older than {days:g} days yet.",
            estimates={"left": gone},
            evidence=Evidence("verdicts", (Condition("did_leave", "==", True),), ("-opened_at",)),
            definitions=("left",),
            caveats=("Customers leave for prices and moves, too.",),
            next_step=NextStep(
                "Ask those who leave after an unsolved problem why.", "product owner"
            ),
        ),
    )


def _is_known(number: Any) -> bool:
    return isinstance(number, Estimate) and number.is_known
