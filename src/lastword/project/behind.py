"""The evidence of a named finding."""

from __future__ import annotations

from collections.abc import Iterator

from lastword.errors import UsageError
from lastword.finding import Evidence
from lastword.project.questions import QUESTIONS
from lastword.question import Context, ask


def evidence_of(context: Context, finding_id: str | None, table: str) -> Evidence:
    """The query behind a finding; all rows of `table` where none is named.

    Only the finding's own room is asked, and only until the finding is there.

    Raises
    ------
    UsageError
        If there is no such finding, or it has no rows behind it.
    """
    if finding_id is None:
        return Evidence(table)
    with_rows = []
    for name, evidence in _evidence(context, finding_id.partition(".")[0]):
        if name == finding_id:
            return evidence
        with_rows.append(name)
    raise UsageError(
        f"no rows behind {finding_id!r}. Findings with rows: {', '.join(with_rows) or 'none'}"
    )


def _evidence(context: Context, room: str) -> Iterator[tuple[str, Evidence]]:
    of_room = [question for question in QUESTIONS if question.room == room]
    for question in of_room or QUESTIONS:
        for finding in ask(question, context):
            if finding.evidence:
                yield finding.id, finding.evidence
