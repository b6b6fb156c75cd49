"""The questions of the verdict room, each answered in sentences with their numbers."""

from __future__ import annotations

from lastword.engine import Requires
from lastword.question import Question
from lastword.verdict.experience_findings import experience_findings, left_findings
from lastword.verdict.health import health
from lastword.verdict.service_findings import (
    asking_findings,
    callback_findings,
    dropped_findings,
    next_issue_findings,
    scorecard_findings,
)
from lastword.verdict.solved_findings import (
    first_findings,
    ladder_findings,
    recontact_findings,
    solved_findings,
)

CONTACTS = Requires({"contacts": ("contact_id",)})
CUSTOMERS = Requires({"issue_contacts": ("person_id",)})

QUESTIONS: tuple[Question, ...] = (
    Question("verdict.solved", "Is it solved, in the customers' eyes?", CONTACTS, solved_findings),
    Question(
        "verdict.ladder",
        "What does “resolved” mean here, and who decides?",
        CONTACTS,
        ladder_findings,
    ),
    Question("verdict.first", "Are first-time callers calling first?", CUSTOMERS, first_findings),
    Question(
        "verdict.dropped",
        "Whom did we drop?",
        Requires({"contacts": ("outcome",)}),
        dropped_findings,
    ),
    Question(
        "verdict.recontact",
        "Who comes back, and is it more than chance?",
        CUSTOMERS,
        recontact_findings,
    ),
    Question("verdict.experience", "How was it for the customers?", CONTACTS, experience_findings),
    Question(
        "verdict.left",
        "Who left afterwards?",
        Requires({"outcomes": ("kind",), "issue_contacts": ("person_id",)}),
        left_findings,
    ),
    Question(
        "verdict.next_issues",
        "Which problem follows which?",
        Requires({"issues": ("person_id", "reason")}),
        next_issue_findings,
    ),
    Question("verdict.callbacks", "Whom should we win back today?", CUSTOMERS, callback_findings),
    Question("verdict.asking", "How do we ask, and do we listen?", CONTACTS, asking_findings),
    Question(
        "verdict.scorecard",
        "What does the centre's own scorecard say?",
        CONTACTS,
        scorecard_findings,
    ),
    Question("verdict.health", "Can the data be trusted?", CONTACTS, health),
)
"""Asked in this order by the report."""
