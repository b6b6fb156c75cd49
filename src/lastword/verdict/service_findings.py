"""Findings on service: dropped, next issues, call-backs, asking, the centre's scorecard."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.metrics import Metric, catalogue, measure
from lastword.question import Context
from lastword.verdict.asking import asking
from lastword.verdict.callbacks import callbacks
from lastword.verdict.dropped import dropped
from lastword.verdict.next_issues import next_issues
from lastword.verdict.results import Dropped

CUT_OFF = Evidence("contacts", (Condition("outcome", "==", "cut_off"),), ("-wait_seconds",))
OPEN_QUESTION = Evidence(
    "verdicts",
    (Condition("is_unanswered", "==", True), Condition("claimed_resolved", "==", True)),
    ("-opened_at",),
)


def dropped_findings(context: Context) -> Sequence[Finding]:
    """DROPPED: cut off, hung up on, closed on their open question."""
    found = context.once(dropped)
    estimates = {
        name: number
        for name in ("abandoned", "cut_off_again_in_hour", "short", "short_again_in_hour")
        if (number := getattr(found, name)) is not None
    }
    return (
        Finding(
            id="verdict.dropped",
            question="Whom did we drop?",
            answer="figure",
            sentence=_dropped(found),
            estimates=estimates,
            evidence=OPEN_QUESTION if found.unanswered and not found.cut_off else CUT_OFF,
            definitions=("abandonment",),
            innocent=("A very short call may be a wrong number or a broken line.",),
            next_step=_lift(found),
            headline="DROPPED",
        ),
    )


def _dropped(found: Dropped) -> str:
    parts = []
    if found.cut_off:
        where = (
            f" at {clock(found.cut_off_at_seconds)} of waiting" if found.cut_off_at_seconds else ""
        )
        again = found.cut_off_again_in_hour
        back = f"; {again.text()} came back within the hour" if again else ""
        parts.append(f"{found.cut_off:,} cut off{where}{back}.")
    if found.unanswered:
        parts.append(f"{found.unanswered:,} conversations closed on the customer's open question.")
    if found.abandoned.is_known:
        parts.append(f"{found.abandoned.text()} of {found.offered:,} gave up before an answer.")
    return " ".join(parts) or "Nobody was dropped, as far as these exports show."


def _lift(found: Dropped) -> NextStep | None:
    if found.cut_off_at_seconds:
        limit = clock(found.cut_off_at_seconds)
        return NextStep(f"Lift the {limit} cut-off.", "workforce planning")
    if found.unanswered:
        return NextStep(
            "Answer before closing: reopen the customers' open questions.", "team leads"
        )
    return None


def clock(seconds: float) -> str:
    """Minutes and seconds.

    Examples
    --------
    >>> clock(1800)
    '30:00'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def next_issue_findings(context: Context) -> Sequence[Finding]:
    """Which problem tends to follow which."""
    pairs = context.once(next_issues)
    question = "Which problem follows which?"
    if not pairs:
        sentence = "No problem follows another more often than is common anyhow."
        return (Finding("verdict.next_issues", question, "figure", sentence),)
    first = pairs[0]
    return (
        Finding(
            id="verdict.next_issues",
            question=question,
            answer="figure",
            sentence=f"After “{first.reason}”, {first.share.text()} come with “{first.next_reason}”"
            f": {first.lift.text()} times the usual; about {first.avoidable:,.0f} contacts could "
            "be spared.",
            estimates={f"{pair.reason} → {pair.next_reason}": pair.lift for pair in pairs},
            evidence=Evidence(
                "issues",
                (
                    Condition("reason", "==", first.reason),
                    Condition("next_reason", "==", first.next_reason),
                ),
                ("-opened_at",),
            ),
            caveats=("Following is not causing; pairs are picked from many.",),
            next_step=NextStep(
                f"When “{first.reason}” is solved, settle “{first.next_reason}” with it.",
                "product owner",
            ),
        ),
    )


def callback_findings(context: Context) -> Sequence[Finding]:
    """How many customers to win back today."""
    listed = callbacks(context)
    sentence = "Nobody to call back today."
    if listed:
        reasons = sorted({reason for row in listed for reason in row.why.split(", ")})
        sentence = f"{len(listed)} customers to win back today: {', '.join(reasons)}."
    return (
        Finding(
            id="verdict.callbacks",
            question="Whom should we win back today?",
            answer="figure",
            sentence=sentence,
            evidence=Evidence(
                "verdicts", (Condition("said_resolved", "==", False),), ("-answered_at",)
            ),
            privacy="customer",
        ),
    )


def asking_findings(context: Context) -> Sequence[Finding]:
    """How customers were asked, and which questions are missing."""
    found = context.once(asking)
    parts = []
    if found.invited.is_known:
        parts.append(f"{found.invited.text()} of problems were asked about")
    parts.append(f"{found.answered.text()} answered")
    if found.asked_too_often:
        limit = context.settings.verdict.max_invitations
        parts.append(
            f"{found.asked_too_often:,} customers asked more than {limit} times in 90 days"
        )
    estimates = {"invited": found.invited, "answered": found.answered}
    if found.answered_bad_followed_up is not None:
        parts.append(f"{found.answered_bad_followed_up.text()} of bad answers got a reply")
        estimates |= {"bad_answers_followed_up": found.answered_bad_followed_up}
    asked = Finding(
        id="verdict.asking",
        question="How do we ask, and do we listen?",
        answer="figure",
        sentence=f"{'; '.join(parts)}.",
        estimates=estimates,
        evidence=Evidence("invitations", (), ("-invited_at",)),
        next_step=NextStep("Reply to every bad answer.", "team leads"),
    )
    return (asked, *_missing(found.missing_questions))


def _missing(roles: Sequence[str]) -> tuple[Finding, ...]:
    if not roles:
        return ()
    return (
        Finding(
            id="verdict.survey",
            question="What was never asked?",
            answer="not testable",
            sentence=f"Never asked: {', '.join(role.replace('_', ' ') for role in roles)}.",
            next_step=NextStep("Ask the missing questions: `lastword survey`.", "survey owner"),
        ),
    )


def scorecard_findings(context: Context) -> Sequence[Finding]:
    """What the centre's own scorecard says, in every definition in use."""
    tables = context.tables
    computable = [m for m in catalogue().values() if _is_performance(m) and _has(context, m)]
    numbers: dict[str, Estimate] = {}
    for name in dict.fromkeys(metric.table for metric in computable):
        chosen = [metric for metric in computable if metric.table == name]
        numbers |= measure(tables.engine, tables[name], chosen)
    known = {name: number for name, number in numbers.items() if _is_recorded(name, number)}
    if not known:
        sentence = "No handle times, waits or outcomes in these exports."
        question = "What does the centre's own scorecard say?"
        return (Finding("verdict.scorecard", question, "not testable", sentence),)
    titles = catalogue()
    said = "; ".join(f"{titles[name].title} {number.text()}" for name, number in known.items())
    return (
        Finding(
            id="verdict.scorecard",
            question="What does the centre's own scorecard say?",
            answer="figure",
            sentence=f"{said}.",
            estimates=dict(known),
            definitions=tuple(known),
            caveats=("These are the centre's view: none of them asks a customer.",),
        ),
    )


def _is_recorded(name: str, number: Estimate) -> bool:
    """Known, and not an occupancy of 0 from shifts that never record who is busy."""
    return number.is_known and not (name == "occupancy" and number.value == 0)


def _is_performance(metric: Metric) -> bool:
    return metric.kind == "performance" and metric.table in ("contacts", "shifts")


def _has(context: Context, metric: Metric) -> bool:
    columns = (need.split(".") for need in metric.needs)
    return all(column in context.tables.filled(table) for table, column in columns)
