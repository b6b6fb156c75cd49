"""What a centre's waits, patience, staffing and repeats come to, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lastword.analyses.capacity.centre import Capacity, capacity_of
from lastword.analyses.capacity.demand import Demand, demand_of
from lastword.analyses.capacity.price import MEASURES, Price, price_of
from lastword.errors import NotTestable
from lastword.finding import Answer, Condition, Evidence, Finding, NextStep
from lastword.question import Context

WAITS = "How do customers live our waits, and what do we see of them?"
PATIENCE = "How long are customers willing to wait?"
STAFFING = "How many agents does each part of the day need, so that nobody waits too long?"
DEMAND = "How much of the demand is problems that were not solved?"
PRICE = "What does waiting cost us with those who were answered in the end?"
_WAITED = Evidence("contacts", (Condition("wait_seconds", ">", 20.0),), ("-wait_seconds",))
_LOST = Evidence("contacts", (Condition("outcome", "==", "abandoned"),), ("-wait_seconds",))
_REPEATS = Evidence("issues", (Condition("contact_count", ">", 1),), ("-contact_count",))
_LONG = Evidence("verdicts", (Condition("wait_seconds", ">", 300.0),), ("-wait_seconds",))


def wait_findings(context: Context) -> Sequence[Finding]:
    """Waits from both sides, patience, and agents seen against agents needed."""
    found = context.once(capacity_of)
    return (_waits(found), _patience(found), _staffing(found))


def _waits(found: Capacity) -> Finding:
    seen = found.views
    numbers = {
        "waited_over": seen.waited_over,
        "mean_wait": seen.mean_wait,
        "gave_up": seen.gave_up,
        "of_answered": seen.of_answered,
        "of_offered": seen.of_offered,
    }
    return Finding(
        id="capacity.waits",
        question=WAITS,
        answer="figure",
        sentence=f"{seen.waited_over.text()} of {found.callers:,} callers waited longer than 20 s "
        f"and {seen.gave_up.text()} gave up; of the answered alone, {seen.of_answered.text()} look "
        "served in time.",
        estimates=numbers,
        harm=f"{_number(seen.hours_on_hold.value)} hours of customers' lives on hold each day.",
        evidence=_WAITED,
        definitions=("service_level_offered", "service_level_answered"),
        caveats=("Callers who left in the menu, before the queue, are not counted.",),
        next_step=NextStep("Report waits of all callers, not of the answered.", "head of service"),
        headline="WAITING",
    )


def _patience(found: Capacity) -> Finding:
    study = found.patience
    mean, naive = study.means["all"], study.naive_means["all"]
    if mean.value is None:
        sentence = "Not testable with this data: nobody gave up waiting."
        return Finding("capacity.patience", PATIENCE, "not testable", sentence)
    gone = study.quantile(0.25)
    quarter = f"A quarter would be gone after {gone:,.0f} s of waiting. " if gone else ""
    return Finding(
        id="capacity.patience",
        question=PATIENCE,
        answer="figure",
        sentence=f"{quarter}Mean patience is {mean.text()}, while those who hung up had waited "
        f"{naive or 0.0:,.0f} s on average: they were the impatient ones.",
        estimates={f"patience {name}": number for name, number in study.means.items()},
        evidence=_LOST,
        caveats=("Assumes that patience does not depend on how long the queue happens to be.",),
        next_step=NextStep("Plan with patience, not with the hang-ups' waits.", "planner"),
    )


def _staffing(found: Capacity) -> Finding:
    if found.needed is None:
        sentence = "Not testable with this data: no contact says how long it was handled."
        return Finding("capacity.staffing", STAFFING, "not testable", sentence)
    needed = found.needed.agents
    short = needed - np.array([slot.agents for slot in found.day])
    worst = int(np.argmax(short))
    slot = found.day[worst]
    clock = f"{slot.minute // 60}:{slot.minute % 60:02d}"
    hours = float(np.maximum(short, 0).sum()) * found.interval_minutes / 60
    lacking = (
        f"at {clock} it takes {needed[worst]:,} and {slot.agents:,.0f} took contacts. In all "
        f"{hours:,.0f} hours of presence are missing."
        if hours >= 0.5
        else "as many or more took contacts all day."
    )
    return Finding(
        id="capacity.staffing",
        question=STAFFING,
        answer="figure",
        sentence=f"On a busy day {needed.max():,} agents are needed at once to keep "
        f"“{found.needed.target}”; {lacking}",
        estimates={"waited_over": found.views.waited_over},
        effect="agents",
        evidence=_WAITED,
        caveats=(
            "Agents are counted who took a contact that began in the interval; who was idle, or "
            "in a long contact, is not seen.",
        ),
        next_step=NextStep("Move shifts there: `lastword staff --days 14`.", "planner"),
    )


def demand_findings(context: Context) -> Sequence[Finding]:
    """How much of the demand is repeats, and what one more in a hundred would free."""
    found = context.once(demand_of)
    weekly = found.contacts_freed(1)
    return (
        Finding(
            id="capacity.demand",
            question=DEMAND,
            answer="figure",
            sentence=f"{found.repeats.text()} of contacts are repeats{_costs(found)}. If one more "
            f"in a hundred problems took a single contact, {weekly:,.0f} contacts a week would "
            f"not come ({found.freed.text()} of all).",
            estimates={
                "repeats": found.repeats,
                "repeats_of_unsolved": found.repeats_of_unsolved,
                "freed": found.freed,
            },
            evidence=_REPEATS,
            caveats=(
                "Problems that need several contacts by their nature are among them; the problems "
                "solved next are taken to be like those that were not.",
            ),
            next_step=NextStep(
                "Put freed hours where waits are longest, and the causes away.", "product owner"
            ),
        ),
    )


def _costs(found: Demand) -> str:
    spent = (found.hours_a_week, "agents"), (found.life_a_week, "customers' lives")
    parts = [f"{hours:,.0f} hours of {whose} a week" for hours, whose in spent if hours is not None]
    return f" and take {' and '.join(parts)}" if parts else ""


def price_findings(context: Context) -> Sequence[Finding]:
    """Whether those who waited long fared worse: people who wait are not heard."""
    try:
        found = context.once(price_of)
    except NotTestable as error:
        sentence = f"Not testable with this data: {error}."
        return (Finding("capacity.price", PRICE, "not testable", sentence),)
    worse = [name for name in found.sure if (found.differences[name].value or 0.0) > 0]
    better = [name for name in found.sure if name not in worse]
    return (
        Finding(
            id="capacity.price",
            question=PRICE,
            answer=_answer(bool(worse), bool(better)),
            sentence=_compared(found, worse, better),
            estimates=dict(found.differences),
            effect="share of callers",
            evidence=_LONG,
            caveats=(
                "Those who come when queues are long may differ in more than their wait.",
                "The impatient are gone before: only those are compared who held on.",
            ),
            next_step=NextStep("Offer a call-back before the third minute.", "head of service"),
        ),
    )


def _answer(is_worse: bool, is_better: bool) -> Answer:
    """Whether waiting hurts; where some things got worse and others better, neither is said."""
    if is_worse == is_better:
        return "undecided"
    return "supported" if is_worse else "contradicted"


def _compared(found: Price, worse: list[str], better: list[str]) -> str:
    first, last = found.bands[0], found.bands[-1]
    said = [
        f"“{MEASURES[name].lower()}” {last.shares[name].text()} against {first.shares[name].text()}"
        for name in (*worse, *better)
    ]
    if not said:
        return f"No difference is sure between waits of {last.name} and {first.name}."
    return f"After waits of {last.name} against {first.name}: {'; '.join(said)}."


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.1f}"
