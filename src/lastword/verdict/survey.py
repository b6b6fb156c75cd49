"""The questions that are missing, written out, with whom to ask and how often."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from lastword.question import Context
from lastword.verdict.wordings import LANGUAGES, QUESTIONS, Wording

SAMPLING = (
    "Ask about the whole problem, not about the agent. Invite by rule, never by an agent's choice: "
    "draw issues at random (for example every tenth, by a hash of the issue's number), from every "
    "channel, including those that were abandoned or cut off.",
    "Invite 3 days after the last contact: earlier, customers cannot know whether it is solved for "
    "good; later, they forget.",
    "Keep every invitation, also the unanswered and the withheld ones with their reason: who was "
    "not asked and who did not answer is part of the result.",
    "One reminder at most, by another medium where possible, after 3 days.",
    "Do not show single answers to the agent that they speak of, and pay nobody for them.",
)


@dataclass(frozen=True, slots=True)
class Survey:
    """Questions to ask, with sampling rule and frequency guard.

    Parameters
    ----------
    questions
        The missing questions, each in every language.
    sampling
        Whom to ask, when and how, in sentences.
    most
        A customer is invited at most so often within 90 days.
    invitations_needed
        Invitations for ±3 points on “solved” at the response rate seen; None if none was seen.
    """

    questions: tuple[Wording, ...]
    sampling: tuple[str, ...]
    most: int
    invitations_needed: int | None

    @property
    def guard(self) -> str:
        """The frequency guard in one sentence."""
        return f"Never invite a customer more than {self.most} times in 90 days, over all surveys."

    def markdown(self) -> str:
        """The survey as text to read and paste."""
        if not self.questions:
            return "Every question that the report needs is asked already.\n"
        parts = ["# Questions to ask", "", "## Whom, when and how often", ""]
        parts += [f"- {line}" for line in (*self.sampling, self.guard)]
        if self.invitations_needed:
            parts.append(
                f"- For ±3 points on “solved”: about {self.invitations_needed:,} invitations."
            )
        for language, name in LANGUAGES.items():
            parts += ["", f"## {name}", ""]
            for number, question in enumerate(self.questions, 1):
                text = question.texts[language]
                parts += [f"{number}. {text.question}", *(f"   - {a}" for a in text.answers), ""]
        return "\n".join(parts).rstrip() + "\n"

    def csv(self) -> str:
        """One row an answer option, as survey tools import it."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            (
                "role",
                "language",
                "question",
                "value",
                "answer",
                "scale_min",
                "scale_max",
                "higher_is",
            )
        )
        for question in self.questions:
            for language in LANGUAGES:
                text = question.texts[language]
                for value, answer in zip(question.values, text.answers, strict=True):
                    scale = (question.scale_min, question.scale_max, question.higher_is)
                    writer.writerow((question.role, language, text.question, value, answer, *scale))
        return out.getvalue()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "questions": [question.to_dict() for question in self.questions],
            "sampling": list(self.sampling),
            "guard": self.guard,
            "invitations_needed": self.invitations_needed,
        }


def survey(context: Context, *, everything: bool = False) -> Survey:
    """Write the questions that the data lack.

    Parameters
    ----------
    everything
        Also those that are asked already.
    """
    asked = context.tables.roles
    missing = tuple(q for q in QUESTIONS if everything or q.role not in asked)
    return Survey(
        missing, SAMPLING, context.settings.verdict.max_invitations, _invitations_needed(context)
    )


def _invitations_needed(context: Context) -> int | None:
    verdicts = context.tables["verdicts"]
    counted = verdicts.aggregate(
        invited=verdicts.is_invited.cast("int64").sum(),
        answered=(verdicts.is_invited & verdicts.is_answered).cast("int64").sum(),
    )
    row = context.tables.engine.fetch(counted).to_pylist()[0]
    if not row["invited"] or not row["answered"] or row["answered"] >= row["invited"]:
        return None
    answers = (1.96 / 0.03) ** 2 * 0.25
    return int(round(answers * row["invited"] / row["answered"], -1))
