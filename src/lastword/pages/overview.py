"""Overview: the first screen, in sentences with intervals."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.estimate import say
from lastword.finding import Finding
from lastword.pages.page import Block, Headline, Headlines, Kind, Note, Statement
from lastword.pages.registry import kinds, page_of
from lastword.pages.words import count
from lastword.project.questions import ROOMS
from lastword.project.results import Results

_FROM_FINDINGS = ("GOAL LOST", "COSTS", "EARNS", "LEAVING", "IDEA")
_STEPS = 3


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Write the first screen."""
    lead = Statement(" · ".join(_counted(results)), note=_moment(results))
    silent = [f for f in results.findings if f.answer == "not testable"]
    blocks: list[Block] = [Headlines(tuple(_headlines(results)), _monday(results))]
    if silent:
        questions = " ".join(dict.fromkeys(finding.question for finding in silent))
        blocks.append(Note(questions, "What these data cannot answer", "muted"))
    return lead, blocks


def _counted(results: Results) -> list[str]:
    return [
        count(results.customers, "customer"),
        count(results.issues, "problem"),
        count(results.contacts, "contact"),
        _answers(results),
    ]


def _answers(results: Results) -> str:
    if not results.answers:
        return "no answers: behaviour only"
    share = f" ({say(results.answers / results.issues)})" if results.issues else ""
    return f"{count(results.answers, 'answer')}{share}"


def _moment(results: Results) -> str:
    if results.period is None:
        return f"As of {results.as_of:%-d %B %Y}."
    start, end = results.period
    return f"{start:%-d %B %Y} – {end:%-d %B %Y}, as of {results.as_of:%-d %B %Y %H:%M} UTC."


def _headlines(results: Results) -> list[Headline]:
    rows = [kind.headline(results) for kind in kinds()]
    rows += [_of(finding) for label in _FROM_FINDINGS for finding in _labelled(results, label)]
    return [row for row in rows if row is not None]


def _labelled(results: Results, label: str) -> list[Finding]:
    return [finding for finding in results.findings if finding.headline == label][:1]


def _of(finding: Finding) -> Headline:
    is_known = finding.answer not in ("not testable", "undecided")
    return Headline(finding.headline, (finding.sentence,), page_of(finding), is_known)


def _monday(results: Results) -> tuple[str, ...]:
    """What to do first: the call-backs, then the findings' own next steps."""
    today = len(results.callbacks)
    calls = (f"call {'this' if today == 1 else 'these'} {today:,}",) if today else ()
    steps = [f.next_step.action for f in results.findings if f.next_step and f.headline]
    steps += [f.next_step.action for f in results.findings if f.next_step and not f.headline]
    said = dict.fromkeys(_in_list(step) for step in steps)
    return (*calls, *list(said)[: _STEPS - len(calls)])


def _in_list(step: str) -> str:
    """A step as one item of a list: no capital, no full stop."""
    first = step[:1] if step[1:2].isupper() else step[:1].lower()
    return f"{first}{step[1:]}".rstrip(".")


PAGE = Kind(
    "overview",
    "Overview",
    "What would your customers say?",
    order=10,
    build=build,
    room="overview",
    shows=ROOMS,
)
