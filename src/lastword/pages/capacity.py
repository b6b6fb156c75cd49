"""Capacity: how waits are lived, how long people hold, whom it takes when, what repeats bring."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.capacity.centre import Capacity
from lastword.pages.capacity_figures import (
    calibration_figure,
    day_figure,
    forecast_figure,
    freed_figure,
    hazard_figure,
    patience_figure,
    staffing_figure,
)
from lastword.pages.capacity_tables import (
    burden_rows,
    change_rows,
    option_rows,
    patience_rows,
    plan_rows,
    price_rows,
    staffing_rows,
    view_rows,
)
from lastword.pages.page import Block, Headline, Kind, Note, Number, Statement
from lastword.pages.words import inside
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how customers wait, how patient they are, and how many agents that takes."""
    found, demand, price = results.capacity, results.demand, results.price
    if found is None and demand is None:
        return None
    blocks: list[Block] = []
    if found is not None:
        blocks += [view_rows(found), day_figure(found), *_patience(found), *_plans(found)]
    if demand is not None:
        blocks += [freed_figure(demand), burden_rows(demand)]
        blocks += [change_rows(demand.change)] if demand.change else []
    if price is not None:
        blocks.append(price_rows(price))
    return _lead(results), blocks


def headline(results: Results) -> Headline | None:
    """The row of the first screen."""
    found = results.capacity
    if found is None:
        return None
    seen = found.views
    held = seen.hours_on_hold.value
    hours = f", {held:,.0f} hours of their lives a day on hold" if held is not None else ""
    line = f"{seen.waited_over.text()} of callers wait longer than 20 s{hours}."
    return Headline("WAITING", (line,), PAGE.slug)


def _lead(results: Results) -> Statement:
    finding = results.finding("capacity.waits") or results.finding("capacity.demand")
    sentence = finding.sentence if finding else "Waits and repeats were counted."
    found = results.capacity
    if found is None:
        return Statement(sentence)
    seen, mean = found.views, found.patience.means["all"]
    numbers = (
        Number("Waited longer than 20 s", seen.waited_over, "", "no wait is recorded"),
        Number("Gave up", seen.gave_up, "abandonment", "no ending is recorded"),
        Number("Mean patience of all callers", mean, "", "nobody gave up"),
        Number("Hours on hold a day", seen.hours_on_hold, "", "no wait is recorded"),
    )
    return Statement(sentence, numbers, f"{found.callers:,} customers who waited for an agent.")


def _patience(found: Capacity) -> list[Block]:
    study = found.patience
    if study.means["all"].value is None or study.horizon() <= 0:
        return [Note("Nobody gave up waiting, so that patience is not known.", tone="muted")]
    shown = [patience_figure(found), hazard_figure(found)]
    if found.calibration is not None:
        shown.append(calibration_figure(found.calibration))
    return [*shown, patience_rows(found)]


def _plans(found: Capacity) -> list[Block]:
    if found.needed is None:
        return [Note("No contact says how long it was handled: no plan.", tone="muted")]
    blocks: list[Block] = [staffing_figure(found), staffing_rows(found)]
    if found.forecast is not None:
        blocks.append(forecast_figure(found.forecast))
    if found.plan is not None:
        blocks.append(plan_rows(found.plan))
    if found.options is not None:
        blocks.append(option_rows(found.options))
    level = inside(found.views.of_answered)
    blocks.append(
        Note(
            f"The level of the answered ({level}) leaves out who gave up: it can rise while "
            "service gets worse. Plans hold for all who come.",
            "Which service level?",
        )
    )
    return blocks


PAGE = Kind(
    "capacity",
    "Waiting",
    "Are there enough people at the moment they are needed?",
    order=68,
    build=build,
    room="capacity",
    headline=headline,
    findings=("capacity.",),
)
