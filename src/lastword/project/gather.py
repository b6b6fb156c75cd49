"""Gather: every question asked once, into the bundle that pages are made from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import ibis.expr.types as ir

from lastword import metrics
from lastword.analyses.capacity.centre import capacity_of
from lastword.analyses.capacity.demand import demand_of
from lastword.analyses.capacity.price import price_of
from lastword.analyses.drivers.result import drivers_result
from lastword.analyses.employees.conditions import strained
from lastword.analyses.employees.links import employees_and_customers
from lastword.analyses.employees.pulses import released_pulses
from lastword.analyses.expectations.loyalty import loyalties
from lastword.analyses.expectations.topics import topics
from lastword.analyses.integrity.findings import audit_of, undermined
from lastword.analyses.integrity.result import Audit
from lastword.analyses.people.fairness import calibrated
from lastword.analyses.people.recognition import recognition
from lastword.analyses.people.result import agents_result
from lastword.analyses.people.teams import teams
from lastword.analyses.voice.recordings import recordings
from lastword.analyses.voice.result import voice
from lastword.engine.evidence import rows_behind
from lastword.errors import NotTestable
from lastword.finding import Finding
from lastword.project.nominated import nominated
from lastword.project.planted import planted
from lastword.project.progress import Progress, quiet
from lastword.project.questions import QUESTIONS, ROOMS
from lastword.project.results import Behind, Definition, LoadedFile, Results
from lastword.question import Context, Question, ask
from lastword.tables import TABLES
from lastword.verdict.asking import asking
from lastword.verdict.dropped import dropped
from lastword.verdict.experience import experience
from lastword.verdict.false_first import false_first
from lastword.verdict.ladder import ladder
from lastword.verdict.next_issues import next_issues
from lastword.verdict.recontact import recontact
from lastword.verdict.resolution import resolution
from lastword.verdict.results import Ladder

if TYPE_CHECKING:
    from lastword.project.project import Project

T = TypeVar("T")

ANSWERS: dict[str, dict[str, Callable[[Context], Any]]] = {
    "verdict": {
        "resolution": resolution,
        "ladder": ladder,
        "recontact": recontact,
        "false_first": false_first,
        "dropped": dropped,
        "experience": experience,
        "next_issues": next_issues,
        "asking": asking,
    },
    "expectations": {"loyalties": loyalties, "topics": topics},
    "drivers": {"drivers": drivers_result},
    "capacity": {"capacity": capacity_of, "demand": demand_of, "price": price_of},
    "people": {
        "teams": teams,
        "recognition": recognition,
        "calibration": calibrated,
        "agents": agents_result,
    },
    "employees": {
        "employees": employees_and_customers,
        "pulses": released_pulses,
        "conditions": strained,
    },
    "integrity": {"integrity": audit_of},
    "voice": {"voice": voice, "recordings": recordings},
}
"""Room → part of the results → the function that answers it."""
ROWS_SHOWN = 10
COLUMNS_SHOWN = 8
CALLBACKS = 25


def gather(
    project: Project,
    *,
    rooms: Collection[str] = ROOMS,
    truth: Mapping[str, Any] | None = None,
    progress: Progress = quiet,
) -> Results:
    """Ask the current generation every question of these rooms.

    Parameters
    ----------
    rooms
        What is asked; the answers of other rooms are None and their findings are left out.
    truth
        What a demo centre planted, to be shown beside what is found.
    """
    with project.context() as context:
        progress("counting", 0.0)
        results = _counted(project, context)
        parts = _answers(context, rooms, progress)
        if "verdict" in rooms:
            progress("whom to call back", 0.7)
            parts["callbacks"] = project.callbacks(context, limit=CALLBACKS)
        if "people" in rooms:
            parts["nominations"] = nominated(project, context)
        progress("findings", 0.75)
        findings = tuple(f for asked in _asked(rooms) for f in ask(asked, context))
        progress("rows behind the numbers", 0.9)
        results = replace(
            results, **parts, findings=findings, behind=_behind_all(context, findings)
        )
    return replace(results, truth=planted(truth, results)) if truth else results


def _answers(context: Context, rooms: Collection[str], progress: Progress) -> dict[str, Any]:
    asked = {name: answer for room in rooms for name, answer in ANSWERS.get(room, {}).items()}
    parts: dict[str, Any] = {}
    for place, (name, answer) in enumerate(asked.items()):
        progress(f"asking: {name.replace('_', ' ')}", 0.05 + 0.6 * place / len(asked))
        parts[name] = _or_none(answer, context)
    if parts.get("ladder") and parts.get("integrity"):
        parts["ladder"] = _with_audit(parts["ladder"], parts["integrity"])
    return parts


def _asked(rooms: Collection[str]) -> list[Question]:
    return [question for question in QUESTIONS if question.room in rooms]


def _with_audit(found: Ladder, audit: Audit) -> Ladder:
    """Name on the ladder the definitions that a finding of the audit undermines."""
    by = undermined(audit)
    rungs = tuple(replace(rung, undermined_by=by.get(rung.name, ())) for rung in found.rungs)
    return replace(found, rungs=rungs)


def _or_none(answer: Callable[[Context], T], context: Context) -> T | None:
    try:
        return context.once(answer)
    except NotTestable:
        return None


def _counted(project: Project, context: Context) -> Results:
    tables = context.tables
    links, issues, answers = tables["issue_contacts"], tables["issues"], tables["verdicts"]
    seen = _row(
        links.aggregate(
            contacts=links.count(),
            customers=links.person_id.nunique(),
            first=links.offered_at.min(),
            last=links.offered_at.max(),
        )
    )
    return Results(
        name=project.settings.project.name,
        as_of=context.as_of,
        period=(seen["first"], seen["last"]) if seen["contacts"] else None,
        contacts=seen["contacts"],
        customers=seen["customers"],
        issues=_row(issues.aggregate(n=issues.count()))["n"],
        answers=_row(answers.aggregate(n=answers.is_answered.sum()))["n"] or 0,
        goals=project.settings.goals,
        targets=project.settings.targets,
        loading=tuple(_loaded(project)),
        definitions={name: _definition(name) for name in metrics.catalogue()},
    )


def _loaded(project: Project) -> Iterable[LoadedFile]:
    for load in project.store.loads():
        for entry in load.reconciliation:
            counts = entry.model_dump()
            yield LoadedFile(file=load.file, source=load.source, **counts)


def _definition(name: str) -> Definition:
    metric = metrics.catalogue()[name]
    words = (metric.question, metric.kind, metric.decider, metric.formula, metric.trap)
    return Definition(name, metric.title, *words, metric.source)


def _behind_all(context: Context, findings: Sequence[Finding]) -> dict[str, Behind]:
    """Rows behind each finding; findings with the same evidence share one query."""
    asked = {finding.id: finding.evidence for finding in findings if finding.evidence}
    rows = {
        evidence: _behind(rows_behind(context.tables, evidence), evidence.table)
        for evidence in dict.fromkeys(asked.values())
    }
    return {name: rows[evidence] for name, evidence in asked.items()}


def _behind(rows: ir.Table, table: str) -> Behind:
    total = int(rows.count().to_pyarrow().as_py())
    first = rows.limit(ROWS_SHOWN).to_pyarrow()
    shown = [name for name in first.column_names if _says_something(first, name)]
    key = [name for name in TABLES[table].key if name in shown]
    columns = [*key, *(name for name in shown if name not in key)][:COLUMNS_SHOWN]
    records = first.select(columns).to_pylist()
    return Behind(tuple(columns), tuple(tuple(row.values()) for row in records), total)


def _says_something(rows: Any, name: str) -> bool:
    hidden = {"bucket", "load_id", "row_number", "version_at", "time_zone", "time_quality"}
    return name not in hidden and rows[name].null_count < len(rows)


def _row(table: ir.Table) -> dict[str, Any]:
    row: dict[str, Any] = table.to_pyarrow().to_pylist()[0]
    return row
