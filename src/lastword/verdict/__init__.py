"""What customers said, what they did, and what the company claimed."""

from __future__ import annotations

from lastword.verdict.asking import asking
from lastword.verdict.callbacks import callbacks
from lastword.verdict.closures import auto_closures
from lastword.verdict.dropped import dropped
from lastword.verdict.experience import experience
from lastword.verdict.false_first import false_first
from lastword.verdict.frames import recontact
from lastword.verdict.health import health
from lastword.verdict.ladder import ladder
from lastword.verdict.next_issues import next_issues
from lastword.verdict.questions import QUESTIONS
from lastword.verdict.recommendation import nps
from lastword.verdict.relationships import relationships
from lastword.verdict.resolution import resolution
from lastword.verdict.survey import survey
from lastword.verdict.verdicts import verdicts
from lastword.verdict.winning_back import called_against_not

__all__ = [
    "QUESTIONS",
    "asking",
    "auto_closures",
    "callbacks",
    "called_against_not",
    "dropped",
    "experience",
    "false_first",
    "health",
    "ladder",
    "next_issues",
    "nps",
    "recontact",
    "relationships",
    "resolution",
    "survey",
    "verdicts",
]
