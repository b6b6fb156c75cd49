"""The default study of a centre: what was said and what happened, against the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from lastword.analyses.drivers.driver import Driver, DriverKind
from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.question import Context
from lastword.verdict.attach import attach
from lastword.verdict.said import addressed

FEWEST = 200
"""Answers below which nothing is studied, and attributes below which they are left out."""
RESOLUTION = ("never", "later", "first contact")
EXPECTED = ("never", "below expected", "as expected", "above expected")
"""Resolution where customers were asked what they had expected: the third point is theirs."""
_OUTCOMES = ("csat", "nps")
_ON_TAPE: dict[str, tuple[str, str, DriverKind]] = {
    "on_hold": ("hold_seconds", "share of the call on hold", "duration"),
    "dead_air": ("dead_air_seconds", "dead air, seconds", "duration"),
    "cut_in": ("agent_interruptions", "cut off by the agent", "count"),
}
"""Driver → its column in `recordings`, its words, its kind."""
ASKED = "asked_"
"""Begins the columns of what customers were asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked on one scale, and how often it was answered."""

    role: str
    attribute: str | None
    lowest: float | None
    highest: float | None
    higher_is: str | None
    answers: int

    @property
    def column(self) -> str:
        """Column of the question in the study's frame."""
        return f"{ASKED}{self.attribute or self.role}"

    @property
    def scale(self) -> tuple[float, float] | None:
        """Ends of the scale, where both were declared."""
        if self.lowest is None or self.highest is None:
            return None
        return self.lowest, self.highest


def questions_asked(context: Context) -> tuple[Asked, ...]:
    """Every rating that was asked often enough, each on its most frequent scale."""
    answers = context.tables["answers"]
    rated = answers.filter(answers.role.isin([*_OUTCOMES, "ces", "attribute"]))
    rated = rated.filter(rated.value.notnull())
    counts = rated.group_by("role", "attribute", "scale_min", "scale_max", "higher_is").aggregate(
        answers=rated.count()
    )
    rows = context.tables.engine.fetch(counts).to_pylist()
    rows.sort(key=lambda row: (-row["answers"], str(row)))
    best: dict[tuple[str, str | None], Asked] = {}
    for row in rows:
        asked = Asked(row["role"], row["attribute"], row["scale_min"], row["scale_max"],
                      row["higher_is"], row["answers"])  # fmt: skip
        if row["answers"] >= FEWEST and (row["role"] != "attribute" or row["attribute"]):
            best.setdefault((asked.role, asked.attribute), asked)
    return tuple(sorted(best.values(), key=lambda asked: (asked.role, asked.attribute or "")))


def outcome_of(asked: Sequence[Asked]) -> Asked | None:
    """The verdict to explain: satisfaction, else recommendation."""
    return next((q for role in _OUTCOMES for q in asked if q.role == role), None)


def resolution_levels(context: Context) -> tuple[str, ...]:
    """Levels that resolution has in this centre; none where nobody was asked whether it was solved.

    Against what was expected where enough customers were asked both, else by when it was solved.
    """
    if "said_resolved" not in context.tables.filled("verdicts"):
        return ()
    verdicts = context.tables["verdicts"]
    asked = verdicts.filter(
        verdicts.is_mature & verdicts.is_answered & verdicts.said_resolved
        & verdicts.said_expectation.notnull()
    )  # fmt: skip
    found = context.tables.engine.fetch(asked.aggregate(n=asked.count()))["n"][0].as_py()
    return EXPECTED if found >= FEWEST else RESOLUTION


def _resolution(kept: ir.Table, levels: Sequence[str]) -> ir.StringValue:
    """Level of each issue; unknown where it was solved and what was expected was not asked."""
    is_solved = kept.said_resolved
    never = (~is_solved, RESOLUTION[0])
    if levels == EXPECTED:
        solved = [
            (is_solved & (kept.said_expectation == gap), level)
            for gap, level in zip((-1, 0, 1), EXPECTED[1:], strict=True)
        ]
        return ibis.cases(never, *solved)
    at_once = (is_solved & (kept.contact_count <= 1), RESOLUTION[2])
    return ibis.cases(at_once, (is_solved, RESOLUTION[1]), never)


def study_frame(context: Context, asked: Sequence[Asked]) -> ir.Table:
    """One row a mature issue whose customer gave a verdict: what was said and what happened."""
    tables = context.tables
    verdicts = tables["verdicts"]
    kept = verdicts.filter(verdicts.is_mature & verdicts.is_answered)
    rows = kept.select(
        "issue_id", "person_id", "agent_id", "channel",
        weight=kept.weight.fill_null(1.0),
        wait=kept.wait_seconds,
        came_back=kept.did_come_back.cast("int64"),
        resolution=_resolution(kept, context.once(resolution_levels)),
    )  # fmt: skip
    if "lasted_seconds" in tables.filled("recordings"):
        rows = extend(rows, _on_tape(tables), "issue_id")
    issues = tables["issues"]
    passed = issues.select("issue_id", transfers=issues.transfer_count)
    return extend(extend(rows, passed, "issue_id"), _said(tables, asked), "issue_id")


def _on_tape(tables: Tables) -> ir.Table:
    """What the recordings of each issue hold: share on hold, seconds of dead air, cutting in."""
    recordings = tables["recordings"]
    heard = recordings.filter(recordings.state == "heard")
    links = tables["issue_contacts"].select("contact_id", "issue_id")
    placed = heard.inner_join(links, "contact_id")
    return placed.group_by("issue_id").aggregate(
        on_hold=placed.hold_seconds.sum() / placed.lasted_seconds.sum(),
        dead_air=placed.dead_air_seconds.sum(),
        cut_in=placed.agent_interruptions.sum(),
    )


def _said(tables: Tables, asked: Sequence[Asked]) -> ir.Table:
    """The latest answer of each issue to each question, one column a question."""
    latest = _latest(tables)
    columns = {}
    for question in asked:
        is_it = latest.role == question.role
        if question.attribute is not None:
            is_it = is_it & (latest.attribute == question.attribute)
        if question.scale is not None:
            is_it = is_it & (latest.scale_min == question.lowest)
            is_it = is_it & (latest.scale_max == question.highest)
        columns[question.column] = latest.value.max(where=is_it)
    return latest.group_by("issue_id").aggregate(**columns)


def _latest(tables: Tables) -> ir.Table:
    answers = tables["answers"].filter(lambda t: t.value.notnull())
    rows = answers.select(
        "answer_id", "role", "value", "scale_min", "scale_max", "answered_at",
        attribute=answers.attribute.fill_null(""),
    )  # fmt: skip
    placed = rows.inner_join(
        attach(addressed(tables), tables, key="answer_id", at="answered_at"), "answer_id"
    )
    order = [placed.answered_at.desc(nulls_first=False), placed.answer_id.desc()]
    window = ibis.window(group_by=["issue_id", "role", "attribute"], order_by=order)
    ranked = placed.mutate(place=ibis.row_number().over(window))
    return ranked.filter(ranked.place == 0).drop("place")


def drivers_of(context: Context, asked: Sequence[Asked]) -> tuple[Driver, ...]:
    """What may cost or earn: resolution, ratings, and what happened on record.

    Effort without a declared direction is left out, since the questions in use run both ways.
    """
    said = [
        Driver(
            question.column,
            title="effort" if question.role == "ces" else (question.attribute or "").lower(),
            kind="ordinal",
            higher_is="worse" if question.higher_is == "worse" else "better",
            scale=question.scale,
            not_applicable=(None,),
        )
        for question in asked
        if question.role == "attribute" or (question.role == "ces" and question.higher_is)
    ]
    return (*_on_record(context), *said)


def _on_record(context: Context) -> list[Driver]:
    filled, levels = context.tables.filled("verdicts"), context.once(resolution_levels)
    found = []
    if levels:
        found.append(Driver("resolution", levels=levels, reference=levels[-2], missed=levels[:1],
                            not_applicable=(None,)))  # fmt: skip
    else:
        found.append(Driver("came_back", title="no contact again", kind="binary",
                            higher_is="worse", not_applicable=(None,)))  # fmt: skip
    if "wait_seconds" in filled:
        found.append(Driver("wait", title="waiting, seconds", kind="duration",
                            not_applicable=(None,)))  # fmt: skip
    found += [
        Driver(name, title=title, kind=kind, higher_is="worse", not_applicable=(None,))
        for name, (column, title, kind) in _ON_TAPE.items()
        if column in context.tables.filled("recordings")
    ]
    if "transfer_count" in context.tables.filled("issues"):
        found.append(Driver("transfers", title="passed on", kind="count", not_applicable=(None,)))
    return found
