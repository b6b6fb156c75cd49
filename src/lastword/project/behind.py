"""The evidence of a named finding."""

from __future__ import annotations

from lastword.errors import UsageError
from lastword.finding import Evidence, Finding
from lastword.project.questions import QUESTIONS
from lastword.question import Context, ask


def findings(context: Context) -> dict[str, Finding]:
    """Every finding that the data can carry, by id."""
    return {finding.id: finding for question in QUESTIONS for finding in ask(question, context)}


def evidence_of(context: Context, finding_id: str | None, table: str) -> Evidence:
    """The query behind a finding; all rows of `table` where none is named.

    Raises
    ------
    UsageError
        If there is no such finding, or it has no rows behind it.
    """
    if finding_id is None:
        return Evidence(table)
    known = findings(context)
    with_rows = [name for name, finding in known.items() if finding.evidence]
    if finding_id not in with_rows:
        raise UsageError(
            f"no rows behind {finding_id!r}. Findings with rows: {', '.join(with_rows) or 'none'}"
        )
    evidence = known[finding_id].evidence
    assert evidence is not None
    return evidence
