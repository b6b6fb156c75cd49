"""Every question that a project asks its data; a new room adds one line."""

from __future__ import annotations

from lastword import verdict
from lastword.question import Question

QUESTIONS: tuple[Question, ...] = (*verdict.QUESTIONS,)
