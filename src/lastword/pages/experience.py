"""Experience: satisfaction, recommendation, effort, and what the customer went through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from lastword.charts.dots import dots
from lastword.charts.rows import Row
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.pages.page import (
    Block,
    Column,
    Figure,
    Headline,
    Kind,
    Note,
    Number,
    Rows,
    Statement,
    Tiles,
)
from lastword.pages.words import short
from lastword.project.results import Results
from lastword.verdict.results import Experience

_NOT_ASKED = "never asked"
_WEIGHTED = (
    "Weighted: each answer stands for the silent customers it resembles, so that the number speaks "
    "of all problems, if those who answer and those who do not would say the same of problems that "
    "look alike."
)


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how customers felt, and what they went through."""
    experience = results.experience
    if experience is None:
        return None
    asked = _said_numbers(experience)
    lived = _lived_numbers(experience)
    blocks: list[Block] = [
        Tiles(lived, "What customers went through"),
        _figure(asked),
        _rows(asked + lived, experience.weighted),
    ]
    never = [number.label for number in asked if number.value is None]
    if never:
        blocks.append(
            Note(f"Never asked: {', '.join(never)}. `lastword survey` writes the questions.",
                 "What these data cannot say", "attention")
        )  # fmt: skip
    note = (
        "Top box counts only the best answer, top two the best two: the same customers, two very "
        "different numbers."
    )
    return Statement(" ".join(_lines(experience)), asked[:4], note), blocks


def headline(results: Results) -> Headline | None:
    """The row of the first screen."""
    found = results.experience
    if found is None:
        return None
    return Headline("SATISFIED", _lines(found), "experience", found.csat_top_box is not None)


def _lines(experience: Experience) -> tuple[str, ...]:
    said = []
    if experience.csat_top_box:
        said.append(
            f"Best answer only: {short(experience.csat_top_box)}; "
            f"best two: {short(experience.csat_top_two)}."
        )
    if experience.nps:
        said.append(f"NPS {short(experience.nps)}.")
    if said:
        return tuple(said)
    took = experience.contacts_per_issue
    known = took is not None and took.is_known
    return ("Never asked." + (f" A problem took {short(took)} contacts." if known else ""),)


def _said_numbers(experience: Experience) -> tuple[Number, ...]:
    return tuple(
        Number(label, value, definition, _NOT_ASKED)
        for label, value, definition in (
            ("Satisfied: best answer", experience.csat_top_box, "csat_top_box"),
            ("Satisfied: best two answers", experience.csat_top_two, "csat_top_two"),
            ("Would recommend (NPS)", experience.nps, "nps"),
            ("Found it hard (effort)", experience.effort, "effort"),
            ("Satisfaction, mean", experience.csat_mean, "csat_mean"),
            ("Fell short of expectation", experience.expectation_below, "below_expectation"),
            ("Exceeded expectation", experience.expectation_above, "above_expectation"),
            ("First call right", experience.first_call_right, "first_call_right"),
        )
    )


def _lived_numbers(experience: Experience) -> tuple[Number, ...]:
    return (
        Number("Contacts per problem", experience.contacts_per_issue, "contacts_per_issue"),
        Number("Customer's time per problem", experience.customer_seconds,
               "customer_seconds_per_issue", "the data hold no durations"),
        Number("Needed more than one channel", experience.more_than_one_channel,
               "more_than_one_channel"),
        Number("Were passed on", experience.transferred, "transferred",
               "the data hold no transfers"),
    )  # fmt: skip


def _figure(asked: Sequence[Number]) -> Figure:
    rows = tuple(
        Row(n.label, n.value, _n(n), n.unknown, "reward", "#rows-experience")
        for n in asked
        if n.value is None or n.value.unit == "share"
    )
    return Figure(
        "said",
        "What customers said",
        "Dots: share of customers who answered. Lines: 95 % interval.",
        partial(dots, rows),
        "; ".join(f"{n.label}: {short(n.value, n.unknown)}" for n in asked) + ".",
        tuple({"what": n.label, "number": n.value} for n in asked),
        tuple(n.definition for n in asked),
    )


def _n(number: Number) -> str:
    return f"n {number.value.n:,}" if number.value else ""


def _rows(numbers: Sequence[Number], weighted: Mapping[str, Estimate]) -> Rows:
    return Rows(
        "rows-experience",
        "All numbers",
        (Column("What"), Column("Number", is_number=True),
         Column("Weighted for who answers", is_number=True), Column("n", is_number=True),
         Column("Method", is_detail=True)),
        tuple(
            (n.label, n.value, weighted.get(n.definition), n.value.n if n.value else None,
             n.value.method if n.value else n.unknown)
            for n in numbers
        ),
        Evidence("verdicts", (Condition("is_answered", "==", True),), ("said_csat",)),
        tuple(n.definition for n in numbers),
        _WEIGHTED if weighted else "",
        more="lastword issues --behind verdict.experience",
    )  # fmt: skip


PAGE = Kind(
    "experience",
    "Experience",
    "How was it for customers?",
    order=60,
    build=build,
    headline=headline,
    findings=("verdict.experience", "verdict.csat", "verdict.nps", "verdict.effort",
              "verdict.first_call_right", "verdict.relationships",
        "verdict.left"),
)  # fmt: skip
