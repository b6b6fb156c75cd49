"""Questions of one survey that seem to ask the same: one of them may count, or somebody decides."""

from __future__ import annotations

import re
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Tables
from lastword.text.questions import folded
from lastword.verdict.asked import FIXED, Decision

SINGLE = ("csat", "ces", *FIXED)
"""Roles that a respondent answers once about one contact."""
_OVERALL = re.compile(
    r"\b(overall|all in all|in general|insgesamt|gesamt\w*|alles in allem|globale?ment|globale?|"
    r"dans l ensemble|en general|general|global|em geral|geral|algemeen|al met al|"
    r"complessiv\w*|nel complesso|in generale)\b"
)


def undoubled(tables: Tables, answers: ir.Table, decisions: Sequence[Decision]) -> list[Decision]:
    """Leave open what one survey asks several times, but for what is declared or asks overall.

    A matrix (“How satisfied are you with … – Price”) asks for satisfaction in every line; taking
    any of them for the verdict on the contact would be a guess. Questions that nobody answered
    together belong to different surveys and do not disturb one another.
    """
    groups: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        if decision.role in SINGLE:
            groups.setdefault((decision.profile.source, decision.role), []).append(decision)
    several = {key: group for key, group in groups.items() if len(group) > 1 and _read(group)}
    if not several:
        return list(decisions)
    together = _together(tables, answers, [d for group in several.values() for d in group])
    left = {id(d) for key in together for d in _read(several[key]) if d is not _kept(several[key])}
    return [_opened(d) if id(d) in left else d for d in decisions]


def _read(group: Sequence[Decision]) -> list[Decision]:
    return [decision for decision in group if decision.told_by == "wording"]


def _kept(group: Sequence[Decision]) -> Decision | None:
    """The one question that asks overall, if none of the group was declared."""
    found = [d for d in group if _OVERALL.search(folded(d.profile.words))]
    return found[0] if len(found) == 1 and _read(group) == list(group) else None


def _opened(decision: Decision) -> Decision:
    why = f"{decision.why} says {decision.role}, but so do other questions of the survey"
    return Decision(decision.profile, None, "nothing", f"{why}: say which one counts")


def _together(
    tables: Tables, answers: ir.Table, decisions: Sequence[Decision]
) -> set[tuple[str, str]]:
    """Source and role of questions that the same respondents answered."""
    asked = tables.engine.frame(
        pa.Table.from_pylist(
            [
                {
                    "source": d.profile.source,
                    "question": d.profile.question,
                    "words": d.profile.wording or "",
                    "asks": d.role,
                }
                for d in decisions
            ]
        )
    )
    respondent = ibis.coalesce(answers.invitation_id, answers.contact_id, answers.thread_id)
    given = answers.select(
        "source", "question", words=answers.wording.fill_null(""), respondent=respondent
    )
    both = given.filter(given.respondent.notnull()).inner_join(
        asked, ["source", "question", "words"]
    )
    counted = both.group_by(["source", "asks", "respondent"]).aggregate(
        questions=(both.question + "\n" + both.words).nunique()
    )
    found = counted.filter(counted.questions > 1).select("source", "asks").distinct()
    return {(row["source"], row["asks"]) for row in tables.engine.fetch(found).to_pylist()}
