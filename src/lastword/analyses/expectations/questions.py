"""The questions of the room: does exceeding pay, and what is missed against what is praised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lastword.analyses.expectations.curve import LoyaltyCurve
from lastword.analyses.expectations.loyalty import Loyalties, Measure, loyalties
from lastword.analyses.expectations.plateau import QUESTION, plateau
from lastword.analyses.expectations.topics import Topic, topics
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.question import Context, Question

FELL_SHORT = Evidence("verdicts", (Condition("said_expectation", "==", -1),), ("-opened_at",))
ASK = NextStep("Ask it: `lastword survey` writes the question.", "QA lead")
MOST = 3


def loyalty_findings(context: Context) -> Sequence[Finding]:
    """Whether exceeding pays, by what customers say and by what they do."""
    try:
        found = context.once(loyalties)
    except NotTestable as error:
        sentence = f"Not testable with this data: {error}."
        return (Finding("expectations.plateau", QUESTION, "not testable", sentence, next_step=ASK),)
    return tuple(_finding(found, measure, curve) for measure, curve in found.curves)


def _finding(found: Loyalties, measure: Measure, curve: LoyaltyCurve) -> Finding:
    own = plateau(curve)
    caveats = own.caveats
    if measure.is_said:
        caveats += ("Said in the same survey: who is cross about one answer is so in the next.",)
    else:
        caveats += (f"Acts within {found.days:g} days count.",)
    is_first = curve is found.curves[0][1]
    return replace(
        own,
        id="expectations.plateau" if is_first else f"expectations.plateau.{measure.column}",
        question=QUESTION if is_first else f"{QUESTION[:-1]}, by “{measure.title.lower()}”?",
        evidence=FELL_SHORT,
        definitions=("below_expectation", "above_expectation"),
        caveats=caveats,
    )


def topic_findings(context: Context) -> Sequence[Finding]:
    """What customers complain about and never praise, and the other way round."""
    question = "What is missed when it lacks, and what is praised when it is there?"
    try:
        found = context.once(topics)
    except NotTestable as error:
        sentence = f"Not testable with this data: {error}."
        return (Finding("expectations.topics", question, "not testable", sentence),)
    missed = [t for t in found.topics if t.is_sure and (t.difference.value or 0) > 0][:MOST]
    praised = [t for t in found.topics[::-1] if t.is_sure and (t.difference.value or 0) < 0][:MOST]
    said = [
        f"{words}: {', '.join(_said(topic) for topic in group)}."
        for words, group in (("More often complained about than praised", missed),
                             ("More often praised", praised))
        if group
    ]  # fmt: skip
    numbers = {topic.name: topic.difference for topic in (*missed, *praised)}
    return (
        Finding(
            id="expectations.topics",
            question=question,
            answer="figure" if said else "undecided",
            sentence=" ".join(said)
            or f"No topic sets {found.complaints:,} complaints apart from {found.praises:,} "
            "praises.",
            estimates=numbers,
            effect="share of complaints less share of praise",
            evidence=FELL_SHORT,
            caveats=(
                f"Topics are {found.source}; what a customer praises may have another reason "
                "than the contact.",
            ),
        ),
    )


def _said(topic: Topic) -> str:
    return (
        f"{topic.name} ({topic.of_complaints.text()} of complaints, "
        f"{topic.of_praise.text()} of praise)"
    )


QUESTIONS: tuple[Question, ...] = (
    Question("expectations.plateau", QUESTION, Requires(), loyalty_findings),
    Question(
        "expectations.topics",
        "What is missed when it lacks, and what is praised when it is there?",
        Requires({"verdicts": ("issue_id",)}),
        topic_findings,
    ),
)
