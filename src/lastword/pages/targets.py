"""Goals and targets: what the strategy says, and what people are held to."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.pages.page import Block, Cell, Column, Headline, Kind, Note, Rows, Statement
from lastword.pages.words import count
from lastword.project.results import Results
from lastword.settings import GoalSettings, TargetSettings

_WORDS = {"performance": "the centre's view", "verdict": "the customer's verdict"}


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Set targets beside goals, and say whose view each is."""
    if not results.goals and not results.targets:
        lead = Statement(
            "The project declares neither goals nor targets, so nothing can be said about which "
            "target has replaced which goal.",
            note="Declare them in lastword.toml under [[goals]] and [[targets]].",
        )
        return lead, []
    blocks: list[Block] = [_target_rows(results)]
    if results.goals:
        blocks.insert(0, _goal_rows(results))
    blocks += _own_numbers(results)
    return Statement(_line(results)), blocks


def headline(results: Results) -> Headline | None:
    """The row of the first screen."""
    return Headline("TARGETS", (_line(results),), "targets") if results.targets else None


def _line(results: Results) -> str:
    verdicts = sum(_kind_of(results, target.metric) == "verdict" for target in results.targets)
    held = count(len(results.targets), "target")
    if not results.targets:
        return "Goals are declared, but no targets that people are held to."
    if not verdicts:
        return f"People are held to {held}; none of them is the customer's verdict."
    is_one = "is" if verdicts == 1 else "are"
    return f"People are held to {held}; {verdicts} of them {is_one} the customer's verdict."


def _kind_of(results: Results, metric: str) -> str:
    """``performance``, ``verdict``, or empty for a metric that the catalogue does not know."""
    definition = results.definitions.get(metric)
    return definition.kind if definition else ""


def _target_rows(results: Results) -> Rows:
    return Rows(
        "rows-targets",
        "What people are held to",
        (
            Column("Target"),
            Column("Whose view"),
            Column("Applies to"),
            Column("Paid for"),
            Column("Shown to agents"),
            Column("How it misleads", is_detail=True),
        ),
        tuple(_target(target, results) for target in results.targets),
        definitions=tuple(t.metric for t in results.targets if t.metric in results.definitions),
        note="Whether a target has replaced its goal is tested, not assumed.",
        empty="No targets are declared.",
    )


def _target(target: TargetSettings, results: Results) -> tuple[Cell, ...]:
    definition = results.definitions.get(target.metric)
    return (
        f"{definition.title if definition else target.metric} {target.operator} "
        f"{target.value:g} {target.unit}",
        _WORDS.get(definition.kind, definition.kind) if definition else None,
        target.applies_to,
        target.is_paid,
        target.is_displayed,
        definition.trap if definition else "Not in the catalogue: the centre's own word.",
    )


def _goal_rows(results: Results) -> Rows:
    return Rows(
        "rows-goals",
        "What the strategy says",
        (Column("Goal"), Column("Stands for it"), Column("Whose view")),
        tuple(row for goal in results.goals for row in _goal(goal, results)),
        definitions=tuple(
            metric for goal in results.goals for metric in goal.metrics
            if metric in results.definitions
        ),
    )  # fmt: skip


def _goal(goal: GoalSettings, results: Results) -> list[tuple[Cell, ...]]:
    if not goal.metrics:
        return [(goal.words, None, "no metric stands for it")]
    return [
        (
            goal.words,
            results.definitions[metric].title if metric in results.definitions else metric,
            _WORDS.get(_kind_of(results, metric)),
        )
        for metric in goal.metrics
    ]


def _own_numbers(results: Results) -> list[Block]:
    paid = [t.metric for t in results.targets if t.is_paid and _kind_of(results, t.metric)]
    if not paid:
        return []
    return [
        Note(
            f"{', '.join(paid)}: pay depends on a number of this report. A number that is paid "
            "for stops telling the truth sooner or later; audit it as any other target.",
            "Paid for",
            "attention",
        )
    ]


PAGE = Kind(
    "targets",
    "Targets",
    "Which targets stand for which goals, and whose view are they?",
    order=100,
    build=build,
    headline=headline,
    room="targets",
    findings=("targets.", "verdict.targets", "verdict.scorecard"),
    shows=("verdict",),
)
