"""Every question that a project asks its data; a new room adds one line."""

from __future__ import annotations

from lastword.analyses.capacity import questions as capacity
from lastword.analyses.drivers import questions as drivers
from lastword.analyses.expectations import questions as expectations
from lastword.analyses.integrity import questions as integrity
from lastword.analyses.people import questions as people
from lastword.analyses.voice import questions as voice
from lastword.question import Question
from lastword.verdict import questions as verdict

QUESTIONS: tuple[Question, ...] = (
    *verdict.QUESTIONS,
    *drivers.QUESTIONS,
    *expectations.QUESTIONS,
    *capacity.QUESTIONS,
    *people.QUESTIONS,
    *integrity.QUESTIONS,
    *voice.QUESTIONS,
)
ROOMS: tuple[str, ...] = tuple(dict.fromkeys(question.room for question in QUESTIONS))
"""Rooms that ask something, in the order they are asked."""
