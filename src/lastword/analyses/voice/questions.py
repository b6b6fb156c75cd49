"""The questions of the voice room."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.voice.compared import NO_EXPERIMENT
from lastword.analyses.voice.heard import IDEA_CONFIDENCE
from lastword.analyses.voice.result import Voice, voice
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.question import Context, Question

WORDS = Requires({"messages": ("text", "contact_id")})
PRECISION = (
    "Read by rules and a small model; their precision on hand-labelled messages is in the docs."
)


def voice_findings(context: Context) -> Sequence[Finding]:
    """What customers ask for, how they felt, what they wish and why they leave."""
    try:
        found = context.once(voice)
    except NotTestable as error:
        sentence = f"Not testable with this data: {error}."
        return (Finding("voice.words", _WORDS, "not testable", sentence),)
    made = (_topics(found), _effort(found), _journey(found), _leaving(found), _ideas(found))
    return tuple(finding for finding in made if finding is not None)


_WORDS = "What do customers say, in their own words?"


_SURE_IDEAS = Evidence(
    "labels",
    (Condition("kind", "==", "idea"), Condition("confidence", ">=", IDEA_CONFIDENCE)),
    ("-confidence",),
)


def _labels(*kinds: str) -> Evidence:
    return Evidence("labels", (Condition("kind", "in", kinds),), ("-confidence",))


def _topics(found: Voice) -> Finding | None:
    if found.topics is None or not found.topics.topics:
        return None
    first = found.topics.topics[0]
    rising = [topic.name for topic in found.topics.topics if topic.is_rising]
    sentence = f"Most asked for: “{first.name}”, {first.share.text()} of {found.topics.contacts:,} "
    sentence += "contacts whose words were read."
    if rising:
        sentence += f" Rising: {', '.join(f'“{name}”' for name in rising[:3])}."
    return Finding(
        "voice.topics", "What do customers ask for?", "figure", sentence,
        {"most_asked": first.share}, evidence=_labels("topic"), caveats=(PRECISION,),
        next_step=NextStep("Read three conversations of each rising topic.", "QA lead"),
    )  # fmt: skip


def _effort(found: Voice) -> Finding | None:
    told = {said.kind.name: said for said in found.said}["effort"]
    if not told.contacts:
        return None
    sentence = (
        f"In {told.found.text()} of contacts the customer says that it took effort "
        "(“third time I call”, “as I told your colleague”)."
    )
    estimates = {"found": told.found}
    if told.corrected is not None:
        estimates["corrected"] = told.corrected
    if told.effect is not None and told.effect.is_known:
        estimates["effect"] = told.effect
    return Finding(
        "voice.effort_said", "How many say that it took effort?", "figure", sentence, estimates,
        evidence=_labels("effort_said"), caveats=(PRECISION,),
        next_step=NextStep("Give agents the history of earlier contacts.", "head of service"),
    )  # fmt: skip


def _journey(found: Voice) -> Finding | None:
    way = found.journey
    if way is None:
        return None
    sentence = (
        f"{way.start['negative'].text()} of conversations begin negative, "
        f"{way.end['negative'].text()} end so; of those that begin negative, {way.won.text()} end "
        "otherwise."
    )
    return Finding(
        "voice.journey", "How does it feel from start to end?", "figure", sentence,
        {"start": way.start["negative"], "end": way.end["negative"], "won": way.won},
        evidence=_labels("emotion"), caveats=(PRECISION, "Of customers only; never of agents."),
    )  # fmt: skip


def _leaving(found: Voice) -> Finding | None:
    gone = found.leaving
    if gone is None:
        return None
    why = f"; most named: {gone.reasons[0].name}" if gone.reasons else ""
    sentence = (
        f"{gone.customers:,} customers say that they want to leave, {gone.share.text()} of those "
        f"whose words were read{why}."
    )
    estimates = {"share": gone.share}
    caveats: tuple[str, ...] = (PRECISION,)
    kept = gone.retention
    if kept is not None:
        sentence += (
            f" {kept.heard.text()} of those answered were asked something before they got an offer "
            "or were let go."
        )
        estimates["heard"] = kept.heard
        if kept.stayed is not None and kept.stayed.adjusted is not None:
            estimates["stayed_if_heard"] = kept.stayed.adjusted
            caveats = (PRECISION, NO_EXPERIMENT)
    return Finding(
        "voice.leaving", "Who wants to leave, and why?", "figure", sentence, estimates,
        evidence=_labels("cancel_said", "cancel_reason"), caveats=caveats,
        innocent=("A customer who is asked nothing may have said everything at once.",),
        next_step=NextStep("Call the open ones today: `lastword show voice`.", "team lead"),
        headline="LEAVING",
    )  # fmt: skip


def _ideas(found: Voice) -> Finding | None:
    if not found.ideas:
        return None
    first = found.ideas[0]
    several = len(found.ideas) > 1
    said = f"{len(found.ideas):,} ideas of customers; most had this one" if several else "One idea"
    sentence = f"{said} ({first.customers:,} customers): “{first.title}”"
    return Finding(
        "voice.ideas", "What do customers wish for?", "figure", sentence, {},
        evidence=_SURE_IDEAS, caveats=(PRECISION,),
        next_step=NextStep("Give the first ones a status: `lastword ideas`.", "product owner"),
        headline="IDEA",
    )  # fmt: skip


QUESTIONS: tuple[Question, ...] = (Question("voice.words", _WORDS, WORDS, voice_findings),)
"""Asked by the report."""
