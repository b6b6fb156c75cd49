"""Reading: one thing read in one text, with where it stands and what read it."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = {
    "topic": "what was asked for, in the customers' own phrase",
    "emotion": "positive, negative or ambiguous; neutral is not written down",
    "feeling": "anger, disgust, fear, joy, sadness or surprise",
    "effort_said": "high or low, as the customer says",
    "resolution_said": "yes or no: whether the customer says it is solved",
    "expectation_said": "below, as or above what was expected",
    "heard_said": "understood, valued or unheard, as the customer says",
    "idea": "a wish or suggestion",
    "praise": "who or what is praised",
    "cancel_said": "intent or threat: the customer wants to leave",
    "cancel_reason": "why, in one word",
    "competitor": "who is named as the other choice",
    "promise": "what the agent promised, and by when",
    "courtesy": "thanks, apology, acknowledgement, explanation, question or rushed",
    "retention": "offer or confirmation, as an agent answers a wish to leave",
    "begging": "how an agent asked for a good score",
}
"""Kinds of labels and what their values say."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing read in one text.

    Parameters
    ----------
    kind, value
        As in the table `labels`; see `KINDS`.
    confidence
        Share of such readings that are right, as measured on the check sets, or the model's
        probability.
    start, end
        First character of the evidence, and the one after its last.
    """

    kind: str
    value: str
    confidence: float
    start: int
    end: int
